//! How fast a day passes: 20 vehicles that patrol each hour, come home and charge, every message
//! encoded by them and read by a station.

use crate::fleet::interval_request;
use crate::report::{Report, Row, show};
use geofences::FlatTerrain;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use simulator::airframe::Contact;
use simulator::autopilot::Autopilot;
use simulator::autopilot::ardupilot::Copter;
use simulator::autopilot::missions::{Item, Kind, Patrol, PatrolShape};
use simulator::craft::{Craft, CraftModel};
use simulator::environment::{MeanWind, Weather, WeatherAt};
use simulator::place::Place;
use simulator::simulation::{Frames, Setup, Simulation};
use simulator::time::SimTime;
use simulator::vehicle::Vehicle;
use simulator::wire::{ChannelId, Splitter};
use std::sync::Arc;
use std::time::{Duration, Instant};

const VEHICLES: u32 = 20;
const DAY: Duration = Duration::from_secs(12 * 3_600);
const STEP: Duration = Duration::from_millis(20);
const GOAL: Duration = Duration::from_secs(60);
/// Vehicles start one after another in each hour, so far apart.
const APART_S: u64 = 120;
/// Around the patrol so often before it goes home.
const ROUNDS: f32 = 12.0;
/// Charged by so much of the capacity an hour on the ground.
const CHARGE_PER_HOUR: f64 = 1.0;

/// What a controller asks for, with its interval in microseconds.
const ASKED: [(u32, f32); 12] = [
    (GLOBAL_POSITION_INT_DATA::ID, 250_000.0),
    (ATTITUDE_DATA::ID, 250_000.0),
    (VFR_HUD_DATA::ID, 500_000.0),
    (SYS_STATUS_DATA::ID, 1_000_000.0),
    (GPS_RAW_INT_DATA::ID, 1_000_000.0),
    (EKF_STATUS_REPORT_DATA::ID, 1_000_000.0),
    (MISSION_CURRENT_DATA::ID, 1_000_000.0),
    (EXTENDED_SYS_STATE_DATA::ID, 1_000_000.0),
    (BATTERY_STATUS_DATA::ID, 2_000_000.0),
    (VIBRATION_DATA::ID, 1_000_000.0),
    (WIND_DATA::ID, 1_000_000.0),
    (HOME_POSITION_DATA::ID, 5_000_000.0),
];

/// Measures and adds the row.
pub fn measure(report: &mut Report, seed: u64) {
    let begun = Instant::now();
    let mut simulation = city(seed);
    let mut frames = Frames::default();
    let (mut sent, mut decoded, mut flights, mut flown_s) = (0_u64, 0_u64, 0_u32, 0_u64);
    let second = Duration::from_secs(1);
    let mut now = SimTime::START;
    let mut was_armed = [false; VEHICLES as usize];
    while now < SimTime::START + DAY {
        now = now + second;
        frames.clear();
        simulation.step(now, [], &mut frames);
        sent += frames.len() as u64;
        for (_, bytes) in frames.iter() {
            Splitter::default().take(bytes, |frame| {
                decoded += u64::from(frame.message().is_some())
            });
        }
        for index in 0..VEHICLES {
            let Some((vehicle, _)) = simulation.vehicle_mut(index) else {
                continue;
            };
            let is_armed = vehicle.autopilot.status().is_armed;
            let has_landed = was_armed[index as usize] && !is_armed;
            let stands = vehicle.craft.contact() == Contact::Standing;
            flights += u32::from(has_landed && stands);
            flown_s += u64::from(is_armed);
            was_armed[index as usize] = is_armed;
            serve(vehicle, index, now, is_armed);
        }
    }
    let took = begun.elapsed();
    let wrecked = simulation
        .vehicles()
        .filter(|it| it.craft.contact() == Contact::Wrecked)
        .count();
    report.row(Row {
        what: format!(
            "a day of 12 hours of {VEHICLES} vehicles: {flights} flights, {} hours in the air, {sent} \
             messages encoded, proven and {decoded} decoded; {wrecked} craft wrecked",
            flown_s / 3_600
        ),
        ours: show(took),
        baseline: "12 h (a figure: real time)".to_owned(),
        ratio: Some(DAY.as_secs_f64() / took.as_secs_f64()),
        goal: format!("< {}", show(GOAL)),
        met: took < GOAL
            && flights > VEHICLES * 8
            && sent > 0
            && decoded == sent
            && wrecked == 0,
    });
}

/// Starts a vehicle in its turn of the hour, and charges it on the ground.
fn serve(vehicle: &mut Vehicle, index: u32, now: SimTime, is_armed: bool) {
    let in_hour = now.us() / 1_000_000 % 3_600;
    let turn = u64::from(index) * APART_S;
    // A minute is what a start takes, with its checks and the climb.
    let is_turn =
        (turn..turn + 60).contains(&in_hour) && now > SimTime::START + Duration::from_secs(60);
    let is_flying_mission = vehicle.autopilot.status().mode == "AUTO" && is_armed;
    if is_turn && !is_flying_mission {
        // Not ready is no failure: it is asked again in a second.
        let _ = vehicle.autopilot.start_mission_by_hand(now, &vehicle.craft);
    } else if !is_armed {
        let charge = vehicle.craft.battery().charge() + CHARGE_PER_HOUR / 3_600.0;
        vehicle.craft.battery_mut().set_charge(charge.min(1.0));
    }
}

fn city(seed: u64) -> Simulation {
    let started = "2026-11-24T00:00:00Z"
        .parse()
        .unwrap_or_else(|it| panic!("{it}"));
    let weather = |speed_mps| Weather {
        wind: MeanWind {
            speed_mps,
            from_deg: 320.0,
            turbulence: 0.15,
        },
        ..Weather::default()
    };
    let noon = SimTime::from_s(4 * 3_600);
    let mut simulation = Simulation::new(Setup {
        seed,
        started,
        step: STEP,
        terrain: Arc::new(FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        }),
        weather: WeatherAt::new(vec![(SimTime::START, weather(2.0)), (noon, weather(7.0))]),
    });
    let model = Arc::new(CraftModel::inspection_quad());
    for index in 0..VEHICLES {
        let home = Place::new(36.06, 120.30 + f64::from(index) * 4e-3, 20.0);
        let name = format!("drone-{index}");
        let starts = SimTime::from_ms(u64::from(index) * 37);
        let craft = Craft::new(
            Arc::clone(&model),
            home,
            0.0,
            1.0,
            (seed, &name),
            simulation.world(),
        );
        let mut copter = Copter::new(index as u8 + 1, 1, 0.0, started, starts);
        let mission = copter.stores_mut().get_mut(Kind::Mission);
        mission.replace(patrol_and_home(home));
        let mut vehicle = Vehicle::new(name, craft, Box::new(copter), 1);
        for (message, interval_us) in ASKED {
            let request = interval_request(message, interval_us, started);
            vehicle.take(starts, ChannelId(0), &request);
        }
        simulation.add(vehicle, starts);
    }
    simulation
}

fn patrol_and_home(home: Place) -> Vec<Item> {
    let patrol = Patrol {
        shape: PatrolShape::Box,
        radius_m: 120.0,
        height_m: 60.0,
        speed_mps: 8.0,
    };
    let mut items = patrol.items(home, true);
    if let Some(jump) = items.last_mut() {
        jump.params[1] = ROUNDS;
        let home = Item {
            command: MavCmd::MAV_CMD_NAV_RETURN_TO_LAUNCH,
            params: [0.0; 4],
            ..*jump
        };
        items.push(home);
    }
    items
}
