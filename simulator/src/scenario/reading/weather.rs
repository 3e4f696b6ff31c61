//! The weather of a scenario: how it begins, and its changes.

use super::given::{MOMENT_S, ScenarioGiven, Table};
use super::keys;
use crate::environment::{MeanWind, Weather, WeatherAt};
use crate::time::SimTime;
use std::time::Duration;
use written::{Bounds, bounds, say};

/// A hurricane begins at 33 m/s; nothing small flies in twice that.
const WIND_MPS: Bounds = bounds(0.0, 60.0, "m/s");
const DIRECTION_DEG: Bounds = bounds(0.0, 360.0, "°");
const TURBULENCE: Bounds = bounds(0.0, 1.0, "");
const TEMPERATURE_C: Bounds = bounds(-50.0, 60.0, "°C");
/// The lowest and highest pressures that were ever measured at sea level are 870 and 1 085 hPa.
const QNH_HPA: Bounds = bounds(850.0, 1_100.0, "hPa");
const VISIBILITY_M: Bounds = bounds(0.0, 100_000.0, "m");
const RAIN_MM_PER_H: Bounds = bounds(0.0, 400.0, "mm/h");
/// A change takes so long where nothing is said.
const USUAL_CHANGE_S: f64 = 60.0;
/// The turbulence where only the wind is given: between open water and a town.
const USUAL_TURBULENCE: f64 = 0.15;

/// Reads `[weather]` and its changes.
pub fn read(file: &Table<'_>) -> WeatherAt {
    let Some(table) = file.optional("weather", |given| given.table(&keys::WEATHER)) else {
        return WeatherAt::default();
    };
    let calm = Weather {
        wind: MeanWind {
            turbulence: USUAL_TURBULENCE,
            ..MeanWind::CALM
        },
        ..Weather::default()
    };
    let mut now = changed(calm, &table);
    let mut moments = vec![(SimTime::START, now)];
    let changes = table.given("change");
    for change in changes.map_or_else(Vec::new, |given| given.tables(&keys::WEATHER_CHANGE)) {
        let at = change.required("at_s", |given| given.moment());
        let over = change.optional("over_s", |given| given.number(MOMENT_S));
        let over = Duration::from_secs_f64(over.unwrap_or(USUAL_CHANGE_S));
        let after = changed(now, &change);
        if after == now {
            let what = say("nothing changes here", "此处没有任何变化");
            change.report.warning("no-change", &change.spot, what, None);
        }
        let Some(at) = at else { continue };
        let last = moments.last().map_or(SimTime::START, |(at, _)| *at);
        if at < last {
            let what = say(
                format!(
                    "the change begins at {} s, before the one above it is over at {} s",
                    at.seconds(),
                    last.seconds()
                ),
                format!(
                    "变化始于 {} 秒，而上一变化到 {} 秒才结束",
                    at.seconds(),
                    last.seconds()
                ),
            );
            let help = say(
                "order changes by at_s, and make over_s shorter",
                "按 at_s 排序，并缩短 over_s",
            );
            let report = change.report;
            report.error("changes-overlap", &change.spot, what, Some(help));
        }
        moments.push((at, now));
        moments.push((at + over, after));
        now = after;
    }
    WeatherAt::new(moments)
}

/// The weather with what a table says of it.
fn changed(weather: Weather, table: &Table<'_>) -> Weather {
    let or = |key, bounds, before| {
        let given = table.optional(key, |given| given.number(bounds));
        given.unwrap_or(before)
    };
    let mut changed = weather;
    let (wind, air) = (&mut changed.wind, &mut changed.air);
    wind.speed_mps = or("wind_speed_mps", WIND_MPS, wind.speed_mps);
    wind.from_deg = or("wind_from_deg", DIRECTION_DEG, wind.from_deg);
    wind.turbulence = or("turbulence", TURBULENCE, wind.turbulence);
    air.temperature_c = or("temperature_c", TEMPERATURE_C, air.temperature_c);
    let qnh_hpa = table.optional("qnh_hpa", |given| given.number(QNH_HPA));
    air.pressure_pa = qnh_hpa.map_or(air.pressure_pa, |hpa| hpa * 100.0);
    changed.visibility_m = or("visibility_m", VISIBILITY_M, changed.visibility_m);
    changed.rain_mm_per_h = or("rain_mm_per_h", RAIN_MM_PER_H, changed.rain_mm_per_h);
    changed
}
