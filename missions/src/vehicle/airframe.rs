//! What keeps an aircraft up, in the figures that its power follows from.

use crate::camera::{Faults, within};

/// What keeps it up.
#[derive(Clone, Debug, PartialEq)]
pub enum Airframe {
    /// Rotors alone.
    Multirotor(Rotors),
    /// A wing alone: it is thrown and lands on its belly or by parachute.
    FixedWing(Wing),
    /// It takes off and lands on rotors and flies on a wing.
    Vtol(Vtol),
}

/// Rotors, by blade element and momentum theory (Leishman, Principles of Helicopter Aerodynamics, 2nd ed.,
/// chapter 2; Zeng, Xu and Zhang 2019, Energy Minimization for Wireless Communication With Rotary-Wing UAV,
/// IEEE Transactions on Wireless Communications 18(4), appendix A).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rotors {
    /// How many.
    pub count: u32,
    /// Of one rotor, metres.
    pub radius_m: f64,
    /// Area of the blades over that of the disc.
    pub solidity: f64,
    /// Thrust over ρ · disc area · (tip speed)²: the blades hold it, and the tip speed follows from the
    /// thrust.
    pub thrust_coefficient: f64,
    /// Drag coefficient of the blades' profile (δ in the paper).
    pub profile_drag: f64,
    /// Real over ideal induced power (1 + k in the paper); rotors above each other count here too.
    pub induced_factor: f64,
    /// Drag coefficient times area of all that is not rotor (S_FP in the paper), m².
    pub drag_area_m2: f64,
    /// Power at the shafts over that from the battery: motors and their controllers.
    pub drive_efficiency: f64,
    /// In a descent the power falls to no less than this part of that in level flight; never to nothing.
    pub descent_floor: f64,
}

/// A wing with its propeller, by its glide (Anderson, Introduction to Flight, 8th ed., chapter 6): where the
/// drag is least, half of it comes from lift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wing {
    /// Largest lift over drag.
    pub glide_ratio: f64,
    /// Speed at which it glides so, with `reference_kg` in standard air at sea level, m/s.
    pub glide_mps: f64,
    /// The slowest that it is flown level with the same mass and air, m/s: above the stall by what gusts
    /// need.
    pub slowest_mps: f64,
    /// The mass that both speeds are for, kg.
    pub reference_kg: f64,
    /// The smallest circle that it is flown in, metres.
    pub turn_radius_m: f64,
    /// Power that pulls over that from the battery: propeller, motor and its controller.
    pub propulsion_efficiency: f64,
}

/// Rotors and a wing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vtol {
    /// What it hovers on. Their drag area is that of the whole aircraft in the wind.
    pub rotors: Rotors,
    /// What it flies on.
    pub wing: Wing,
    /// From hovering to flying on the wing, s.
    pub to_wing_s: f64,
    /// From the wing to hovering, s.
    pub to_rotors_s: f64,
    /// How fast it climbs on the rotors, m/s.
    pub rotor_climb_mps: f64,
    /// How fast it sinks on them, m/s.
    pub rotor_descent_mps: f64,
}

/// Rotors that sink in their own wake take at least so much of level flight: what is below it was mistyped.
const LEAST_DESCENT_FLOOR: f64 = 0.1;

impl Airframe {
    /// Its rotors, where it has any.
    pub fn rotors(&self) -> Option<&Rotors> {
        match self {
            Self::Multirotor(rotors) => Some(rotors),
            Self::FixedWing(_) => None,
            Self::Vtol(vtol) => Some(&vtol.rotors),
        }
    }

    /// Its wing, where it has one.
    pub fn wing(&self) -> Option<&Wing> {
        match self {
            Self::Multirotor(_) => None,
            Self::FixedWing(wing) => Some(wing),
            Self::Vtol(vtol) => Some(&vtol.wing),
        }
    }

    pub(super) fn check(&self, faults: &mut Faults) {
        if let Some(rotors) = self.rotors() {
            rotors.check(faults);
        }
        if let Some(wing) = self.wing() {
            wing.check(faults);
        }
        if let Self::Vtol(vtol) = self {
            let change = within(0.0, 120.0, "s");
            faults.number("vtol.to_wing_s", vtol.to_wing_s, change);
            faults.number("vtol.to_rotors_s", vtol.to_rotors_s, change);
            let vertical = within(0.1, 20.0, "m/s");
            faults.number("vtol.rotor_climb_mps", vtol.rotor_climb_mps, vertical);
            faults.number("vtol.rotor_descent_mps", vtol.rotor_descent_mps, vertical);
        }
    }
}

impl Rotors {
    fn check(&self, faults: &mut Faults) {
        faults.number("rotors.count", f64::from(self.count), within(1.0, 64.0, ""));
        faults.number("rotors.radius_m", self.radius_m, within(0.02, 3.0, "m"));
        faults.number("rotors.solidity", self.solidity, within(0.01, 0.5, ""));
        let coefficient = within(0.001, 0.05, "");
        faults.number(
            "rotors.thrust_coefficient",
            self.thrust_coefficient,
            coefficient,
        );
        faults.number(
            "rotors.profile_drag",
            self.profile_drag,
            within(0.001, 0.2, ""),
        );
        faults.number(
            "rotors.induced_factor",
            self.induced_factor,
            within(1.0, 2.5, ""),
        );
        faults.number(
            "rotors.drag_area_m2",
            self.drag_area_m2,
            within(0.0, 5.0, "m²"),
        );
        faults.number(
            "rotors.drive_efficiency",
            self.drive_efficiency,
            within(0.2, 1.0, ""),
        );
        faults.number(
            "rotors.descent_floor",
            self.descent_floor,
            within(LEAST_DESCENT_FLOOR, 1.0, ""),
        );
    }
}

impl Wing {
    fn check(&self, faults: &mut Faults) {
        faults.number("wing.glide_ratio", self.glide_ratio, within(1.0, 60.0, ""));
        let speed = within(3.0, 80.0, "m/s");
        faults.number("wing.glide_mps", self.glide_mps, speed);
        faults.number("wing.slowest_mps", self.slowest_mps, speed);
        faults.number(
            "wing.reference_kg",
            self.reference_kg,
            within(0.05, 1_000.0, "kg"),
        );
        faults.number(
            "wing.turn_radius_m",
            self.turn_radius_m,
            within(2.0, 2_000.0, "m"),
        );
        let efficiency = within(0.1, 1.0, "");
        faults.number(
            "wing.propulsion_efficiency",
            self.propulsion_efficiency,
            efficiency,
        );
    }
}
