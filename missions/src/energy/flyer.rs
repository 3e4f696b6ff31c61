//! A vehicle as it flies, with what it carries: its power, and what it takes to hover, rise, land and turn.

use super::refusal::CannotFly;
use super::{Air, Pace};
use crate::vehicle::{Airframe, Equipment, Vehicle};

/// A vehicle with what it carries.
#[derive(Clone, Debug)]
pub struct Flyer<'a> {
    vehicle: &'a Vehicle,
    mass_kg: f64,
    /// Avionics and equipment.
    electronics_w: f64,
    /// Whether the wind is taken as it is told and each piece for what it takes on the mean, and not for the most.
    is_as_expected: bool,
}

/// How it moves through the air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// On rotors.
    OnRotors {
        /// Level, m/s.
        airspeed_mps: f64,
        /// Up, m/s.
        climb_mps: f64,
    },
    /// On a wing.
    OnWing {
        /// m/s.
        airspeed_mps: f64,
        /// Up, m/s.
        climb_mps: f64,
        /// Lift over weight: 1 straight on.
        load_factor: f64,
    },
    /// A VTOL between both: rotors as in a hover, and the propeller as in cruise.
    Changing,
}

impl Motion {
    /// Whether its speeds are numbers that there are.
    fn is_one(self) -> bool {
        match self {
            Self::OnRotors {
                airspeed_mps,
                climb_mps,
            } => is_amount(airspeed_mps) && climb_mps.is_finite(),
            Self::OnWing {
                airspeed_mps,
                climb_mps,
                load_factor,
            } => is_amount(airspeed_mps) && climb_mps.is_finite() && load_factor.is_finite(),
            Self::Changing => true,
        }
    }
}

/// A piece of a flight: what it took.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flown {
    /// s.
    pub seconds: f64,
    /// From the battery, Wh.
    pub energy_wh: f64,
    /// Through the air once it is up to speed, m/s.
    pub airspeed_mps: f64,
    /// Over ground once it is up to speed, m/s.
    pub ground_mps: f64,
    /// Up, m/s.
    pub climb_mps: f64,
    /// How far its way through the air points to the right of its course, degrees.
    pub crab_deg: f64,
}

pub(super) const J_PER_WH: f64 = 3_600.0;

pub(super) fn wh(power_w: f64, seconds: f64) -> f64 {
    power_w * seconds / J_PER_WH
}

fn check_take_off(vehicle: &Vehicle, mass_kg: f64) -> Result<(), CannotFly> {
    let most_kg = vehicle.masses.take_off_kg;
    // Sums of masses that are to make exactly the most may come out a rounding above it.
    if mass_kg > most_kg * (1.0 + 1e-9) {
        return Err(CannotFly::TooHeavy { mass_kg, most_kg });
    }
    Ok(())
}

/// Whether it is a number that is not negative.
pub(super) fn is_amount(value: f64) -> bool {
    value.is_finite() && value >= 0.0
}

impl<'a> Flyer<'a> {
    /// A vehicle that carries these pieces of equipment, all of them at work.
    ///
    /// # Errors
    /// It is too heavy with them.
    pub fn new(
        vehicle: &'a Vehicle,
        carried: impl IntoIterator<Item = &'a Equipment>,
    ) -> Result<Self, CannotFly> {
        let (mut mass_kg, mut electronics_w) = (vehicle.masses.empty_kg, vehicle.avionics_w);
        for equipment in carried {
            mass_kg += equipment.mass_kg;
            electronics_w += equipment.power_w;
        }
        check_take_off(vehicle, mass_kg)?;
        Ok(Self {
            vehicle,
            mass_kg,
            electronics_w,
            is_as_expected: false,
        })
    }

