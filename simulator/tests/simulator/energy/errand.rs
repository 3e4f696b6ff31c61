//! A random flight: up, along legs with stops, and down again, on a random day.

use super::class::Class;
use super::predicted::predict;
use missions::energy::{Air, AirFigures, Flown};
use simulator::environment::{self, MeanWind};
use simulator::random::Random;
use std::f64::consts::{PI, TAU};

/// Where it goes next, from where it took off.
#[derive(Clone, Copy, Debug)]
pub struct Stop {
    pub north_m: f64,
    pub east_m: f64,
    /// Above where it took off.
    pub height_m: f64,
    /// It stays so long.
    pub hold_s: f64,
}

/// A flight with its day.
#[derive(Clone, Debug)]
pub struct Errand {
    pub name: String,
    pub class: Class,
    pub seed: u64,
    /// The ground, everywhere.
    pub ground_amsl_m: f64,
    pub wind: MeanWind,
    pub air: environment::Air,
    pub speed_mps: f64,
    pub take_off_m: f64,
    /// It lands at the last of them.
    pub stops: Vec<Stop>,
}

/// Meteorologists measure the wind so high above ground.
const STATION_M: f64 = 10.0;

impl Errand {
    /// The one of this number: those that the vehicle could not fly are passed over.
    pub fn random(class: Class, number: usize) -> Self {
        let name = format!("{} {number:02}", class.id());
        let mut random = Random::new(number as u64, &name);
        // The wind stands first, so that no wind is rarer for being hard to fly in.
        let wind = MeanWind {
            speed_mps: random.between(0.0, 10.0),
            from_deg: random.between(0.0, 360.0),
            turbulence: random.between(0.1, 0.2),
        };
        let (vehicle, largest_mps) = (class.vehicle(), class.largest_mps());
        let is_flown = |it: &(&str, Flown)| it.0 != "leg" || it.1.airspeed_mps <= largest_mps;
        loop {
            let errand = Self::any(class, &name, wind, &mut random);
            if predict(&class.flyer(&vehicle), &errand).is_ok_and(|it| it.iter().all(is_flown)) {
                return errand;
            }
        }
    }

    fn any(class: Class, name: &str, wind: MeanWind, random: &mut Random) -> Self {
        let (mut north_m, mut east_m, mut course_rad) = (0.0, 0.0, random.between(0.0, TAU));
        let take_off_m = random.between(30.0, 120.0).round();
        let mut height_m = take_off_m;
        let legs = random.between(3.0, 7.0) as usize;
        let stops = (0..legs).map(|leg| {
            let length_m = random.between(100.0, 1_500.0);
            course_rad += random.between(-PI, PI);
            let (sin, cos) = course_rad.sin_cos();
            (north_m, east_m) = (north_m + cos * length_m, east_m + sin * length_m);
            let is_last = leg + 1 == legs;
            if !is_last && random.chance(0.7) {
                height_m = random.between(30.0, 120.0).round();
            }
            let holds = !is_last && random.chance(0.4);
            let hold_s = if holds {
                random.between(5.0, 60.0).round()
            } else {
                0.0
            };
            Stop {
                north_m,
                east_m,
                height_m,
                hold_s,
            }
        });
        let stops = stops.collect();
        Self {
            name: name.to_owned(),
            class,
            seed: random.number(),
            ground_amsl_m: random.between(0.0, 300.0).round(),
            wind,
            air: environment::Air {
                temperature_c: random.between(0.0, 35.0),
                pressure_pa: random.between(99_000.0, 103_500.0),
            },
            speed_mps: random.between(4.0, 12.0).round(),
            take_off_m,
            stops,
        }
    }

    /// The day as a weather station at the place of take-off tells it.
    pub fn told_air(&self) -> Air {
        let measured_amsl_m = self.ground_amsl_m + STATION_M;
        let (sin, cos) = self.wind.from_deg.to_radians().sin_cos();
        Air::new(AirFigures {
            temperature_c: self.air.temperature_at_c(measured_amsl_m),
            measured_amsl_m,
            measured_agl_m: STATION_M,
            pressure_hpa: self.air.pressure_pa / 100.0,
            wind_east_mps: -self.wind.speed_mps * sin,
            wind_north_mps: -self.wind.speed_mps * cos,
            gust_mps: self.wind.speed_mps * (1.0 + 3.0 * self.wind.turbulence),
            rain_mm_per_h: 0.0,
        })
        .unwrap()
    }
}
