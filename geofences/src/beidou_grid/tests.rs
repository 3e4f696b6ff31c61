#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const ROUND_TRIP_SEED: u64 = 0xBE1D_0001;
const NEIGHBOUR_SEED: u64 = 0xBE1D_0002;
const TEXT_SEED: u64 = 0xBE1D_0003;

const FINEST: BeidouLevel = BeidouLevel::ALL[9];

fn position(longitude_deg: f64, latitude_deg: f64) -> Position {
    Position::new(longitude_deg, latitude_deg).unwrap()
}

fn random_position(random: &mut ChaCha8Rng) -> Position {
    position(
        random.random_range(-180.0..=180.0),
        random.random_range(-87.999..88.0),
    )
}

#[test]
fn known_places_have_their_known_codes() {
    let beijing = position(
        116.0 + 18.0 / 60.0 + 45.37 / 3600.0,
        39.0 + 59.0 / 60.0 + 35.38 / 3600.0,
    );
    assert_eq!(encode(beijing, FINEST).unwrap(), "N50J47539B8255346152");
    let qingdao = position(120.3826, 36.0671);
    assert_eq!(encode(qingdao, FINEST).unwrap(), "N51J00174E0056314712");
    let codes = BeidouLevel::ALL.map(|level| encode(qingdao, level).unwrap());
    assert_eq!(
        codes[..5],
        ["N51J", "N51J00", "N51J001", "N51J00174", "N51J00174E0"]
    );
}

#[test]
fn a_code_gives_a_cell_around_its_place_and_begins_with_the_code_of_the_level_above() {
    let mut random = ChaCha8Rng::seed_from_u64(ROUND_TRIP_SEED);
    for _ in 0..3_000 {
        let place = random_position(&mut random);
        let mut above = String::new();
        for level in BeidouLevel::ALL {
            let code = encode(place, level).unwrap();
            assert!(code.starts_with(&above), "{above} {code}");
            let cell = decode(&code).unwrap();
            assert_eq!((cell.level(), cell.to_string()), (level, code.clone()));
            assert!(cell.contains(place), "{code} {place}");
            let (bounds, (width, height)) = (cell.bounds(), cell.size_deg());
            let rounding = 1e-12;
            assert!(bounds.min().x - rounding <= place.longitude_deg());
            assert!(place.longitude_deg() <= bounds.max().x + rounding);
            assert!(bounds.min().y - rounding <= place.latitude_deg());
            assert!(place.latitude_deg() <= bounds.max().y + rounding);
            assert!((bounds.width() - width).abs() < rounding);
            assert!((bounds.height() - height).abs() < rounding);
            above = code;
        }
    }
}

#[test]
fn in_the_north_east_the_south_west_corner_belongs_to_the_cell_and_the_others_do_not() {
    let mut random = ChaCha8Rng::seed_from_u64(ROUND_TRIP_SEED);
    for _ in 0..1_000 {
        let place = position(
            random.random_range(70.0..140.0),
            random.random_range(3.0..55.0),
        );
        for level in BeidouLevel::ALL {
            let cell = BeidouCell::at(place, level).unwrap();
            let (min, max) = (cell.bounds().min(), cell.bounds().max());
            assert_eq!(cell.south_west(), min);
            assert!(cell.contains(position(min.x, min.y)), "{cell}");
            for corner in [(max.x, min.y), (max.x, max.y), (min.x, max.y)] {
                assert!(!cell.contains(position(corner.0, corner.1)), "{cell}");
            }
        }
    }
}

#[test]
fn the_south_and_the_west_mirror_the_north_east() {
    let quarters = [
        (120.3826, 36.0671),
        (-120.3826, 36.0671),
        (120.3826, -36.0671),
        (-120.3826, -36.0671),
    ];
    let codes = quarters
        .map(|(longitude, latitude)| encode(position(longitude, latitude), FINEST).unwrap());
    assert!(
        codes[1].starts_with("N10J") && codes[2].starts_with("S51J"),
        "{codes:?}"
    );
    assert!(codes[3].starts_with("S10J"), "{codes:?}");
    assert!(
        codes.iter().all(|code| code[4..] == codes[0][4..]),
        "{codes:?}"
    );
}

#[test]
fn the_equator_and_the_prime_meridian_belong_to_the_north_and_the_east() {
    for (longitude, latitude) in [(0.0, 0.0), (-0.0, -0.0)] {
        assert_eq!(
            encode(position(longitude, latitude), FINEST).unwrap(),
            "N31A0000000000000000"
        );
    }
    let just_beside = 1.0 / f64::from(UNITS_PER_DEGREE);
    let code = encode(position(-just_beside / 2.0, -just_beside / 2.0), FINEST).unwrap();
    assert_eq!(code, "S30A0000000000000000");
}

#[test]
fn the_antimeridian_belongs_to_the_last_cell_before_it() {
    let code = |longitude| encode(position(longitude, 10.0), BeidouLevel::ALL[0]).unwrap();
    assert_eq!(code(180.0), "N60C");
    assert_eq!(code(-180.0), "N01C");
}

#[test]
fn polar_places_are_refused() {
    let level = FINEST;
    for latitude in [88.0, 90.0, -88.0, -90.0] {
        let place = position(120.0, latitude);
        assert_eq!(
            BeidouCell::at(place, level),
            Err(BeidouGridError::Polar(place))
        );
    }
    for latitude in [87.999_999, -87.999_999] {
        assert!(encode(position(120.0, latitude), level).is_ok());
    }
}

