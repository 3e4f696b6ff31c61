mod estimators;
mod receivers;
mod over_time;

use super::*;
use crate::fleet::vehicle::{Extended, Known, KnownBeside};
use crate::link::names::LinkId;
use crate::link::report::*;
use crate::moment::Moment;
use crate::observed::{Observed, Source};
use std::sync::Arc;

fn at(seconds: f64) -> Moment {
    Moment::from_us((1_795_440_000e6 + seconds * 1e6).round() as u64)
}

fn seen<T>(seconds: f64, value: T) -> Option<Observed<T>> {
    let source = Source {
        link: LinkId(1),
        component: 1,
    };
    Some(Observed {
        value,
        at: at(seconds),
        source,
    })
}

/// A place so many metres north of Qingdao.
fn place(north_m: f64) -> Option<Place> {
    Some(Place {
        latitude_e7: 360_671_000 + (north_m / 0.011_131_949).round() as i32,
        longitude_e7: 1_203_826_000,
    })
}

fn receiver(index: u8) -> GnssReceiver {
    GnssReceiver {
        index,
        fix: GnssFix::Fix3d,
        place: place(0.0),
        altitude_amsl_m: 20.0,
        hdop: Some(0.7),
        vdop: Some(1.1),
        ground_speed_mps: Some(0.0),
        satellites: Some(10),
        horizontal_accuracy_m: Some(0.9),
        vertical_accuracy_m: Some(1.8),
    }
}

const EKF: EkfStatus = EkfStatus {
    flags: 831,
    velocity_variance: 0.01,
    horizontal_variance: 0.01,
    vertical_variance: 0.01,
    compass_variance: 0.02,
    terrain_variance: 0.0,
};

const ESTIMATOR: EstimatorStatus = EstimatorStatus {
    flags: 895,
    velocity_ratio: 0.08,
    horizontal_ratio: 0.05,
    vertical_ratio: 0.03,
    compass_ratio: 0.08,
    horizontal_accuracy_m: 0.29,
    vertical_accuracy_m: 0.29,
};

/// All that ArduPilot says of its position, all well, at a moment in flight.
fn flying(seconds: f64) -> Known {
    let heartbeat = Heartbeat {
        component: ComponentKind::Rotorcraft,
        mav_type: 2,
        autopilot: Some(AutopilotKind::ArduPilot),
        is_armed: true,
        base_mode: 217,
        custom_mode: 3,
        state: SystemState::Active,
    };
    let position = GlobalPosition {
        boot_ms: 0,
        place: place(0.0),
        altitude_amsl_m: 50.0,
        above_home_m: 30.0,
        velocity_mps: [0.0; 3],
        heading_deg: Some(90.0),
    };
    Known {
        heartbeat: seen(seconds, heartbeat),
        position: seen(seconds, position),
        gnss: [seen(seconds, receiver(0)), None],
        beside: Arc::new(KnownBeside {
            ekf: seen(seconds, EKF),
            ..KnownBeside::default()
        }),
        ..Known::default()
    }
}

fn with(change: impl FnOnce(&mut Known)) -> Known {
    let mut known = flying(0.0);
    change(&mut known);
    known
}

fn with_ekf(change: impl FnOnce(&mut EkfStatus)) -> Known {
    with(|known| change(&mut known.ekf.as_mut().unwrap().value))
}

fn with_receiver(change: impl FnOnce(&mut GnssReceiver)) -> Known {
    with(|known| change(&mut known.gnss[0].as_mut().unwrap().value))
}

fn px4(status: EstimatorStatus) -> Known {
    with(|known| {
        known.ekf = None;
        known.estimator = seen(0.0, status);
        known.heartbeat.as_mut().unwrap().value.autopilot = Some(AutopilotKind::Px4);
    })
}

/// What is judged of this at a moment, without a history.
fn judged_at(known: &Known, seconds: f64) -> PositionIntegrity {
    let mut watch = IntegrityWatch::default();
    watch.judge(known, None, at(seconds));
    watch.state()
}

fn judged(known: &Known) -> PositionIntegrity {
    judged_at(known, 0.0)
}

fn worst(known: &Known) -> Option<Reason> {
    judged(known).reasons().iter().next()
}

#[test]
fn it_is_good_when_all_is_said_and_well() {
    assert_eq!(judged(&flying(0.0)), PositionIntegrity::Good);
    assert_eq!(judged(&px4(ESTIMATOR)), PositionIntegrity::Good);
}

