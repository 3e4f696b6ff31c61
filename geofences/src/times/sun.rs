//! Moments told by the sun: when on a local day, and between which limits of doubt.

use super::{SunEvent, SunPlace};
use chrono::{DateTime, Datelike, NaiveDate};
use sunrise::{Coordinates, DawnType, SolarDay, SolarEvent};

/// Seconds of a day.
pub(super) const DAY_S: i64 = 86_400;

/// The least doubt about a moment of the sun, seconds.
const LEAST_DOUBT_S: f64 = 120.0;

/// The doubt as a height of the sun, degrees; it decides away from the equator, where the sun
/// takes longer to sink by as much. 0.2° are the formula of the `sunrise` crate (the sun's
/// declination at noon, taken for the whole day; a test compares it with a better formula), and
/// 0.1° is refraction, which varies with the weather.
const HEIGHT_DOUBT_DEG: f64 = 0.3;

/// What each year from 2000 adds to [`HEIGHT_DOUBT_DEG`]: the crate counts the sun's longitude
/// from the equinox of 2000, which precedes by 0.014° a year (J. Meeus, Astronomical Algorithms,
/// ch. 21), and the sun's declination changes by at most 0.4° a degree of longitude.
const HEIGHT_DOUBT_DEG_PER_YEAR: f64 = 0.006;

/// The sun moves over a degree of longitude in 4 minutes.
const SECONDS_PER_DEGREE: f64 = 240.0;

/// The least cosine of the sun's declination, which stays within ±23.45°.
const LEAST_COS_DECLINATION: f64 = 0.917;

/// With more doubt than this part of the time to the sun's highest or lowest stand, a moment
/// counts as not known: there the sun's path bends, and it may not cross the height at all.
const GREATEST_SHARE_OF_CULMINATION: f64 = 0.25;

/// With more doubt than this, seconds, a moment counts as not known.
pub(super) const GREATEST_DOUBT_S: i64 = 6 * 3_600;

/// The years in which the formula is believed.
const YEARS: std::ops::RangeInclusive<i32> = 1950..=2100;

/// A moment with its doubt, seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DoubtfulMoment {
    pub(super) earliest_s: i64,
    pub(super) latest_s: i64,
}

impl DoubtfulMoment {
    pub(super) fn exactly(moment_s: i64) -> Self {
        Self {
            earliest_s: moment_s,
            latest_s: moment_s,
        }
    }

    pub(super) fn later_by(self, offset_s: i64) -> Self {
        Self {
            earliest_s: self.earliest_s + offset_s,
            latest_s: self.latest_s + offset_s,
        }
    }
}

/// When `event` happens on the local day `day` (counted from 1970-01-01, told at `utc_offset_s`).
///
/// `None` where it does not happen on that day (polar day and night) or cannot be told: the sun
/// only grazes the horizon, the year is far off, the place's width is no number.
pub(super) fn event_on_day(
    event: SunEvent,
    day: i64,
    utc_offset_s: i64,
    sun: &SunPlace,
) -> Option<DoubtfulMoment> {
    let day_starts_s = day.checked_mul(DAY_S)?.checked_sub(utc_offset_s)?;
    let on_day = day_starts_s..day_starts_s + DAY_S;
    // The crate counts days by the sun's own noon; a local day in a far-off utc offset may hold
    // the sunrise of the solar day before or after.
    (day - 1..=day + 1)
        .filter_map(|solar_day| event_of_solar_day(event, solar_day, sun))
        .filter(|(moment_s, _)| on_day.contains(moment_s))
        .map(|(moment_s, doubt_s)| DoubtfulMoment {
            earliest_s: moment_s - doubt_s,
            latest_s: moment_s + doubt_s,
        })
        .reduce(|one, other| DoubtfulMoment {
            earliest_s: one.earliest_s.min(other.earliest_s),
            latest_s: one.latest_s.max(other.latest_s),
        })
}

/// The moment and its doubt, seconds, on the day of the sun's own reckoning at the place.
fn event_of_solar_day(event: SunEvent, day: i64, sun: &SunPlace) -> Option<(i64, i64)> {
    let date = DateTime::from_timestamp(day.checked_mul(DAY_S)?, 0)?.date_naive();
    if !YEARS.contains(&date.year()) {
        return None;
    }
    let (morning_s, evening_s) = crossings(event, date, sun)?;
    let doubt_s = doubt_s(evening_s - morning_s, date.year(), sun)?;
    let moment_s = match event {
        SunEvent::MorningCivilTwilight | SunEvent::Sunrise => morning_s,
        SunEvent::Sunset | SunEvent::EveningCivilTwilight => evening_s,
    };
    Some((moment_s, doubt_s))
}

