use super::*;
use crate::fleet::modes::ModeFamily;
use crate::link::names::{GroupId, LinkId};
use crate::link::report::*;
use crate::observed::Source;

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
    // Held twice: by the writer, and as it was published last.
    assert!(size_of::<Vehicle>() <= 2_600, "{}", size_of::<Vehicle>());
    let view = size_of::<crate::fleet::published::VehicleView>();
    assert!(view <= 2_300, "{view}");
    // A camera and a gimbal, eight texts of 50 characters, and the firmware's version are shared by both.
    let component = size_of::<PayloadComponent>();
    assert!(component <= 520, "{component}");
    let texts = 8 * (size_of::<TextLine>() + 50 + 24);
    let version = size_of::<AutopilotVersion>() + 18 + 40;
    assert!(2_600 + 2 * component + texts + version <= 5_000);
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
fn only_the_autopilot_says_where_the_vehicle_is() {
    let mut heard = Heard::discovered();
    heard.says(0.1, &position(1_000, 1));
    heard.component_says(0.2, 191, &position(2_000, 2));
    assert_eq!(heard.latitude(), 1);
    // A second autopilot is a component, until the first is lost.
    heard.component_says(0.3, 2, &Report::Heartbeat(heartbeat()));
    assert_eq!(heard.vehicle.autopilot(), Some(1));
    heard.vehicle.wake(at(20.0), &mut heard.events);
    heard.component_says(20.1, 2, &Report::Heartbeat(heartbeat()));
    assert_eq!(heard.vehicle.autopilot(), Some(2));
    assert_eq!(heard.vehicle.life(), Some(LifeState::Back));
}

#[test]
fn what_is_older_by_the_vehicles_clock_never_replaces_what_is_newer() {
    let mut heard = Heard::discovered();
    heard.says(0.1, &position(2_000, 2));
    heard.says(0.2, &position(1_900, 1));
    // The same again is a double: its age goes on.
    heard.says(0.3, &position(2_000, 3));
    assert_eq!(heard.latitude(), 2);
    assert_eq!(heard.vehicle.known().position.unwrap().at, at(0.1));
    assert_eq!(heard.vehicle.shed().late, 2);
    heard.says(0.4, &position(2_001, 4));
    assert_eq!(heard.latitude(), 4);
}

#[test]
fn what_is_late_replaces_only_what_is_stale() {
    let mut heard = Heard::discovered();
    heard.says_late(0.0, &battery(0.9));
    let left = |heard: &Heard| heard.vehicle.known().batteries[0].unwrap().value.left;
    assert_eq!(left(&heard), Some(0.9));
    heard.says(1.0, &battery(0.8));
    heard.says_late(6.0, &battery(0.7));
    assert_eq!(left(&heard), Some(0.8));
    heard.says_late(6.001, &battery(0.7));
    assert_eq!(left(&heard), Some(0.7));
}

#[test]
fn a_batterys_own_component_is_heard_where_the_autopilot_is_silent() {
    let mut heard = Heard::discovered();
    let left = |heard: &Heard| heard.vehicle.known().batteries[0].unwrap().value.left;
    heard.component_says(0.0, 180, &battery(0.5));
    assert_eq!(left(&heard), Some(0.5));
    heard.says(1.0, &battery(0.9));
    heard.component_says(2.0, 180, &battery(0.5));
    assert_eq!(left(&heard), Some(0.9));
    heard.component_says(6.1, 180, &battery(0.5));
    assert_eq!(left(&heard), Some(0.5));
}