    /// The same with a load, kg, that it is reckoned to carry all the way.
    ///
    /// # Errors
    /// It is too heavy with it; or the load is no mass.
    pub fn with_load(self, load_kg: f64) -> Result<Self, CannotFly> {
        if !is_amount(load_kg) {
            return Err(CannotFly::NoLoad { load_kg });
        }
        let mass_kg = self.mass_kg + load_kg;
        check_take_off(self.vehicle, mass_kg)?;
        Ok(Self { mass_kg, ..self })
    }

    /// The same, but each piece takes what is to be expected in the wind as it was told. Plans are made with the
    /// most that a piece may take, sheltered from the wind or not, in the wind of its windiest height: nobody
    /// runs out of energy for a forecast. This is for comparing with what a flight took.
    #[must_use]
    pub fn as_expected(self) -> Self {
        Self {
            is_as_expected: true,
            ..self
        }
    }

    pub(super) fn is_as_expected(&self) -> bool {
        self.is_as_expected
    }

    /// The vehicle.
    pub fn vehicle(&self) -> &'a Vehicle {
        self.vehicle
    }

    /// What it weighs with all that it carries, kg.
    pub fn mass_kg(&self) -> f64 {
        self.mass_kg
    }

    /// Power from the battery, W, in air of this density, kg/m³.
    ///
    /// # Errors
    /// It has no rotors or no wing to fly so, or would stall; or the motion or the density is none.
    pub fn power_w(&self, motion: Motion, density: f64) -> Result<f64, CannotFly> {
        if !motion.is_one() || !density.is_finite() || density <= 0.0 {
            return Err(CannotFly::NoLeg);
        }
        let airframe = &self.vehicle.airframe;
        let moving_w = match motion {
            Motion::OnRotors {
                airspeed_mps,
                climb_mps,
            } => {
                let rotors = airframe.rotors().ok_or(CannotFly::NotSuch)?;
                rotors.power_w(self.mass_kg, density, airspeed_mps, climb_mps)
            }
            Motion::OnWing {
                airspeed_mps,
                climb_mps,
                load_factor,
            } => {
                let wing = airframe.wing().ok_or(CannotFly::NotSuch)?;
                let slowest_mps = wing.slowest_at_mps(self.mass_kg, density, load_factor);
                if airspeed_mps < slowest_mps {
                    return Err(CannotFly::TooSlow {
                        airspeed_mps,
                        slowest_mps,
                    });
                }
                wing.power_w(self.mass_kg, density, airspeed_mps, climb_mps, load_factor)
            }
            Motion::Changing => {
                let Airframe::Vtol(vtol) = airframe else {
                    return Err(CannotFly::NotSuch);
                };
                let cruise_mps = self.vehicle.performance.cruise_mps;
                vtol.rotors.power_w(self.mass_kg, density, 0.0, 0.0)
                    + vtol
                        .wing
                        .power_w(self.mass_kg, density, cruise_mps, 0.0, 1.0)
            }
        };
        Ok(moving_w + self.electronics_w)
    }

    /// Power on rotors where the air meets them with up to `airspeed_mps` and its gusts, W: rotors take less in a
    /// weak wind than in none and more in a strong one, and nobody knows how sheltered a place is.
    pub(super) fn most_on_rotors_w(
        &self,
        airspeed_mps: f64,
        climb_mps: f64,
        density: f64,
        air: &Air,
    ) -> Result<f64, CannotFly> {
        let windy_w = self.gusty_on_rotors_w(airspeed_mps, climb_mps, density, air)?;
        if self.is_as_expected {
            return Ok(windy_w);
        }
        let motion = Motion::OnRotors {
            airspeed_mps: 0.0,
            climb_mps,
        };
        Ok(windy_w.max(self.power_w(motion, density)?))
    }

    /// Power on rotors on the mean of the gusts, W: it grows with more than the speed of the air, so that a gust
    /// costs more than the lull after it saves. With the mean of two places of a normal deviate, one deviation off
    /// on either side, along and as much across the way through the air.
    pub(super) fn gusty_on_rotors_w(
        &self,
        airspeed_mps: f64,
        climb_mps: f64,
        density: f64,
        air: &Air,
    ) -> Result<f64, CannotFly> {
        let gusts_mps = air.gusts_mps();
        let in_gust = |along_mps: f64| {
            let motion = Motion::OnRotors {
                airspeed_mps: (airspeed_mps + along_mps).hypot(gusts_mps),
                climb_mps,
            };
            self.power_w(motion, density)
        };
        Ok(0.5 * (in_gust(gusts_mps)? + in_gust(-gusts_mps)?))
    }

    /// A leg at the pace that the vehicle has where no mission says otherwise.
    pub fn cruise_pace(&self) -> Pace {
        let cruise_mps = self.vehicle.performance.cruise_mps;
        match self.vehicle.airframe {
            Airframe::Multirotor(_) => Pace::OverGround(cruise_mps),
            Airframe::FixedWing(_) | Airframe::Vtol(_) => Pace::ThroughAir(cruise_mps),
        }
    }

    /// Whether the vehicle's limits allow this air between these heights.
    ///
    /// # Errors
    /// The first that does not.
    pub fn may_fly_in(
        &self,
        air: &Air,
        low_amsl_m: f64,
        high_amsl_m: f64,
    ) -> Result<(), CannotFly> {
        match self.beyond_limits(air, low_amsl_m, high_amsl_m).next() {
            Some(why) => Err(why),
            None => Ok(()),
        }
    }

    /// All of the vehicle's limits that this air is beyond between these heights.
    pub fn beyond_limits(
        &self,
        air: &Air,
        low_amsl_m: f64,
        high_amsl_m: f64,
    ) -> impl Iterator<Item = CannotFly> {
        let limits = self.vehicle.limits;
        let air = *air;
        let rain_mm_per_h = air.figures().rain_mm_per_h;
        let rain = (rain_mm_per_h > limits.rain_mm_per_h).then_some(CannotFly::Rain {
            rain_mm_per_h,
            limit_mm_per_h: limits.rain_mm_per_h,
        });
        let at_heights = [low_amsl_m, high_amsl_m]
            .into_iter()
            .flat_map(move |amsl_m| {
                let is_above = amsl_m.is_nan() || amsl_m > limits.ceiling_amsl_m;
                let ceiling = is_above.then_some(CannotFly::AboveCeiling {
                    amsl_m,
                    ceiling_amsl_m: limits.ceiling_amsl_m,
                });
                let wind_mps = air.strongest_wind_mps(amsl_m);
                // What was given as the limit itself may come back a rounding above it.
                let is_windy = wind_mps > limits.wind_mps * (1.0 + 1e-9);
                let wind = is_windy.then_some(CannotFly::WindLimit {
                    wind_mps,
                    limit_mps: limits.wind_mps,
                });
                let temperature_c = air.temperature_c(amsl_m);
                let is_within = (limits.coldest_c..=limits.warmest_c).contains(&temperature_c);
                let temperature = (!is_within).then_some(CannotFly::Temperature {
                    temperature_c,
                    coldest_c: limits.coldest_c,
                    warmest_c: limits.warmest_c,
                });
                [ceiling, wind, temperature].into_iter().flatten()
            });
        rain.into_iter().chain(at_heights)
    }

    /// What speeding up from standing still takes from the battery, J: over ground on rotors, through the air on a
    /// wing.
    pub(super) fn energy_of_motion_j(&self, speed_mps: f64) -> f64 {
        let efficiency = match &self.vehicle.airframe {
            Airframe::Multirotor(rotors) => rotors.drive_efficiency,
            Airframe::FixedWing(wing) => wing.propulsion_efficiency,
            Airframe::Vtol(vtol) => vtol.wing.propulsion_efficiency,
        };
        0.5 * self.mass_kg * speed_mps * speed_mps / efficiency
    }
}
