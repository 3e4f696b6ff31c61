//! Whether a chord is covered by the permitted zones: in ground plan, height and time.

use super::chord::Chord;
use super::context::Context;
use super::decision::UnknownWhy;
use super::ground_plan::uncovered;
use super::heights::HeightProfile;
use super::intervals::{Interval, IntervalSet};
use super::moments::active_along;
use super::near::Corridor;
use super::permitted::Permitted;
use crate::airspace::entry::Entry;
use crate::airspace::prepared::PointLocation;
use crate::{Altitude, AltitudeBand, AltitudeDatum, TimeReading, Zone};
use std::sync::Arc;

/// The least vertical margin, metres: what makes a height at a limit count as beyond it.
const LEAST_REACH_M: f64 = 1e-4;
/// Moments nearer than this part of a chord are one.
const SAME_MOMENT: f64 = 1e-12;

/// Where a chord is not covered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoverGaps {
    /// There no permitted zone covers it.
    pub outside: IntervalSet,
    /// There it depends on something that is not known.
    pub unknown: IntervalSet,
    /// What is not known.
    pub why: Option<UnknownWhy>,
}

/// A permitted zone near the chord.
struct Permit<'a> {
    entry: &'a Arc<Entry>,
    zone: &'a Zone,
    /// When it is active.
    active: IntervalSet,
    /// Why its heights cannot be compared with the chord's.
    unknown: Option<UnknownWhy>,
}

/// How a zone's band and the aircraft's possible heights lie to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fit {
    /// All heights that the aircraft may have are in the band.
    Full,
    /// Some are; the datum is that of the limits between.
    Part(AltitudeDatum),
    /// None are, or it cannot be said.
    No,
}

/// Finds the gaps in the cover of a chord by the permitted zones near it.
///
/// A zone that covers the whole chord by itself is looked for first.
pub fn gaps(
    corridor: &Corridor,
    profile: &HeightProfile,
    context: &Context,
    permitted: &mut Permitted,
) -> CoverGaps {
    let chord = corridor.chord;
    let reach_v = context.margins.vertical_m.max(LEAST_REACH_M);
    if permitted.find(|entry| covers_alone(entry, corridor, profile, reach_v)) {
        return CoverGaps::default();
    }
    let permits: Vec<Permit> = permitted
        .iter()
        .filter(|entry| !corridor.misses(&entry.bounds()))
        .filter_map(|entry| permit(entry, chord, profile, reach_v))
        .collect();
    let mut cuts = vec![0.0, 1.0];
    for permit in &permits {
        for interval in permit.active.iter() {
            cuts.extend([interval.from, interval.until]);
        }
        for limit in limits(permit.zone.band) {
            profile.crossings(limit, reach_v, &mut cuts);
        }
    }
    cuts.retain(|cut| (0.0..=1.0).contains(cut));
    cuts.sort_unstable_by(f64::total_cmp);
    cuts.dedup_by(|a, b| *a - *b <= SAME_MOMENT);
    if let Some(last) = cuts.last_mut() {
        *last = 1.0;
    }
    let mut found = CoverGaps::default();
    for pair in cuts.windows(2) {
        let span = Interval {
            from: pair[0],
            until: pair[1],
        };
        gaps_in_span(corridor, profile, reach_v, &permits, span, &mut found);
    }
    found.unknown = found.unknown.without(&found.outside);
    found
}

/// Whether a zone surely covers the whole chord and all within reach of it: no edge of it is
/// near, and its times and heights hold all along.
fn covers_alone(entry: &Entry, corridor: &Corridor, profile: &HeightProfile, reach_v: f64) -> bool {
    let (bounds, window) = (entry.bounds(), &corridor.window);
    let holds_window = bounds.min().x <= window.min().x
        && bounds.min().y <= window.min().y
        && bounds.max().x >= window.max().x
        && bounds.max().y >= window.max().y;
    let chord = corridor.chord;
    let holds = holds_window
        && profile.is_within(entry.band(), reach_v)
        && active_along(chord, entry, TimeReading::Shortest).is_whole();
    if !holds {
        return false;
    }
    let mut is_near_edge = false;
    corridor.for_each_near_edge(entry.area(), |_, _| is_near_edge = true);
    !is_near_edge && entry.area().locate(chord.start) == PointLocation::Inside
}

fn permit<'a>(
    entry: &'a Arc<Entry>,
    chord: &Chord,
    profile: &HeightProfile,
    reach_v: f64,
) -> Option<Permit<'a>> {
    if profile.is_apart_from(entry.band(), reach_v) {
        return None;
    }
    let zone = entry.zone()?;
    let active = active_along(chord, entry, TimeReading::Shortest);
    if active.is_empty() {
        return None;
    }
    let unknown = limits(zone.band).find_map(|limit| profile.over(limit.datum()).err());
    Some(Permit {
        entry,
        zone,
        active,
        unknown,
    })
}