#[test]
fn what_is_not_said_is_unknown_and_never_good() {
    assert_eq!(PositionIntegrity::default().level(), Level::Unknown);
    assert_eq!(judged(&Known::default()).level(), Level::Unknown);
    let missing = [
        (with(|it| it.position = None), Reason::NoPosition),
        (with(|it| it.ekf = None), Reason::NoEstimator),
        (with(|it| it.gnss = [None; 2]), Reason::NoReceiver),
    ];
    for (known, reason) in missing {
        assert_eq!(worst(&known), Some(reason));
        assert_eq!(judged(&known).level(), Level::Unknown);
    }
}

#[test]
fn what_is_old_is_unknown() {
    let known = flying(0.0);
    assert!(judged_at(&known, 3.0).is_good());
    let old = judged_at(&known, 3.001);
    assert_eq!(
        old,
        PositionIntegrity::Unknown(Reasons::one(Reason::PositionStale(3.001)))
    );

    let still_moving = |known: &mut Known| known.position.as_mut().unwrap().at = at(5.0);
    let mut known = flying(0.0);
    still_moving(&mut known);
    assert!(judged_at(&known, 5.0).is_good());
    let reasons: Vec<Reason> = judged_at(&known, 5.001).reasons().iter().collect();
    let expected = [Reason::EstimatorStale(5.001), Reason::ReceiverStale(5.001)];
    assert_eq!(reasons, expected);
}

#[test]
fn vibration_has_the_limits_of_each_autopilot() {
    let shaken = |mut known: Known, level: f32| {
        let vibration = Vibration {
            level_mps2: [0.0, 0.0, level],
            clipping: [0; 3],
        };
        known.vibration = seen(0.0, vibration);
        judged(&known).level()
    };
    assert_eq!(shaken(flying(0.0), 29.9), Level::Good);
    assert_eq!(shaken(flying(0.0), 30.0), Level::Degraded);
    assert_eq!(shaken(flying(0.0), 60.0), Level::Lost);
    assert_eq!(shaken(px4(ESTIMATOR), 9.8), Level::Good);
    assert_eq!(shaken(px4(ESTIMATOR), 60.0), Level::Degraded);
}

#[test]
fn the_compass_is_held_against_the_dock_on_the_ground_only() {
    let expected = |heading_deg| {
        Some(ExpectedHeading {
            heading_deg,
            tolerance_deg: 20.0,
        })
    };
    let level = |known: &Known, heading_deg| {
        let mut watch = IntegrityWatch::default();
        watch.judge(known, expected(heading_deg), at(0.0));
        watch.state().level()
    };
    let mut known = flying(0.0);
    assert_eq!(level(&known, 270.0), Level::Good);
    known.heartbeat.as_mut().unwrap().value.is_armed = false;
    assert_eq!(level(&known, 110.0), Level::Good);
    assert_eq!(level(&known, 110.1), Level::Degraded);
    assert_eq!(level(&known, 69.9), Level::Degraded);
    known.position.as_mut().unwrap().value.heading_deg = Some(355.0);
    assert_eq!(level(&known, 10.0), Level::Good);
}

#[test]
fn the_worst_reasons_are_kept_and_come_first() {
    let many = [
        Reason::GnssGlitch,
        Reason::NoEstimator,
        Reason::Clipping(30),
        Reason::Spoofing,
        Reason::ReceiverErrors(8),
        Reason::AccelerometerError,
        Reason::Vibration(31.0),
        Reason::PositionEmpty,
    ];
    let reasons: Reasons = many.into_iter().collect();
    assert_eq!(reasons.level(), Level::Lost);
    let kept: Vec<Reason> = reasons.iter().collect();
    let expected = [
        Reason::Spoofing,
        Reason::PositionEmpty,
        Reason::NoEstimator,
        Reason::GnssGlitch,
        Reason::Clipping(30),
        Reason::ReceiverErrors(8),
    ];
    assert_eq!(kept, expected);
}

#[test]
fn reasons_are_said_in_both_languages_with_their_numbers() {
    let said = Reason::Dilution(0, 3.07).say();
    assert_eq!(
        said.en,
        "the satellites of receiver 1 stand badly (HDOP 3.1)"
    );
    assert_eq!(said.zh, "接收机 1 水平精度因子 3.1");
    let said = Reason::EstimatorLacks(0b11_0000).say();
    assert_eq!(
        said.en,
        "its estimator lacks an absolute position, an absolute height"
    );
    assert_eq!(said.zh, "估计器缺少绝对水平位置、绝对高度");
    assert_eq!(Reason::NoReceiver.say().en, "its receivers say nothing");
}
