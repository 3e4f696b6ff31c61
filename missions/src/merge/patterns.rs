//! One pattern for several patrols, and who asked for which part of it.

use super::apart::{WhyApart, kind};
use super::areas::{SMALLEST_M2, footprint, in_degrees, in_plane, strip};
use super::points;
use super::request::MergeRequest;
use crate::patrol::{Corridor, Patrol, Pattern, StructurePattern, Survey};
use geo::{Area, BooleanOps, MultiPolygon, unary_union};
use geofences::LocalPlane;

/// A patrol among those that are flown as one.
#[derive(Clone, Copy)]
pub(super) struct Member<'a> {
    /// As it stands in the request.
    pub(super) index: usize,
    pub(super) patrol: &'a Patrol,
}

/// A part of what is flown as one, for which the same patrols asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// What.
    pub what: AskedFor,
    /// By whom, each once.
    pub by: Vec<Asker>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum AskedFor {
    /// A point of the merged patrol.
    Point(usize),
    /// A part of the merged patrol's area; such parts do not overlap.
    Area {
        /// Degrees of longitude and latitude.
        polygons: MultiPolygon<f64>,
        /// How large, m².
        area_m2: f64,
    },
    /// All of the pattern.
    Pattern,
}

/// Who asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The patrol, as it stands in the request.
    pub patrol: usize,
    /// Which of its points, where it is one.
    pub point: Option<usize>,
}

/// More parts of an area are not told apart.
const MOST_REGIONS: usize = 256;

/// The pattern of all members, at least two; none where there is none, and `why` says why.
pub(super) fn merged(
    request: &MergeRequest<'_>,
    plane: &LocalPlane,
    members: &[Member<'_>],
    why: &mut Vec<WhyApart>,
) -> Option<(Pattern, Vec<Asked>)> {
    let is_points = |it: &Member<'_>| matches!(it.patrol.pattern, Pattern::Points(_));
    if members.iter().all(is_points) {
        return points::merged(request, plane, members, why);
    }
    let (first, others) = members.split_first()?;
    let mut pattern = Some(first.patrol.pattern.clone());
    for other in others {
        let one = pattern?;
        pattern = same(&one, &other.patrol.pattern);
        if pattern.is_none() && !members.iter().all(|it| is_of_area(&it.patrol.pattern)) {
            let kinds = (kind(&one), kind(&other.patrol.pattern));
            why.push(WhyApart::PatternsDoNotFit(kinds.0, kinds.1));
            return None;
        }
        if pattern.is_none() {
            return union(plane, members, why);
        }
    }
    let by = members.iter().map(|it| asker(it.index)).collect();
    let what = AskedFor::Pattern;
    Some((pattern?, vec![Asked { what, by }]))
}

fn asker(patrol: usize) -> Asker {
    Asker {
        patrol,
        point: None,
    }
}

fn is_of_area(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::Survey(_) | Pattern::Corridor(_))
}

/// The pattern that does for both because they are the same but for what one pattern can have of both.
fn same(one: &Pattern, other: &Pattern) -> Option<Pattern> {
    match (one, other) {
        (Pattern::Corridor(one), Pattern::Corridor(other)) => wider(one, other),
        (Pattern::Orbit(one), Pattern::Orbit(other)) => taller(one, other).map(Pattern::Orbit),
        (Pattern::Facade(one), Pattern::Facade(other)) => taller(one, other).map(Pattern::Facade),
        (one, other) if one == other => Some(one.clone()),
        _ => None,
    }
}

/// Along one line the wider strip does for both.
fn wider(one: &Corridor, other: &Corridor) -> Option<Pattern> {
    let is_same_line = one.line == other.line || one.line.iter().eq(other.line.iter().rev());
    is_same_line.then(|| {
        Pattern::Corridor(Corridor {
            width_m: one.width_m.max(other.width_m),
            ..one.clone()
        })
    })
}

