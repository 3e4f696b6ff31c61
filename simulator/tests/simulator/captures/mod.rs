//! Recorded flights beside simulated ones: the recorded ground side is played to a simulated vehicle, and
//! what both vehicles say is laid side by side. The tables are written to
//! `target/captures-beside-simulator/`.

mod answers;
mod conversation;
mod flights;
mod listed;
mod recording;
mod table;
mod texts;

use conversation::Conversation;
use flights::{FINE_STEP, Flavour, USUAL_STEP, simulate};
use listed::Listed;
use recording::Recording;
use std::path::Path;
use std::time::Duration;

/// A recorded flight, and how it is simulated.
struct Flight {
    recording: &'static str,
    /// The vehicle's clock at the first frame, seconds, and how fast it went.
    boot_at_start_s: f64,
    clock: f64,
    step: Duration,
}

/// The project's folder.
fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Compares a flight; what differs and is not listed.
fn differences(flight: &Flight, flavour: Flavour, listed: &Listed) -> Vec<String> {
    let file = project()
        .join("tests/captures")
        .join(format!("{}.tlog", flight.recording));
    let recording = Recording::read(&file, flight.boot_at_start_s, flight.clock);
    let simulated = simulate(flavour, &recording, flight.step);
    let (theirs, ours) = (
        Conversation::of(&recording.packets),
        Conversation::of(&simulated),
    );
    let table = table::compare(&theirs, &ours, listed);
    let folder = project().join("target/captures-beside-simulator");
    std::fs::create_dir_all(&folder).unwrap();
    let name = format!("{}-{}ms", flight.recording, flight.step.as_millis());
    let out = folder.join(format!("{name}.md"));
    std::fs::write(&out, table.markdown(&name)).unwrap();
    let failures = table.failures().into_iter();
    failures.map(|it| format!("{name}: {it}")).collect()
}

/// Compares all flights of an autopilot, and fails on what differs and is not listed, and on what is
/// listed and does not differ.
fn compare(autopilot: &str, flavour: Flavour, flights: &[Flight]) {
    let readme = std::fs::read_to_string(project().join("simulator/README.md")).unwrap();
    let listed = Listed::read(&readme, autopilot);
    let mut failures: Vec<String> = flights
        .iter()
        .flat_map(|flight| differences(flight, flavour, &listed))
        .collect();
    failures.extend(listed.unused());
    assert!(
        failures.is_empty(),
        "{} differences from what simulator/README.md lists; the whole tables are in \
         target/captures-beside-simulator:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// A script flew it, and MAVProxy.
#[test]
fn copter_says_what_was_recorded() {
    let script = Flight {
        recording: "ardupilot-mission",
        boot_at_start_s: 4.70,
        clock: 0.99932,
        step: FINE_STEP,
    };
    let mavproxy = Flight {
        recording: "ardupilot-groundstation",
        boot_at_start_s: 0.48,
        clock: 0.99986,
        step: FINE_STEP,
    };
    compare("Copter", Flavour::Copter, &[script, mavproxy]);
}

/// A script flew it. Steps as people get them are coarser than the fastest streams.
#[test]
fn px4_says_what_was_recorded() {
    let flights = [FINE_STEP, USUAL_STEP].map(|step| Flight {
        recording: "px4-mission",
        boot_at_start_s: 9.43,
        clock: 0.98731,
        step,
    });
    compare("PX4", Flavour::Px4, &flights);
}