#[test]
fn the_neighbours_of_neighbours_come_back() {
    let mut random = ChaCha8Rng::seed_from_u64(NEIGHBOUR_SEED);
    let edges = [
        (120.0, 36.0),
        (119.999_999, 40.0),
        (0.0, 0.0),
        (-0.000_001, -0.000_001),
        (180.0, 5.0),
        (-180.0, -5.0),
    ];
    let places = edges.map(|(longitude, latitude)| position(longitude, latitude));
    let random_places: Vec<_> = (0..300).map(|_| random_position(&mut random)).collect();
    for place in places.into_iter().chain(random_places) {
        for level in BeidouLevel::ALL {
            let cell = BeidouCell::at(place, level).unwrap();
            let neighbours = cell.neighbours();
            let by_pole = cell.neighbour(0, 1).is_none() || cell.neighbour(0, -1).is_none();
            assert_eq!(neighbours.len(), if by_pole { 5 } else { 8 }, "{cell}");
            for neighbour in neighbours {
                assert_ne!(neighbour, cell);
                assert!(neighbour.neighbours().contains(&cell), "{neighbour} {cell}");
                assert_eq!(decode(&neighbour.to_string()), Ok(neighbour));
            }
        }
    }
}

#[test]
fn neighbours_touch_also_across_zones_hemispheres_and_the_antimeridian() {
    let east_of = |code: &str| decode(code).unwrap().neighbour(1, 0).unwrap().to_string();
    let north_of = |code: &str| decode(code).unwrap().neighbour(0, 1).unwrap().to_string();
    assert_eq!(east_of("N50J"), "N51J");
    assert_eq!(east_of("N50JB7"), "N51J07");
    assert_eq!(north_of("N50JB7"), "N50KB0");
    assert_eq!(east_of("N60C"), "N01C");
    assert_eq!(east_of("N30C00"), "N31C00");
    assert_eq!(north_of("S31A00"), "N31A00");
    assert_eq!(north_of("S31A01"), "S31A00");
    assert!(decode("N51V").unwrap().neighbour(0, 1).is_none());
    let cell = decode("N51J00174E0").unwrap();
    let east = cell.neighbour(1, 0).unwrap();
    assert_eq!(cell.bounds().max().x, east.bounds().min().x);
    assert_eq!(cell.bounds().min().y, east.bounds().min().y);
    assert!(cell.neighbour(i32::MAX, i32::MAX).is_none());
    assert!(cell.neighbour(i32::MIN, 0).is_some());
}

#[test]
fn cells_of_level_5_are_about_100_by_123_metres_in_qingdao() {
    let (width_deg, height_deg) = decode("N51J00174E0").unwrap().size_deg();
    let metres = 111_195.0;
    assert!((width_deg * metres * 36.07_f64.to_radians().cos() - 100.0).abs() < 1.0);
    assert!((height_deg * metres - 123.5).abs() < 1.0);
}

#[test]
fn a_code_that_is_none_says_which_character_is_wrong() {
    let character = |code: &str| match decode(code).unwrap_err() {
        BeidouGridError::Character { index, found, .. } => (index, found),
        other => panic!("{code}: {other}"),
    };
    assert_eq!(character("X51J"), (0, 'X'));
    assert_eq!(character("n51J"), (0, 'n'));
    assert_eq!(character("NA1J"), (1, 'A'));
    assert_eq!(character("N5AJ"), (2, 'A'));
    assert_eq!(character("N51W"), (3, 'W'));
    assert_eq!(character("N51JC0"), (4, 'C'));
    assert_eq!(character("N51J08"), (5, '8'));
    assert_eq!(character("N51J006"), (6, '6'));
    assert_eq!(character("N51J001F0"), (7, 'F'));
    assert_eq!(character("N51J0010A"), (8, 'A'));
    assert_eq!(character("N51J00100F0"), (9, 'F'));
    assert_eq!(character("N51J00100004"), (11, '4'));
    assert_eq!(character("N51J0010000080"), (12, '8'));
    assert_eq!(character("N51青"), (3, '青'));
    for zone in ["00", "61", "69"] {
        let error = decode(&format!("N{zone}J")).unwrap_err();
        assert_eq!(error, BeidouGridError::Zone(zone.parse().unwrap()));
    }
    for code in [
        "",
        "N51",
        "N51J0",
        "N51J00174E005631471",
        "N51J00174E00563147120",
    ] {
        assert_eq!(decode(code), Err(BeidouGridError::Length(code.len())));
    }
    let message = decode("N51J08").unwrap_err().message();
    assert!(
        message.en.contains("character 6") && message.zh.contains("第 6 个"),
        "{message:?}"
    );
}

#[test]
fn levels_are_1_to_10() {
    assert_eq!(BeidouLevel::new(1).unwrap().number(), 1);
    assert_eq!(BeidouLevel::new(10), Ok(FINEST));
    for level in [0, 11, 255] {
        assert_eq!(BeidouLevel::new(level), Err(BeidouGridError::Level(level)));
    }
}

#[test]
fn no_text_makes_it_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(TEXT_SEED);
    let alphabet: Vec<char> = "NS0123456789ABCDEFJVWZ青 -".chars().collect();
    for _ in 0..20_000 {
        let length = random.random_range(0..22);
        let text: String = (0..length)
            .map(|_| alphabet[random.random_range(0..alphabet.len())])
            .collect();
        if let Ok(cell) = decode(&text) {
            assert_eq!(cell.to_string(), text);
        }
    }
}
