mod autopilot;
mod payload;

use super::*;
use crate::fleet::modes::ModeFamily;
use crate::fleet::published::VehicleView;
use crate::link::names::{GroupId, LinkId};
use crate::link::report::*;
use crate::observed::{Observed, Source};

const ID: VehicleId = VehicleId {
    group: GroupId(1),
    system: 7,
};

fn at(seconds: f64) -> Moment {
    Moment::from_us((1_795_440_000e6 + seconds * 1e6).round() as u64)
}

fn from(component: u8) -> Source {
    Source {
        link: LinkId(1),
        component,
    }
}

fn heartbeat() -> Heartbeat {
    Heartbeat {
        component: ComponentKind::Rotorcraft,
        mav_type: 2,
        autopilot: Some(AutopilotKind::ArduPilot),
        is_armed: false,
        base_mode: 81,
        custom_mode: 0,
        state: SystemState::Standby,
    }
}

fn position(boot_ms: u32, latitude_e7: i32) -> Report {
    Report::GlobalPosition(GlobalPosition {
        boot_ms,
        place: Some(Place {
            latitude_e7,
            longitude_e7: 1_203_826_000,
        }),
        altitude_amsl_m: 20.0,
        above_home_m: 0.0,
        velocity_mps: [0.0; 3],
        heading_deg: Some(0.0),
    })
}

fn battery(left: f32) -> Report {
    Report::Battery(Battery {
        index: 0,
        voltage_v: None,
        lowest_cell_v: None,
        current_a: None,
        consumed_ah: None,
        left: Some(left),
        lasts_s: None,
        temperature_c: None,
        charge: BatteryCharge::Ok,
        faults: 0,
    })
}

/// A vehicle, and what happened to it.
struct Heard {
    vehicle: Vehicle,
    events: Vec<FleetEvent>,
}

impl Heard {
    fn new(origin: Origin) -> Self {
        Self {
            vehicle: Vehicle::new(ID, origin),
            events: Vec::new(),
        }
    }

    /// One that was discovered at 0.
    fn discovered() -> Self {
        let mut heard = Self::new(Origin::Live);
        heard.says(0.0, &Report::Heartbeat(heartbeat()));
        heard.events.clear();
        heard
    }

    fn says(&mut self, seconds: f64, report: &Report) {
        self.component_says(seconds, 1, report);
    }

    fn component_says(&mut self, seconds: f64, component: u8, report: &Report) {
        let (vehicle, events) = (&mut self.vehicle, &mut self.events);
        vehicle.hear(at(seconds), from(component), false, report, events);
    }

    fn says_late(&mut self, seconds: f64, report: &Report) {
        let (vehicle, events) = (&mut self.vehicle, &mut self.events);
        vehicle.hear(at(seconds), from(1), true, report, events);
    }

    /// What happened since it was asked last, integrity apart.
    fn happened(&mut self) -> Vec<VehicleEvent> {
        let events = std::mem::take(&mut self.events);
        let all = events.into_iter().map(|event| {
            assert_eq!(event.vehicle, ID);
            event.what
        });
        all.filter(|what| !matches!(what, VehicleEvent::IntegrityChanged { .. }))
            .collect()
    }

    fn latitude(&self) -> i32 {
        let position = self.vehicle.known().position.unwrap();
        position.value.place.unwrap().latitude_e7
    }
}

#[test]
fn a_vehicle_stays_small() {
    // It is held twice: by the writer, and as it was published last.
    let (writers, readers) = (size_of::<Vehicle>(), size_of::<VehicleView>());
    assert!(writers <= 1_800, "{writers}");
    assert!(readers <= 1_600, "{readers}");
    // Each has its own components: a camera and a gimbal.
    let component = size_of::<PayloadComponent>();
    assert!(component <= 520, "{component}");
    let own = 2 * component;
    assert!(writers + own <= 4_096 && readers + own <= 4_096);
    // Shared by both: eight texts of 50 characters, what the camera says it is, its stream, the version.
    let shared = 8 * (size_of::<TextLine>() + 50)
        + size_of::<Observed<CameraInformation>>()
        + size_of::<Observed<VideoStream>>()
        + size_of::<Observed<AutopilotVersion>>()
        + 300;
    assert!(writers + readers + 2 * own + shared <= 8_192, "{shared}");
}

