//! Missions through the city and the fences compiled for them.

use crate::city::{City, REACH_M, above_ground, noon};
use crate::shapes::{moved, position, random_place};
use geo::Coord;
use geofences::TimeRange;
use geofences::fence::{
    Autopilot, BreachAction, EarthModels, FenceItem, FenceRequest, MissionPoint, StoppingModel,
    VertexBudget, compile_in,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::f64::consts::TAU;

/// So many fences are made; missions that cannot be flown are told too.
const FENCES: usize = 10;
const MOST_MISSIONS: usize = 150;

pub fn fences(city: &City, rng: &mut ChaCha8Rng) -> Vec<Value> {
    let mut told = Vec::new();
    let mut compiled = 0;
    while compiled < FENCES && told.len() < MOST_MISSIONS {
        let fence = one_fence(city, rng);
        compiled += usize::from(!fence["items"].is_null());
        told.push(fence);
    }
    told
}

fn one_fence(city: &City, rng: &mut ChaCha8Rng) -> Value {
    let autopilot = if rng.random_bool(0.5) {
        Autopilot::ArduPilot
    } else {
        Autopilot::Px4
    };
    let stopping = StoppingModel {
        speed_mps: rng.random_range(5.0..12.0),
        latency_s: 0.8,
        deceleration_mps2: 2.5,
        wind_mps: rng.random_range(0.0..6.0),
        position_error_m: 3.0,
        vertical_error_m: 2.25,
    };
    let above_ground_m = f64::from(rng.random_range(20..110));
    let mut places: Vec<Coord<f64>> = vec![random_place(rng, REACH_M)];
    for _ in 0..rng.random_range(0..4) {
        let step_m = rng.random_range(50.0..500.0);
        places.push(moved(
            places[places.len() - 1],
            step_m,
            rng.random_range(0.0..TAU),
        ));
    }
    let path: Vec<MissionPoint> = places
        .iter()
        .map(|at| MissionPoint {
            position: position(*at),
            altitude: above_ground(above_ground_m),
        })
        .collect();
    let mut budget = VertexBudget::default_for(autopilot);
    if rng.random_bool(0.3) {
        budget.total = 24;
    }
    let request = FenceRequest {
        autopilot,
        path: &path,
        window: TimeRange {
            from: noon(),
            until: noon() + chrono::TimeDelta::minutes(30),
        },
        stopping,
        obstacle_clearance_m: 10.0,
        surroundings_m: 1_500.0,
        path_clearance_m: 10.0,
        budget,
        on_breach: BreachAction::Hold,
        earth: EarthModels {
            terrain: &city.terrain,
            geoid: &city.geoid,
        },
    };
    let fence = compile_in(&city.snapshot, &request, &city.approvals);
    json!({
        "path": places.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>(),
        "above_ground_m": above_ground_m,
        "speed_mps": stopping.speed_mps,
        "latency_s": stopping.latency_s,
        "deceleration_mps2": stopping.deceleration_mps2,
        "wind_mps": stopping.wind_mps,
        "position_error_m": stopping.position_error_m,
        "vertical_error_m": stopping.vertical_error_m,
        "obstacle_clearance_m": request.obstacle_clearance_m,
        "surroundings_m": request.surroundings_m,
        "most_vertices": budget.total,
        "items": fence.as_ref().ok().map(|fence| fence.items.iter().map(item).collect::<Vec<_>>()),
        "margin_m": fence.as_ref().ok().map(|fence| fence.margin_m),
        "refusals": fence.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>(),
    })
}

/// An item as it goes to the vehicle.
fn item(item: &FenceItem) -> Value {
    let vertex = item.vertex();
    json!({
        "command": item.mav_cmd(),
        "param1": item.vertex_count(),
        "x": vertex.latitude_e7,
        "y": vertex.longitude_e7,
    })
}
