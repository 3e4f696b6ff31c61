//! From the text of a weather file to a [`Weather`], or to everything that is wrong with it.

use super::Weather;
use crate::energy::{Air, AirFigures};
use chrono::Utc;
use geofences::{Severity, TimeRange};
use written::{Bounds, Notation, Problem, Report, Table, bounds, parse, say, text_of};

written::tables! {
    /// The file.
    FILE: "the file", false, ["weather"];
    /// All that it tells.
    WEATHER: "[weather]", false, [
        "source", "from", "until", "temperature_c", "qnh_hpa", "wind_from_deg", "wind_mps", "gust_mps",
        "rain_mm_per_h", "visibility_m", "measured_amsl_m", "measured_agl_m",
    ];
}

/// What a file held.
#[derive(Clone, Debug, PartialEq)]
pub struct WeatherFile {
    /// The weather; none where a problem is an error.
    pub weather: Option<Weather>,
    /// All problems, in the file's order.
    pub problems: Vec<Problem>,
}

/// Reads the weather. `file` is the file's name as the user gave it: it stands in every problem, and one that ends
/// with `.json` is read as JSON.
pub fn read(file: &str, bytes: &[u8]) -> WeatherFile {
    let text = match text_of(file, bytes) {
        Ok(text) => text,
        Err(problem) => {
            return WeatherFile {
                weather: None,
                problems: vec![*problem],
            };
        }
    };
    let report = Report::new(file, text, Notation::of_file(file), ());
    let tree = parse(&report);
    let file = Table::of_file(&report, &tree, &FILE);
    let table = file.required("weather", |given| given.table(&WEATHER));
    let weather = table.as_ref().and_then(weather);
    let problems = report.into_problems();
    let is_good = problems.iter().all(|it| it.severity < Severity::Error);
    WeatherFile {
        weather: weather.filter(|_| is_good),
        problems,
    }
}

fn weather(table: &Table<'_>) -> Option<Weather> {
    let source = table.required("source", |given| given.text().map(str::to_owned));
    let valid = valid(table);
    let number = |key, bounds: Bounds| table.required(key, |given| given.number(bounds));
    let temperature_c = number("temperature_c", bounds(-60.0, 60.0, "°C"));
    let pressure_hpa = number("qnh_hpa", bounds(850.0, 1_100.0, "hPa"));
    let wind_from_deg = number("wind_from_deg", bounds(0.0, 360.0, "°"));
    let wind_mps = number("wind_mps", bounds(0.0, 100.0, "m/s"));
    let gust_mps = number("gust_mps", bounds(0.0, 150.0, "m/s"));
    let rain_mm_per_h = number("rain_mm_per_h", bounds(0.0, 500.0, "mm/h"));
    let measured_amsl_m = number("measured_amsl_m", bounds(-500.0, 9_000.0, "m"));
    let measured_agl_m = number("measured_agl_m", bounds(1.0, 1_000.0, "m"));
    let visibility = bounds(0.0, 100_000.0, "m");
    let visibility_m = table.optional("visibility_m", |given| given.number(visibility));
    // Where it comes from is the opposite of where it goes.
    let (east, north) = wind_from_deg?.to_radians().sin_cos();
    let wind_mps = wind_mps?;
    let figures = AirFigures {
        temperature_c: temperature_c?,
        measured_amsl_m: measured_amsl_m?,
        measured_agl_m: measured_agl_m?,
        pressure_hpa: pressure_hpa?,
        wind_east_mps: -wind_mps * east,
        wind_north_mps: -wind_mps * north,
        gust_mps: gust_mps?,
        rain_mm_per_h: rain_mm_per_h?,
    };
    let air = match Air::new(figures) {
        Ok(air) => air,
        Err(faults) => {
            // Each number by itself is good: what is left is what they are together, the gust and the wind.
            for fault in faults {
                let spot = table
                    .given("gust_mps")
                    .map_or_else(|| table.spot.clone(), |given| given.spot);
                table
                    .report
                    .error("not-consistent", &spot, fault.what, None);
            }
            return None;
        }
    };
    Some(Weather {
        source: source?,
        valid: valid?,
        air,
        visibility_m,
    })
}

fn valid(table: &Table<'_>) -> Option<TimeRange> {
    let from = table.required("from", |given| given.date_time());
    let until = table.required("until", |given| {
        given.date_time().map(|it| (it, given.spot.clone()))
    });
    let (from, (until, spot)) = (from?, until?);
    if until < from {
        let what = say(
            format!("the end {until} is before the beginning {from}"),
            format!("结束时间 {until} 早于开始时间 {from}"),
        );
        table.report.error("not-consistent", &spot, what, None);
        return None;
    }
    Some(TimeRange {
        from: from.with_timezone(&Utc),
        until: until.with_timezone(&Utc),
    })
}

#[cfg(test)]
mod documentation {
    use super::{ALL, WEATHER};

    #[test]
    fn the_reference_tells_the_keys_that_the_reader_knows() {
        let reference = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/weather.md"));
        assert_eq!(ALL.len(), 2);
        assert_eq!(
            written::undocumented(&[&WEATHER], reference),
            Vec::<String>::new()
        );
        assert!(reference.contains(crate::weather::EXAMPLE.trim()));
    }
}
