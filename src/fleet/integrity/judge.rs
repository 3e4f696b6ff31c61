//! Everything that speaks for or against a position at a moment.

use super::estimators::{self, reaches};
use super::{Reason, Reasons, places, receivers};
use crate::fleet::vehicle::Known;
use crate::link::report::{AutopilotKind, Vibration};
use crate::moment::Moment;
use std::time::Duration;

/// Which way a vehicle must look while it stands on the ground: its dock's heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedHeading {
    /// From true north, degrees.
    pub heading_deg: f32,
    /// How far off its compass may be, degrees.
    pub tolerance_deg: f32,
}

/// Positions come with 1 Hz at least where they are asked for; three lost ones in a row make a vehicle at 15
/// m/s 45 m off. Own choice.
const POSITION_FRESH: Duration = Duration::from_secs(3);
/// What says whether it is on the ground.
const GROUND_FRESH: Duration = Duration::from_secs(10);
/// VIBRATION comes with 0.5 Hz from PX4 (capture).
const VIBRATION_FRESH: Duration = Duration::from_secs(10);
/// ArduPilot's documentation ("Measuring Vibration"): above 30 m/s² there may be problems, above 60 nearly
/// always.
const VIBRATION: f32 = 30.0;
const VIBRATION_EXTREME: f32 = 60.0;
/// PX4's metric is another one: its log review marks from 1 g on as bad (own knowledge of its charts).
const VIBRATION_PX4: f32 = 9.81;
/// Clips within some seconds of flight that are no hard landing any more. ArduPilot's documentation lets
/// fewer than 100 a flight pass; the number within [`CLIPPING_SPAN`] is our own choice.
const CLIPPING: u32 = 20;
/// Over this span clips are counted.
pub(super) const CLIPPING_SPAN: Duration = Duration::from_secs(10);
/// HL_FAILURE_FLAG_GPS, HL_FAILURE_FLAG_ESTIMATOR.
const SATELLITE_LINK_FAILURES: u16 = 1 | 1 << 12;

/// All that speaks against the position now. `clips` is how often accelerometers clipped lately.
pub(super) fn judge(
    known: &Known,
    expected: Option<ExpectedHeading>,
    clips: u32,
    now: Moment,
) -> Reasons {
    let mut out = Reasons::default();
    // What is not known to be on the ground flies: then more is asked of the estimator.
    let is_on_ground = known.is_on_ground(now, GROUND_FRESH).unwrap_or(false);
    judge_position(known, now, &mut out);
    estimators::judge(known, now, is_on_ground, &mut out);
    receivers::judge(known, now, &mut out);
    places::judge(known, now, &mut out);
    judge_vibration(known, clips, is_on_ground, now, &mut out);
    if is_on_ground && let Some(expected) = expected {
        judge_heading(known, expected, now, &mut out);
    }
    out
}

fn judge_position(known: &Known, now: Moment, out: &mut Reasons) {
    if let Some(position) = &known.position {
        let age = position.age(now);
        if age > POSITION_FRESH {
            out.add(Reason::PositionStale(age.as_secs_f32()));
        } else if position.value.place.is_none() {
            out.add(Reason::PositionEmpty);
        }
    } else if known.high_latency.is_none() {
        out.add(Reason::NoPosition);
    }
    if let Some(said) = &known.high_latency {
        let is_newest = known.position.as_ref().is_none_or(|it| it.at < said.at);
        let failures = said.value.failures & SATELLITE_LINK_FAILURES;
        if is_newest && failures != 0 {
            out.add(Reason::SatelliteLinkFailure(failures));
        }
        if known.position.is_none() {
            out.add(Reason::OnlySatelliteLink);
        }
    }
}

fn judge_vibration(known: &Known, clips: u32, is_on_ground: bool, now: Moment, out: &mut Reasons) {
    let Some(vibration) = &known.vibration else {
        return;
    };
    let autopilot = known.heartbeat.and_then(|held| held.value.autopilot);
    let trouble = trouble_of(&vibration.value, autopilot);
    if vibration.fresh(now, VIBRATION_FRESH).is_none() {
        if trouble.is_some() {
            // Nobody took it back.
            out.add(Reason::VibrationStale(vibration.age(now).as_secs_f32()));
        }
        return;
    }
    trouble.into_iter().for_each(|reason| out.add(reason));
    if !is_on_ground && clips >= CLIPPING {
        out.add(Reason::Clipping(clips));
    }
}

fn trouble_of(vibration: &Vibration, autopilot: Option<AutopilotKind>) -> Option<Reason> {
    let worst = vibration.level_mps2.into_iter().fold(0.0, |worst, level| {
        if reaches(level, worst) { level } else { worst }
    });
    if autopilot == Some(AutopilotKind::Px4) {
        return reaches(worst, VIBRATION_PX4).then_some(Reason::Vibration(worst));
    }
    if reaches(worst, VIBRATION_EXTREME) {
        return Some(Reason::VibrationExtreme(worst));
    }
    reaches(worst, VIBRATION).then_some(Reason::Vibration(worst))
}

fn judge_heading(known: &Known, expected: ExpectedHeading, now: Moment, out: &mut Reasons) {
    let position = known.position.as_ref();
    let of_position = position.and_then(|it| it.fresh(now, POSITION_FRESH)?.heading_deg);
    let attitude = known.attitude.as_ref();
    let of_attitude = attitude.and_then(|it| Some(it.fresh(now, POSITION_FRESH)?.yaw_rad));
    let Some(heading) = of_attitude.map(f32::to_degrees).or(of_position) else {
        return;
    };
    let heading = heading.rem_euclid(360.0);
    let off = (heading - expected.heading_deg + 180.0).rem_euclid(360.0) - 180.0;
    if off.is_nan() || off.abs() > expected.tolerance_deg {
        out.add(Reason::HeadingOff(heading, expected.heading_deg));
    }
}
