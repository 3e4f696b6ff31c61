use crate::fence::check::{CheckFinding, Distance, Obligations, check};
use crate::fence::frame::{LocalFrame, Region};
use crate::fence::items::VertexE7;
use crate::fence::margin::edge_bend_m;
use crate::fence::path::{MissionPoint, PATH_TOLERANCE_M, pieces};
use crate::fence::planar::{Area, Segment};
use crate::fence::round::rounded;
use crate::fence::{Autopilot, outline};
use crate::{Altitude, AltitudeDatum};
use geo::{Coord, Distance as _, Geodesic, InterpolatePoint, Point, coord};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const PATH_SEED: u64 = 0x9A7;
const BEND_SEED: u64 = 0xBE4D;

fn frame() -> LocalFrame {
    LocalFrame::around(120.4, 36.1)
}

fn square(x: f64, y: f64, half: f64) -> Vec<Coord<f64>> {
    [(-half, -half), (half, -half), (half, half), (-half, half)]
        .map(|(dx, dy)| coord! { x: x + dx, y: y + dy })
        .to_vec()
}

fn integers(ring: &[Coord<f64>]) -> Vec<VertexE7> {
    rounded(ring, frame()).unwrap()
}

/// Permitted 1 000 m around the origin, a keep-out of 100 m around (400, 0), 50 m from both; a
/// path from the origin to (0, 300).
fn judged(inclusion: &[VertexE7], exclusions: &[Vec<VertexE7>]) -> Result<(), CheckFinding> {
    let permitted = [Area {
        rings: vec![square(0.0, 0.0, 1_000.0)],
    }];
    let keep_out = [Area {
        rings: vec![square(400.0, 0.0, 100.0)],
    }];
    let path = [Segment {
        from: coord! { x: 0.0, y: 0.0 },
        until: coord! { x: 0.0, y: 300.0 },
    }];
    let obligations = Obligations {
        path: &path,
        path_distance_m: 0.1,
        permitted: Distance {
            areas: &permitted,
            distance_m: 50.0,
        },
        keep_outs: vec![Distance {
            areas: &keep_out,
            distance_m: 50.0,
        }],
        budget: (12, 8),
    };
    check(inclusion, exclusions, frame(), &obligations)
}

#[test]
fn the_check_passes_a_good_fence_and_sees_two_centimetres_too_few() {
    let exclusion = vec![integers(&square(400.0, 0.0, 150.02))];
    assert_eq!(
        judged(&integers(&square(0.0, 0.0, 949.98)), &exclusion),
        Ok(())
    );
    assert!(judged(&integers(&square(0.0, 0.0, 950.02)), &exclusion).is_err());
    let exclusion = vec![integers(&square(400.0, 0.0, 149.98))];
    assert!(judged(&integers(&square(0.0, 0.0, 949.98)), &exclusion).is_err());
}

#[test]
fn the_check_sees_a_forgotten_exclusion() {
    assert!(judged(&integers(&square(0.0, 0.0, 900.0)), &[]).is_err());
}

#[test]
fn the_check_knows_that_exclusions_may_share_a_keep_out() {
    let halves = |gap: f64| {
        let west = [
            (240.0, -160.0),
            (400.0 - gap, -160.0),
            (400.0 - gap, 160.0),
            (240.0, 160.0),
        ];
        let east = [
            (400.0 + gap, -160.0),
            (560.0, -160.0),
            (560.0, 160.0),
            (400.0 + gap, 160.0),
        ];
        [west, east]
            .map(|corners| integers(&corners.map(|(x, y)| coord! { x: x, y: y })))
            .to_vec()
    };
    let inclusion = integers(&square(0.0, 0.0, 900.0));
    assert_eq!(judged(&inclusion, &halves(-5.0)), Ok(()));
    assert!(judged(&inclusion, &halves(0.05)).is_err());
}

#[test]
fn the_check_sees_a_path_that_is_not_free() {
    let exclusion = integers(&square(400.0, 0.0, 150.02));
    let across = integers(&square(0.0, 150.0, 20.0));
    assert!(
        judged(
            &integers(&square(0.0, 0.0, 900.0)),
            &[exclusion.clone(), across]
        )
        .is_err()
    );
    assert!(judged(&integers(&square(0.0, 0.0, 250.0)), &[exclusion]).is_err());
}

