//! Whether times are active at an instant, and when they are within a range.

use super::sun::{DAY_S, DoubtfulMoment, GREATEST_DOUBT_S, event_on_day};
use super::{
    Daily, DayMark, SunEvent, SunPlace, TimeRange, TimeReading, TimeWindow, Times, Weekdays,
};
use chrono::{DateTime, TimeDelta, Utc};

impl Times {
    /// The longest stretch, days, over which [`Times::active_ranges`] follows daily spans.
    pub const LONGEST_RANGE_DAYS: i64 = 800;

    /// Whether the times are active at `now`; both ends of a window belong to it.
    ///
    /// Moments told by the sun are those at a flat horizon at sea level, as almanacs give them,
    /// in doubt by two minutes (2.6 in Qingdao in 2026; more towards the poles, where the sun sets
    /// flatly, and with the years) and by four minutes a degree of `sun.half_width_deg`. `reading`
    /// says which way that doubt goes.
    /// On a day on which the sun does not pass the mark, and where the moment cannot be told, the
    /// longest reading is active all that local day, the shortest is not active. Values that the
    /// checked constructors would refuse are read as active (longest) or not (shortest).
    pub fn is_active_at(&self, now: DateTime<Utc>, sun: &SunPlace, reading: TimeReading) -> bool {
        match self {
            Self::Always => true,
            Self::Windows(windows) => windows
                .iter()
                .any(|window| window.is_active_at(now, sun, reading)),
        }
    }

    /// The spans within `within` in which the times are active, sorted, and merged where they
    /// touch or overlap; see [`Times::is_active_at`] for what counts.
    ///
    /// Daily spans are followed for [`Times::LONGEST_RANGE_DAYS`] from where the window and
    /// `within` both begin. What lies beyond is one active range in the longest reading, and
    /// nothing in the shortest; so that no range, however long, takes unbounded memory.
    pub fn active_ranges(
        &self,
        within: TimeRange,
        sun: &SunPlace,
        reading: TimeReading,
    ) -> Vec<TimeRange> {
        if within.until < within.from {
            return Vec::new();
        }
        match self {
            Self::Always => vec![within],
            Self::Windows(windows) => {
                let mut ranges = Vec::new();
                for window in windows {
                    window.append_ranges(within, sun, reading, &mut ranges);
                }
                merged(ranges)
            }
        }
    }
}

/// The ranges sorted, those that touch or overlap made one.
fn merged(mut ranges: Vec<TimeRange>) -> Vec<TimeRange> {
    ranges.sort_unstable_by_key(|range| range.from);
    let mut result: Vec<TimeRange> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match result.last_mut() {
            Some(last) if range.from <= last.until => last.until = last.until.max(range.until),
            _ => result.push(range),
        }
    }
    result
}

impl TimeWindow {
    fn is_active_at(&self, now: DateTime<Utc>, sun: &SunPlace, reading: TimeReading) -> bool {
        if self.fault().is_some() {
            return reading == TimeReading::Longest;
        }
        self.from.is_none_or(|from| from <= now)
            && self.until.is_none_or(|until| now <= until)
            && self
                .daily
                .as_ref()
                .is_none_or(|daily| daily.is_active_at(now, sun, reading))
    }

    fn append_ranges(
        &self,
        within: TimeRange,
        sun: &SunPlace,
        reading: TimeReading,
        ranges: &mut Vec<TimeRange>,
    ) {
        if self.fault().is_some() {
            if reading == TimeReading::Longest {
                ranges.push(within);
            }
            return;
        }
        let validity = TimeRange {
            from: self.from.map_or(within.from, |from| from.max(within.from)),
            until: self
                .until
                .map_or(within.until, |until| until.min(within.until)),
        };
        if validity.until < validity.from {
            return;
        }
        match &self.daily {
            None => ranges.push(validity),
            Some(daily) => daily.append_ranges(validity, sun, reading, ranges),
        }
    }
}

/// A span of whole seconds since 1970-01-01T00:00:00Z; both ends belong to it.
#[derive(Clone, Copy)]
struct Span {
    from_s: i64,
    until_s: i64,
}

impl Span {
    fn contains(self, now: DateTime<Utc>) -> bool {
        let now_s = now.timestamp();
        self.from_s <= now_s
            && (now_s < self.until_s || now_s == self.until_s && now.timestamp_subsec_nanos() == 0)
    }

    /// The part of `within` that lies in the span.
    fn clipped_to(self, within: TimeRange) -> Option<TimeRange> {
        let from = instant(self.from_s).max(within.from);
        let until = instant(self.until_s).min(within.until);
        TimeRange::new(from, until).ok()
    }
}

/// The instant, or the nearest that can be written.
fn instant(second_s: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(second_s, 0).unwrap_or(if second_s < 0 {
        DateTime::<Utc>::MIN_UTC
    } else {
        DateTime::<Utc>::MAX_UTC
    })
}

impl Daily {
    fn is_active_at(&self, now: DateTime<Utc>, sun: &SunPlace, reading: TimeReading) -> bool {
        self.days_reaching(now, now).any(|day| {
            self.span_on(day, sun, reading)
                .is_some_and(|span| span.contains(now))
        })
    }

    fn append_ranges(
        &self,
        within: TimeRange,
        sun: &SunPlace,
        reading: TimeReading,
        ranges: &mut Vec<TimeRange>,
    ) {
        let followed_until = within
            .from
            .checked_add_signed(TimeDelta::days(Times::LONGEST_RANGE_DAYS))
            .map_or(within.until, |limit| limit.min(within.until));
        let followed = TimeRange {
            from: within.from,
            until: followed_until,
        };
        ranges.extend(
            self.days_reaching(followed.from, followed.until)
                .filter_map(|day| self.span_on(day, sun, reading)?.clipped_to(followed)),
        );
        if followed_until < within.until && reading == TimeReading::Longest {
            ranges.push(TimeRange {
                from: followed_until,
                until: within.until,
            });
        }
    }

