//! What pictures show of zones where none may be taken.

use super::airspace::time_at;
use super::hindrance::{Found, Hindrance, HindranceKind};
use super::question::Question;
use super::sensing::{Aim, Sensing};
use super::timeline::{Piece, Place, Timeline};
use crate::camera::View;
use crate::mission::Heading;
use geo::{
    BoundingRect, ConvexHull, Coord, Geodesic, InterpolatePoint, Intersects, MultiPoint, Point,
    Polygon,
};
use geofences::{
    Altitude, AltitudeDatum, Bilingual, Entry, LocalPlane, Position, Rule, Scope, TimeRange,
    TimeReading,
};
use std::sync::Arc;

/// Pictures count as showing the ground within so far, metres. No rule names a distance; this one is a decision of ours.
pub const SEEN_WITHIN_M: f64 = 2_000.0;
/// What is seen is reckoned at places of a leg that are so far apart at most, metres, and between them.
const STEP_M: f64 = 20.0;
/// A gimbal or a nose points beside where it was told to by so much at most, degrees.
const AIM_ERROR_DEG: f64 = 3.0;
/// The aircraft is beside its path by so much at most, metres.
const BESIDE_M: f64 = 5.0;

/// The no-image zones around a flight, and the camera that has to obey them.
pub struct Imaging<'a> {
    question: &'a Question<'a>,
}

impl<'a> Imaging<'a> {
    /// Those of a question.
    pub fn new(question: &'a Question<'a>) -> Self {
        Self { question }
    }

    /// The zones that pictures show that are taken from a straight leg in so many stretches of equal length; for each
    /// stretch the first zone, with what it is called.
    ///
    /// # Errors
    /// What pictures show cannot be told: which of them do is then not known.
    pub fn shown(
        &self,
        (from, until): (Place, Place),
        sensing: &Sensing,
        times: TimeRange,
    ) -> Result<Vec<Option<Arc<Entry>>>, Bilingual> {
        let ends = [from, until].map(|it| Point(it.position.coord()));
        let distance_m = geo::Distance::distance(&Geodesic, ends[0], ends[1]);
        let steps = (distance_m / STEP_M).ceil().max(1.0) as usize;
        let plane = LocalPlane::at((from.position.coord() + until.position.coord()) * 0.5);
        let candidates = self.candidates(from, until, times);
        if candidates.is_empty() {
            return Ok(vec![None; steps]);
        }
        let view = self.view(sensing)?;
        let course_deg = geo::Bearing::bearing(&Geodesic, ends[0], ends[1]);
        let place = |step: usize| {
            let share = step as f64 / steps as f64;
            let at = Geodesic.point_at_ratio_between(ends[0], ends[1], share);
            Place {
                position: Position::new(at.x(), at.y()).unwrap_or(until.position),
                amsl_m: from.amsl_m + share * (until.amsl_m - from.amsl_m),
            }
        };
        let footprints: Vec<Vec<Coord<f64>>> = (0..=steps)
            .map(|step| self.footprint(place(step), sensing, &view, course_deg, &plane))
            .collect::<Result<_, _>>()?;
        let stretch = |both: &[Vec<Coord<f64>>]| {
            let corners: Vec<Point<f64>> = both.iter().flatten().map(|it| Point(*it)).collect();
            let swept = MultiPoint(corners).convex_hull();
            candidates
                .iter()
                .find(|entry| meets(entry, &swept, &plane))
                .map(|entry| Arc::clone(entry))
        };
        Ok(footprints.windows(2).map(stretch).collect())
    }

