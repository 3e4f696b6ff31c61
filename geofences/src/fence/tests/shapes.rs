use super::support::*;
use crate::fence::{Autopilot, FenceError, FenceItem, Unenforced, VertexBudget, compile_in};
use crate::{
    Airspace, Approval, Approvals, Footprint, Obstacle, ObstacleKind, ObstacleShape, Rule, Scope,
    Subject, TimeRange, ZoneId,
};
use chrono::TimeDelta;
use geo::{BoundingRect, Coord, Distance, Geodesic, Point};

fn town() -> crate::Zone {
    zone(
        "town",
        Rule::Permitted,
        rectangle(-2_000.0, -2_000.0, 2_000.0, 2_000.0),
    )
}

fn short_path() -> Vec<crate::fence::MissionPoint> {
    path_at(60.0, &[(0.0, 0.0), (300.0, 0.0), (0.0, 0.0)])
}

#[test]
fn the_margin_is_latency_braking_wind_and_error() {
    let fence = Case::new(short_path(), vec![town()]).compile().unwrap();
    assert!((fence.margin_m - STOPPING_DISTANCE_M).abs() < 1e-9);
}

#[test]
fn a_fence_in_open_airspace_is_the_box_of_its_surroundings() {
    let fence = Case::new(short_path(), vec![town()]).compile().unwrap();
    assert!(fence.exclusions.is_empty());
    assert_eq!(fence.items.len(), 4);
    let bounds = fence.inclusion.bounding_rect().unwrap();
    let width = Geodesic.distance(
        Point::new(bounds.min().x, HOME_LATITUDE_DEG),
        Point::new(bounds.max().x, HOME_LATITUDE_DEG),
    );
    assert!((width - 2_300.0).abs() < 1.0, "{width}");
}

#[test]
fn a_small_permitted_zone_is_shrunk_by_the_margin_on_each_side() {
    let field = zone(
        "field",
        Rule::Permitted,
        rectangle(-200.0, -200.0, 500.0, 200.0),
    );
    let fence = Case::new(short_path(), vec![field]).compile().unwrap();
    let shrunk = (700.0 - 2.0 * STOPPING_DISTANCE_M) * (400.0 - 2.0 * STOPPING_DISTANCE_M);
    let area = area_m2(&fence.inclusion);
    assert!(area < shrunk && area > shrunk * 0.995, "{area} of {shrunk}");
}

#[test]
fn two_permitted_zones_that_share_an_edge_are_one() {
    let west = zone(
        "west",
        Rule::Permitted,
        rectangle(-1_500.0, -1_000.0, 150.0, 1_000.0),
    );
    let corners = [
        (150.0, -1_000.0),
        (1_500.0, -1_000.0),
        (1_500.0, 1_000.0),
        (150.0, 1_000.0),
        (150.0, 137.7),
    ];
    let east = zone("east", Rule::Permitted, polygon(&corners));
    let fence = Case::new(short_path(), vec![west, east]).compile().unwrap();
    assert!(fence.exclusions.is_empty());
    assert!(is_free(&fence, place(150.0, 300.0).coord()));
}

#[test]
fn a_gap_of_a_metre_between_permitted_zones_is_a_gap() {
    let west = zone(
        "west",
        Rule::Permitted,
        rectangle(-1_500.0, -1_000.0, 150.0, 1_000.0),
    );
    let east = zone(
        "east",
        Rule::Permitted,
        rectangle(151.0, -1_000.0, 1_500.0, 1_000.0),
    );
    let errors = Case::new(short_path(), vec![west, east])
        .compile()
        .unwrap_err();
    assert!(
        matches!(errors[0], FenceError::LeavesPermitted { leg: 0, .. }),
        "{errors:?}"
    );
    assert!(
        matches!(errors[1], FenceError::LeavesPermitted { leg: 1, .. }),
        "{errors:?}"
    );
}

