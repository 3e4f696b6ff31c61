//! Orbits and façades.

use super::{Drawing, of_faults, refused};
use crate::feasibility::Hindrance;
use crate::flight_time::SpeedRamp;
use crate::mission::{Deed, Heading};
use crate::orbit::{
    Aim, FacadeLines, Structure, StructurePath, StructureRequest, View, plan_facade, plan_orbit,
};
use crate::patrol::{Structure as Asked, StructurePattern};
use crate::pattern::PatternFault;
use crate::plan::track::{Track, TrackLeg, Wanted};
use crate::planar::FreeArea;
use geo::{Coord, LineString};
use geofences::Bilingual;

/// Rings around a structure.
pub(super) fn orbit(
    drawing: &Drawing<'_>,
    pattern: &StructurePattern,
) -> Result<Vec<Track>, Vec<Hindrance>> {
    tracks(drawing, pattern, &|request| plan_orbit(request, Aim::Level))
}

/// Along its walls.
pub(super) fn facade(
    drawing: &Drawing<'_>,
    pattern: &StructurePattern,
) -> Result<Vec<Track>, Vec<Hindrance>> {
    tracks(drawing, pattern, &|request| {
        plan_facade(request, FacadeLines::Horizontal)
    })
}

type Planned = Result<StructurePath, Vec<PatternFault>>;

