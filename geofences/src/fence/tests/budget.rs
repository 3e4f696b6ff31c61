use super::support::*;
use crate::fence::{Autopilot, FenceError, VertexBudget};
use crate::{Rule, Zone};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

const COAST_SEED: u64 = 0xC0A57;
const BLOCKS_SEED: u64 = 0xB10C5;

/// Land with a ragged coast of 300 vertices to the south.
fn coast() -> Zone {
    let mut rng = ChaCha8Rng::seed_from_u64(COAST_SEED);
    let mut corners: Vec<(f64, f64)> = (0..300)
        .map(|index| {
            let x = -1_500.0 + 10.0 * f64::from(index);
            (
                x,
                -250.0 + 60.0 * (x / 130.0).sin() + rng.random_range(-15.0..15.0),
            )
        })
        .collect();
    corners.extend([(1_500.0, 1_200.0), (-1_500.0, 1_200.0)]);
    zone("coast", Rule::Permitted, polygon(&corners))
}

fn path() -> Vec<crate::fence::MissionPoint> {
    path_at(
        60.0,
        &[(-700.0, 0.0), (700.0, 20.0), (0.0, 300.0), (-700.0, 0.0)],
    )
}

#[test]
fn a_coast_of_300_vertices_fits_64_and_stays_on_the_safe_side() {
    let mut case = Case::new(path(), vec![coast()]);
    case.budget = VertexBudget {
        total: 5_000,
        per_polygon: 5_000,
    };
    let whole = case.compile().unwrap();
    case.budget = VertexBudget::default_for(Autopilot::ArduPilot);
    case.autopilot = Autopilot::ArduPilot;
    let fence = case.compile().unwrap();
    assert!(vertices(&fence) <= 64);
    assert!(vertices(&whole) > 64);
    let kept = area_m2(&fence.inclusion) / area_m2(&whole.inclusion);
    assert!((0.97..=1.0).contains(&kept), "{kept}");
    case.budget = VertexBudget {
        total: 12,
        per_polygon: 12,
    };
    let rough = case.compile().unwrap();
    assert!(vertices(&rough) <= 12);
    assert!(area_m2(&rough.inclusion) < area_m2(&fence.inclusion));
}

fn blocks(count: usize) -> Vec<Zone> {
    let mut rng = ChaCha8Rng::seed_from_u64(BLOCKS_SEED);
    let mut zones = vec![zone(
        "town",
        Rule::Permitted,
        rectangle(-2e3, -2e3, 2e3, 2e3),
    )];
    for index in 0..count {
        let (x, y) = (
            rng.random_range(-1_400.0..1_400.0),
            rng.random_range(420.0..1_200.0),
        );
        zones.push(zone(
            &format!("block {index}"),
            Rule::Prohibited,
            rectangle(x, y, x + 30.0, y + 40.0),
        ));
    }
    zones
}

#[test]
fn many_exclusions_are_merged_until_they_fit() {
    let case = Case::new(path(), blocks(60));
    let fence = case.compile().unwrap();
    assert!(vertices(&fence) <= case.budget.total);
    for block in &case.zones[1..] {
        let middle = block.footprint.bounding_rect().center();
        assert!(!is_free(&fence, middle), "{}", block.id);
    }
}

#[test]
fn a_short_budget_narrows_the_surroundings() {
    let mut case = Case::new(path(), blocks(60));
    case.budget = VertexBudget {
        total: 5,
        per_polygon: 5,
    };
    let fence = case.compile().unwrap();
    assert!(vertices(&fence) <= 5);
}

#[test]
fn a_budget_that_no_simplification_meets_is_refused() {
    // A star of narrow alleys, each flown to its end.
    let mut places = vec![(0.0, 0.0)];
    let mut corners = Vec::new();
    for arm in 0..5 {
        let turn = f64::from(arm) * std::f64::consts::TAU / 5.0;
        let (sin, cos) = turn.sin_cos();
        let at = |r: f64, side: f64| (r * cos - side * sin, r * sin + side * cos);
        places.extend([at(1_200.0, 0.0), (0.0, 0.0)]);
        corners.extend([at(1_300.0, -80.0), at(1_300.0, 80.0)]);
        let between = turn + std::f64::consts::TAU / 10.0;
        let notch = 80.0 / (std::f64::consts::TAU / 10.0).sin();
        corners.push((notch * between.cos(), notch * between.sin()));
    }
    let star = zone("star", Rule::Permitted, polygon(&corners));
    let mut case = Case::new(path_at(60.0, &places), vec![star]);
    assert!(case.compile().is_ok());
    case.budget = VertexBudget {
        total: 6,
        per_polygon: 6,
    };
    let errors = case.compile().unwrap_err();
    assert!(
        matches!(errors[0], FenceError::BudgetTooSmall { reached, budget: 6 } if reached > 6),
        "{errors:?}"
    );
}

#[test]
fn one_polygon_never_has_more_than_255_vertices_on_ardupilot() {
    let mut case = Case::new(path(), vec![coast()]);
    case.autopilot = Autopilot::ArduPilot;
    case.budget = VertexBudget {
        total: 5_000,
        per_polygon: 5_000,
    };
    let fence = case.compile().unwrap();
    assert!(fence.items.iter().all(|item| item.vertex_count() <= 255));
}