/// When the sun passes the event's height in the morning and in the evening.
fn crossings(event: SunEvent, date: NaiveDate, sun: &SunPlace) -> Option<(i64, i64)> {
    let position = sun.position;
    let place = Coordinates::new(position.latitude_deg(), position.longitude_deg())?;
    let (morning, evening) = match event {
        SunEvent::Sunrise | SunEvent::Sunset => (SolarEvent::Sunrise, SolarEvent::Sunset),
        SunEvent::MorningCivilTwilight | SunEvent::EveningCivilTwilight => (
            SolarEvent::Dawn(DawnType::Civil),
            SolarEvent::Dusk(DawnType::Civil),
        ),
    };
    let solar_day = SolarDay::new(place, date);
    let moment_s = |event| solar_day.event_time(event).map(|time| time.timestamp());
    Some((moment_s(morning)?, moment_s(evening)?))
}

/// The doubt about a crossing, seconds, where the sun stays above its height for `above_s`.
///
/// Near the horizon the sun's height changes by 15°/h · cos φ · cos δ · sin H (φ latitude, δ
/// declination, H hour angle): the derivative of sin h = sin φ sin δ + cos φ cos δ cos H, with
/// cos h taken as 1, in J. Meeus, Astronomical Algorithms, 2nd ed., ch. 13.
fn doubt_s(above_s: i64, year: i32, sun: &SunPlace) -> Option<i64> {
    if !(0.0..=180.0).contains(&sun.half_width_deg) {
        return None;
    }
    let hour_angle_rad = above_s as f64 / DAY_S as f64 * std::f64::consts::PI;
    let steepness = sun.position.latitude_deg().to_radians().cos()
        * LEAST_COS_DECLINATION
        * hour_angle_rad.sin();
    let height_deg = HEIGHT_DOUBT_DEG + HEIGHT_DOUBT_DEG_PER_YEAR * f64::from((year - 2000).abs());
    let at_place_s = (height_deg * SECONDS_PER_DEGREE / steepness).max(LEAST_DOUBT_S);
    let to_culmination_s = above_s.min(DAY_S - above_s) as f64 / 2.0;
    let doubt_s = (at_place_s + SECONDS_PER_DEGREE * sun.half_width_deg).ceil();
    let is_told = steepness > 0.0
        && at_place_s <= GREATEST_SHARE_OF_CULMINATION * to_culmination_s
        && doubt_s <= GREATEST_DOUBT_S as f64;
    is_told.then_some(doubt_s as i64)
}

/// The sun's declination at the solstices, degrees, rounded up.
const GREATEST_DECLINATION_DEG: f64 = 23.45;
/// The sun's heights at the events, degrees: sunrise with refraction, civil twilight.
const EVENT_HEIGHTS_DEG: [f64; 2] = [-0.833, -6.0];

/// How far the hour angle of any event, on any day of the year, is apart between a middle latitude and
/// two others, degrees; infinite where the sun may not rise or set at one of them.
///
/// cos H = (sin h − sin φ sin δ) / (cos φ cos δ) (J. Meeus, Astronomical Algorithms, 2nd ed.,
/// ch. 15). What a degree of latitude changes grows with the declination, so that the solstices decide.
pub(super) fn apart_by_latitude_deg(south_deg: f64, middle_deg: f64, north_deg: f64) -> f64 {
    let mut apart_deg: f64 = 0.0;
    for declination_deg in [-GREATEST_DECLINATION_DEG, GREATEST_DECLINATION_DEG] {
        for height_deg in EVENT_HEIGHTS_DEG {
            let at = |latitude_deg| hour_angle_deg(latitude_deg, declination_deg, height_deg);
            let middle = at(middle_deg);
            for edge_deg in [south_deg, north_deg] {
                let here = (at(edge_deg) - middle).abs();
                if !here.is_finite() {
                    return f64::INFINITY;
                }
                apart_deg = apart_deg.max(here);
            }
        }
    }
    apart_deg
}

/// NaN where the sun does not pass that height.
fn hour_angle_deg(latitude_deg: f64, declination_deg: f64, height_deg: f64) -> f64 {
    let (sin_latitude, cos_latitude) = latitude_deg.to_radians().sin_cos();
    let (sin_declination, cos_declination) = declination_deg.to_radians().sin_cos();
    let cosine = (height_deg.to_radians().sin() - sin_latitude * sin_declination)
        / (cos_latitude * cos_declination);
    cosine.acos().to_degrees()
}
