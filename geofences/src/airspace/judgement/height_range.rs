//! How high and how low a leg may be at most: most bands are told apart from it by that alone.

use super::heights::HeightPiece;

/// A leg's height over one datum, and its ranges.
#[derive(Clone, Debug)]
pub struct Heights {
    /// The pieces, from 0 to 1.
    pub pieces: Vec<HeightPiece>,
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
    pub fn new(pieces: Vec<HeightPiece>) -> Self {
        Self {
            highest: HeightRange::of(&pieces, 1.0),
            lowest: HeightRange::of(&pieces, -1.0),
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

    /// The range of the pieces' heights plus `sign` times their uncertainty.
    fn of(pieces: &[HeightPiece], sign: f64) -> Self {
        let mut range: Option<Self> = None;
        for piece in pieces {
            for height in piece.extremes_m() {
                let height = height + sign * piece.uncertainty_m;
                if !height.is_finite() {
                    return Self::UNKNOWN;
                }
                let (from_m, until_m) = (height - ROOM_M, height + ROOM_M);
                range = Some(range.map_or(Self { from_m, until_m }, |so_far| Self {
                    from_m: so_far.from_m.min(from_m),
                    until_m: so_far.until_m.max(until_m),
                }));
            }
        }
        range.unwrap_or(Self::UNKNOWN)
    }
}