#[test]
fn a_vehicle_is_discovered_by_the_first_heartbeat_of_an_autopilot() {
    let mut heard = Heard::new(Origin::Live);
    heard.says(0.0, &position(1_000, 1));
    assert_eq!(heard.vehicle.known().position, None);
    assert_eq!(heard.vehicle.life(), None);
    assert_eq!(heard.vehicle.due(), None);
    heard.says(0.1, &Report::Heartbeat(heartbeat()));
    assert_eq!(heard.happened(), [VehicleEvent::Discovered]);
    assert_eq!(heard.vehicle.autopilot(), Some(1));
    assert_eq!(heard.vehicle.shed().not_of_autopilot, 1);
}

#[test]
fn a_live_vehicle_is_commanded_only_once_it_is_commissioned_and_a_recording_never() {
    let mut live = Vehicle::new(ID, Origin::Live);
    assert!(!live.is_commandable());
    live.commission().unwrap();
    assert!(live.is_commandable());
    live.decommission();
    assert!(!live.is_commandable());

    let mut simulated = Vehicle::new(ID, Origin::Simulated);
    assert!(simulated.is_commandable());
    assert_eq!(simulated.commission(), Err(NotCommissionable::Simulated));

    let mut replayed = Vehicle::new(ID, Origin::Replayed);
    assert_eq!(replayed.commission(), Err(NotCommissionable::Replayed));
    assert!(!replayed.is_commandable());
}

#[test]
fn other_traffic_does_not_keep_it_connected() {
    let mut heard = Heard::discovered();
    heard.says(1.0, &Report::Heartbeat(heartbeat()));
    for tenth in 11..100 {
        let now = f64::from(tenth) / 10.0;
        heard.says(now, &position(tenth * 100, 1));
        heard.component_says(
            now,
            100,
            &Report::Heartbeat(Heartbeat {
                autopilot: None,
                component: ComponentKind::Camera,
                ..heartbeat()
            }),
        );
        heard.vehicle.wake(at(now), &mut heard.events);
    }
    assert_eq!(heard.vehicle.life(), Some(LifeState::Lost));
    let lives: Vec<VehicleEvent> = heard
        .happened()
        .into_iter()
        .filter(|what| matches!(what, VehicleEvent::LifeChanged { .. }))
        .collect();
    use LifeState::{Connected, Discovered, Lost, Stale};
    let expected = [(Discovered, Connected), (Connected, Stale), (Stale, Lost)];
    let expected = expected.map(|(from, to)| VehicleEvent::LifeChanged { from, to });
    assert_eq!(lives, expected);
}

#[test]
fn a_late_heartbeat_is_no_sign_of_life() {
    let mut heard = Heard::discovered();
    heard.says_late(1.0, &Report::Heartbeat(heartbeat()));
    assert_eq!(heard.vehicle.life(), Some(LifeState::Discovered));
    assert_eq!(heard.vehicle.heard(), Some(at(0.0)));
}

#[test]
fn a_heartbeat_is_old_where_a_newer_heartbeat_came_and_not_where_other_frames_did() {
    let mut vehicle = Heard::discovered().vehicle;
    let mut is_old = |is_late, count, report: &Report| {
        let way = (from(1).link, crate::link::names::PeerId::ONLY);
        vehicle.is_old(1, is_late, crate::fleet::desk::Place { way, count }, report)
    };
    let beat = Report::Heartbeat(heartbeat());
    assert!(is_old(true, 5, &beat), "nothing to compare with");
    assert!(!is_old(false, 10, &beat));
    assert!(!is_old(true, 30, &beat));
    assert!(is_old(true, 29, &beat) && is_old(true, 30, &beat));
    assert!(is_old(true, 40, &battery(0.9)) && !is_old(false, 40, &battery(0.9)));
    assert!(!is_old(true, 31, &beat));
}

#[test]
fn places_of_two_peers_behind_one_link_are_not_compared() {
    let mut vehicle = Heard::discovered().vehicle;
    let beat = Report::Heartbeat(heartbeat());
    let mut is_old = |is_late, peer, count| {
        let way = (from(1).link, crate::link::names::PeerId(peer));
        let stands = crate::fleet::desk::Place { way, count };
        vehicle.is_old(1, is_late, stands, &beat)
    };
    assert!(!is_old(false, 2, 100));
    assert!(is_old(true, 1, 50_000));
    assert!(!is_old(true, 2, 101));
}

