//! How high and how low a leg may be at most: most bands are told apart from it by that alone.

use super::heights::HeightPieces;
use crate::{AltitudeBand, AltitudeDatum};

/// A leg's height over one datum, and its ranges.
#[derive(Clone, Debug)]
pub struct Heights {
    /// The pieces, from 0 to 1.
    pub pieces: HeightPieces,
    /// Of the highest that the aircraft may be.
    pub highest: HeightRange,
    /// Of the lowest that the aircraft may be.
    pub lowest: HeightRange,
}

/// A range that holds all heights of a kind, a little wider than they are, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightRange {
    /// Below all of them.
    pub from_m: f64,
    /// Above all of them.
    pub until_m: f64,
}

/// So much wider it is to each side, metres: far more than rounding, far less than matters.
const ROOM_M: f64 = 1e-6;

impl Heights {
    /// With the ranges of the pieces.
    pub fn new(pieces: HeightPieces) -> Self {
        let (mut highest, mut lowest) = (HeightRange::NONE, HeightRange::NONE);
        for piece in &pieces {
            let [start, end, turn] = piece.extremes_m();
            let doubt_m = piece.uncertainty_m;
            if !(start + end + turn + doubt_m).is_finite() {
                // A NaN would be lost among minima and maxima.
                (highest, lowest) = (HeightRange::UNKNOWN, HeightRange::UNKNOWN);
                break;
            }
            let from_m = start.min(end).min(turn) - ROOM_M;
            let until_m = start.max(end).max(turn) + ROOM_M;
            let shifted = |by_m: f64| HeightRange {
                from_m: from_m + by_m,
                until_m: until_m + by_m,
            };
            highest = highest.around(shifted(doubt_m));
            lowest = lowest.around(shifted(-doubt_m));
        }
        if pieces.is_empty() {
            (highest, lowest) = (HeightRange::UNKNOWN, HeightRange::UNKNOWN);
        }
        Self {
            highest,
            lowest,
            pieces,
        }
    }
}

impl HeightRange {
    /// Nothing can be told from it.
    const UNKNOWN: Self = Self {
        from_m: f64::NEG_INFINITY,
        until_m: f64::INFINITY,
    };
    /// Holds nothing yet.
    const NONE: Self = Self {
        from_m: f64::INFINITY,
        until_m: f64::NEG_INFINITY,
    };

    /// A range that holds both.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        Self {
            from_m: self.from_m.min(other.from_m),
            until_m: self.until_m.max(other.until_m),
        }
    }
}

/// Whether heights are surely above or below a band, a margin added. `range` holds all of them over a
/// datum; where a limit of the band cannot be compared with them, nothing is sure.
pub fn is_apart(
    band: AltitudeBand,
    reach_m: f64,
    range: impl Fn(AltitudeDatum) -> Option<HeightRange>,
) -> bool {
    let (mut below, mut above) = (false, false);
    if let Some(lower) = band.lower_to_break() {
        let Some(range) = range(lower.datum()) else {
            return false;
        };
        below = range.until_m < lower.metres() - reach_m;
    }
    if let Some(upper) = band.upper() {
        let Some(range) = range(upper.datum()) else {
            return false;
        };
        above = range.from_m > upper.metres() + reach_m;
    }
    below || above
}
