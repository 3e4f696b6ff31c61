//! The most people beneath a stretch.

use super::by_hour::{DayKind, PeopleByHour, hour_of_day};
use super::swath::Swath;
use crate::china_time::{beginning_of_hour, day_number, hour_number};
use crate::route::{PeopleCell, PeopleOnGround};
use chrono::{DateTime, Utc};
use geofences::{Position, TimeRange};

/// Who is beneath a stretch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beneath<'a> {
    /// The most of what is known; `None` where nothing is.
    pub most: Option<MostPeople<'a>>,
    /// A place and an hour of which nothing is known; `None` where all is known.
    pub unknown: Option<UnknownPeople>,
}

/// Where and when most people are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MostPeople<'a> {
    /// People per km².
    pub per_km2: f64,
    /// The middle of a cell in which they are.
    pub position: Position,
    /// What people call the place.
    pub name: Option<&'a str>,
    /// The first moment asked about at which they are there.
    pub at: DateTime<Utc>,
}

/// Where and when nothing is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnknownPeople {
    /// The middle of a cell; of a stretch and of times that cannot be looked at at all, the first place.
    pub position: Position,
    /// A moment.
    pub at: DateTime<Utc>,
}

/// An hour of a kind of day, and the first moment of it that is asked about.
#[derive(Clone, Copy)]
struct Hour {
    kind: DayKind,
    of_day: usize,
    at: DateTime<Utc>,
}

/// The hours that are asked about, each of each kind of day once.
struct Hours {
    list: [Option<Hour>; MOST_HOURS],
    /// The first moment that lies on a day for which nothing was told.
    not_told: Option<DateTime<Utc>>,
}

/// The hours of a day of both kinds.
const MOST_HOURS: usize = 48;

impl PeopleByHour {
    /// Who is on the ground within `half_width_m` of a stretch, a geodesic, at any moment of `times`.
    ///
    /// Nothing is known of a stretch of more than 100 km, more than 1 km to each side, or beyond 75° of latitude, nor
    /// where a width is no number or `times` end before they begin.
    pub fn beneath(
        &self,
        from: Position,
        until: Position,
        half_width_m: f64,
        times: TimeRange,
    ) -> Beneath<'_> {
        let nothing = |at| UnknownPeople { position: from, at };
        let swath = Swath::new(from, until, half_width_m, self.cell_deg());
        let Some(swath) = swath.filter(|_| times.from <= times.until) else {
            return Beneath {
                most: None,
                unknown: Some(nothing(times.from)),
            };
        };
        let hours = self.hours(times);
        let mut found = Beneath {
            most: None,
            unknown: hours.not_told.map(nothing),
        };
        swath.each_cell(|cell| self.look_at(cell, &swath, &hours, &mut found));
        found
    }

    fn look_at<'a>(
        &'a self,
        cell: PeopleCell,
        swath: &Swath,
        hours: &Hours,
        found: &mut Beneath<'a>,
    ) {
        let rows = self.rows_of(cell);
        let position = || swath.middle_of(cell).unwrap_or(Position::ORIGIN);
        for hour in hours.list.iter().map_while(Option::as_ref) {
            let row = rows.and_then(|rows| self.hours_of(rows, hour.kind));
            let told = row.and_then(|row| Some((row, row.at(hour.of_day)?)));
            let Some((row, per_km2)) = told else {
                found.unknown.get_or_insert_with(|| UnknownPeople {
                    position: position(),
                    at: hour.at,
                });
                continue;
            };
            if found.most.is_none_or(|most| most.per_km2 < per_km2) {
                found.most = Some(MostPeople {
                    per_km2,
                    position: position(),
                    name: row.name.as_deref(),
                    at: hour.at,
                });
            }
        }
    }

    fn hours(&self, times: TimeRange) -> Hours {
        let (first_day, last_day) = self.days();
        let told_first = day_number(first_day) * 24;
        let told_last = day_number(last_day) * 24 + 23;
        let (first, last) = (hour_number(times.from), hour_number(times.until));
        let not_told = if first < told_first || first > told_last {
            Some(times.from)
        } else if last > told_last {
            beginning_of_hour(told_last + 1).or(Some(times.until))
        } else {
            None
        };
        let mut list = [None; MOST_HOURS];
        let mut count = 0;
        for number in first.max(told_first)..=last.min(told_last) {
            let Some(kind) = self.kind_of_day(number) else {
                continue;
            };
            let of_day = hour_of_day(number);
            let is_there = |it: &Hour| it.kind == kind && it.of_day == of_day;
            if list.iter().map_while(Option::as_ref).any(is_there) {
                continue;
            }
            let at = beginning_of_hour(number).map_or(times.from, |it| it.max(times.from));
            if let Some(slot) = list.get_mut(count) {
                *slot = Some(Hour { kind, of_day, at });
                count += 1;
            }
        }
        Hours { list, not_told }
    }
}
