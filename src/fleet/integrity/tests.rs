use super::*;
use crate::fleet::vehicle::{Extended, Known};
use crate::link::names::LinkId;
use crate::link::report::*;
use crate::moment::Moment;
use crate::observed::{Observed, Source};

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
        ekf: seen(seconds, EKF),
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
fn flags_of_the_ekf_count_as_copter_counts_them() {
    let lost = [
        (1024, Reason::EstimatorNotStarted),
        (0, Reason::EstimatorLacks(0b11_0011)),
        (831 & !16, Reason::EstimatorLacks(16)),
        (831 | 128, Reason::EstimatorConstantPosition),
    ];
    for (flags, reason) in lost {
        let known = with_ekf(|ekf| ekf.flags = flags);
        assert_eq!(worst(&known), Some(reason), "{flags}");
        assert_eq!(judged(&known).level(), Level::Lost);
    }
    let glitch = with_ekf(|ekf| ekf.flags |= 1 << 15);
    assert_eq!(worst(&glitch), Some(Reason::GnssGlitch));
    assert_eq!(judged(&glitch).level(), Level::Degraded);
    // On the ground a predicted position is enough.
    let mut ground = with_ekf(|ekf| ekf.flags &= !16);
    ground.heartbeat.as_mut().unwrap().value.is_armed = false;
    assert!(judged(&ground).is_good());
}

#[test]
fn variances_count_as_ardupilots_check_counts_them() {
    use EstimatorValue::{Compass, Horizontal, Velocity};
    let known = |velocity, horizontal, compass| {
        with_ekf(|ekf| {
            ekf.velocity_variance = velocity;
            ekf.horizontal_variance = horizontal;
            ekf.compass_variance = compass;
        })
    };
    assert_eq!(worst(&known(0.499, 0.499, 0.499)), None);
    let high = known(0.0, 0.0, 0.5);
    assert_eq!(worst(&high), Some(Reason::InnovationHigh(Compass, 0.5)));
    assert_eq!(judged(&high).level(), Level::Degraded);
    assert_eq!(judged(&known(1.599, 0.0, 0.0)).level(), Level::Degraded);
    let failed = Reason::InnovationsFail(Velocity, 1.6);
    assert_eq!(worst(&known(1.6, 0.0, 0.0)), Some(failed));
    let failed = Reason::InnovationsFail(Horizontal, 0.9);
    assert_eq!(worst(&known(0.0, 0.9, 0.8)), Some(failed));
    assert_eq!(judged(&known(0.0, 0.9, 0.799)).level(), Level::Degraded);
    assert_eq!(judged(&known(f32::NAN, 0.0, 0.0)).level(), Level::Lost);
}

#[test]
fn ratios_and_doubts_of_px4_have_their_own_limits() {
    let level = |change: fn(&mut EstimatorStatus)| {
        let mut status = ESTIMATOR;
        change(&mut status);
        judged(&px4(status)).level()
    };
    assert_eq!(level(|it| it.compass_ratio = 0.999), Level::Good);
    assert_eq!(level(|it| it.compass_ratio = 1.0), Level::Degraded);
    assert_eq!(level(|it| it.velocity_ratio = 1.5), Level::Degraded);
    let both: fn(&mut EstimatorStatus) = |it| {
        it.velocity_ratio = 1.1;
        it.horizontal_ratio = 1.2;
    };
    assert_eq!(level(both), Level::Lost);
    assert_eq!(level(|it| it.horizontal_accuracy_m = 2.99), Level::Good);
    assert_eq!(level(|it| it.horizontal_accuracy_m = 3.0), Level::Degraded);
    assert_eq!(level(|it| it.horizontal_accuracy_m = 5.0), Level::Lost);
    assert_eq!(level(|it| it.flags |= 1 << 10), Level::Degraded);
    assert_eq!(level(|it| it.flags |= 1 << 11), Level::Degraded);
    assert_eq!(level(|it| it.flags &= !16), Level::Lost);
}

#[test]
fn px4_holds_its_place_on_the_ground_and_not_in_the_air() {
    let mut status = ESTIMATOR;
    status.flags = 1023;
    let mut known = px4(status);
    assert_eq!(worst(&known), Some(Reason::EstimatorConstantPosition));
    let extended = Extended {
        landed: LandedState::OnGround,
        vtol: VtolState::None,
    };
    known.extended = seen(0.0, extended);
    assert!(judged(&known).is_good());
}

#[test]
fn a_receiver_needs_three_dimensions_and_enough_satellites_well_placed() {
    for fix in [
        GnssFix::NoReceiver,
        GnssFix::None,
        GnssFix::Fix2d,
        GnssFix::Other(9),
    ] {
        let known = with_receiver(|it| it.fix = fix);
        assert_eq!(worst(&known), Some(Reason::NoFix(fix)));
        assert_eq!(judged(&known).level(), Level::Lost);
    }
    for fix in [GnssFix::RtkFixed, GnssFix::Other(8)] {
        assert!(judged(&with_receiver(|it| it.fix = fix)).is_good());
    }
    let level = |change: fn(&mut GnssReceiver)| judged(&with_receiver(change)).level();
    assert_eq!(level(|it| it.satellites = Some(6)), Level::Good);
    assert_eq!(level(|it| it.satellites = Some(5)), Level::Degraded);
    assert_eq!(level(|it| it.hdop = Some(2.5)), Level::Good);
    assert_eq!(level(|it| it.hdop = Some(2.51)), Level::Degraded);
    assert_eq!(
        level(|it| it.horizontal_accuracy_m = Some(3.0)),
        Level::Good
    );
    assert_eq!(
        level(|it| it.horizontal_accuracy_m = Some(3.1)),
        Level::Degraded
    );
    assert_eq!(
        level(|it| it.horizontal_accuracy_m = Some(10.1)),
        Level::Lost
    );
}

