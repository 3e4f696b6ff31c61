//! What the estimators say: ArduPilot's EKF_STATUS_REPORT and PX4's ESTIMATOR_STATUS.

use super::{EstimatorValue, Reason, Reasons};
use crate::fleet::vehicle::Known;
use crate::link::report::{EkfStatus, EstimatorStatus};
use crate::moment::Moment;
use std::time::Duration;

/// EKF_STATUS_FLAGS and ESTIMATOR_STATUS_FLAGS have these bits in common.
pub(super) const ATTITUDE: u16 = 1;
pub(super) const VELOCITY_HORIZONTAL: u16 = 1 << 1;
pub(super) const POSITION_HORIZONTAL: u16 = 1 << 4;
pub(super) const POSITION_VERTICAL: u16 = 1 << 5;
const CONSTANT_POSITION: u16 = 1 << 7;
const PREDICTED_POSITION_HORIZONTAL: u16 = 1 << 9;
const NEEDED: u16 = ATTITUDE | VELOCITY_HORIZONTAL | POSITION_HORIZONTAL | POSITION_VERTICAL;
/// EKF_UNINITIALIZED.
const EKF_UNINITIALISED: u16 = 1 << 10;
/// EKF_GPS_GLITCHING.
const EKF_GLITCH: u16 = 1 << 15;
/// ESTIMATOR_GPS_GLITCH.
const ESTIMATOR_GLITCH: u16 = 1 << 10;
/// ESTIMATOR_ACCEL_ERROR.
const ESTIMATOR_ACCELEROMETER: u16 = 1 << 11;

/// Both come with 1 Hz and more where they are asked for (captures: 2, 4 and 1 Hz); five lost ones in a row
/// are no accident. Own choice.
pub(super) const FRESH: Duration = Duration::from_secs(5);

/// FS_EKF_THRESH, ArduPilot's default: from here on a variance counts for its failsafe.
const EKF_FAILS: f32 = 0.8;
/// From here on ArduPilot's ground stations warn.
const EKF_HIGH: f32 = 0.5;
/// A PX4 ratio beyond its test's limit is rejected; up to 1 is said to be normal (ESTIMATOR_STATUS's own
/// text).
const RATIO_FAILS: f32 = 1.0;
/// EKF2_REQ_EPH, PX4's default, m.
const DOUBT: f32 = 3.0;
/// COM_POS_FS_EPH, PX4's default, m: it gives its position up.
const DOUBT_LOST: f32 = 5.0;

/// Judges what the estimator says. One of the two must speak; where both do, both must be well.
pub(super) fn judge(known: &Known, now: Moment, is_on_ground: bool, out: &mut Reasons) {
    let ekf = known.ekf.as_ref();
    let estimator = known.estimator.as_ref();
    let fresh_ekf = ekf.and_then(|ekf| ekf.fresh(now, FRESH));
    let fresh_estimator = estimator.and_then(|estimator| estimator.fresh(now, FRESH));
    if let Some(ekf) = fresh_ekf {
        judge_ekf(ekf, is_on_ground, out);
    }
    if let Some(estimator) = fresh_estimator {
        judge_estimator(estimator, is_on_ground, out);
    }
    if fresh_ekf.is_none() && fresh_estimator.is_none() {
        let ages = [ekf.map(|it| it.age(now)), estimator.map(|it| it.age(now))];
        let youngest = ages.into_iter().flatten().min();
        out.add(youngest.map_or(Reason::NoEstimator, |age| {
            Reason::EstimatorStale(age.as_secs_f32())
        }));
    }
}

fn judge_ekf(ekf: &EkfStatus, is_on_ground: bool, out: &mut Reasons) {
    if ekf.flags & EKF_UNINITIALISED != 0 {
        out.add(Reason::EstimatorNotStarted);
        return;
    }
    let mut flags = ekf.flags;
    // As ArduCopter does (`ekf_has_absolute_position`): on the ground a predicted position is enough.
    if is_on_ground && flags & PREDICTED_POSITION_HORIZONTAL != 0 {
        flags |= POSITION_HORIZONTAL;
    }
    lacks(flags, out);
    if flags & CONSTANT_POSITION != 0 {
        out.add(Reason::EstimatorConstantPosition);
    }
    if flags & EKF_GLITCH != 0 {
        out.add(Reason::GnssGlitch);
    }
    judge_variances(ekf, out);
}

