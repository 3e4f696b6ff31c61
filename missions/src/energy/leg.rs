//! A straight leg: how fast it goes, for how long, and what that takes.

use super::flyer::{Flown, Flyer, Motion};
use super::refusal::CannotFly;
use super::wind::AlongCourse;
use super::{Air, flyer};
use crate::vehicle::Airframe;

/// A straight leg over ground; the height changes evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Over ground, metres.
    pub distance_m: f64,
    /// Where it goes, degrees clockwise from true north.
    pub course_deg: f64,
    /// Height at its beginning, metres above mean sea level.
    pub from_amsl_m: f64,
    /// Height at its end.
    pub to_amsl_m: f64,
    /// How fast.
    pub pace: Pace,
    /// Whether it begins from standing still: rotors speed up, and a VTOL changes to its wing. A wing alone speeds up
    /// as it takes off.
    pub begins_at_rest: bool,
    /// Whether it ends standing still.
    pub ends_at_rest: bool,
}

/// How fast a leg is flown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pace {
    /// With this speed over ground, m/s, as multirotors do.
    OverGround(f64),
    /// With this speed through the air, m/s, as wings do.
    ThroughAir(f64),
}

impl Flyer<'_> {
    /// Flies a straight leg in the wind of its heights.
    ///
    /// On rotors a leg that would climb or sink faster than the vehicle does is flown slower, as autopilots
    /// do; on a wing it is refused. Speeding up takes the energy of motion, and slowing down gives none back.
    /// While a VTOL changes between rotors and wing both take their power, and no way is made.
    ///
    /// # Errors
    /// It cannot be flown; the refusal says what would make it possible.
    pub fn leg(&self, leg: &Leg, air: &Air) -> Result<Flown, CannotFly> {
        let figures = [
            leg.distance_m,
            leg.course_deg,
            leg.from_amsl_m,
            leg.to_amsl_m,
        ];
        let (Pace::OverGround(pace_mps) | Pace::ThroughAir(pace_mps)) = leg.pace;
        let is_flyable = figures.iter().all(|figure| figure.is_finite())
            && leg.distance_m >= 0.0
            && pace_mps.is_finite()
            && pace_mps > 0.0;
        if !is_flyable {
            return Err(CannotFly::NoLeg);
        }
        self.may_fly_in(air, leg.from_amsl_m, leg.to_amsl_m)?;
        if self.is_as_expected() {
            let middle_amsl_m = (leg.from_amsl_m + leg.to_amsl_m) / 2.0;
            return self.leg_in_wind(leg, air, air.wind_at(middle_amsl_m));
        }
        // The wind of its lower or of its higher end, whichever takes more: along it has all between.
        let [one, other] = [leg.from_amsl_m, leg.to_amsl_m].map(|amsl_m| air.wind_at(amsl_m));
        let flown = self.leg_in_wind(leg, air, one)?;
        if one == other {
            return Ok(flown);
        }
        let again = self.leg_in_wind(leg, air, other)?;
        Ok(if again.energy_wh > flown.energy_wh {
            again
        } else {
            flown
        })
    }

    fn leg_in_wind(&self, leg: &Leg, air: &Air, wind: (f64, f64)) -> Result<Flown, CannotFly> {
        match &self.vehicle().airframe {
            Airframe::Multirotor(_) => self.leg_on_rotors(leg, air, wind),
            Airframe::FixedWing(_) => self.leg_on_wing(leg, air, wind),
            Airframe::Vtol(vtol) => {
                let mut flown = self.leg_on_wing(leg, air, wind)?;
                let height_m = leg.from_amsl_m;
                let mut change_s = 0.0;
                if leg.begins_at_rest {
                    change_s += vtol.to_wing_s;
                    flown.energy_wh +=
                        self.energy_of_motion_j(flown.airspeed_mps) / flyer::J_PER_WH;
                }
                if leg.ends_at_rest {
                    change_s += vtol.to_rotors_s;
                }
                let change_w = self.power_w(Motion::Changing, air.density_kgpm3(height_m))?;
                flown.seconds += change_s;
                flown.energy_wh += flyer::wh(change_w, change_s);
                Ok(flown)
            }
        }
    }

    fn leg_on_rotors(
        &self,
        leg: &Leg,
        air: &Air,
        (east_mps, north_mps): (f64, f64),
    ) -> Result<Flown, CannotFly> {
        let performance = &self.vehicle().performance;
        let rise_m = leg.to_amsl_m - leg.from_amsl_m;
        let vertical_limit_mps = if rise_m > 0.0 {
            performance.climb_mps
        } else {
            performance.descent_mps
        };
        let vertical_s = rise_m.abs() / vertical_limit_mps;
        let density = air.density_kgpm3((leg.from_amsl_m + leg.to_amsl_m) / 2.0);
        let wind = AlongCourse::of(east_mps, north_mps, leg.course_deg);
        if leg.distance_m <= LEAST_LEG_M {
            let climb_mps = rise_m.signum() * vertical_limit_mps;
            let airspeed_mps = east_mps.hypot(north_mps);
            let power_w = self.most_on_rotors_w(airspeed_mps, climb_mps, density, air)?;
            return Ok(Flown {
                seconds: vertical_s,
                energy_wh: flyer::wh(power_w, vertical_s),
                airspeed_mps,
                ground_mps: 0.0,
                climb_mps: if vertical_s > 0.0 { climb_mps } else { 0.0 },
                crab_deg: 0.0,
            });
        }
        let acceleration = performance.acceleration_mps2;
        let ramps = f64::from(u8::from(leg.begins_at_rest)) + f64::from(u8::from(leg.ends_at_rest));
        let asked_mps = self.ground_speed_on_rotors(leg.pace, wind)?;
        // A short leg never reaches its speed, and a steep one is held up by its climb.
        let reached_mps = if ramps > 0.0 {
            asked_mps.min((2.0 * leg.distance_m * acceleration / ramps).sqrt())
        } else {
            asked_mps
        };
        let ground_mps = if vertical_s > 0.0 {
            reached_mps.min(leg.distance_m / vertical_s)
        } else {
            reached_mps
        };
        let ramps_s = ramps * ground_mps / acceleration;
        let seconds = leg.distance_m / ground_mps + ramps_s / 2.0;
        let climb_mps = rise_m / seconds;
        let airspeed_mps = wind.airspeed_mps(ground_mps);
        self.check_airspeed(airspeed_mps, Some(ground_mps), wind)?;
        let cruise_w = self.gusty_on_rotors_w(airspeed_mps, climb_mps, density, air)?;
        let slow_w = self.most_on_rotors_w(east_mps.hypot(north_mps), climb_mps, density, air)?;
        let ramp_w = if self.is_as_expected() {
            0.5 * (cruise_w + slow_w)
        } else {
            cruise_w.max(slow_w)
        };
        let speeding_up_j = if leg.begins_at_rest {
            self.energy_of_motion_j(ground_mps)
        } else {
            0.0
        };
        let energy_wh = flyer::wh(cruise_w, (seconds - ramps_s).max(0.0))
            + flyer::wh(ramp_w, ramps_s.min(seconds))
            + speeding_up_j / flyer::J_PER_WH;
        Ok(Flown {
            seconds,
            energy_wh,
            airspeed_mps,
            ground_mps,
            climb_mps,
            crab_deg: wind.crab_deg(ground_mps),
        })
    }

    fn ground_speed_on_rotors(&self, pace: Pace, wind: AlongCourse) -> Result<f64, CannotFly> {
        match pace {
            Pace::OverGround(ground_mps) => {
                self.check_airspeed(wind.airspeed_mps(ground_mps), Some(ground_mps), wind)?;
                Ok(ground_mps)
            }
            Pace::ThroughAir(airspeed_mps) => {
                self.check_airspeed(airspeed_mps, None, wind)?;
                self.held_course_mps(airspeed_mps, wind)
            }
        }
    }

    fn leg_on_wing(
        &self,
        leg: &Leg,
        air: &Air,
        (east_mps, north_mps): (f64, f64),
    ) -> Result<Flown, CannotFly> {
        let wind = AlongCourse::of(east_mps, north_mps, leg.course_deg);
        let density = air.density_kgpm3((leg.from_amsl_m + leg.to_amsl_m) / 2.0);
        let (airspeed_mps, ground_mps) = match leg.pace {
            Pace::OverGround(ground_mps) => (wind.airspeed_mps(ground_mps), ground_mps),
            Pace::ThroughAir(airspeed_mps) => {
                (airspeed_mps, self.held_course_mps(airspeed_mps, wind)?)
            }
        };
        let asked = match leg.pace {
            Pace::OverGround(ground_mps) => Some(ground_mps),
            Pace::ThroughAir(_) => None,
        };
        self.check_airspeed(airspeed_mps, asked, wind)?;
        let seconds = leg.distance_m / ground_mps;
        let rise_m = leg.to_amsl_m - leg.from_amsl_m;
        let performance = &self.vehicle().performance;
        let limit_mps = if rise_m > 0.0 {
            performance.climb_mps
        } else {
            performance.descent_mps
        };
        // A hair's breadth over the limit is rounding.
        if rise_m.abs() > limit_mps * seconds * (1.0 + 1e-9) {
            return Err(CannotFly::TooSteep {
                rise_m,
                distance_m: leg.distance_m,
                enough_m: rise_m.abs() / limit_mps * ground_mps,
            });
        }
        let climb_mps = if seconds > 0.0 { rise_m / seconds } else { 0.0 };
        let motion = Motion::OnWing {
            airspeed_mps,
            climb_mps,
            load_factor: 1.0,
        };
        Ok(Flown {
            seconds,
            energy_wh: flyer::wh(self.power_w(motion, density)?, seconds),
            airspeed_mps,
            ground_mps,
            climb_mps,
            crab_deg: wind.crab_deg(ground_mps),
        })
    }

    fn held_course_mps(&self, airspeed_mps: f64, wind: AlongCourse) -> Result<f64, CannotFly> {
        wind.ground_mps(airspeed_mps).ok_or_else(|| {
            let head_mps = (-wind.tail_mps).max(0.0);
            CannotFly::WindWins {
                airspeed_mps,
                enough_mps: head_mps.hypot(wind.right_mps),
                largest_mps: self.vehicle().performance.largest_mps,
            }
        })
    }

    fn check_airspeed(
        &self,
        airspeed_mps: f64,
        ground_mps: Option<f64>,
        wind: AlongCourse,
    ) -> Result<(), CannotFly> {
        let largest_mps = self.vehicle().performance.largest_mps;
        // What was solved for the limit itself may come back a rounding above it.
        if airspeed_mps <= largest_mps * (1.0 + 1e-9) {
            return Ok(());
        }
        Err(CannotFly::TooFast {
            airspeed_mps,
            ground_mps,
            largest_mps,
            possible_ground_mps: wind.ground_mps(largest_mps),
        })
    }
}

/// A shorter leg is straight up or down, metres.
const LEAST_LEG_M: f64 = 0.01;
