//! Outlines contain the true obstacle, whatever is wrong with what is known of it.

use super::*;
use crate::{AltitudeDatum, PointLocation, PreparedArea};
use geo::Coord;
use geographiclib_rs::{DirectGeodesic, Geodesic};

fn obstacle(shape: ObstacleShape, horizontal_uncertainty_m: f64) -> Obstacle {
    Obstacle {
        id: ZoneId::new("o"),
        name: LocalName::default(),
        kind: ObstacleKind::Mast,
        shape,
        top: Altitude::new(50.0, AltitudeDatum::AboveGround).unwrap(),
        vertical_uncertainty_m: 1.0,
        horizontal_uncertainty_m,
        surveyed: None,
        source: None,
    }
}

fn place() -> Position {
    Position::new(120.3, 36.1).unwrap()
}

fn beside(metres: f64, azimuth_deg: f64) -> Coord<f64> {
    let (y, x): (f64, f64) = Geodesic::wgs84().direct(36.1, 120.3, azimuth_deg, metres);
    Coord { x, y }
}

fn contains(obstacle: &Obstacle, coord: Coord<f64>) -> bool {
    PreparedArea::new(obstacle.outline()).locate(coord) != PointLocation::Outside
}

#[test]
fn a_mast_is_as_wide_as_its_radius_and_its_uncertainty_together() {
    let shape = ObstacleShape::Point {
        position: place(),
        radius_m: 3.0,
    };
    let mast = obstacle(shape, 7.0);
    for azimuth_deg in [0.0, 37.0, 90.0, 200.0] {
        assert!(contains(&mast, beside(9.99, azimuth_deg)));
        assert!(!contains(&mast, beside(10.1, azimuth_deg)));
    }
}

#[test]
fn a_power_line_reaches_to_both_sides_and_beyond_its_ends() {
    let far = beside(2_000.0, 90.0);
    let shape = ObstacleShape::Line {
        vertices: vec![place(), Position::try_from(far).unwrap()],
        half_width_m: 15.0,
    };
    let line = obstacle(shape, 5.0);
    for azimuth_deg in [0.0, 180.0, 270.0] {
        assert!(contains(&line, beside(19.9, azimuth_deg)));
        assert!(!contains(&line, beside(20.6, azimuth_deg)));
    }
}

#[test]
fn an_obstacle_that_is_not_known_to_any_distance_may_be_anywhere() {
    let point = |radius_m| ObstacleShape::Point {
        position: place(),
        radius_m,
    };
    for (radius_m, uncertainty_m) in [
        (1.0, f64::NAN),
        (1.0, f64::INFINITY),
        (1.0, -1.0),
        (f64::NAN, 1.0),
        (-5.0, 1.0),
    ] {
        let unknown = obstacle(point(radius_m), uncertainty_m);
        assert!(contains(&unknown, Coord { x: -70.0, y: 20.0 }));
    }
}

fn line(places: &[(f64, f64)]) -> Obstacle {
    let vertices = places.iter().map(|(x, y)| Position::new(*x, *y).unwrap());
    let shape = ObstacleShape::Line {
        vertices: vertices.collect(),
        half_width_m: 15.0,
    };
    obstacle(shape, 5.0)
}

#[test]
fn a_line_of_one_place_is_there_and_a_line_of_none_may_be_anywhere() {
    let one = line(&[(120.3, 36.1)]);
    assert!(contains(&one, beside(19.9, 45.0)));
    assert!(!contains(&one, beside(21.0, 45.0)));
    assert!(contains(&line(&[]), Coord { x: -70.0, y: 20.0 }));
}

#[test]
fn a_line_over_the_antimeridian_takes_the_short_way() {
    let crossing = line(&[(179.5, 10.0), (-179.5, 11.0)]);
    for (x, y, is_inside) in [
        (179.75, 10.25, true),
        (180.0, 10.5, true),
        (-180.0, 10.5, true),
        (-179.75, 10.75, true),
        (0.0, 10.5, false),
        (179.75, 10.75, false),
    ] {
        assert_eq!(contains(&crossing, Coord { x, y }), is_inside, "{x} {y}");
    }
}
