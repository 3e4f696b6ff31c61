//! What the satellite receivers say: fix, satellites, precision, interference.

use super::{Level, Reason, Reasons};
use crate::fleet::vehicle::Known;
use crate::link::report::{GnssFix, GnssIntegrity, GnssReceiver, InterferenceState};
use crate::moment::Moment;
use crate::observed::Observed;
use std::time::Duration;

/// Receivers are told of with 1 Hz and more where they are asked for (captures: 2, 4 and 8 Hz). Own choice.
pub(super) const FRESH: Duration = Duration::from_secs(5);
/// What was said of interference holds a little longer: it comes with 1 Hz, and to forget it is to be blind
/// to it. Own choice.
const INTERFERENCE_FRESH: Duration = Duration::from_secs(10);
/// EKF2_REQ_NSATS of PX4; ArduPilot's EKF wants 6 too.
const SATELLITES: u8 = 6;
/// ArduPilot's EKF wants an HDOP of 2.5 (its pre-arm text says so); EKF2_REQ_PDOP of PX4 is 2.5.
const HDOP: f32 = 2.5;
/// EKF2_REQ_EPH of PX4, m.
const DOUBT: f32 = 3.0;
/// No patrol keeps a distance to which 10 m do not matter. Own choice.
const DOUBT_LOST: f32 = 10.0;
/// GPS_SYSTEM_ERROR_FLAGS that make a position doubtful: software (4) and antenna (8).
const ERRORS: u32 = 4 | 8;

/// Judges the receivers.
pub(super) fn judge(known: &Known, now: Moment, out: &mut Reasons) {
    let all = known.gnss.iter().flatten();
    let mut fresh = all.clone().filter(|it| it.age(now) <= FRESH).peekable();
    if fresh.peek().is_none() {
        let youngest = all.map(|it| it.age(now)).min();
        out.add(youngest.map_or(Reason::NoReceiver, |age| {
            Reason::ReceiverStale(age.as_secs_f32())
        }));
    } else if let Some(best) = fresh.clone().map(|it| it.value.fix).max_by_key(fix_rank)
        && fix_rank(&best) == 0
    {
        out.add(Reason::NoFix(best));
    } else {
        fresh.for_each(|receiver| judge_receiver(&receiver.value, out));
    }
    for said in known.gnss_integrity.iter().flatten() {
        let mut found = Reasons::default();
        judge_interference(&said.value, &mut found);
        if said.fresh(now, INTERFERENCE_FRESH).is_some() {
            found.iter().for_each(|reason| out.add(reason));
        } else if found.level() != Level::Good {
            // Nobody took it back.
            out.add(Reason::InterferenceStale(said.age(now).as_secs_f32()));
        }
    }
}

/// A receiver that has a position in three dimensions, and says it.
pub(super) fn usable(
    receiver: &Option<Observed<GnssReceiver>>,
    now: Moment,
) -> Option<&Observed<GnssReceiver>> {
    let receiver = receiver.as_ref()?;
    let is_usable = receiver.age(now) <= FRESH && fix_rank(&receiver.value.fix) > 0;
    is_usable.then_some(receiver)
}

/// 0 for what is no position in three dimensions, what is not known included.
fn fix_rank(fix: &GnssFix) -> u8 {
    match fix {
        GnssFix::NoReceiver | GnssFix::None | GnssFix::Fix2d => 0,
        GnssFix::Fix3d => 1,
        GnssFix::Differential => 2,
        GnssFix::RtkFloat => 3,
        GnssFix::RtkFixed => 4,
        // Static and PPP.
        GnssFix::Other(7 | 8) => 4,
        GnssFix::Other(_) => 0,
    }
}

fn judge_receiver(receiver: &GnssReceiver, out: &mut Reasons) {
    let which = receiver.index;
    if fix_rank(&receiver.fix) == 0 {
        // A second receiver that is not there is no fault.
        if receiver.fix != GnssFix::NoReceiver {
            out.add(Reason::ReceiverWithoutFix(which));
        }
        return;
    }
    if let Some(count) = receiver.satellites.filter(|count| *count < SATELLITES) {
        out.add(Reason::FewSatellites(which, count));
    }
    if let Some(hdop) = receiver.hdop.filter(|hdop| *hdop > HDOP) {
        out.add(Reason::Dilution(which, hdop));
    }
    match receiver.horizontal_accuracy_m {
        Some(metres) if metres > DOUBT_LOST => out.add(Reason::ReceiverDoubtLost(which, metres)),
        Some(metres) if metres > DOUBT => out.add(Reason::ReceiverDoubt(which, metres)),
        _ => {}
    }
}

fn judge_interference(said: &GnssIntegrity, out: &mut Reasons) {
    match said.jamming {
        InterferenceState::Detected | InterferenceState::Mitigated => {
            out.add(Reason::Jamming(said.jamming));
        }
        InterferenceState::None | InterferenceState::Unknown => {}
    }
    match said.spoofing {
        InterferenceState::Detected => out.add(Reason::Spoofing),
        InterferenceState::Mitigated => out.add(Reason::SpoofingMitigated),
        InterferenceState::None | InterferenceState::Unknown => {}
    }
    let errors = said.errors & ERRORS;
    if errors != 0 {
        out.add(Reason::ReceiverErrors(errors));
    }
}
