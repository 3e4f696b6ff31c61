//! The height of a leg over every datum, as parabolas, with what is not known of it.

use super::chord::Chord;
use super::context::Context;
use super::decision::UnknownWhy;
use super::height_range::{HeightRange, Heights, is_apart};
use super::intervals::{Interval, IntervalSet};
use crate::{Altitude, AltitudeBand, AltitudeDatum, GroundPiece};
use smallvec::{SmallVec, smallvec};
use std::cell::OnceCell;

/// A piece of a leg's height: `constant + linear·s + quadratic·s²` metres for `from ≤ s ≤ until`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeightPiece {
    from: f64,
    until: f64,
    constant: f64,
    linear: f64,
    quadratic: f64,
    /// The true height lies within ± this, metres.
    pub uncertainty_m: f64,
}

/// Over ground there are some, else there is one.
pub type HeightPieces = SmallVec<[HeightPiece; 1]>;
/// Intervals in any order.
type Found = SmallVec<[Interval; 8]>;

/// The geoid bends this much less than linearly between the ends of a chord, metres: EGM96 has
/// no wave shorter than 55 km (degree 360), and a chord is shorter than 3 km.
const GEOID_BEND_M: f64 = 0.05;

/// Pieces that differ by less at their joint, metres, are continuous but for rounding.
const LEAST_JUMP_M: f64 = 1e-6;

impl HeightPiece {
    fn line(start_m: f64, end_m: f64, uncertainty_m: f64) -> Self {
        Self {
            from: 0.0,
            until: 1.0,
            constant: start_m,
            linear: end_m - start_m,
            quadratic: 0.0,
            uncertainty_m,
        }
    }

    fn at(&self, s: f64) -> f64 {
        self.constant + s * (self.linear + s * self.quadratic)
    }

    /// Its heights at both ends and, where it has one, at its summit or bottom.
    pub fn extremes_m(&self) -> [f64; 3] {
        let turn = -self.linear / (2.0 * self.quadratic);
        let turn = if turn > self.from && turn < self.until {
            turn
        } else {
            self.from
        };
        [self.at(self.from), self.at(self.until), self.at(turn)]
    }

    /// This piece plus `sign` times the ground's elevation along it.
    fn with_ground(&self, ground: &GroundPiece, sign: f64) -> Self {
        Self {
            from: ground.from,
            until: ground.until,
            constant: self.constant + sign * ground.constant,
            linear: self.linear + sign * ground.linear,
            quadratic: self.quadratic + sign * ground.quadratic,
            uncertainty_m: self.uncertainty_m + ground.uncertainty_m,
        }
    }

    /// Where the piece is at or above `limit_m`; a single moment at it counts.
    fn at_or_above(&self, limit_m: f64, found: &mut Found) {
        let mut cuts = [self.from, self.until, self.until, self.until];
        let mut count = 1;
        for root in roots(self.quadratic, self.linear, self.constant - limit_m) {
            if root >= self.from && root <= self.until {
                found.push(Interval {
                    from: root,
                    until: root,
                });
            }
            if root > cuts[count - 1] && root < self.until {
                cuts[count] = root;
                count += 1;
            }
        }
        cuts[count] = self.until;
        for pair in cuts[..=count].windows(2) {
            if self.at(0.5 * (pair[0] + pair[1])) >= limit_m {
                found.push(Interval {
                    from: pair[0],
                    until: pair[1],
                });
            }
        }
    }
}

fn is_uncertainty(metres: f64) -> bool {
    metres.is_finite() && metres >= 0.0
}

/// Whether pieces of ground are numbers and leave no gap. Against a NaN every comparison fails,
/// and a ban would not apply.
fn is_whole_and_sound(ground: &[GroundPiece]) -> bool {
    let mut reached = 0.0;
    for piece in ground {
        let heights_are_finite = (piece.constant + piece.linear + piece.quadratic).is_finite();
        if !heights_are_finite || !is_uncertainty(piece.uncertainty_m) || piece.from > reached {
            return false;
        }
        reached = piece.until;
    }
    reached >= 1.0
}

/// The real roots of `a·x² + b·x + c`, ascending; NaN stands for none.
fn roots(a: f64, b: f64, c: f64) -> [f64; 2] {
    if a == 0.0 {
        return [-c / b, f64::NAN];
    }
    let root = (b * b - 4.0 * a * c).sqrt();
    // The form that does not cancel (Press et al., Numerical Recipes, 5.6).
    let q = -0.5 * (b + b.signum() * root);
    let (x, y) = (q / a, c / q);
    if x <= y { [x, y] } else { [y, x] }
}

/// A leg's height over every datum, worked out when first asked for.
pub struct HeightProfile<'a> {
    chord: &'a Chord,
    context: &'a Context<'a>,
    amsl: OnceCell<Result<Heights, UnknownWhy>>,
    agl: OnceCell<Result<Heights, UnknownWhy>>,
    wgs84: OnceCell<Result<Heights, UnknownWhy>>,
}

