use super::*;

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
