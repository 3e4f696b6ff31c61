//! What goes wrong with a whole vehicle.

#![allow(clippy::unwrap_used)]

use super::*;
use crate::autopilot::ardupilot::Copter;
use crate::autopilot::missions::{Patrol, PatrolShape};
use crate::autopilot::station::{DT, HOME, started};
use crate::craft::CraftModel;
use crate::environment::Weather;
use crate::wire::{Key, Sender, Signing};
use geofences::FlatTerrain;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use std::sync::Arc;
use std::time::Duration;

struct Case {
    vehicle: Vehicle,
    world: World,
    now: SimTime,
    outbox: Outbox,
}

impl Case {
    fn new() -> Self {
        let world = World {
            terrain: Arc::new(FlatTerrain {
                elevation_amsl_m: 20.0,
                uncertainty_m: 0.0,
            }),
            weather: Weather::default(),
        };
        let craft = Craft::new(
            CraftModel::inspection_quad(),
            HOME,
            0.0,
            1.0,
            (1, "drone"),
            &world,
        );
        let copter = Copter::new(1, 1, 0.0, started(), SimTime::START);
        Self {
            vehicle: Vehicle::new("drone".to_owned(), craft, Box::new(copter), 1),
            world,
            now: SimTime::START,
            outbox: Outbox::default(),
        }
    }

    /// One that flies a patrol.
    fn flying() -> Self {
        let patrol = Patrol {
            shape: PatrolShape::Box,
            radius_m: 150.0,
            height_m: 50.0,
            speed_mps: 8.0,
        };
        let mut case = Self::new();
        let stores = case.vehicle.autopilot.stores_mut();
        let mission = stores.get_mut(Kind::Mission);
        mission.replace(patrol.items(HOME, true));
        case.wait(45.0);
        for _ in 0..60 {
            case.wait(1.0);
            let craft = &case.vehicle.craft;
            let started = case
                .vehicle
                .autopilot
                .start_mission_by_hand(case.now, craft);
            if started.is_ok() {
                case.wait(30.0);
                return case;
            }
        }
        panic!("it never took off");
    }

    fn wait(&mut self, seconds: f64) -> usize {
        let (until, mut frames) = (self.now + Duration::from_secs_f64(seconds), 0);
        while self.now < until {
            self.now = self.now + DT;
            self.outbox.clear();
            let dt_s = DT.as_secs_f64();
            self.vehicle
                .step(self.now, dt_s, &self.world, &mut self.outbox);
            frames += self.outbox.len();
        }
        frames
    }
}

#[test]
fn a_frozen_vehicle_says_nothing_and_goes_on_when_it_thaws() {
    let mut case = Case::new();
    assert!(case.wait(5.0) > 3);
    case.vehicle.set_frozen(true);
    assert_eq!(case.wait(20.0), 0);
    case.vehicle.set_frozen(false);
    assert!(case.wait(5.0) > 3);
}

#[test]
fn one_that_flies_away_goes_where_it_likes_whatever_its_pilot_wants_and_obeys_again_after() {
    let mut case = Case::flying();
    let from = case.vehicle.craft.body().place;
    case.vehicle
        .set_flying_away(Some(Vector3::new(0.0, 12.0, -1.0)));
    let craft = &case.vehicle.craft;
    case.vehicle
        .autopilot
        .pilot_sets_mode("LAND", case.now, craft)
        .unwrap();
    case.wait(30.0);
    let gone = from.ned_to(case.vehicle.craft.body().place);
    assert!(gone.y > 250.0 && gone.z < -15.0, "{gone}");
    case.vehicle.set_flying_away(None);
    case.wait(120.0);
    assert_eq!(case.vehicle.craft.contact(), Contact::Standing);
}

#[test]
fn a_reboot_in_the_air_is_a_fall() {
    let mut case = Case::flying();
    case.vehicle.reboot(case.now);
    case.wait(15.0);
    assert_eq!(case.vehicle.craft.contact(), Contact::Wrecked);
    assert!(!case.vehicle.autopilot.status().is_armed);
}

#[test]
fn spoofed_telemetry_tells_another_place_than_the_vehicle_flies_by() {
    let mut case = Case::flying();
    case.vehicle
        .craft
        .set_told_off(Vector3::new(500.0, 0.0, 0.0));
    case.wait(20.0);
    let craft = &case.vehicle.craft;
    let off = craft.estimate().place.ned_to(craft.told_estimate().place);
    assert!((off - Vector3::new(500.0, 0.0, 0.0)).norm() < 0.1, "{off}");
    let fix_off = craft.fix().place.ned_to(craft.told_fix().place);
    assert!((fix_off.x - 500.0).abs() < 0.1);
    // It still flies its patrol around home.
    assert!(craft.body().place.ground_distance_m(HOME) < 200.0);
}

#[test]
fn a_vehicle_that_lies_about_its_mission_does_not_go_everywhere_it_says() {
    let east = HOME.moved_ned(
        Vector3::new(0.0, 150.0, 0.0),
        crate::place::DegreeLengths::at(HOME.latitude_deg),
    );
    let nearest = |lies: bool| {
        let mut case = Case::flying();
        case.vehicle.set_lying_about_mission(lies);
        // Where it was going when it began to lie, it still goes.
        case.wait(60.0);
        let mut nearest = f64::INFINITY;
        for _ in 0..150 {
            case.wait(1.0);
            let place = case.vehicle.craft.body().place;
            nearest = nearest.min(place.ground_distance_m(east));
        }
        nearest
    };
    assert!(nearest(false) < 10.0);
    assert!(nearest(true) > 50.0);
}

#[test]
fn a_pilot_takes_over_by_hand_and_a_mode_that_is_none_is_refused_with_those_that_are() {
    let mut case = Case::flying();
    let craft = &case.vehicle.craft;
    case.vehicle
        .autopilot
        .pilot_sets_mode("loiter", case.now, craft)
        .unwrap();
    assert_eq!(case.vehicle.autopilot.status().mode, "LOITER");
    let refusal = case
        .vehicle
        .autopilot
        .pilot_sets_mode("MISSION", case.now, craft);
    let told = refusal.unwrap_err().to_string();
    assert!(told.contains("MISSION") && told.contains("AUTO"), "{told}");
}

#[test]
fn a_vehicle_that_signs_hears_nobody_without_its_key() {
    let mut case = Case::new();
    let key = Key([7; 32]);
    case.vehicle
        .autopilot
        .signing_mut()
        .set_key(Some(key.clone()));
    let request = COMMAND_LONG_DATA {
        command: MavCmd::MAV_CMD_REQUEST_MESSAGE,
        param1: AUTOPILOT_VERSION_DATA::ID as f32,
        target_system: 1,
        target_component: 1,
        ..Default::default()
    };
    let mut answered = |signs: bool| {
        case.wait(1.0);
        let (mut outbox, mut signing) = (Outbox::default(), Signing::off(started()));
        signing.set_key(signs.then(|| key.clone()));
        let mut sender = Sender::new(ChannelId(0), 255, 190);
        sender.send(case.now, &mut signing, &request, &mut outbox);
        let bytes: Vec<u8> = outbox.iter().flat_map(|it| it.1.to_vec()).collect();
        case.vehicle.take(case.now, ChannelId(0), &bytes);
        case.wait(0.02);
        let mut frames = case.outbox.iter();
        // The number of AUTOPILOT_VERSION, after the header.
        frames.any(|(_, frame)| frame[7] == 148)
    };
    assert!(!answered(false));
    assert!(answered(true));
}
