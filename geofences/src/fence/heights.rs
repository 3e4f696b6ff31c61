//! How high the mission flies, and whether a zone's band covers or misses those heights for sure.

use super::frame::Region;
use super::path::{MissionPoint, PathPiece};
use crate::{Altitude, AltitudeBand, AltitudeDatum, Geoid, GroundRange, Position, Terrain};

/// The models of the earth that heights are compared with.
#[derive(Clone, Copy)]
pub struct EarthModels<'a> {
    /// The ground.
    pub terrain: &'a dyn Terrain,
    /// Mean sea level.
    pub geoid: &'a dyn Geoid,
}

/// From the lowest to the highest value that something may have, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    pub lowest_m: f64,
    pub highest_m: f64,
}

impl Span {
    fn around(value_m: f64, uncertainty_m: f64) -> Self {
        Self {
            lowest_m: value_m - uncertainty_m,
            highest_m: value_m + uncertainty_m,
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            lowest_m: self.lowest_m + other.lowest_m,
            highest_m: self.highest_m + other.highest_m,
        }
    }

    fn union(self, other: Self) -> Self {
        Self {
            lowest_m: self.lowest_m.min(other.lowest_m),
            highest_m: self.highest_m.max(other.highest_m),
        }
    }
}

/// The heights of a whole mission, each as wide as doubt makes it; `None` is not known.
#[derive(Clone, Debug)]
pub(super) struct MissionHeights {
    /// Above mean sea level, for each piece of the path.
    pub pieces_amsl: Vec<Option<Span>>,
    /// Above mean sea level, over the whole path.
    pub amsl: Option<Span>,
    /// Above the ground under the aircraft, over the whole path.
    pub above_ground: Option<Span>,
    /// The ground at the first point of the path, metres AMSL.
    pub home_ground_amsl: Option<Span>,
    /// The geoid above the ellipsoid, over the region.
    undulation: Option<Span>,
}

/// Whether a band covers all heights of a mission, or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BandRelation {
    /// Every height of the mission is in the band for sure.
    Covers,
    /// No height of the mission is in the band for sure.
    Misses,
    /// Some may be in it, some not.
    Overlaps,
    /// Terrain or geoid are not known.
    Unknown,
}

impl MissionHeights {
    /// The heights of the path, widened by `vertical_error_m` up and down.
    pub fn of(
        path: &[MissionPoint],
        pieces: &[PathPiece],
        region: &Region,
        vertical_error_m: f64,
        earth: EarthModels<'_>,
    ) -> Self {
        let home_ground_amsl = path
            .first()
            .and_then(|home| ground_at(earth, home.position));
        let points: Vec<Option<Span>> = path
            .iter()
            .map(|point| {
                amsl_of_point(*point, home_ground_amsl, earth)
                    .map(|span| span.plus(Span::around(0.0, vertical_error_m)))
            })
            .collect();
        let heights: Vec<Option<PieceHeights>> = pieces
            .iter()
            .map(|piece| piece_heights(piece, path, &points, vertical_error_m, earth))
            .collect();
        let pieces_amsl: Vec<Option<Span>> = heights
            .iter()
            .map(|heights| Some((*heights)?.amsl))
            .collect();
        let above_ground = whole(heights.iter().map(|heights| Some((*heights)?.above_ground)));
        Self {
            amsl: whole(pieces_amsl.iter().copied()),
            pieces_amsl,
            above_ground,
            home_ground_amsl,
            undulation: undulation_over(region, earth),
        }
    }

    /// How the band of a permitting zone stands to the mission. Limits above ground are compared
    /// under the path; a lower limit at or below the ground reaches down to it.
    pub fn cover_by(&self, band: &AltitudeBand) -> BandRelation {
        let below = band.lower_to_break().map(|limit| {
            self.in_datum(limit.datum())
                .map(|span| limit.metres() <= span.lowest_m)
        });
        let above = band.upper().map(|limit| {
            self.in_datum(limit.datum())
                .map(|span| span.highest_m <= limit.metres())
        });
        match (below.unwrap_or(Some(true)), above.unwrap_or(Some(true))) {
            (Some(true), Some(true)) => BandRelation::Covers,
            (Some(false), _) | (_, Some(false)) => BandRelation::Overlaps,
            _ => BandRelation::Unknown,
        }
    }

