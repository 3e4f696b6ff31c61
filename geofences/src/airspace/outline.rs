//! What the trees of the index tell of an entry: enough to pass over most entries without a
//! visit to them, for what is waited for is memory.
//!
//! An outline is never smaller than its entry: bounds and heights are rounded outwards, so that
//! what is apart from the outline is apart from the entry.

use super::cells::TileFrame;
use super::entry::{Entry, Role};
use crate::{Altitude, AltitudeBand, AltitudeDatum};
use geo::Rect;

/// A rectangle around an entry's own, degrees: west and south, east and north.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// West and south.
    pub low: [f32; 2],
    /// East and north.
    pub high: [f32; 2],
}

/// What is told of an entry in a tile beside its bounds; heights in metres. Half the precision is half
/// the memory; what passes is compared exactly afterwards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outline {
    /// The entry's number in the tile.
    pub local: u32,
    lower: Option<AltitudeDatum>,
    upper: Option<AltitudeDatum>,
    lower_m: f32,
    upper_m: f32,
    /// What the entry can mean for a flight.
    pub role: Role,
    reaches: Reaches,
}

/// Into which neighbours of its tile, where it stands too, an entry reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reaches {
    Neither,
    West,
    South,
    Both,
}

/// The nearest `f32` may lie inwards; its neighbour does not.
fn down(value: f64) -> f32 {
    (value as f32).next_down()
}

fn up(value: f64) -> f32 {
    (value as f32).next_up()
}

impl Bounds {
    /// Around nothing: touches nothing.
    pub const NOWHERE: Self = Self {
        low: [f32::INFINITY; 2],
        high: [f32::NEG_INFINITY; 2],
    };

    /// A rectangle of degrees, rounded outwards.
    pub fn of(rect: &Rect<f64>) -> Self {
        let (low, high) = (rect.min(), rect.max());
        Self {
            low: [down(low.x), down(low.y)],
            high: [up(high.x), up(high.y)],
        }
    }

    /// Around both.
    #[must_use]
    pub fn around(self, other: Self) -> Self {
        let both =
            |f: fn(f32, f32) -> f32, a: [f32; 2], b: [f32; 2]| [f(a[0], b[0]), f(a[1], b[1])];
        Self {
            low: both(f32::min, self.low, other.low),
            high: both(f32::max, self.high, other.high),
        }
    }

    /// Whether two have a place in common, borders included.
    pub fn touches(&self, other: &Self) -> bool {
        let meet =
            |axis: usize| self.low[axis] <= other.high[axis] && self.high[axis] >= other.low[axis];
        meet(0) && meet(1)
    }

    /// How far it extends to the east (axis 0) or north (axis 1), degrees.
    pub fn extent(&self, axis: usize) -> f32 {
        self.high[axis] - self.low[axis]
    }
}

impl Outline {
    /// The outline of an entry that has the number `local` in the tile at `frame`.
    pub fn of(entry: &Entry, local: usize, frame: &TileFrame) -> Self {
        let (lower, upper) = (entry.band().lower(), entry.band().upper());
        let (column, row) = frame.tile_at(entry.bounds().min());
        let reaches = match (column < frame.at.0, row < frame.at.1) {
            (false, false) => Reaches::Neither,
            (true, false) => Reaches::West,
            (false, true) => Reaches::South,
            (true, true) => Reaches::Both,
        };
        Self {
            local: local as u32,
            lower: lower.map(Altitude::datum),
            upper: upper.map(Altitude::datum),
            lower_m: lower.map_or(0.0, |limit| down(limit.metres())),
            upper_m: upper.map_or(0.0, |limit| up(limit.metres())),
            role: entry.role(),
            reaches,
        }
    }

    /// A band around the entry's own.
    pub fn band(&self) -> AltitudeBand {
        // What is believed no more after rounding is as good as no limit.
        let limit = |datum: Option<AltitudeDatum>, metres: f32| {
            datum.and_then(|datum| Altitude::new(f64::from(metres), datum).ok())
        };
        let band = AltitudeBand::new(
            limit(self.lower, self.lower_m),
            limit(self.upper, self.upper_m),
        );
        band.unwrap_or(AltitudeBand::ALL)
    }

    /// Of the tiles that a window touches and in which the entry stands, whether the one at `at` is
    /// the first; `first` is the window's south-western tile.
    pub fn is_told_in(&self, at: (i32, i32), first: (i32, i32)) -> bool {
        let west = matches!(self.reaches, Reaches::West | Reaches::Both);
        let south = matches!(self.reaches, Reaches::South | Reaches::Both);
        (at.0 == first.0 || !west) && (at.1 == first.1 || !south)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::Rule;
    use crate::airspace::support::{self, circle};
    use geo::Contains;

    const FRAME: TileFrame = TileFrame {
        at: (0, 0),
        origin: geo::Coord {
            x: -180.0,
            y: -90.0,
        },
        size_deg: 360.0,
        per_deg: 1.0 / 360.0,
    };

    fn outline(band: AltitudeBand) -> (Entry, Outline) {
        let footprint = circle(120.38, 36.06, 500.0);
        let entry = support::entry("zone", Rule::Prohibited, footprint, band);
        let outline = Outline::of(&entry, 0, &FRAME);
        (entry, outline)
    }

    #[test]
    fn four_outlines_fit_into_a_line_of_the_cache() {
        assert_eq!(size_of::<Outline>(), 16);
    }

    #[test]
    fn bounds_are_wider_than_their_rectangle() {
        let rect = outline(AltitudeBand::ALL).0.bounds();
        let bounds = Bounds::of(&rect);
        let corner = |[x, y]: [f32; 2]| geo::Coord {
            x: f64::from(x),
            y: f64::from(y),
        };
        assert!(Rect::new(corner(bounds.low), corner(bounds.high)).contains(&rect));
    }

    #[test]
    fn an_outline_reaches_farther_down_and_up_than_its_entry() {
        for (lower_m, upper_m) in [(-999.999, 119.95), (0.1, 120.0), (1e-300, 99_999.9)] {
            let limit = |metres| Altitude::new(metres, AltitudeDatum::AboveGround).unwrap();
            let band = AltitudeBand::new(Some(limit(lower_m)), Some(limit(upper_m))).unwrap();
            let around = outline(band).1.band();
            assert!(around.lower().is_none_or(|limit| limit.metres() < lower_m));
            assert!(around.upper().is_none_or(|limit| limit.metres() > upper_m));
        }
        assert_eq!(outline(AltitudeBand::ALL).1.band(), AltitudeBand::ALL);
    }

    #[test]
    fn limits_at_the_ends_of_what_is_believed_are_no_limits_in_an_outline() {
        let limit = |metres| Altitude::new(metres, AltitudeDatum::MeanSeaLevel).ok();
        let all = AltitudeBand::new(limit(Altitude::LOWEST_M), limit(Altitude::HIGHEST_M));
        assert_eq!(outline(all.unwrap()).1.band(), AltitudeBand::ALL);
    }
}
