//! Days and hours by the clocks of China, which have been 8 h ahead of UTC all year since 1992.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

const AHEAD: TimeDelta = TimeDelta::hours(8);

/// The day of a moment.
pub(crate) fn day_of(moment: DateTime<Utc>) -> Option<NaiveDate> {
    let local = moment.naive_utc().checked_add_signed(AHEAD)?;
    Some(local.date())
}

/// The moment of a full hour of a day.
pub(crate) fn moment(day: NaiveDate, hour: u32) -> Option<DateTime<Utc>> {
    let local = day.and_time(NaiveTime::from_hms_opt(hour, 0, 0)?);
    Some(local.checked_sub_signed(AHEAD)?.and_utc())
}

/// The hour of a moment, counted from 1970-01-01 00:00 by the clocks of China.
pub(crate) fn hour_number(moment: DateTime<Utc>) -> i64 {
    (moment.timestamp() + AHEAD.num_seconds()).div_euclid(3_600)
}

/// The moment at which an hour so counted begins; `None` beyond all dates.
pub(crate) fn beginning_of_hour(number: i64) -> Option<DateTime<Utc>> {
    let second = number.checked_mul(3_600)?;
    DateTime::from_timestamp(second.checked_sub(AHEAD.num_seconds())?, 0)
}

/// The day, counted from 1970-01-01.
pub(crate) fn day_number(day: NaiveDate) -> i64 {
    (day - NaiveDate::default()).num_days()
}
