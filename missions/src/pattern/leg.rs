//! The legs of a pattern in the plane.

use crate::flight_time::SpeedRamp;
use crate::planar::{Network, distance};
use geo::Coord;

/// A straight leg of a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// Where it begins.
    pub from: Coord<f64>,
    /// Where it ends.
    pub until: Coord<f64>,
    /// Whether it is what the pattern is flown for, with the sensor at work, and not a way between such legs, with the
    /// sensor off. One of no length is a visit: the sensor looks once from that place.
    pub is_lane: bool,
}

impl Leg {
    /// The legs of the quickest way between two places; none where they are one, `None` where there is no way.
    pub(crate) fn ways(
        network: &Network<'_>,
        from: Coord<f64>,
        until: Coord<f64>,
    ) -> Option<Vec<Self>> {
        if from == until {
            return Some(Vec::new());
        }
        let mut places = vec![from];
        places.extend(network.way(from, until)?);
        places.push(until);
        Some(Self::along(&places, false).collect())
    }

    /// The legs along a line for which the pattern is flown.
    pub(crate) fn lanes(line: &[Coord<f64>]) -> impl Iterator<Item = Self> + '_ {
        Self::along(line, true)
    }

    fn along(line: &[Coord<f64>], is_lane: bool) -> impl Iterator<Item = Self> + '_ {
        line.windows(2).map(move |ends| Self {
            from: ends[0],
            until: ends[1],
            is_lane,
        })
    }
}

/// How long legs take with stops at all corners, s.
pub(crate) fn time_s(legs: &[Leg], ramp: SpeedRamp) -> f64 {
    let each_s = legs
        .iter()
        .map(|it| ramp.leg_s(distance(it.from, it.until)));
    each_s.sum()
}

/// Metres along a line.
pub(crate) fn line_length_m(line: &[Coord<f64>]) -> f64 {
    line.windows(2).map(|ends| distance(ends[0], ends[1])).sum()
}

/// Lines flown in order.
#[derive(Debug, Default)]
pub(crate) struct InOrder {
    pub(crate) legs: Vec<Leg>,
    /// The lines to which there was no way.
    pub(crate) not_reached: Vec<Vec<Coord<f64>>>,
}

/// Flies lines in order, the quickest way between them, from `start` where it is given.
pub(crate) fn in_order(
    network: &Network<'_>,
    start: Option<Coord<f64>>,
    lines: impl IntoIterator<Item = Vec<Coord<f64>>>,
) -> InOrder {
    let mut flown = InOrder::default();
    let mut here = start;
    for line in lines {
        let (Some(&first), Some(&last)) = (line.first(), line.last()) else {
            continue;
        };
        match Leg::ways(network, here.unwrap_or(first), first) {
            Some(way) => {
                flown.legs.extend(way);
                flown.legs.extend(Leg::lanes(&line));
                here = Some(last);
            }
            None => flown.not_reached.push(line),
        }
    }
    flown
}