/// As ArduPilot's own check does (`ekf_check.cpp`, `ekf_over_threshold`): two of compass, velocity and
/// position fail together, or velocity by twice as much alone.
fn judge_variances(ekf: &EkfStatus, out: &mut Reasons) {
    let tests = [
        (EstimatorValue::Velocity, ekf.velocity_variance),
        (EstimatorValue::Horizontal, ekf.horizontal_variance),
        (EstimatorValue::Compass, ekf.compass_variance),
    ];
    let failing = tests.iter().filter(|(_, at)| reaches(*at, EKF_FAILS));
    if failing.count() >= 2 || reaches(ekf.velocity_variance, 2.0 * EKF_FAILS) {
        out.add(worst(&tests, Reason::InnovationsFail));
    } else {
        let vertical = (EstimatorValue::Vertical, ekf.vertical_variance);
        let high = tests.iter().chain([&vertical]);
        high.filter(|(_, at)| reaches(*at, EKF_HIGH))
            .for_each(|(what, at)| out.add(Reason::InnovationHigh(*what, *at)));
    }
}

fn judge_estimator(status: &EstimatorStatus, is_on_ground: bool, out: &mut Reasons) {
    lacks(status.flags, out);
    // At rest on the ground PX4 holds its place and says so (capture: flags 1023 before take-off).
    if status.flags & CONSTANT_POSITION != 0 && !is_on_ground {
        out.add(Reason::EstimatorConstantPosition);
    }
    if status.flags & ESTIMATOR_GLITCH != 0 {
        out.add(Reason::GnssGlitch);
    }
    if status.flags & ESTIMATOR_ACCELEROMETER != 0 {
        out.add(Reason::AccelerometerError);
    }
    judge_ratios(status, out);
    if reaches(status.horizontal_accuracy_m, DOUBT_LOST) {
        out.add(Reason::EstimatorDoubtLost(status.horizontal_accuracy_m));
    } else if reaches(status.horizontal_accuracy_m, DOUBT) {
        out.add(Reason::EstimatorDoubt(status.horizontal_accuracy_m));
    }
}

/// That velocity and position rejected together are a lost position is our own choice, after ArduPilot's.
fn judge_ratios(status: &EstimatorStatus, out: &mut Reasons) {
    let tests = [
        (EstimatorValue::Velocity, status.velocity_ratio),
        (EstimatorValue::Horizontal, status.horizontal_ratio),
    ];
    if tests.iter().all(|(_, at)| reaches(*at, RATIO_FAILS)) {
        out.add(worst(&tests, Reason::InnovationsFail));
        return;
    }
    let others = [
        (EstimatorValue::Vertical, status.vertical_ratio),
        (EstimatorValue::Compass, status.compass_ratio),
    ];
    let all = tests.iter().chain(&others);
    all.filter(|(_, at)| reaches(*at, RATIO_FAILS))
        .for_each(|(what, at)| out.add(Reason::InnovationHigh(*what, *at)));
}

fn lacks(flags: u16, out: &mut Reasons) {
    let missing = NEEDED & !flags;
    if missing != 0 {
        out.add(Reason::EstimatorLacks(missing));
    }
}

fn worst(
    tests: &[(EstimatorValue, f32)],
    reason: impl Fn(EstimatorValue, f32) -> Reason,
) -> Reason {
    let first = (EstimatorValue::Velocity, f32::NEG_INFINITY);
    let (what, at) = tests.iter().fold(first, |worst, test| {
        if reaches(test.1, worst.1) {
            *test
        } else {
            worst
        }
    });
    reason(what, at)
}

/// Whether a number is at a limit or beyond; what is no number is beyond all limits.
pub(super) fn reaches(value: f32, limit: f32) -> bool {
    value.is_nan() || value >= limit
}