#[test]
fn a_hole_in_the_permitted_airspace_becomes_an_exclusion() {
    let ring = [
        (-900.0, -900.0),
        (900.0, -900.0),
        (900.0, 900.0),
        (-900.0, 900.0),
    ];
    let hole: &[(f64, f64)] = &[
        (400.0, 300.0),
        (500.0, 300.0),
        (500.0, 400.0),
        (400.0, 400.0),
    ];
    let holed = zone("holed", Rule::Permitted, polygon_with_holes(&ring, &[hole]));
    let fence = Case::new(short_path(), vec![holed]).compile().unwrap();
    assert_eq!(fence.exclusions.len(), 1);
    assert!(!is_free(&fence, place(450.0, 350.0).coord()));
    assert!(!is_free(&fence, place(450.0, 300.0 - 67.0).coord()));
    assert!(is_free(&fence, place(450.0, 300.0 - 69.0).coord()));
}

#[test]
fn a_keep_out_is_widened_by_the_margin() {
    let school = zone(
        "school",
        Rule::Prohibited,
        rectangle(400.0, 300.0, 500.0, 400.0),
    );
    let fence = Case::new(short_path(), vec![town(), school])
        .compile()
        .unwrap();
    assert_eq!(fence.exclusions.len(), 1);
    assert!(!is_free(&fence, place(450.0, 300.0 - 67.9).coord()));
    assert!(is_free(&fence, place(450.0, 300.0 - 68.5).coord()));
    let exclusions = fence.items.iter().filter(|item| item.mav_cmd() == 5002);
    assert!(exclusions.clone().count() > 4);
    assert!(
        exclusions
            .clone()
            .all(|item| usize::from(item.vertex_count()) == exclusions.clone().count())
    );
}

#[test]
fn the_one_inclusion_polygon_comes_first_with_its_count_on_each_vertex() {
    let school = zone(
        "school",
        Rule::Prohibited,
        rectangle(400.0, 300.0, 500.0, 400.0),
    );
    let fence = Case::new(short_path(), vec![town(), school])
        .compile()
        .unwrap();
    let inclusion: Vec<&FenceItem> = fence
        .items
        .iter()
        .take_while(|i| i.mav_cmd() == 5001)
        .collect();
    assert!(
        inclusion
            .iter()
            .all(|item| usize::from(item.vertex_count()) == inclusion.len())
    );
    assert!(
        fence.items[inclusion.len()..]
            .iter()
            .all(|item| item.mav_cmd() == 5002)
    );
}

#[test]
fn a_keep_out_across_the_edge_is_cut_from_the_inclusion() {
    let field = zone(
        "field",
        Rule::Permitted,
        rectangle(-300.0, -300.0, 600.0, 900.0),
    );
    let corner = zone(
        "corner",
        Rule::Prohibited,
        rectangle(400.0, 500.0, 900.0, 1_200.0),
    );
    let fence = Case::new(short_path(), vec![field, corner])
        .compile()
        .unwrap();
    assert!(fence.exclusions.is_empty());
    assert!(!is_free(&fence, place(450.0, 550.0).coord()));
}

#[test]
fn a_path_just_clear_of_the_margin_passes_and_just_inside_it_is_refused() {
    let wall = |south: f64| {
        zone(
            "wall",
            Rule::Prohibited,
            rectangle(-500.0, south, 800.0, south + 50.0),
        )
    };
    assert!(
        Case::new(short_path(), vec![town(), wall(STOPPING_DISTANCE_M + 0.6)])
            .compile()
            .is_ok()
    );
    let errors = Case::new(short_path(), vec![town(), wall(STOPPING_DISTANCE_M - 0.1)])
        .compile()
        .unwrap_err();
    assert!(
        matches!(&errors[0], FenceError::MeetsZone { zone, leg: 0, .. } if zone.as_str() == "wall"),
        "{errors:?}"
    );
}

#[test]
fn a_path_that_leaves_is_refused_with_leg_and_place() {
    let path = path_at(
        60.0,
        &[(0.0, 0.0), (300.0, 0.0), (300.0, 3_000.0), (0.0, 0.0)],
    );
    let errors = Case::new(path, vec![town()]).compile().unwrap_err();
    assert_eq!(errors.len(), 2, "{errors:?}");
    let FenceError::LeavesPermitted { leg, at } = errors[0] else {
        panic!("{errors:?}")
    };
    assert_eq!(leg, 1);
    let expected = place(300.0, 2_000.0 - STOPPING_DISTANCE_M);
    let off = Geodesic.distance(Point(at.coord()), Point(expected.coord()));
    assert!(off < 60.0, "{off}");
}

