//! Recorded flights through frames, reports and the vehicle: what was known of it at each change stands in
//! `tests/captures/*.states.txt`, to be read beside `simulator/captures.md`.

use super::*;
use crate::fleet::integrity::Level;
use crate::link::dialect::decode;
use crate::link::names::{GroupId, LinkId};
use crate::link::report::LandedState;
use crate::link::tlog::{Logged, TlogReader};
use crate::observed::Source;
use std::fmt::Write;

const CAPTURES: [&str; 3] = [
    "ardupilot-mission",
    "ardupilot-groundstation",
    "px4-mission",
];

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");

/// What is heard of system 1 in a capture; `each` sees the vehicle after each report and each time it woke,
/// at s since the first frame, with what just happened.
fn replay(name: &str, mut each: impl FnMut(f64, &Vehicle, &[FleetEvent])) -> Vehicle {
    let bytes = std::fs::read(format!("{FOLDER}/{name}.tlog")).unwrap();
    let mut reader = TlogReader::new(&bytes[..]);
    let id = VehicleId {
        group: GroupId(0),
        system: 1,
    };
    let mut vehicle = Vehicle::new(id, Origin::Replayed);
    let (mut first, mut events) = (None, Vec::new());
    while let Some(entry) = reader.next_entry().unwrap() {
        let Logged::Frame(at, frame) = entry else {
            panic!("{name}: {entry:?}");
        };
        let first = *first.get_or_insert(at);
        let seconds = |at: Moment| at.since(first).as_secs_f64();
        while let Some(due) = vehicle.due().filter(|due| *due < at) {
            vehicle.wake(due, &mut events);
            each(seconds(due), &vehicle, &events);
            events.clear();
        }
        let sender = frame.sender();
        let Some(report) = decode(frame).filter(|_| sender.system == 1) else {
            continue;
        };
        let source = Source {
            link: LinkId(0),
            component: sender.component,
        };
        vehicle.hear(at, source, false, &report, &mut events);
        each(seconds(at), &vehicle, &events);
        events.clear();
    }
    vehicle
}

/// What a line tells of a vehicle; a line is written when it changes, places apart.
#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    life: String,
    mode: String,
    is_armed: Option<bool>,
    landed: Option<LandedState>,
    mission: String,
    battery_tenths: Option<i32>,
    integrity: String,
}

impl State {
    fn of(vehicle: &Vehicle) -> Self {
        let known = vehicle.known();
        let battery = known.batteries[0].and_then(|it| it.value.left);
        let left = battery.or_else(|| known.system?.value.battery_left);
        let mission = known.mission.map(|it| it.value);
        let reasons = vehicle.integrity().reasons();
        let reasons: Vec<String> = reasons.iter().map(|it| kind(&format!("{it:?}"))).collect();
        Self {
            life: vehicle.life().map_or("-".into(), |it| format!("{it:?}")),
            mode: vehicle.mode().map_or("-".into(), |it| it.name().en),
            is_armed: known.is_armed(),
            landed: known.extended.map(|it| it.value.landed),
            mission: mission.map_or("-".into(), |it| format!("{} {:?}", it.sequence, it.state)),
            battery_tenths: left.map(|left| (left * 10.0).round() as i32),
            integrity: format!("{:?} {}", vehicle.integrity().level(), reasons.join(" ")),
        }
    }

    fn line(&self, vehicle: &Vehicle) -> String {
        let armed = match self.is_armed {
            Some(true) => "armed",
            Some(false) => "safe",
            None => "-",
        };
        let landed = self.landed.map_or("-".into(), |it| format!("{it:?}"));
        let battery = self
            .battery_tenths
            .map_or("-".into(), |it| format!("{}%", it * 10));
        format!(
            "{}, {}, {armed}, {landed}, item {}, battery {battery}, {}, {}",
            self.life,
            self.mode,
            self.mission,
            place(vehicle),
            self.integrity.trim_end(),
        )
    }
}

/// A reason without its numbers.
fn kind(reason: &str) -> String {
    let end = reason.find('(').unwrap_or(reason.len());
    reason[..end].to_owned()
}

/// To 1e-4 degrees (11 m), and a metre above the sea.
fn place(vehicle: &Vehicle) -> String {
    let position = vehicle.known().position.map(|it| it.value);
    position.map_or("-".into(), |position| match position.place {
        Some(place) => format!(
            "{:.4} {:.4} {:.0} m",
            place.latitude_deg(),
            place.longitude_deg(),
            position.altitude_amsl_m
        ),
        None => "nowhere".into(),
    })
}

fn told(event: &FleetEvent) -> Option<String> {
    match &event.what {
        VehicleEvent::StatusText(line) => {
            Some(format!("says ({}): {}", line.severity.0, line.text))
        }
        VehicleEvent::MissionItemReached(item) => Some(format!("reached item {item}")),
        VehicleEvent::PlansChanged { from, to } => Some(format!("plans {from:x?} -> {to:x?}")),
        VehicleEvent::Rebooted => Some("rebooted".into()),
        VehicleEvent::IdentityChanged { .. } => Some("is another one".into()),
        VehicleEvent::ComponentDiscovered(which) => Some(format!("component {which}")),
        _ => None,
    }
}

fn states(name: &str) -> String {
    let (mut all, mut before) = (String::new(), State::default());
    replay(name, |seconds, vehicle, events| {
        for said in events.iter().filter_map(told) {
            writeln!(all, "{seconds:8.3}  {said}").unwrap();
        }
        let state = State::of(vehicle);
        if state != before {
            writeln!(all, "{seconds:8.3}  {}", state.line(vehicle)).unwrap();
            before = state;
        }
    });
    all
}

#[test]
fn the_state_over_time_is_what_was_read_off_the_captures() {
    for name in CAPTURES {
        let states = states(name);
        let expected = std::fs::read_to_string(format!("{FOLDER}/{name}.states.txt")).unwrap();
        let differ = states
            .lines()
            .zip(expected.lines())
            .find(|(is, was)| is != was);
        assert_eq!(differ, None, "{name}");
        assert_eq!(states.lines().count(), expected.lines().count(), "{name}");
    }
}

#[test]
fn recorded_flights_are_good_in_the_air_and_not_before_they_had_a_position() {
    // From when on, and until when, each is in the air; from when on it has a position.
    let flights = [
        ("ardupilot-mission", 37.024, 153.753),
        ("ardupilot-groundstation", 41.206, 211.0),
        ("px4-mission", 0.797, 104.0),
    ];
    for (name, positioned, landed) in flights {
        replay(name, |seconds, vehicle, _| {
            let level = vehicle.integrity().level();
            if seconds < positioned {
                assert!(level >= Level::Unknown, "{name} at {seconds}: {level:?}");
            } else if (positioned + 3.5..landed).contains(&seconds) {
                assert_eq!(
                    level,
                    Level::Good,
                    "{name} at {seconds}: {:?}",
                    vehicle.integrity()
                );
            }
        });
    }
}

#[test]
fn a_recording_is_heard_whole_and_never_commanded() {
    for name in CAPTURES {
        let vehicle = replay(name, |_, vehicle, _| assert!(!vehicle.is_commandable()));
        assert_eq!(vehicle.life(), Some(LifeState::Connected), "{name}");
        assert_eq!(vehicle.autopilot(), Some(1), "{name}");
        assert_eq!(vehicle.shed().payload, 0, "{name}");
    }
}