#[test]
fn a_start_anew_is_told_and_what_it_made_untrue_is_forgotten() {
    let mut heard = Heard::discovered();
    heard.says(0.1, &position(600_000, 1));
    heard.says(
        0.2,
        &Report::MissionCurrent(MissionCurrent {
            sequence: 3,
            total: Some(4),
            state: MissionState::Active,
            plan_ids: [1, 2, 3],
        }),
    );
    heard.happened();
    let time = Report::SystemTime(SystemTime {
        unix_us: None,
        boot_ms: 2_000,
    });
    heard.says(4.0, &time);
    assert_eq!(heard.happened(), [VehicleEvent::Rebooted]);
    assert_eq!(heard.vehicle.known().mission, None);
    // The last place is kept with its age, and the new start's replaces it.
    assert_eq!(heard.latitude(), 1);
    assert_eq!(heard.vehicle.known().position.unwrap().at, at(0.1));
    heard.says(4.1, &position(2_100, 9));
    assert_eq!(heard.latitude(), 9);
    assert_eq!(heard.happened(), []);
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
fn an_item_is_reached_once_however_often_it_is_said() {
    let mut heard = Heard::discovered();
    for second in 0..11 {
        heard.says(f64::from(second), &Report::MissionItemReached(1));
    }
    heard.says(11.0, &Report::MissionItemReached(2));
    let reached = [1, 2].map(VehicleEvent::MissionItemReached);
    assert_eq!(heard.happened(), reached);
}

#[test]
fn a_fence_breach_begins_and_ends() {
    let status = |is_breached| {
        Report::FenceStatus(FenceStatus {
            is_breached,
            breaches: 1,
            kind: FenceBreach::Boundary,
        })
    };
    let mut heard = Heard::discovered();
    for (second, is_breached) in (1..).zip([false, true, true, false, false]) {
        heard.says(f64::from(second), &status(is_breached));
    }
    let expected = [
        VehicleEvent::FenceBreachBegan(FenceBreach::Boundary),
        VehicleEvent::FenceBreachEnded,
    ];
    assert_eq!(heard.happened(), expected);
}

#[test]
fn leaving_the_ground_is_told() {
    let state = |landed| Report::ExtendedState {
        landed,
        vtol: VtolState::None,
    };
    let mut heard = Heard::discovered();
    heard.says(1.0, &state(LandedState::OnGround));
    heard.says(2.0, &state(LandedState::OnGround));
    heard.says(3.0, &state(LandedState::TakingOff));
    use LandedState::{OnGround, TakingOff, Unknown};
    let changes = [(Unknown, OnGround), (OnGround, TakingOff)];
    let expected = changes.map(|(from, to)| VehicleEvent::LandedChanged { from, to });
    assert_eq!(heard.happened(), expected);
    let known = heard.vehicle.known();
    let fresh = std::time::Duration::from_secs(5);
    assert_eq!(known.is_on_ground(at(3.0), fresh), Some(false));
    // What was said is old: the heartbeat, old too, does not help.
    assert_eq!(known.is_on_ground(at(8.1), fresh), None);
}

#[test]
fn plans_changed_behind_our_back_are_told() {
    let current = |plan_ids| {
        Report::MissionCurrent(MissionCurrent {
            sequence: 0,
            total: None,
            state: MissionState::Active,
            plan_ids,
        })
    };
    let mut heard = Heard::discovered();
    heard.says(1.0, &current([5, 6, 0]));
    heard.says(2.0, &current([5, 6, 0]));
    heard.says(3.0, &current([5, 8, 0]));
    let changed = VehicleEvent::PlansChanged {
        from: [5, 6, 0],
        to: [5, 8, 0],
    };
    assert_eq!(heard.happened(), [changed]);
}

fn camera(index: u8) -> Report {
    Report::Storage(Storage {
        index,
        status: 2,
        total_mib: 32_000.0,
        free_mib: 31_000.0,
    })
}

#[test]
fn payload_is_bounded_and_what_is_shed_is_counted() {
    let mut heard = Heard::discovered();
    for component in 100..150 {
        for index in 1..=10 {
            heard.component_says(0.1, component, &camera(index));
        }
    }
    let payload = &heard.vehicle.known().payload;
    assert_eq!(payload.len(), COMPONENTS);
    assert!(
        payload
            .iter()
            .all(|component| component.storages[1].is_some())
    );
    let kept = (COMPONENTS * STORAGES) as u32;
    assert_eq!(heard.vehicle.shed().payload, 50 * 10 - kept);
}

#[test]
fn streams_are_kept_by_their_index() {
    let stream = |index, name: &str| {
        Report::VideoStream(Box::new(VideoStream {
            index,
            count: 2,
            kind: 0,
            encoding: 1,
            flags: 1,
            frame_rate_hz: 25.0,
            resolution_px: (1920, 1080),
            bit_rate: 4_000_000,
            field_of_view_deg: 60,
            name: name.to_owned(),
            uri: "rtsp://192.0.2.1/live".to_owned(),
        }))
    };
    let mut heard = Heard::discovered();
    heard.component_says(0.1, 100, &stream(2, "thermal"));
    heard.component_says(0.2, 100, &stream(1, "wide"));
    heard.component_says(0.3, 100, &stream(2, "thermal, again"));
    for index in 3..20 {
        heard.component_says(0.4, 100, &stream(index, "more"));
    }
    let streams = &heard.vehicle.known().payload[0].streams;
    let names: Vec<&str> = streams.iter().map(|it| it.value.name.as_str()).collect();
    assert_eq!(names, ["wide", "thermal, again", "more", "more"]);
    assert_eq!(heard.vehicle.shed().payload, 15);
}

#[test]
fn every_photo_is_told_and_counted() {
    let image = CameraImageCaptured {
        unix_us: 0,
        boot_ms: 1,
        place: None,
        altitude_amsl_m: 50.0,
        above_home_m: 30.0,
        orientation: [0.0; 4],
        index: 4,
        is_captured: true,
        file_url: String::new(),
    };
    let mut heard = Heard::discovered();
    heard.component_says(
        1.0,
        100,
        &Report::CameraImageCaptured(Box::new(image.clone())),
    );
    let told = VehicleEvent::CameraImageCaptured {
        component: 100,
        image: image.into(),
    };
    assert_eq!(heard.happened(), [told]);
    assert_eq!(heard.vehicle.known().images, 1);
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