/// The limits that can be broken: nothing flies below the ground.
fn limits(band: AltitudeBand) -> impl Iterator<Item = Altitude> {
    [band.lower_to_break(), band.upper()].into_iter().flatten()
}

/// Within a span no zone becomes active or inactive, and no limit is crossed.
fn gaps_in_span(
    corridor: &Corridor,
    profile: &HeightProfile,
    reach_v: f64,
    permits: &[Permit],
    span: Interval,
    found: &mut CoverGaps,
) {
    let middle = 0.5 * (span.from + span.until);
    let within = IntervalSet::one(span.from, span.until);
    let (mut full, mut part, mut unknown) = (Vec::new(), Vec::new(), Vec::new());
    for permit in permits
        .iter()
        .filter(|permit| permit.active.contains(middle))
    {
        match (
            permit.unknown,
            fit(permit.zone.band, profile, middle, reach_v),
        ) {
            (Some(why), _) => unknown.push((permit.entry, why)),
            (None, Fit::Full) => full.push(permit.entry),
            (None, Fit::Part(datum)) => part.push((permit, datum)),
            (None, Fit::No) => {}
        }
    }
    let mut gap = uncovered(corridor, &full).and(&within);
    for datum in [
        AltitudeDatum::AboveGround,
        AltitudeDatum::MeanSeaLevel,
        AltitudeDatum::Wgs84Ellipsoid,
    ] {
        let stacked: Vec<&Permit> = part
            .iter()
            .filter(|(_, of)| *of == datum)
            .map(|(permit, _)| *permit)
            .collect();
        if gap.is_empty() || stacked.is_empty() {
            continue;
        }
        if let Ok(heights) = profile.range_at(datum, middle, reach_v) {
            gap = gap.and(&uncovered_in_layers(
                corridor, &full, &stacked, datum, heights,
            ));
        }
    }
    if gap.is_empty() {
        return;
    }
    let Some(&(_, why)) = unknown.first() else {
        found.outside = found.outside.or(&gap);
        return;
    };
    full.extend(unknown.iter().map(|(entry, _)| *entry));
    let surely = gap.and(&uncovered(corridor, &full));
    found.unknown = found.unknown.or(&gap.without(&surely));
    found.outside = found.outside.or(&surely);
    found.why = found.why.or(Some(why));
}

/// How a band holds the heights that the aircraft may have at `s`.
fn fit(band: AltitudeBand, profile: &HeightProfile, s: f64, reach_m: f64) -> Fit {
    let range = |limit: Altitude| profile.range_at(limit.datum(), s, reach_m).ok();
    let below = match band.lower_to_break() {
        None => Some(None),
        Some(limit) => match range(limit) {
            Some((low, _)) if low >= limit.metres() => Some(None),
            Some((_, high)) if high > limit.metres() => Some(Some(limit.datum())),
            _ => None,
        },
    };
    let above = match band.upper() {
        None => Some(None),
        Some(limit) => match range(limit) {
            Some((_, high)) if high <= limit.metres() => Some(None),
            Some((low, _)) if low < limit.metres() => Some(Some(limit.datum())),
            _ => None,
        },
    };
    match (below, above) {
        (Some(None), Some(None)) => Fit::Full,
        (Some(Some(datum)), Some(None)) | (Some(None), Some(Some(datum))) => Fit::Part(datum),
        // Limits of two datums cannot be stacked: the doubt about one says nothing of the other.
        (Some(Some(low)), Some(Some(high))) if low == high => Fit::Part(low),
        _ => Fit::No,
    }
}

/// Where zones stacked on each other leave a gap. The heights that the aircraft may have are cut
/// at the zones' limits, and each layer must be covered.
fn uncovered_in_layers(
    corridor: &Corridor,
    full: &[&Arc<Entry>],
    stacked: &[&Permit],
    datum: AltitudeDatum,
    (low, high): (f64, f64),
) -> IntervalSet {
    let mut borders = vec![low, high];
    for permit in stacked {
        let inside = |limit: &Altitude| {
            limit.datum() == datum && low < limit.metres() && limit.metres() < high
        };
        borders.extend(
            limits(permit.zone.band)
                .filter(inside)
                .map(Altitude::metres),
        );
    }
    borders.sort_unstable_by(f64::total_cmp);
    borders.dedup();
    let mut gap = IntervalSet::empty();
    for layer in borders.windows(2) {
        let holds = |permit: &&&Permit| {
            // A limit over another datum holds all heights, else the zone would not be here.
            let elsewhere = |limit: Altitude| limit.datum() != datum;
            let band = permit.zone.band;
            band.lower_to_break()
                .is_none_or(|l| elsewhere(l) || l.metres() <= layer[0])
                && band
                    .upper()
                    .is_none_or(|u| elsewhere(u) || u.metres() >= layer[1])
        };
        let areas: Vec<&Arc<Entry>> = full
            .iter()
            .copied()
            .chain(stacked.iter().filter(holds).map(|permit| permit.entry))
            .collect();
        gap = gap.or(&uncovered(corridor, &areas));
    }
    gap
}
