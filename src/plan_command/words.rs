//! Times, lengths and places as people read them.

use crate::airspace_command::read_files::local_offset;
use chrono::{DateTime, SecondsFormat, Utc};
use geofences::Position;

/// The time in the city.
pub(super) fn local_time(time: DateTime<Utc>) -> String {
    time.with_timezone(&local_offset())
        .to_rfc3339_opts(SecondsFormat::Secs, false)
}

/// For machines.
pub(super) fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// As `12 min 05 s`.
pub(super) fn minutes(seconds: f64) -> String {
    let whole = seconds.round().clamp(0.0, 1e9) as u64;
    format!("{} min {:02} s", whole / 60, whole % 60)
}

/// As `830 m` or `12.3 km`.
pub(super) fn length(metres: f64) -> String {
    if metres < 1_000.0 {
        format!("{metres:.0} m")
    } else {
        format!("{:.1} km", metres / 1_000.0)
    }
}

/// As `120.379123,36.061456`, longitude first, to a decimetre.
pub(super) fn place(position: Position) -> String {
    format!(
        "{:.6},{:.6}",
        position.longitude_deg(),
        position.latitude_deg()
    )
}

/// Numbers one after another, runs of them as `4–9`, and how many more there are.
pub(super) fn numbers(all: &[usize]) -> String {
    const MOST_RUNS: usize = 8;
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in all {
        match runs.last_mut() {
            Some(run) if run.1 + 1 == *number => run.1 = *number,
            _ => runs.push((*number, *number)),
        }
    }
    let shown = runs.iter().take(MOST_RUNS).map(|(first, last)| {
        if first == last {
            first.to_string()
        } else {
            format!("{first}–{last}")
        }
    });
    let mut text = shown.collect::<Vec<_>>().join(", ");
    if runs.len() > MOST_RUNS {
        text.push_str(", …");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_those_of_the_city() {
        let time: DateTime<Utc> = "2026-12-02T02:10:00Z".parse().unwrap();
        assert_eq!(local_time(time), "2026-12-02T10:10:00+08:00");
        assert_eq!(utc(time), "2026-12-02T02:10:00Z");
    }

    #[test]
    fn lengths_and_durations_are_rounded() {
        assert_eq!(length(999.4), "999 m");
        assert_eq!(length(12_345.0), "12.3 km");
        assert_eq!(minutes(125.4), "2 min 05 s");
        assert_eq!(minutes(59.6), "1 min 00 s");
    }

    #[test]
    fn numbers_in_a_row_are_one_run() {
        assert_eq!(numbers(&[1, 2, 3, 7, 9, 10]), "1–3, 7, 9–10");
        let odd: Vec<usize> = (0..20).map(|it| 2 * it + 1).collect();
        assert_eq!(numbers(&odd), "1, 3, 5, 7, 9, 11, 13, 15, …");
    }
}