#[test]
fn modes_and_arming_are_told_when_they_change() {
    let mut heard = Heard::discovered();
    heard.says(0.5, &Report::Heartbeat(heartbeat()));
    heard.happened();
    let guided = Heartbeat {
        custom_mode: 4,
        is_armed: true,
        ..heartbeat()
    };
    heard.says(1.0, &Report::Heartbeat(guided));
    heard.says(2.0, &Report::Heartbeat(guided));
    let mode = |name| ModeFamily::Copter.named(name).unwrap();
    let expected = [
        VehicleEvent::ModeChanged {
            from: mode("STABILIZE"),
            to: mode("GUIDED"),
        },
        VehicleEvent::ArmedChanged { is_armed: true },
    ];
    assert_eq!(heard.happened(), expected);
    assert_eq!(heard.vehicle.mode(), Some(mode("GUIDED")));
}

#[test]
fn another_aircraft_under_the_same_name_is_not_commissioned() {
    let version = |id: &[u8]| {
        Report::AutopilotVersion(Box::new(AutopilotVersion {
            capabilities: 0,
            firmware: [4, 7, 0, 255],
            git_hash: [0; 8],
            board: (0, 0),
            hardware_id: id.to_vec(),
        }))
    };
    let mut heard = Heard::discovered();
    heard.says(0.1, &version(b"one"));
    heard.vehicle.commission().unwrap();
    heard.says(0.2, &version(b"one"));
    assert!(heard.vehicle.is_commandable());
    assert_eq!(heard.happened(), []);
    // Its number is remembered over a restart.
    heard.says(0.3, &position(600_000, 1));
    heard.says(5.0, &position(1_000, 1));
    assert_eq!(heard.vehicle.known().version, None);
    heard.happened();
    heard.says(5.1, &version(b"other"));
    assert!(!heard.vehicle.is_commandable());
    let changed = VehicleEvent::IdentityChanged {
        before: b"one".to_vec(),
        now: b"other".to_vec(),
    };
    assert_eq!(heard.happened(), [changed]);
    // One that no longer says who it is, is not known to be the same.
    heard.vehicle.commission().unwrap();
    heard.says(5.2, &version(b""));
    assert!(!heard.vehicle.is_commandable());
}

#[test]
fn another_autopilot_under_the_same_name_is_not_commissioned() {
    let mut heard = Heard::discovered();
    heard.vehicle.commission().unwrap();
    heard.says(
        1.0,
        &Report::Heartbeat(Heartbeat {
            autopilot: Some(AutopilotKind::Px4),
            ..heartbeat()
        }),
    );
    assert!(!heard.vehicle.is_commandable());
}

#[test]
fn a_satellite_link_tells_px4s_mode_in_half_a_number() {
    let said = HighLatency {
        heartbeat: Heartbeat {
            autopilot: Some(AutopilotKind::Px4),
            custom_mode: 0x0404,
            ..heartbeat()
        },
        place: None,
        altitude_amsl_m: 20.0,
        heading_deg: 0.0,
        ground_speed_mps: 0.0,
        climb_mps: 0.0,
        battery_left: None,
        mission_item: 0,
        failures: 0,
    };
    let mut heard = Heard::new(Origin::Live);
    heard.says(0.0, &Report::HighLatency(said));
    assert_eq!(heard.vehicle.life(), Some(LifeState::Connected));
    assert_eq!(heard.vehicle.mode().unwrap().name().en, "MISSION");
}

#[test]
fn it_is_due_when_something_becomes_of_it_and_rests_when_nothing_can() {
    let mut heard = Heard::discovered();
    let mut wakes = 0;
    while let Some(due) = heard.vehicle.due() {
        heard.vehicle.wake(due, &mut heard.events);
        wakes += 1;
        assert!(wakes < 100, "it never rests");
    }
    assert_eq!(heard.vehicle.life(), Some(LifeState::Lost));
    assert!(!heard.vehicle.integrity().is_good());
}