/// Around one structure at one distance, heights that meet are flown as one.
fn taller(one: &StructurePattern, other: &StructurePattern) -> Option<StructurePattern> {
    let is_met = one.lowest_agl_m <= other.highest_agl_m && other.lowest_agl_m <= one.highest_agl_m;
    let is_same = one.structure == other.structure && one.stand_off_m == other.stand_off_m;
    (is_same && is_met).then(|| StructurePattern {
        lowest_agl_m: one.lowest_agl_m.min(other.lowest_agl_m),
        highest_agl_m: one.highest_agl_m.max(other.highest_agl_m),
        // Of two that say how high it is the higher one; where one does not say it nothing is flown above it.
        top_agl_m: one
            .top_agl_m
            .zip(other.top_agl_m)
            .map(|(one, other)| one.max(other)),
        ..one.clone()
    })
}

/// One survey of all members' areas.
fn union(
    plane: &LocalPlane,
    members: &[Member<'_>],
    why: &mut Vec<WhyApart>,
) -> Option<(Pattern, Vec<Asked>)> {
    let mut is_cross_hatched = false;
    let mut bearing_deg: Option<f64> = None;
    let mut areas = Vec::new();
    for member in members {
        match &member.patrol.pattern {
            Pattern::Survey(survey) => {
                is_cross_hatched |= survey.is_cross_hatched;
                match (bearing_deg, survey.bearing_deg) {
                    (Some(one), Some(other)) if !runs_alike(one, other) => {
                        why.push(WhyApart::OtherBearing(one, other));
                    }
                    (one, other) => bearing_deg = one.or(other),
                }
                areas.push((member.index, in_plane(plane, &survey.area)));
            }
            Pattern::Corridor(corridor) => areas.push((member.index, strip(plane, corridor))),
            _ => return None,
        }
    }
    let all: MultiPolygon<f64> = unary_union(areas.iter().map(|it| &it.1));
    let Some(area) = footprint(&in_degrees(plane, &all)) else {
        why.push(WhyApart::AreasNotJoined);
        return None;
    };
    let asked = regions(plane, &areas, why)?;
    let survey = Survey {
        area,
        is_cross_hatched,
        bearing_deg,
    };
    Some((Pattern::Survey(survey), asked))
}

/// Whether lanes run in the same direction, whichever way they are flown.
fn runs_alike(one: f64, other: f64) -> bool {
    let turn = (one - other).rem_euclid(180.0);
    turn.min(180.0 - turn) <= super::conditions::SAME_DEG
}

/// The parts of areas for which the same patrols ask.
fn regions(
    plane: &LocalPlane,
    areas: &[(usize, MultiPolygon<f64>)],
    why: &mut Vec<WhyApart>,
) -> Option<Vec<Asked>> {
    let is_large = |it: &MultiPolygon<f64>| it.unsigned_area() >= SMALLEST_M2;
    let mut regions: Vec<(MultiPolygon<f64>, Vec<usize>)> = Vec::new();
    for (index, area) in areas {
        let mut split = Vec::new();
        let mut left = area.clone();
        for (region, by) in regions {
            let shared = region.intersection(area);
            if !is_large(&shared) {
                split.push((region, by));
                continue;
            }
            let others = region.difference(area);
            left = left.difference(&region);
            let with = by.iter().copied().chain([*index]).collect();
            split.extend(is_large(&others).then_some((others, by)));
            split.push((shared, with));
        }
        split.extend(is_large(&left).then(|| (left, vec![*index])));
        if split.len() > MOST_REGIONS {
            why.push(WhyApart::TooManyPlaces { most: MOST_REGIONS });
            return None;
        }
        regions = split;
    }
    let asked = regions.into_iter().map(|(region, by)| Asked {
        what: AskedFor::Area {
            area_m2: region.unsigned_area(),
            polygons: in_degrees(plane, &region),
        },
        by: by.into_iter().map(asker).collect(),
    });
    Some(asked.collect())
}
