//! What a vehicle said last of each thing, with when and from where.

use super::payload::PayloadComponent;
use super::texts::TextLine;
use crate::link::report::{
    AirData, Altitudes, Attitude, AutopilotVersion, Battery, EkfStatus, EstimatorStatus,
    FenceStatus, GlobalPosition, GnssIntegrity, GnssReceiver, Heartbeat, HighLatency, HomePosition,
    LandedState, MissionCurrent, NavigationProgress, PositionTarget, RadioStatus, SystemStatus,
    SystemTime, Vibration, VtolState, Wind,
};
use crate::moment::Moment;
use crate::observed::{Observed, Source};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Duration;

/// So many batteries are kept, by their index.
pub const BATTERIES: usize = 4;

/// What is older than this may be replaced by what is worse: of another component, or late.
pub const REPLACEABLE_AFTER: Duration = Duration::from_secs(5);

/// EXTENDED_SYS_STATE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extended {
    /// Whether it is on the ground.
    pub landed: LandedState,
    /// How a VTOL flies.
    pub vtol: VtolState,
}

/// What is known of a vehicle. All but payload, texts, radio and batteries is what its autopilot said.
///
/// Readers are shown it many times a second. So what changes with nearly each message stands here, and all else
/// stands together behind one pointer that readers share until it changes: [`KnownBeside`], whose fields are read
/// and written as if they were here.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// HEARTBEAT, or the part of HIGH_LATENCY2 that stands for it: mode, armed, how it feels.
    pub heartbeat: Option<Observed<Heartbeat>>,
    /// Its clocks.
    pub system_time: Option<Observed<SystemTime>>,
    /// The estimator's position.
    pub position: Option<Observed<GlobalPosition>>,
    /// Attitude.
    pub attitude: Option<Observed<Attitude>>,
    /// Speeds, throttle.
    pub air: Option<Observed<AirData>>,
    /// Its satellite receivers, 0 and 1.
    pub gnss: [Option<Observed<GnssReceiver>>; 2],
    /// What is there, in use, and well.
    pub system: Option<Observed<SystemStatus>>,
    /// Whether it is on the ground.
    pub extended: Option<Observed<Extended>>,
    /// Photos that cameras told of, since we hear the vehicle.
    pub images: u32,
    /// All else.
    pub beside: Arc<KnownBeside>,
}

/// What is known of a vehicle and does not change with nearly each message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KnownBeside {
    /// Heights.
    pub altitudes: Option<Observed<Altitudes>>,
    /// Its home.
    pub home: Option<Observed<HomePosition>>,
    /// What its receivers say of interference, in the order in which they were first heard.
    pub gnss_integrity: [Option<Observed<GnssIntegrity>>; 2],
    /// ArduPilot's estimator.
    pub ekf: Option<Observed<EkfStatus>>,
    /// PX4's estimator.
    pub estimator: Option<Observed<EstimatorStatus>>,
    /// Vibration.
    pub vibration: Option<Observed<Vibration>>,
    /// Batteries by index. The autopilot's word is better than that of a battery's own component.
    pub batteries: [Option<Observed<Battery>>; BATTERIES],
    /// The mission's current item, and the numbers of the plans on board.
    pub mission: Option<Observed<MissionCurrent>>,
    /// The item that it reached last.
    pub reached: Option<Observed<u16>>,
    /// Where it says it goes.
    pub target: Option<Observed<PositionTarget>>,
    /// How it gets there.
    pub progress: Option<Observed<NavigationProgress>>,
    /// The wind.
    pub wind: Option<Observed<Wind>>,
    /// The telemetry radio.
    pub radio: Option<Observed<RadioStatus>>,
    /// Its fence.
    pub fence: Option<Observed<FenceStatus>>,
    /// What it says over a satellite.
    pub high_latency: Option<Observed<HighLatency>>,
    /// Its firmware and hardware.
    pub version: Option<Arc<Observed<AutopilotVersion>>>,
    /// Cameras, gimbals and other components.
    pub payload: Arc<Vec<PayloadComponent>>,
    /// The last texts, the newest last.
    pub texts: Arc<Vec<Arc<TextLine>>>,
}

impl Deref for Known {
    type Target = KnownBeside;

