//! Searches, judged by hand and by a raster of our own.

use super::areas::{assert_flown_inside, lanes_m, ragged, seen_part, square};
use geo::{BoundingRect, Coord, Distance, Euclidean, Point, Polygon};
use missions::flight_time::SpeedRamp;
use missions::pattern::PatternFault;
use missions::planar::FreeArea;
use missions::search::{SearchPath, SearchPattern, SearchRequest, Turn, plan_search};

const SQUARE: SearchPattern = SearchPattern::ExpandingSquare { turn: Turn::Right };

fn planned(
    pattern: SearchPattern,
    datum: Coord<f64>,
    (radius_m, spacing_m): (f64, f64),
    free: &Polygon<f64>,
) -> Result<SearchPath, Vec<PatternFault>> {
    plan_search(&SearchRequest {
        pattern,
        datum,
        radius_m,
        spacing_m,
        bearing_deg: 20.0,
        free: &FreeArea::new(free).unwrap(),
        ramp: SpeedRamp::new(10.0, 2.5).unwrap(),
    })
}

fn searched_part(path: &SearchPath, datum: Coord<f64>, radius_m: f64, spacing_m: f64) -> f64 {
    let bounds = square(2.0 * radius_m + 20.0).bounding_rect().unwrap();
    let step_m = (spacing_m / 13.0).min(radius_m / 50.0);
    let asked = |it: Point<f64>| Euclidean.distance(it, Point(datum)) <= radius_m;
    seen_part(bounds, step_m, asked, &path.legs, spacing_m / 2.0)
}

#[test]
fn an_expanding_square_over_open_water_searches_all_but_what_is_beyond_its_corners() {
    let free = square(2_000.0);
    for radius_m in [20.0, 50.0, 60.0, 149.0, 151.0, 333.0] {
        let path = planned(SQUARE, Coord::default(), (radius_m, 100.0), &free).unwrap();
        let searched = searched_part(&path, Coord::default(), radius_m, 100.0);
        assert!(
            (searched - path.searched).abs() < 0.01,
            "{radius_m}: {searched} {}",
            path.searched
        );
        assert!(searched > 0.9, "{radius_m}: {searched}");
        // Beyond a corner half a diagonal of a spacing is left; the circle is seen whole from so far.
        let bounds = square(2.0 * radius_m).bounding_rect().unwrap();
        let asked = |it: Point<f64>| it.x().hypot(it.y()) <= radius_m;
        let diagonal = 100.0 * 0.5_f64.sqrt();
        assert_eq!(seen_part(bounds, 5.0, asked, &path.legs, diagonal), 1.0);
        assert_eq!((path.kept, path.left_out.len()), (1.0, 0), "{radius_m}");
        // 4m + 1 legs are (2m + 1)² spacings.
        let rounds = (radius_m / 100.0 - 0.5).ceil().max(0.0);
        assert_eq!(path.legs.len() as f64, 4.0 * rounds + 1.0);
        let by_hand = (2.0 * rounds + 1.0) * (2.0 * rounds + 1.0) * 100.0;
        assert!((lanes_m(&path.legs) - by_hand).abs() < 1e-6, "{radius_m}");
    }
}

#[test]
fn two_sector_searches_are_eighteen_radii_and_twelve_spokes() {
    let free = square(2_000.0);
    let pattern = SearchPattern::Sector { searches: 2 };
    let path = planned(pattern, Coord::default(), (500.0, 100.0), &free).unwrap();
    assert_eq!(path.legs.len(), 18);
    assert!((lanes_m(&path.legs) - 18.0 * 500.0).abs() < 1e-6);
    let mut bearings: Vec<i32> = path
        .legs
        .iter()
        .flat_map(|it| [it.from, it.until])
        .filter(|it| it.x.hypot(it.y) > 1.0)
        .map(|it| it.x.atan2(it.y).to_degrees().round().rem_euclid(360.0) as i32)
        .collect();
    bearings.sort_unstable();
    bearings.dedup();
    let by_hand: Vec<i32> = (0..12).map(|spoke| (20 + 30 * spoke) % 360).collect();
    let mut by_hand = by_hand;
    by_hand.sort_unstable();
    assert_eq!(bearings, by_hand);
    let searched = searched_part(&path, Coord::default(), 500.0, 100.0);
    assert!(
        (searched - path.searched).abs() < 0.01,
        "{searched} {}",
        path.searched
    );
    let once = SearchPattern::Sector { searches: 1 };
    let once = planned(once, Coord::default(), (500.0, 100.0), &free).unwrap();
    assert!(once.searched < path.searched && (lanes_m(&once.legs) - 4_500.0).abs() < 1e-6);
}

#[test]
fn searches_among_obstacles_are_cut_and_tell_what_is_left_out() {
    let mut cut = 0;
    for seed in 0..60 {
        let free = ragged(seed);
        for pattern in [SQUARE, SearchPattern::Sector { searches: 2 }] {
            let datum = Coord { x: 3.0, y: -5.0 };
            let open = planned(pattern, datum, (60.0, 9.0), &square(1_000.0)).unwrap();
            let path = match planned(pattern, datum, (60.0, 9.0), &free) {
                Ok(path) => path,
                Err(faults) => {
                    assert_eq!(faults, [PatternFault::NothingFree]);
                    continue;
                }
            };
            assert_flown_inside(&free, &path.legs, &format!("{seed} {pattern:?}"));
            let left_m: f64 = path
                .left_out
                .iter()
                .flat_map(|it| it.windows(2))
                .map(|it| Euclidean.distance(it[0], it[1]))
                .sum();
            let (whole_m, flown_m) = (lanes_m(&open.legs), lanes_m(&path.legs));
            assert!(
                (whole_m - flown_m - left_m).abs() < 1.0,
                "{seed}: {whole_m} {flown_m} {left_m}"
            );
            assert!((path.kept - flown_m / whole_m).abs() < 1e-3, "{seed}");
            let searched = searched_part(&path, datum, 60.0, 9.0);
            assert!(
                (searched - path.searched).abs() < 0.01,
                "{seed}: {searched} {}",
                path.searched
            );
            cut += usize::from(path.kept < 1.0);
        }
    }
    assert!(cut > 60, "{cut}");
}

#[test]
fn searches_that_cannot_be_are_refused_with_all_reasons() {
    let free = square(2_000.0);
    let refused = |pattern, sizes| planned(pattern, Coord::default(), sizes, &free).unwrap_err();
    assert_eq!(refused(SQUARE, (f64::NAN, 0.0)).len(), 2);
    assert_eq!(refused(SQUARE, (0.5, -1.0)).len(), 2);
    assert_eq!(
        refused(SearchPattern::Sector { searches: 0 }, (50_001.0, 10.0)).len(),
        2
    );
    assert_eq!(
        refused(SearchPattern::Sector { searches: 13 }, (500.0, 10.0)).len(),
        1
    );
    assert!(planned(SQUARE, Coord::default(), (499.5, 1.0), &free).is_ok());
    let many = PatternFault::TooMany {
        count: 2_001,
        most: 2_000,
    };
    assert_eq!(refused(SQUARE, (499.6, 1.0)), [many]);
    let far = Coord { x: 9_000.0, y: 0.0 };
    assert_eq!(
        planned(SQUARE, far, (50.0, 10.0), &free),
        Err(vec![PatternFault::NothingFree])
    );
}
