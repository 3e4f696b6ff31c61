//! Corridors and perimeters.

use super::{Drawing, of_faults};
use crate::corridor::{CorridorRequest, plan_corridor};
use crate::feasibility::Hindrance;
use crate::patrol::{Corridor, Perimeter, Side};
use crate::pattern::PatternFault;
use crate::perimeter::{PerimeterRequest, plan_perimeter};
use crate::plan::track::Track;
use crate::survey::SurveyEffort;
use geo::Coord;

/// A corridor, a track for each free area that it leads through.
pub(super) fn corridor(
    drawing: &Drawing<'_>,
    corridor: &Corridor,
) -> Result<Vec<Track>, Vec<Hindrance>> {
    let spacing_m = drawing.spacing_m()?;
    let line: Vec<Coord<f64>> = corridor
        .line
        .iter()
        .map(|it| drawing.space.metres(*it))
        .collect();
    let in_each = drawing.space.free.iter().map(|free| {
        let path = plan_corridor(&CorridorRequest {
            line: &line,
            width_m: corridor.width_m,
            free,
            spacing_m,
            ramp: drawing.ramp,
            sees_on_ways: drawing.sees_on_ways(),
            effort: SurveyEffort::default(),
        })?;
        Ok((path.legs, path.seen))
    });
    joined(drawing, in_each.collect())
}

/// A perimeter, a track for each free area that it leads through.
pub(super) fn perimeter(
    drawing: &Drawing<'_>,
    perimeter: &Perimeter,
) -> Result<Vec<Track>, Vec<Hindrance>> {
    let polygons = drawing.space.polygons_of(&perimeter.area);
    let start = drawing.space.metres(drawing.request.home.position);
    let mut in_each = Vec::new();
    for polygon in &polygons {
        for free in &drawing.space.free {
            let path = plan_perimeter(&PerimeterRequest {
                border: polygon.exterior(),
                side: match perimeter.side {
                    Side::Inside => crate::pattern::Side::Inside,
                    Side::Outside => crate::pattern::Side::Outside,
                },
                distance_m: perimeter.distance_m,
                rings: perimeter.rings,
                apart_m: perimeter.apart_m,
                free,
                start,
                ramp: drawing.ramp,
            });
            in_each.push(path.map(|path| (path.legs, path.kept)));
        }
    }
    joined(drawing, in_each)
}

type Path = (Vec<crate::pattern::Leg>, f64);

/// The tracks of those areas in which there is anything to fly.
fn joined(
    drawing: &Drawing<'_>,
    in_each: Vec<Result<Path, Vec<PatternFault>>>,
) -> Result<Vec<Track>, Vec<Hindrance>> {
    let mut tracks = Vec::new();
    let mut faults = Vec::new();
    for path in in_each {
        match path {
            Ok((legs, seen)) => {
                let Some(mut track) = Track::of_legs(&legs, drawing.height()) else {
                    continue;
                };
                drawing.sensing(&mut track);
                track.seen = Some(seen);
                tracks.push(track);
            }
            Err(why) => {
                for fault in why {
                    if fault != PatternFault::NothingFree && !faults.contains(&fault) {
                        faults.push(fault);
                    }
                }
            }
        }
    }
    // A fault of the request stands in every area; one that has a track has none.
    if tracks.is_empty() && !faults.is_empty() {
        return Err(of_faults(faults));
    }
    Ok(tracks)
}
