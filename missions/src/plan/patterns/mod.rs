//! The tracks of the patterns, a file a pattern.

mod areas;
mod lines;
mod points;
mod structures;

use super::looking::Looking;
use super::request::PlanRequest;
use super::space::Space;
use super::track::{Track, Wanted};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::flight_time::SpeedRamp;
use crate::mission::Deed;
use crate::patrol::{Pattern, Recording};
use crate::pattern::PatternFault;
use crate::vehicle::Airframe;
use geofences::Bilingual;

/// Where tracks are planned, and how.
pub(super) struct Drawing<'a> {
    pub request: &'a PlanRequest<'a>,
    pub looking: &'a Looking,
    pub space: Space,
    pub ramp: SpeedRamp,
}

/// The tracks of a patrol's pattern, with the plane that they are in.
///
/// # Errors
/// All that is in the way.
pub(super) fn tracks(
    request: &PlanRequest<'_>,
    looking: &Looking,
) -> Result<(Vec<Track>, Space), Vec<Hindrance>> {
    let heights_m = heights_agl_m(request, looking)?;
    let drawing = Drawing {
        request,
        looking,
        space: Space::around(request, looking, heights_m).ok_or_else(|| refused(no_place()))?,
        ramp: ramp(request, looking)?,
    };
    if drawing.space.free.is_empty() {
        return Err(vec![nothing_free()]);
    }
    let tracks = match &request.patrol.pattern {
        Pattern::Points(points) => points::tracks(&drawing, points)?,
        Pattern::Survey(survey) => areas::survey(&drawing, survey)?,
        Pattern::Search(search) => areas::search(&drawing, search)?,
        Pattern::Corridor(corridor) => lines::corridor(&drawing, corridor)?,
        Pattern::Perimeter(perimeter) => lines::perimeter(&drawing, perimeter)?,
        Pattern::Orbit(orbit) => structures::orbit(&drawing, orbit)?,
        Pattern::Facade(facade) => structures::facade(&drawing, facade)?,
    };
    if tracks.is_empty() {
        return Err(vec![nothing_free()]);
    }
    Ok((tracks, drawing.space))
}

/// The lowest and the highest that is flown above ground.
fn heights_agl_m(
    request: &PlanRequest<'_>,
    looking: &Looking,
) -> Result<(f64, f64), Vec<Hindrance>> {
    let of_pattern = || match &request.patrol.pattern {
        Pattern::Points(points) => {
            let each = points.iter().map(|it| it.height_agl_m);
            Some((
                each.clone().fold(f64::INFINITY, f64::min),
                each.fold(0.0, f64::max),
            ))
        }
        Pattern::Orbit(structure) | Pattern::Facade(structure) => {
            Some((structure.lowest_agl_m, structure.highest_agl_m))
        }
        _ => None,
    };
    let heights = match &request.patrol.pattern {
        Pattern::Points(_) | Pattern::Orbit(_) | Pattern::Facade(_) => of_pattern(),
        _ => looking.height_agl_m.map(|it| (it, it)),
    };
    heights
        .filter(|(low, high)| low.is_finite() && low <= high)
        .ok_or_else(|| {
            refused(Bilingual::new(
                "the patrol says no height, and no pixel size that would tell one",
                "任务未给出高度，也未给出可推算高度的地面分辨率",
            ))
        })
}

/// How the legs of a pattern are timed.
pub(super) fn ramp(
    request: &PlanRequest<'_>,
    looking: &Looking,
) -> Result<SpeedRamp, Vec<Hindrance>> {
    let vehicle = request.aircraft.vehicle;
    let acceleration_mps2 = match &vehicle.airframe {
        Airframe::Multirotor(_) => vehicle.performance.acceleration_mps2,
        // A wing turns instead of stopping: half a circle takes as long as a stop with this.
        Airframe::FixedWing(wing) | Airframe::Vtol(crate::vehicle::Vtol { wing, .. }) => {
            looking.speed_mps * looking.speed_mps / (std::f64::consts::PI * wing.turn_radius_m)
        }
    };
    SpeedRamp::new(looking.speed_mps, acceleration_mps2)
        .map_err(|why| refused(Bilingual::new(why.to_string(), "速度和加速度须为正数")))
}

/// A refusal of the request.
fn refused(what: Bilingual) -> Vec<Hindrance> {
    vec![Hindrance::new(HindranceKind::Request, what)]
}

fn no_place() -> Bilingual {
    Bilingual::new("the patrol names no place", "任务未给出任何位置")
}

fn nothing_free() -> Hindrance {
    Hindrance::new(
        HindranceKind::Airspace,
        Bilingual::new(
            "nowhere around what is to be looked at may one fly at this height and time, margins taken off",
            "扣除间隔余量后，目标周围在该高度和时间均不可飞行",
        ),
    )
    .helped_by(
        "another height or time, the approvals that are missing, or a lower speed, which needs less room to stop",
        "请调整高度或时间、取得所需批准，或降低速度以减小制动余量",
    )
}

fn of_faults(faults: Vec<PatternFault>) -> Vec<Hindrance> {
    let each = faults.into_iter();
    each.map(|it| Hindrance::new(HindranceKind::Request, it.text()))
        .collect()
}

impl Drawing<'_> {
    /// The height above ground that the patrol is flown at; [`heights_agl_m`] has passed.
    fn height(&self) -> Wanted {
        Wanted::AboveGround(self.looking.height_agl_m.unwrap_or_default())
    }

    /// A video is taken all along.
    fn sees_on_ways(&self) -> bool {
        self.looking.recording == Some(Recording::Video)
    }

    fn spacing_m(&self) -> Result<f64, Vec<Hindrance>> {
        self.looking.spacing_m.ok_or_else(|| {
            refused(Bilingual::new(
                "lanes are as far apart as a camera sees, and the patrol names no camera",
                "航线间距由相机视场决定，任务未指定相机",
            ))
        })
    }

    /// A track that the camera looks from as the patrol says, straight down where it says nothing.
    fn sensing(&self, track: &mut Track) {
        let pitch_deg = self.looking.pitch_deg.unwrap_or(-90.0);
        track.recording = self.looking.recording;
        track.photos_each_m = self.looking.photos_each_m;
        if track.recording.is_some() {
            track.aim = Some(Deed::Gimbal {
                pitch_deg,
                yaw_deg: 0.0,
            });
        }
    }
}
