use super::{EXAMPLE, Weather, read};
use geofences::TimeRange;

fn example() -> Weather {
    let file = read("weather.toml", EXAMPLE.as_bytes());
    assert_eq!(file.problems, []);
    file.weather.unwrap()
}

fn codes(text: &str) -> Vec<(&'static str, String)> {
    let file = read("weather.toml", text.as_bytes());
    assert_eq!(file.weather, None);
    let problems = file.problems.into_iter();
    problems.map(|it| (it.code, it.place.key)).collect()
}

#[test]
fn a_north_wind_goes_south() {
    let text = EXAMPLE.replace("wind_from_deg = 320", "wind_from_deg = 0");
    let weather = read("weather.toml", text.as_bytes()).weather.unwrap();
    let figures = weather.air.figures();
    assert!(figures.wind_east_mps.abs() < 1e-9);
    assert_eq!(figures.wind_north_mps, -3.5);
}

#[test]
fn the_visibility_alone_may_be_left_out_and_is_then_not_known() {
    for line in EXAMPLE.lines().filter(|it| it.contains(" = ")) {
        let key = line.split(" = ").next().unwrap();
        let without = EXAMPLE.replace(line, "");
        let file = read("weather.toml", without.as_bytes());
        if key == "visibility_m" {
            assert_eq!(file.weather.unwrap().visibility_m, None);
        } else {
            let expected = ("missing-key", format!("weather.{key}"));
            assert_eq!(codes(&without), [expected]);
        }
    }
}

#[test]
fn all_problems_come_at_once() {
    let text = EXAMPLE
        .replace("temperature_c = 12", "temperature_c = 120")
        .replace("rain_mm_per_h", "rain_mm")
        .replace("until = 2", "until = 1");
    let found = codes(&text);
    let keys: Vec<&str> = found.iter().map(|it| it.1.as_str()).collect();
    assert!(keys.contains(&"weather.until"), "{found:?}");
    assert!(keys.contains(&"weather.temperature_c"), "{found:?}");
    assert!(keys.contains(&"weather.rain_mm"), "{found:?}");
    assert!(keys.contains(&"weather.rain_mm_per_h"), "{found:?}");
}

#[test]
fn a_gust_below_the_wind_is_told_where_the_gust_stands() {
    let text = EXAMPLE.replace("gust_mps = 6", "gust_mps = 2");
    let expected = ("not-consistent", "weather.gust_mps".to_owned());
    assert_eq!(codes(&text), [expected]);
}

#[test]
fn it_says_nothing_about_a_flight_that_is_longer() {
    let weather = example();
    let flight = weather.valid;
    assert!(weather.is_told_for(flight));
    let second = chrono::TimeDelta::seconds(1);
    for longer in [
        TimeRange {
            from: flight.from - second,
            ..flight
        },
        TimeRange {
            until: flight.until + second,
            ..flight
        },
    ] {
        assert!(!weather.is_told_for(longer));
    }
}
