//! What it takes to hover, rise, land and turn.

use super::flyer::{Flown, Flyer, J_PER_WH, Motion, is_amount, wh};
use super::{Air, CannotFly};
use crate::vehicle::{Airframe, Vtol};

impl Flyer<'_> {
    /// Stays at a place: rotors hover against the wind or sheltered from it, whichever takes more; a wing circles it
    /// at its cruise speed.
    ///
    /// # Errors
    /// The wind, the temperature or the height is beyond the vehicle's limits, or its circle too tight; or the time is
    /// none.
    pub fn hold(&self, seconds: f64, amsl_m: f64, air: &Air) -> Result<Flown, CannotFly> {
        if !is_amount(seconds) {
            return Err(CannotFly::NoLeg);
        }
        self.may_fly_in(air, amsl_m, amsl_m)?;
        let density = air.density_kgpm3(amsl_m);
        match &self.vehicle().airframe {
            Airframe::FixedWing(wing) => {
                let airspeed_mps = self.vehicle().performance.cruise_mps;
                let motion = Motion::OnWing {
                    airspeed_mps,
                    climb_mps: 0.0,
                    load_factor: wing.load_factor_in_turn(airspeed_mps),
                };
                let energy_wh = wh(self.power_w(motion, density)?, seconds);
                Ok(standing(seconds, energy_wh, airspeed_mps, 0.0))
            }
            Airframe::Multirotor(_) | Airframe::Vtol(_) => {
                self.straight_up(0.0, seconds, amsl_m, amsl_m, air)
            }
        }
    }

    /// From the ground to a height: rotors rise straight up; a wing speeds up, as if nothing helped it, and climbs away at
    /// its cruise speed.
    ///
    /// # Errors
    /// The wind, the temperature or the height is beyond the vehicle's limits, or the height below the ground.
    pub fn take_off(
        &self,
        ground_amsl_m: f64,
        to_amsl_m: f64,
        air: &Air,
    ) -> Result<Flown, CannotFly> {
        self.may_fly_in(air, ground_amsl_m, to_amsl_m)?;
        let rise_m = to_amsl_m - ground_amsl_m;
        if !is_amount(rise_m) {
            return Err(CannotFly::NoLeg);
        }
        let middle_m = (ground_amsl_m + to_amsl_m) / 2.0;
        let climb_mps = match &self.vehicle().airframe {
            Airframe::Vtol(Vtol {
                rotor_climb_mps, ..
            }) => *rotor_climb_mps,
            Airframe::Multirotor(_) | Airframe::FixedWing(_) => {
                self.vehicle().performance.climb_mps
            }
        };
        let seconds = rise_m / climb_mps;
        if matches!(self.vehicle().airframe, Airframe::FixedWing(_)) {
            let mut flown = self.straight_on_wing(climb_mps, seconds, middle_m, air)?;
            flown.energy_wh += self.energy_of_motion_j(flown.airspeed_mps) / J_PER_WH;
            return Ok(flown);
        }
        let slow_s = self.vehicle().performance.take_off_s;
        let slow = self.straight_up(0.0, slow_s, ground_amsl_m, ground_amsl_m, air)?;
        let fast = self.straight_up(climb_mps, seconds, middle_m, to_amsl_m, air)?;
        Ok(Flown {
            seconds: slow_s + seconds,
            energy_wh: slow.energy_wh + fast.energy_wh,
            ..fast
        })
    }

    /// From a height to the ground below it: rotors sink straight down, the last of it slowly; a wing glides
    /// down at its cruise speed.
    ///
    /// # Errors
    /// The wind, the temperature or the height is beyond the vehicle's limits, or the height below the ground.
    pub fn landing(
        &self,
        from_amsl_m: f64,
        ground_amsl_m: f64,
        air: &Air,
    ) -> Result<Flown, CannotFly> {
        self.may_fly_in(air, ground_amsl_m, from_amsl_m)?;
        let performance = &self.vehicle().performance;
        let fall_m = from_amsl_m - ground_amsl_m;
        if !is_amount(fall_m) {
            return Err(CannotFly::NoLeg);
        }
        let middle_m = (from_amsl_m + ground_amsl_m) / 2.0;
        let fast_mps = match &self.vehicle().airframe {
            Airframe::FixedWing(_) => {
                let seconds = fall_m / performance.descent_mps;
                return self.straight_on_wing(-performance.descent_mps, seconds, middle_m, air);
            }
            Airframe::Multirotor(_) => performance.descent_mps,
            Airframe::Vtol(vtol) => vtol.rotor_descent_mps,
        };
        let slow_m = fall_m.min(performance.landing_below_m);
        let fast_s = (fall_m - slow_m) / fast_mps;
        let slow_s = slow_m / performance.landing_mps;
        let fast = self.straight_up(-fast_mps, fast_s, middle_m, from_amsl_m, air)?;
        let slow_amsl_m = ground_amsl_m + slow_m;
        let slow = self.straight_up(
            -performance.landing_mps,
            slow_s,
            ground_amsl_m,
            slow_amsl_m,
            air,
        )?;
        let seconds = fast_s + slow_s;
        let climb_mps = if seconds > 0.0 {
            -fall_m / seconds
        } else {
            0.0
        };
        Ok(standing(
            seconds,
            fast.energy_wh + slow.energy_wh,
            fast.airspeed_mps,
            climb_mps,
        ))
    }

    /// Turns a wing by an angle in its smallest circle at its cruise speed; on rotors turning takes nothing,
    /// since what it costs is in the ramps of the legs.
    ///
    /// # Errors
    /// The circle is too tight for its speed; or the angle is none.
    pub fn turn(&self, angle_deg: f64, amsl_m: f64, air: &Air) -> Result<Flown, CannotFly> {
        if !angle_deg.is_finite() {
            return Err(CannotFly::NoLeg);
        }
        let Some(wing) = self.vehicle().airframe.wing() else {
            return Ok(standing(0.0, 0.0, 0.0, 0.0));
        };
        self.may_fly_in(air, amsl_m, amsl_m)?;
        let airspeed_mps = self.vehicle().performance.cruise_mps;
        let seconds = angle_deg.abs().to_radians() * wing.turn_radius_m / airspeed_mps;
        let motion = Motion::OnWing {
            airspeed_mps,
            climb_mps: 0.0,
            load_factor: wing.load_factor_in_turn(airspeed_mps),
        };
        let power_w = self.power_w(motion, air.density_kgpm3(amsl_m))?;
        Ok(standing(seconds, wh(power_w, seconds), airspeed_mps, 0.0))
    }

    /// In air as dense as at a height, and with up to the wind of the highest place.
    fn straight_up(
        &self,
        climb_mps: f64,
        seconds: f64,
        amsl_m: f64,
        windiest_amsl_m: f64,
        air: &Air,
    ) -> Result<Flown, CannotFly> {
        let windy_amsl_m = if self.is_as_expected() {
            amsl_m
        } else {
            windiest_amsl_m
        };
        let airspeed_mps = air.wind_mps(windy_amsl_m);
        let density = air.density_kgpm3(amsl_m);
        let power_w = self.most_on_rotors_w(airspeed_mps, climb_mps, density, air)?;
        Ok(standing(
            seconds,
            wh(power_w, seconds),
            airspeed_mps,
            climb_mps,
        ))
    }

    fn straight_on_wing(
        &self,
        climb_mps: f64,
        seconds: f64,
        amsl_m: f64,
        air: &Air,
    ) -> Result<Flown, CannotFly> {
        let airspeed_mps = self.vehicle().performance.cruise_mps;
        let motion = Motion::OnWing {
            airspeed_mps,
            climb_mps,
            load_factor: 1.0,
        };
        let power_w = self.power_w(motion, air.density_kgpm3(amsl_m))?;
        Ok(standing(
            seconds,
            wh(power_w, seconds),
            airspeed_mps,
            climb_mps,
        ))
    }
}

fn standing(seconds: f64, energy_wh: f64, airspeed_mps: f64, climb_mps: f64) -> Flown {
    Flown {
        seconds,
        energy_wh,
        airspeed_mps,
        ground_mps: 0.0,
        climb_mps,
        crab_deg: 0.0,
    }
}
