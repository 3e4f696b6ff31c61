#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const INTERPOLATION_SEED: u64 = 0x6E01_0001;

fn position(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

fn around(place: Position) -> Egm96Geoid {
    Egm96Geoid::for_extent(place, place).unwrap()
}

#[test]
fn egm96_has_the_values_that_nga_published_with_its_program() {
    // OUTPUT.DAT of NGA's F477: latitude, longitude east, undulation in metres.
    for (latitude, longitude, expected_m) in [
        (38.628_155_0, 269.779_155_0, -31.628),
        (-14.621_217_0, 305.021_114_0, -2.969),
        (46.874_319_0, 102.448_729_0, -43.575),
        (-23.617_446_0, 133.874_712_0, 15.871),
        (38.625_473_0, 359.999_500_0, 50.066),
        (-0.466_744_0, 0.002_300_0, 17.329),
    ] {
        let longitude = if longitude > 180.0 {
            longitude - 360.0
        } else {
            longitude
        };
        let model_m = egm96::egm96_compute_altitude_offset(latitude, longitude);
        assert!((model_m - expected_m).abs() < 0.01, "{latitude}: {model_m}");
        let place = position(longitude, latitude);
        let undulation = around(place).undulation_at(place).unwrap();
        assert!(
            (undulation.height_m - expected_m).abs() < 0.1,
            "{latitude}: {undulation:?}"
        );
        assert!(undulation.uncertainty_m >= 1.0);
    }
}

#[test]
fn between_its_posts_the_geoid_of_qingdao_is_within_5_cm_of_the_model() {
    let (south_west, north_east) = (position(119.5, 35.575), position(121.0, 37.15));
    let geoid = Egm96Geoid::for_extent(south_west, north_east).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(INTERPOLATION_SEED);
    let mut greatest_m: f64 = 0.0;
    for _ in 0..300 {
        let place = position(
            random.random_range(119.5..=121.0),
            random.random_range(35.575..=37.15),
        );
        let model_m =
            egm96::egm96_compute_altitude_offset(place.latitude_deg(), place.longitude_deg());
        let sampled_m = geoid.undulation_at(place).unwrap().height_m;
        greatest_m = greatest_m.max((sampled_m - model_m).abs());
    }
    assert!(greatest_m < 0.05, "{greatest_m}");
    for corner in [
        south_west,
        north_east,
        position(121.0, 35.575),
        position(119.5, 37.15),
    ] {
        assert!(geoid.undulation_at(corner).is_some());
    }
    for outside in [
        position(119.499_999, 36.0),
        position(121.000_001, 36.0),
        position(120.0, 35.574_999),
        position(120.0, 37.150_001),
        position(-60.0, -36.0),
    ] {
        assert!(geoid.undulation_at(outside).is_none(), "{outside}");
    }
}

#[test]
fn the_geoid_reaches_the_poles_and_the_antimeridian() {
    for place in [
        position(0.0, 90.0),
        position(0.0, -90.0),
        position(180.0, 0.0),
        position(-180.0, 0.0),
    ] {
        assert!(around(place).undulation_at(place).unwrap().height_m.abs() < 110.0);
    }
    let [east, west] = [180.0, -180.0].map(|longitude| {
        let place = position(longitude, 20.0);
        around(place).undulation_at(place).unwrap().height_m
    });
    assert!((east - west).abs() < 1e-6);
}

#[test]
fn extents_that_are_turned_round_or_too_large_are_refused() {
    let (one, other) = (position(120.0, 36.0), position(121.0, 37.0));
    let refused =
        |south_west, north_east| Egm96Geoid::for_extent(south_west, north_east).unwrap_err();
    assert!(matches!(refused(other, one), GeoidError::Extent { .. }));
    let globe = refused(position(-180.0, -90.0), position(180.0, 90.0));
    assert_eq!(globe, GeoidError::TooLarge { posts: 3601 * 1801 });
    assert!(!globe.message().zh.is_ascii());
}

#[test]
fn a_local_offset_shifts_the_geoid_and_adds_its_own_doubt() {
    let constant: Arc<dyn Geoid> = Arc::new(ConstantGeoid::new(7.5, 1.0).unwrap());
    let here = position(120.38, 36.07);
    let local = GeoidWithLocalOffset::new(constant, "1985国家高程基准", 0.25, 0.1).unwrap();
    let undulation = local.undulation_at(here).unwrap();
    assert_eq!(
        undulation,
        Undulation {
            height_m: 7.75,
            uncertainty_m: 1.1
        }
    );
    assert_eq!(local.name(), "constant +0.25 m (1985国家高程基准)");
    let sampled: Arc<dyn Geoid> = Arc::new(around(here));
    let local = GeoidWithLocalOffset::new(sampled, "1985国家高程基准", 0.25, 0.1).unwrap();
    assert!(
        local.undulation_at(position(0.0, 0.0)).is_none(),
        "missing stays missing"
    );
}

#[test]
fn heights_and_doubts_that_are_no_numbers_are_refused() {
    assert!(matches!(
        ConstantGeoid::new(f64::NAN, 1.0),
        Err(GeoidError::Height(_))
    ));
    assert!(matches!(
        ConstantGeoid::new(1.0, f64::NAN),
        Err(GeoidError::Uncertainty(_))
    ));
    let constant: Arc<dyn Geoid> = Arc::new(ConstantGeoid::new(0.0, 0.0).unwrap());
    let shifted = |offset_m, uncertainty_m| {
        GeoidWithLocalOffset::new(constant.clone(), "local", offset_m, uncertainty_m).map(|_| ())
    };
    assert!(matches!(
        shifted(f64::INFINITY, 0.0),
        Err(GeoidError::Height(_))
    ));
    assert_eq!(shifted(0.0, -0.1), Err(GeoidError::Uncertainty(-0.1)));
    assert!(shifted(-0.3, 0.0).is_ok());
}
