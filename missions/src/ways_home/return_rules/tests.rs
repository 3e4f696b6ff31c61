//! Heights and targets just inside and just outside of each limit.

use super::*;
use crate::ways_home::span::distances_m;
use geo::Coord;
use geofences::LocalPlane;

const GROUND_M: f64 = 20.0;

fn home() -> Position {
    Position::new(120.3826, 36.0671).unwrap()
}

fn plane() -> LocalPlane {
    LocalPlane::at(home().coord())
}

fn north(metres: f64) -> Position {
    Position::try_from(plane().coord(Coord { x: 0.0, y: metres })).unwrap()
}

fn rally(metres: f64, height_above_home_m: f64) -> RallyPlace {
    RallyPlace {
        position: north(metres),
        height_above_home_m,
    }
}

fn places(rally: Vec<RallyPlace>) -> Targets {
    Targets {
        home: Home {
            position: home(),
            ground_amsl_m: GROUND_M,
        },
        landing: None,
        rally,
    }
}

fn copter() -> CopterReturn {
    CopterReturn {
        height_m: 40.0,
        least_climb_m: 0.0,
        cone_slope: 3.0,
        fence_top_m: None,
        rally_limit_m: 300.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    }
}

fn px4() -> Px4Return {
    Px4Return {
        target: Px4Target::HomeOrRally,
        height_m: 30.0,
        cone_deg: 45.0,
        cone_within_m: 10.0,
        acceptance_m: 2.0,
        most_rally_places: 5,
    }
}

/// The lowest and highest return above home from a distance and a height above home.
fn heights(rules: Return, distance_m: f64, now_m: f64) -> (f64, f64) {
    let span = rules.height_amsl_m(
        &places(Vec::new()),
        ReturnTarget::Home,
        Span::one(GROUND_M),
        Span::one(distance_m),
        Span::one(now_m + GROUND_M),
    );
    (span.low - GROUND_M, span.high - GROUND_M)
}

fn targets(rules: Return, places: &Targets, from_north_m: f64) -> Vec<ReturnTarget> {
    let here = north(from_north_m).coord();
    rules.targets(places, 0.0, |place| {
        distances_m(&plane(), &[(here, here)], place)
    })
}

#[test]
fn a_copter_climbs_to_its_height_or_stays_above_it() {
    let rules = Return::Copter(copter());
    assert_eq!(heights(rules, 500.0, 12.0), (40.0, 40.0));
    assert_eq!(heights(rules, 500.0, 90.0), (90.0, 90.0));
    let climbs = Return::Copter(CopterReturn {
        least_climb_m: 5.0,
        ..copter()
    });
    assert_eq!(heights(climbs, 500.0, 90.0), (95.0, 95.0));
}

#[test]
fn a_copter_in_its_cone_climbs_less_and_one_beyond_it_does_not() {
    let rules = Return::Copter(copter());
    // 3 m of height for a metre: 40 m at 13.34 m.
    assert_eq!(heights(rules, 13.34, 12.0), (40.0, 40.0));
    let (low, high) = heights(rules, 13.3, 12.0);
    assert!((low - 39.9).abs() < 1e-9 && (high - 39.9).abs() < 1e-9);
    // Close to home releases differ by the least climb, and both count.
    assert_eq!(heights(rules, 1.0, 12.0), (12.0, 14.5));
    let flat = Return::Copter(CopterReturn {
        cone_slope: 0.49,
        ..copter()
    });
    assert_eq!(heights(flat, 1.0, 12.0), (40.0, 40.0));
}

#[test]
fn a_fence_of_heights_keeps_a_copter_below_it_but_never_makes_it_sink() {
    let fenced = Return::Copter(CopterReturn {
        fence_top_m: Some(35.0),
        ..copter()
    });
    assert_eq!(heights(fenced, 500.0, 12.0), (35.0, 35.0));
    assert_eq!(heights(fenced, 500.0, 36.0), (36.0, 36.0));
}

