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
