//! The times of ED-269 (`applicability`) and ED-318 (`limitedApplicability`).

use super::members;
use crate::files::clock::{self, DAY_S};
use crate::files::json::item::ItemReader;
use crate::files::json::tree::{Json, Object};
use crate::{Bilingual, Daily, DayMark, Rule, TimeWindow, Times, Weekdays};
use chrono::{DateTime, FixedOffset, Utc};

/// The members of an entry; only ED-269 has `permanent`, but files of both editions use it.
const OF_ENTRIES: [&str; 4] = ["permanent", "startDateTime", "endDateTime", "schedule"];

/// The members of a day of the schedule.
const OF_DAYS: [&str; 5] = ["day", "startTime", "startEvent", "endTime", "endEvent"];

/// Reads the times of a zone under `rule`. Where they leave open what is meant, zones that
/// restrict are active always, with a warning, and zones that permit are refused.
pub(crate) fn read(
    field: &'static str,
    absent_is_always: bool,
    zone: &Object<'_>,
    rule: Rule,
    reader: &mut ItemReader<'_>,
) -> Option<Times> {
    let mut reading = Reading {
        field,
        rule,
        reader,
    };
    let single;
    let entries: &[Json<'_>] = match zone.get(field) {
        None if absent_is_always => return Some(Times::Always),
        None => {
            return reading.open_meaning(
                "it is not said when the zone applies",
                "没有说明空域何时生效",
            );
        }
        Some(Json::Array(entries)) => entries,
        Some(other) => {
            single = [other.clone()];
            &single
        }
    };
    if entries.is_empty() {
        return reading.open_meaning("the list of times is empty", "时间列表为空");
    }
    let read: Vec<Option<Vec<TimeWindow>>> =
        entries.iter().map(|entry| reading.entry(entry)).collect();
    let read: Option<Vec<Vec<TimeWindow>>> = read.into_iter().collect();
    let windows = read?;
    // An entry without windows is active always.
    if windows.iter().any(Vec::is_empty) {
        return Some(Times::Always);
    }
    Some(Times::Windows(windows.into_iter().flatten().collect()))
}

struct Reading<'r, 'f> {
    field: &'static str,
    rule: Rule,
    reader: &'r mut ItemReader<'f>,
}

