use super::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const PROFILE_SEED: u64 = 0x7E44_0001;
const RANGE_SEED: u64 = 0x7E44_0002;

const FRAME: GridFrame = GridFrame {
    west_deg: 119.5,
    south_deg: 35.575,
    cells_per_degree: 100,
    columns: 31,
    rows: 21,
};
const EAST_DEG: f64 = 119.8;
const NORTH_DEG: f64 = 35.775;

fn random_posts(random: &mut ChaCha8Rng) -> Vec<i16> {
    let post = |_| random.random_range(-50..10_000);
    (0..FRAME.columns * FRAME.rows).map(post).collect()
}

fn terrain(posts: &[i16]) -> GridTerrain {
    GridTerrain::from_decimetres("test", FRAME, posts.to_vec(), 2.0).unwrap()
}

/// The bilinear surface again: the mean of the four posts around, weighted by the areas that
/// lie across from them.
fn surface_m(posts: &[i16], place: Position) -> f64 {
    let mut sum = 0.0;
    for row in 0..FRAME.rows {
        let latitude = FRAME.south_deg + row as f64 / 100.0;
        let height = 1.0 - (place.latitude_deg() - latitude).abs() * 100.0;
        for column in 0..FRAME.columns {
            let longitude = FRAME.west_deg + column as f64 / 100.0;
            let width = 1.0 - (place.longitude_deg() - longitude).abs() * 100.0;
            if width > 0.0 && height > 0.0 {
                sum += f64::from(posts[row * FRAME.columns + column]) / 10.0 * width * height;
            }
        }
    }
    sum
}

#[test]
fn the_profile_of_a_line_is_the_surface_itself() {
    let mut random = ChaCha8Rng::seed_from_u64(PROFILE_SEED);
    for _ in 0..60 {
        let posts = random_posts(&mut random);
        let terrain = terrain(&posts);
        let mut place = || {
            // A third of the coordinates stand on borders of cells.
            let mut on_axis = |first: f64, last: f64, cells: u32| match random.random_range(0..3) {
                0 => (first + f64::from(random.random_range(0..=cells)) / 100.0).min(last),
                _ => random.random_range(first..=last),
            };
            position(
                on_axis(FRAME.west_deg, EAST_DEG, 30),
                on_axis(FRAME.south_deg, NORTH_DEG, 20),
            )
        };
        let (from, until) = (place(), place());
        let near = along(from, until, 0.01);
        for line in [(from, until), (until, from), (from, near)] {
            assert_profile(&terrain, line, |place| surface_m(&posts, place));
        }
        let ground = terrain.ground_at(from).unwrap();
        assert!((ground.elevation_amsl_m - surface_m(&posts, from)).abs() < 1e-6);
        assert_eq!(ground.uncertainty_m, 2.0);
    }
}

#[test]
fn lines_without_length_along_borders_and_to_the_last_posts_have_a_profile() {
    let mut random = ChaCha8Rng::seed_from_u64(PROFILE_SEED);
    let posts = random_posts(&mut random);
    let terrain = terrain(&posts);
    let corners = [
        position(FRAME.west_deg, FRAME.south_deg),
        position(EAST_DEG, FRAME.south_deg),
        position(EAST_DEG, NORTH_DEG),
        position(FRAME.west_deg, NORTH_DEG),
        position(119.6, 35.675),
        position(119.6 + 1e-15, 35.675),
        position(119.605, 35.675 + 1e-14),
    ];
    for from in corners {
        for until in corners {
            assert_profile(&terrain, (from, until), |place| surface_m(&posts, place));
        }
    }
    let mut pieces = Vec::new();
    assert!(terrain.ground_along(corners[0], corners[0], &mut pieces));
    assert_eq!(pieces.len(), 1, "a line without length is one piece");
}

#[test]
fn pieces_are_appended_to_what_is_there() {
    let terrain = terrain(&vec![100; FRAME.columns * FRAME.rows]);
    let (from, until) = (position(119.6, 35.6), position(119.61, 35.61));
    let mut pieces = Vec::new();
    assert!(terrain.ground_along(from, until, &mut pieces));
    let before = pieces.clone();
    assert!(!terrain.ground_along(from, position(120.0, 35.6), &mut pieces));
    assert_eq!(pieces, before, "nothing is left of a line that has no data");
}

#[test]
fn outside_the_grid_the_ground_is_missing() {
    let terrain = terrain(&vec![100; FRAME.columns * FRAME.rows]);
    let inside = position(119.6, 35.6);
    for outside in [
        position(FRAME.west_deg - 1e-7, 35.6),
        position(EAST_DEG + 1e-7, 35.6),
        position(119.6, FRAME.south_deg - 1e-7),
        position(119.6, NORTH_DEG + 1e-7),
        position(-60.0, -36.0),
    ] {
        assert!(terrain.ground_at(outside).is_none(), "{outside}");
        for (from, until) in [(inside, outside), (outside, inside)] {
            assert!(!terrain.ground_along(from, until, &mut Vec::new()));
            assert!(terrain.ground_range(from, until).is_none());
        }
    }
}

