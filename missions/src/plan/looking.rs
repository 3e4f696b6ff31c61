//! What the camera of a patrol needs: how high, how far apart, how fast.

use super::request::PlanRequest;
use crate::camera::{Camera, Overlap, View};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::patrol::{Height, Pattern, Recording};
use crate::vehicle::{Airframe, EquipmentKind};
use geofences::Bilingual;

/// Heights above ground are kept within this part of them, metres at the least and at most: corners are saved by it.
const TOLERANCE: f64 = 0.1;
const TOLERANCE_M: (f64, f64) = (2.0, 10.0);

/// How a patrol is looked at and flown.
#[derive(Clone, Debug)]
pub(super) struct Looking {
    /// What the camera sees; `None` where no picture is taken.
    pub view: Option<View>,
    /// What it does on the way.
    pub recording: Option<Recording>,
    /// So high above the ground it is flown, metres; `None` where points or the structure say it.
    pub height_agl_m: Option<f64>,
    /// Where the gimbal points, degrees above the horizon, where the patrol says it.
    pub pitch_deg: Option<f64>,
    /// Metres from photo to photo.
    pub photos_each_m: Option<f64>,
    /// Metres from lane to lane.
    pub spacing_m: Option<f64>,
    /// The part of a picture that its neighbour shows again.
    pub side_overlap: f64,
    /// What a pixel has to cover at most where points or the structure say the height, metres.
    pub gsd_m: Option<f64>,
    /// How fast it is flown, m/s: over ground on rotors, through the air on a wing.
    pub speed_mps: f64,
}

/// How far from a height above ground one may be, metres: less near the highest that is allowed.
pub(super) fn tolerance_m(request: &PlanRequest<'_>, height_agl_m: f64) -> f64 {
    let below_m = highest_m(request) - height_agl_m;
    (height_agl_m * TOLERANCE)
        .clamp(TOLERANCE_M.0, TOLERANCE_M.1)
        .min(below_m.max(TOLERANCE_M.0))
}

/// The highest that is flown above ground, metres, the margin taken off.
pub(super) fn highest_m(request: &PlanRequest<'_>) -> f64 {
    let surroundings = &request.surroundings;
    surroundings.clearances.highest_agl_m - surroundings.margins.vertical_m
}

/// The highest above ground that may be wanted, metres.
pub(super) fn highest_wanted_m(request: &PlanRequest<'_>) -> f64 {
    highest_m(request) - TOLERANCE_M.0
}

/// What a patrol's camera needs.
///
/// # Errors
/// All that does not fit together.
pub(super) fn looking(request: &PlanRequest<'_>) -> Result<Looking, Vec<Hindrance>> {
    let mut found = Vec::new();
    let camera = camera(request, &mut found);
    let sensor = request.patrol.sensor.as_ref();
    let view = camera.map(Camera::widest);
    let highest_m = highest_wanted_m(request);
    let (height_agl_m, gsd_m) = match request.patrol.height {
        Height::ForGsd { gsd_m } => match &view {
            Some(view) => (Some(view.height_m(gsd_m).min(highest_m)), None),
            None => (None, None),
        },
        Height::AboveGround { metres } => (Some(metres), None),
        Height::OfPattern { gsd_m } => (None, gsd_m),
    };
    let of_points = match &request.patrol.pattern {
        Pattern::Points(points) => points.iter().map(|it| it.height_agl_m).collect(),
        Pattern::Orbit(_) | Pattern::Facade(_) => Vec::new(),
        _ => height_agl_m.into_iter().collect::<Vec<f64>>(),
    };
    for height_m in of_points {
        check_height(request, height_m, highest_m, &mut found);
    }
    let mut looking = Looking {
        view,
        recording: sensor.map(|it| it.recording),
        height_agl_m,
        pitch_deg: sensor.and_then(|it| it.gimbal_pitch_deg),
        photos_each_m: None,
        spacing_m: None,
        side_overlap: sensor.map_or(0.0, |it| it.side_overlap),
        gsd_m,
        speed_mps: 0.0,
    };
    if let (Some(view), Some(height_m), Some(sensor)) = (&looking.view, height_agl_m, sensor) {
        // Where it flies lowest the pictures show least.
        let lowest_m = height_m - tolerance_m(request, height_m);
        match (
            Overlap::new(sensor.forward_overlap),
            Overlap::new(sensor.side_overlap),
        ) {
            (Ok(forward), Ok(side)) => {
                looking.spacing_m = Some(view.lane_spacing_m(lowest_m, side));
                if sensor.recording == Recording::Photos {
                    looking.photos_each_m = Some(view.trigger_distance_m(lowest_m, forward));
                }
            }
            (forward, side) => {
                let faults = [forward.err(), side.err()].into_iter().flatten();
                found.extend(faults.map(|it| Hindrance::new(HindranceKind::Request, it.what)));
            }
        }
    }
    looking.speed_mps = speed_mps(request, &looking, &mut found);
    check_pitch(request, camera, &looking, &mut found);
    if found.is_empty() {
        Ok(looking)
    } else {
        Err(found)
    }
}

