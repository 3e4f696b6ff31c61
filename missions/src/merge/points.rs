//! Points of several patrols: those that are one place are visited once.

use super::apart::WhyApart;
use super::conditions::{SAME_DEG, SAME_HEIGHT_M, together};
use super::patterns::{Asked, AskedFor, Asker, Member};
use super::request::MergeRequest;
use crate::patrol::{Look, Pattern, PointOfInterest};
use geo::Coord;
use geofences::{Bilingual, LocalPlane};

/// More points are not visited at once, as `points` has it.
const MOST_POINTS: usize = 1_500;

/// A place, and who asked for it.
struct Place {
    at: Coord<f64>,
    point: PointOfInterest,
    by: Vec<Asker>,
}

/// All points of all members: those of different patrols that are near to each other, as high and looked at the same
/// way, are one, with the longest stay and all that is done there.
pub(super) fn merged(
    request: &MergeRequest<'_>,
    plane: &LocalPlane,
    members: &[Member<'_>],
    why: &mut Vec<WhyApart>,
) -> Option<(Pattern, Vec<Asked>)> {
    let of = |member: &Member<'_>| match &member.patrol.pattern {
        Pattern::Points(points) => points.len(),
        _ => 0,
    };
    if members.iter().map(of).sum::<usize>() > MOST_POINTS {
        why.push(WhyApart::TooManyPlaces { most: MOST_POINTS });
        return None;
    }
    let mut places: Vec<Place> = Vec::new();
    for member in members {
        let Pattern::Points(points) = &member.patrol.pattern else {
            return None;
        };
        for (index, point) in points.iter().enumerate() {
            add(request, plane, &mut places, (member.index, index), point);
        }
    }
    for place in &places {
        why.extend(forbidden(request, members, place));
    }
    let asked = places.iter().enumerate().map(|(index, it)| Asked {
        what: AskedFor::Point(index),
        by: it.by.clone(),
    });
    let asked = asked.collect();
    let points = places.into_iter().map(|it| it.point).collect();
    Some((Pattern::Points(points), asked))
}

fn add(
    request: &MergeRequest<'_>,
    plane: &LocalPlane,
    places: &mut Vec<Place>,
    (patrol, index): (usize, usize),
    point: &PointOfInterest,
) {
    let at = plane.metres(point.at.coord());
    let asker = Asker {
        patrol,
        point: Some(index),
    };
    let away_m = |place: &Place| (place.at.x - at.x).hypot(place.at.y - at.y);
    let same = places.iter_mut().filter(|place| {
        // What one patrol asks for twice it wants twice.
        let is_own = place.by.iter().any(|it| it.patrol == patrol);
        !is_own && away_m(place) <= request.same_place_m && is_seen_alike(&place.point, point)
    });
    let nearest = same.min_by(|a, b| away_m(a).total_cmp(&away_m(b)));
    match nearest {
        Some(place) => {
            place.by.push(asker);
            join(&mut place.point, point);
        }
        None => places.push(Place {
            at,
            point: point.clone(),
            by: vec![asker],
        }),
    }
}

fn is_seen_alike(one: &PointOfInterest, other: &PointOfInterest) -> bool {
    let is_as_high = (one.height_agl_m - other.height_agl_m).abs() <= SAME_HEIGHT_M;
    is_as_high && is_looked_at_alike(one.look, other.look)
}

fn is_looked_at_alike(one: Look, other: Look) -> bool {
    match (one, other) {
        (Look::At(one), Look::At(other)) => one == other,
        (
            Look::Angles {
                heading_deg,
                gimbal_pitch_deg,
            },
            Look::Angles {
                heading_deg: other_heading_deg,
                gimbal_pitch_deg: other_pitch_deg,
            },
        ) => {
            let down = |deg: Option<f64>| deg.unwrap_or(-90.0);
            let is_pitch = (down(gimbal_pitch_deg) - down(other_pitch_deg)).abs() <= SAME_DEG;
            is_pitch && is_heading_alike(heading_deg, other_heading_deg)
        }
        _ => false,
    }
}

/// Who says nothing of the heading takes any.
fn is_heading_alike(one: Option<f64>, other: Option<f64>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return true;
    };
    let turn = (one - other).rem_euclid(360.0);
    turn.min(360.0 - turn) <= SAME_DEG
}

fn join(point: &mut PointOfInterest, other: &PointOfInterest) {
    point.dwell_s = point.dwell_s.max(other.dwell_s);
    point.actions = together(&point.actions, &other.actions);
    if point.name.is_none() {
        point.name.clone_from(&other.name);
    }
    if let Look::Angles {
        heading_deg: None, ..
    } = point.look
    {
        point.look = other.look;
    }
}

/// All members that may not be above a place that others ask for.
fn forbidden<'a>(
    request: &'a MergeRequest<'_>,
    members: &'a [Member<'_>],
    place: &'a Place,
) -> impl Iterator<Item = WhyApart> + 'a {
    let others = members
        .iter()
        .filter(|member| place.by.iter().all(|it| it.patrol != member.index));
    others
        .filter(|it| !(request.may_overfly)(it.patrol, place.point.at))
        .filter_map(|member| {
            let asker = place.by.first()?;
            let unnamed = || Bilingual::new("without a name", "未命名");
            Some(WhyApart::NotOverflown {
                asked_by: asker.patrol,
                point: asker.point?,
                name: place.point.name.clone().unwrap_or_else(unnamed),
                forbidden_to: member.index,
            })
        })
}
