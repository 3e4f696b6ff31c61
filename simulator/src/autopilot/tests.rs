//! What holds of both autopilots, whatever they are told.

#![allow(clippy::unwrap_used)]

use super::parameters::Encoding;
use super::station::Station;
use super::{Autopilot, ardupilot, px4};
use crate::random::Random;
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;

/// Of this seed come the values beside the fixed ones; a failure names parameter and value.
const SEED: u64 = 20_261_125;
/// Parameters whose names begin so are flown with; of the others it is enough to be set.
const FLOWN_WITH: [&str; 26] = [
    "WPNAV_", "RTL_", "LAND_", "GUID_", "FS_", "FENCE_", "BATT_", "ATC_SLEW", "RALLY_", "PILOT_",
    "MPC_", "NAV_", "COM_", "GF_", "BAT_", "BAT1_", "MIS_", "LND_", "EKF2_REQ", "MAV_", "STAT_",
    "MOT_THST", "FW_", "VT_", "VTO_", "NPFG_",
];
/// Lower than this above home a new flight begins, m.
const LOWEST_M: f64 = 25.0;

fn values(random: &mut Random) -> [f64; 5] {
    let any = loop {
        let any = f32::from_bits(random.number() as u32);
        if any.is_finite() {
            break any.into();
        }
    };
    [1e30, -1e30, 0.0, random.between(-100.0, 100.0), any]
}

fn set<A: Autopilot>(station: &mut Station<A>, encoding: Encoding, index: usize, value: f64) {
    let (name, _, kind) = station.autopilot.parameters().at(index).unwrap();
    station.send(&PARAM_SET_DATA {
        param_value: encoding.encode(value, kind),
        target_system: 1,
        target_component: 1,
        param_id: CharArray::from(name),
        param_type: kind,
    });
}

/// Sets each parameter to each value while it flies, does everything with it that there is to do, and
/// sets it back.
fn any_value_of_any_parameter<A: Autopilot>(
    encoding: Encoding,
    flying: impl Fn() -> Station<A>,
    exercise: impl Fn(&mut Station<A>),
) {
    let mut random = Random::new(SEED, "any value of any parameter");
    let mut station = flying();
    for index in 0..station.autopilot.parameters().count() {
        let (name, before, _) = station.autopilot.parameters().at(index).unwrap();
        let is_flown_with = FLOWN_WITH.iter().any(|start| name.starts_with(start));
        for value in values(&mut random) {
            if !station.autopilot.status().is_armed || station.height_m() < LOWEST_M {
                station = flying();
            }
            // Where it panics, this is the last that is told.
            println!("{name} = {value:e}");
            set(&mut station, encoding, index, value);
            if is_flown_with {
                exercise(&mut station);
            }
            set(&mut station, encoding, index, before);
            station.said.clear();
        }
    }
}

fn to_place<A: Autopilot>(station: &mut Station<A>) {
    station.send(&SET_POSITION_TARGET_GLOBAL_INT_DATA {
        lat_int: 360_672_000,
        lon_int: 1_203_827_000,
        alt: 60.0,
        type_mask: PositionTargetTypemask::from_bits_retain(0xDF8),
        target_system: 1,
        target_component: 1,
        coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        ..Default::default()
    });
}

fn with_velocity<A: Autopilot>(station: &mut Station<A>) {
    station.send(&SET_POSITION_TARGET_GLOBAL_INT_DATA {
        vx: 3.0,
        vz: -1.0,
        type_mask: PositionTargetTypemask::from_bits_retain(0xDC7),
        target_system: 1,
        target_component: 1,
        coordinate_frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
        ..Default::default()
    });
}

#[test]
fn a_copter_flies_on_with_any_value_of_any_parameter() {
    use ardupilot::Mode;
    let flying = || {
        let mut station = ardupilot::station::Station::ready();
        station.send(&HEARTBEAT_DATA::default());
        station.take_off(60.0);
        station
    };
    any_value_of_any_parameter(Encoding::Cast, flying, |station| {
        to_place(station);
        station.wait(0.04);
        with_velocity(station);
        station.wait(0.04);
        for mode in [Mode::Rtl, Mode::Land, Mode::Guided] {
            station.mode(mode);
            station.wait(0.12);
        }
    });
}

#[test]
fn a_px4_flies_on_its_wing_with_any_value_of_any_parameter() {
    use px4::Mode;
    let flying = || {
        let mut station = px4::station::Station::vtol();
        station.take_off(60.0);
        station.beat();
        station
    };
    let transition = |station: &mut px4::station::Station, to| {
        let params = [to, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        station.command(MavCmd::MAV_CMD_DO_VTOL_TRANSITION, params);
        station.wait(0.1);
    };
    any_value_of_any_parameter(Encoding::Bytewise, flying, |station| {
        station.mode(Mode::Loiter);
        transition(station, 4.0);
        for _ in 0..2 {
            with_velocity(station);
        }
        for mode in [Mode::Offboard, Mode::Rtl, Mode::Loiter] {
            station.mode(mode);
            station.wait(0.12);
        }
        station.reposition(360_672_000, 1_203_827_000, 80.0, MavFrame::MAV_FRAME_GLOBAL);
        transition(station, 3.0);
        station.mode(Mode::Land);
        station.wait(0.12);
    });
}

#[test]
fn a_px4_flies_on_with_any_value_of_any_parameter() {
    use px4::Mode;
    let flying = || {
        let mut station = px4::station::Station::ready();
        station.take_off(60.0);
        station.beat();
        station
    };
    any_value_of_any_parameter(Encoding::Bytewise, flying, |station| {
        for _ in 0..2 {
            with_velocity(station);
        }
        for mode in [Mode::Offboard, Mode::Rtl, Mode::Land, Mode::Loiter] {
            station.mode(mode);
            station.wait(0.12);
        }
        station.reposition(360_672_000, 1_203_827_000, 80.0, MavFrame::MAV_FRAME_GLOBAL);
        station.wait(0.12);
    });
}
