//! When a zone is active: always, between instants, daily, by weekday, by the sun.

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

/// The place where the sun is looked at for a zone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SunPlace {
    /// The middle of the zone.
    pub position: crate::Position,
    /// Half the zone's width in longitude, degrees: the sun differs by 4 minutes a degree.
    pub half_width_deg: f64,
}
