//! Until when applications are filed and decided, and when take-off is reported.

use crate::china_time::{day_of, moment};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

/// \[text\] Art. 26: an application is filed before 12:00 of the day before.
const FILED_BY_HOUR: u32 = 12;
/// \[text\] Art. 26: it is decided by 21:00 of the day before.
const DECIDED_BY_HOUR: u32 = 21;
/// \[known\] Art. 29: in an emergency it is filed 30 min before take-off.
const EMERGENCY_FILED_MIN: i64 = 30;
/// \[known\] Art. 29: and decided 10 min before take-off.
const EMERGENCY_DECIDED_MIN: i64 = 10;
/// \[text\] Art. 30: take-off is reported 1 h before.
const REPORTED_MIN: i64 = 60;
/// \[known\] In an emergency with the application of Art. 29, which is not filed earlier.
const EMERGENCY_REPORTED_MIN: i64 = 30;

/// The deadlines of one flight. A moment that cannot be told counts as passed long ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadlines {
    pub filed_by: DateTime<Utc>,
    pub decided_by: DateTime<Utc>,
    pub reported_by: DateTime<Utc>,
    /// When the plan of a flight under a long-term approval is filed, emergency or not.
    pub plan_filed_by: DateTime<Utc>,
}

impl Deadlines {
    pub fn of(take_off: DateTime<Utc>, is_emergency: bool) -> Self {
        let before = |minutes| {
            let moment = take_off.checked_sub_signed(TimeDelta::minutes(minutes));
            moment.unwrap_or(DateTime::<Utc>::MIN_UTC)
        };
        let day_before = day_of(take_off).and_then(|day| day.checked_sub_days(Days::new(1)));
        let at = |hour| {
            let moment = day_before.and_then(|day| moment(day, hour));
            moment.unwrap_or(DateTime::<Utc>::MIN_UTC)
        };
        let plan_filed_by = at(FILED_BY_HOUR);
        if is_emergency {
            return Self {
                filed_by: before(EMERGENCY_FILED_MIN),
                decided_by: before(EMERGENCY_DECIDED_MIN),
                reported_by: before(EMERGENCY_REPORTED_MIN),
                plan_filed_by,
            };
        }
        Self {
            filed_by: plan_filed_by,
            decided_by: at(DECIDED_BY_HOUR),
            reported_by: before(REPORTED_MIN),
            plan_filed_by,
        }
    }
}

/// Whether a deadline is missed: what is due before a moment is late at it.
pub(super) fn is_late(now: DateTime<Utc>, deadline: DateTime<Utc>) -> bool {
    now >= deadline
}

/// The first local day that can still be applied for by Art. 26.
pub(super) fn first_day_open(now: DateTime<Utc>) -> Option<NaiveDate> {
    let today = day_of(now)?;
    let noon = moment(today, FILED_BY_HOUR)?;
    today.checked_add_days(Days::new(if is_late(now, noon) { 2 } else { 1 }))
}
