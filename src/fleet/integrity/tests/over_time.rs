use super::*;

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
fn vibration_is_not_over_because_nothing_more_is_told_of_it() {
    for (level_mps2, expected) in [
        (29.0, Level::Good),
        (30.0, Level::Unknown),
        (60.0, Level::Unknown),
    ] {
        let mut watch = IntegrityWatch::default();
        for second in 0..30 {
            let now = f64::from(second);
            let mut known = flying(now);
            let vibration = Vibration {
                level_mps2: [level_mps2, 0.0, 0.0],
                clipping: [0; 3],
            };
            known.vibration = seen(0.0, vibration);
            watch.judge(&known, None, at(now));
        }
        assert_eq!(watch.state().level(), expected, "{level_mps2}");
    }
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

/// Levels at each tenth of a second, of how far the receiver doubts its position over time.
fn levels_of_doubt(seconds: u32, metres: impl Fn(u32) -> f32) -> Vec<Level> {
    let mut watch = IntegrityWatch::default();
    let level_at = |tenth: u32| {
        let now = f64::from(tenth) / 10.0;
        let mut known = flying(now);
        let receiver = &mut known.gnss[0].as_mut().unwrap().value;
        receiver.horizontal_accuracy_m = Some(metres(tenth));
        watch.judge(&known, None, at(now));
        watch.state().level()
    };
    (0..seconds * 10).map(level_at).collect()
}

#[test]
fn a_number_that_swings_about_its_worse_limit_is_beyond_the_other_all_the_time() {
    let swinging = |tenth: u32| if tenth.is_multiple_of(2) { 9.5 } else { 10.5 };
    let levels = levels_of_doubt(6, |tenth| if tenth == 0 { 0.9 } else { swinging(tenth) });
    assert_eq!(levels[10], Level::Good);
    assert!(
        levels[12..].iter().all(|level| *level == Level::Degraded),
        "{levels:?}"
    );
}

#[test]
fn what_was_good_for_a_moment_only_is_not_good() {
    // Lost for 2 s, doubtful for 2.9 s, well for a moment at 3 s, doubtful again, well from 10 s on.
    let levels = levels_of_doubt(15, |tenth| match tenth {
        0..20 => 20.0,
        50 => 0.9,
        20..100 => 5.0,
        _ => 0.9,
    });
    assert_eq!(levels[49], Level::Lost);
    assert!(
        levels[50..130]
            .iter()
            .all(|level| *level == Level::Degraded),
        "{levels:?}"
    );
    assert_eq!(levels[130], Level::Good);
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
fn a_weakness_that_lasts_does_not_make_a_moments_loss_count() {
    let mut watch = IntegrityWatch::default();
    let mut levels = Vec::new();
    for tenth in 0..60 {
        let now = f64::from(tenth) / 10.0;
        let mut known = flying(now);
        let receiver = &mut known.gnss[0].as_mut().unwrap().value;
        receiver.satellites = Some(5);
        // At one moment the receiver is somewhere else.
        receiver.place = place(if tenth == 30 { 500.0 } else { 0.0 });
        watch.judge(&known, None, at(now));
        levels.push(watch.state().level());
    }
    assert!(
        levels.iter().all(|level| *level == Level::Degraded),
        "{levels:?}"
    );
}

#[test]
fn more_reasons_than_are_kept_count_at_once() {
    let mut watch = IntegrityWatch::default();
    watch.judge(&flying(0.0), None, at(0.0));
    let mut known = flying(0.1);
    known.gnss[1] = seen(0.1, receiver(1));
    for receiver in known.gnss.iter_mut().flatten() {
        receiver.value.satellites = Some(3);
        receiver.value.hdop = Some(9.0);
        receiver.value.horizontal_accuracy_m = Some(20.0);
    }
    watch.judge(&known, None, at(0.1));
    assert_eq!(watch.state().level(), Level::Lost);
}
