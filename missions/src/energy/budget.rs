//! What the battery has for a flight, and what is left of it piece by piece.

use super::Flown;
use crate::vehicle::{Battery, BatteryRefusal};

/// The energy that a flight may take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Budget {
    /// What may be flown on, Wh.
    pub usable_wh: f64,
    /// What has to be left of it at the landing, Wh.
    pub reserve_wh: f64,
}

/// How the energy stands after a piece of a flight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Balance {
    /// Since the beginning, s.
    pub seconds: f64,
    /// Taken since the beginning, Wh.
    pub used_wh: f64,
    /// Left of what may be flown on, Wh; below 0 it would have landed before.
    pub left_wh: f64,
    /// Left over what may be flown on.
    pub left_part: f64,
    /// Whether the reserve is untouched.
    pub keeps_reserve: bool,
}

impl Budget {
    /// A full battery at a temperature that has been charged so often.
    ///
    /// # Errors
    /// The battery's figures do not say.
    pub fn of(battery: &Battery, temperature_c: f64, cycles: u32) -> Result<Self, BatteryRefusal> {
        let usable_wh = battery.usable_wh(temperature_c, cycles)?;
        Ok(Self {
            usable_wh,
            reserve_wh: usable_wh * battery.reserve_part,
        })
    }

    /// What may be planned with, Wh: all but the reserve.
    pub fn plannable_wh(&self) -> f64 {
        self.usable_wh - self.reserve_wh
    }

    /// How it stands after so long, with so much taken.
    pub fn after(&self, seconds: f64, used_wh: f64) -> Balance {
        let left_wh = self.usable_wh - used_wh;
        Balance {
            seconds,
            used_wh,
            left_wh,
            left_part: left_wh / self.usable_wh,
            keeps_reserve: left_wh >= self.reserve_wh,
        }
    }
}

/// How the energy stands after each piece of a flight.
pub fn cumulative(budget: &Budget, pieces: &[Flown]) -> Vec<Balance> {
    let mut so_far = (0.0, 0.0);
    let after = |piece: &Flown| {
        so_far.0 += piece.seconds;
        so_far.1 += piece.energy_wh;
        budget.after(so_far.0, so_far.1)
    };
    pieces.iter().map(after).collect()
}