    /// The local days whose span may reach an instant of `from`…`until`: a span lies between the
    /// start of its day and the end of the following one, shifted by the sun's offsets and doubt.
    fn days_reaching(
        &self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> std::ops::RangeInclusive<i64> {
        let shift_s = self
            .starts
            .greatest_shift_s()
            .max(self.ends.greatest_shift_s());
        let utc_offset_s = i64::from(self.utc_offset.local_minus_utc());
        let first_s = from.timestamp() + utc_offset_s - shift_s;
        let last_s = until.timestamp() + utc_offset_s + shift_s;
        let first_midnight_at_or_after = (first_s + DAY_S - 1).div_euclid(DAY_S);
        first_midnight_at_or_after - 2..=last_s.div_euclid(DAY_S)
    }

    /// The span that starts on the local day `day`, counted from 1970-01-01.
    fn span_on(&self, day: i64, sun: &SunPlace, reading: TimeReading) -> Option<Span> {
        if !self.weekdays.contains_day(day) {
            return None;
        }
        let utc_offset_s = i64::from(self.utc_offset.local_minus_utc());
        let on_day = |mark: DayMark, day| mark.on_day(day, utc_offset_s, sun);
        let starts = on_day(self.starts, day);
        let ends = on_day(self.ends, day);
        if reading == TimeReading::Shortest {
            let (starts, mut ends) = (starts?, ends?);
            if self.ends_next_day(starts, ends, reading) {
                ends = on_day(self.ends, day + 1)?;
            }
            let (from_s, until_s) = (starts.latest_s, ends.earliest_s);
            return (from_s <= until_s).then_some(Span { from_s, until_s });
        }

        let midnight_s = |day| day * DAY_S - utc_offset_s;
        let ends_by_s =
            |day| on_day(self.ends, day).map_or(midnight_s(day + 1), |moment| moment.latest_s);
        Some(match (starts, ends) {
            (Some(starts), Some(ends)) => Span {
                from_s: starts.earliest_s,
                until_s: if self.ends_next_day(starts, ends, reading) {
                    ends_by_s(day + 1)
                } else {
                    ends.latest_s
                },
            },
            // The sun does not tell one of the marks: all of this day, and when the span usually
            // runs through the night, on to its end.
            _ => Span {
                from_s: starts.map_or(midnight_s(day), |moment| {
                    moment.earliest_s.min(midnight_s(day))
                }),
                until_s: midnight_s(day + 1).max(if self.usually_ends_next_day() {
                    ends_by_s(day + 1)
                } else {
                    ends_by_s(day)
                }),
            },
        })
    }

    /// Whether the end, at or before the start, belongs to the following day. Where doubt leaves
    /// the order open, the reading decides: the longest takes the span that runs on.
    fn ends_next_day(
        &self,
        starts: DoubtfulMoment,
        ends: DoubtfulMoment,
        reading: TimeReading,
    ) -> bool {
        if let (
            DayMark::Sun {
                event: start_event,
                offset_s: start_offset_s,
            },
            DayMark::Sun {
                event: end_event,
                offset_s: end_offset_s,
            },
        ) = (self.starts, self.ends)
            && start_event == end_event
        {
            return end_offset_s <= start_offset_s;
        }
        match reading {
            TimeReading::Longest => ends.earliest_s <= starts.latest_s,
            TimeReading::Shortest => ends.latest_s <= starts.earliest_s,
        }
    }

    /// [`Daily::ends_next_day`] on a day of equal day and night.
    fn usually_ends_next_day(&self) -> bool {
        self.ends.usual_second_of_day() <= self.starts.usual_second_of_day()
    }
}

impl DayMark {
    fn on_day(self, day: i64, utc_offset_s: i64, sun: &SunPlace) -> Option<DoubtfulMoment> {
        match self {
            Self::Clock { second_of_day } => Some(DoubtfulMoment::exactly(
                day * DAY_S - utc_offset_s + i64::from(second_of_day),
            )),
            Self::Sun { event, offset_s } => event_on_day(event, day, utc_offset_s, sun)
                .map(|moment| moment.later_by(i64::from(offset_s))),
        }
    }

    /// How far the mark may lie outside its day, seconds.
    fn greatest_shift_s(self) -> i64 {
        match self {
            Self::Clock { .. } => 0,
            Self::Sun { offset_s, .. } => i64::from(offset_s).abs() + GREATEST_DOUBT_S,
        }
    }

    /// The local time of the mark on a day of equal day and night.
    fn usual_second_of_day(self) -> i64 {
        match self {
            Self::Clock { second_of_day } => i64::from(second_of_day),
            Self::Sun { event, offset_s } => {
                let usual_hour = match event {
                    SunEvent::MorningCivilTwilight => 5,
                    SunEvent::Sunrise => 6,
                    SunEvent::Sunset => 18,
                    SunEvent::EveningCivilTwilight => 19,
                };
                usual_hour * 3_600 + i64::from(offset_s)
            }
        }
    }
}

impl Weekdays {
    /// Whether the day, counted from 1970-01-01, a Thursday, belongs to the set.
    fn contains_day(self, day: i64) -> bool {
        self.0 >> (day + 3).rem_euclid(7) & 1 == 1
    }
}
