//! In which light a flight is flown.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use crate::patrol::Light;
use chrono::{FixedOffset, Offset, Utc};
use geo::Rect;
use geofences::{
    Bilingual, Daily, DayMark, SunEvent, SunPlace, TimeRange, TimeReading, TimeWindow, Times,
    Weekdays,
};

/// Finds whether a flight is in another light than its patrol asks for.
pub(super) fn judge(question: &Question<'_>, flight: TimeRange, found: &mut Found) {
    let Some(light) = question.patrol.map(|it| it.limits.light) else {
        return;
    };
    let home = question.mission.home.position.coord();
    let place = SunPlace::over(&Rect::new(home, home));
    let sun = (SunEvent::Sunrise, SunEvent::Sunset);
    let twilight = (
        SunEvent::MorningCivilTwilight,
        SunEvent::EveningCivilTwilight,
    );
    let (is_good, en, zh) = match light {
        Light::Any => return,
        Light::Day => (
            is_within(sun, flight, &place),
            "between sunrise and sunset",
            "日出至日落之间",
        ),
        Light::DayAndTwilight => (
            is_within(twilight, flight, &place),
            "from morning civil twilight to the end of evening civil twilight",
            "晨昏民用曙暮光之间",
        ),
        Light::Night => (is_outside(twilight, flight, &place), "in the dark", "夜间"),
    };
    if !is_good {
        let what = Bilingual::new(
            format!("the patrol is flown {en}, and the flight is not all of it"),
            format!("任务限于{zh}执行，本次飞行不全在其内"),
        );
        let hindrance = Hindrance::new(HindranceKind::Weather, what);
        found.add(hindrance.helped_by("another time of day", "请调整起飞时间"));
    }
}

/// Whether a flight is between two moments of one day for sure.
fn is_within(marks: (SunEvent, SunEvent), flight: TimeRange, place: &SunPlace) -> bool {
    let ranges = daily(marks).active_ranges(flight, place, TimeReading::Shortest);
    ranges
        .iter()
        .any(|it| it.from <= flight.from && flight.until <= it.until)
}

/// Whether nothing of it is, for sure.
fn is_outside(marks: (SunEvent, SunEvent), flight: TimeRange, place: &SunPlace) -> bool {
    daily(marks)
        .active_ranges(flight, place, TimeReading::Longest)
        .is_empty()
}

fn daily((starts, ends): (SunEvent, SunEvent)) -> Times {
    let mark = |event| DayMark::Sun { event, offset_s: 0 };
    // The days of Asia/Shanghai.
    let utc_offset = FixedOffset::east_opt(8 * 3_600).unwrap_or_else(|| Utc.fix());
    Times::Windows(vec![TimeWindow {
        from: None,
        until: None,
        daily: Some(Daily {
            weekdays: Weekdays::ALL,
            starts: mark(starts),
            ends: mark(ends),
            utc_offset,
        }),
    }])
}
