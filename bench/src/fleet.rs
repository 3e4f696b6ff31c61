//! How large a fleet one core flies in real time, each packet sent over UDP and counted by a receiver.

use crate::receiver::{self, Counts, Received};
use crate::report::{Report, Row};
use geofences::FlatTerrain;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{
    ATTITUDE_DATA, COMMAND_LONG_DATA, GLOBAL_POSITION_INT_DATA, MavCmd,
};
use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::Pid;
use simulator::airframe::Contact;
use simulator::autopilot::Autopilot;
use simulator::autopilot::ardupilot::Copter;
use simulator::autopilot::missions::{Kind, Patrol, PatrolShape};
use simulator::craft::{Craft, CraftModel};
use simulator::environment::{MeanWind, Weather, WeatherAt};
use simulator::place::Place;
use simulator::simulation::{Frames, LinkId, Setup, Simulation};
use simulator::time::SimTime;
use simulator::transport::{Address, PortPlan, Transports};
use simulator::vehicle::Vehicle;
use simulator::wire::{ChannelId, Outbox, Sender, Signing};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Vehicles are stepped so often.
const STEP: Duration = Duration::from_millis(20);
/// What must be held, and more, is measured for so long; smaller fleets, which only lead there, for less.
const MEASURED: Duration = Duration::from_secs(60);
const MEASURED_BELOW_GOAL: Duration = Duration::from_secs(20);
/// Until all are on their way.
const WARM_UP: Duration = Duration::from_secs(100);
/// Vehicles that share a port: system ids end at 255.
const PER_PORT: u32 = 250;
/// The sizes that are tried, ascending.
const SIZES: [u32; 5] = [5_000, 10_000, 12_500, 15_000, 20_000];
/// No step may come later than this: what steers a vehicle from afar would notice.
const LATEST: Duration = Duration::from_millis(250);
/// What must be held.
const GOAL: u32 = 10_000;
/// Positions and attitudes of a vehicle each second, as they were asked for.
const PER_SECOND: u64 = 4;
/// One ArduCopter process takes 5.5 % of a core and one PX4 15 %, so that scripts for such fleets end here.
const CUSTOMARY: u32 = 256;

/// Measures and adds the largest fleet that is held.
pub fn measure(report: &mut Report, seed: u64) {
    let (mut largest, mut ended) = (0, None);
    for size in SIZES {
        let held = trial(seed, size);
        let shortcomings = held.shortcomings(size);
        let verdict = if shortcomings.is_empty() {
            "held".to_owned()
        } else {
            format!("not held: {}", shortcomings.join("; "))
        };
        report.note(format!("{size} airborne vehicles {verdict}. {held}"));
        if !shortcomings.is_empty() {
            ended = Some(size);
            break;
        }
        largest = size;
    }
    report.row(Row {
        what: format!(
            "airborne vehicles in real time on one core, 50 Hz dynamics, every packet over UDP \
             counted by a receiver for each vehicle, for {} s",
            MEASURED.as_secs()
        ),
        // Where the largest was held, nobody tried what would be too many.
        ours: if ended.is_none() {
            format!("≥ {largest}")
        } else {
            largest.to_string()
        },
        baseline: format!("{CUSTOMARY} (a figure: the customary ceiling, a process each)"),
        ratio: Some(f64::from(largest) / f64::from(CUSTOMARY)),
        goal: format!("≥ {GOAL}"),
        met: largest >= GOAL,
    });
}

/// What came of a trial: the flyer's side, and what the receiver counted.
struct Held {
    flown: Flown,
    received: Received,
}

/// The flyer's side.
#[derive(Default)]
struct Flown {
    is_pinned: bool,
    airborne: u32,
    measured: Duration,
    took: Duration,
    busy: Duration,
    /// Of the step that came latest, and of the last one.
    latest: Duration,
    last_late: Duration,
    sent: u64,
    shed: u64,
}

