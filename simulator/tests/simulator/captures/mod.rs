//! Recorded flights beside simulated ones: the recorded ground side is played to a simulated vehicle, and
//! what both vehicles say is laid side by side. The tables are written to
//! `target/captures-beside-simulator/`.

mod conversation;
mod flights;
mod recording;
mod table;

use conversation::Conversation;
use flights::{Flavour, simulate};
use recording::Recording;
use std::path::Path;

/// The project's folder.
fn project() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// Compares one flight and fails on what differs and is not listed.
fn compare(name: &str, flavour: Flavour, boot_at_start_s: f64, clock: f64) {
    let file = project()
        .join("tests/captures")
        .join(format!("{name}.tlog"));
    let recording = Recording::read(&file, boot_at_start_s, clock);
    let simulated = simulate(flavour, &recording);
    let (theirs, ours) = (
        Conversation::of(&recording.packets),
        Conversation::of(&simulated),
    );
    let readme = std::fs::read_to_string(project().join("simulator/README.md")).unwrap();
    let listed = table::Listed::read(&readme, name);
    let table = table::compare(&theirs, &ours, &listed);
    let folder = project().join("target/captures-beside-simulator");
    std::fs::create_dir_all(&folder).unwrap();
    let out = folder.join(format!("{name}.md"));
    std::fs::write(&out, table.markdown(name)).unwrap();
    let failures = table.failures();
    assert!(
        failures.is_empty(),
        "{} differences that simulator/README.md does not list; the whole table is in {}:\n{}",
        failures.len(),
        out.display(),
        failures.join("\n")
    );
}

#[test]
fn copter_says_what_was_recorded_when_a_script_flies_it() {
    compare("ardupilot-mission", Flavour::Copter, 4.70, 0.99932);
}

#[test]
fn copter_says_what_was_recorded_when_mavproxy_flies_it() {
    compare("ardupilot-groundstation", Flavour::Copter, 0.48, 0.99986);
}

#[test]
fn px4_says_what_was_recorded_when_a_script_flies_it() {
    compare("px4-mission", Flavour::Px4, 9.43, 0.98731);
}
