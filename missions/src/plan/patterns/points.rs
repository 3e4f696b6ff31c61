//! Visits of points of interest.

use super::{Drawing, of_faults, refused};
use crate::feasibility::Hindrance;
use crate::mission::{Deed, Heading};
use crate::patrol::{Action, Look, PointOfInterest};
use crate::plan::track::{Track, TrackLeg, Wanted};
use crate::planar::{FreeArea, distance};
use crate::points::{PointOfInterest as Point, PointsRequest, Visit, plan_points};
use geo::Coord;
use geofences::{Altitude, AltitudeDatum, Bilingual, Position};

/// A point that may not be overflown is looked at from so far at most, metres.
const LOOKING_DISTANCE_M: f64 = 300.0;
/// Rounds of search for each point.
const ROUNDS_PER_POINT: usize = 200;

/// The visits, a track for each free area that points are visited from.
pub(super) fn tracks(
    drawing: &Drawing<'_>,
    points: &[PointOfInterest],
) -> Result<Vec<Track>, Vec<Hindrance>> {
    let mut tracks = Vec::new();
    let mut faults = Vec::new();
    for (area, chosen) in by_area(drawing, points) {
        let Some(free) = drawing.space.free.get(area) else {
            continue;
        };
        match track(drawing, free, &chosen) {
            Ok(track) => tracks.extend(track),
            Err(why) => faults.extend(why),
        }
    }
    if faults.is_empty() {
        Ok(tracks)
    } else {
        Err(faults)
    }
}

/// For each free area the points that are nearest to it.
fn by_area<'p>(
    drawing: &Drawing<'_>,
    points: &'p [PointOfInterest],
) -> Vec<(usize, Vec<&'p PointOfInterest>)> {
    let mut all: Vec<(usize, Vec<&PointOfInterest>)> = Vec::new();
    for point in points {
        let at = drawing.space.metres(point.at);
        let away = |free: &FreeArea| {
            if free.contains(at) {
                return 0.0;
            }
            let edges = free
                .edges()
                .map(|(from, until)| distance(crate::pattern::nearest_on(from, until, at), at));
            edges.fold(f64::INFINITY, f64::min)
        };
        let nearest = drawing
            .space
            .free
            .iter()
            .enumerate()
            .map(|(area, free)| (area, away(free)));
        let Some((area, _)) = nearest.min_by(|a, b| a.1.total_cmp(&b.1)) else {
            continue;
        };
        match all.iter_mut().find(|it| it.0 == area) {
            Some((_, known)) => known.push(point),
            None => all.push((area, vec![point])),
        }
    }
    all
}

fn track(
    drawing: &Drawing<'_>,
    free: &FreeArea,
    points: &[&PointOfInterest],
) -> Result<Option<Track>, Vec<Hindrance>> {
    let asked: Vec<Point> = points
        .iter()
        .map(|point| Point {
            name: point
                .name
                .as_ref()
                .map_or_else(String::new, |it| it.en.clone()),
            at: drawing.space.metres(point.at),
            dwell_s: point.dwell_s,
            heading: Heading::Along,
            deeds: Vec::new(),
        })
        .collect();
    let home = drawing.space.metres(drawing.request.home.position);
    let path = plan_points(&PointsRequest {
        points: &asked,
        free,
        plane: drawing.space.plane,
        home: Some(home).filter(|home| free.contains(*home)),
        looking_distance_m: LOOKING_DISTANCE_M,
        ramp: drawing.ramp,
        rounds_per_point: ROUNDS_PER_POINT,
    })
    .map_err(of_faults)?;
    let mut track: Option<Track> = None;
    for visit in &path.visits {
        let Some(point) = points.get(visit.point) else {
            continue;
        };
        let (heading, deeds) = visited(drawing, point, visit)?;
        let height_m = point.height_agl_m;
        match &mut track {
            None => {
                let mut begun = Track::from(visit.at, Wanted::AboveGround(height_m));
                begun.heading = heading;
                begun.deeds = deeds;
                track = Some(begun);
            }
            Some(track) => fly_to(track, visit, height_m, heading, deeds),
        }
    }
    Ok(track)
}