impl Held {
    /// Every condition that is not met, in words; none where the fleet is held.
    fn shortcomings(&self, size: u32) -> Vec<String> {
        let (flown, received) = (&self.flown, &self.received);
        let seconds = flown.measured.as_secs();
        let is_complete = |it: &&Counts| {
            it.positions >= PER_SECOND * seconds - 1
                && it.attitudes >= PER_SECOND * seconds - 1
                && it.heartbeats >= seconds - 1
        };
        let complete = received.vehicles().filter(is_complete).count();
        let heard = received.vehicles().count();
        let size = size as usize;
        let conditions = [
            (
                flown.is_pinned,
                "the simulator has no core of its own".to_owned(),
            ),
            (
                received.is_pinned,
                "the receiver has no core of its own".to_owned(),
            ),
            (
                flown.airborne as usize == size,
                "not all are in the air".to_owned(),
            ),
            (flown.shed == 0, format!("{} packets shed", flown.shed)),
            (
                received.packets == flown.sent,
                format!("{} sent but {} received", flown.sent, received.packets),
            ),
            (heard == size, format!("{heard} vehicles were heard")),
            (
                complete == size,
                format!("only {complete} were heard as often as asked"),
            ),
            (
                flown.latest < LATEST,
                format!("a step came {} ms late", flown.latest.as_millis()),
            ),
            (
                flown.last_late < STEP,
                format!(
                    "it falls behind: {} ms at the end",
                    flown.last_late.as_millis()
                ),
            ),
        ];
        let unmet = conditions.into_iter().filter(|(is_met, _)| !is_met);
        unmet.map(|(_, words)| words).collect()
    }
}

impl std::fmt::Display for Held {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (flown, received, total) = (&self.flown, &self.received, self.received.total());
        write!(
            f,
            "{} in the air; {:.1} s simulated in {:.1} s, {:.0} % of the core, latest step {:.0} ms late, \
             the last {:.0} ms; {} packets sent, {} shed, {} received from {} vehicles ({} heartbeats, \
             {} positions, {} attitudes, {} others; a buffer of {:.1} MiB)",
            flown.airborne,
            flown.measured.as_secs_f64(),
            flown.took.as_secs_f64(),
            100.0 * flown.busy.as_secs_f64() / flown.took.as_secs_f64(),
            flown.latest.as_secs_f64() * 1e3,
            flown.last_late.as_secs_f64() * 1e3,
            flown.sent,
            flown.shed,
            received.packets,
            received.vehicles().count(),
            total.heartbeats,
            total.positions,
            total.attitudes,
            total.others,
            received.buffer_bytes as f64 / f64::from(1 << 20),
        )
    }
}

/// Keeps this thread on one core; whether it could be.
pub fn pin(core: usize) -> bool {
    let mut set = CpuSet::new();
    let pinned = set
        .set(core)
        .and_then(|()| sched_setaffinity(Pid::from_raw(0), &set));
    if let Err(error) = pinned {
        eprintln!("not pinned to core {core}: {error}");
    }
    pinned.is_ok()
}

fn trial(seed: u64, size: u32) -> Held {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap_or_else(|it| panic!("{it}"));
    let address = socket.local_addr().unwrap_or_else(|it| panic!("{it}"));
    let is_over = Arc::new(AtomicBool::new(false));
    let counting = {
        let is_over = Arc::clone(&is_over);
        thread::spawn(move || receiver::count(&socket, &is_over))
    };
    let flying = thread::spawn(move || fly(seed, size, address));
    let flown = flying.join().unwrap_or_else(|_| panic!("the simulator"));
    is_over.store(true, Ordering::Relaxed);
    let received = counting.join().unwrap_or_else(|_| panic!("the receiver"));
    Held { flown, received }
}

fn link(vehicle: u32) -> LinkId {
    let channel = ChannelId(0);
    LinkId { vehicle, channel }
}

fn fly(seed: u64, size: u32, address: SocketAddr) -> Flown {
    let is_pinned = pin(0);
    let mut simulation = fleet(seed, size);
    let ports = (0..size).step_by(PER_PORT as usize).map(|first| PortPlan {
        address: Address::UdpTo(address),
        members: (first..(first + PER_PORT).min(size))
            .map(|vehicle| (system_id(vehicle), link(vehicle)))
            .collect(),
    });
    let mut transports =
        Transports::open(ports.collect()).unwrap_or_else(|problems| panic!("{problems:?}"));
    let mut frames = Frames::default();
    let mut until = SimTime::START + Duration::from_secs(50);
    simulation.step(until, [], &mut frames);
    take_off(&mut simulation);
    while until < SimTime::START + WARM_UP {
        until = until + STEP;
        frames.clear();
        simulation.step(until, [], &mut frames);
    }

    let mut flown = Flown {
        is_pinned,
        measured: if size < GOAL {
            MEASURED_BELOW_GOAL
        } else {
            MEASURED
        },
        ..Flown::default()
    };
    let started = Instant::now();
    let mut inbox = Frames::default();
    let mut due = Duration::ZERO;
    while due < flown.measured {
        due += STEP;
        while started.elapsed() < due {
            let wait = due.saturating_sub(started.elapsed());
            transports
                .receive(wait, started.elapsed(), &mut inbox)
                .unwrap_or_else(|error| panic!("{error}"));
        }
        let begun = Instant::now();
        frames.clear();
        simulation.step(until + due, inbox.iter(), &mut frames);
        inbox.clear();
        transports.send(&frames);
        flown.busy += begun.elapsed();
        flown.last_late = started.elapsed().saturating_sub(due + STEP);
        flown.latest = flown.latest.max(flown.last_late);
    }
    flown.took = started.elapsed();
    let airborne = simulation
        .vehicles()
        .filter(|it| it.craft.contact() == Contact::Airborne);
    flown.airborne = airborne.count() as u32;
    flown.sent = transports.account().sent;
    flown.shed = transports.account().shed;
    flown
}

