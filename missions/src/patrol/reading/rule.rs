//! Rules of RFC 5545, section 3.3.10, by which days are told: times of the day are the windows'.

use crate::patrol::recurrence::{ZONE, midnight};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use rrule::{RRule, RRuleSet, Unvalidated};
use std::collections::HashSet;
use written::{Given, closest, one_of, say};

/// What a rule of days is made of.
const PARTS: &[&str] = &[
    "FREQ",
    "INTERVAL",
    "COUNT",
    "UNTIL",
    "BYDAY",
    "BYMONTHDAY",
    "BYMONTH",
    "BYSETPOS",
    "BYYEARDAY",
    "BYWEEKNO",
    "WKST",
];
/// What tells times of the day.
const TIMES_OF_DAY: &[&str] = &["BYHOUR", "BYMINUTE", "BYSECOND"];
const WEEKDAYS: &[&str] = &["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const FREQUENCIES: &[&str] = &["DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const MOST_CHARACTERS: usize = 500;
/// Longer pauses, and more days, are slips.
const MOST_INTERVAL: u32 = 1_000;
const MOST_COUNT: u32 = 20_000;

/// Reads a rule whose days begin with `first_day`; none where that could not be read.
pub fn read(given: &Given<'_>, first_day: Option<NaiveDate>) -> Option<RRuleSet> {
    let text = given.text()?.trim();
    if text.len() > MOST_CHARACTERS {
        let count = text.len();
        let what = say(
            format!("the rule has {count} bytes; {MOST_CHARACTERS} are the most"),
            format!("规则有 {count} 字节，最多 {MOST_CHARACTERS} 字节"),
        );
        given.error("bad-rule", what, None);
        return None;
    }
    // The crate that reads rules cuts texts between bytes.
    if let Some(other) = text.chars().find(|it| !it.is_ascii_graphic()) {
        let what = say(
            format!("a rule has no {other:?} in it"),
            format!("规则中不能有 {other:?}"),
        );
        given.error("bad-rule", what, Some(rule_help()));
        return None;
    }
    let parts = parts(given, text)?;
    let start = midnight(first_day?)?;
    let rule = parts.join(";").parse::<RRule<Unvalidated>>();
    match rule.and_then(|rule| rule.validate(start)) {
        Ok(rule) => Some(RRuleSet::new(start).rrule(rule)),
        Err(error) => {
            let what = say(
                format!("the rule is none of RFC 5545: {error}"),
                format!("规则不符合 RFC 5545：{error}"),
            );
            given.error("bad-rule", what, Some(rule_help()));
            None
        }
    }
}

fn rule_help() -> geofences::Bilingual {
    say(
        "such as FREQ=WEEKLY;BYDAY=MO,WE,FR",
        "例如 FREQ=WEEKLY;BYDAY=MO,WE,FR",
    )
}

/// The parts of a rule as they are handed on: capitals, `UNTIL` as a moment. All that is wrong is noted.
fn parts(given: &Given<'_>, text: &str) -> Option<Vec<String>> {
    let text = text.to_uppercase();
    let text = text.strip_prefix("RRULE:").unwrap_or(&text);
    let mut names = HashSet::new();
    let mut parts = Vec::new();
    let mut is_good = true;
    for part in text.split(';') {
        let Some((name, value)) = part.split_once('=') else {
            let what = say(
                format!("{part:?} is no part of a rule"),
                format!("{part:?} 不是规则的组成部分"),
            );
            given.error("bad-rule", what, Some(rule_help()));
            is_good = false;
            continue;
        };
        if !names.insert(name) {
            let what = say(format!("{name} is there already"), format!("{name} 重复"));
            given.error("bad-rule", what, None);
            is_good = false;
            continue;
        }
        match value_of(given, name, value) {
            Some(value) => parts.push(format!("{name}={value}")),
            None => is_good = false,
        }
    }
    if is_good && !names.contains("FREQ") {
        let what = say("the rule has no FREQ", "规则缺少 FREQ");
        given.error("bad-rule", what, Some(rule_help()));
        return None;
    }
    if names.contains("COUNT") && names.contains("UNTIL") {
        let what = say(
            "COUNT and UNTIL both say when it ends",
            "COUNT 与 UNTIL 都规定了结束",
        );
        given.error(
            "bad-rule",
            what,
            Some(say("keep one of them", "只保留其中之一")),
        );
        return None;
    }
    is_good.then_some(parts)
}

fn value_of(given: &Given<'_>, name: &str, value: &str) -> Option<String> {
    match name {
        "UNTIL" => return until(given, value),
        "FREQ" if !FREQUENCIES.contains(&value) => {
            let what = say(
                format!("a patrol has days: FREQ cannot be {value}"),
                format!("巡查按日安排，FREQ 不能是 {value}"),
            );
            let help = closest(given.report, value, FREQUENCIES);
            let help = help.unwrap_or_else(|| one_of(FREQUENCIES));
            given.error("bad-rule", what, Some(help));
        }
        "BYDAY" if !value.split(',').all(is_day) => {
            let what = say(
                format!("{value:?} are no days of the week"),
                format!("{value:?} 不是星期"),
            );
            let help = say(
                "write MO, TU, WE, TH, FR, SA, SU, or 1MO for the first, -1SU for the last",
                "写作 MO、TU、WE、TH、FR、SA、SU；1MO 为第一个，-1SU 为最后一个",
            );
            given.error("bad-rule", what, Some(help));
        }
        "INTERVAL" => return number(given, name, value, MOST_INTERVAL),
        "COUNT" => return number(given, name, value, MOST_COUNT),
        _ if TIMES_OF_DAY.contains(&name) => {
            let what = say(
                format!("{name} tells times of the day, which are windows here"),
                format!("{name} 表示一天中的时刻，此处由时段给出"),
            );
            let help = say(
                "write [[recurrence.window]] instead",
                "请改写为 [[recurrence.window]]",
            );
            given.error("bad-rule", what, Some(help));
        }
        _ if !PARTS.contains(&name) => {
            let what = say(
                format!("{name:?} is no part of a rule"),
                format!("{name:?} 不是规则的组成部分"),
            );
            let help = closest(given.report, name, PARTS).unwrap_or_else(|| one_of(PARTS));
            given.error("bad-rule", what, Some(help));
        }
        _ => return Some(value.to_owned()),
    }
    None
}

/// Whether a text is a day of `BYDAY`, perhaps with the number that it has in a month or a year. The crate that reads
/// rules passes over numbers that are none.
fn is_day(text: &str) -> bool {
    let number = WEEKDAYS.iter().find_map(|day| text.strip_suffix(day));
    let Some(number) = number else { return false };
    let digits = number.strip_prefix(['+', '-']).unwrap_or(number);
    number.is_empty()
        || digits.bytes().all(|it| it.is_ascii_digit())
            && digits.parse().is_ok_and(|it: u8| (1..=53).contains(&it))
}

fn number(given: &Given<'_>, name: &str, value: &str, most: u32) -> Option<String> {
    let number: Option<u32> = value.parse().ok();
    let number = number.filter(|number| (1..=most).contains(number));
    if number.is_none() {
        let what = say(
            format!("{name} is a whole number from 1 to {most}, not {value:?}"),
            format!("{name} 应为 1 至 {most} 的整数，而不是 {value:?}"),
        );
        given.error("bad-rule", what, None);
    }
    number.map(|number| number.to_string())
}

/// The end of a rule: a day, which belongs to it, or a moment of UTC.
fn until(given: &Given<'_>, value: &str) -> Option<String> {
    let last_second = NaiveTime::from_hms_opt(23, 59, 59);
    let day = NaiveDate::parse_from_str(value, "%Y%m%d").ok();
    if let (Some(day), Some(last_second)) = (day.filter(|_| value.len() == 8), last_second) {
        let end = ZONE
            .from_local_datetime(&day.and_time(last_second))
            .latest();
        let end = end.map(|end| end.with_timezone(&Utc));
        return end.map(|end| end.format("%Y%m%dT%H%M%SZ").to_string());
    }
    let moment = NaiveDateTime::parse_from_str(value, "%Y%m%dT%H%M%SZ").ok();
    if moment.is_none() || value.len() != 16 {
        let what = say(
            format!("UNTIL is a day or a moment of UTC, not {value:?}"),
            format!("UNTIL 应为日期或 UTC 时刻，而不是 {value:?}"),
        );
        let help = say(
            "write UNTIL=20271231, or UNTIL=20271231T160000Z",
            "写作 UNTIL=20271231 或 UNTIL=20271231T160000Z",
        );
        given.error("bad-rule", what, Some(help));
        return None;
    }
    Some(value.to_owned())
}
