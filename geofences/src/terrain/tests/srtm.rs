use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::path::PathBuf;

const TILE_SEED: u64 = 0x7E44_0003;
const BYTES_SEED: u64 = 0x7E44_0004;

/// A tile whose posts, counted from its south-west corner, are what `height_m` says.
fn tile(cells: usize, height_m: impl Fn(usize, usize) -> i16) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(2 * (cells + 1) * (cells + 1));
    for row_from_north in 0..=cells {
        for column in 0..=cells {
            bytes.extend(height_m(column, cells - row_from_north).to_be_bytes());
        }
    }
    bytes
}

/// A surface over whole Qingdao in metres, so that tiles agree on the posts that they share.
fn hills_m(longitude_deg: f64, latitude_deg: f64) -> i16 {
    (400.0 + 300.0 * (longitude_deg * 70.0).sin() * (latitude_deg * 90.0).cos()).round() as i16
}

fn hilly_tile(west: i16, south: i16) -> Vec<u8> {
    tile(1200, |column, row| {
        hills_m(
            f64::from(west) + column as f64 / 1200.0,
            f64::from(south) + row as f64 / 1200.0,
        )
    })
}

/// The bilinear surface between the posts of `hills_m`.
fn hills_surface_m(place: Position) -> f64 {
    let (column, row) = (
        place.longitude_deg() * 1200.0,
        place.latitude_deg() * 1200.0,
    );
    let post = |column: f64, row: f64| f64::from(hills_m(column / 1200.0, row / 1200.0));
    let (x, y) = (column - column.floor(), row - row.floor());
    let edge =
        |row: f64| post(column.floor(), row) * (1.0 - x) + post(column.floor() + 1.0, row) * x;
    edge(row.floor()) * (1.0 - y) + edge(row.floor() + 1.0) * y
}

fn read(tiles: &[(&str, &[u8])]) -> Result<SrtmTerrain, Vec<TerrainError>> {
    SrtmTerrain::from_tiles(tiles.iter().copied(), SrtmTerrain::SPECIFIED_UNCERTAINTY_M)
}

fn elevation_m(terrain: &SrtmTerrain, longitude_deg: f64, latitude_deg: f64) -> Option<f64> {
    let ground = terrain.ground_at(position(longitude_deg, latitude_deg))?;
    Some(ground.elevation_amsl_m)
}

#[test]
fn the_first_post_of_a_file_is_the_north_western_one() {
    let bytes = tile(1200, |column, row| match (column, row) {
        (0, 1200) => 11,
        (1200, 1200) => 22,
        (0, 0) => 33,
        (1200, 0) => 44,
        _ => 100,
    });
    assert_eq!(bytes[..2], [0, 11]);
    let terrain = read(&[("N36E120.hgt", &bytes)]).unwrap();
    assert_eq!(elevation_m(&terrain, 120.0, 37.0), Some(11.0));
    assert_eq!(elevation_m(&terrain, 121.0, 37.0), Some(22.0));
    assert_eq!(elevation_m(&terrain, 120.0, 36.0), Some(33.0));
    assert_eq!(elevation_m(&terrain, 121.0, 36.0), Some(44.0));
    assert_eq!(elevation_m(&terrain, 120.5, 36.5), Some(100.0));
    assert_eq!(terrain.name(), "SRTM 3″");
    let ground = terrain.ground_at(position(120.5, 36.5)).unwrap();
    assert_eq!(ground.uncertainty_m, 16.0);
}

#[test]
fn a_tile_of_one_second_is_read_and_stands_in_the_southern_and_western_quarter() {
    let bytes = tile(3600, |column, row| (column / 4 + row / 8) as i16);
    let terrain = read(&[("s34w059.HGT", &bytes)]).unwrap();
    assert_eq!(terrain.name(), "SRTM 1″");
    assert_eq!(elevation_m(&terrain, -59.0, -34.0), Some(0.0));
    assert_eq!(elevation_m(&terrain, -58.0, -33.0), Some(1350.0));
    assert_eq!(elevation_m(&terrain, -58.5, -33.5), Some(675.0));
    assert!(elevation_m(&terrain, -58.5, -32.9).is_none());
}