fn system_id(vehicle: u32) -> u8 {
    (vehicle % PER_PORT + 1) as u8
}

/// The fleet on the ground, started at different moments of a second, each asked for its messages.
fn fleet(seed: u64, size: u32) -> Simulation {
    let started = "2026-11-24T00:00:00Z"
        .parse()
        .unwrap_or_else(|it| panic!("{it}"));
    let wind = MeanWind {
        speed_mps: 5.0,
        from_deg: 320.0,
        turbulence: 0.15,
    };
    let weather = Weather {
        wind,
        ..Weather::default()
    };
    let mut simulation = Simulation::new(Setup {
        seed,
        started,
        step: STEP,
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        }),
        weather: WeatherAt::new(vec![(SimTime::START, weather)]),
    });
    let patrol = Patrol {
        shape: PatrolShape::Box,
        radius_m: 80.0,
        height_m: 60.0,
        speed_mps: 6.0,
    };
    let model = Arc::new(CraftModel::inspection_quad());
    for vehicle in 0..size {
        let (row, column) = (vehicle / 100, vehicle % 100);
        let home = Place::new(
            36.0 + f64::from(row) * 2e-3,
            120.3 + f64::from(column) * 2e-3,
            20.0,
        );
        let name = format!("drone-{vehicle}");
        let starts = SimTime::from_us(u64::from(vehicle) * 7_919 % 1_000_000);
        let model = Arc::clone(&model);
        let craft = Craft::new(model, home, 0.0, 1.0, (seed, &name), simulation.world());
        let mut copter = Copter::new(system_id(vehicle), 1, 0.0, started, starts);
        let items = patrol.items(home, true);
        copter.stores_mut().get_mut(Kind::Mission).replace(items);
        let mut vehicle = Vehicle::new(name, craft, Box::new(copter), 1);
        for message in [GLOBAL_POSITION_INT_DATA::ID, ATTITUDE_DATA::ID] {
            vehicle.take(
                starts,
                ChannelId(0),
                &interval_request(message, 250_000.0, started),
            );
        }
        simulation.add(vehicle, starts);
    }
    simulation
}

/// A station's request to all vehicles: this message, each so many microseconds.
pub fn interval_request(
    message: u32,
    interval_us: f32,
    started: chrono::DateTime<chrono::Utc>,
) -> Vec<u8> {
    let mut outbox = Outbox::default();
    let request = COMMAND_LONG_DATA {
        command: MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL,
        param1: message as f32,
        param2: interval_us,
        target_system: 0,
        target_component: 1,
        ..Default::default()
    };
    let mut sender = Sender::new(ChannelId(0), 255, 190);
    let mut signing = Signing::off(started);
    sender.send(SimTime::START, &mut signing, &request, &mut outbox);
    outbox
        .iter()
        .flat_map(|(_, frame)| frame.to_vec())
        .collect()
}

fn take_off(simulation: &mut Simulation) {
    let mut frames = Frames::default();
    let mut waiting: Vec<u32> = (0..simulation.vehicles().len() as u32).collect();
    for _ in 0..30 {
        let next = simulation.now() + Duration::from_secs(1);
        frames.clear();
        simulation.step(next, [], &mut frames);
        waiting.retain(|vehicle| {
            let Some((vehicle, _)) = simulation.vehicle_mut(*vehicle) else {
                return false;
            };
            let craft = &vehicle.craft;
            vehicle
                .autopilot
                .start_mission_by_hand(next, craft)
                .is_err()
        });
    }
    if let Some(first) = waiting.first() {
        let vehicle = simulation.vehicle(*first);
        let mode = vehicle.map(|it| it.autopilot.status().mode);
        println!("{} vehicles wait, the first in {mode:?}", waiting.len());
    }
}
