//! A city's fleet in real time: held on two cores, its senders included, and how old its state is when it is
//! seen.

use super::rig::{Rig, process_cpu};
use super::sender::{self, Between, Pace};
use super::serving::Links;
use super::traffic::Traffic;
use crate::fleet::pin;
use crate::report::{Report, Row, percentile, show};
use haiou::clock;
use haiou::fleet::published::{Changes, Reader, VehicleView};
use haiou::moment::Moment;
use rustc_hash::FxHashMap;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

const VEHICLES: u32 = 10_000;
/// Messages a second of each vehicle.
const PER_SECOND: u32 = 10;
const SECONDS: u32 = 40;
/// At first all vehicles are new.
const WARM_UP: Duration = Duration::from_secs(5);
const GOAL: Duration = Duration::from_millis(50);
const FIRST_STATE: Duration = Duration::from_secs(1);

/// Measures and adds the rows.
pub fn measure(report: &mut Report) {
    // The controller's thread has a core; its helpers, the senders and the reader share the other one.
    pin(1);
    let traffic = Traffic::new(
        VEHICLES,
        0..PER_SECOND * SECONDS,
        Some(Duration::from_secs(1) / PER_SECOND),
    );
    let mut rig = Rig::new("city", VEHICLES, true);
    let reader = rig.control.fleet().reader();
    let between = Between::default();
    let (opened, at) = mpsc::channel();
    let pace = Pace::PerSecond(VEHICLES * PER_SECOND);
    let all = process_cpu();
    let (sent, (served, heard, waits), mut seen) = thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let sockets = sender::sockets(VEHICLES, at);
            sender::send(&traffic, &sockets, pace, &between)
        });
        let seeing = scope.spawn(|| see(&reader, &between));
        let serving = scope.spawn(|| {
            let served = Links::open(VEHICLES, opened).serve(&mut rig, &between);
            let waits = rig.waits();
            (served, rig.finish(VEHICLES), waits)
        });
        (
            sending.join().unwrap_or_else(|_| panic!("the sender")),
            serving.join().unwrap_or_else(|_| panic!("the controller")),
            seeing.join().unwrap_or_else(|_| panic!("the reader")),
        )
    });
    let cpu = process_cpu() - all;
    seen.ages.sort_unstable();
    let p99 = percentile(&seen.ages, 0.99);
    let is_complete = sent.messages == served.received + served.dropped
        && heard.frames == served.received
        && heard.lost == served.dropped
        && heard.not_taken == 0;
    let is_held = sent.latest < Duration::from_millis(100) && seen.vehicles == VEHICLES as usize;
    report.row(Row {
        what: format!(
            "arrival to published state, p99, of {VEHICLES} vehicles with a socket each × {PER_SECOND} signed \
             messages a second for {SECONDS} s, on two cores with their senders and a reader; every message \
             received or counted as lost"
        ),
        ours: show(p99),
        baseline: "real time (a figure)".to_owned(),
        ratio: None,
        goal: format!("< {}", show(GOAL)),
        met: p99 < GOAL && is_complete && is_held,
    });
    report.row(Row {
        what: "a vehicle's first heartbeat to its first published state, the slowest of the same fleet".to_owned(),
        ours: show(seen.slowest_first),
        baseline: "real time (a figure)".to_owned(),
        ratio: None,
        goal: format!("< {}", show(FIRST_STATE)),
        met: seen.slowest_first < FIRST_STATE && seen.vehicles == VEHICLES as usize,
    });
    let share = |cpu: Duration| 100.0 * cpu.as_secs_f64() / sent.took.as_secs_f64();
    report.note(format!(
        "A city: {} sent in {:.1} s, the latest {} late; {} received, {} dropped by the system, {} lost by gaps, \
         {} refused; {} recorded, {} given up for a slow disk. Ages p50 {}, p99 {}, most {} of {} changes. The \
         controller takes {:.0} % of a core (it waited {} times for the disk to keep signatures' marks), the sender \
         {:.0} %, reader and recorder {:.0} %. {} datagrams went out.",
        sent.messages,
        sent.took.as_secs_f64(),
        show(sent.latest),
        served.received,
        served.dropped,
        heard.lost,
        heard.not_taken,
        heard.recorded.written_frames,
        heard.recorded.shed_frames,
        show(percentile(&seen.ages, 0.5)),
        show(p99),
        show(seen.ages.last().copied().unwrap_or_default()),
        seen.ages.len(),
        share(served.cpu),
        waits,
        share(sent.cpu),
        share(cpu.saturating_sub(served.cpu).saturating_sub(sent.cpu)),
        served.sent,
    ));
}

/// What a reader has seen.
#[derive(Default)]
struct Seen {
    vehicles: usize,
    /// How old the newest of what was said was when it was seen.
    ages: Vec<Duration>,
    /// From a vehicle's first heartbeat until it was seen.
    slowest_first: Duration,
}

fn see(reader: &Reader, between: &Between) -> Seen {
    let (mut seen, mut version) = (Seen::default(), 0);
    // A vehicle is shown anew also where nothing was said: that has no age.
    let mut newest_seen = FxHashMap::default();
    let began = Instant::now();
    while !between.is_over.load(Ordering::Acquire) {
        let Some(latest) = reader.wait_newer_than(version, Duration::from_millis(100)) else {
            continue;
        };
        let now = clock::moment();
        let is_first = latest.len() > seen.vehicles;
        match latest.changes_since(version) {
            Changes::Some { vehicles, .. } => {
                for vehicle in vehicles {
                    let newest = newest(&vehicle);
                    if newest_seen.insert(vehicle.id, newest) == Some(newest) {
                        continue;
                    }
                    let age = now.since(newest);
                    if began.elapsed() > WARM_UP {
                        seen.ages.push(age);
                    } else if is_first {
                        seen.slowest_first = seen.slowest_first.max(age);
                    }
                }
            }
            Changes::TakeAll { .. } => panic!("the reader fell behind"),
        }
        seen.vehicles = latest.len();
        version = latest.version();
    }
    seen
}

/// When the newest came of what the traffic says.
fn newest(view: &VehicleView) -> Moment {
    let known = &view.known;
    let [first_receiver, _] = &known.gnss;
    [
        known.heartbeat.as_ref().map(|it| it.at),
        known.position.as_ref().map(|it| it.at),
        known.attitude.as_ref().map(|it| it.at),
        known.air.as_ref().map(|it| it.at),
        known.system.as_ref().map(|it| it.at),
        first_receiver.as_ref().map(|it| it.at),
    ]
    .into_iter()
    .flatten()
    .max()
    .unwrap_or_default()
}