/// On to the next one at the higher of both heights.
fn fly_to(track: &mut Track, visit: &Visit, height_m: f64, heading: Heading, deeds: Vec<Deed>) {
    let before_m = match track.end().1 {
        Wanted::AboveGround(metres) | Wanted::Amsl(metres) => metres,
    };
    let over_m = height_m.max(before_m);
    let mut push = |until: Coord<f64>, at_m: f64| {
        track.legs.push(TrackLeg {
            until,
            height: Wanted::AboveGround(at_m),
            is_sensing: false,
            heading: Heading::Along,
            aim: None,
            deeds: Vec::new(),
        });
    };
    for bend in visit.way.iter().chain([&visit.at]) {
        push(*bend, over_m);
    }
    if over_m > height_m {
        push(visit.at, height_m);
    }
    if let Some(last) = track.legs.last_mut() {
        last.heading = heading;
        last.deeds = deeds;
    }
}

/// Where the nose points at a point, and what is done there.
fn visited(
    drawing: &Drawing<'_>,
    point: &PointOfInterest,
    visit: &Visit,
) -> Result<(Heading, Vec<Deed>), Vec<Hindrance>> {
    let mut deeds = Vec::new();
    let mut heading = Heading::Along;
    let takes_pictures = drawing.looking.recording.is_some();
    let looked_at = match point.look {
        Look::At(position) => Some(position),
        Look::Angles { .. } if visit.away_m > 0.0 => Some(point.at),
        Look::Angles {
            heading_deg,
            gimbal_pitch_deg,
        } => {
            heading = heading_deg.map_or(Heading::Along, Heading::Degrees);
            if takes_pictures {
                deeds.push(Deed::Gimbal {
                    pitch_deg: gimbal_pitch_deg
                        .or(drawing.looking.pitch_deg)
                        .unwrap_or(-90.0),
                    yaw_deg: 0.0,
                });
            }
            None
        }
    };
    if let Some(position) = looked_at {
        let altitude = ground_altitude(drawing, position)?;
        let at = drawing.space.metres(position) - visit.at;
        heading = Heading::Degrees(at.x.atan2(at.y).to_degrees().rem_euclid(360.0));
        if takes_pictures {
            deeds.push(Deed::LookAt { position, altitude });
        }
    }
    deeds.extend(actions(&point.actions, point.dwell_s));
    Ok((heading, deeds))
}

/// What goes on for a while begins before the stay and ends with it.
fn actions(actions: &[Action], dwell_s: f64) -> Vec<Deed> {
    let begins = actions.iter().map(|action| match action {
        Action::Photo => Deed::Photo,
        Action::Video => Deed::VideoBegin,
        Action::Loudspeaker => Deed::Loudspeaker { is_on: true },
        Action::Light => Deed::Light { is_on: true },
    });
    let ends = actions.iter().filter_map(|action| match action {
        Action::Photo => None,
        Action::Video => Some(Deed::VideoEnd),
        Action::Loudspeaker => Some(Deed::Loudspeaker { is_on: false }),
        Action::Light => Some(Deed::Light { is_on: false }),
    });
    let wait = (dwell_s > 0.0).then_some(Deed::Wait { seconds: dwell_s });
    begins.chain(wait).chain(ends).collect()
}

fn ground_altitude(drawing: &Drawing<'_>, position: Position) -> Result<Altitude, Vec<Hindrance>> {
    let ground = drawing.request.surroundings.terrain.ground_at(position);
    let altitude =
        ground.and_then(|it| Altitude::new(it.elevation_amsl_m, AltitudeDatum::MeanSeaLevel).ok());
    altitude.ok_or_else(|| {
        refused(Bilingual::new(
            format!("there is no terrain data at {position}, where a point is looked at"),
            format!("被观察位置 {position} 没有地形数据"),
        ))
    })
}
