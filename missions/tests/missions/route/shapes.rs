//! Single things in the way, and the limits of the clearance.

use super::*;

fn obstacle(low: (f64, f64), high: (f64, f64), top_m: f64) -> Obstacle {
    Obstacle {
        id: ZoneId::new("tower"),
        name: Default::default(),
        kind: ObstacleKind::Building,
        shape: ObstacleShape::Polygon(rect("x", Rule::Prohibited, low, high).footprint),
        top: Altitude::new(top_m, AltitudeDatum::AboveGround).unwrap(),
        vertical_uncertainty_m: 1.0,
        horizontal_uncertainty_m: 2.0,
        surveyed: None,
        source: None,
    }
}

fn length_m(route: &Route) -> f64 {
    route.length_m
}

#[test]
fn a_free_way_is_straight() {
    let route = Scene::new([whole(120.0)])
        .plan((-2_000.0, 0.0), (2_000.0, 0.0))
        .unwrap();
    assert!((length_m(&route) - 4_000.0).abs() < 1.0);
    // Its ends twice, and once in between: its geodesic leaves the line by 25 cm else.
    assert_eq!(route.points.len(), 5);
    // 60 m up at 3 m/s and down at 2 m/s.
    assert!((route.duration_s - (20.0 + 4_000.0 / 15.0 + 30.0)).abs() < 0.1);
    let last = route.points.last().unwrap();
    let taken_s = (last.time - morning()).as_seconds_f64();
    assert!((taken_s - route.duration_s).abs() < 1e-3);
    assert_eq!(last.position, place(2_000.0, 0.0));
    assert_eq!(last.altitude.metres(), 20.0);
}

#[test]
fn a_square_is_gone_round_at_the_clearance() {
    let square = rect("square", Rule::Prohibited, (-500.0, -400.0), (500.0, 700.0));
    let route = Scene::new([whole(120.0), square])
        .plan((-3_000.0, 0.0), (3_000.0, 0.0))
        .unwrap();
    // Around the southern corners; the arc of 30 m is 1.6 m longer than its corner's chord at most.
    let leg_m = 2_500.0_f64.hypot(430.0);
    assert!(
        (length_m(&route) - (2.0 * leg_m + 1_000.0)).abs() < 12.0,
        "{}",
        length_m(&route)
    );
    let lowest = in_plane(&route).iter().map(|it| it.y).fold(0.0, f64::min);
    assert!((-434.0..-430.0).contains(&lowest), "{lowest}");
}

#[test]
fn a_gap_is_flown_through_when_it_is_twice_the_clearance_wide_and_not_when_it_is_less() {
    for (gap_m, is_flown) in [
        (2.0 * CLEARANCE_M - 0.1, false),
        (2.0 * CLEARANCE_M + 3.0, true),
    ] {
        let scene = Scene::new([
            whole(120.0),
            rect(
                "north",
                Rule::Prohibited,
                (-200.0, gap_m / 2.0),
                (200.0, 5_000.0),
            ),
            rect(
                "south",
                Rule::Prohibited,
                (-200.0, -5_000.0),
                (200.0, -gap_m / 2.0),
            ),
        ]);
        let route = scene.plan((-2_000.0, 0.0), (2_000.0, 100.0)).unwrap();
        assert_eq!(
            length_m(&route) < 4_100.0,
            is_flown,
            "{gap_m}: {}",
            length_m(&route)
        );
    }
}

#[test]
fn an_obstacle_is_gone_round_below_its_top_and_flown_over_above() {
    // 60 m, 1 m of doubt, 10 m of margin.
    for (layer_m, is_straight) in [(70.9, false), (71.2, true)] {
        let mut scene = Scene::new([
            Subject::from(whole(120.0)),
            obstacle((-300.0, -300.0), (300.0, 300.0), 60.0).into(),
        ]);
        scene.layers = vec![layer_m];
        let route = scene.plan((-2_000.0, 0.0), (2_000.0, 0.0)).unwrap();
        assert_eq!(length_m(&route) < 4_001.0, is_straight, "{layer_m}");
    }
}

#[test]
fn the_reflex_corner_of_what_is_permitted_is_gone_round() {
    // An L: to the north along the west, then to the east along the north.
    let ring = [
        (0.0, 0.0),
        (1_000.0, 0.0),
        (1_000.0, 4_000.0),
        (5_000.0, 4_000.0),
        (5_000.0, 5_000.0),
        (0.0, 5_000.0),
    ];
    let scene = Scene::new([zone("l", Rule::Permitted, &ring)]);
    let route = scene.plan((900.0, 100.0), (4_900.0, 4_100.0)).unwrap();
    let corner_m = 2.0 * 70.0_f64.hypot(3_930.0);
    assert!(
        length_m(&route) > corner_m - 30.0 && length_m(&route) < corner_m,
        "{}",
        length_m(&route)
    );
}

#[test]
fn where_two_permitted_zones_meet_there_is_a_way_and_where_they_do_not_there_is_none() {
    for (east_from, is_way) in [(0.0, true), (-50.0, true), (1.0, false)] {
        let scene = Scene::new([
            rect("west", Rule::Permitted, (-3_000.0, -500.0), (0.0, 500.0)),
            rect(
                "east",
                Rule::Permitted,
                (east_from, -2_500.0),
                (3_000.0, 500.0),
            ),
        ]);
        let route = scene.plan((-2_900.0, -400.0), (100.0, -2_400.0));
        assert_eq!(route.is_ok(), is_way, "{east_from}: {route:?}");
    }
}

#[test]
fn a_patchwork_of_permitted_zones_is_flown_through() {
    let mut zones = Vec::new();
    for column in 0..6 {
        for row in 0..6 {
            // A wall of missing patches with a door in it.
            if column == 3 && row != 5 {
                continue;
            }
            let low = (f64::from(column) * 700.0, f64::from(row) * 700.0);
            zones.push(rect(
                &format!("{column}-{row}"),
                Rule::Permitted,
                low,
                (low.0 + 700.0, low.1 + 700.0),
            ));
        }
    }
    let route = Scene::new(zones)
        .plan((100.0, 100.0), (4_100.0, 100.0))
        .unwrap();
    // To the door's two corners, 30 m inside of it, and down again.
    let up_m = (2_100.0_f64 - 100.0).hypot(3_530.0 - 100.0);
    let down_m = (4_100.0_f64 - 2_800.0).hypot(3_530.0 - 100.0);
    let least_m = up_m + 700.0 + down_m;
    assert!(
        length_m(&route) > least_m - 60.0 && length_m(&route) < least_m + 60.0,
        "{}",
        length_m(&route)
    );
}

#[test]
fn a_long_leg_is_parted_so_that_its_geodesics_keep_the_clearance() {
    // A wall along 12 km of a parallel, and the way just beside it.
    let wall = rect("wall", Rule::Prohibited, (-6_000.0, -900.0), (6_000.0, 0.0));
    let scene = Scene::new([whole(120.0), wall]);
    let route = scene.plan((-6_500.0, -500.0), (6_500.0, -450.0)).unwrap();
    assert!(length_m(&route) < 13_150.0 + 300.0, "{}", length_m(&route));
}