#[test]
fn every_reason_is_given_at_once_in_both_languages() {
    let path = path_at(60.0, &[(0.0, 0.0), (300.0, 0.0), (300.0, 3_000.0)]);
    let school = zone(
        "school",
        Rule::Prohibited,
        rectangle(100.0, -20.0, 150.0, 20.0),
    );
    let errors = Case::new(path, vec![town(), school]).compile().unwrap_err();
    assert_eq!(errors.len(), 2, "{errors:?}");
    for error in &errors {
        let text = error.text();
        assert!(text.en.contains("leg") && text.zh.contains("航段"));
    }
}

#[test]
fn no_zones_no_fence() {
    let errors = Case::new(short_path(), vec![]).compile().unwrap_err();
    assert_eq!(errors, [FenceError::NoZones]);
}

#[test]
fn keep_outs_alone_make_no_fence() {
    let school = zone(
        "school",
        Rule::Prohibited,
        rectangle(400.0, 300.0, 500.0, 400.0),
    );
    let errors = Case::new(short_path(), vec![school]).compile().unwrap_err();
    assert_eq!(errors, [FenceError::NoPermittedCover { unused: vec![] }]);
}

#[test]
fn an_empty_path_and_bad_numbers_are_all_named() {
    let mut case = Case::new(vec![], vec![town()]);
    case.surroundings_m = f64::NAN;
    case.budget = VertexBudget {
        total: 2,
        per_polygon: 2,
    };
    let errors = case.compile().unwrap_err();
    assert!(errors.contains(&FenceError::NoPath));
    assert!(errors.contains(&FenceError::BudgetBelowTriangle));
    assert!(errors.contains(&FenceError::BadValue {
        field: "surroundings_m"
    }));
}

#[test]
fn a_mission_beyond_the_largest_region_is_refused() {
    let path = path_at(60.0, &[(0.0, 0.0), (59_000.0, 0.0)]);
    let errors = Case::new(path, vec![town()]).compile().unwrap_err();
    assert!(
        matches!(errors[0], FenceError::RegionTooLarge { .. }),
        "{errors:?}"
    );
}

#[test]
fn a_zone_that_needs_an_authorization_is_a_keep_out_until_one_is_held() {
    let port = zone(
        "port",
        Rule::NeedsAuthorization,
        rectangle(100.0, -50.0, 200.0, 50.0),
    );
    let mut case = Case::new(short_path(), vec![town(), port]);
    let errors = case.compile().unwrap_err();
    assert!(
        matches!(errors[0], FenceError::MeetsZone { .. }),
        "{errors:?}"
    );
    let held = |until| {
        Approvals::from_iter([Approval {
            zone: ZoneId::new("port"),
            number: "2026-117".into(),
            valid: TimeRange {
                from: instant(2),
                until,
            },
        }])
    };
    // The window of the mission ends at 03:00.
    case.approvals = held(instant(3) - TimeDelta::seconds(1));
    assert!(case.compile().is_err());
    case.approvals = held(instant(3));
    let fence = case.compile().unwrap();
    assert!(fence.exclusions.is_empty());
    assert!(fence.unenforced.contains(&Unenforced::UnderApproval {
        zone: ZoneId::new("port")
    }));
}

#[test]
fn the_fence_in_an_airspace_is_the_fence_of_what_lies_around_the_mission() {
    let keep_out = zone(
        "port",
        Rule::Prohibited,
        rectangle(100.0, 200.0, 200.0, 300.0),
    );
    let far_off = zone(
        "far",
        Rule::Prohibited,
        rectangle(30_000.0, 0.0, 31_000.0, 900.0),
    );
    let case = Case::new(short_path(), vec![keep_out.clone(), town()]);
    let airspace = Airspace::new([far_off, town(), keep_out].map(Subject::from)).unwrap();
    let fence =
        case.request(|request| compile_in(&airspace.snapshot(), request, &Approvals::none()));
    assert_eq!(fence, case.compile());
}

