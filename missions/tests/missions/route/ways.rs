//! Times, heights, approvals and people.

use super::*;
use chrono::{FixedOffset, TimeDelta};
use missions::route::{PeopleCell, PeopleOnGround};

fn daily(from_h: u32, until_h: u32) -> Times {
    let mark = |hour: u32| DayMark::Clock {
        second_of_day: hour * 3_600,
    };
    let offset = FixedOffset::east_opt(8 * 3_600).unwrap();
    let daily = Daily::new(Weekdays::ALL, mark(from_h), mark(until_h), offset).unwrap();
    Times::Windows(vec![TimeWindow::new(None, None, Some(daily)).unwrap()])
}

fn wall(times: Times) -> Zone {
    Zone {
        times,
        ..rect(
            "wall",
            Rule::Prohibited,
            (-200.0, -2_000.0),
            (200.0, 2_000.0),
        )
    }
}

fn is_straight(route: &Route) -> bool {
    route.length_m < 6_001.0
}

const FROM: (f64, f64) = (-3_000.0, 0.0);
const UNTIL: (f64, f64) = (3_000.0, 0.0);

#[test]
fn a_zone_of_noon_is_crossed_in_the_morning_and_gone_round_at_noon() {
    let mut scene = Scene::new([whole(120.0), wall(daily(11, 13))]);
    assert!(is_straight(&scene.plan(FROM, UNTIL).unwrap()));
    scene.departure = morning() + TimeDelta::hours(1);
    assert!(!is_straight(&scene.plan(FROM, UNTIL).unwrap()));
}

#[test]
fn the_time_over_a_zone_decides_and_not_that_of_departure() {
    // The wall is reached 2770 m and 20 s of climb after departure: 205 s, and left 31 s later.
    for (before_s, is_crossed) in [(245, true), (225, false), (150, false)] {
        let mut scene = Scene::new([whole(120.0), wall(daily(11, 13))]);
        scene.departure = morning() + TimeDelta::hours(1) - TimeDelta::seconds(before_s);
        assert_eq!(
            is_straight(&scene.plan(FROM, UNTIL).unwrap()),
            is_crossed,
            "{before_s}"
        );
    }
    for (before_s, is_crossed) in [(190, true), (215, false)] {
        let mut scene = Scene::new([whole(120.0), wall(daily(11, 13))]);
        scene.departure = morning() + TimeDelta::hours(3) - TimeDelta::seconds(before_s);
        assert_eq!(
            is_straight(&scene.plan(FROM, UNTIL).unwrap()),
            is_crossed,
            "{before_s}"
        );
    }
}

#[test]
fn a_permit_that_ends_too_early_permits_nothing() {
    for (hour, is_way) in [(9, true), (10, false)] {
        let mut scene = Scene::new([Zone {
            times: daily(9, 20),
            ..whole(120.0)
        }]);
        scene.departure = morning() + TimeDelta::hours(hour) + TimeDelta::minutes(30);
        assert_eq!(scene.plan(FROM, UNTIL).is_ok(), is_way, "{hour}");
    }
}

#[test]
fn a_low_zone_is_flown_over_where_the_ceiling_lets() {
    let low = || Zone {
        band: agl(None, Some(60.0)),
        ..wall(Times::Always)
    };
    for (ceiling_m, layer_m) in [(120.0, 80.0), (84.0, 40.0)] {
        let mut scene = Scene::new([whole(ceiling_m), low()]);
        scene.layers = vec![40.0, 80.0];
        let route = scene.plan(FROM, UNTIL).unwrap();
        assert_eq!(route.layer_agl_m, layer_m);
        assert_eq!(is_straight(&route), layer_m == 80.0);
    }
}

#[test]
fn the_lower_height_is_taken_where_going_round_takes_less_than_climbing() {
    let stone = rect("stone", Rule::Prohibited, (-100.0, -100.0), (100.0, 100.0));
    let mut scene = Scene::new([
        whole(120.0),
        Zone {
            band: agl(None, Some(60.0)),
            ..stone
        },
    ]);
    scene.layers = vec![80.0, 40.0];
    assert_eq!(scene.plan(FROM, UNTIL).unwrap().layer_agl_m, 40.0);
}

#[test]
fn limits_above_the_sea_are_compared_over_the_ground() {
    // The ground is at 10 m: 80 m above it is 90 m above the sea, 95 m with the margin.
    for (lower_m, is_crossed) in [(95.5, true), (94.5, false)] {
        let limit = Altitude::new(lower_m, AltitudeDatum::MeanSeaLevel).unwrap();
        let band = AltitudeBand::new(Some(limit), None).unwrap();
        let scene = Scene::new([
            whole(120.0),
            Zone {
                band,
                ..wall(Times::Always)
            },
        ]);
        assert_eq!(
            is_straight(&scene.plan(FROM, UNTIL).unwrap()),
            is_crossed,
            "{lower_m}"
        );
    }
}

