use super::*;

fn at(seconds: f64) -> Moment {
    Moment::from_us((1_795_440_000e6 + seconds * 1e6) as u64)
}

/// A vehicle that has beaten each `interval` s, `beats` times from 0 on.
fn beating(interval: f64, beats: u32) -> Life {
    let mut life = Life::discovered(at(0.0));
    for beat in 1..beats {
        life.hear(at(f64::from(beat) * interval));
    }
    life
}

#[test]
fn one_heartbeat_discovers_and_a_second_within_five_seconds_connects() {
    let mut life = Life::discovered(at(0.0));
    assert_eq!(life.state(), LifeState::Discovered);
    assert_eq!(life.hear(at(5.0)), Some(LifeState::Discovered));
    assert_eq!(life.state(), LifeState::Connected);

    let mut life = Life::discovered(at(0.0));
    assert_eq!(life.hear(at(5.001)), None);
    assert_eq!(life.state(), LifeState::Discovered);
}

#[test]
fn a_stray_heartbeat_is_lost_again() {
    let mut life = Life::discovered(at(0.0));
    assert_eq!(life.due(), Some(at(10.0)));
    assert_eq!(life.tick(at(9.999)), None);
    assert_eq!(life.tick(at(10.0)), Some(LifeState::Discovered));
    assert_eq!(life.state(), LifeState::Lost);
    assert_eq!(life.due(), None);
}

#[test]
fn three_missed_beats_are_stale_and_five_are_lost() {
    let mut life = beating(1.0, 10);
    assert_eq!(life.due(), Some(at(12.0)));
    assert_eq!(life.tick(at(11.999)), None);
    assert_eq!(life.tick(at(12.0)), Some(LifeState::Connected));
    assert_eq!(life.state(), LifeState::Stale);
    assert_eq!(life.due(), Some(at(14.0)));
    assert_eq!(life.tick(at(13.999)), None);
    assert_eq!(life.tick(at(14.0)), Some(LifeState::Stale));
    assert_eq!(life.state(), LifeState::Lost);
}

#[test]
fn an_outage_right_after_the_first_beat_does_not_make_it_patient() {
    let mut life = Life::discovered(at(0.0));
    for beat in [8.0, 9.0, 10.0] {
        life.hear(at(beat));
    }
    assert_eq!(life.state(), LifeState::Connected);
    life.tick(at(13.0));
    assert_eq!(life.state(), LifeState::Stale);
    life.tick(at(15.0));
    assert_eq!(life.state(), LifeState::Lost);
}

#[test]
fn one_beat_wakes_the_stale_and_two_bring_the_lost_back() {
    let mut life = beating(1.0, 10);
    life.tick(at(12.5));
    assert_eq!(life.hear(at(13.0)), Some(LifeState::Stale));
    assert_eq!(life.state(), LifeState::Connected);

    life.tick(at(60.0));
    assert_eq!(life.hear(at(60.5)), Some(LifeState::Lost));
    assert_eq!(life.state(), LifeState::Back);
    assert_eq!(life.hear(at(61.5)), Some(LifeState::Back));
    assert_eq!(life.state(), LifeState::Connected);
}

#[test]
fn a_slow_heart_is_waited_for_and_one_slower_than_ten_seconds_is_not() {
    let mut slow = beating(8.0, 4);
    assert_eq!(slow.state(), LifeState::Connected);
    assert_eq!(slow.tick(at(24.0 + 23.9)), None);
    assert_eq!(slow.tick(at(24.0 + 24.0)), Some(LifeState::Connected));

    let mut life = Life::discovered(at(0.0));
    for beat in 1..20 {
        let now = at(f64::from(beat) * 20.0);
        life.tick(now);
        life.hear(now);
        assert_ne!(life.state(), LifeState::Connected);
    }
}

#[test]
fn extra_beats_at_mode_changes_do_not_make_it_impatient() {
    let mut life = beating(1.0, 10);
    for extra in 0..20 {
        life.hear(at(9.0 + f64::from(extra) * 0.001));
    }
    assert_eq!(life.tick(at(11.9)), None);
}

#[test]
fn a_lost_beat_now_and_then_makes_it_little_more_patient() {
    let mut life = Life::discovered(at(0.0));
    let mut now = 0.0;
    for beat in 0..200 {
        now += if beat % 5 == 0 { 2.0 } else { 1.0 };
        life.tick(at(now));
        life.hear(at(now));
    }
    assert!(life.limit(LOST_AFTER) < Duration::from_millis(6_700));
    assert_eq!(life.state(), LifeState::Connected);
}

#[test]
fn a_satellite_has_its_own_patience() {
    let mut life = Life::discovered_over_satellite(at(0.0));
    assert_eq!(life.state(), LifeState::Connected);
    assert!(life.is_over_satellite());
    assert_eq!(life.tick(at(197.9)), None);
    assert_eq!(life.tick(at(198.0)), Some(LifeState::Connected));
    assert_eq!(life.hear_over_satellite(at(199.0)), Some(LifeState::Stale));
    assert_eq!(life.tick(at(199.0 + 330.0)), Some(LifeState::Connected));
    assert_eq!(life.state(), LifeState::Lost);
}

#[test]
fn the_satellite_carries_on_when_heartbeats_end_and_not_before() {
    let mut life = beating(1.0, 10);
    assert_eq!(life.hear_over_satellite(at(10.0)), None);
    assert!(!life.is_over_satellite());
    life.tick(at(12.0));
    assert_eq!(life.hear_over_satellite(at(13.0)), Some(LifeState::Stale));
    assert!(life.is_over_satellite());
    assert_eq!(life.tick(at(60.0)), None);
    // Heartbeats that return are watched as heartbeats again.
    life.hear(at(61.0));
    life.hear(at(62.0));
    assert_eq!(life.tick(at(65.1)), Some(LifeState::Connected));
}
