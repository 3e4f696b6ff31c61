//! When a zone is active: always, between instants, daily, by weekday, by the sun.

mod active;
mod sun;
#[cfg(test)]
mod tests;

use crate::Bilingual;
use chrono::{DateTime, FixedOffset, Utc};

/// The times at which a zone is active.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Times {
    /// At all times.
    #[default]
    Always,
    /// In any of these windows; none means never.
    Windows(Vec<TimeWindow>),
}

/// One window: a span of instants, within it perhaps recurring by day.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeWindow {
    /// The first instant; `None` has no beginning.
    pub from: Option<DateTime<Utc>>,
    /// The last instant; `None` has no end.
    pub until: Option<DateTime<Utc>>,
    /// Within that span only at these times of day; `None` is the whole span.
    pub daily: Option<Daily>,
}

/// A span that recurs on days of the week.
#[derive(Clone, Debug, PartialEq)]
pub struct Daily {
    /// The days on which the span starts, counted in `utc_offset`.
    pub weekdays: Weekdays,
    /// When it starts.
    pub starts: DayMark,
    /// When it ends. At or before `starts`, it ends on the following day.
    pub ends: DayMark,
    /// The local time that days and clock times are told in.
    pub utc_offset: FixedOffset,
}

/// A moment of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayMark {
    /// A local clock time: seconds from midnight, 0…86 400 (24:00).
    Clock {
        /// Seconds from local midnight.
        second_of_day: u32,
    },
    /// A moment told by the sun at the zone.
    Sun {
        /// Which moment.
        event: SunEvent,
        /// So many seconds after it; negative is before it.
        offset_s: i32,
    },
}

/// Moments told by the sun (ED-318 names them BMCT, SR, SS, EECT).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SunEvent {
    /// Beginning of morning civil twilight: the sun's centre 6° below the horizon.
    MorningCivilTwilight,
    /// Sunrise.
    Sunrise,
    /// Sunset.
    Sunset,
    /// End of evening civil twilight: the sun's centre 6° below the horizon.
    EveningCivilTwilight,
}

/// A set of weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Weekdays(u8);

/// Why something is no [`TimeRange`], [`TimeWindow`] or [`Daily`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimesError {
    /// The end is before the start.
    #[error("the time ends at {until}, before it starts at {from}")]
    Reversed {
        /// The start as given.
        from: DateTime<Utc>,
        /// The end as given.
        until: DateTime<Utc>,
    },
    /// A daily span without any weekday would never begin.
    #[error("the daily times name no weekday: list at least one")]
    NoWeekdays,
    /// A clock time after 24:00.
    #[error("{0} seconds from midnight is after 24:00 (86400)")]
    SecondOfDay(u32),
    /// An offset from a moment of the sun of more than [`Daily::LONGEST_SUN_OFFSET_S`].
    #[error("an offset of {0} s from the sun's moment is more than 12 hours")]
    SunOffset(i32),
}

impl TimesError {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            Self::Reversed { from, until } => format!("结束时间 {until} 早于开始时间 {from}"),
            Self::NoWeekdays => "每日时段没有列出星期，请至少列出一天".to_owned(),
            Self::SecondOfDay(second) => format!("零点后 {second} 秒超过了 24:00（86400 秒）"),
            Self::SunOffset(offset_s) => {
                format!("相对日出日落时刻的偏移 {offset_s} 秒超过了 12 小时")
            }
        };
        Bilingual::new(self.to_string(), zh)
    }
}

impl TimeRange {
    /// The span from `from` to `until`, both included.
    ///
    /// # Errors
    /// [`TimesError::Reversed`] when `until` is before `from`.
    pub fn new(from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Self, TimesError> {
        if until < from {
            return Err(TimesError::Reversed { from, until });
        }
        Ok(Self { from, until })
    }
}

impl TimeWindow {
    /// A window from its first to its last instant, within it recurring as `daily` says.
    ///
    /// # Errors
    /// [`TimesError::Reversed`] when `until` is before `from`; what is wrong with `daily`.
    pub fn new(
        from: Option<DateTime<Utc>>,
        until: Option<DateTime<Utc>>,
        daily: Option<Daily>,
    ) -> Result<Self, TimesError> {
        let window = Self { from, until, daily };
        window.fault().map_or(Ok(window), Err)
    }