    /// Whether the heights `flown_amsl` are for sure outside a band above ground that is anywhere
    /// between `ground`; limits belong to the band.
    pub fn misses(
        &self,
        band: &AltitudeBand,
        flown_amsl: Option<Span>,
        ground: Option<GroundRange>,
    ) -> BandRelation {
        let limit_amsl = |limit: Altitude| -> Option<Span> {
            let value = Span::around(limit.metres(), 0.0);
            match limit.datum() {
                AltitudeDatum::MeanSeaLevel => Some(value),
                AltitudeDatum::AboveGround => Some(value.plus(ground_span(ground?))),
                AltitudeDatum::Wgs84Ellipsoid => {
                    let undulation = self.undulation?;
                    Some(Span {
                        lowest_m: limit.metres() - undulation.highest_m,
                        highest_m: limit.metres() - undulation.lowest_m,
                    })
                }
                // No band has such a limit.
                AltitudeDatum::AboveHome => None,
            }
        };
        let Some(flown) = flown_amsl else {
            return BandRelation::Unknown;
        };
        // A lower limit at the ground is none: nothing flies below it.
        let lower = band.lower_to_break().map(limit_amsl);
        let upper = band.upper().map(limit_amsl);
        let under = lower.map(|limit| limit.map(|span| flown.highest_m < span.lowest_m));
        let over = upper.map(|limit| limit.map(|span| flown.lowest_m > span.highest_m));
        match (under.unwrap_or(Some(false)), over.unwrap_or(Some(false))) {
            (Some(true), _) | (_, Some(true)) => BandRelation::Misses,
            (Some(false), Some(false)) => BandRelation::Overlaps,
            _ => BandRelation::Unknown,
        }
    }

    fn in_datum(&self, datum: AltitudeDatum) -> Option<Span> {
        match datum {
            AltitudeDatum::MeanSeaLevel => self.amsl,
            AltitudeDatum::AboveGround => self.above_ground,
            AltitudeDatum::Wgs84Ellipsoid => Some(self.amsl?.plus(self.undulation?)),
            AltitudeDatum::AboveHome => None,
        }
    }
}

/// The ground over the rectangle, uncertainty included.
pub(super) fn ground_span(range: GroundRange) -> Span {
    Span {
        lowest_m: range.lowest_amsl_m - range.uncertainty_m,
        highest_m: range.highest_amsl_m + range.uncertainty_m,
    }
}

/// The ground over a rectangle in degrees; `None` where not known.
pub(super) fn ground_over(earth: EarthModels<'_>, region: &Region) -> Option<GroundRange> {
    let south_west = Position::new(region.west_deg, region.south_deg).ok()?;
    let north_east = Position::new(region.east_deg, region.north_deg).ok()?;
    earth.terrain.ground_range(south_west, north_east)
}

fn ground_at(earth: EarthModels<'_>, position: Position) -> Option<Span> {
    let ground = earth.terrain.ground_at(position)?;
    Some(Span::around(ground.elevation_amsl_m, ground.uncertainty_m))
}

/// All spans as one; `None` when one is not known, or there is none.
fn whole(spans: impl Iterator<Item = Option<Span>>) -> Option<Span> {
    spans
        .reduce(|a, b| Some(a?.union(b?)))
        .flatten()
        .filter(|span| span.lowest_m.is_finite() && span.highest_m.is_finite())
}

fn amsl_of_point(
    point: MissionPoint,
    home_ground: Option<Span>,
    earth: EarthModels<'_>,
) -> Option<Span> {
    let height = Span::around(point.altitude.metres(), 0.0);
    match point.altitude.datum() {
        AltitudeDatum::MeanSeaLevel => Some(height),
        AltitudeDatum::AboveGround => Some(height.plus(ground_at(earth, point.position)?)),
        AltitudeDatum::AboveHome => Some(height.plus(home_ground?)),
        AltitudeDatum::Wgs84Ellipsoid => {
            let geoid = earth.geoid.undulation_at(point.position)?;
            Some(height.plus(Span::around(-geoid.height_m, geoid.uncertainty_m)))
        }
    }
}

/// The heights along one piece of the path.
#[derive(Clone, Copy)]
struct PieceHeights {
    amsl: Span,
    above_ground: Span,
}

