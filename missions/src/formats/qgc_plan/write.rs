//! Writing a plan as QGroundControl saves it.

use super::{FIRMWARE_ARDUPILOT, FIRMWARE_PX4, PART_VERSION, PLAN_VERSION, SHAPE_VERSION};
use crate::formats::fence_rings::{FenceRing, degrees_of, rings_of};
use crate::formats::mavlink::{self, StepItem};
use crate::formats::record::carried_members;
use crate::formats::{Airframe, Loss, WriteOptions, Written};
use crate::mission::{ForeignItem, Mission};
use geofences::Problem;
use geofences::fence::Autopilot;
use serde_json::{Map, Value, json};

/// Writes a plan for the autopilot and airframe of `options`.
///
/// # Errors
/// What the autopilot does not take, and a fence that is none.
pub fn write(mission: &Mission, options: &WriteOptions) -> Result<Written, Vec<Problem>> {
    let items = mavlink::items_of(mission, options.autopilot, options.airframe);
    let rings = rings_of(&mission.fence);
    let (items, rings) = match (items, rings) {
        (Ok(items), Ok(rings)) => (items, rings),
        (items, rings) => {
            let mut problems = items.err().unwrap_or_default();
            problems.extend(rings.err().unwrap_or_default());
            return Err(problems);
        }
    };
    let plan = json!({
        "fileType": "Plan",
        "version": PLAN_VERSION,
        "groundStation": "QGroundControl",
        "mission": mission_part(mission, &items.items, options),
        "geoFence": fence_part(&rings),
        "rallyPoints": rally_part(mission),
        "haiou": our_part(mission),
    });
    let mut lost = items.lost;
    lost.push(Loss::new(
        None,
        "the return height stands in the file, but an autopilot takes it from its own parameters (ArduPilot RTL_ALT, PX4 RTL_RETURN_ALT)",
        "返航高度已写入文件，但自驾仪只使用自身参数（ArduPilot RTL_ALT，PX4 RTL_RETURN_ALT）",
    ));
    // Indented as QGroundControl does; a Value is always JSON.
    let mut bytes = serde_json::to_vec_pretty(&plan).unwrap_or_default();
    bytes.push(b'\n');
    Ok(Written { bytes, lost })
}

fn mission_part(mission: &Mission, items: &[StepItem], options: &WriteOptions) -> Value {
    let home = mission.home;
    let (latitude, longitude) = (home.position.latitude_deg(), home.position.longitude_deg());
    let firmware = match options.autopilot {
        Autopilot::ArduPilot => FIRMWARE_ARDUPILOT,
        Autopilot::Px4 => FIRMWARE_PX4,
    };
    // MAV_TYPE_QUADROTOR, MAV_TYPE_FIXED_WING, MAV_TYPE_VTOL_FIXEDROTOR.
    let vehicle = match options.airframe {
        Airframe::Multirotor => 2,
        Airframe::FixedWing => 1,
        Airframe::Vtol => 22,
    };
    let items = items.iter().enumerate();
    let items: Vec<Value> = items
        .map(|(index, item)| simple_item(index + 1, &item.item))
        .collect();
    json!({
        "version": PART_VERSION,
        "firmwareType": firmware,
        "vehicleType": vehicle,
        "cruiseSpeed": mission.speed_mps,
        "hoverSpeed": mission.speed_mps,
        // Each item says its own (QGroundControlQmlGlobal::AltitudeModeMixed).
        "globalPlanAltitudeMode": 0,
        "plannedHomePosition": [latitude, longitude, home.ground_amsl_m],
        "items": items,
    })
}

/// An item; `number` counts from 1, for home is 0.
fn simple_item(number: usize, item: &ForeignItem) -> Value {
    let mut members = json!({
        "type": "SimpleItem",
        "autoContinue": item.is_continued,
        "command": item.command,
        "doJumpId": number,
        "frame": item.frame,
        "params": item.parameters,
    });
    // QGroundControlQmlGlobal::AltMode: 1 relative, 2 absolute, 4 terrain.
    let mode = match item.frame {
        0 | 5 => Some(2),
        3 | 6 => Some(1),
        10 | 11 => Some(4),
        _ => None,
    };
    if let (Some(mode), Some(object)) = (mode, members.as_object_mut()) {
        object.insert("AltitudeMode".to_owned(), json!(mode));
        object.insert("Altitude".to_owned(), json!(item.parameters[6]));
        object.insert("AMSLAltAboveTerrain".to_owned(), Value::Null);
    }
    members
}

fn fence_part(rings: &[FenceRing]) -> Value {
    let polygons = rings.iter().map(|ring| {
        let corners = ring.vertices.iter().map(|vertex| {
            let (longitude, latitude) = degrees_of(*vertex);
            json!([latitude, longitude])
        });
        json!({
            "version": SHAPE_VERSION,
            "inclusion": ring.is_inclusion,
            "polygon": corners.collect::<Vec<_>>(),
        })
    });
    json!({
        "version": PART_VERSION,
        "polygons": polygons.collect::<Vec<_>>(),
        "circles": [],
    })
}

fn rally_part(mission: &Mission) -> Value {
    let points = mission.rally.iter().map(|rally| {
        let (latitude, longitude) = (
            rally.position.latitude_deg(),
            rally.position.longitude_deg(),
        );
        json!([latitude, longitude, rally.height_above_home_m])
    });
    json!({ "version": PART_VERSION, "points": points.collect::<Vec<_>>() })
}

fn our_part(mission: &Mission) -> Value {
    let mut part = Map::new();
    part.insert("version".to_owned(), json!(SHAPE_VERSION));
    part.insert("name_en".to_owned(), json!(mission.name.en));
    part.insert("name_zh".to_owned(), json!(mission.name.zh));
    part.insert("return_height_m".to_owned(), json!(mission.return_height_m));
    part.extend(carried_members(&mission.carried));
    Value::Object(part)
}
