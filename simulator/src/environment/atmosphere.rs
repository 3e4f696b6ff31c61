//! The air by the International Standard Atmosphere (ISO 2533), shifted to the day's temperature and
//! pressure at sea level.

/// Standard gravity, m/s² (ISO 80000-3).
pub const GRAVITY_MPS2: f64 = 9.806_65;
/// Gas constant of dry air, J/(kg·K) (ISO 2533).
const GAS_CONSTANT: f64 = 287.052_87;
/// Fall of the temperature with height in the troposphere, K/m (ISO 2533).
const LAPSE_K_PER_M: f64 = 0.006_5;
/// Standard temperature at sea level, K.
const STANDARD_TEMPERATURE_K: f64 = 288.15;
/// Standard pressure at sea level, Pa.
const STANDARD_PRESSURE_PA: f64 = 101_325.0;

/// The air of a day, by its values at sea level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air {
    /// Temperature at sea level, °C.
    pub temperature_c: f64,
    /// Pressure at sea level (QNH), Pa.
    pub pressure_pa: f64,
}

impl Default for Air {
    fn default() -> Self {
        Self {
            temperature_c: STANDARD_TEMPERATURE_K - 273.15,
            pressure_pa: STANDARD_PRESSURE_PA,
        }
    }
}

impl Air {
    /// Temperature at a height, °C.
    pub fn temperature_at_c(self, altitude_amsl_m: f64) -> f64 {
        self.temperature_c - LAPSE_K_PER_M * altitude_amsl_m
    }

    /// Pressure at a height, Pa.
    pub fn pressure_at_pa(self, altitude_amsl_m: f64) -> f64 {
        pressure_pa(
            self.pressure_pa,
            self.temperature_c + 273.15,
            altitude_amsl_m,
        )
    }

    /// Density at a height, kg/m³.
    pub fn density_at(self, altitude_amsl_m: f64) -> f64 {
        let temperature_k = self.temperature_at_c(altitude_amsl_m) + 273.15;
        self.pressure_at_pa(altitude_amsl_m) / (GAS_CONSTANT * temperature_k)
    }

    /// The pressure altitude: the height that a standard altimeter set to 1013.25 hPa shows, metres.
    pub fn pressure_altitude_m(self, altitude_amsl_m: f64) -> f64 {
        standard_altitude_m(self.pressure_at_pa(altitude_amsl_m))
    }
}

fn pressure_pa(sea_level_pa: f64, sea_level_k: f64, altitude_m: f64) -> f64 {
    let exponent = GRAVITY_MPS2 / (GAS_CONSTANT * LAPSE_K_PER_M);
    sea_level_pa * (1.0 - LAPSE_K_PER_M * altitude_m / sea_level_k).powf(exponent)
}

/// The height in the standard atmosphere that has a pressure, metres.
pub fn standard_altitude_m(pressure_pa: f64) -> f64 {
    let exponent = GAS_CONSTANT * LAPSE_K_PER_M / GRAVITY_MPS2;
    STANDARD_TEMPERATURE_K / LAPSE_K_PER_M
        * (1.0 - (pressure_pa / STANDARD_PRESSURE_PA).powf(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standard_day_is_that_of_the_tables() {
        let air = Air::default();
        // ISO 2533, table 1: 1 000 m has 898.746 hPa and 1.111 66 kg/m³.
        assert!((air.pressure_at_pa(1_000.0) - 89_874.6).abs() < 5.0);
        assert!((air.density_at(1_000.0) - 1.111_66).abs() < 1e-4);
        assert!((air.pressure_altitude_m(1_000.0) - 1_000.0).abs() < 1e-6);
    }

    #[test]
    fn low_pressure_makes_an_altimeter_read_too_high() {
        let low = Air {
            pressure_pa: 100_325.0,
            ..Air::default()
        };
        // About 8.3 m a hectopascal at sea level.
        assert!((low.pressure_altitude_m(0.0) - 83.5).abs() < 1.0);
    }
}