#[test]
fn an_approval_opens_its_zone() {
    let closed = Zone {
        rule: Rule::NeedsAuthorization,
        ..wall(Times::Always)
    };
    let mut scene = Scene::new([whole(120.0), closed]);
    assert!(!is_straight(&scene.plan(FROM, UNTIL).unwrap()));
    // The wall is left 236 s after departure.
    for (valid_s, is_crossed) in [(250, true), (225, false)] {
        let from = morning() - TimeDelta::hours(1);
        let valid = TimeRange::new(from, morning() + TimeDelta::seconds(valid_s)).unwrap();
        let approval = Approval {
            zone: ZoneId::new("wall"),
            number: "1".to_owned(),
            valid,
        };
        scene.approvals = [approval].into_iter().collect();
        assert_eq!(
            is_straight(&scene.plan(FROM, UNTIL).unwrap()),
            is_crossed,
            "{valid_s}"
        );
    }
}

/// A crowd of 1000 m around the origin's cell, from 11 o'clock on.
struct Crowd {
    per_km2: Option<f64>,
}

impl PeopleOnGround for Crowd {
    fn cell_deg(&self) -> Coord<f64> {
        Coord { x: 0.01, y: 0.01 }
    }

    fn per_km2(&self, cell: PeopleCell, hour: DateTime<Utc>) -> Option<f64> {
        let is_there = cell.column == ((ORIGIN.x + 180.0) / 0.01) as i64
            && cell.row == ((ORIGIN.y + 90.0) / 0.01) as i64;
        if is_there && hour >= morning() + TimeDelta::hours(1) {
            self.per_km2
        } else {
            Some(0.0)
        }
    }

    fn most_crowded_per_km2(&self) -> f64 {
        20_000.0
    }
}

/// How far a route flies over the crowd's cell, metres.
fn over_crowd_m(route: &Route) -> f64 {
    let (west, south) = (plane().metres(Coord { x: 120.38, y: 36.1 }), 0.0);
    let (east, north) = (
        plane().metres(Coord {
            x: 120.39,
            y: 36.11,
        }),
        1_109.0,
    );
    let bends = in_plane(route);
    let mut over_m = 0.0;
    for ends in bends.windows(2) {
        let way = ends[1] - ends[0];
        for step in 0..1_000 {
            let at = ends[0] + way * ((f64::from(step) + 0.5) / 1_000.0);
            if at.x > west.x && at.x < east.x && at.y > south && at.y < north {
                over_m += way.x.hypot(way.y) / 1_000.0;
            }
        }
    }
    over_m
}

#[test]
fn a_crowd_is_gone_round_where_that_is_cheap_and_while_it_is_there() {
    for (hour, per_km2, weight, is_crossed) in [
        (1, Some(5_000.0), 1.0, false),
        // What is not known counts as the most crowded.
        (1, None, 1.0, false),
        // A metre above 5000 people costs a hundredth more.
        (1, Some(5_000.0), 0.002, true),
        // It comes at eleven.
        (0, Some(5_000.0), 1.0, true),
    ] {
        let mut scene = Scene::new([whole(120.0)]);
        scene.departure = morning() + TimeDelta::hours(hour);
        let crowd = Crowd { per_km2 };
        let people = People {
            on_ground: &crowd,
            metres_per_metre_at_1000_per_km2: weight,
        };
        let route = scene
            .plan_above((-3_000.0, 400.0), (3_000.0, 400.0), Some(people))
            .unwrap();
        assert_eq!(
            over_crowd_m(&route) > 800.0,
            is_crossed,
            "{hour} {per_km2:?} {weight}"
        );
        assert_eq!(
            over_crowd_m(&route) < 20.0,
            !is_crossed,
            "{hour} {per_km2:?} {weight}"
        );
        assert!(route.cost_s >= route.duration_s - 1e-6);
    }
}

#[test]
fn a_crowd_is_crossed_where_there_is_no_way_round() {
    let corridor = rect(
        "corridor",
        Rule::Permitted,
        (-4_000.0, 300.0),
        (4_000.0, 500.0),
    );
    let scene = Scene {
        departure: morning() + TimeDelta::hours(1),
        ..Scene::new([corridor])
    };
    let crowd = Crowd {
        per_km2: Some(5_000.0),
    };
    let people = People {
        on_ground: &crowd,
        metres_per_metre_at_1000_per_km2: 1.0,
    };
    let route = scene
        .plan_above((-3_000.0, 400.0), (3_000.0, 400.0), Some(people))
        .unwrap();
    let over_m = over_crowd_m(&route);
    assert!(over_m > 800.0);
    // Five more metres for each above them.
    let more_s = route.cost_s - route.duration_s;
    assert!(
        (more_s - 5.0 * over_m / 15.0).abs() < 5.0,
        "{more_s} {over_m}"
    );
}
