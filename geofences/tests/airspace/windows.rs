//! "When may I fly here?" against a look at every minute.

use crate::support::{
    World, after_noon_s, agl, airspace, at, noon, position, rng, rounds, square, time, within, zone,
};
use chrono::{FixedOffset, TimeDelta};
use geofences::{
    Approval, Cause, Daily, DayMark, Decision, PathPoint, Rule, Snapshot, SunEvent, TimeRange,
    TimeWindow, Times, Weekdays, Zone, ZoneId,
};
use rand::Rng;

const SEED: u64 = 0x5EA6_0081;

fn here() -> PathPoint {
    at(position(120.35, 36.05), agl(50.0), noon())
}

fn around(id: &str, rule: Rule) -> Zone {
    zone(id, rule, square(120.3, 36.0, 120.4, 36.1))
}

fn judge(snapshot: &Snapshot, world: &World, point: &PathPoint) -> Decision {
    snapshot.judge_point(point, &world.context()).decision
}

#[test]
fn the_next_window_is_what_a_look_at_every_minute_finds() {
    let mut rng = rng(SEED);
    let mut found_some = 0;
    for round in 0..rounds(60) {
        let mut zones: Vec<Zone> = (0..rng.random_range(1..4))
            .map(|id| around(&format!("p{id}"), Rule::Permitted))
            .collect();
        zones.extend((0..rng.random_range(0..4)).map(|id| {
            let rule = [Rule::Prohibited, Rule::NeedsAuthorization][rng.random_range(0..2)];
            around(&format!("r{id}"), rule)
        }));
        for zone in &mut zones {
            zone.times = random_times(&mut rng);
        }
        let mut world = World::flat();
        world.approvals = [Approval {
            zone: ZoneId::new("r0"),
            number: "7".to_owned(),
            valid: TimeRange::new(after_noon_s(3_000), after_noon_s(9_000)).unwrap(),
        }]
        .into_iter()
        .collect();
        let snapshot = airspace(zones);
        let least = TimeDelta::minutes(rng.random_range(1..120));
        let horizon = TimeDelta::hours(rng.random_range(1..72));
        let answer = snapshot.when_may_i_fly(&here(), least, horizon, &world.context());
        assert_eq!(answer.now.decision, judge(&snapshot, &world, &here()));
        assert_eq!(answer.looked_until, noon() + horizon);
        // Half minutes, where nothing begins or ends but what the sun tells.
        let minutes = (horizon + least).num_minutes();
        let may: Vec<bool> = (0..minutes)
            .map(|minute| {
                let point = PathPoint {
                    time: after_noon_s(60 * minute + 30),
                    ..here()
                };
                judge(&snapshot, &world, &point).allows_flight()
            })
            .collect();
        match answer.next {
            Some(window) => {
                found_some += 1;
                assert!(window.until - window.from >= least, "round {round}");
                assert!(window.from <= noon() + horizon);
                for (minute, may) in may.iter().enumerate() {
                    let moment = after_noon_s(60 * minute as i64 + 30);
                    if window.from < moment && moment < window.until {
                        assert!(may, "round {round}: not at {moment} in {window:?}");
                    }
                }
                // Just outside of it one may not fly, be it for that one instant; or one does not ask.
                let may_at = |time| {
                    let point = PathPoint { time, ..here() };
                    judge(&snapshot, &world, &point).allows_flight()
                };
                let second = TimeDelta::seconds(1);
                if window.from > noon() {
                    assert!(
                        !may_at(window.from) || !may_at(window.from - second),
                        "round {round}: one may fly before {window:?}"
                    );
                }
                if window.until < noon() + horizon {
                    assert!(
                        !may_at(window.until) || !may_at(window.until + second),
                        "round {round}: one may fly after {window:?}"
                    );
                }
                let earlier = (window.from - noon()).num_minutes() as usize;
                assert!(
                    !has_run(&may[..earlier.min(may.len())], least),
                    "round {round}: an earlier window"
                );
            }
            None => assert!(
                !has_run(&may, least + TimeDelta::minutes(2)),
                "round {round}: a window was missed"
            ),
        }
    }
    assert!(found_some > 20, "{found_some}");
}

