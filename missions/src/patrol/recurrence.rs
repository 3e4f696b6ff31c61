//! When a patrol is flown: days by a rule of RFC 5545, and windows by weekday, in Qingdao's time.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use geofences::{TimeRange, Weekdays};
use rrule::{RRuleSet, Tz};
use std::collections::BTreeSet;

/// The time zone that days and times of the day are told in.
pub(super) const ZONE: Tz = Tz::Asia__Shanghai;

/// So many windows are given at once at the most.
pub const MOST_OCCURRENCES: usize = 10_000;

/// Years in which days are looked for.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2200;

/// When a patrol is flown.
#[derive(Clone, Debug, PartialEq)]
pub struct Recurrence {
    pub(super) rule: Option<RRuleSet>,
    pub(super) windows: Vec<DayWindow>,
    pub(super) exceptions: BTreeSet<NaiveDate>,
    pub(super) extra_days: BTreeSet<NaiveDate>,
}

/// A window of some days of the week.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayWindow {
    /// The days on which it opens.
    pub weekdays: Weekdays,
    /// When it opens.
    pub from: NaiveTime,
    /// When it closes; at or before `from`, on the following day.
    pub until: NaiveTime,
}

impl DayWindow {
    /// How long it is, s.
    pub(super) fn length_s(&self) -> i64 {
        let length_s = (self.until - self.from).num_seconds();
        if length_s > 0 {
            length_s
        } else {
            length_s + 86_400
        }
    }

    /// Its span when it opens on a day.
    fn on(&self, day: NaiveDate) -> Option<TimeRange> {
        let ends_on = if self.until > self.from {
            day
        } else {
            day.checked_add_days(Days::new(1))?
        };
        let from = utc(day.and_time(self.from))?;
        let until = utc(ends_on.and_time(self.until))?;
        TimeRange::new(from, until).ok()
    }
}

fn utc(local: NaiveDateTime) -> Option<DateTime<Utc>> {
    let moment = ZONE.from_local_datetime(&local).earliest()?;
    Some(moment.with_timezone(&Utc))
}

/// The moment at which a day begins.
pub(super) fn midnight(day: NaiveDate) -> Option<DateTime<Tz>> {
    ZONE.from_local_datetime(&day.and_time(NaiveTime::MIN))
        .earliest()
}

impl Recurrence {
    /// The windows of its days, in the order of the file.
    pub fn windows(&self) -> &[DayWindow] {
        &self.windows
    }

    /// The days from `first` to `last`, both included, on which its windows open: those of the rule without the
    /// exceptions, and the extra ones. Days before 2000 and after 2200 are none, and of more than 65 535 the first.
    pub fn days(&self, first: NaiveDate, last: NaiveDate) -> BTreeSet<NaiveDate> {
        let mut days = self.days_of_rule(first, last);
        days.retain(|day| !self.exceptions.contains(day));
        if first <= last {
            days.extend(self.extra_days.range(first..=last));
        }
        days
    }

    /// The days that the rule alone gives.
    pub(super) fn days_of_rule(&self, first: NaiveDate, last: NaiveDate) -> BTreeSet<NaiveDate> {
        let of = |rule: &RRuleSet| {
            let first = midnight(within_years(first))?;
            let last = midnight(within_years(last))?;
            let days = rule.clone().after(first).before(last).all(u16::MAX).dates;
            let days = days.into_iter().filter(|it| *it >= first && *it <= last);
            Some(days.map(|it| it.date_naive()).collect())
        };
        self.rule.as_ref().and_then(of).unwrap_or_default()
    }

    /// Its windows that are open at any moment from `from` to before `until`, by their beginnings; where there are
    /// [`MOST_OCCURRENCES`] of them there may be more, which are told to who asks again from the last one's beginning.
    pub fn occurrences(&self, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<TimeRange> {
        if from >= until {
            return Vec::new();
        }
        // Days begin before they do in UTC, and a window may reach into the day after its own.
        let day_before = |moment: DateTime<Utc>| moment.date_naive().checked_sub_days(Days::new(1));
        let first = day_before(from).unwrap_or(NaiveDate::MIN);
        let day_after = |moment: DateTime<Utc>| moment.date_naive().checked_add_days(Days::new(1));
        let last = day_after(until).unwrap_or(NaiveDate::MAX);
        let mut found: Vec<TimeRange> = Vec::new();
        for day in self.days(first, last) {
            if found.len() >= MOST_OCCURRENCES {
                break;
            }
            let windows = self.windows.iter();
            let opening = windows.filter(|window| window.weekdays.contains(day.weekday()));
            let spans = opening.filter_map(|window| window.on(day));
            found.extend(spans.filter(|span| span.until > from && span.from < until));
        }
        found.sort_by_key(|span| span.from);
        found.truncate(MOST_OCCURRENCES);
        found
    }
}

fn within_years(day: NaiveDate) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1).unwrap_or(day);
    let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(day);
    day.clamp(first, last)
}
