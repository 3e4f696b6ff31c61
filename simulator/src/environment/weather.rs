//! The weather of a day: what was said of some moments, and in between what lies between.

use super::{Air, MeanWind};
use crate::time::SimTime;

/// The weather at one moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weather {
    /// The wind.
    pub wind: MeanWind,
    /// The air.
    pub air: Air,
    /// How far one sees, metres.
    pub visibility_m: f64,
    /// Rain, mm/h.
    pub rain_mm_per_h: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            wind: MeanWind::CALM,
            air: Air::default(),
            visibility_m: 20_000.0,
            rain_mm_per_h: 0.0,
        }
    }
}

/// The weather at the moments that are known, ascending.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WeatherAt(Vec<(SimTime, Weather)>);

impl WeatherAt {
    /// The weather by its moments, in any order.
    pub fn new(mut moments: Vec<(SimTime, Weather)>) -> Self {
        moments.sort_by_key(|(at, _)| *at);
        Self(moments)
    }

    /// The weather at a moment: before the first and after the last what they say, in between in
    /// proportion; the wind turns the short way.
    pub fn at(&self, now: SimTime) -> Weather {
        let after = self.0.partition_point(|(at, _)| *at <= now);
        match (
            after.checked_sub(1).and_then(|at| self.0.get(at)),
            self.0.get(after),
        ) {
            (None, None) => Weather::default(),
            (Some((_, weather)), None) | (None, Some((_, weather))) => *weather,
            (Some((from, a)), Some((until, b))) => {
                let part = (now - *from).as_secs_f64() / (*until - *from).as_secs_f64();
                between(a, b, part)
            }
        }
    }
}

fn between(a: &Weather, b: &Weather, part: f64) -> Weather {
    let mix = |a: f64, b: f64| a + part * (b - a);
    let turn = (b.wind.from_deg - a.wind.from_deg + 180.0).rem_euclid(360.0) - 180.0;
    Weather {
        wind: MeanWind {
            speed_mps: mix(a.wind.speed_mps, b.wind.speed_mps),
            from_deg: (a.wind.from_deg + part * turn).rem_euclid(360.0),
            turbulence: mix(a.wind.turbulence, b.wind.turbulence),
        },
        air: Air {
            temperature_c: mix(a.air.temperature_c, b.air.temperature_c),
            pressure_pa: mix(a.air.pressure_pa, b.air.pressure_pa),
        },
        visibility_m: mix(a.visibility_m, b.visibility_m),
        rain_mm_per_h: mix(a.rain_mm_per_h, b.rain_mm_per_h),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wind(speed_mps: f64, from_deg: f64) -> Weather {
        let turbulence = 0.1;
        Weather {
            wind: MeanWind {
                speed_mps,
                from_deg,
                turbulence,
            },
            ..Weather::default()
        }
    }

    #[test]
    fn between_two_moments_the_wind_grows_evenly_and_turns_the_short_way() {
        let day = WeatherAt::new(vec![
            (SimTime::from_s(200), wind(6.0, 10.0)),
            (SimTime::from_s(100), wind(2.0, 350.0)),
        ]);
        let at = |s| day.at(SimTime::from_s(s)).wind;
        assert_eq!((at(0).speed_mps, at(0).from_deg), (2.0, 350.0));
        assert_eq!(at(150).speed_mps, 4.0);
        assert!(at(150).from_deg.abs() < 1e-9);
        assert_eq!((at(999).speed_mps, at(999).from_deg), (6.0, 10.0));
    }

    #[test]
    fn a_day_of_which_nothing_is_said_is_calm() {
        assert_eq!(WeatherAt::default().at(SimTime::START), Weather::default());
    }
}