impl Reading<'_, '_> {
    /// The windows of one entry; none for "always".
    fn entry(&mut self, entry: &Json<'_>) -> Option<Vec<TimeWindow>> {
        let Some(entry) = entry.as_object() else {
            return self.refuse("an entry is no object", "条目不是对象");
        };
        members::check(&OF_ENTRIES, entry, self.rule, self.reader);
        let permanent = match entry.get("permanent") {
            None => None,
            Some(Json::Bool(permanent)) => Some(*permanent),
            Some(value) => match value.as_text().map(str::to_ascii_uppercase).as_deref() {
                Some("YES" | "TRUE") => Some(true),
                Some("NO" | "FALSE") => Some(false),
                _ => return self.refuse("permanent is YES or NO", "permanent 应为 YES 或 NO"),
            },
        };
        let from = self.instant(entry, "startDateTime");
        let until = self.instant(entry, "endDateTime");
        let (mut from, mut until) = (from?, until?);
        // Publishers that say YES often fill in dates as well: a restriction ignores them.
        if permanent == Some(true) && self.rule.restricts() {
            (from, until) = (None, None);
        }
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            return self.refuse("a period ends before it starts", "时段的结束早于开始");
        }
        let schedule: &[Json<'_>] = match entry.get("schedule") {
            None => &[],
            Some(Json::Array(schedule)) if schedule.is_empty() && !self.rule.restricts() => {
                return self.refuse(
                    "a permitted zone's schedule is empty",
                    "适飞空域的时间表为空",
                );
            }
            Some(Json::Array(schedule)) => schedule,
            Some(_) => return self.refuse("the schedule is no list", "时间表不是数组"),
        };
        let span = TimeWindow {
            from,
            until,
            daily: None,
        };
        if schedule.is_empty() {
            if from.is_some() || until.is_some() {
                return Some(vec![span]);
            }
            if permanent != Some(true) {
                self.open_meaning(
                    "a period has neither dates nor a schedule",
                    "时段既无日期也无时间表",
                )?;
            }
            return Some(Vec::new());
        }
        let read: Vec<Option<Daily>> = schedule.iter().map(|day| self.daily(day)).collect();
        let read: Option<Vec<Daily>> = read.into_iter().collect();
        let windows = read?.into_iter();
        Some(
            windows
                .map(|daily| TimeWindow {
                    from,
                    until,
                    daily: Some(daily),
                })
                .collect(),
        )
    }

    fn daily(&mut self, day: &Json<'_>) -> Option<Daily> {
        let Some(day) = day.as_object() else {
            return self.refuse(
                "an entry of the schedule is no object",
                "时间表条目不是对象",
            );
        };
        members::check(&OF_DAYS, day, self.rule, self.reader);
        let weekdays = self.weekdays(day);
        let starts = self.mark(day, "startTime", "startEvent");
        let ends = self.mark(day, "endTime", "endEvent");
        let (weekdays, (starts, start_offset), (mut ends, end_offset)) =
            (weekdays?, starts?, ends?);
        let utc_offset = start_offset
            .or(end_offset)
            .unwrap_or_else(|| self.local_time());
        if let (DayMark::Clock { second_of_day }, Some(end_offset)) = (&mut ends, end_offset) {
            let shift = utc_offset.local_minus_utc() - end_offset.local_minus_utc();
            let shifted = i64::from(*second_of_day) + i64::from(shift);
            if shift != 0 {
                *second_of_day = u32::try_from(shifted.rem_euclid(i64::from(DAY_S))).ok()?;
            }
        }
        if let DayMark::Clock { second_of_day } = &mut ends {
            *second_of_day = self.whole_day_end(*second_of_day);
        }
        Some(Daily {
            weekdays,
            starts,
            ends,
            utc_offset,
        })
    }

    /// Midnight as an end is the end of the day. So is the minute before it for zones that
    /// restrict: "00:00–23:59" must not leave a gap of a minute every night.
    fn whole_day_end(&mut self, second_of_day: u32) -> u32 {
        if second_of_day == 0 {
            return DAY_S;
        }
        if (DAY_S - 60..DAY_S).contains(&second_of_day) && self.rule.restricts() {
            self.reader.note_once("day-end-rounded", self.field, || {
                Bilingual::new(
                    "an end within the last minute of a day is read as 24:00",
                    "一天最后一分钟内的结束时间按 24:00 读取",
                )
            });
            return DAY_S;
        }
        second_of_day
    }

    fn local_time(&mut self) -> FixedOffset {
        let offset = self.reader.options.utc_offset;
        self.reader.note_once("local-time", self.field, || {
            Bilingual::new(
                format!("clock times without an offset are read as local time, UTC{offset}"),
                format!("没有时区的时间按当地时间（UTC{offset}）读取"),
            )
        });
        offset
    }

    fn weekdays(&mut self, day: &Object<'_>) -> Option<Weekdays> {
        let words: Vec<&str> = match day.get("day") {
            Some(Json::Array(days)) => days.iter().map(|d| d.as_text().unwrap_or("")).collect(),
            Some(Json::Text(text)) => text.split(',').collect(),
            _ => Vec::new(),
        };
        if words.is_empty() {
            self.open_meaning("an entry of the schedule has no days", "时间表条目没有星期")?;
            return Some(Weekdays::ALL);
        }
        let mut all = Weekdays::NONE;
        for word in words {
            let Some(named) = clock::weekdays(word) else {
                return self.refuse(
                    &format!("\"{word}\" is no day"),
                    &format!("“{word}”不是星期"),
                );
            };
            let named = clock::DAYS.iter().filter(|(d, _)| named.contains(*d));
            all = named.fold(all, |all, (d, _)| all.with(*d));
        }
        Some(all)
    }

    fn mark(
        &mut self,
        day: &Object<'_>,
        time: &str,
        event: &str,
    ) -> Option<(DayMark, Option<FixedOffset>)> {
        let value = day.get(time).or(day.get(event));
        let text = value.and_then(Json::as_text).unwrap_or("").trim();
        if day.get(time).is_some() && day.get(event).is_some() {
            return self.refuse(
                &format!("{time} and {event} cannot both be given"),
                &format!("{time} 和 {event} 不能同时给出"),
            );
        }
        // "LOCAL" stands behind times of the zone's own clock.
        let clock_text = text.trim_end_matches("LOCAL").trim_end();
        if let Some((second_of_day, offset)) = clock::clock_time(clock_text) {
            return Some((DayMark::Clock { second_of_day }, offset));
        }
        if let Some(event) = clock::sun_event(text) {
            return Some((DayMark::Sun { event, offset_s: 0 }, None));
        }
        self.refuse(
            &format!("\"{text}\" is no time of day for {time}"),
            &format!("“{text}”不是 {time} 的有效时间"),
        )
    }

    fn instant(&mut self, entry: &Object<'_>, name: &str) -> Option<Option<DateTime<Utc>>> {
        let Some(value) = entry.get(name) else {
            return Some(None);
        };
        let text = value.as_text().unwrap_or("");
        match clock::instant(text) {
            Some(instant) => Some(Some(instant)),
            None => {
                let shown = value.excerpt();
                self.refuse(
                    &format!("{name}: {shown} is no instant with an offset from UTC"),
                    &format!("{name}：{shown} 不是带时区的时刻"),
                )
            }
        }
    }

    /// Where the file leaves open what is meant: always for a restriction, an error for a permission.
    fn open_meaning(&mut self, en: &str, zh: &str) -> Option<Times> {
        if !self.rule.restricts() {
            return self.refuse(en, zh);
        }
        self.reader.warning(
            self.field,
            "times-assumed-always",
            Bilingual::new(
                format!("{en}; the restriction is taken to be active at all those times"),
                format!("{zh}；该限制按在相应时间内始终有效处理"),
            ),
        );
        Some(Times::Always)
    }

    fn refuse<T>(&mut self, en: &str, zh: &str) -> Option<T> {
        let what = Bilingual::new(en, zh);
        self.reader.error(self.field, "times-unreadable", what);
        None
    }
}