/// Whether there are minutes in a row for a window of `least` and a minute of doubt.
fn has_run(may: &[bool], least: TimeDelta) -> bool {
    let needed = least.num_minutes() as usize + 2;
    let mut run = 0;
    may.iter().any(|may| {
        run = if *may { run + 1 } else { 0 };
        run >= needed
    })
}

fn random_times(rng: &mut rand_chacha::ChaCha8Rng) -> Times {
    let qingdao = FixedOffset::east_opt(8 * 3_600).unwrap();
    let clock = |hour: u32| DayMark::Clock {
        second_of_day: 3_600 * hour,
    };
    let sun = |event: SunEvent| DayMark::Sun { event, offset_s: 0 };
    match rng.random_range(0..5) {
        0 => Times::Always,
        1 => {
            let from = 600 * rng.random_range(0..200);
            within(from, from + 600 * rng.random_range(1..100))
        }
        2 => {
            let daily = Daily::new(
                Weekdays::ALL,
                clock(rng.random_range(0..24)),
                clock(rng.random_range(0..24)),
                qingdao,
            );
            Times::Windows(vec![
                TimeWindow::new(None, None, Some(daily.unwrap())).unwrap(),
            ])
        }
        3 => {
            let daily = Daily::new(
                Weekdays::ALL,
                sun(SunEvent::Sunrise),
                sun(SunEvent::Sunset),
                qingdao,
            );
            Times::Windows(vec![
                TimeWindow::new(None, None, Some(daily.unwrap())).unwrap(),
            ])
        }
        _ => Times::Windows(
            (0..4)
                .map(|_| {
                    let from = 600 * rng.random_range(0..300);
                    crate::support::window(from, from + 600 * rng.random_range(0..20))
                })
                .collect(),
        ),
    }
}

#[test]
fn what_blocks_is_named_and_the_window_begins_when_it_ends() {
    let mut ban = around("concert", Rule::Prohibited);
    ban.times = within(-600, 3_600);
    let snapshot = airspace([around("base", Rule::Permitted), ban]);
    let answer = snapshot.when_may_i_fly(
        &here(),
        TimeDelta::minutes(30),
        TimeDelta::hours(5),
        &World::flat().context(),
    );
    assert_eq!(answer.now.decision, Decision::Prohibited);
    assert!(matches!(
        &answer.now.findings[0].cause,
        Cause::Subject(subject) if subject.id().as_str() == "concert"
    ));
    let window = answer.next.unwrap();
    assert_eq!(window.from, after_noon_s(3_600));
}

#[test]
fn a_window_may_run_on_beyond_the_horizon() {
    let snapshot = airspace([around("base", Rule::Permitted)]);
    let answer = snapshot.when_may_i_fly(
        &here(),
        TimeDelta::hours(2),
        TimeDelta::hours(1),
        &World::flat().context(),
    );
    let window = answer.next.unwrap();
    assert_eq!(window.from, noon());
    assert!(window.until >= noon() + TimeDelta::hours(2));
    // But it has to begin within.
    let mut late = around("late", Rule::Permitted);
    late.times = within(3_700, 99_999);
    let answer = airspace([late]).when_may_i_fly(
        &here(),
        TimeDelta::hours(2),
        TimeDelta::hours(1),
        &World::flat().context(),
    );
    assert_eq!(answer.next, None);
}

#[test]
fn a_ban_of_a_single_instant_parts_two_windows() {
    let mut ban = around("ban", Rule::Prohibited);
    ban.times = within(1_800, 1_800);
    let snapshot = airspace([around("base", Rule::Permitted), ban]);
    let ask = |least_min: i64| {
        snapshot
            .when_may_i_fly(
                &here(),
                TimeDelta::minutes(least_min),
                TimeDelta::hours(5),
                &World::flat().context(),
            )
            .next
            .unwrap()
    };
    assert_eq!(
        ask(20),
        TimeRange::new(noon(), after_noon_s(1_800)).unwrap()
    );
    assert_eq!(ask(40).from, after_noon_s(1_800));
}

#[test]
fn where_nothing_ever_permits_there_is_no_window() {
    let snapshot = airspace([around("ban", Rule::Prohibited)]);
    let answer = snapshot.when_may_i_fly(
        &here(),
        TimeDelta::minutes(1),
        TimeDelta::days(9_999),
        &World::flat().context(),
    );
    assert_eq!(answer.next, None);
    assert_eq!(answer.looked_until, time("2027-06-11T04:00:00Z"));
}
