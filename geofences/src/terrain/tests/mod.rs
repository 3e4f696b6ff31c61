#![allow(clippy::unwrap_used, clippy::expect_used)]

mod grid;
mod srtm;

use super::*;

fn position(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

/// The place at `s` on the line.
fn along(from: Position, until: Position, s: f64) -> Position {
    let between = |from: f64, until: f64| from + (until - from) * s;
    position(
        between(from.longitude_deg(), until.longitude_deg()),
        between(from.latitude_deg(), until.latitude_deg()),
    )
}

/// Asserts that the profile of the line runs from 0 to 1 without gaps and is, at many places of
/// it, what `height_m` says.
fn assert_profile(
    terrain: &dyn Terrain,
    (from, until): (Position, Position),
    height_m: impl Fn(Position) -> f64,
) {
    let mut pieces = Vec::new();
    assert!(
        terrain.ground_along(from, until, &mut pieces),
        "{from} {until}"
    );
    assert_eq!(pieces[0].from, 0.0);
    assert_eq!(pieces[pieces.len() - 1].until, 1.0);
    assert!(pieces.windows(2).all(|pair| pair[0].until == pair[1].from));
    for piece in &pieces {
        assert!(piece.from < piece.until, "{piece:?}");
        for part in [0.0, 0.01, 0.3, 0.5, 0.99, 1.0] {
            let s = piece.from + (piece.until - piece.from) * part;
            let profile_m = piece.constant + piece.linear * s + piece.quadratic * s * s;
            let surface_m = height_m(along(from, until, s));
            assert!(
                (profile_m - surface_m).abs() < 1e-5,
                "{from} {until} at {s}: {profile_m} on the profile, {surface_m} on the surface"
            );
        }
    }
}

#[test]
fn flat_ground_is_flat() {
    let flat = FlatTerrain {
        elevation_amsl_m: 12.5,
        uncertainty_m: 0.5,
    };
    let (from, until) = (position(120.0, 36.0), position(121.0, 37.0));
    assert_profile(&flat, (from, until), |_| 12.5);
    let range = flat.ground_range(from, until).unwrap();
    assert_eq!((range.lowest_amsl_m, range.highest_amsl_m), (12.5, 12.5));
    assert_eq!(flat.ground_at(from).unwrap().uncertainty_m, 0.5);
}

#[test]
fn flat_ground_that_is_no_number_is_missing() {
    let here = position(120.0, 36.0);
    for (elevation_amsl_m, uncertainty_m) in [(f64::NAN, 1.0), (1.0, -1.0), (1.0, f64::NAN)] {
        let flat = FlatTerrain {
            elevation_amsl_m,
            uncertainty_m,
        };
        assert!(flat.ground_at(here).is_none());
        assert!(flat.ground_range(here, here).is_none());
        assert!(!flat.ground_along(here, here, &mut Vec::new()));
    }
}

#[test]
fn errors_are_told_in_both_languages() {
    for error in [
        TerrainError::Uncertainty(-1.0),
        TerrainError::NoTiles {
            name: "tiles".to_owned(),
        },
        TerrainError::Size {
            name: "N36E120.hgt".to_owned(),
            bytes: 3,
        },
    ] {
        let message = error.message();
        assert!(
            message.en.is_ascii() && !message.zh.is_ascii(),
            "{message:?}"
        );
    }
}
