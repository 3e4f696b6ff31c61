use super::*;

fn sectors(parts: &[(f64, f64)]) -> Vec<Sector> {
    parts
        .iter()
        .map(|&(from_deg, width_deg): &(f64, f64)| Sector {
            from: from_deg.to_radians().rem_euclid(TAU),
            width: width_deg.to_radians(),
            tolerance: LEAST_TOLERANCE_RAD,
        })
        .collect()
}

#[test]
fn sectors_leave_no_gap_when_they_go_round() {
    for parts in [
        &[(0.0, 180.0), (180.0, 180.0)][..],
        &[(-90.0, 180.0), (90.0, 180.0)],
        &[(10.0, 120.0), (130.0, 120.0), (250.0, 120.0)],
        // One that runs on past the full circle covers what is left at its beginning.
        &[(30.0, 60.0), (100.0, 230.0), (300.0, 170.0)],
        &[(0.0, 90.0), (90.0, 90.0), (180.0, 90.0), (270.0, 90.0)],
    ] {
        assert!(covers_circle(&mut sectors(parts)), "{parts:?}");
    }
}

#[test]
fn sectors_leave_a_gap_when_they_do_not() {
    for parts in [
        &[][..],
        &[(0.0, 180.0)],
        &[(0.0, 180.0), (180.0, 179.0)],
        &[(0.0, 180.0), (181.0, 179.0)],
        &[(0.0, 90.0), (180.0, 90.0)],
        &[(0.0, 180.0), (90.0, 180.0), (10.0, 30.0)],
    ] {
        assert!(!covers_circle(&mut sectors(parts)), "{parts:?}");
    }
}

#[test]
fn random_sectors_go_round_when_every_direction_is_covered() {
    use rand::{Rng, SeedableRng};
    let mut rng = rand_chacha::ChaCha8Rng::seed_from_u64(0x5EC7);
    let mut covered = 0;
    for _ in 0..5_000 {
        let parts: Vec<(f64, f64)> = (0..rng.random_range(1..7))
            .map(|_| {
                let (from, width) = (rng.random_range(0..36), rng.random_range(1..30));
                (10.0 * f64::from(from), 10.0 * f64::from(width))
            })
            .collect();
        let all = (0..36).all(|direction| {
            let at = 10.0 * f64::from(direction) + 5.0;
            parts
                .iter()
                .any(|(from, width)| (at - from).rem_euclid(360.0) < *width)
        });
        covered += usize::from(all);
        assert_eq!(covers_circle(&mut sectors(&parts)), all, "{parts:?}");
    }
    assert!((500..4_500).contains(&covered));
}