    /// What [`TimeWindow::new`] would refuse.
    fn fault(&self) -> Option<TimesError> {
        match (self.from, self.until) {
            (Some(from), Some(until)) if until < from => Some(TimesError::Reversed { from, until }),
            _ => self.daily.as_ref().and_then(Daily::fault),
        }
    }
}

impl Daily {
    /// The longest offset from a moment of the sun, either way, seconds: 12 hours.
    pub const LONGEST_SUN_OFFSET_S: u32 = 43_200;

    /// A span that starts on `weekdays`, told in `utc_offset`. When `ends` comes at or before
    /// `starts` it ends on the following day: 22:00–06:00 is a night, 00:00–00:00 a whole day.
    ///
    /// # Errors
    /// [`TimesError`] for no weekday, a clock time after 24:00, an offset from the sun of more
    /// than 12 hours.
    pub fn new(
        weekdays: Weekdays,
        starts: DayMark,
        ends: DayMark,
        utc_offset: FixedOffset,
    ) -> Result<Self, TimesError> {
        let daily = Self {
            weekdays,
            starts,
            ends,
            utc_offset,
        };
        daily.fault().map_or(Ok(daily), Err)
    }

    /// What [`Daily::new`] would refuse.
    fn fault(&self) -> Option<TimesError> {
        if self.weekdays == Weekdays::NONE {
            return Some(TimesError::NoWeekdays);
        }
        [self.starts, self.ends]
            .into_iter()
            .find_map(|mark| match mark {
                DayMark::Clock { second_of_day } if second_of_day > 86_400 => {
                    Some(TimesError::SecondOfDay(second_of_day))
                }
                DayMark::Sun { offset_s, .. }
                    if offset_s.unsigned_abs() > Self::LONGEST_SUN_OFFSET_S =>
                {
                    Some(TimesError::SunOffset(offset_s))
                }
                _ => None,
            })
    }
}

impl Weekdays {
    /// Every day.
    pub const ALL: Self = Self(0b111_1111);
    /// No day.
    pub const NONE: Self = Self(0);

    /// This set and `day`.
    #[must_use]
    pub fn with(self, day: chrono::Weekday) -> Self {
        Self(self.0 | 1 << day.num_days_from_monday())
    }

    /// Whether `day` belongs to the set.
    pub fn contains(self, day: chrono::Weekday) -> bool {
        self.0 >> day.num_days_from_monday() & 1 == 1
    }
}

impl FromIterator<chrono::Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = chrono::Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::NONE, Self::with)
    }
}

/// A span of time; both ends belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeRange {
    /// The first instant.
    pub from: DateTime<Utc>,
    /// The last instant, not before `from`.
    pub until: DateTime<Utc>,
}

/// Which way doubt about a moment (the sun's) is resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeReading {
    /// Windows are as long as they may be: for zones that restrict.
    Longest,
    /// Windows are as short as they may be: for zones that permit.
    Shortest,
}

/// The place where the sun is looked at for a zone; [`Self::over`] makes it for an area.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SunPlace {
    /// The middle of the zone.
    pub position: crate::Position,
    /// How far the sun is apart between the middle and the farthest place of the zone, degrees of
    /// longitude, 4 minutes each: half the zone's width, and what its height in latitude adds.
    pub half_width_deg: f64,
}

impl SunPlace {
    /// For the area between two corners, degrees. At a corner both the longitude and the latitude
    /// differ from the middle, so that their effects add up.
    pub fn over(bounds: &geo::Rect<f64>) -> Self {
        let apart_deg = 0.5 * bounds.width()
            + sun::apart_by_latitude_deg(
                bounds.min().y,
                0.5 * (bounds.min().y + bounds.max().y),
                bounds.max().y,
            );
        let center = crate::Position::try_from(bounds.center());
        // Where the middle is no place or the distance no number, no moment of the sun is told.
        let is_sound = center.is_ok() && apart_deg.is_finite();
        Self {
            position: center.unwrap_or(crate::Position::ORIGIN),
            half_width_deg: if is_sound {
                apart_deg.clamp(0.0, MOST_APART_DEG)
            } else {
                MOST_APART_DEG
            },
        }
    }
}

/// The sun is nowhere farther apart, degrees; so far apart no moment is told.
const MOST_APART_DEG: f64 = 180.0;