    /// The no-image zones that are in force and within sight.
    fn candidates(&self, from: Place, until: Place, times: TimeRange) -> Vec<&'a Arc<Entry>> {
        let [a, b] = [from, until].map(|it| it.position.coord());
        let reach = LocalPlane::at(a).degrees(SEEN_WITHIN_M + 2.0 * BESIDE_M);
        let rect = geo::Rect::new(a, b);
        let around = geo::Rect::new(rect.min() - reach, rect.max() + reach);
        let mut found = Vec::new();
        let surroundings = &self.question.surroundings;
        surroundings.airspace.for_each_touching(&around, |entry| {
            let Some(zone) = entry.zone().filter(|zone| zone.scope == Scope::Imaging) else {
                return;
            };
            let forbids = match zone.rule {
                Rule::Prohibited => true,
                Rule::NeedsAuthorization => !surroundings.approvals.hold_through(&zone.id, times),
                Rule::Permitted | Rule::Advisory | Rule::Conditional => false,
            };
            let active = zone
                .times
                .active_ranges(times, &entry.sun_place(), TimeReading::Longest);
            if forbids && !active.is_empty() {
                found.push(entry);
            }
        });
        found
    }

    fn view(&self, sensing: &Sensing) -> Result<View, Bilingual> {
        let camera = self.question.aircraft.camera_figures().ok_or_else(|| {
            Bilingual::new(
                "which camera takes the pictures is not said, so what they show is not known",
                "未说明使用哪台相机，无法确定拍摄范围",
            )
        })?;
        camera.zoomed(sensing.zoom).map_err(|why| why.bilingual())
    }

    /// The corners of what a picture from a place may show, in the plane.
    fn footprint(
        &self,
        place: Place,
        sensing: &Sensing,
        view: &View,
        course_deg: f64,
        plane: &LocalPlane,
    ) -> Result<Vec<Coord<f64>>, Bilingual> {
        let center = plane.metres(place.position.coord());
        let height_m = self.height_m(place)?;
        let (pitch_deg, heading_deg) = self.points_to(place, sensing, course_deg)?;
        let straight_down = -90.0 + AIM_ERROR_DEG;
        if pitch_deg <= straight_down {
            // Which way round the picture lies does not matter: all that any would show.
            let shown = view.nadir(height_m);
            let tilted_m = height_m * (2.0 * AIM_ERROR_DEG).to_radians().tan();
            let radius_m = 0.5 * shown.across_m.hypot(shown.along_m) + tilted_m + BESIDE_M;
            return Ok(circle(center, radius_m));
        }
        let heading_deg = heading_deg.ok_or_else(|| {
            Bilingual::new(
                "where the camera looks is not known: straight up or down no leg says where the nose points",
                "垂直升降时机头方向未知，无法确定拍摄方向",
            )
        })?;
        let mut corners = vec![];
        for pitch_deg in [pitch_deg - AIM_ERROR_DEG, pitch_deg + AIM_ERROR_DEG] {
            for heading_deg in [heading_deg - AIM_ERROR_DEG, heading_deg + AIM_ERROR_DEG] {
                corners.extend(trapezoid(view, height_m, pitch_deg, heading_deg));
            }
        }
        let around = corners.into_iter().flat_map(|(east_m, north_m)| {
            circle(
                center
                    + Coord {
                        x: east_m,
                        y: north_m,
                    },
                BESIDE_M,
            )
        });
        Ok(around.collect())
    }

    /// How high the camera may be above the ground that it sees, metres.
    fn height_m(&self, place: Place) -> Result<f64, Bilingual> {
        let plane = LocalPlane::at(place.position.coord());
        let reach = plane.degrees(200.0);
        let [low, high] = [-1.0, 1.0].map(|sign| place.position.coord() + reach * sign);
        let corner = |at: Coord<f64>| Position::try_from(at).ok();
        let terrain = self.question.surroundings.terrain;
        let range = corner(low)
            .zip(corner(high))
            .and_then(|(low, high)| terrain.ground_range(low, high));
        let lowest_m = range.map(|it| it.lowest_amsl_m - it.uncertainty_m);
        lowest_m
            .map(|it| (place.amsl_m - it).max(1.0))
            .ok_or_else(|| {
                Bilingual::new(
                    "there is no terrain data here, so what pictures show is not known",
                    "此处没有地形数据，无法确定拍摄范围",
                )
            })
    }

    /// Where the camera points: pitch above the horizon, and clockwise from north where that is known.
    fn points_to(
        &self,
        place: Place,
        sensing: &Sensing,
        course_deg: f64,
    ) -> Result<(f64, Option<f64>), Bilingual> {
        let nose_deg = match sensing.heading {
            Heading::Degrees(degrees) => Some(degrees),
            Heading::Along if course_deg.is_finite() => Some(course_deg),
            Heading::Along => None,
        };
        match sensing.aim {
            Aim::Untold => Err(Bilingual::new(
                "pictures are taken before the camera is told where to look",
                "相机尚未设定朝向即开始拍摄",
            )),
            Aim::Gimbal { pitch_deg, yaw_deg } => Ok((pitch_deg, nose_deg.map(|it| it + yaw_deg))),
            Aim::At(position, altitude) => {
                let target_m = self.amsl_m(position, altitude)?;
                let [from, to] = [place.position, position].map(|it| Point(it.coord()));
                let across_m = geo::Distance::distance(&Geodesic, from, to);
                let pitch_deg = (target_m - place.amsl_m).atan2(across_m).to_degrees();
                Ok((pitch_deg, Some(geo::Bearing::bearing(&Geodesic, from, to))))
            }
        }
    }

    fn amsl_m(&self, position: Position, altitude: Altitude) -> Result<f64, Bilingual> {
        let question = self.question;
        let ground = || {
            question
                .surroundings
                .terrain
                .ground_at(position)
                .map(|it| it.elevation_amsl_m)
        };
        let amsl_m = match altitude.datum() {
            AltitudeDatum::MeanSeaLevel => Some(altitude.metres()),
            AltitudeDatum::AboveHome => {
                Some(question.mission.home.ground_amsl_m + altitude.metres())
            }
            AltitudeDatum::AboveGround => ground().map(|it| it + altitude.metres()),
            AltitudeDatum::Wgs84Ellipsoid => {
                let geoid = question.surroundings.geoid.undulation_at(position);
                geoid.map(|it| altitude.metres() - it.height_m)
            }
        };
        amsl_m.ok_or_else(|| {
            Bilingual::new(
                "how high the place is that the camera looks at is not known",
                "相机所指位置的高度未知",
            )
        })
    }
}

