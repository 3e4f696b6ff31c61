use crate::fence::frame::{LocalFrame, Region};
use crate::fence::items::VertexE7;
use crate::fence::round::{LARGEST_STEP_M, SLACK_M, is_simple, rounded, to_metres};
use geo::{Coord, Distance, Geodesic, Point, coord};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const ROUNDING_SEED: u64 = 0x0E7;
const FRAME_SEED: u64 = 0xF4A;

fn v(longitude_e7: i32, latitude_e7: i32) -> VertexE7 {
    VertexE7 {
        longitude_e7,
        latitude_e7,
    }
}

#[test]
fn rounding_moves_a_vertex_by_less_than_the_slack() {
    let mut rng = ChaCha8Rng::seed_from_u64(ROUNDING_SEED);
    for _ in 0..2_000 {
        let frame = LocalFrame::around(
            rng.random_range(-179.0..179.0),
            rng.random_range(-79.0..79.0),
        );
        let corner = coord! { x: rng.random_range(-3e4..3e4), y: rng.random_range(-3e4..3e4) };
        let ring = [
            corner,
            corner + coord! { x: 50.0, y: 0.0 },
            corner + coord! { x: 0.0, y: 50.0 },
        ];
        let integers = rounded(&ring, frame).unwrap();
        for (before, after) in ring.iter().zip(&integers) {
            let after = to_metres(*after, frame);
            let moved = (before.x - after.x).hypot(before.y - after.y);
            assert!(moved <= LARGEST_STEP_M, "{moved}");
        }
    }
    const { assert!(LARGEST_STEP_M < SLACK_M) };
}

#[test]
fn a_ring_that_touches_itself_is_not_simple() {
    assert!(is_simple(&[v(0, 0), v(10, 0), v(10, 10), v(0, 10)]));
    assert!(!is_simple(&[v(0, 0), v(10, 10), v(10, 0), v(0, 10)]));
    assert!(!is_simple(&[
        v(0, 0),
        v(10, 0),
        v(10, 10),
        v(5, 0),
        v(0, 10)
    ]));
    assert!(!is_simple(&[v(0, 0), v(10, 0), v(5, 0)]));
    assert!(!is_simple(&[v(0, 0), v(10, 0)]));
    // One step of 1e-7° decides, and the ends of the number range do not overflow.
    assert!(is_simple(&[
        v(0, 0),
        v(10, 0),
        v(10, 10),
        v(5, 1),
        v(0, 10)
    ]));
    let far = 1_800_000_000;
    assert!(is_simple(&[
        v(-far, -900_000_000),
        v(far, -900_000_000),
        v(far, 900_000_000)
    ]));
}

#[test]
fn a_distance_in_the_frame_is_never_shorter_in_truth_than_its_shrink_says() {
    let mut rng = ChaCha8Rng::seed_from_u64(FRAME_SEED);
    for _ in 0..2_000 {
        let (longitude, latitude) = (
            rng.random_range(-170.0..170.0),
            rng.random_range(-79.0..79.0),
        );
        let frame = LocalFrame::around(longitude, latitude);
        let region = Region {
            west_deg: longitude - 0.3,
            east_deg: longitude + 0.3,
            south_deg: latitude - 0.3,
            north_deg: latitude + 0.3,
        };
        let shrink = frame.shrink(&region);
        let mut within = || Coord {
            x: longitude + rng.random_range(-0.3..0.3),
            y: latitude + rng.random_range(-0.3..0.3),
        };
        let a = within();
        // Short ones, as margins are.
        let b = a + (within() - coord! { x: longitude, y: latitude }) * 0.001;
        let (fa, fb) = (frame.to_metres(a), frame.to_metres(b));
        let flat = (fa.x - fb.x).hypot(fa.y - fb.y);
        let truth = Geodesic.distance(Point(a), Point(b));
        // The ends may stand 0.0003° beyond the region.
        assert!(truth >= flat * shrink * 0.999_9, "{truth} {flat} {shrink}");
    }
}
