//! What forbids and what permits at one height above the ground, and when.
//!
//! All of it errs to the safe side: heights over another datum than the ground are as wide as the ground below a
//! zone makes them, and what is not known forbids.

use super::plan::later;
use chrono::{DateTime, Utc};
use geo::{Coord, Rect};
use geofences::{
    Altitude, AltitudeBand, AltitudeDatum, Context, Entry, Obstacle, Position, Role, Rule, Scope,
    Subject, TimeRange, TimeReading, Times, Zone, ZoneId,
};
use std::collections::HashMap;

/// Heights nearer than this to a limit are beyond it, metres.
const SLACK_M: f64 = 0.01;
/// The geoid bends so much between a rectangle's corners and its middle, metres, at most: EGM96 has no half wave
/// shorter than 55 km.
const GEOID_BEND_M: f64 = 1.0;
/// Moments are taken so much earlier and later, s.
const SLACK_S: f64 = 1.0;

/// What is to be kept off farther than the request says, since the airspace judged otherwise.
#[derive(Clone, Debug, Default)]
pub(super) struct Wider {
    /// Of these zones and obstacles, whatever their heights and times, metres.
    pub subjects: HashMap<ZoneId, f64>,
    /// Of the border of what is permitted, metres.
    pub permitted_m: f64,
}

/// One height above the ground on one flight.
#[derive(Clone, Copy)]
pub(super) struct Layer<'a> {
    pub context: &'a Context<'a>,
    pub height_m: f64,
    pub departure: DateTime<Utc>,
    /// No flight that is looked at takes longer, s.
    pub longest_s: f64,
    /// What heights over other datums are looked up in, degrees.
    pub region: Rect<f64>,
    /// So far from a zone or an obstacle its heights matter, degrees.
    pub reach_deg: Coord<f64>,
    pub wider: &'a Wider,
    /// What forbids or permits at some times only is taken for open: no way there is none at any time.
    pub is_lenient: bool,
}

/// When something forbids.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Standing {
    Never,
    Always,
    /// In these spans, seconds since departure.
    During(Vec<(f64, f64)>),
}

/// From the lowest to the highest that something may be, metres.
#[derive(Clone, Copy)]
struct Span {
    low_m: f64,
    high_m: f64,
}