#[test]
fn one_of_two_receivers_may_fail() {
    let two = |fix| {
        with(|known| {
            known.gnss[0].as_mut().unwrap().value.fix = fix;
            known.gnss[1] = seen(0.0, receiver(1));
        })
    };
    assert_eq!(
        worst(&two(GnssFix::None)),
        Some(Reason::ReceiverWithoutFix(0))
    );
    assert_eq!(judged(&two(GnssFix::None)).level(), Level::Degraded);
    assert!(judged(&two(GnssFix::NoReceiver)).is_good());
}

#[test]
fn interference_is_told() {
    let level = |jamming, spoofing| {
        let said = GnssIntegrity {
            index: 0,
            errors: 0,
            jamming,
            spoofing,
        };
        judged(&with(|known| known.gnss_integrity[0] = seen(0.0, said))).level()
    };
    use InterferenceState::{Detected, Mitigated, None, Unknown};
    assert_eq!(level(Unknown, Unknown), Level::Good);
    assert_eq!(level(None, None), Level::Good);
    assert_eq!(level(Mitigated, None), Level::Degraded);
    assert_eq!(level(Detected, None), Level::Degraded);
    assert_eq!(level(None, Mitigated), Level::Degraded);
    assert_eq!(level(None, Detected), Level::Lost);
}

#[test]
fn places_may_differ_by_what_their_doubt_explains() {
    // 5 m between antennas, twice 0.9 m of each.
    let level = |north_m: f64| {
        let known = with(|known| {
            known.gnss[1] = seen(0.0, receiver(1));
            known.gnss[1].as_mut().unwrap().value.place = place(north_m);
        });
        judged(&known).level()
    };
    assert_eq!(level(8.5), Level::Good);
    assert_eq!(level(8.7), Level::Degraded);
    assert_eq!(level(25.7), Level::Degraded);
    assert_eq!(level(25.9), Level::Lost);

    // 5 m, and twice 0.9 m, from the estimator.
    let level = |north_m: f64| judged(&with_receiver(|it| it.place = place(north_m))).level();
    assert_eq!(level(-6.7), Level::Good);
    assert_eq!(level(-6.9), Level::Degraded);
    assert_eq!(level(-20.5), Level::Lost);
}

#[test]
fn fast_ones_are_further_from_where_they_were() {
    let known = with(|known| {
        let receiver = &mut known.gnss[0].as_mut().unwrap().value;
        receiver.place = place(-12.0);
        receiver.ground_speed_mps = Some(15.0);
    });
    assert!(judged(&known).is_good());
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
fn clipping_that_grows_counts_and_old_clipping_does_not() {
    let mut watch = IntegrityWatch::default();
    let mut levels = Vec::new();
    for second in 0..60 {
        let now = f64::from(second);
        let mut known = flying(now);
        // It clipped often before; then 3 times each second from 10 to 20 s.
        let clips = 500 + 3 * (second.clamp(10, 20) - 10) as u32;
        known.vibration = seen(
            now,
            Vibration {
                level_mps2: [0.0; 3],
                clipping: [clips, 0, 0],
            },
        );
        watch.judge(&known, None, at(now));
        levels.push(watch.state().level());
    }
    assert_eq!(levels[10], Level::Good);
    assert_eq!(levels[19], Level::Degraded);
    assert_eq!(levels[59], Level::Good);
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

/// Levels at each tenth of a second, of what a number does over time.
fn levels_over(seconds: u32, hdop: impl Fn(f64) -> f32) -> Vec<Level> {
    let mut watch = IntegrityWatch::default();
    let tenths = (0..seconds * 10).map(|tenth| f64::from(tenth) / 10.0);
    let level_at = |now: f64| {
        let mut known = flying(now);
        known.gnss[0].as_mut().unwrap().value.hdop = Some(hdop(now));
        watch.judge(&known, None, at(now));
        watch.state().level()
    };
    tenths.map(level_at).collect()
}

#[test]
fn a_number_counts_once_it_lasts_and_is_forgotten_once_that_lasts() {
    let bad_from_1_to_5 = |now: f64| if (1.0..5.0).contains(&now) { 9.0 } else { 0.7 };
    let levels = levels_over(10, bad_from_1_to_5);
    assert_eq!(levels[19], Level::Good);
    assert_eq!(levels[20], Level::Degraded);
    assert_eq!(levels[79], Level::Degraded);
    assert_eq!(levels[80], Level::Good);
}

#[test]
fn a_number_that_flaps_makes_no_noise() {
    let levels = levels_over(20, |now| if now.fract() < 0.5 { 9.0 } else { 0.7 });
    assert!(
        levels[1..].iter().all(|level| *level == levels[0]),
        "{levels:?}"
    );
}

#[test]
fn what_is_no_number_counts_at_once() {
    let mut watch = IntegrityWatch::default();
    watch.judge(&flying(0.0), None, at(0.0));
    let mut known = flying(0.1);
    known.ekf.as_mut().unwrap().value.flags = 167;
    let before = watch.judge(&known, None, at(0.1));
    assert_eq!(before, Some(PositionIntegrity::Good));
    assert_eq!(watch.state().level(), Level::Lost);
    // The same again is no news.
    assert_eq!(watch.judge(&known, None, at(0.2)), None);
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
    let said = Reason::Dilution(0, 3.14).say();
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
