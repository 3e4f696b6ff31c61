use super::*;

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
fn interference_is_not_over_because_nothing_more_is_told_of_it() {
    use InterferenceState::{Detected, Mitigated, None};
    let level = |jamming, spoofing, seconds: f64| {
        let said = GnssIntegrity {
            index: 0,
            errors: 0,
            jamming,
            spoofing,
        };
        let mut watch = IntegrityWatch::default();
        for tenth in 0..=(seconds * 10.0) as u32 {
            let now = f64::from(tenth) / 10.0;
            let mut known = flying(now);
            known.gnss_integrity[0] = seen(0.0, said);
            watch.judge(&known, Option::None, at(now));
        }
        watch.state().level()
    };
    assert_eq!(level(None, Detected, 10.0), Level::Lost);
    assert_eq!(level(None, Detected, 30.0), Level::Unknown);
    assert_eq!(level(Mitigated, None, 10.0), Level::Degraded);
    assert_eq!(level(Mitigated, None, 30.0), Level::Unknown);
    assert_eq!(level(None, None, 30.0), Level::Good);
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
