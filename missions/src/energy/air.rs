//! The air that is flown through: how dense, how cold, and where it goes.

use super::gravity::GRAVITY_MPS2;
use crate::camera::{Fault, Faults, within};

/// The air over one place for the time of a flight. [`Air::new`] checks it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AirFigures {
    /// Temperature, °C, measured at `measured_amsl_m`.
    pub temperature_c: f64,
    /// Where temperature and wind were measured, metres above mean sea level.
    pub measured_amsl_m: f64,
    /// The same place, metres above the ground below it: 10 at weather stations.
    pub measured_agl_m: f64,
    /// Pressure reduced to sea level (QNH), hPa.
    pub pressure_hpa: f64,
    /// How fast the air goes east, m/s: a west wind is positive.
    pub wind_east_mps: f64,
    /// How fast it goes north, m/s: a south wind is positive.
    pub wind_north_mps: f64,
    /// The strongest gust, m/s; the wind itself where it is steady.
    pub gust_mps: f64,
    /// The heaviest rain, mm/h; 0 where it is dry.
    pub rain_mm_per_h: f64,
}

/// Checked air.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Air(AirFigures);

/// Gas constant of dry air, J/(kg·K) (WMO Guide to Meteorological Instruments, WMO-No. 8, 2018, vol. I,
/// 12.3).
const DRY_AIR: f64 = 287.05;
/// How the temperature falls with height, K/m (the same).
const LAPSE_K_PER_M: f64 = 0.006_5;
/// 0 °C, K.
const ZERO_C_K: f64 = 273.15;
/// How the wind grows with height above ground: by this power of it, as over open land in neutral air (Justus and
/// Mikhail 1976, Height variation of wind speed and wind distribution statistics, Geophysical Research Letters 3(5)).
const WIND_EXPONENT: f64 = 1.0 / 7.0;
/// The strongest gust of 3 s in ten minutes is so many standard deviations above the mean (peak factor; Harper, Kepert
/// and Ginger 2010, Guidelines for converting between various wind averaging periods, WMO/TD-No. 1555, take 3).
const PEAK_FACTOR: f64 = 3.0;

impl Air {
    /// Checks the figures of the air.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn new(figures: AirFigures) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        faults.number(
            "temperature_c",
            figures.temperature_c,
            within(-60.0, 60.0, "°C"),
        );
        faults.number(
            "measured_amsl_m",
            figures.measured_amsl_m,
            within(-500.0, 9_000.0, "m"),
        );
        faults.number(
            "pressure_hpa",
            figures.pressure_hpa,
            within(850.0, 1_100.0, "hPa"),
        );
        faults.number(
            "wind_east_mps",
            figures.wind_east_mps,
            within(-100.0, 100.0, "m/s"),
        );
        faults.number(
            "wind_north_mps",
            figures.wind_north_mps,
            within(-100.0, 100.0, "m/s"),
        );
        faults.number(
            "measured_agl_m",
            figures.measured_agl_m,
            within(1.0, 1_000.0, "m"),
        );
        faults.number("gust_mps", figures.gust_mps, within(0.0, 150.0, "m/s"));
        faults.number(
            "rain_mm_per_h",
            figures.rain_mm_per_h,
            within(0.0, 500.0, "mm/h"),
        );
        let wind_mps = figures.wind_east_mps.hypot(figures.wind_north_mps);
        // Components of a steady wind may come out a rounding above it.
        if wind_mps > figures.gust_mps * (1.0 + 1e-9) {
            faults.add(
                "gust_mps",
                format!(
                    "a gust of {} m/s is below the wind of {wind_mps:.1} m/s",
                    figures.gust_mps
                ),
                format!("阵风 {} m/s 小于风速 {wind_mps:.1} m/s", figures.gust_mps),
            );
        }
        if faults.is_empty() {
            Ok(Self(figures))
        } else {
            Err(faults.into_list())
        }
    }

    /// Its figures.
    pub fn figures(&self) -> &AirFigures {
        &self.0
    }

    /// The wind at a height, m/s to the east and to the north: more than where it was measured above that, by the
    /// power law over the ground there, and never less below.
    pub fn wind_at(&self, amsl_m: f64) -> (f64, f64) {
        let above_m = amsl_m - self.0.measured_amsl_m;
        let times = (1.0 + above_m / self.0.measured_agl_m)
            .max(1.0)
            .powf(WIND_EXPONENT);
        (self.0.wind_east_mps * times, self.0.wind_north_mps * times)
    }

    /// How fast the wind is at a height, m/s.
    pub fn wind_mps(&self, amsl_m: f64) -> f64 {
        let (east_mps, north_mps) = self.wind_at(amsl_m);
        east_mps.hypot(north_mps)
    }

    /// The most that an aircraft meets at a height, m/s: the wind there, or the strongest gust.
    pub fn strongest_wind_mps(&self, amsl_m: f64) -> f64 {
        self.wind_mps(amsl_m).max(self.0.gust_mps)
    }

    /// Standard deviation of the gusts, m/s: about the same at all heights flown, as in neutral air.
    pub fn gusts_mps(&self) -> f64 {
        let mean_mps = self.0.wind_east_mps.hypot(self.0.wind_north_mps);
        (self.0.gust_mps - mean_mps).max(0.0) / PEAK_FACTOR
    }

    /// Temperature at a height, °C.
    pub fn temperature_c(&self, amsl_m: f64) -> f64 {
        self.0.temperature_c - LAPSE_K_PER_M * (amsl_m - self.0.measured_amsl_m)
    }

    /// Density at a height, kg/m³: the pressure by the hypsometric equation with the mean temperature of the
    /// layer down to sea level (WMO-No. 8), as of dry air. Moist air is lighter by at most 1.5 % (30 °C,
    /// saturated).
    pub fn density_kgpm3(&self, amsl_m: f64) -> f64 {
        let here_k = self.temperature_c(amsl_m) + ZERO_C_K;
        let mean_k = (here_k + self.temperature_c(0.0) + ZERO_C_K) / 2.0;
        let pressure_pa =
            self.0.pressure_hpa * 100.0 * (-GRAVITY_MPS2 * amsl_m / (DRY_AIR * mean_k)).exp();
        pressure_pa / (DRY_AIR * here_k)
    }
}