#[test]
fn lines_run_across_the_borders_of_tiles() {
    let tiles: Vec<_> = [(119, 35), (120, 35), (119, 36), (120, 36)]
        .map(|(west, south)| (format!("N{south}E{west}.hgt"), hilly_tile(west, south)))
        .into();
    let named = tiles
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let terrain = SrtmTerrain::from_tiles(named, 9.0).unwrap();
    let mut random = ChaCha8Rng::seed_from_u64(TILE_SEED);
    for _ in 0..60 {
        let mut place = || {
            position(
                random.random_range(119.9..120.1),
                random.random_range(35.9..36.1),
            )
        };
        assert_profile(&terrain, (place(), place()), hills_surface_m);
    }
    for (from, until) in [
        (position(119.99, 35.99), position(120.01, 36.01)),
        (position(119.99, 36.01), position(120.01, 35.99)),
        (position(119.99, 36.0), position(120.01, 36.0)),
        (position(120.0, 36.01), position(120.0, 35.99)),
        (position(120.0, 36.0), position(120.0, 36.0)),
        (position(120.99, 36.99), position(121.0, 37.0)),
        (position(121.0, 36.99), position(121.0, 37.0)),
        (position(121.0, 37.0), position(120.9, 37.0)),
    ] {
        assert_profile(&terrain, (from, until), hills_surface_m);
    }
    let range = terrain
        .ground_range(position(119.9, 35.9), position(120.1, 36.1))
        .unwrap();
    assert!((range.lowest_amsl_m - 100.0).abs() < 2.0 && range.highest_amsl_m > 695.0);
    assert!(
        terrain
            .ground_range(position(119.0, 35.0), position(121.0, 37.0))
            .is_some()
    );
    assert!(
        terrain
            .ground_range(position(119.0, 35.0), position(121.001, 37.0))
            .is_none()
    );
}

#[test]
fn a_tile_that_does_not_exist_is_missing_up_to_its_border_and_is_never_zero() {
    let bytes = hilly_tile(120, 36);
    let terrain = read(&[("N36E120.hgt", &bytes)]).unwrap();
    let inside = position(120.7, 36.3);
    let beyond = |place: Position| {
        assert!(terrain.ground_at(place).is_none(), "{place}");
        for (from, until) in [(inside, place), (place, inside), (place, place)] {
            let mut pieces = Vec::new();
            assert!(!terrain.ground_along(from, until, &mut pieces));
            assert!(pieces.is_empty());
        }
        assert!(terrain.ground_range(place, place).is_none());
    };
    beyond(position(121.000_001, 36.5));
    beyond(position(119.999_999, 36.5));
    beyond(position(120.5, 37.000_001));
    beyond(position(120.5, 35.999_999));
    for border in [
        position(121.0, 36.5),
        position(120.5, 37.0),
        position(121.0, 37.0),
    ] {
        assert!(terrain.ground_range(border, border).is_some());
        assert_profile(&terrain, (inside, border), hills_surface_m);
        assert_profile(&terrain, (border, inside), hills_surface_m);
    }
    let mut random = ChaCha8Rng::seed_from_u64(TILE_SEED);
    for _ in 0..300 {
        let from = position(
            random.random_range(120.0..121.0),
            random.random_range(36.0..37.0),
        );
        let until = position(121.0, random.random_range(36.0..37.0));
        assert!(
            terrain.ground_along(from, until, &mut Vec::new()),
            "{from} {until}"
        );
    }
}

#[test]
fn voids_and_heights_that_nobody_believes_are_missing() {
    let bytes = tile(1200, |column, row| match (column, row) {
        (600, 600) => i16::MIN,
        (300, 600) => 32_767,
        (900, 600) => -501,
        (100, 100) => -500,
        (200, 100) => 8_900,
        _ => 5,
    });
    let terrain = read(&[("N36E120.hgt", &bytes)]).unwrap();
    for longitude in [120.5, 120.25, 120.75] {
        assert!(elevation_m(&terrain, longitude, 36.5).is_none());
        assert!(elevation_m(&terrain, longitude + 2.5 / 1200.0, 36.5).is_some());
    }
    assert!(elevation_m(&terrain, 120.0 + 100.0 / 1200.0, 36.0 + 100.0 / 1200.0).is_some());
    assert!(elevation_m(&terrain, 120.0 + 200.0 / 1200.0, 36.0 + 100.0 / 1200.0).is_some());
    let (west, east) = (position(120.1, 36.5), position(120.9, 36.5));
    assert!(!terrain.ground_along(west, east, &mut Vec::new()));
}