#[test]
fn a_void_post_makes_the_four_cells_around_it_missing_and_no_others() {
    let mut posts = vec![100; FRAME.columns * FRAME.rows];
    posts[10 * FRAME.columns + 15] = GridTerrain::VOID;
    let terrain = terrain(&posts);
    let at_cell = |column: f64, row: f64| {
        position(
            FRAME.west_deg + column / 100.0,
            FRAME.south_deg + row / 100.0,
        )
    };
    for (column, row) in [
        (14.5, 9.5),
        (15.5, 9.5),
        (14.5, 10.5),
        (15.5, 10.5),
        (14.01, 9.01),
    ] {
        let place = at_cell(column, row);
        assert!(terrain.ground_at(place).is_none(), "{column} {row}");
        assert!(!terrain.ground_along(at_cell(1.0, 1.0), place, &mut Vec::new()));
        assert!(terrain.ground_range(place, place).is_none());
    }
    for (column, row) in [
        (13.5, 9.5),
        (16.5, 10.5),
        (14.5, 8.5),
        (15.5, 11.5),
        (13.99, 8.99),
    ] {
        assert!(
            terrain.ground_at(at_cell(column, row)).is_some(),
            "{column} {row}"
        );
    }
    assert!(!terrain.ground_along(at_cell(0.5, 0.5), at_cell(29.5, 19.4), &mut Vec::new()));
    assert!(
        terrain
            .ground_range(at_cell(0.0, 0.0), at_cell(30.0, 20.0))
            .is_none()
    );
}

#[test]
fn the_range_of_a_rectangle_is_that_of_the_posts_of_the_cells_it_touches() {
    let mut random = ChaCha8Rng::seed_from_u64(RANGE_SEED);
    let posts = random_posts(&mut random);
    let terrain = terrain(&posts);
    for _ in 0..300 {
        let mut pair = |first: f64, last: f64| {
            let (one, other) = (
                random.random_range(first..last),
                random.random_range(first..last),
            );
            (one.min(other), one.max(other))
        };
        let (west, east) = pair(FRAME.west_deg, EAST_DEG);
        let (south, north) = pair(FRAME.south_deg, NORTH_DEG);
        let mut heights: Vec<f64> = Vec::new();
        for (index, post) in posts.iter().enumerate() {
            let longitude = FRAME.west_deg + (index % FRAME.columns) as f64 / 100.0;
            let latitude = FRAME.south_deg + (index / FRAME.columns) as f64 / 100.0;
            let near = |at: f64, from: f64, until: f64| from - 0.01 < at && at < until + 0.01;
            if near(longitude, west, east) && near(latitude, south, north) {
                heights.push(f64::from(*post) / 10.0);
            }
        }
        heights.sort_by(f64::total_cmp);
        let range = terrain
            .ground_range(position(west, south), position(east, north))
            .unwrap();
        assert!((range.lowest_amsl_m - heights[0]).abs() < 1e-9);
        assert!((range.highest_amsl_m - heights[heights.len() - 1]).abs() < 1e-9);
        for _ in 0..20 {
            let place = position(
                random.random_range(west..=east),
                random.random_range(south..=north),
            );
            let height = terrain.ground_at(place).unwrap().elevation_amsl_m;
            assert!(range.lowest_amsl_m - 1e-9 <= height && height <= range.highest_amsl_m + 1e-9);
        }
    }
    let (south_west, north_east) = (position(119.5, 35.6), position(119.6, 35.7));
    assert!(
        terrain.ground_range(north_east, south_west).is_none(),
        "turned round"
    );
}

#[test]
fn frames_and_uncertainties_that_make_no_sense_are_refused() {
    let build = |frame: GridFrame, posts: usize, uncertainty_m: f64| {
        GridTerrain::from_decimetres("test", frame, vec![0; posts], uncertainty_m).map(|_| ())
    };
    let all = FRAME.columns * FRAME.rows;
    assert!(build(FRAME, all, 0.0).is_ok());
    for posts in [0, all - 1, all + 1] {
        assert_eq!(
            build(FRAME, posts, 1.0),
            Err(TerrainError::Frame {
                frame: FRAME,
                posts
            })
        );
    }
    for frame in [
        GridFrame {
            columns: 1,
            rows: all,
            ..FRAME
        },
        GridFrame {
            columns: 0,
            rows: usize::MAX,
            ..FRAME
        },
        GridFrame {
            columns: usize::MAX,
            rows: usize::MAX,
            ..FRAME
        },
        GridFrame {
            cells_per_degree: 0,
            ..FRAME
        },
        GridFrame {
            west_deg: 179.9,
            ..FRAME
        },
        GridFrame {
            south_deg: f64::NAN,
            ..FRAME
        },
    ] {
        assert!(build(frame, all, 1.0).is_err(), "{frame:?}");
    }
    for uncertainty_m in [-0.1, f64::NAN, f64::INFINITY] {
        assert!(build(FRAME, all, uncertainty_m).is_err());
    }
}

#[test]
fn the_synthetic_ground_says_that_it_is_and_has_its_peaks_and_its_sea() {
    let terrain = synthetic_qingdao(1.0).unwrap();
    assert!(terrain.name().contains("synthetic") && terrain.name().contains("合成"));
    let height_m = |longitude, latitude| {
        terrain
            .ground_at(position(longitude, latitude))
            .unwrap()
            .elevation_amsl_m
    };
    assert!((height_m(120.5917, 36.1917) - 1_132.7).abs() < 0.2);
    assert!((height_m(120.418, 36.090) - 384.0).abs() < 0.2);
    assert_eq!(height_m(120.8, 35.9), 0.0, "the sea");
    let on_plain = height_m(120.1, 36.5);
    assert!(20.0 < on_plain && on_plain <= 60.0, "{on_plain}");
    let corners = [position(119.5, 35.575), position(121.0, 37.15)];
    let range = terrain.ground_range(corners[0], corners[1]).unwrap();
    assert_eq!(range.lowest_amsl_m, 0.0);
    assert!((range.highest_amsl_m - 1_132.7).abs() < 0.2);
    assert!(terrain.ground_along(corners[0], corners[1], &mut Vec::new()));
    assert!(synthetic_qingdao(-1.0).is_err());
}
