//! What a battery holds: when new, when cold, and when old.

use crate::camera::{Faults, within};
use geofences::Bilingual;

/// The battery or batteries that one flight is flown on.
#[derive(Clone, Debug, PartialEq)]
pub struct Battery {
    /// All of them together, new and warm, Wh.
    pub energy_wh: f64,
    /// The part of it that may be flown on before the vehicle lands by itself.
    pub usable_part: f64,
    /// The part of the usable energy that has to be left at the landing; there is always some.
    pub reserve_part: f64,
    /// How much of its energy it gives when cold, from the coldest on; the last point gives all of it.
    pub cold: Vec<ColdPoint>,
    /// After so many charges it is replaced.
    pub rated_cycles: u32,
    /// What it then still holds over what it held when new.
    pub part_at_rated_cycles: f64,
}

/// Nobody plans to land with less of the usable energy.
const LEAST_RESERVE: f64 = 0.05;

/// How much of its energy a battery gives at a temperature.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColdPoint {
    /// °C.
    pub temperature_c: f64,
    /// 0…1.
    pub part: f64,
}

/// Why nobody knows what a battery gives.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum BatteryRefusal {
    /// It is colder than its figures reach.
    #[error(
        "the battery is at {temperature_c} °C and its figures begin at {coldest_c} °C: warm it first"
    )]
    TooCold {
        /// As asked, °C.
        temperature_c: f64,
        /// The coldest that is known, °C.
        coldest_c: f64,
    },
    /// It has been charged more often than it lasts.
    #[error("the battery has had {cycles} charges of {rated}: replace it")]
    TooOld {
        /// As asked.
        cycles: u32,
        /// So many it lasts.
        rated: u32,
    },
}

impl BatteryRefusal {
    /// In both languages.
    pub fn bilingual(&self) -> Bilingual {
        let zh = match self {
            Self::TooCold {
                temperature_c,
                coldest_c,
            } => format!("电池温度 {temperature_c} °C 低于已知数据下限 {coldest_c} °C：请先预热"),
            Self::TooOld { cycles, rated } => {
                format!("电池已循环 {cycles} 次，寿命为 {rated} 次：请更换")
            }
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl Battery {
    pub(super) fn check(&self, faults: &mut Faults) {
        faults.number(
            "battery.energy_wh",
            self.energy_wh,
            within(1.0, 100_000.0, "Wh"),
        );
        faults.number(
            "battery.usable_part",
            self.usable_part,
            within(0.1, 1.0, ""),
        );
        faults.number(
            "battery.reserve_part",
            self.reserve_part,
            within(LEAST_RESERVE, 0.9, ""),
        );
        let cycles = within(1.0, 100_000.0, "");
        faults.number("battery.rated_cycles", f64::from(self.rated_cycles), cycles);
        let part = within(0.1, 1.0, "");
        faults.number(
            "battery.part_at_rated_cycles",
            self.part_at_rated_cycles,
            part,
        );
        check_cold(&self.cold, faults);
    }

    /// What may be flown on, Wh: its energy, less what stays in it, what the cold keeps, and what it lost
    /// since it was new, evenly by its charges.
    ///
    /// # Errors
    /// Its figures do not say.
    pub fn usable_wh(&self, temperature_c: f64, cycles: u32) -> Result<f64, BatteryRefusal> {
        if cycles > self.rated_cycles {
            return Err(BatteryRefusal::TooOld {
                cycles,
                rated: self.rated_cycles,
            });
        }
        let lost =
            (1.0 - self.part_at_rated_cycles) * f64::from(cycles) / f64::from(self.rated_cycles);
        Ok(self.energy_wh * self.usable_part * self.part_when_at(temperature_c)? * (1.0 - lost))
    }

    fn part_when_at(&self, temperature_c: f64) -> Result<f64, BatteryRefusal> {
        let cold = &self.cold;
        let coldest_c = cold
            .first()
            .map_or(f64::INFINITY, |point| point.temperature_c);
        if temperature_c.is_nan() || temperature_c < coldest_c {
            return Err(BatteryRefusal::TooCold {
                temperature_c,
                coldest_c,
            });
        }
        let pair = cold.windows(2).find_map(|pair| match pair {
            [low, high] if temperature_c <= high.temperature_c => Some((*low, *high)),
            _ => None,
        });
        Ok(pair.map_or(1.0, |(low, high)| {
            let along =
                (temperature_c - low.temperature_c) / (high.temperature_c - low.temperature_c);
            low.part + along * (high.part - low.part)
        }))
    }
}

/// The points rise in temperature, never fall in part, and end with all of the energy.
fn check_cold(cold: &[ColdPoint], faults: &mut Faults) {
    for (index, point) in cold.iter().enumerate() {
        let temperature = within(-60.0, 60.0, "°C");
        faults.number(
            &format!("battery.cold[{index}].temperature_c"),
            point.temperature_c,
            temperature,
        );
        faults.number(
            &format!("battery.cold[{index}].part"),
            point.part,
            within(0.05, 1.0, ""),
        );
    }
    let rises = cold.windows(2).all(|pair| match pair {
        [low, high] => low.temperature_c < high.temperature_c && low.part <= high.part,
        _ => true,
    });
    if !rises {
        faults.add(
            "battery.cold",
            "the temperatures have to rise, and the parts may not fall with them",
            "温度应逐点升高，电量比例不得随之下降",
        );
    }
    if cold.last().is_none_or(|point| point.part != 1.0) {
        faults.add(
            "battery.cold",
            "the last point has to say from which temperature on the battery gives all of its energy: part = 1",
            "最后一点应给出电池可放出全部电量的温度：part = 1",
        );
    }
}