#[test]
fn all_problems_of_the_tiles_are_told_at_once() {
    let good = tile(1200, |_, _| 5);
    let errors = read(&[
        ("N36E120.hgt", &good),
        ("n36e120.hgt", &good),
        ("N37E120.hgt", &good[1..]),
        ("N38E120.hgt", &[]),
        ("qingdao.hgt", &good),
    ])
    .unwrap_err();
    let size = |name: &str, bytes| TerrainError::Size {
        name: name.to_owned(),
        bytes,
    };
    assert_eq!(
        errors,
        [
            TerrainError::Duplicate {
                name: "n36e120.hgt".to_owned()
            },
            size("N37E120.hgt", 2_884_801),
            size("N38E120.hgt", 0),
            TerrainError::Name {
                name: "qingdao.hgt".to_owned()
            },
        ]
    );
    assert_eq!(SrtmTerrain::from_tiles([], f64::NAN).unwrap_err().len(), 1);
}

#[test]
fn names_that_are_no_corner_are_refused() {
    let good = tile(1200, |_, _| 5);
    for name in [
        "",
        ".hgt",
        "N36E120",
        "N36E120.tif",
        "N90E120.hgt",
        "N36E180.hgt",
        "S91E120.hgt",
        "N36W181.hgt",
        "N36E1200.hgt",
        "N6E120.hgt",
        "N+6E120.hgt",
        "N36E+20.hgt",
        "X36E120.hgt",
        "N36X120.hgt",
        "北36E120.hgt",
        "N36E12.hgt",
        "N36E120.SRTMGL1.hgt",
    ] {
        let errors = read(&[(name, &good)]).unwrap_err();
        assert_eq!(
            errors,
            [TerrainError::Name {
                name: name.to_owned()
            }]
        );
    }
    for name in ["S90W180.hgt", "N89E179.hgt", "N00E000.hgt", "S01W001.hgt"] {
        assert!(read(&[(name, &good)]).is_ok(), "{name}");
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let mut random = ChaCha8Rng::seed_from_u64(BYTES_SEED);
    for _ in 0..20 {
        let length = random.random_range(0..5_000);
        let bytes: Vec<u8> = (0..length).map(|_| random.random()).collect();
        assert!(read(&[("N36E120.hgt", &bytes)]).is_err());
    }
    let noise: Vec<u8> = (0..2 * 1201 * 1201).map(|_| random.random()).collect();
    let terrain = read(&[("N36E120.hgt", &noise)]).unwrap();
    for _ in 0..2_000 {
        let place = position(
            random.random_range(120.0..121.0),
            random.random_range(36.0..37.0),
        );
        if let Some(height) = elevation_m(&terrain, place.longitude_deg(), place.latitude_deg()) {
            assert!((-500.0..=8_900.0).contains(&height));
        }
    }
}

/// A directory of this test alone, removed at its end.
struct TestDirectory(PathBuf);

impl TestDirectory {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("geofences-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.0.join(name), bytes).unwrap();
    }
}

impl Drop for TestDirectory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_directory_of_tiles_is_read_and_other_files_are_left_alone() {
    let directory = TestDirectory::new("tiles");
    directory.write("N36E120.hgt", &hilly_tile(120, 36));
    directory.write("N36E119.HGT", &hilly_tile(119, 36));
    directory.write("README.txt", b"not a tile");
    let terrain = SrtmTerrain::from_directory(&directory.0, 9.0).unwrap();
    let line = (position(119.9, 36.2), position(120.1, 36.3));
    assert_profile(&terrain, line, hills_surface_m);
    assert_eq!(terrain.ground_at(line.0).unwrap().uncertainty_m, 9.0);
}

#[test]
fn a_directory_tells_all_its_problems() {
    let directory = TestDirectory::new("problems");
    let load = |uncertainty_m| SrtmTerrain::from_directory(&directory.0, uncertainty_m);
    assert!(matches!(
        load(9.0).unwrap_err()[..],
        [TerrainError::NoTiles { .. }]
    ));
    directory.write("A.hgt", b"");
    directory.write("N36E120.hgt", b"short");
    std::fs::create_dir(directory.0.join("N37E120.hgt")).unwrap();
    let errors = load(-1.0).unwrap_err();
    assert!(
        matches!(
            errors[..],
            [
                TerrainError::Name { .. },
                TerrainError::Size { bytes: 5, .. },
                TerrainError::Unreadable { .. },
                TerrainError::Uncertainty(_),
            ]
        ),
        "{errors:?}"
    );
    let nowhere = SrtmTerrain::from_directory(&directory.0.join("nowhere"), 9.0);
    assert!(matches!(
        nowhere.unwrap_err()[..],
        [TerrainError::Unreadable { .. }]
    ));
}
