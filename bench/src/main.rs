//! Measures Haiou beside its baselines and writes `target/bench.md`.
//!
//! `bench [PART…]` measures the named parts alone: `points`, `paths`, `intents`, `geojson`,
//! `fleet`, `day`, `survey`, `routes`, `ways-home`, `feasibility`, `link`, and of that alone `link-memory`, `link-socket`,
//! `link-city` and `link-populated`.

#![allow(
    clippy::disallowed_methods,
    reason = "a benchmark is what reads the clock"
)]

mod city;
mod day;
mod fleet;
mod geojson;
mod intents;
mod link;
mod memory;
mod paths;
mod points;
mod receiver;
mod report;
mod routes;
mod survey;
mod ways_home;
mod feasibility;

use report::Report;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

/// The city that all parts are measured in.
const SEED: u64 = 1;

fn main() -> ExitCode {
    let parts: Vec<String> = std::env::args().skip(1).collect();
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|named| named == part);
    let mut report = Report::default();
    if wanted("points") || wanted("paths") {
        for count in [10_000, 100_000] {
            let airspace = points::measure(&mut report, SEED, count);
            if wanted("paths") && count == 100_000 {
                paths::measure(&mut report, &airspace, SEED, count);
            }
        }
    }
    if wanted("intents") {
        intents::measure(&mut report, SEED);
    }
    if wanted("geojson") {
        geojson::measure(&mut report, SEED, 100_000);
    }
    if wanted("fleet") {
        fleet::measure(&mut report, SEED);
    }
    if wanted("day") {
        day::measure(&mut report, SEED);
    }
    if wanted("survey") {
        survey::measure(&mut report);
    }
    if wanted("routes") {
        routes::measure(&mut report, SEED, 100_000);
    }
    if wanted("ways-home") {
        ways_home::measure(&mut report, SEED, 10_000);
    }
    if wanted("feasibility") {
        feasibility::measure(&mut report, SEED, 10_000);
    }
    link::measure(&mut report, wanted);
    let written = std::fs::create_dir_all("target")
        .and_then(|()| std::fs::write("target/bench.md", report.markdown()));
    if let Err(error) = written {
        eprintln!("target/bench.md: {error}");
        return ExitCode::from(2);
    }
    println!("target/bench.md is written");
    if report.all_met() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