/// The camera that the patrol asks for, where the aircraft carries it.
fn camera<'a>(request: &PlanRequest<'a>, found: &mut Vec<Hindrance>) -> Option<&'a Camera> {
    let name = &request.patrol.sensor.as_ref()?.camera;
    let carried = request.aircraft.carries.iter().find(|it| it.name == *name);
    match carried.map(|it| &it.kind) {
        Some(EquipmentKind::Camera(camera)) => Some(camera),
        Some(EquipmentKind::Loudspeaker | EquipmentKind::Light) | None => {
            let class = &request.aircraft.vehicle.name;
            let what = Bilingual::new(
                format!(
                    "the patrol looks with camera {name:?}, which this {} does not carry",
                    class.en
                ),
                format!("任务使用相机“{name}”，该{}未搭载", class.zh),
            );
            found.push(Hindrance::new(HindranceKind::Request, what).helped_by(
                "take an aircraft that carries it",
                "请使用搭载该相机的飞行器",
            ));
            None
        }
    }
}

fn check_height(
    request: &PlanRequest<'_>,
    height_m: f64,
    highest_m: f64,
    found: &mut Vec<Hindrance>,
) {
    let ground_m = request.surroundings.clearances.ground_m;
    if height_m.is_nan() || height_m > highest_m {
        let most_m = request.surroundings.clearances.highest_agl_m;
        let what = Bilingual::new(
            format!(
                "{height_m:.0} m above ground: {most_m:.0} m are allowed, which leaves {highest_m:.0} m to plan with"
            ),
            format!(
                "真高 {height_m:.0} 米：上限 {most_m:.0} 米，扣除余量后可规划 {highest_m:.0} 米"
            ),
        );
        found.push(
            Hindrance::new(HindranceKind::Request, what).helped_by("fly lower", "请降低高度"),
        );
    } else if height_m - tolerance_m(request, height_m) < ground_m {
        let what = Bilingual::new(
            format!(
                "{height_m:.0} m above ground leave less than the {ground_m:.0} m that are kept from it"
            ),
            format!("真高 {height_m:.0} 米，不足以保持离地 {ground_m:.0} 米"),
        );
        found.push(Hindrance::new(HindranceKind::Request, what).helped_by(
            "fly higher, or ask for larger pixels",
            "请提高高度或放宽地面分辨率",
        ));
    }
}

/// As fast as patrol, camera and vehicle let it.
fn speed_mps(request: &PlanRequest<'_>, looking: &Looking, found: &mut Vec<Hindrance>) -> f64 {
    let vehicle = request.aircraft.vehicle;
    let cruise_mps = vehicle.performance.cruise_mps;
    let asked_mps = request
        .patrol
        .speed_mps
        .unwrap_or(cruise_mps)
        .min(vehicle.performance.largest_mps);
    let air = request.surroundings.air.figures();
    let wind_mps = air.wind_east_mps.hypot(air.wind_north_mps);
    let photo_mps = match (&looking.view, looking.height_agl_m, looking.photos_each_m) {
        (Some(view), Some(height_m), Some(each_m)) => {
            let lowest_m = height_m - tolerance_m(request, height_m);
            view.photo_speed(lowest_m, each_m).greatest_mps()
        }
        _ => f64::INFINITY,
    };
    match &vehicle.airframe {
        Airframe::Multirotor(_) => asked_mps.min(photo_mps),
        Airframe::FixedWing(wing) | Airframe::Vtol(crate::vehicle::Vtol { wing, .. }) => {
            // Over ground it is faster with the wind behind.
            let through_air_mps = asked_mps.min(photo_mps - wind_mps).max(0.0);
            if through_air_mps < wing.slowest_mps {
                let slowest_mps = wing.slowest_mps;
                let what = Bilingual::new(
                    format!(
                        "in this wind it may fly {through_air_mps:.1} m/s through the air for its pictures or its \
                         patrol, and stays up from {slowest_mps:.1} m/s on"
                    ),
                    format!(
                        "此风速下任务或拍摄允许空速 {through_air_mps:.1} m/s，低于最小空速 {slowest_mps:.1} m/s"
                    ),
                );
                found.push(Hindrance::new(HindranceKind::Performance, what).helped_by(
                    "allow a greater speed or less overlap, or take a multirotor",
                    "请放宽速度或重叠率，或使用多旋翼",
                ));
            }
            through_air_mps.max(wing.slowest_mps)
        }
    }
}

fn check_pitch(
    request: &PlanRequest<'_>,
    camera: Option<&Camera>,
    looking: &Looking,
    found: &mut Vec<Hindrance>,
) {
    let Some(camera) = camera else { return };
    let default_deg = match request.patrol.pattern {
        Pattern::Orbit(_) | Pattern::Facade(_) => 0.0,
        _ => -90.0,
    };
    let pitch_deg = looking.pitch_deg.unwrap_or(default_deg);
    if !camera.can_pitch_to(pitch_deg) {
        let figures = camera.figures();
        let (low, high) = (figures.lowest_pitch_deg, figures.highest_pitch_deg);
        let what = Bilingual::new(
            format!(
                "the camera has to point to {pitch_deg}°, and its gimbal turns from {low}° to {high}°"
            ),
            format!("相机需指向 {pitch_deg}°，云台俯仰范围为 {low}° 至 {high}°"),
        );
        found.push(Hindrance::new(HindranceKind::Request, what));
    }
}