impl<'a> HeightProfile<'a> {
    /// The heights of a chord.
    pub fn new(chord: &'a Chord, context: &'a Context<'a>) -> Self {
        Self {
            chord,
            context,
            amsl: OnceCell::new(),
            agl: OnceCell::new(),
            wgs84: OnceCell::new(),
        }
    }

    /// The height over `datum`, in pieces from 0 to 1.
    ///
    /// # Errors
    /// Why it cannot be told.
    pub fn over(&self, datum: AltitudeDatum) -> Result<&[HeightPiece], UnknownWhy> {
        Ok(&self.heights(datum)?.pieces)
    }

    fn heights(&self, datum: AltitudeDatum) -> Result<&Heights, UnknownWhy> {
        let heights = match datum {
            AltitudeDatum::MeanSeaLevel => &self.amsl,
            AltitudeDatum::AboveGround => &self.agl,
            AltitudeDatum::Wgs84Ellipsoid => &self.wgs84,
            AltitudeDatum::AboveHome => return Err(UnknownWhy::NoHome),
        };
        let heights = heights.get_or_init(|| {
            let pieces = match datum {
                AltitudeDatum::AboveGround => self.over_ground(),
                AltitudeDatum::Wgs84Ellipsoid => self.over_ellipsoid(),
                _ => self.over_mean_sea_level(),
            };
            pieces.map(Heights::new)
        });
        match heights {
            Ok(heights) => Ok(heights),
            Err(why) => Err(*why),
        }
    }

    /// The leg as it was given, a straight line over its own datum.
    fn own(&self) -> HeightPiece {
        HeightPiece::line(self.chord.start_height_m, self.chord.end_height_m, 0.0)
    }

    fn over_mean_sea_level(&self) -> Result<HeightPieces, UnknownWhy> {
        let own = self.own();
        match self.chord.datum {
            AltitudeDatum::MeanSeaLevel => Ok(smallvec![own]),
            AltitudeDatum::AboveGround => self.shifted_by_ground(&[own], 1.0),
            AltitudeDatum::Wgs84Ellipsoid => Ok(smallvec![self.shifted_by_geoid(&own, -1.0)?]),
            AltitudeDatum::AboveHome => {
                let home = self.context.home.ok_or(UnknownWhy::NoHome)?;
                if !(home.amsl_m.is_finite() && is_uncertainty(home.uncertainty_m)) {
                    return Err(UnknownWhy::NoHome);
                }
                Ok(smallvec![HeightPiece {
                    constant: own.constant + home.amsl_m,
                    uncertainty_m: home.uncertainty_m,
                    ..own
                }])
            }
        }
    }

    fn over_ground(&self) -> Result<HeightPieces, UnknownWhy> {
        if self.chord.datum == AltitudeDatum::AboveGround {
            return Ok(smallvec![self.own()]);
        }
        self.shifted_by_ground(self.over(AltitudeDatum::MeanSeaLevel)?, -1.0)
    }

    fn over_ellipsoid(&self) -> Result<HeightPieces, UnknownWhy> {
        if self.chord.datum == AltitudeDatum::Wgs84Ellipsoid {
            return Ok(smallvec![self.own()]);
        }
        self.over(AltitudeDatum::MeanSeaLevel)?
            .iter()
            .map(|piece| self.shifted_by_geoid(piece, 1.0))
            .collect()
    }

    fn shifted_by_geoid(&self, piece: &HeightPiece, sign: f64) -> Result<HeightPiece, UnknownWhy> {
        let (start, end) = self.chord.positions();
        let undulation = |position| {
            self.context
                .geoid
                .undulation_at(position)
                .filter(|here| here.height_m.is_finite() && is_uncertainty(here.uncertainty_m))
                .ok_or(UnknownWhy::NoGeoid)
        };
        let (start, end) = (undulation(start)?, undulation(end)?);
        Ok(HeightPiece {
            constant: piece.constant + sign * start.height_m,
            linear: piece.linear + sign * (end.height_m - start.height_m),
            uncertainty_m: piece.uncertainty_m
                + start.uncertainty_m.max(end.uncertainty_m)
                + GEOID_BEND_M,
            ..*piece
        })
    }

    /// One line or parabola (`pieces` has one member here: only ground cuts a leg) over ground
    /// that has many.
    fn shifted_by_ground(
        &self,
        pieces: &[HeightPiece],
        sign: f64,
    ) -> Result<HeightPieces, UnknownWhy> {
        // Asked for once: over ground the leg is given, or it is worked out from another datum.
        let (start, end) = self.chord.positions();
        let mut ground = Vec::with_capacity(8);
        let is_told = self.context.terrain.ground_along(start, end, &mut ground);
        if !is_told || !is_whole_and_sound(&ground) {
            return Err(UnknownWhy::NoTerrain);
        }
        let base = pieces.first().ok_or(UnknownWhy::NoTerrain)?;
        Ok(ground
            .iter()
            .map(|piece| base.with_ground(piece, sign))
            .collect())
    }