impl Layer<'_> {
    /// A moment of the flight.
    pub fn time_at(&self, seconds: f64) -> DateTime<Utc> {
        // All of a flight can be counted: that was checked.
        later(self.departure, seconds).unwrap_or(if seconds < 0.0 {
            DateTime::<Utc>::MIN_UTC
        } else {
            DateTime::<Utc>::MAX_UTC
        })
    }

    /// When an entry forbids.
    pub fn standing(&self, entry: &Entry) -> Standing {
        match entry.subject() {
            _ if !matches!(entry.role(), Role::Zone | Role::Obstacle) => Standing::Never,
            subject if self.wider.subjects.contains_key(subject.id()) => Standing::Always,
            Subject::Obstacle(obstacle) if self.clears(obstacle, &self.around(entry)) => {
                Standing::Never
            }
            Subject::Obstacle(_) => Standing::Always,
            Subject::Zone(zone) => self.zone_standing(zone, entry),
        }
    }

    fn zone_standing(&self, zone: &Zone, entry: &Entry) -> Standing {
        let forbids = match zone.rule {
            Rule::Prohibited | Rule::NeedsAuthorization => zone.scope == Scope::Flight,
            Rule::Permitted | Rule::Advisory | Rule::Conditional => false,
        };
        if !forbids || self.misses(&zone.band, &self.around(entry)) {
            return Standing::Never;
        }
        let flight = self.flight();
        let times = &zone.times;
        let mut active = times.active_ranges(flight, &entry.sun_place(), TimeReading::Longest);
        if zone.rule == Rule::NeedsAuthorization {
            for approval in self.context.approvals.for_zone(&zone.id) {
                active = without(active, approval.valid);
            }
        }
        let is_whole = |it: &TimeRange| it.from <= flight.from && flight.until <= it.until;
        if active.iter().any(is_whole) {
            Standing::Always
        } else if active.is_empty() || self.is_lenient {
            Standing::Never
        } else {
            let since = |time: DateTime<Utc>| (time - self.departure).as_seconds_f64();
            let spans = active
                .iter()
                .map(|it| (since(it.from) - SLACK_S, since(it.until) + SLACK_S));
            Standing::During(spans.collect())
        }
    }

    /// Where the flight may be when an entry matters, degrees.
    fn around(&self, entry: &Entry) -> Rect<f64> {
        let bounds = entry.bounds();
        Rect::new(bounds.min() - self.reach_deg, bounds.max() + self.reach_deg)
    }

    /// From departure to the latest arrival.
    fn flight(&self) -> TimeRange {
        TimeRange {
            from: self.time_at(-SLACK_S),
            until: self.time_at(self.longest_s + SLACK_S),
        }
    }

    /// Whether the flight passes above an obstacle for sure.
    fn clears(&self, obstacle: &Obstacle, bounds: &Rect<f64>) -> bool {
        let doubt_m = obstacle.vertical_uncertainty_m;
        if !(doubt_m >= 0.0 && doubt_m.is_finite()) {
            return false;
        }
        let ground = || self.ground(bounds);
        let top_m = obstacle.top.metres() + doubt_m;
        // A top above ground stands on the highest ground under the obstacle.
        let over = match obstacle.top.datum() {
            AltitudeDatum::AboveGround => ground().map(|ground| {
                (
                    Span::at(self.height_m).plus(ground).low_m,
                    top_m + ground.high_m,
                )
            }),
            datum => self.flown(datum, bounds).map(|flown| (flown.low_m, top_m)),
        };
        over.is_some_and(|(flown_m, top_m)| {
            flown_m - self.context.margins.obstacle_vertical_m > top_m + SLACK_M
        })
    }

    /// Whether the flight is outside a band for sure, wherever it is over a rectangle.
    fn misses(&self, band: &AltitudeBand, bounds: &Rect<f64>) -> bool {
        let room_m = self.context.margins.vertical_m + SLACK_M;
        let flown = |limit: Altitude| self.flown(limit.datum(), bounds);
        let under = band.lower().is_some_and(|limit| {
            flown(limit).is_some_and(|span| span.high_m + room_m < limit.metres())
        });
        let over = band.upper().is_some_and(|limit| {
            flown(limit).is_some_and(|span| span.low_m - room_m > limit.metres())
        });
        under || over
    }

    /// Whether a zone permits the height of the flight wherever it is over a rectangle.
    pub fn permits(&self, zone: &Zone, over: &Rect<f64>) -> bool {
        let room_m = self.context.margins.vertical_m + SLACK_M;
        let is_ground =
            |limit: &Altitude| limit.datum() == AltitudeDatum::AboveGround && limit.metres() <= 0.0;
        let flown = |limit: Altitude| self.flown(limit.datum(), over);
        // Nothing flies below the ground.
        let lower = zone.band.lower().filter(|limit| !is_ground(limit));
        let is_above = lower.is_none_or(|limit| {
            flown(limit).is_some_and(|span| span.low_m - room_m >= limit.metres())
        });
        let is_below = zone.band.upper().is_none_or(|limit| {
            flown(limit).is_some_and(|span| span.high_m + room_m <= limit.metres())
        });
        is_above && is_below
    }

    /// Whether a zone is active all the time between two moments, seconds since departure.
    pub fn is_active_through(&self, zone: &Zone, entry: &Entry, times_s: (f64, f64)) -> bool {
        if zone.times == Times::Always {
            return true;
        }
        if self.is_lenient {
            let reading = TimeReading::Longest;
            let active = zone
                .times
                .active_ranges(self.flight(), &entry.sun_place(), reading);
            return !active.is_empty();
        }
        let stay = TimeRange {
            from: self.time_at(times_s.0 - SLACK_S),
            until: self.time_at(times_s.1 + SLACK_S),
        };
        let active = zone
            .times
            .active_ranges(stay, &entry.sun_place(), TimeReading::Shortest);
        active
            .iter()
            .any(|it| it.from <= stay.from && stay.until <= it.until)
    }

    /// How high the flight is over a datum, wherever it is over a rectangle.
    fn flown(&self, datum: AltitudeDatum, bounds: &Rect<f64>) -> Option<Span> {
        let height = Span::at(self.height_m);
        match datum {
            AltitudeDatum::AboveGround => Some(height),
            AltitudeDatum::MeanSeaLevel => Some(height.plus(self.ground(bounds)?)),
            AltitudeDatum::Wgs84Ellipsoid => {
                Some(height.plus(self.ground(bounds)?).plus(self.geoid(bounds)?))
            }
            // Neither zones nor the route have such a height.
            AltitudeDatum::AboveHome => None,
        }
    }

    /// The part of a rectangle that the flight may be over; all of it where that is none.
    fn in_region(&self, bounds: &Rect<f64>) -> Rect<f64> {
        let (low, high) = (bounds.min(), bounds.max());
        let (least, most) = (self.region.min(), self.region.max());
        let low = Coord {
            x: low.x.max(least.x),
            y: low.y.max(least.y),
        };
        let high = Coord {
            x: high.x.min(most.x),
            y: high.y.min(most.y),
        };
        if low.x <= high.x && low.y <= high.y {
            Rect::new(low, high)
        } else {
            *bounds
        }
    }

    fn ground(&self, bounds: &Rect<f64>) -> Option<Span> {
        let bounds = self.in_region(bounds);
        let corner = |coord| Position::try_from(coord).ok();
        let range = self
            .context
            .terrain
            .ground_range(corner(bounds.min())?, corner(bounds.max())?)?;
        Span {
            low_m: range.lowest_amsl_m - range.uncertainty_m,
            high_m: range.highest_amsl_m + range.uncertainty_m,
        }
        .sound()
    }

    fn geoid(&self, bounds: &Rect<f64>) -> Option<Span> {
        let bounds = self.in_region(bounds);
        let (low, high) = (bounds.min(), bounds.max());
        let corners = [
            low,
            high,
            Coord {
                x: low.x,
                y: high.y,
            },
            Coord {
                x: high.x,
                y: low.y,
            },
        ];
        let mut all: Option<Span> = None;
        for place in corners.into_iter().chain([bounds.center()]) {
            let geoid = self
                .context
                .geoid
                .undulation_at(Position::try_from(place).ok()?)?;
            let doubt_m = geoid.uncertainty_m + GEOID_BEND_M;
            let here = Span {
                low_m: geoid.height_m - doubt_m,
                high_m: geoid.height_m + doubt_m,
            }
            .sound()?;
            all = Some(all.map_or(here, |all| Span {
                low_m: all.low_m.min(here.low_m),
                high_m: all.high_m.max(here.high_m),
            }));
        }
        all
    }
}

/// What is left of ranges without another one; ends that touch stay.
fn without(ranges: Vec<TimeRange>, other: TimeRange) -> Vec<TimeRange> {
    let parts = ranges.into_iter().flat_map(|range| {
        if range.until < other.from || other.until < range.from {
            return [Some(range), None];
        }
        let before = (range.from < other.from).then_some(TimeRange {
            until: other.from,
            ..range
        });
        let after = (other.until < range.until).then_some(TimeRange {
            from: other.until,
            ..range
        });
        [before, after]
    });
    parts.flatten().collect()
}

impl Span {
    fn at(value_m: f64) -> Self {
        Self {
            low_m: value_m,
            high_m: value_m,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            low_m: self.low_m + other.low_m,
            high_m: self.high_m + other.high_m,
        }
    }

    fn sound(self) -> Option<Self> {
        let is_sound =
            self.low_m.is_finite() && self.high_m.is_finite() && self.low_m <= self.high_m;
        is_sound.then_some(self)
    }
}
