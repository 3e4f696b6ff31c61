//! Plans surveys of random areas in random airspace and prints, for each, the airspace and where the aircraft flies:
//! what another program is to judge. Arguments: the first seed, and how many.

#![allow(clippy::print_stdout)]

mod world;

use chrono::DateTime;
use geofences::{Approvals, ConstantGeoid, FlatTerrain};
use missions::energy::{Air, AirFigures};
use missions::feasibility::{Aircraft, Paperwork, Surroundings};
use missions::mission::{Home, Step};
use missions::plan::{Plan, PlanRequest, plan};
use missions::vehicle::{Equipment, Vehicle, read_vehicle};
use serde_json::{Value, json};
use world::World;

fn main() {
    let mut arguments = std::env::args()
        .skip(1)
        .filter_map(|it| it.parse::<u64>().ok());
    let (Some(first), Some(count)) = (arguments.next(), arguments.next()) else {
        eprintln!("random_plans FIRST_SEED COUNT");
        std::process::exit(2);
    };
    let Some(vehicle) = vehicle() else {
        eprintln!("the shipped vehicle cannot be read");
        std::process::exit(1);
    };
    let seeds: Vec<u64> = (first..first.saturating_add(count)).collect();
    let half = seeds.len().div_ceil(2);
    std::thread::scope(|scope| {
        for seeds in seeds.chunks(half.max(1)) {
            let vehicle = &vehicle;
            scope.spawn(move || {
                for seed in seeds {
                    println!("{}", one(*seed, vehicle));
                }
            });
        }
    });
}

fn vehicle() -> Option<Vehicle> {
    let text = include_str!("../../vehicles/inspection-quad.toml");
    read_vehicle("inspection-quad.toml", text).0
}

/// One world and what was planned in it.
fn one(seed: u64, vehicle: &Vehicle) -> Value {
    let world = World::random(seed);
    let Some(air) = air() else {
        return json!({ "seed": seed, "refused": ["the air"] });
    };
    let terrain = FlatTerrain {
        elevation_amsl_m: 20.0,
        uncertainty_m: 0.5,
    };
    let Ok(geoid) = ConstantGeoid::new(8.0, 0.5) else {
        return json!({ "seed": seed, "refused": ["the geoid"] });
    };
    let approvals = Approvals::none();
    let carries: Vec<&Equipment> = vehicle.equipment.iter().take(1).collect();
    let request = PlanRequest {
        patrol: &world.patrol,
        aircraft: Aircraft {
            vehicle,
            carries: &carries,
            battery_cycles: 0,
            payload_kg: 0.0,
            camera: carries.first().copied(),
        },
        home: Home {
            position: world.home,
            ground_amsl_m: 20.0,
        },
        landing_places: &[],
        surroundings: Surroundings {
            airspace: &world.airspace,
            terrain: &terrain,
            geoid: &geoid,
            approvals: &approvals,
            margins: world::MARGINS,
            clearances: missions::feasibility::Clearances::default(),
            air: &air,
            visibility_m: None,
            people: None,
        },
        departure: DateTime::from_timestamp(1_795_485_600, 0).unwrap_or_default(),
        paperwork: Paperwork {
            now: DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default(),
            over_network: Some(false),
            approvals: &[],
        },
    };
    let mut told = world.told();
    match plan(&request) {
        Ok(plan) => {
            told["path"] = path(&plan);
            told["seen"] = json!(plan.seen);
        }
        Err(refusal) => {
            let each = refusal.hindrances.iter();
            told["refused"] = each.map(|it| json!([it.kind, it.what.en])).collect();
        }
    }
    told
}

fn air() -> Option<Air> {
    Air::new(AirFigures {
        temperature_c: 20.0,
        measured_amsl_m: 30.0,
        measured_agl_m: 10.0,
        pressure_hpa: 1_013.0,
        wind_east_mps: 2.0,
        wind_north_mps: 1.0,
        gust_mps: 3.0,
        rain_mm_per_h: 0.0,
    })
    .ok()
}

/// Longitude and latitude of home and of each place that the steps of the mission name: what is uploaded.
fn path(plan: &Plan) -> Value {
    let home = plan.mission.home.position;
    let places = plan.mission.steps.iter().filter_map(|step| match step {
        Step::FlyTo(to) => Some(to.position),
        Step::Land { position } => Some(*position),
        _ => None,
    });
    let places = [home].into_iter().chain(places);
    places
        .map(|it| json!([it.longitude_deg(), it.latitude_deg()]))
        .collect()
}