#[test]
fn px4_returns_at_its_height_from_afar_and_lower_in_its_cone() {
    let rules = Return::Px4(px4());
    assert_eq!(heights(rules, 100.0, 5.0), (30.0, 30.0));
    assert_eq!(heights(rules, 100.0, 70.0), (70.0, 70.0));
    assert_eq!(heights(rules, 10.01, 3.0), (30.0, 30.0));
    let within = heights(rules, 8.0, 3.0);
    assert!((within.0 - 8.0).abs() < 1e-9 && (within.1 - 8.0).abs() < 1e-9);
    assert_eq!(heights(rules, 3.0, 1.0), (4.0, 4.0));
    assert_eq!(heights(rules, 1.0, 1.0), (2.0, 2.0));
    let flat = Return::Px4(Px4Return {
        cone_deg: 0.0,
        ..px4()
    });
    assert_eq!(heights(flat, 1.0, 1.0), (30.0, 30.0));
}

#[test]
fn px4_returns_above_a_rally_place_by_its_height() {
    let places = places(vec![rally(400.0, 25.0)]);
    let span = Return::Px4(px4()).height_amsl_m(
        &places,
        ReturnTarget::Rally(0),
        Span::one(0.0),
        Span::one(500.0),
        Span::one(30.0),
    );
    assert_eq!(span, Span::one(GROUND_M + 25.0 + 30.0));
}

#[test]
fn px4_returns_above_a_landing_as_far_as_the_ground_there_is_known() {
    let mut places = places(Vec::new());
    places.landing = Some(north(400.0));
    let span = Return::Px4(px4()).height_amsl_m(
        &places,
        ReturnTarget::Landing,
        Span {
            low: 50.0,
            high: 56.0,
        },
        Span::one(500.0),
        Span::one(60.0),
    );
    let as_far = Span {
        low: 80.0,
        high: 86.0,
    };
    assert_eq!(span, as_far);
}

#[test]
fn a_wing_may_be_at_any_height_between_its_own_and_that_of_its_return() {
    let wing = Return::Wing(WingReturn {
        height: WingHeight::AboveHome(80.0),
        turn_radius_m: 50.0,
        rally_limit_m: 0.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    });
    assert_eq!(heights(wing, 500.0, 50.0), (50.0, 80.0));
    assert_eq!(heights(wing, 500.0, 100.0), (80.0, 100.0));
}

#[test]
fn a_wing_that_keeps_its_height_comes_home_level_and_to_a_rally_place_at_that_places_height() {
    let wing = Return::Wing(WingReturn {
        height: WingHeight::AsItIs,
        turn_radius_m: 50.0,
        rally_limit_m: 0.0,
        is_home_a_rally_place: false,
        most_rally_places: 5,
    });
    assert!(wing.is_sound());
    assert_eq!(heights(wing, 500.0, 50.0), (50.0, 50.0));
    let to_rally = wing.height_amsl_m(
        &places(vec![rally(400.0, 35.0)]),
        ReturnTarget::Rally(0),
        Span::one(GROUND_M),
        Span::one(500.0),
        Span::one(50.0 + GROUND_M),
    );
    let expected = Span {
        low: 35.0 + GROUND_M,
        high: 50.0 + GROUND_M,
    };
    assert_eq!(to_rally, expected);
}

#[test]
fn a_wing_that_does_not_count_home_goes_to_a_farther_rally_place() {
    let wing = |is_home_a_rally_place| {
        Return::Wing(WingReturn {
            height: WingHeight::AboveTarget(30.0),
            turn_radius_m: 50.0,
            rally_limit_m: 5_000.0,
            is_home_a_rally_place,
            most_rally_places: 5,
        })
    };
    let places = places(vec![rally(-400.0, 25.0)]);
    assert_eq!(targets(wing(true), &places, 100.0), [ReturnTarget::Home]);
    let away = targets(wing(false), &places, 100.0);
    assert_eq!(away, [ReturnTarget::Rally(0)]);
    // PX4 adds the height of the place.
    let to_rally = wing(false).height_amsl_m(
        &places,
        ReturnTarget::Rally(0),
        Span::one(0.0),
        Span::one(500.0),
        Span::one(GROUND_M + 55.0),
    );
    assert_eq!(to_rally, Span::one(GROUND_M + 25.0 + 30.0));
}

