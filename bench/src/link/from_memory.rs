//! Frames that lie in memory, into the fleet's state.

use super::rig::{Rig, link_of, thread_cpu};
use super::traffic::{Traffic, name_of};
use crate::report::{Report, Row};
use haiou::clock;
use haiou::link::hub::{Arrival, Framing};
use haiou::link::names::PeerId;
use mavlink::dialects::ardupilotmega::MavMessage;
use mavlink::{MavlinkReader, MavlinkVersion};
use std::process::Command;
use std::time::Duration;

/// Vehicles of the fleet that the goal is measured with, the same as from a socket.
const FLEET: u32 = 1_000;
/// A city's: it does not fit into the processor's caches.
const CITY: u32 = 10_000;
/// Messages that are measured, after a tenth as many that are not.
const MESSAGES: u32 = 3_000_000;
/// Time that passes for a vehicle between two of its messages, at the goal.
const GOAL_PER_SECOND: u32 = 2_000_000;
/// As many come at once from a socket.
const AT_ONCE: usize = 64;
/// What pymavlink is given: it takes seconds for it.
const FOR_PYMAVLINK: u32 = 100_000;

/// Measures and adds the rows.
pub fn measure(report: &mut Report) {
    let signed = traffic(FLEET, MESSAGES, true);
    let bare = bare_reader(&signed);
    let pymavlink = pymavlink(&traffic(FLEET, FOR_PYMAVLINK, true));
    let ours = ours(&signed, FLEET, true, report);
    drop(signed);
    let beside = format!(
        "{} (the bare crate's reader, which checks no signature and keeps nothing) · {} (pymavlink, likewise)",
        rate(bare),
        pymavlink.map_or("not there".to_owned(), rate),
    );
    report.row(Row {
        what: format!(
            "messages a second and core from memory into the state of {FLEET} vehicles: signatures checked, \
             doubles sorted out, accounts kept, all recorded"
        ),
        ours: rate(ours),
        baseline: beside,
        ratio: pymavlink.map(|pymavlink| ours / pymavlink),
        goal: rate(f64::from(GOAL_PER_SECOND)),
        met: ours >= f64::from(GOAL_PER_SECOND),
    });
    let plain = self::ours(&traffic(FLEET, MESSAGES, false), FLEET, false, report);
    let of_city = self::ours(&traffic(CITY, MESSAGES, true), CITY, true, report);
    report.note(format!(
        "From memory, {FLEET} vehicles without signatures: {}. {CITY} vehicles with signatures: {}.",
        rate(plain),
        rate(of_city),
    ));
}

fn rate(per_second: f64) -> String {
    format!("{:.2} M/s", per_second / 1e6)
}

/// A tenth more than is measured: at first all vehicles are new.
fn traffic(vehicles: u32, messages: u32, is_signed: bool) -> Traffic {
    let turns = (messages / vehicles).max(10);
    let between = Duration::from_secs(1) * vehicles / GOAL_PER_SECOND;
    Traffic::new(
        vehicles,
        0..turns + turns / 10,
        is_signed.then_some(between),
    )
}

/// Messages a second of CPU time of the controller's thread. It reads the real clock, as it would.
fn ours(traffic: &Traffic, vehicles: u32, is_signed: bool, report: &mut Report) -> f64 {
    let mut rig = Rig::new("memory", vehicles, is_signed);
    let frames: Vec<(u32, &[u8])> = traffic.frames().collect();
    let (first, measured) = frames.split_at(frames.len() / 11);
    take(&mut rig, first);
    let began = thread_cpu();
    take(&mut rig, measured);
    let took = thread_cpu() - began;
    let waits = rig.waits();
    let heard = rig.finish(vehicles);
    assert_eq!(heard.frames, frames.len() as u64, "frames were not found");
    assert_eq!(heard.not_taken, 0, "frames were refused");
    let recorded = &heard.recorded;
    report.note(format!(
        "From memory, {vehicles} vehicles{}: {} frames in {:.0} ms; recorded {}, given up {} for a slow disk; \
         waited {} times for what is kept of signatures to be on the disk.",
        if is_signed { " that sign" } else { "" },
        measured.len(),
        took.as_secs_f64() * 1e3,
        recorded.written_frames,
        recorded.shed_frames,
        waits,
    ));
    measured.len() as f64 / took.as_secs_f64()
}

fn take(rig: &mut Rig, frames: &[(u32, &[u8])]) {
    for at_once in frames.chunks(AT_ONCE) {
        let at = clock::moment();
        let arrivals: Vec<_> = at_once
            .iter()
            .map(|(vehicle, bytes)| Arrival {
                link: link_of(name_of(*vehicle).0),
                peer: PeerId(vehicle + 1),
                at,
                framing: Framing::Datagram,
                bytes,
            })
            .collect();
        rig.control.all_arrived(&arrivals, &mut rig.tape);
        rig.settle(at);
        rig.control.sent();
    }
}

/// The crate that both of us read with, alone: frames found, checksums checked, messages decoded.
fn bare_reader(traffic: &Traffic) -> f64 {
    let mut reader = MavlinkReader::new(traffic.bytes());
    let began = thread_cpu();
    let mut count = 0_u64;
    while let Ok(read) = reader.read_message::<MavMessage>(MavlinkVersion::V2) {
        std::hint::black_box(&read);
        count += 1;
    }
    let took = thread_cpu() - began;
    assert_eq!(
        count,
        traffic.len() as u64,
        "the bare reader lost something"
    );
    count as f64 / took.as_secs_f64()
}

/// What most ground stations in Python read with. `None` where it is not installed.
fn pymavlink(traffic: &Traffic) -> Option<f64> {
    let file = std::env::temp_dir().join(format!("haiou-bench-frames-{}", std::process::id()));
    std::fs::write(&file, traffic.bytes()).ok()?;
    let output = Command::new(".venv/bin/python")
        .arg("bench/rivals/pymavlink_reads.py")
        .arg(&file)
        .output();
    std::fs::remove_file(&file).ok();
    let output = String::from_utf8(output.ok()?.stdout).ok()?;
    let (count, seconds) = output.trim().split_once(' ')?;
    let (count, seconds): (f64, f64) = (count.parse().ok()?, seconds.parse().ok()?);
    assert!(count >= traffic.len() as f64, "pymavlink lost something");
    Some(count / seconds)
}
