//! Writing action groups.

use super::DjiAircraft;
use super::document::Document;
use super::plan::{Action, Photos, Waypoint};

/// The groups of one waypoint: what is done when it is reached, then photos by distance.
pub(super) fn groups(
    document: &mut Document,
    index: usize,
    waypoint: &Waypoint,
    photos: &[Photos],
    aircraft: &DjiAircraft,
    next_id: &mut usize,
) {
    if !waypoint.actions.is_empty() {
        begin_group(document, next_id, index, index);
        document.begin("wpml:actionTrigger");
        document.leaf("wpml:actionTriggerType", "reachPoint");
        document.end();
        for (id, action) in waypoint.actions.iter().enumerate() {
            write_action(document, id, *action, aircraft);
        }
        document.end();
    }
    for photos in photos.iter().filter(|photos| photos.first == index) {
        begin_group(document, next_id, photos.first, photos.last);
        document.begin("wpml:actionTrigger");
        document.leaf("wpml:actionTriggerType", "multipleDistance");
        document.leaf("wpml:actionTriggerParam", photos.metres);
        document.end();
        write_action(document, 0, Action::Photo, aircraft);
        document.end();
    }
}

fn begin_group(document: &mut Document, next_id: &mut usize, first: usize, last: usize) {
    document.begin("wpml:actionGroup");
    document.leaf("wpml:actionGroupId", *next_id);
    *next_id += 1;
    document.leaf("wpml:actionGroupStartIndex", first);
    document.leaf("wpml:actionGroupEndIndex", last);
    document.leaf("wpml:actionGroupMode", "sequence");
}

fn write_action(document: &mut Document, id: usize, action: Action, aircraft: &DjiAircraft) {
    let payload = aircraft.payload_position;
    document.begin("wpml:action");
    document.leaf("wpml:actionId", id);
    let function = match action {
        Action::Hover(_) => "hover",
        Action::Gimbal(_) => "gimbalRotate",
        Action::Photo => "takePhoto",
        Action::StartRecord => "startRecord",
        Action::StopRecord => "stopRecord",
        Action::Zoom(_) => "zoom",
        Action::RotateYaw(_) => "rotateYaw",
    };
    document.leaf("wpml:actionActuatorFunc", function);
    document.begin("wpml:actionActuatorFuncParam");
    match action {
        Action::Hover(seconds) => document.leaf("wpml:hoverTime", seconds),
        Action::Gimbal(pitch) => gimbal(document, pitch, payload),
        Action::Photo | Action::StartRecord => {
            document.leaf("wpml:payloadPositionIndex", payload);
            document.leaf("wpml:fileSuffix", "");
            if let Some(lens) = aircraft.lens {
                document.leaf("wpml:payloadLensIndex", lens.name());
            }
            let is_global = u8::from(aircraft.lens.is_none());
            document.leaf("wpml:useGlobalPayloadLensIndex", is_global);
        }
        Action::StopRecord => {
            document.leaf("wpml:payloadPositionIndex", payload);
            if let Some(lens) = aircraft.lens {
                document.leaf("wpml:payloadLensIndex", lens.name());
            }
        }
        Action::Zoom(focal_mm) => {
            document.leaf("wpml:payloadPositionIndex", payload);
            document.leaf("wpml:focalLength", focal_mm);
        }
        Action::RotateYaw(degrees) => {
            document.leaf("wpml:aircraftHeading", degrees);
            document.leaf("wpml:aircraftPathMode", shorter_way(degrees));
        }
    }
    document.end();
    document.end();
}

/// `rotateYaw` knows both directions and not the shorter one, and the nose is not known here.
fn shorter_way(degrees: f64) -> &'static str {
    if degrees < 0.0 {
        "counterClockwise"
    } else {
        "clockwise"
    }
}

fn gimbal(document: &mut Document, pitch_deg: f64, payload: u8) {
    document.leaf("wpml:payloadPositionIndex", payload);
    document.leaf("wpml:gimbalHeadingYawBase", "north");
    document.leaf("wpml:gimbalRotateMode", "absoluteAngle");
    document.leaf("wpml:gimbalPitchRotateEnable", 1);
    document.leaf("wpml:gimbalPitchRotateAngle", pitch_deg);
    document.leaf("wpml:gimbalRollRotateEnable", 0);
    document.leaf("wpml:gimbalRollRotateAngle", 0);
    document.leaf("wpml:gimbalYawRotateEnable", 0);
    document.leaf("wpml:gimbalYawRotateAngle", 0);
    document.leaf("wpml:gimbalRotateTimeEnable", 0);
    document.leaf("wpml:gimbalRotateTime", 0);
}
