//! Writing the times of zones as ED-318's `limitedApplicability`.

use crate::files::clock::{self, DAY_S};
use crate::files::geojson::write::{has_window_on_no_day, instant, is_on_no_day};
use crate::files::geojson::{lost, lost_days, lost_never_active};
use crate::{Bilingual, Daily, DayMark, Problem, TimeWindow, Times, Weekdays, Zone};
use serde_json::{Map, Value, json};

/// The `limitedApplicability`: inner `None` for always; outer `None` when the zone must not be
/// written.
pub(super) fn applicability(zone: &Zone, problems: &mut Vec<Problem>) -> Option<Option<Value>> {
    let Times::Windows(windows) = &zone.times else {
        return Some(None);
    };
    if zone.rule.restricts() && has_window_on_no_day(&zone.times) {
        problems.push(lost_days(&zone.id));
        return Some(None);
    }
    let active = windows.iter().filter(|window| !is_on_no_day(window));
    let active: Vec<&TimeWindow> = active.collect();
    if active.is_empty() {
        problems.push(lost_never_active(&zone.id));
        return None;
    }
    let mut entries = Vec::new();
    for window in active {
        let mut entry = Map::new();
        if let Some(from) = window.from {
            entry.insert("startDateTime".into(), json!(instant(from)));
        }
        if let Some(until) = window.until {
            entry.insert("endDateTime".into(), json!(instant(until)));
        }
        if let Some(lost) = window.daily.as_ref().and_then(|d| lost_day_offset(zone, d)) {
            problems.push(lost);
            if !zone.rule.restricts() {
                return None;
            }
        }
        match window.daily.as_ref().map(daily) {
            None => {}
            Some(Some(day)) => {
                entry.insert("schedule".into(), json!([day]));
            }
            Some(None) => {
                problems.push(lost_schedule(zone));
                if !zone.rule.restricts() {
                    return None;
                }
            }
        }
        if entry.is_empty() {
            // One window without any bound: the zone is active always.
            return Some(None);
        }
        entries.push(Value::Object(entry));
    }
    Some(Some(Value::Array(entries)))
}

fn lost_schedule(zone: &Zone) -> Problem {
    let (en, zh) = if zone.rule.restricts() {
        ("it is written as active all day", "写为全天生效")
    } else {
        ("the zone is not written", "该空域未写出")
    };
    lost(
        "lost-schedule",
        &zone.id,
        "times",
        Bilingual::new(
            format!(
                "ED-318 cannot say these times of day (minutes before or after a moment of the sun); {en}"
            ),
            format!("ED-318 无法表达这样的每日时间（日出日落前后若干分钟）；{zh}"),
        ),
    )
}

/// The days of a window from one moment of the sun to another: without a clock time, no offset
/// from UTC says when they begin.
fn lost_day_offset(zone: &Zone, daily: &Daily) -> Option<Problem> {
    let told = tells_its_days(daily);
    let (en, zh) = if zone.rule.restricts() {
        ("it is written for every day", "写为每天生效")
    } else {
        ("the zone is not written", "该空域未写出")
    };
    (!told).then(|| {
        lost(
            "lost-day-offset",
            &zone.id,
            "times",
            Bilingual::new(
                format!(
                    "ED-318 cannot say here that the days are counted in UTC{}; {en}",
                    daily.utc_offset
                ),
                format!("ED-318 在此无法表达星期按 UTC{} 计；{zh}", daily.utc_offset),
            ),
        )
    })
}

fn tells_its_days(daily: &Daily) -> bool {
    let sun = |mark| matches!(mark, DayMark::Sun { .. });
    !sun(daily.starts) || !sun(daily.ends) || daily.weekdays == Weekdays::ALL
}

/// A schedule's entry; `None` when ED-318 cannot say it.
fn daily(daily: &Daily) -> Option<Value> {
    // Days that cannot be told are all days; permissions do not come here with such.
    let days: Vec<String> = if daily.weekdays == Weekdays::ALL || !tells_its_days(daily) {
        vec!["ANY".to_owned()]
    } else {
        let days = clock::DAYS
            .iter()
            .filter(|(day, _)| daily.weekdays.contains(*day));
        days.map(|(_, name)| name.to_ascii_uppercase()).collect()
    };
    let mut entry = Map::new();
    entry.insert("day".into(), json!(days));
    put_mark(&mut entry, "start", daily.starts, daily)?;
    // An end at midnight is the end of the day on which the window starts: 24:00 is none of
    // RFC 3339's times.
    let ends = match daily.ends {
        DayMark::Clock {
            second_of_day: DAY_S,
        } => DayMark::Clock { second_of_day: 0 },
        other => other,
    };
    put_mark(&mut entry, "end", ends, daily)?;
    Some(Value::Object(entry))
}

fn put_mark(
    entry: &mut Map<String, Value>,
    side: &str,
    mark: DayMark,
    daily: &Daily,
) -> Option<()> {
    match mark {
        DayMark::Sun { event, offset_s: 0 } => {
            entry.insert(format!("{side}Event"), json!(clock::ed_sun_word(event)));
            Some(())
        }
        DayMark::Sun { .. } => None,
        DayMark::Clock { second_of_day } => {
            let whole_minutes = daily.utc_offset.local_minus_utc() % 60 == 0;
            if second_of_day >= DAY_S || !whole_minutes {
                return None;
            }
            let (hour, minute, second) = (
                second_of_day / 3600,
                second_of_day / 60 % 60,
                second_of_day % 60,
            );
            let offset = daily.utc_offset;
            let text = format!("{hour:02}:{minute:02}:{second:02}{offset}");
            entry.insert(format!("{side}Time"), json!(text));
            Some(())
        }
    }
}
