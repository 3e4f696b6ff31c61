//! Dates and times that a file gives. TOML has them as values of their own; in JSON, and where people put quotes
//! around them, they are texts.

use crate::given::Given;
use crate::report::say;
use crate::tree::Value;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime};
use geofences::Bilingual;

impl<N> Given<'_, N> {
    /// A moment in the world, with its offset from UTC.
    pub fn date_time(&self) -> Option<DateTime<FixedOffset>> {
        let text = self.time_text(("a date and time", "日期时间"), date_time_help)?;
        let moment = DateTime::parse_from_rfc3339(text).ok();
        if moment.is_none() {
            let what = say(
                format!("{text} is no date and time with an offset from UTC"),
                format!("{text} 不是带时区的日期时间"),
            );
            self.error("bad-time", what, Some(date_time_help()));
        }
        moment
    }

    /// A day of the calendar.
    pub fn date(&self) -> Option<NaiveDate> {
        let text = self.time_text(("a date", "日期"), date_help)?;
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        if date.is_none() {
            let what = say(format!("{text} is no date"), format!("{text} 不是日期"));
            self.error("bad-time", what, Some(date_help()));
        }
        date
    }

    /// A time of the day, to the minute or the second.
    pub fn time_of_day(&self) -> Option<NaiveTime> {
        let text = self.time_text(("a time of the day", "时刻"), time_help)?;
        let time = NaiveTime::parse_from_str(text, "%H:%M:%S")
            .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M"))
            .ok();
        if time.is_none() {
            let what = say(
                format!("{text} is no time of the day"),
                format!("{text} 不是一天中的时刻"),
            );
            self.error("bad-time", what, Some(time_help()));
        }
        time
    }

    fn time_text(&self, wanted: (&str, &str), help: fn() -> Bilingual) -> Option<&str> {
        match self.value {
            Value::DateTime(text) | Value::Text(text) => Some(text),
            _ => {
                self.wrong_type(wanted.0, wanted.1, Some(help()));
                None
            }
        }
    }
}

fn date_time_help() -> Bilingual {
    say(
        "write it as in RFC 3339, such as 2026-11-24T08:00:00+08:00",
        "按 RFC 3339 书写，如 2026-11-24T08:00:00+08:00",
    )
}

fn date_help() -> Bilingual {
    say(
        "write year, month and day, such as 2026-11-24",
        "依次写年、月、日，如 2026-11-24",
    )
}

fn time_help() -> Bilingual {
    say(
        "write hours and minutes from 00:00 to 23:59, such as 08:30",
        "写作 00:00 至 23:59 的时和分，如 08:30",
    )
}