/// East and north of the camera: what a picture shows of level ground, as far as anything counts as shown.
fn trapezoid(view: &View, height_m: f64, pitch_deg: f64, heading_deg: f64) -> Vec<(f64, f64)> {
    let (lowest_deg, highest_deg) = view.pitch_range_deg();
    let pitch_deg = pitch_deg.clamp(lowest_deg.max(-90.0), highest_deg.min(90.0));
    match view.oblique(height_m, pitch_deg, heading_deg, SEEN_WITHIN_M) {
        Ok(footprint) => footprint
            .corners
            .iter()
            .map(|it| (it.east_m, it.north_m))
            .collect(),
        // It shows the sky, and nothing of the ground within the range.
        Err(_) => Vec::new(),
    }
}

/// The corners of a polygon around a circle.
fn circle(center: Coord<f64>, radius_m: f64) -> Vec<Coord<f64>> {
    const SIDES: u32 = 12;
    let half = std::f64::consts::PI / f64::from(SIDES);
    let corner = |side: u32| {
        let (sin, cos) = (2.0 * half * f64::from(side)).sin_cos();
        center + Coord { x: sin, y: cos } * (radius_m / half.cos())
    };
    (0..SIDES).map(corner).collect()
}

/// Whether an area in the plane and a zone have a place in common.
fn meets(entry: &Entry, area: &Polygon<f64>, plane: &LocalPlane) -> bool {
    let Some(bounds) = area.bounding_rect() else {
        return false;
    };
    let own = entry.bounds();
    let own = geo::Rect::new(plane.metres(own.min()), plane.metres(own.max()));
    own.intersects(&bounds)
        && entry.area().rings().to_polygons().iter().any(|polygon| {
            use geo::MapCoords;
            polygon
                .map_coords(|coord| plane.metres(coord))
                .intersects(area)
        })
}

/// Finds the pictures that show what may not be shown.
pub(super) fn judge(question: &Question<'_>, timeline: &Timeline, found: &mut Found) {
    let imaging = Imaging::new(question);
    for piece in timeline
        .pieces
        .iter()
        .filter(|it| it.sensing.is_recording())
    {
        let Some(times) = times_of(question, piece) else {
            continue;
        };
        match imaging.shown((piece.from, piece.until), &piece.sensing, times) {
            Ok(shown) => {
                for entry in shown.into_iter().flatten() {
                    found.add(shows(&entry, piece));
                }
            }
            Err(what) => found.add(
                Hindrance::new(HindranceKind::Imaging, what)
                    .at_step(piece.step)
                    .at(piece.from.position),
            ),
        }
    }
}

fn times_of(question: &Question<'_>, piece: &Piece) -> Option<TimeRange> {
    Some(TimeRange {
        from: time_at(question.departure, piece.begins_s)?,
        until: time_at(
            question.departure,
            piece.ends_s() + super::airspace::late_s(piece.ends_s()),
        )?,
    })
}

fn shows(entry: &Entry, piece: &Piece) -> Hindrance {
    let (en, zh) = entry.subject().both_names();
    let what = Bilingual::new(
        format!("pictures would show {en}, where none may be taken"),
        format!("画面将拍到禁止拍摄的“{zh}”"),
    );
    Hindrance::new(HindranceKind::Imaging, what)
        .at_step(piece.step)
        .at(piece.from.position)
        .helped_by(
            "take none there, or point the camera elsewhere",
            "请在该处停止拍摄，或改变相机朝向",
        )
}
