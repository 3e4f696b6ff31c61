//! What a vehicle takes of memory when all is known of it that can be, besides its parameters and plans.

use super::rig::{Rig, link_of};
use super::traffic::{Traffic, name_of};
use crate::memory;
use crate::report::{Report, Row};
use haiou::clock;
use haiou::link::hub::{Arrival, Framing};
use haiou::link::names::PeerId;
use mavlink::dialects::ardupilotmega::*;
use mavlink::{Message, MessageData};

const VEHICLES: u32 = 10_000;
const GOAL: usize = 16_000;
/// Texts that a vehicle says: more than are kept.
const TEXTS: usize = 64;

/// Measures and adds the row.
pub fn measure(report: &mut Report) {
    let mut rig = Rig::new("populated", VEHICLES, true);
    let reader = rig.control.fleet().reader();
    let (autopilot, camera, gimbal) = (of_autopilot(), of_camera(), of_gimbal());
    let before = memory::in_use();
    let began = clock::moment();
    for vehicle in 0..VEHICLES {
        for (component, messages) in [(1, &autopilot), (100, &camera), (154, &gimbal)] {
            let said = Traffic::of_one((vehicle, component), messages);
            for (_, bytes) in said.frames() {
                let arrival = Arrival {
                    link: link_of(name_of(vehicle).0),
                    peer: PeerId(vehicle + 1),
                    at: began,
                    framing: Framing::Datagram,
                    bytes,
                };
                rig.control.arrived(arrival, &mut rig.tape);
            }
        }
        if vehicle % 100 == 0 {
            rig.settle(began);
            rig.control.sent();
        }
    }
    rig.settle(clock::moment());
    rig.control.sent();
    rig.control.publish(clock::moment());
    let held = reader.latest();
    assert_eq!(held.len(), VEHICLES as usize);
    let known = held
        .vehicles()
        .next()
        .map(|it| it.known.clone())
        .unwrap_or_default();
    assert!(known.payload.len() == 2 && known.version.is_some() && known.home.is_some());
    let each = memory::in_use().saturating_sub(before) / VEHICLES as usize;
    drop(held);
    let texts = known.texts.len();
    rig.finish(VEHICLES);
    report.row(Row {
        what: format!(
            "memory of a vehicle besides parameters and plans: {VEHICLES} of them with camera, gimbal and {texts} \
             texts, all that links, fleet and readers know of them"
        ),
        ours: format!("{each} B"),
        baseline: "–".to_owned(),
        ratio: None,
        goal: format!("≤ {GOAL} B"),
        met: each <= GOAL,
    });
}

fn of_autopilot() -> Vec<MavMessage> {
    let mut messages = vec![
        heartbeat(
            MavType::MAV_TYPE_QUADROTOR,
            MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
        ),
        MavMessage::HOME_POSITION(HOME_POSITION_DATA {
            latitude: 360_000_000,
            longitude: 1_203_000_000,
            altitude: 20_000,
            ..HOME_POSITION_DATA::default()
        }),
        MavMessage::GPS_RAW_INT(GPS_RAW_INT_DATA {
            fix_type: GpsFixType::GPS_FIX_TYPE_3D_FIX,
            ..GPS_RAW_INT_DATA::default()
        }),
        MavMessage::AUTOPILOT_VERSION(AUTOPILOT_VERSION_DATA {
            uid: 0x0123_4567_89AB_CDEF,
            uid2: [7; 18],
            ..AUTOPILOT_VERSION_DATA::default()
        }),
        MavMessage::TIMESYNC(TIMESYNC_DATA::default()),
    ];
    let plain = [
        SYS_STATUS_DATA::ID,
        SYSTEM_TIME_DATA::ID,
        GPS2_RAW_DATA::ID,
        ATTITUDE_DATA::ID,
        GLOBAL_POSITION_INT_DATA::ID,
        MISSION_CURRENT_DATA::ID,
        MISSION_ITEM_REACHED_DATA::ID,
        NAV_CONTROLLER_OUTPUT_DATA::ID,
        VFR_HUD_DATA::ID,
        POSITION_TARGET_GLOBAL_INT_DATA::ID,
        RADIO_STATUS_DATA::ID,
        ALTITUDE_DATA::ID,
        BATTERY_STATUS_DATA::ID,
        FENCE_STATUS_DATA::ID,
        WIND_DATA::ID,
        EKF_STATUS_REPORT_DATA::ID,
        VIBRATION_DATA::ID,
        EXTENDED_SYS_STATE_DATA::ID,
    ];
    messages.extend(
        plain
            .into_iter()
            .filter_map(MavMessage::default_message_from_id),
    );
    for number in 0..TEXTS {
        let mut text = [b' '; 50];
        let words = format!("text {number} of a vehicle that has much to tell");
        text[..words.len()].copy_from_slice(words.as_bytes());
        messages.push(MavMessage::STATUSTEXT(STATUSTEXT_DATA {
            severity: MavSeverity::MAV_SEVERITY_INFO,
            text: text.into(),
            ..STATUSTEXT_DATA::default()
        }));
    }
    messages
}

fn of_camera() -> Vec<MavMessage> {
    let mut messages = vec![heartbeat(
        MavType::MAV_TYPE_CAMERA,
        MavAutopilot::MAV_AUTOPILOT_INVALID,
    )];
    let plain = [
        CAMERA_INFORMATION_DATA::ID,
        CAMERA_SETTINGS_DATA::ID,
        STORAGE_INFORMATION_DATA::ID,
        CAMERA_CAPTURE_STATUS_DATA::ID,
        VIDEO_STREAM_INFORMATION_DATA::ID,
    ];
    messages.extend(
        plain
            .into_iter()
            .filter_map(MavMessage::default_message_from_id),
    );
    messages
}

fn of_gimbal() -> Vec<MavMessage> {
    let mut messages = vec![heartbeat(
        MavType::MAV_TYPE_GIMBAL,
        MavAutopilot::MAV_AUTOPILOT_INVALID,
    )];
    let plain = [
        GIMBAL_MANAGER_STATUS_DATA::ID,
        GIMBAL_DEVICE_ATTITUDE_STATUS_DATA::ID,
    ];
    messages.extend(
        plain
            .into_iter()
            .filter_map(MavMessage::default_message_from_id),
    );
    messages
}

fn heartbeat(mavtype: MavType, autopilot: MavAutopilot) -> MavMessage {
    MavMessage::HEARTBEAT(HEARTBEAT_DATA {
        custom_mode: 3,
        mavtype,
        autopilot,
        base_mode: MavModeFlag::from_bits_retain(217),
        system_status: MavState::MAV_STATE_ACTIVE,
        mavlink_version: 3,
    })
}
