//! What a vehicle weighs, and in what weather and how high it flies.

use crate::camera::{Faults, within};

/// What it weighs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Masses {
    /// Ready to fly with its batteries and without equipment that can be taken off, kg. The regulation counts
    /// an empty mass (空机重量) without payload and fuel; batteries are counted here, which never gives a lighter
    /// class.
    pub empty_kg: f64,
    /// The most that it takes off with, kg.
    pub take_off_kg: f64,
}

/// In what weather and how high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The strongest wind, m/s; no more than it flies fast.
    pub wind_mps: f64,
    /// The coldest air, °C.
    pub coldest_c: f64,
    /// The warmest air, °C.
    pub warmest_c: f64,
    /// The heaviest rain, mm/h; 0 where it may not get wet.
    pub rain_mm_per_h: f64,
    /// How high it flies, metres above mean sea level.
    pub ceiling_amsl_m: f64,
}

impl Masses {
    pub(super) fn check(&self, faults: &mut Faults) {
        let mass = within(0.02, 5_000.0, "kg");
        faults.number("masses.empty_kg", self.empty_kg, mass);
        faults.number("masses.take_off_kg", self.take_off_kg, mass);
        faults.not_above(
            ("masses.empty_kg", self.empty_kg),
            ("masses.take_off_kg", self.take_off_kg),
        );
    }
}

impl Limits {
    pub(super) fn check(&self, faults: &mut Faults) {
        faults.number("limits.wind_mps", self.wind_mps, within(0.0, 60.0, "m/s"));
        let temperature = within(-60.0, 80.0, "°C");
        faults.number("limits.coldest_c", self.coldest_c, temperature);
        faults.number("limits.warmest_c", self.warmest_c, temperature);
        faults.number(
            "limits.rain_mm_per_h",
            self.rain_mm_per_h,
            within(0.0, 200.0, "mm/h"),
        );
        let ceiling = within(0.0, 15_000.0, "m");
        faults.number("limits.ceiling_amsl_m", self.ceiling_amsl_m, ceiling);
        faults.not_above(
            ("limits.coldest_c", self.coldest_c),
            ("limits.warmest_c", self.warmest_c),
        );
    }
}