/// A leg between two heights above ground follows the ground; every other one is straight above mean
/// sea level between its ends, as autopilots fly it.
fn piece_heights(
    piece: &PathPiece,
    path: &[MissionPoint],
    points_amsl: &[Option<Span>],
    vertical_error_m: f64,
    earth: EarthModels<'_>,
) -> Option<PieceHeights> {
    let start = path.get(piece.leg)?;
    let (end, end_amsl) = match path.get(piece.leg + 1) {
        Some(end) => (end, *points_amsl.get(piece.leg + 1)?),
        None => (start, *points_amsl.get(piece.leg)?),
    };
    let between = |start: Span, end: Span| {
        let at = |share: f64| Span {
            lowest_m: start.lowest_m + (end.lowest_m - start.lowest_m) * share,
            highest_m: start.highest_m + (end.highest_m - start.highest_m) * share,
        };
        (at(piece.share_from), at(piece.share_until))
    };
    let follows_ground = [start, end]
        .iter()
        .all(|point| point.altitude.datum() == AltitudeDatum::AboveGround);
    if follows_ground {
        let height = |point: &MissionPoint| Span::around(point.altitude.metres(), vertical_error_m);
        let (from, until) = between(height(start), height(end));
        let above_ground = from.union(until);
        return Some(PieceHeights {
            amsl: above_ground.plus(ground_along(piece, earth)?),
            above_ground,
        });
    }
    let start_amsl = (*points_amsl.get(piece.leg)?)?;
    let (from, until) = between(start_amsl, end_amsl?);
    Some(PieceHeights {
        amsl: from.union(until),
        above_ground: above_ground_along(piece, from, until, earth)?,
    })
}

/// The ground along a piece: what a line at mean sea level has above it, with its sign turned.
fn ground_along(piece: &PathPiece, earth: EarthModels<'_>) -> Option<Span> {
    let sea = Span::around(0.0, 0.0);
    let above = above_ground_along(piece, sea, sea, earth)?;
    Some(Span {
        lowest_m: -above.highest_m,
        highest_m: -above.lowest_m,
    })
}

/// Heights above the ground along a piece flown on a straight line from `start` to `end` (AMSL).
fn above_ground_along(
    piece: &PathPiece,
    start: Span,
    end: Span,
    earth: EarthModels<'_>,
) -> Option<Span> {
    if piece.from == piece.until {
        let ground = ground_at(earth, piece.from)?;
        let flown = start.union(end);
        return Some(Span {
            lowest_m: flown.lowest_m - ground.highest_m,
            highest_m: flown.highest_m - ground.lowest_m,
        });
    }
    let mut profile = Vec::new();
    if !earth
        .terrain
        .ground_along(piece.from, piece.until, &mut profile)
    {
        return None;
    }
    whole(profile.iter().map(|ground| {
        // Height above the parabola of the ground is a parabola too: its extremes over a piece
        // stand at the ends or at its vertex.
        let extremes = |start_m: f64, end_m: f64| -> Span {
            let above = |s: f64| {
                start_m + (end_m - start_m) * s
                    - (ground.constant + ground.linear * s + ground.quadratic * s * s)
            };
            let vertex = (end_m - start_m - ground.linear) / (2.0 * ground.quadratic);
            let vertex = if vertex.is_finite() {
                vertex.clamp(ground.from, ground.until)
            } else {
                ground.from
            };
            [ground.from, vertex, ground.until]
                .into_iter()
                .map(|s| Span::around(above(s), 0.0))
                .fold(Span::around(above(ground.from), 0.0), Span::union)
        };
        Some(Span {
            lowest_m: extremes(start.lowest_m, end.lowest_m).lowest_m - ground.uncertainty_m,
            highest_m: extremes(start.highest_m, end.highest_m).highest_m + ground.uncertainty_m,
        })
    }))
}

/// The geoid over the region: from a grid of places, widened by 1 m. EGM96 has no shorter half
/// wave than 55 km (degree 360); the grid is 15 km apart in the largest region.
fn undulation_over(region: &Region, earth: EarthModels<'_>) -> Option<Span> {
    const BEND_M: f64 = 1.0;
    const STEPS: u32 = 4;
    let places = (0..=STEPS).flat_map(|x| (0..=STEPS).map(move |y| (x, y)));
    whole(places.map(|(x, y)| {
        let at = |from: f64, until: f64, step: u32| {
            from + (until - from) * f64::from(step) / f64::from(STEPS)
        };
        let longitude = at(region.west_deg, region.east_deg, x).clamp(-180.0, 180.0);
        let latitude = at(region.south_deg, region.north_deg, y);
        let position = Position::new(longitude, latitude).ok()?;
        let geoid = earth.geoid.undulation_at(position)?;
        Some(Span::around(geoid.height_m, geoid.uncertainty_m + BEND_M))
    }))
}
