//! Surveys and searches.

use super::{Drawing, nothing_free, of_faults};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::patrol::{Search, SearchKind, Survey};
use crate::pattern::Leg;
use crate::plan::track::Track;
use crate::planar::{FreeArea, distance};
use crate::search::{SearchPattern, SearchRequest, Turn, plan_search};
use crate::survey::{SurveyEffort, SurveyFault, SurveyPath, SurveyRequest, plan_survey};
use geo::Area;

/// A survey, a track for each part of the area that is by itself.
pub(super) fn survey(drawing: &Drawing<'_>, survey: &Survey) -> Result<Vec<Track>, Vec<Hindrance>> {
    let spacing_m = drawing.spacing_m()?;
    let space = &drawing.space;
    let whole = geo::unary_union(&space.polygons_of(&survey.area));
    let whole_m2 = whole.unsigned_area();
    let mut tracks = Vec::new();
    for (index, free) in space.free.iter().enumerate() {
        for part in space.within(&whole, index) {
            let part_m2 = part.unsigned_area();
            let Ok(cover) = FreeArea::new(&part) else {
                continue;
            };
            let mut request = SurveyRequest {
                cover: &cover,
                free,
                spacing_m,
                ramp: drawing.ramp,
                bearing_deg: survey.bearing_deg,
                sees_on_ways: drawing.sees_on_ways(),
                effort: SurveyEffort::default(),
            };
            let path = match plan_survey(&request) {
                Ok(path) => path,
                Err(SurveyFault::TooSmall) if part_m2 < 0.5 * whole_m2 => continue,
                Err(why) => return Err(vec![of_survey(&why)]),
            };
            let share = part_m2 / whole_m2;
            let across = survey.is_cross_hatched.then(|| across_deg(&path)).flatten();
            tracks.extend(track(drawing, &path, share));
            if let Some(across_deg) = across {
                request.bearing_deg = Some(across_deg);
                let again = plan_survey(&request).map_err(|why| vec![of_survey(&why)])?;
                // What is seen twice is seen once.
                tracks.extend(track(drawing, &again, 0.0));
            }
        }
    }
    Ok(tracks)
}

fn track(drawing: &Drawing<'_>, path: &SurveyPath, share: f64) -> Option<Track> {
    let mut track = Track::of_legs(&path.legs, drawing.height())?;
    drawing.sensing(&mut track);
    track.seen = Some(path.seen * share);
    Some(track)
}

/// Across the direction of most of the lanes, degrees clockwise from north.
fn across_deg(path: &SurveyPath) -> Option<f64> {
    let lanes = path.legs.iter().filter(|it| it.is_lane);
    let length_m = |leg: &&Leg| distance(leg.from, leg.until);
    let longest = lanes.max_by(|a, b| length_m(a).total_cmp(&length_m(b)))?;
    let along = longest.until - longest.from;
    Some((along.x.atan2(along.y).to_degrees() + 90.0).rem_euclid(360.0))
}

fn of_survey(why: &SurveyFault) -> Hindrance {
    Hindrance::new(HindranceKind::Request, why.text())
}

/// A search, from where it has the most to search.
pub(super) fn search(drawing: &Drawing<'_>, search: &Search) -> Result<Vec<Track>, Vec<Hindrance>> {
    let spacing_m = match search.spacing_m {
        Some(spacing_m) => spacing_m,
        None => drawing.spacing_m()?,
    };
    let request = |free| SearchRequest {
        pattern: match search.kind {
            SearchKind::ExpandingSquare => SearchPattern::ExpandingSquare { turn: Turn::Right },
            SearchKind::Sector => SearchPattern::Sector { searches: 1 },
        },
        datum: drawing.space.metres(search.datum),
        radius_m: search.radius_m,
        spacing_m,
        bearing_deg: search.bearing_deg,
        free,
        ramp: drawing.ramp,
    };
    let mut faults = Vec::new();
    let mut best = None;
    for free in &drawing.space.free {
        match plan_search(&request(free)) {
            Ok(path) => {
                let is_better = |best: &crate::search::SearchPath| path.searched > best.searched;
                if best.as_ref().is_none_or(is_better) {
                    best = Some(path);
                }
            }
            Err(why) => faults = why,
        }
    }
    let Some(path) = best else {
        return Err(of_faults(faults));
    };
    let mut track =
        Track::of_legs(&path.legs, drawing.height()).ok_or_else(|| vec![nothing_free()])?;
    drawing.sensing(&mut track);
    track.seen = Some(path.searched);
    Ok(vec![track])
}
