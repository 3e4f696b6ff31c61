//! Prints a random city and what the crate says about it, as JSON, for the foreign oracle.
//!
//! `oracle_answers SEED`: the same seed gives the same city and the same questions. The Python tests in
//! `tests/foreign` read the answers and judge the city again with GEOS and PROJ.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod shapes;
mod city;
mod questions;
mod fences;

use city::City;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use serde_json::json;

fn main() {
    let argument = std::env::args().nth(1);
    let Some(seed) = argument.and_then(|text| text.parse().ok()) else {
        eprintln!("usage: oracle_answers SEED (a whole number)");
        std::process::exit(2);
    };
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let city = City::random(&mut rng);
    let (geojson, problems) = geofences::files::geojson::write(&city.zones, &city.obstacles);
    assert!(
        problems.is_empty(),
        "GeoJSON cannot hold the city: {problems:?}"
    );
    let airspace: serde_json::Value = serde_json::from_str(&geojson).unwrap();
    let answers = json!({
        "airspace": airspace,
        "approved": city.approved,
        "containing": questions::containing(&city, &mut rng),
        "points": questions::points(&city, &mut rng),
        "paths": questions::paths(&city, &mut rng),
        "nearest": questions::nearest(&city, &mut rng),
        "fences": fences::fences(&city, &mut rng),
    });
    println!("{answers}");
}