/// From the free area that it is seen from best.
fn tracks(
    drawing: &Drawing<'_>,
    pattern: &StructurePattern,
    planned: &dyn Fn(&StructureRequest<'_>) -> Planned,
) -> Result<Vec<Track>, Vec<Hindrance>> {
    let (center, outline) = place(drawing, pattern)?;
    let ground_m = ground_amsl_m(drawing, center)?;
    let view = view(drawing, pattern)?;
    let structure = match (&pattern.structure, &outline) {
        (Asked::Round { radius_m, .. }, _) => Structure::Round {
            center,
            radius_m: *radius_m,
        },
        (Asked::Outline(_), outline) => Structure::Outline(outline),
    };
    let performance = &drawing.request.aircraft.vehicle.performance;
    let upright = |mps: f64| {
        SpeedRamp::new(mps, performance.acceleration_mps2)
            .map_err(|why| refused(Bilingual::new(why.to_string(), "速度和加速度须为正数")))
    };
    let (climb, descent) = (
        upright(performance.climb_mps)?,
        upright(performance.descent_mps)?,
    );
    let request = |free: &FreeArea| {
        planned(&StructureRequest {
            structure,
            stand_off_m: pattern.stand_off_m,
            lowest_m: pattern.lowest_agl_m,
            highest_m: pattern.highest_agl_m,
            view,
            free,
            start: drawing.space.metres(drawing.request.home.position),
            ramp: drawing.ramp,
            climb,
            descent,
        })
    };
    let mut faults = Vec::new();
    let mut best: Option<StructurePath> = None;
    for free in &drawing.space.free {
        match request(free) {
            Ok(path) if best.as_ref().is_none_or(|best| path.seen > best.seen) => best = Some(path),
            Ok(_) => {}
            Err(why) => faults = why,
        }
    }
    let path = best.ok_or_else(|| of_faults(faults))?;
    Ok(track(drawing, &path, ground_m).into_iter().collect())
}

/// The middle of a structure, and its outline where it has one.
fn place(
    drawing: &Drawing<'_>,
    pattern: &StructurePattern,
) -> Result<(Coord<f64>, LineString<f64>), Vec<Hindrance>> {
    match &pattern.structure {
        Asked::Round { centre, .. } => Ok((drawing.space.metres(*centre), LineString(Vec::new()))),
        Asked::Outline(area) => {
            use geo::Centroid;
            let polygons = drawing.space.polygons_of(area);
            let polygon = polygons.first();
            let found = polygon.and_then(|it| Some((it.centroid()?.0, it.exterior().clone())));
            found.ok_or_else(|| {
                refused(Bilingual::new(
                    "the structure has no outline",
                    "构筑物没有轮廓",
                ))
            })
        }
    }
}

fn ground_amsl_m(drawing: &Drawing<'_>, center: Coord<f64>) -> Result<f64, Vec<Hindrance>> {
    let terrain = drawing.request.surroundings.terrain;
    let ground = drawing
        .space
        .position(center)
        .and_then(|it| terrain.ground_at(it));
    ground.map(|it| it.elevation_amsl_m).ok_or_else(|| {
        refused(Bilingual::new(
            "there is no terrain data at the structure, so how high its walls are is not known",
            "构筑物处没有地形数据，墙面高度未知",
        ))
    })
}

/// What the camera sees of a wall at the stand-off: an image is as wide there as from that height above ground.
fn view(drawing: &Drawing<'_>, pattern: &StructurePattern) -> Result<View, Vec<Hindrance>> {
    let view = drawing.looking.view.as_ref().ok_or_else(|| {
        refused(Bilingual::new(
            "a structure is looked at with a camera, and the patrol names none",
            "构筑物巡查需要相机，任务未指定",
        ))
    })?;
    if let Some(gsd_m) = drawing.looking.gsd_m
        && view.gsd_m(pattern.stand_off_m) > gsd_m
    {
        let (is_cm, asked_cm) = (view.gsd_m(pattern.stand_off_m) * 100.0, gsd_m * 100.0);
        let nearest_m = view.height_m(gsd_m);
        return Err(refused(Bilingual::new(
            format!(
                "from {} m a pixel covers {is_cm:.2} cm, and {asked_cm:.2} cm are asked for: stand off {nearest_m:.0} m",
                pattern.stand_off_m
            ),
            format!(
                "距离 {} 米处像素为 {is_cm:.2} 厘米，要求 {asked_cm:.2} 厘米：请将距离缩短至 {nearest_m:.0} 米",
                pattern.stand_off_m
            ),
        )));
    }
    let shown = view.nadir(pattern.stand_off_m);
    Ok(View {
        width_m: shown.across_m,
        height_m: shown.along_m,
        overlap: drawing.looking.side_overlap,
    })
}

fn track(drawing: &Drawing<'_>, path: &StructurePath, ground_m: f64) -> Option<Track> {
    let first = path.legs.first()?;
    let mut track = Track::from(first.from, Wanted::Amsl(ground_m + first.from_height_m));
    track.recording = drawing.looking.recording;
    track.photos_each_m = drawing.photos_each_m_beside();
    track.seen = Some(path.seen);
    track.legs = path
        .legs
        .iter()
        .map(|leg| TrackLeg {
            until: leg.until,
            height: Wanted::Amsl(ground_m + leg.until_height_m),
            is_sensing: leg.sight.is_some(),
            heading: leg
                .sight
                .map_or(Heading::Along, |it| Heading::Degrees(it.heading_deg)),
            aim: leg.sight.map(|it| Deed::Gimbal {
                pitch_deg: it.gimbal_pitch_deg,
                yaw_deg: 0.0,
            }),
            deeds: Vec::new(),
        })
        .collect();
    Some(track)
}

impl Drawing<'_> {
    /// Metres from photo to photo along a wall, where photos are taken.
    fn photos_each_m_beside(&self) -> Option<f64> {
        let sensor = self.request.patrol.sensor.as_ref()?;
        let (crate::patrol::Pattern::Orbit(pattern) | crate::patrol::Pattern::Facade(pattern)) =
            &self.request.patrol.pattern
        else {
            return None;
        };
        let view = self.looking.view.as_ref()?;
        let takes_photos = sensor.recording == crate::patrol::Recording::Photos;
        // Flown sidewards: the pictures follow each other along their wide side.
        let each_m = view.nadir(pattern.stand_off_m).across_m * (1.0 - sensor.forward_overlap);
        takes_photos.then_some(each_m)
    }
}