#[test]
fn conditions_and_imaging_are_reported_and_advice_is_not() {
    let at = || rectangle(100.0, -50.0, 200.0, 50.0);
    let mut beach = zone("beach", Rule::Prohibited, at());
    beach.scope = Scope::Imaging;
    let zones = vec![
        town(),
        zone("park", Rule::Conditional, at()),
        beach,
        zone("advice", Rule::Advisory, at()),
    ];
    let fence = Case::new(short_path(), zones).compile().unwrap();
    assert!(fence.exclusions.is_empty());
    assert_eq!(
        fence.unenforced,
        [
            Unenforced::Conditions {
                zone: ZoneId::new("park")
            },
            Unenforced::Imaging {
                zone: ZoneId::new("beach")
            },
            Unenforced::EndOfWindow,
        ]
    );
}

#[test]
fn an_imaging_zone_permits_no_flight() {
    let mut only = town();
    only.scope = Scope::Imaging;
    assert!(Case::new(short_path(), vec![only]).compile().is_err());
}

#[test]
fn what_the_fence_looks_at_reaches_beyond_the_margin() {
    let case = Case::new(short_path(), vec![town()]);
    let bounds = case.request(|request| request.bounds_looked_at()).unwrap();
    let west = place(-1_000.0 - STOPPING_DISTANCE_M, 0.0).longitude_deg();
    assert!(bounds.min().x < west && bounds.min().x > west - 0.01);
    let none = Case::new(vec![], vec![]);
    assert_eq!(none.request(|request| request.bounds_looked_at()), None);
}

#[test]
fn an_obstacle_without_a_place_or_with_a_bad_number_is_refused() {
    let mut case = Case::new(short_path(), vec![town()]);
    let nowhere = mast(
        ObstacleShape::Line {
            vertices: vec![],
            half_width_m: 1.0,
        },
        10.0,
    );
    let position = place(600.0, 0.0);
    let endless = mast(
        ObstacleShape::Point {
            position,
            radius_m: f64::NAN,
        },
        10.0,
    );
    for obstacle in [nowhere, endless] {
        case.obstacles = vec![obstacle];
        assert_eq!(
            case.compile().unwrap_err(),
            [FenceError::BadValue { field: "obstacle" }]
        );
    }
}

fn mast(shape: ObstacleShape, top_m: f64) -> Obstacle {
    Obstacle {
        id: ZoneId::new("mast"),
        name: Default::default(),
        kind: ObstacleKind::Mast,
        shape,
        top: height(top_m, crate::AltitudeDatum::AboveGround),
        vertical_uncertainty_m: 2.0,
        horizontal_uncertainty_m: 5.0,
        surveyed: None,
        source: None,
    }
}

#[test]
fn an_obstacle_that_reaches_up_is_kept_away_from_with_its_uncertainty() {
    let mut case = Case::new(short_path(), vec![town()]);
    let position = place(600.0, 0.0);
    case.obstacles = vec![mast(
        ObstacleShape::Point {
            position,
            radius_m: 0.0,
        },
        100.0,
    )];
    let fence = case.compile().unwrap();
    assert_eq!(fence.exclusions.len(), 1);
    assert!(!is_free(&fence, place(600.0 - 72.9, 0.0).coord()));
    assert!(is_free(&fence, place(600.0 - 73.6, 0.0).coord()));
}

#[test]
fn a_power_line_is_kept_away_from_along_its_length() {
    let mut case = Case::new(short_path(), vec![town()]);
    let vertices = vec![place(500.0, -700.0), place(520.0, 0.0), place(500.0, 700.0)];
    case.obstacles = vec![mast(
        ObstacleShape::Line {
            vertices,
            half_width_m: 4.0,
        },
        100.0,
    )];
    let fence = case.compile().unwrap();
    assert!(!is_free(&fence, place(510.0 - 76.5, 350.0).coord()));
    assert!(is_free(&fence, place(510.0 - 78.5, 350.0).coord()));
}

#[test]
fn a_circle_is_kept_away_from() {
    let center = place(600.0, 0.0);
    let tower = zone(
        "tower",
        Rule::Prohibited,
        Footprint::circle(center, 100.0).unwrap(),
    );
    let fence = Case::new(short_path(), vec![town(), tower])
        .compile()
        .unwrap();
    assert!(!is_free(&fence, place(600.0 - 167.9, 0.0).coord()));
    assert!(is_free(&fence, place(600.0 - 169.0, 0.0).coord()));
}

