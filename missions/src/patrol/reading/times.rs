//! When a patrol is flown.

use super::{keys, rule};
use crate::patrol::Recurrence;
use crate::patrol::recurrence::DayWindow;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use geofences::Weekdays;
use std::collections::BTreeSet;
use written::{Given, Table, say};

const MOST_WINDOWS: usize = 50;
const MOST_DAYS: usize = 1_000;
const SHORTEST_WINDOW_S: i64 = 300;
const WEEK_S: i64 = 7 * 86_400;
/// A patrol that is not flown once in so many days after its first is a slip.
const DAYS_UNTIL_FLOWN: u64 = 3_660;

const WEEKDAYS: &[(&str, Weekday)] = &[
    ("mon", Weekday::Mon),
    ("tue", Weekday::Tue),
    ("wed", Weekday::Wed),
    ("thu", Weekday::Thu),
    ("fri", Weekday::Fri),
    ("sat", Weekday::Sat),
    ("sun", Weekday::Sun),
];

/// Reads `[recurrence]`; none where there is none, or where something of it could not be read.
pub fn read(file: &Table<'_>) -> Option<Recurrence> {
    let table = file.optional("recurrence", |given| given.table(&keys::RECURRENCE))?;
    let windows = table.required("window", |given| windows(&given));
    let extra_days = table.optional("extra_days", |given| days(&given));
    let mut exceptions = None;
    let rule = if table.has("rule") || !table.has("extra_days") {
        exceptions = table.optional("exceptions", |given| days(&given));
        let first_day = table.required("first_day", |given| first_day(&given));
        let rule = table.required("rule", |given| rule::read(&given, first_day));
        Some(rule?)
    } else {
        None
    };
    let recurrence = Recurrence {
        rule,
        windows: windows?,
        exceptions: exceptions.unwrap_or_default(),
        extra_days: extra_days.unwrap_or_default(),
    };
    check_days(&table, &recurrence);
    table.close(("without a rule", "在没有规则时"));
    Some(recurrence)
}

fn first_day(given: &Given<'_>) -> Option<NaiveDate> {
    let day = given.date()?;
    if (2000..=2100).contains(&day.year()) {
        return Some(day);
    }
    let what = say(
        format!("{day} is not in the years 2000 to 2100"),
        format!("{day} 不在 2000 至 2100 年之间"),
    );
    given.error("out-of-range", what, None);
    None
}

fn days(given: &Given<'_>) -> Option<BTreeSet<NaiveDate>> {
    let elements = given.elements()?;
    if elements.len() > MOST_DAYS {
        let what = say(
            format!("{} days; {MOST_DAYS} are the most", elements.len()),
            format!("{} 天，最多 {MOST_DAYS} 天", elements.len()),
        );
        given.error("out-of-range", what, Some(rule_help()));
        return None;
    }
    let mut days = BTreeSet::new();
    for element in &elements {
        let Some(day) = first_day(element) else {
            continue;
        };
        if !days.insert(day) {
            let what = say(format!("{day} is there already"), format!("{day} 重复"));
            element.error("duplicate", what, Some(say("take it out", "请删去")));
        }
    }
    Some(days)
}

fn rule_help() -> geofences::Bilingual {
    say("say it by the rule", "请用规则表达")
}

fn windows(given: &Given<'_>) -> Option<Vec<DayWindow>> {
    let tables = given.tables(&keys::WINDOW);
    if tables.len() > MOST_WINDOWS {
        let what = say(
            format!("{} windows; {MOST_WINDOWS} are the most", tables.len()),
            format!("{} 个时段，最多 {MOST_WINDOWS} 个", tables.len()),
        );
        given.error("out-of-range", what, None);
        return None;
    }
    if given.value == &written::Value::List(Vec::new()) {
        given.error("empty", say("there is no window", "没有时段"), None);
        return None;
    }
    let windows: Vec<_> = tables.iter().map(window).collect();
    let windows: Vec<DayWindow> = windows.into_iter().collect::<Option<_>>()?;
    check_overlaps(&tables, &windows);
    (!windows.is_empty()).then_some(windows)
}

fn window(table: &Table<'_>) -> Option<DayWindow> {
    let weekdays = match table.given("days") {
        Some(given) => weekdays(&given),
        None => Some(Weekdays::ALL),
    };
    let from = table.required("from", |given| given.time_of_day());
    let until = table.required("until", |given| given.time_of_day());
    let window = DayWindow {
        weekdays: weekdays?,
        from: from?,
        until: until?,
    };
    if window.from == window.until {
        let what = say("the window ends when it begins", "时段的结束与开始相同");
        let help = say(
            "give it a length; one that ends before it begins ends on the following day",
            "请给出长度；结束早于开始的时段在次日结束",
        );
        let report = table.report;
        report.error("out-of-range", &table.spot, what, Some(help));
        return None;
    }
    if window.length_s() < SHORTEST_WINDOW_S {
        let what = say(
            format!(
                "the window has {} s; nothing is flown in less than {SHORTEST_WINDOW_S} s",
                window.length_s()
            ),
            format!(
                "时段仅 {} 秒，至少须 {SHORTEST_WINDOW_S} 秒",
                window.length_s()
            ),
        );
        table.report.error("out-of-range", &table.spot, what, None);
        return None;
    }
    Some(window)
}

