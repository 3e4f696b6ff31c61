//! Datagrams from loopback, one message each, into the fleet's state.

use super::rig::{Rig, process_cpu};
use super::sender::{self, Between, Pace};
use super::serving::Links;
use super::traffic::Traffic;
use crate::report::{Report, Row};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Vehicles, each with a socket of its own.
const VEHICLES: u32 = 1_000;
const MESSAGES: u32 = 1_500_000;
const GOAL: f64 = 400_000.0;
/// The most that wait in the system's buffers, so that none has to be dropped.
const WAITING: u64 = 8_192;

/// Measures and adds the row.
pub fn measure(report: &mut Report) {
    let between_words = Duration::from_secs_f64(f64::from(VEHICLES) / GOAL);
    let traffic = Traffic::new(VEHICLES, 0..MESSAGES / VEHICLES, Some(between_words));
    let mut rig = Rig::new("socket", VEHICLES, true);
    let between = Between::default();
    let (opened, at) = mpsc::channel();
    let all = process_cpu();
    let (sent, served, recorded) = thread::scope(|scope| {
        let serving = scope.spawn(|| {
            let served = Links::open(VEHICLES, opened).serve(&mut rig, &between);
            (served, rig.finish(VEHICLES))
        });
        let sending = scope.spawn(|| {
            let sockets = sender::sockets(VEHICLES, at);
            sender::send(&traffic, &sockets, Pace::AsTaken(WAITING), &between)
        });
        let sent = sending.join().unwrap_or_else(|_| panic!("the sender"));
        let (served, heard) = serving.join().unwrap_or_else(|_| panic!("the controller"));
        (sent, served, heard)
    });
    let of_others = process_cpu() - all - sent.cpu - served.cpu;
    let rate = served.received as f64 / served.cpu.as_secs_f64();
    let is_complete = sent.messages == served.received + served.dropped
        && recorded.frames == served.received
        && recorded.not_taken == 0;
    report.row(Row {
        what: format!(
            "messages a second and core from a loopback UDP socket, one a datagram, into the state of \
             {VEHICLES} vehicles with a socket each: signatures checked, accounts kept, all recorded; user and \
             system CPU time of the controller's thread"
        ),
        ours: format!("{:.0} /s", rate),
        baseline: "what pymavlink only decodes: see above".to_owned(),
        ratio: None,
        goal: format!("{GOAL:.0} /s"),
        met: rate >= GOAL && is_complete,
    });
    report.note(format!(
        "From a socket: {} sent in {:.1} s, {} received, {} dropped by the system and counted, {} taken, {} \
         recorded and {} given up for a slow disk; {:.1} datagrams each time that it waited; with the recorder's \
         thread, which writes to the disk, {:.0} /s.",
        sent.messages,
        sent.took.as_secs_f64(),
        served.received,
        served.dropped,
        recorded.frames - recorded.not_taken,
        recorded.recorded.written_frames,
        recorded.recorded.shed_frames,
        served.received as f64 / served.polls as f64,
        served.received as f64 / (served.cpu + of_others).as_secs_f64(),
    ));
}