    /// Where the aircraft, with all that is not known of its height, may reach up to `limit` or
    /// above: `reach_m` is the margin to add.
    pub fn may_reach_up_to(
        &self,
        limit: Altitude,
        reach_m: f64,
    ) -> Result<IntervalSet, UnknownWhy> {
        let heights = self.heights(limit.datum())?;
        if heights.highest.until_m < limit.metres() - reach_m {
            return Ok(IntervalSet::empty());
        }
        if heights.highest.from_m >= limit.metres() - reach_m {
            return Ok(IntervalSet::whole());
        }
        let mut found = Found::new();
        for piece in &heights.pieces {
            piece.at_or_above(limit.metres() - reach_m - piece.uncertainty_m, &mut found);
        }
        Ok(IntervalSet::union_of(found))
    }

    /// Where the aircraft may reach down to `limit` or below.
    pub fn may_reach_down_to(
        &self,
        limit: Altitude,
        reach_m: f64,
    ) -> Result<IntervalSet, UnknownWhy> {
        let heights = self.heights(limit.datum())?;
        if heights.lowest.from_m > limit.metres() + reach_m {
            return Ok(IntervalSet::empty());
        }
        if heights.lowest.until_m <= limit.metres() + reach_m {
            return Ok(IntervalSet::whole());
        }
        let mut found = Found::new();
        for piece in &heights.pieces {
            let mirrored = HeightPiece {
                constant: -piece.constant,
                linear: -piece.linear,
                quadratic: -piece.quadratic,
                ..*piece
            };
            mirrored.at_or_above(-limit.metres() - reach_m - piece.uncertainty_m, &mut found);
        }
        Ok(IntervalSet::union_of(found))
    }

    /// A range that holds all heights over `datum` that the aircraft may have; `None` where they
    /// cannot be told.
    pub fn range(&self, datum: AltitudeDatum) -> Option<HeightRange> {
        let heights = self.heights(datum).ok()?;
        Some(HeightRange {
            from_m: heights.lowest.from_m,
            until_m: heights.highest.until_m,
        })
    }

    /// Whether the aircraft is surely above or below a band all along, a margin added.
    pub fn is_apart_from(&self, band: AltitudeBand, reach_m: f64) -> bool {
        is_apart(band, reach_m, |datum| self.range(datum))
    }

    /// Whether all heights that the aircraft may have all along, a margin added, are surely
    /// within a band.
    pub fn is_within(&self, band: AltitudeBand, reach_m: f64) -> bool {
        let above_lower = band.lower_to_break().is_none_or(|lower| {
            self.heights(lower.datum())
                .is_ok_and(|heights| heights.lowest.from_m >= lower.metres() + reach_m)
        });
        let below_upper = band.upper().is_none_or(|upper| {
            self.heights(upper.datum())
                .is_ok_and(|heights| heights.highest.until_m <= upper.metres() - reach_m)
        });
        above_lower && below_upper
    }

    /// The lowest and highest height over `datum` that the aircraft may have at `s`.
    pub fn range_at(
        &self,
        datum: AltitudeDatum,
        s: f64,
        reach_m: f64,
    ) -> Result<(f64, f64), UnknownWhy> {
        let mut range: Option<(f64, f64)> = None;
        for piece in self.over(datum)? {
            // At a joint both pieces are asked, and the wider answer counts.
            if piece.from <= s && s <= piece.until {
                let reach = reach_m + piece.uncertainty_m;
                let (low, high) = (piece.at(s) - reach, piece.at(s) + reach);
                range = Some(match range {
                    Some((lowest, highest)) => (lowest.min(low), highest.max(high)),
                    None => (low, high),
                });
            }
        }
        range.ok_or(UnknownWhy::NoTerrain)
    }

    /// Adds the parameters where the aircraft's lowest or highest height crosses `limit`.
    pub fn crossings(&self, limit: Altitude, reach_m: f64, cuts: &mut Vec<f64>) {
        if let Ok(pieces) = self.over(limit.datum()) {
            for joint in pieces.windows(2) {
                // Where ground or doubt jump, a limit may be passed without a root.
                let (before, after) = (&joint[0], &joint[1]);
                if before.uncertainty_m != after.uncertainty_m
                    || (before.at(after.from) - after.at(after.from)).abs() > LEAST_JUMP_M
                {
                    cuts.push(after.from);
                }
            }
            for piece in pieces {
                let reach = reach_m + piece.uncertainty_m;
                for level in [limit.metres() - reach, limit.metres() + reach] {
                    let roots = roots(piece.quadratic, piece.linear, piece.constant - level);
                    let inside = |root: &f64| *root >= piece.from && *root <= piece.until;
                    cuts.extend(roots.into_iter().filter(inside));
                }
            }
        }
    }
}