    fn deref(&self) -> &KnownBeside {
        &self.beside
    }
}

impl DerefMut for Known {
    /// Readers keep what they have: where they share it, it is copied.
    fn deref_mut(&mut self) -> &mut KnownBeside {
        Arc::make_mut(&mut self.beside)
    }
}

impl Known {
    /// Whether its motors may turn; `None` before it said so.
    pub fn is_armed(&self) -> Option<bool> {
        Some(self.heartbeat?.value.is_armed)
    }

    /// Whether it stands on the ground, as far as it says: by its own landed state while that is fresh, else
    /// by whether its motors may turn. `None` where neither is known.
    pub fn is_on_ground(&self, now: Moment, fresh: Duration) -> Option<bool> {
        let said = self.extended.and_then(|extended| {
            let landed = extended.fresh(now, fresh)?.landed;
            (landed != LandedState::Unknown).then_some(landed == LandedState::OnGround)
        });
        said.or_else(|| Some(!self.heartbeat?.fresh(now, fresh)?.is_armed))
    }

    /// How far its idea of the time is ahead of ours, µs, the way of the message included: for matching
    /// records, not for judging ages. `None` while it does not know the time.
    pub fn clock_ahead_us(&self) -> Option<i64> {
        let told = self.system_time?;
        let theirs = i64::try_from(told.value.unix_us?).ok()?;
        theirs.checked_sub(i64::try_from(told.at.us()).ok()?)
    }

    /// Takes back what a start anew makes untrue: what ran, what was planned, and what it compared with.
    /// Places and batteries stay, with their age.
    pub(super) fn forget_start(&mut self) {
        self.home = None;
        self.gnss_integrity = [None; 2];
        self.ekf = None;
        self.estimator = None;
        self.vibration = None;
        self.system = None;
        self.mission = None;
        self.reached = None;
        self.target = None;
        self.progress = None;
        self.fence = None;
        self.version = None;
    }
}

/// A report on its way into what is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hearing {
    pub at: Moment,
    pub source: Source,
    /// It was overtaken by newer frames of its sender.
    pub is_late: bool,
}

impl Hearing {
    pub fn observed<T>(self, value: T) -> Observed<T> {
        Observed {
            value,
            at: self.at,
            source: self.source,
        }
    }

    /// Whether there is nothing yet, or only what is so old that anything is better.
    fn finds_nothing_fresh<T>(self, held: &Option<Observed<T>>) -> bool {
        held.as_ref()
            .is_none_or(|held| held.age(self.at) > REPLACEABLE_AFTER)
    }

    /// Puts a value in its place, unless it is late and what stands there is fresh. Says whether it did.
    pub fn put<T>(self, held: &mut Option<Observed<T>>, value: T) -> bool {
        let does = !self.is_late || self.finds_nothing_fresh(held);
        if does {
            *held = Some(self.observed(value));
        }
        does
    }

    /// The same for what carries the time since the start, by which the newer is told from the older; the
    /// same again is a double. `since` is when the vehicle started, as far as we know.
    pub fn put_stamped<T>(
        self,
        held: &mut Option<Observed<T>>,
        value: T,
        boot_ms: impl Fn(&T) -> u32,
        since: Moment,
    ) -> bool {
        let is_newer = held.as_ref().is_none_or(|held| {
            let ahead = boot_ms(&value).wrapping_sub(boot_ms(&held.value));
            held.at < since || (1..1 << 31).contains(&ahead)
        });
        let does = is_newer || self.finds_nothing_fresh(held);
        if does {
            *held = Some(self.observed(value));
        }
        does
    }

    /// Puts a value among those of the same kind: in the place of its like, else in a free one. Says whether
    /// there was a place.
    pub fn put_among<T>(
        self,
        held: &mut [Option<Observed<T>>],
        value: T,
        is_like: impl Fn(&T, &T) -> bool,
    ) -> bool {
        let like = held.iter().position(|place| {
            let place = place.as_ref();
            place.is_some_and(|place| is_like(&place.value, &value))
        });
        let place = like.or_else(|| held.iter().position(Option::is_none));
        match place.and_then(|place| held.get_mut(place)) {
            Some(place) => {
                self.put(place, value);
                true
            }
            None => false,
        }
    }
}
