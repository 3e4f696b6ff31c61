//! How Copter starts: what it says and when it knows what (`captures.md`, B.4, boot times).

use crate::sensors::Reception;
use crate::time::SimTime;
use std::time::Duration;

/// Something that happens on the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// A text of severity INFO.
    Text(&'static str),
    /// The receiver is found.
    ReceiverFound,
    /// The origin is set, and home with it.
    OriginSet,
}

/// What happens so long after the start, ms.
const AFTER_BOOT: [(u64, Happening); 13] = [
    (1_920, Happening::Text("Barometer 1 calibration complete")),
    (1_920, Happening::Text("Barometer 2 calibration complete")),
    (2_460, Happening::Text("ArduPilot Ready")),
    (2_460, Happening::Text("AHRS: DCM active")),
    (4_450, Happening::Text("EKF3 IMU0 initialised")),
    (4_450, Happening::Text("EKF3 IMU1 initialised")),
    (4_450, Happening::Text("AHRS: EKF3 active")),
    (5_800, Happening::Text("EKF3 IMU0 tilt alignment complete")),
    (5_800, Happening::Text("EKF3 IMU1 tilt alignment complete")),
    (
        5_900,
        Happening::Text("EKF3 IMU0 MAG0 initial yaw alignment complete"),
    ),
    (
        5_900,
        Happening::Text("EKF3 IMU1 MAG0 initial yaw alignment complete"),
    ),
    (
        9_810,
        Happening::Text("GPS 1: probing for u-blox at 230400 baud"),
    ),
    (9_830, Happening::ReceiverFound),
];

/// What happens so long after the receiver has its first fix, ms.
const AFTER_FIX: [(u64, Happening); 4] = [
    (10_190, Happening::OriginSet),
    (10_380, Happening::Text("EKF3 IMU1 origin set")),
    (31_590, Happening::Text("EKF3 IMU0 is using GPS")),
    (31_790, Happening::Text("EKF3 IMU1 is using GPS")),
];

/// Before this the heartbeat says that it boots.
const READY: Duration = Duration::from_millis(2_460);
/// After this its attitude is known.
const ATTITUDE_KNOWN: Duration = Duration::from_millis(22_700);
/// After this it may be armed, where the mode needs no position.
const ARMABLE: Duration = Duration::from_millis(23_700);
/// After a first fix so long satellites are used.
const USES_AFTER_FIX: Duration = Duration::from_millis(31_590);
/// A receiver is found no earlier.
const RECEIVER_FOUND: Duration = Duration::from_millis(9_830);

/// How far it is up.
#[derive(Clone, Debug, Default)]
pub struct StartUp {
    since_boot: Duration,
    first_fix: Option<SimTime>,
    since_fix: Duration,
    next_boot: usize,
    next_fix: usize,
}

impl StartUp {
    /// Goes on; what happens.
    pub fn step(&mut self, now: SimTime, booted: SimTime, reception: Reception) -> Vec<Happening> {
        let mut happenings = Vec::new();
        self.since_boot = now - booted;
        while let Some((after_ms, happening)) = AFTER_BOOT.get(self.next_boot) {
            if self.since_boot < Duration::from_millis(*after_ms) {
                break;
            }
            happenings.push(*happening);
            self.next_boot += 1;
        }
        if self.since_boot >= RECEIVER_FOUND && reception >= Reception::ThreeD {
            self.first_fix.get_or_insert(now);
        }
        let Some(first_fix) = self.first_fix else {
            return happenings;
        };
        self.since_fix = now - first_fix;
        while let Some((after_ms, happening)) = AFTER_FIX.get(self.next_fix) {
            if self.since_fix < Duration::from_millis(*after_ms) {
                break;
            }
            happenings.push(*happening);
            self.next_fix += 1;
        }
        happenings
    }

    /// Whether everything has happened: nothing changes any more.
    pub fn is_over(&self) -> bool {
        self.next_boot == AFTER_BOOT.len() && self.next_fix == AFTER_FIX.len()
    }

    /// Whether it is through with booting.
    pub fn is_ready(&self) -> bool {
        self.since_boot >= READY
    }

    /// Whether it knows its attitude.
    pub fn attitude_is_known(&self) -> bool {
        self.since_boot >= ATTITUDE_KNOWN
    }

    /// Whether it may be armed, as far as no position is needed.
    pub fn may_arm(&self) -> bool {
        self.since_boot >= ARMABLE
    }

    /// Whether it knows its position from satellites.
    pub fn uses_gnss(&self) -> bool {
        self.first_fix.is_some() && self.since_fix >= USES_AFTER_FIX
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_comes_up_as_the_recorded_one_did() {
        let mut start_up = StartUp::default();
        let mut told = Vec::new();
        for ms in (0..60_000).step_by(10) {
            let now = SimTime::from_ms(ms);
            for happening in start_up.step(now, SimTime::START, Reception::ThreeD) {
                told.push((ms, happening));
            }
        }
        let at = |wanted: Happening| told.iter().find(|(_, told)| *told == wanted).map(|it| it.0);
        assert_eq!(at(Happening::Text("ArduPilot Ready")), Some(2_460));
        assert_eq!(at(Happening::ReceiverFound), Some(9_830));
        assert_eq!(at(Happening::OriginSet), Some(20_020));
        assert_eq!(at(Happening::Text("EKF3 IMU0 is using GPS")), Some(41_420));
        assert_eq!(told.len(), AFTER_BOOT.len() + AFTER_FIX.len());
    }

    #[test]
    fn without_satellites_it_never_knows_its_place() {
        let mut start_up = StartUp::default();
        start_up.step(SimTime::from_s(600), SimTime::START, Reception::None);
        assert!(start_up.may_arm() && !start_up.uses_gnss());
    }
}
