//! Which zones and obstacles a volume of space and time touches.

use super::applies::obstacle_top;
use super::context::Context;
use super::decision::UnknownWhy;
use crate::airspace::entry::{Entry, Subject};
use crate::airspace::snapshot::Snapshot;
use crate::{
    Altitude, AltitudeBand, AltitudeDatum, CircleSide, Position, TimeRange, TimeReading, Volume4D,
};
use geo::{Intersects, MultiPolygon, Rect};

/// A zone or obstacle that a volume touches.
#[derive(Clone, Debug, PartialEq)]
pub struct Touch {
    /// What it is.
    pub subject: Subject,
    /// Why it is not sure that it touches; `None` when it is.
    pub unsure: Option<UnknownWhy>,
}

/// A span of heights above the WGS 84 ellipsoid, metres, as wide as it may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct HeightSpan {
    pub lower_m: f64,
    pub upper_m: f64,
}

impl Snapshot {
    /// The zones and obstacles that touch the volume in ground plan, height and time. Heights of
    /// bands are taken as wide as terrain and geoid under the volume allow. The context's margins are
    /// not added: a volume already holds every place where the aircraft may be.
    pub fn touching_volume(&self, volume: &Volume4D, context: &Context) -> Vec<Touch> {
        let outline = volume.footprint().to_polygons(CircleSide::Circumscribed);
        let times = TimeRange {
            from: volume.time_start(),
            until: volume.time_end(),
        };
        let mut touches = Vec::new();
        self.for_each_touching(&volume.bounds(), |entry| {
            if !is_active(entry, times) || !outlines_meet(entry, &outline) {
                return;
            }
            let unsure = match height_span(entry, &volume.bounds(), context) {
                Ok(span) => {
                    let apart = span.upper_m < volume.altitude_lower_wgs84_m()
                        || span.lower_m > volume.altitude_upper_wgs84_m();
                    if apart {
                        return;
                    }
                    None
                }
                Err(why) => Some(why),
            };
            touches.push(Touch {
                subject: entry.subject().clone(),
                unsure,
            });
        });
        touches
    }
}

pub(crate) fn is_active(entry: &Entry, times: TimeRange) -> bool {
    entry.zone().is_none_or(|zone| {
        !zone
            .times
            .active_ranges(times, &entry.sun_place(), TimeReading::Longest)
            .is_empty()
    })
}

pub(crate) fn outlines_meet(entry: &Entry, outline: &MultiPolygon<f64>) -> bool {
    // Rectangles first: most that come from the index part here.
    use geo::BoundingRect;
    let apart = outline
        .bounding_rect()
        .is_none_or(|rect| !rect.intersects(&entry.bounds()));
    !apart && entry.area().rings().to_polygons().intersects(outline)
}

/// The heights that an entry may reach within a rectangle, above the ellipsoid.
pub(crate) fn height_span(
    entry: &Entry,
    within: &Rect<f64>,
    context: &Context,
) -> Result<HeightSpan, UnknownWhy> {
    let band = match entry.subject() {
        Subject::Zone(zone) => zone.band,
        Subject::Obstacle(obstacle) => {
            let top = obstacle_top(obstacle, &entry.bounds(), context)?;
            AltitudeBand::new(None, Some(top)).unwrap_or(AltitudeBand::ALL)
        }
    };
    let lower_m = match band.lower() {
        // Nothing flies below the ground.
        Some(lower) if lower.datum() != AltitudeDatum::AboveGround || lower.metres() > 0.0 => {
            limit_range(lower, within, context)?.lower_m
        }
        _ => f64::NEG_INFINITY,
    };
    let upper_m = match band.upper() {
        Some(upper) => limit_range(upper, within, context)?.upper_m,
        None => f64::INFINITY,
    };
    Ok(HeightSpan { lower_m, upper_m })
}

/// The lowest and highest that a limit may be within a rectangle, above the ellipsoid.
fn limit_range(
    limit: Altitude,
    within: &Rect<f64>,
    context: &Context,
) -> Result<HeightSpan, UnknownWhy> {
    let around = |amsl_m: f64, doubt_m: f64| HeightSpan {
        lower_m: amsl_m - doubt_m,
        upper_m: amsl_m + doubt_m,
    };
    let above_sea = match limit.datum() {
        AltitudeDatum::Wgs84Ellipsoid => return Ok(around(limit.metres(), 0.0)),
        AltitudeDatum::MeanSeaLevel => around(limit.metres(), 0.0),
        AltitudeDatum::AboveHome => return Err(UnknownWhy::NoHome),
        AltitudeDatum::AboveGround => {
            let corner = |coord| Position::try_from(coord).map_err(|_| UnknownWhy::NoTerrain);
            let ground = context
                .terrain
                .ground_range(corner(within.min())?, corner(within.max())?)
                .ok_or(UnknownWhy::NoTerrain)?;
            HeightSpan {
                lower_m: limit.metres() + ground.lowest_amsl_m - ground.uncertainty_m,
                upper_m: limit.metres() + ground.highest_amsl_m + ground.uncertainty_m,
            }
        }
    };
    let geoid = geoid_range(within, context)?;
    Ok(HeightSpan {
        lower_m: above_sea.lower_m + geoid.lower_m,
        upper_m: above_sea.upper_m + geoid.upper_m,
    })
}

/// The geoid over a rectangle: its corners and middle, and what it may bend between them. No
/// place is farther from one of the five than half the longer side. Its slope is below 0.3 m per kilometre in all but the deepest trenches (EGM96, degree 360).
fn geoid_range(within: &Rect<f64>, context: &Context) -> Result<HeightSpan, UnknownWhy> {
    const STEEPEST_M_PER_DEGREE: f64 = 30.0;
    let (low, high) = (within.min(), within.max());
    let places = [
        low,
        high,
        geo::Coord {
            x: low.x,
            y: high.y,
        },
        geo::Coord {
            x: high.x,
            y: low.y,
        },
        within.center(),
    ];
    let bend_m = 0.5 * STEEPEST_M_PER_DEGREE * within.width().max(within.height());
    let mut range: Option<HeightSpan> = None;
    for place in places {
        let position = Position::try_from(place).map_err(|_| UnknownWhy::NoGeoid)?;
        let here = context
            .geoid
            .undulation_at(position)
            .ok_or(UnknownWhy::NoGeoid)?;
        let doubt_m = here.uncertainty_m + bend_m;
        let (lower_m, upper_m) = (here.height_m - doubt_m, here.height_m + doubt_m);
        range = Some(match range {
            Some(so_far) => HeightSpan {
                lower_m: so_far.lower_m.min(lower_m),
                upper_m: so_far.upper_m.max(upper_m),
            },
            None => HeightSpan { lower_m, upper_m },
        });
    }
    range.ok_or(UnknownWhy::NoGeoid)
}