#[test]
fn the_check_sees_a_crossed_polygon_and_too_many_vertices() {
    let exclusion = integers(&square(400.0, 0.0, 150.02));
    let mut crossed = integers(&square(0.0, 0.0, 900.0));
    crossed.swap(0, 1);
    assert!(judged(&crossed, std::slice::from_ref(&exclusion)).is_err());
    let four = vec![exclusion; 3];
    assert!(judged(&integers(&square(0.0, 0.0, 900.0)), &four).is_err());
}

#[test]
fn pieces_follow_the_geodesic_within_their_tolerance() {
    let mut rng = ChaCha8Rng::seed_from_u64(PATH_SEED);
    for _ in 0..60 {
        let latitude = rng.random_range(-79.0..79.0_f64);
        let mut point = || MissionPoint {
            position: crate::Position::new(
                10.0 + rng.random_range(-0.2..0.2) / latitude.to_radians().cos(),
                latitude + rng.random_range(-0.2..0.2),
            )
            .unwrap(),
            altitude: Altitude::new(50.0, AltitudeDatum::MeanSeaLevel).unwrap(),
        };
        let path = [point(), point()];
        let frame = LocalFrame::around(10.0, latitude);
        for piece in pieces(&path, frame) {
            let (from, until) = (piece.from.coord(), piece.until.coord());
            for part in 1..8 {
                let share = f64::from(part) / 8.0;
                let flown = Geodesic.point_at_ratio_between(Point(from), Point(until), share);
                let nearest = (0..=40)
                    .map(|near| from + (until - from) * (share + f64::from(near - 20) * 1e-4))
                    .map(|straight| Geodesic.distance(flown, Point(straight)))
                    .fold(f64::INFINITY, f64::min);
                assert!(
                    nearest < PATH_TOLERANCE_M + 0.02,
                    "{nearest} at {latitude}°"
                );
            }
        }
    }
}

/// ArduPilot's north and east of an origin, in radians of latitude.
fn as_ardupilot(origin: Coord<f64>, at: Coord<f64>) -> (f64, f64) {
    let scale = ((origin.y + at.y) / 2.0).to_radians().cos();
    (
        (at.x - origin.x).to_radians() * scale,
        (at.y - origin.y).to_radians(),
    )
}

#[test]
fn ardupilots_edges_bend_by_no_more_than_the_margin_allows() {
    let mut rng = ChaCha8Rng::seed_from_u64(BEND_SEED);
    for _ in 0..500 {
        let south = rng.random_range(-70.0..70.0);
        let (width, height) = (rng.random_range(0.01..0.3), rng.random_range(0.01..0.3));
        let region = Region {
            west_deg: 120.0,
            east_deg: 120.0 + width,
            south_deg: south,
            north_deg: south + height,
        };
        let mut corner = || coord! { x: 120.0 + rng.random_range(0.0..width), y: south + rng.random_range(0.0..height) };
        let (origin, a, b) = (corner(), corner(), corner());
        let (ax, ay) = as_ardupilot(origin, a);
        let (bx, by) = as_ardupilot(origin, b);
        let middle = a + (b - a) * 0.5;
        let (mx, my) = as_ardupilot(origin, middle);
        let off = (mx - (ax + bx) / 2.0).hypot(my - (ay + by) / 2.0) * 6_378_137.0;
        let allowed = edge_bend_m(Autopilot::ArduPilot, &region);
        assert!(off <= allowed * 1.01 + 1e-6, "{off} {allowed}");
        assert_eq!(edge_bend_m(Autopilot::Px4, &region), 0.0);
    }
}

#[test]
fn a_dilated_polygon_reaches_its_distance_everywhere() {
    use geo::Contains;
    let corners = [
        (0.0, 0.0),
        (200.0, 0.0),
        (40.0, 30.0),
        (100.0, 200.0),
        (20.0, 60.0),
    ];
    let ring: Vec<Coord<f64>> = corners.map(|(x, y)| coord! { x: x, y: y }).to_vec();
    let polygon = geo::Polygon::new(ring.into(), vec![]);
    for joins in [outline::Joins::Round, outline::Joins::Corner] {
        let wide = outline::dilated(std::slice::from_ref(&polygon), 50.0, joins);
        for line in polygon.exterior().lines() {
            for step in 0..360 {
                let (sin, cos) = f64::from(step).to_radians().sin_cos();
                let share = f64::from(step % 11) / 10.0;
                let at = line.start + (line.end - line.start) * share;
                let there = Point(at + coord! { x: 49.999 * cos, y: 49.999 * sin });
                assert!(wide.contains(&there), "{joins:?} {there:?}");
            }
        }
    }
}