#[test]
fn dji_climbs_to_its_height_from_afar_alone_and_goes_home_alone() {
    let rules = Return::Dji(DjiReturn {
        height_m: 80.0,
        least_distance_m: 50.0,
    });
    assert_eq!(heights(rules, 50.1, 30.0), (80.0, 80.0));
    assert_eq!(heights(rules, 49.9, 30.0), (30.0, 30.0));
    assert_eq!(heights(rules, 500.0, 90.0), (90.0, 90.0));
    let places = places(vec![rally(400.0, 35.0)]);
    assert_eq!(targets(rules, &places, 400.0), [ReturnTarget::Home]);
}

#[test]
fn a_copter_takes_the_nearest_rally_place_within_its_limit_alone() {
    let rules = Return::Copter(copter());
    let places = places(vec![rally(400.0, 35.0), rally(900.0, 35.0)]);
    assert_eq!(targets(rules, &places, 500.0), [ReturnTarget::Rally(0)]);
    // The nearest is 900 m north; 298 m and 302 m beyond it, a doubt of 0.4 % apart.
    assert_eq!(targets(rules, &places, 1_198.0), [ReturnTarget::Rally(1)]);
    assert_eq!(targets(rules, &places, 1_202.0), [ReturnTarget::Home]);
    assert_eq!(
        targets(rules, &places, 1_200.0),
        [ReturnTarget::Rally(1), ReturnTarget::Home]
    );
    assert_eq!(targets(rules, &places, 190.0), [ReturnTarget::Home]);
    let alone = Return::Copter(CopterReturn {
        is_home_a_rally_place: false,
        ..copter()
    });
    assert_eq!(targets(alone, &places, 190.0), [ReturnTarget::Rally(0)]);
    assert_eq!(targets(alone, &places, 90.0), [ReturnTarget::Home]);
}

#[test]
fn px4_takes_what_is_nearest_by_its_type() {
    let mut places = places(vec![rally(400.0, 0.0)]);
    places.landing = Some(north(-300.0));
    let of = |target, from_north_m| {
        let rules = Return::Px4(Px4Return { target, ..px4() });
        targets(rules, &places, from_north_m)
    };
    use Px4Target::{HomeOrRally, LandingOrRally, Nearest};
    use ReturnTarget::{Home, Landing, Rally};
    assert_eq!(of(HomeOrRally, -290.0), [Home]);
    assert_eq!(of(HomeOrRally, 290.0), [Rally(0)]);
    // 197 m to home and 203 m to the other one; nearer than 2 m apart it may be either.
    assert_eq!(of(HomeOrRally, 197.0), [Home]);
    assert_eq!(of(HomeOrRally, 199.5), [Home, Rally(0)]);
    assert_eq!(of(LandingOrRally, 0.0), [Landing]);
    assert_eq!(of(Nearest, 0.0), [Home]);
    assert_eq!(of(Nearest, -290.0), [Landing]);
}

#[test]
fn a_stretch_between_two_places_may_go_to_both() {
    let places = places(vec![rally(400.0, 0.0)]);
    let ends = [(north(150.0).coord(), north(250.0).coord())];
    let both =
        Return::Px4(px4()).targets(&places, 0.0, |place| distances_m(&plane(), &ends, place));
    assert_eq!(both, [ReturnTarget::Home, ReturnTarget::Rally(0)]);
}

#[test]
fn distances_from_a_stretch_span_the_nearest_and_the_farthest_point_of_it() {
    let ends = [(
        plane().coord(Coord { x: -30.0, y: 40.0 }),
        plane().coord(Coord { x: 75.0, y: 40.0 }),
    )];
    let span = distances_m(&plane(), &ends, home());
    assert!((span.low - 40.0).abs() < 0.2 && (span.high - 85.0).abs() < 0.4);
}

#[test]
fn a_wing_may_return_to_a_rally_place_at_its_own_height_or_at_the_stored_one() {
    let wing = Return::Wing(WingReturn {
        height: WingHeight::AboveHome(100.0),
        turn_radius_m: 50.0,
        rally_limit_m: 5_000.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    });
    let to_rally = wing.height_amsl_m(
        &places(vec![rally(400.0, 40.0)]),
        ReturnTarget::Rally(0),
        Span::one(0.0),
        Span::one(500.0),
        Span::one(GROUND_M + 120.0),
    );
    assert_eq!(
        (to_rally.low, to_rally.high),
        (GROUND_M + 40.0, GROUND_M + 120.0)
    );
}
