#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const ROUND_TRIP_SEED: u64 = 0x6C30_0001;
const OUTSIDE_SEED: u64 = 0x6C30_0002;

fn position(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

fn distance_deg(one: Position, other: Position) -> f64 {
    let longitude = (one.longitude_deg() - other.longitude_deg()).abs();
    longitude.max((one.latitude_deg() - other.latitude_deg()).abs())
}

#[test]
fn the_centre_of_qingdao_is_462_m_east_and_31_m_north_off() {
    let wgs84 = position(120.3826, 36.0671);
    let gcj02 = gcj02_from_wgs84(wgs84);
    let metres_in_degree = 6_371_000.0_f64.to_radians();
    let east_m = (gcj02.longitude_deg() - wgs84.longitude_deg())
        * metres_in_degree
        * 36.0671_f64.to_radians().cos();
    let north_m = (gcj02.latitude_deg() - wgs84.latitude_deg()) * metres_in_degree;
    assert!((east_m - 462.0).abs() < 2.0, "{east_m}");
    assert!((north_m - 31.0).abs() < 1.0, "{north_m}");
}

#[test]
fn tian_anmen_is_where_the_circulated_converters_put_it() {
    let gcj02 = gcj02_from_wgs84(position(116.404, 39.915));
    assert!(
        distance_deg(gcj02, position(116.410_244_499, 39.916_404_283)) < 1e-8,
        "{gcj02:?}"
    );
}

#[test]
fn there_and_back_is_the_same_place_all_over_china() {
    let mut random = ChaCha8Rng::seed_from_u64(ROUND_TRIP_SEED);
    for _ in 0..20_000 {
        let wgs84 = position(
            random.random_range(72.004..=137.8347),
            random.random_range(0.8293..=55.8271),
        );
        let gcj02 = gcj02_from_wgs84(wgs84);
        assert_ne!(wgs84, gcj02);
        assert!(
            distance_deg(wgs84_from_gcj02(gcj02), wgs84) < 1e-9,
            "{wgs84:?}"
        );
    }
}

#[test]
fn there_and_back_holds_at_105_degrees_where_the_shift_has_a_kink() {
    for off_deg in [0.0, 1e-15, 1e-13, 1e-11, 1e-9, 1e-6, -1e-13, -1e-10, -1e-7] {
        let wgs84 = position(105.0 + off_deg, 36.0);
        let back = wgs84_from_gcj02(gcj02_from_wgs84(wgs84));
        assert!(distance_deg(back, wgs84) < 1e-9, "{off_deg}");
    }
}

#[test]
fn outside_china_nothing_is_changed() {
    let mut random = ChaCha8Rng::seed_from_u64(OUTSIDE_SEED);
    for _ in 0..5_000 {
        let place = position(
            random.random_range(-180.0..=180.0),
            random.random_range(-90.0..=90.0),
        );
        // A margin of 0.02° around the rectangle, where its inner side reaches out.
        if !(71.98..=137.86).contains(&place.longitude_deg())
            || !(0.80..=55.85).contains(&place.latitude_deg())
        {
            assert_eq!(gcj02_from_wgs84(place), place);
            assert_eq!(wgs84_from_gcj02(place), place);
        }
    }
    for (longitude, latitude) in [
        (72.003_9, 30.0),
        (137.834_8, 30.0),
        (100.0, 0.829_2),
        (100.0, 55.827_2),
    ] {
        let place = position(longitude, latitude);
        assert_eq!(gcj02_from_wgs84(place), place);
    }
}