fn weekdays(given: &Given<'_>) -> Option<Weekdays> {
    let elements = given.elements()?;
    let mut days = Weekdays::NONE;
    for element in &elements {
        let day = element.choice(("day of the week", "星期"), WEEKDAYS)?;
        if days.contains(day) {
            let what = say("this day is there already", "此日重复");
            element.error("duplicate", what, Some(say("take it out", "请删去")));
        }
        days = days.with(day);
    }
    if days == Weekdays::NONE {
        let what = say("there is no day", "没有任何一天");
        let help = say("leave days out: that is every day", "省略 days 即为每天");
        given.error("empty", what, Some(help));
        return None;
    }
    Some(days)
}

/// Notes windows that begin before another one is over.
fn check_overlaps(tables: &[Table<'_>], windows: &[DayWindow]) {
    let mut spans: Vec<(i64, i64, usize)> = Vec::new();
    for (index, window) in windows.iter().enumerate() {
        for (_, day) in WEEKDAYS.iter().filter(|it| window.weekdays.contains(it.1)) {
            let midnight = i64::from(day.num_days_from_monday()) * 86_400;
            let time = window.from - chrono::NaiveTime::MIN;
            let from = midnight + time.num_seconds();
            spans.push((from, from + window.length_s(), index));
        }
    }
    spans.sort_unstable();
    let Some(&(first, _, first_index)) = spans.first() else {
        return;
    };
    let next = spans.iter().skip(1).map(|span| (span.0, span.2));
    let next = next.chain([(first + WEEK_S, first_index)]);
    for ((_, until, earlier), (from, later)) in spans.iter().copied().zip(next) {
        if until <= from {
            continue;
        }
        let Some(table) = tables.get(earlier.max(later)) else {
            continue;
        };
        let other = earlier.min(later);
        let what = say(
            format!("the window overlaps window {other} (counted from 0)"),
            format!("此时段与第 {other} 个时段（从 0 计）重叠"),
        );
        let help = say(
            "make one of them of both, or give them other days",
            "请合并两者，或改用不同的日子",
        );
        let report = table.report;
        report.error_once("windows-overlap", &table.spot, what, Some(help));
    }
}

/// Notes days that change nothing, and a patrol that is never flown.
fn check_days(table: &Table<'_>, recurrence: &Recurrence) {
    for day in &recurrence.exceptions {
        if recurrence.extra_days.contains(day) {
            let what = say(
                format!("{day} is an exception and an extra day"),
                format!("{day} 既是例外又是增加的日子"),
            );
            let report = table.report;
            report.error("contradiction", &table.spot, what, None);
        }
    }
    if let Some(start) = recurrence.rule.as_ref().map(|rule| *rule.get_dt_start()) {
        let first = start.date_naive();
        let (least, most) = (recurrence.exceptions.first(), recurrence.exceptions.last());
        let around = least.zip(most);
        let of_rule = around.map(|(least, most)| recurrence.days_of_rule(*least, *most));
        let of_rule = of_rule.unwrap_or_default();
        for day in &recurrence.exceptions {
            if !of_rule.contains(day) {
                let what = say(
                    format!("{day} is no day of the rule"),
                    format!("{day} 本就不是规则所定的日子"),
                );
                let report = table.report;
                report.warning("no-change", &table.spot, what, None);
            }
        }
        let last = first.checked_add_days(Days::new(DAYS_UNTIL_FLOWN));
        let days = recurrence.days(first, last.unwrap_or(first));
        let mut weekdays = days.iter().map(|day| day.weekday());
        let opens = |day| {
            recurrence
                .windows
                .iter()
                .any(|it| it.weekdays.contains(day))
        };
        if !weekdays.any(opens) {
            let what = say(
                "no day of the rule has a window: it is never flown",
                "规则所定的日子都没有时段：永远不会飞行",
            );
            let help = say(
                "compare the rule's days with those of the windows and the exceptions",
                "请核对规则的日子与时段、例外的日子",
            );
            let report = table.report;
            report.error("never", &table.spot, what, Some(help));
        }
    }
    for day in &recurrence.extra_days {
        let mut windows = recurrence.windows.iter();
        if !windows.any(|window| window.weekdays.contains(day.weekday())) {
            let what = say(
                format!("{day} is a {} and has no window", day.weekday()),
                format!("{day} 所在的星期没有时段"),
            );
            let help = say("add a window for that day", "请为该日添加时段");
            let report = table.report;
            report.error("never", &table.spot, what, Some(help));
        }
    }
}
