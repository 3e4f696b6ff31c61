//! What keeps a vehicle up.

use super::figures::{Keys, count, not_for, number, table};
use super::keys;
use crate::vehicle::{Airframe, Rotors, Vtol, Wing};

/// The kinds of airframe.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Multirotor,
    FixedWing,
    Vtol,
}

pub(super) fn kind(vehicle: &Keys) -> Option<Kind> {
    let kinds = [
        ("multirotor", Kind::Multirotor),
        ("fixed-wing", Kind::FixedWing),
        ("vtol", Kind::Vtol),
    ];
    vehicle.required("airframe", |given| {
        given.choice(("airframe", "机型"), &kinds)
    })
}

pub(super) fn airframe(file: &Keys, kind: Option<Kind>) -> Option<Airframe> {
    match kind? {
        Kind::Multirotor => {
            let why = ("for a multirotor", "在多旋翼中");
            not_for(file, "wing", why);
            not_for(file, "vtol", why);
            rotors(file).map(Airframe::Multirotor)
        }
        Kind::FixedWing => {
            let why = ("for a fixed wing", "在固定翼中");
            not_for(file, "rotors", why);
            not_for(file, "vtol", why);
            wing(file).map(Airframe::FixedWing)
        }
        Kind::Vtol => {
            let (rotors, wing) = (rotors(file), wing(file));
            let vtol = table(file, "vtol", &keys::VTOL)?;
            let (to_wing_s, to_rotors_s) =
                (number(&vtol, "to_wing_s"), number(&vtol, "to_rotors_s"));
            let rotor_climb_mps = number(&vtol, "rotor_climb_mps");
            let rotor_descent_mps = number(&vtol, "rotor_descent_mps");
            Some(Airframe::Vtol(Vtol {
                rotors: rotors?,
                wing: wing?,
                to_wing_s,
                to_rotors_s,
                rotor_climb_mps,
                rotor_descent_mps,
            }))
        }
    }
}

fn rotors(file: &Keys) -> Option<Rotors> {
    let table = table(file, "rotors", &keys::ROTORS)?;
    Some(Rotors {
        count: count(&table, "count"),
        radius_m: number(&table, "radius_m"),
        solidity: number(&table, "solidity"),
        thrust_coefficient: number(&table, "thrust_coefficient"),
        profile_drag: number(&table, "profile_drag"),
        induced_factor: number(&table, "induced_factor"),
        drag_area_m2: number(&table, "drag_area_m2"),
        drive_efficiency: number(&table, "drive_efficiency"),
        descent_floor: number(&table, "descent_floor"),
    })
}

fn wing(file: &Keys) -> Option<Wing> {
    let table = table(file, "wing", &keys::WING)?;
    Some(Wing {
        glide_ratio: number(&table, "glide_ratio"),
        glide_mps: number(&table, "glide_mps"),
        slowest_mps: number(&table, "slowest_mps"),
        reference_kg: number(&table, "reference_kg"),
        turn_radius_m: number(&table, "turn_radius_m"),
        propulsion_efficiency: number(&table, "propulsion_efficiency"),
    })
}