#[test]
fn a_keep_out_that_cuts_the_town_leaves_the_side_of_the_mission() {
    let wall = zone(
        "wall",
        Rule::Prohibited,
        rectangle(-3_000.0, 400.0, 3_000.0, 420.0),
    );
    let fence = Case::new(short_path(), vec![town(), wall])
        .compile()
        .unwrap();
    assert!(fence.exclusions.is_empty());
    assert!(!is_free(&fence, place(0.0, 600.0).coord()));
}

#[test]
fn ardupilots_margin_grows_with_the_bend_of_its_edges() {
    let mut case = Case::new(short_path(), vec![town()]);
    case.autopilot = Autopilot::ArduPilot;
    let fence = case.compile().unwrap();
    let extra = fence.margin_m - STOPPING_DISTANCE_M;
    // 2.3 km by 2 km at 36°: R·δλ·δφ·sin φ/8 with δλ = 2.3/(6378·cos φ), δφ = 2/6371.
    let expected = 6.38e6 * (2.3 / 6_378.0 / 0.808) * (2.0 / 6_371.0) * 0.589 / 8.0;
    assert!(
        (extra - expected).abs() < 0.01 * expected + 0.001,
        "{extra} {expected}"
    );
    let names: Vec<&str> = fence.settings.iter().map(|setting| setting.name).collect();
    assert_eq!(
        names,
        [
            "FENCE_TYPE",
            "FENCE_ALT_MAX",
            "FENCE_ACTION",
            "FENCE_ENABLE"
        ]
    );
    // 60 m AMSL + 2 m over the lowest plausible home at 5 − 3 m.
    assert!((fence.settings[1].value - 60.0).abs() < 0.1 + 1e-9);
}

#[test]
fn at_the_antimeridian_the_fence_ends() {
    let corners = [(179.9, 0.0), (180.0, 0.0), (180.0, 0.1), (179.9, 0.1)];
    let raw = crate::RawPolygon {
        exterior: corners
            .iter()
            .map(|(x, y)| Coord { x: *x, y: *y })
            .collect(),
        holes: vec![],
    };
    let sea = zone(
        "sea",
        Rule::Permitted,
        Footprint::from_polygons(&[raw]).unwrap().0,
    );
    let point = |lon: f64| crate::fence::MissionPoint {
        position: crate::Position::new(lon, 0.05).unwrap(),
        altitude: height(50.0, crate::AltitudeDatum::MeanSeaLevel),
    };
    let fence = Case::new(vec![point(179.99), point(179.995)], vec![sea.clone()])
        .compile()
        .unwrap();
    let east = fence.inclusion.bounding_rect().unwrap().max().x;
    let margin_deg = STOPPING_DISTANCE_M / 111_320.0;
    assert!(
        east < 180.0 - margin_deg && east > 180.0 - 1.01 * margin_deg,
        "{east}"
    );
    assert!(
        Case::new(vec![point(179.99), point(-179.99)], vec![sea])
            .compile()
            .is_err()
    );
}

#[test]
fn a_power_line_that_crosses_the_antimeridian_is_kept_out_of_on_this_side_of_it() {
    use crate::fence::frame::LocalFrame;
    use crate::fence::outline::obstacle_outline;
    use geo::{Contains, Point, Rect};
    let at = |x, y| crate::Position::new(x, y).unwrap();
    let line = ObstacleShape::Line {
        vertices: vec![at(179.86, 10.0), at(-179.9, 10.0)],
        half_width_m: 20.0,
    };
    let frame = LocalFrame::around(179.87, 10.0);
    let near = Rect::new(
        Coord {
            x: -20_000.0,
            y: -20_000.0,
        },
        Coord {
            x: 20_000.0,
            y: 20_000.0,
        },
    );
    let outline = obstacle_outline(&line, 0.0, frame, 1.0, &near);
    let is_kept_out = |x: f64| {
        let place = Point::from(frame.to_metres(Coord { x, y: 10.0 }));
        outline
            .polygons
            .iter()
            .any(|polygon| polygon.contains(&place))
    };
    assert!(is_kept_out(179.88) && is_kept_out(179.99));
    assert!(!is_kept_out(179.84));
}
