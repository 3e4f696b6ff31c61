//! The times of zones in GeoJSON.

use crate::files::clock;
use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::{Bilingual, Daily, DayMark, TimeWindow, Times, Weekdays};
use chrono::{DateTime, FixedOffset, Utc};

const FIELD: &str = "times";

const NAMES: [&str; 6] = [
    "from",
    "until",
    "days",
    "daily_from",
    "daily_until",
    "utc_offset",
];

/// Reads `times`: absent is always; `None` when something is wrong, which is reported.
pub(super) fn read(value: Option<&Json<'_>>, reader: &mut ItemReader<'_>) -> Option<Times> {
    match value {
        None => Some(Times::Always),
        Some(Json::Array(windows)) => read_windows(windows, reader),
        // Tables hold lists as text.
        Some(Json::Text(text)) => match Json::parse(text) {
            Ok(Json::Array(windows)) => read_windows(&windows, reader),
            _ => refuse(
                reader,
                "the times are text that is no list of windows",
                "时间文本不是时间窗口数组",
            ),
        },
        Some(_) => refuse(
            reader,
            "the times are no list of windows",
            "时间不是时间窗口数组",
        ),
    }
}

fn read_windows(windows: &[Json<'_>], reader: &mut ItemReader<'_>) -> Option<Times> {
    if windows.is_empty() {
        return refuse(
            reader,
            "an empty list of times could mean always or never: leave it out for always",
            "空的时间数组含义不明（始终或从不）：若为始终，请删除该属性",
        );
    }
    let read: Vec<Option<TimeWindow>> = windows
        .iter()
        .map(|window| read_window(window, reader))
        .collect();
    let all: Option<Vec<TimeWindow>> = read.into_iter().collect();
    all.map(Times::Windows)
}

fn read_window(window: &Json<'_>, reader: &mut ItemReader<'_>) -> Option<TimeWindow> {
    let Some(window) = window.as_object() else {
        return refuse(reader, "a time window is no object", "时间窗口不是对象");
    };
    reader.refuse_doubled_keys(window);
    let unknown = window
        .0
        .iter()
        .find(|(name, _)| !NAMES.contains(&name.as_ref()));
    if let Some((name, _)) = unknown {
        return refuse(
            reader,
            &format!("\"{name}\" is not known in a time window"),
            &format!("时间窗口中不认识“{name}”"),
        );
    }
    let from = read_instant(window, "from", reader);
    let until = read_instant(window, "until", reader);
    let daily = read_daily(window, reader);
    let (from, until, daily) = (from?, until?, daily?);
    if from.is_none() && until.is_none() && daily.is_none() {
        return refuse(
            reader,
            "a time window says nothing: leave the times out for always",
            "时间窗口没有内容：若为始终，请删除该属性",
        );
    }
    if let (Some(from), Some(until)) = (from, until)
        && until < from
    {
        return refuse(
            reader,
            "a time window ends before it starts",
            "时间窗口的结束早于开始",
        );
    }
    Some(TimeWindow { from, until, daily })
}

fn read_instant(
    window: &Object<'_>,
    name: &str,
    reader: &mut ItemReader<'_>,
) -> Option<Option<DateTime<Utc>>> {
    let Some(value) = window.get(name) else {
        return Some(None);
    };
    let text = value.as_text().unwrap_or("");
    let instant = clock::instant(text);
    if instant.is_none() {
        let shown = value.excerpt();
        let (en, zh) = if clock::is_instant_without_offset(text) {
            (
                "lacks its offset from UTC, such as +08:00",
                "缺少时区，例如 +08:00",
            )
        } else {
            (
                "is no instant such as 2026-05-01T08:00:00+08:00",
                "不是时刻，例如 2026-05-01T08:00:00+08:00",
            )
        };
        return refuse(
            reader,
            &format!("{name}: {shown} {en}"),
            &format!("{name}：{shown} {zh}"),
        );
    }
    Some(instant)
}

fn read_daily(window: &Object<'_>, reader: &mut ItemReader<'_>) -> Option<Option<Daily>> {
    let [days, starts, ends] = ["days", "daily_from", "daily_until"].map(|name| window.get(name));
    let offset = match window.get("utc_offset") {
        None => Some(reader.options.utc_offset),
        Some(value) => read_offset(value, reader),
    };
    if days.is_none() && starts.is_none() && ends.is_none() {
        return offset.map(|_| None);
    }
    let weekdays = match days {
        None => Some(Weekdays::ALL),
        Some(value) => read_days(value, reader),
    };
    let marks = match (starts, ends) {
        (None, None) => Some((
            DayMark::Clock { second_of_day: 0 },
            DayMark::Clock {
                second_of_day: clock::DAY_S,
            },
        )),
        (Some(starts), Some(ends)) => {
            let (starts, ends) = (read_mark(starts, reader), read_mark(ends, reader));
            starts.zip(ends)
        }
        _ => refuse(
            reader,
            "daily_from and daily_until belong together, and one is missing",
            "daily_from 和 daily_until 必须同时给出",
        ),
    };
    let (starts, ends) = marks?;
    Some(Some(Daily {
        weekdays: weekdays?,
        starts,
        ends,
        utc_offset: offset?,
    }))
}

fn read_offset(value: &Json<'_>, reader: &mut ItemReader<'_>) -> Option<FixedOffset> {
    let offset = value.as_text().and_then(clock::utc_offset);
    if offset.is_none() {
        let shown = value.excerpt();
        return refuse(
            reader,
            &format!("utc_offset: {shown} is no offset such as +08:00"),
            &format!("utc_offset：{shown} 不是时区，例如 +08:00"),
        );
    }
    offset
}

fn read_days(value: &Json<'_>, reader: &mut ItemReader<'_>) -> Option<Weekdays> {
    let words: Vec<&str> = match value {
        Json::Array(days) => days.iter().map(|day| day.as_text().unwrap_or("")).collect(),
        Json::Text(text) => text.split(',').collect(),
        _ => Vec::new(),
    };
    let mut days = Weekdays::NONE;
    let mut sound = !words.is_empty();
    for word in words {
        match clock::weekdays(word) {
            Some(Weekdays::ALL) => days = Weekdays::ALL,
            Some(day) => {
                let named = clock::DAYS.iter().filter(|(d, _)| day.contains(*d));
                days = named.fold(days, |days, (d, _)| days.with(*d));
            }
            None => sound = false,
        }
    }
    if !sound {
        return refuse(
            reader,
            "days are a list of mon, tue, wed, thu, fri, sat, sun, with one at least",
            "days 应为 mon、tue、wed、thu、fri、sat、sun 的数组，至少一个",
        );
    }
    Some(days)
}

fn read_mark(value: &Json<'_>, reader: &mut ItemReader<'_>) -> Option<DayMark> {
    let text = value.as_text().unwrap_or("").trim();
    if let Some((second_of_day, None)) = clock::clock_time(text) {
        return Some(DayMark::Clock { second_of_day });
    }
    let sign = text.find(['+', '-']).unwrap_or(text.len());
    if let Some((event, offset)) = text.split_at_checked(sign)
        && let Some(event) = clock::sun_event(event)
    {
        if offset.is_empty() {
            return Some(DayMark::Sun { event, offset_s: 0 });
        }
        if let Some(offset_s) = clock::signed_duration_s(offset) {
            return Some(DayMark::Sun { event, offset_s });
        }
    }
    let shown = value.excerpt();
    refuse(
        reader,
        &format!("{shown} is no time of day such as 08:30, sunrise or sunset-30min"),
        &format!("{shown} 不是一天中的时间，例如 08:30、sunrise 或 sunset-30min"),
    )
}

fn refuse<T>(reader: &mut ItemReader<'_>, en: &str, zh: &str) -> Option<T> {
    reader.error(FIELD, "times-unreadable", Bilingual::new(en, zh));
    None
}
