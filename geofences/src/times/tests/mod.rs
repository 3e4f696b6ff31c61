#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clock;
mod told_by_the_sun;

use super::*;
use crate::Position;

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn china() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap()
}

fn at(longitude_deg: f64, latitude_deg: f64) -> SunPlace {
    SunPlace {
        position: Position::new(longitude_deg, latitude_deg).unwrap(),
        half_width_deg: 0.0,
    }
}

fn qingdao() -> SunPlace {
    at(120.38, 36.07)
}

fn clock(hour: u32, minute: u32) -> DayMark {
    DayMark::Clock {
        second_of_day: hour * 3600 + minute * 60,
    }
}

fn sun_told(event: SunEvent) -> DayMark {
    DayMark::Sun { event, offset_s: 0 }
}

fn daily(weekdays: Weekdays, starts: DayMark, ends: DayMark) -> Times {
    let daily = Daily::new(weekdays, starts, ends, china()).unwrap();
    Times::Windows(vec![TimeWindow::new(None, None, Some(daily)).unwrap()])
}

fn range(from: &str, until: &str) -> TimeRange {
    TimeRange::new(utc(from), utc(until)).unwrap()
}
