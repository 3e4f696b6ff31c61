//! What a vehicle carries: camera, gimbal, loudspeaker, light. An answer is all that is promised of most.

use super::flight::degrees_e7;
use super::{ask, within};
use crate::fleet::command::{Command, Form};
use crate::fleet::order::{
    Expect, Light, Loudspeaker, Order, Refusal, Spot, Step, VehicleFacts, YawFrom,
};
use crate::link::mav_cmd;
use geofences::Bilingual;
use std::time::Duration;

/// GIMBAL_MANAGER_FLAGS_YAW_LOCK: the yaw is from north.
const YAW_LOCK: f32 = 16.0;
/// ZOOM_TYPE_RANGE: 0…100.
const ZOOM_RANGE: f32 = 2.0;
/// GIMBAL_MANAGER_STATUS.
const GIMBAL_MANAGER_STATUS: f32 = 281.0;
/// Until a gimbal manager tells who controls it.
const CONTROL: Duration = Duration::from_secs(5);
/// Photos are numbered so that an `f32` holds the number.
const LARGEST_WHOLE: u32 = 1 << 24;

/// The steps of an order to what it carries; `None` for any other.
pub fn plan(order: &Order, facts: &VehicleFacts) -> Result<Option<Vec<Step>>, Refusal> {
    let camera = || facts.camera.ok_or_else(no_camera);
    let gimbal = || facts.gimbal_manager.ok_or_else(no_gimbal);
    let step = |component, id, params| Step::command(component, Command::long(id, params));
    let step = match order {
        Order::PointGimbal {
            pitch_deg,
            yaw_deg,
            from,
        } => {
            let pitch = within(*pitch_deg, -180.0, 180.0, "Pitch (°)", "俯仰（°）")? as f32;
            let yaw = within(*yaw_deg, -360.0, 360.0, "Yaw (°)", "偏航（°）")? as f32;
            let flags = if *from == YawFrom::North {
                YAW_LOCK
            } else {
                0.0
            };
            let params = [pitch, yaw, f32::NAN, f32::NAN, flags, 0.0, 0.0];
            step(gimbal()?, mav_cmd::DO_GIMBAL_MANAGER_PITCHYAW, params)
        }
        Order::PointGimbalAt { at, altitude } => {
            gimbal()?;
            let spot = Spot::new(*at, *altitude).ok_or(Refusal::NotAboveSeaLevel)?;
            look_at(facts, spot)
        }
        Order::TakeGimbalControl => {
            let (system, component) = (facts.us.system.into(), facts.us.component.into());
            // Whoever is in secondary control stays.
            let params = [system, component, -1.0, -1.0, 0.0, 0.0, 0.0];
            let manager = gimbal()?;
            let take = step(manager, mav_cmd::DO_GIMBAL_MANAGER_CONFIGURE, params)
                .then(Expect::GimbalControl, CONTROL);
            return Ok(Some(vec![ask(manager, GIMBAL_MANAGER_STATUS), take]));
        }
        Order::Zoom { level } => {
            let level = within(*level, 0.0, 1.0, "Zoom", "变焦")? as f32;
            let params = [ZOOM_RANGE, level * 100.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            step(camera()?, mav_cmd::SET_CAMERA_ZOOM, params)
        }
        Order::TakePhoto => {
            let number = (facts.next_photo % LARGEST_WHOLE).max(1) as f32;
            let params = [0.0, 0.0, 1.0, number, 0.0, 0.0, 0.0];
            step(camera()?, mav_cmd::IMAGE_START_CAPTURE, params)
        }
        Order::StartPhotoInterval { every } => {
            let every_s = within(
                every.as_secs_f64(),
                0.1,
                3_600.0,
                "Photo interval (s)",
                "拍照间隔（s）",
            )?;
            let params = [0.0, every_s as f32, 0.0, 0.0, 0.0, 0.0, 0.0];
            step(camera()?, mav_cmd::IMAGE_START_CAPTURE, params)
        }
        Order::StopPhotos => step(camera()?, mav_cmd::IMAGE_STOP_CAPTURE, [0.0; 7]),
        Order::StartRecording => step(camera()?, mav_cmd::VIDEO_START_CAPTURE, [0.0; 7]),
        Order::StopRecording => step(camera()?, mav_cmd::VIDEO_STOP_CAPTURE, [0.0; 7]),
        Order::Loudspeaker(what) => loudspeaker(facts, *what)?,
        Order::Light(is_on) => light(facts, *is_on)?,
        _ => return Ok(None),
    };
    Ok(Some(vec![step]))
}

fn look_at(facts: &VehicleFacts, spot: Spot) -> Step {
    let command = Command {
        id: mav_cmd::DO_SET_ROI_LOCATION,
        form: Form::Int {
            frame: mav_cmd::FRAME_GLOBAL,
            params: [0.0; 4],
            x: degrees_e7(spot.position.latitude_deg()),
            y: degrees_e7(spot.position.longitude_deg()),
            z: spot.amsl_m as f32,
        },
        patience: Duration::ZERO,
    };
    Step::command(facts.autopilot_component, command)
}

fn loudspeaker(facts: &VehicleFacts, what: Option<u8>) -> Result<Step, Refusal> {
    match (&facts.payload.loudspeaker, what) {
        (Some(Loudspeaker::Relay(relay)), None) => Ok(switch(facts, *relay, false)),
        (Some(Loudspeaker::Relay(relay)), Some(0)) => Ok(switch(facts, *relay, true)),
        (
            Some(Loudspeaker::Servo {
                output, silent_us, ..
            }),
            None,
        ) => Ok(pulse(facts, *output, *silent_us)),
        (
            Some(Loudspeaker::Servo {
                output,
                announcements_us,
                ..
            }),
            Some(number),
        ) => match announcements_us.get(usize::from(number)) {
            Some(pulse_us) => Ok(pulse(facts, *output, *pulse_us)),
            None => Err(no_announcement()),
        },
        (Some(Loudspeaker::Relay(_)), Some(_)) => Err(no_announcement()),
        (None, _) => Err(no_payload("It has no loudspeaker.", "该飞行器没有喊话器。")),
    }
}

fn light(facts: &VehicleFacts, is_on: bool) -> Result<Step, Refusal> {
    match facts.payload.light {
        Some(Light::Illuminator(component)) => {
            let params = [is_on.into(), 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
            let command = Command::long(mav_cmd::ILLUMINATOR_ON_OFF, params);
            Ok(Step::command(component, command))
        }
        Some(Light::Relay(relay)) => Ok(switch(facts, relay, is_on)),
        Some(Light::Servo {
            output,
            off_us,
            on_us,
        }) => Ok(pulse(facts, output, if is_on { on_us } else { off_us })),
        None => Err(no_payload("It has no light.", "该飞行器没有照明灯。")),
    }
}

fn switch(facts: &VehicleFacts, relay: u8, is_on: bool) -> Step {
    let params = [relay.into(), is_on.into(), 0.0, 0.0, 0.0, 0.0, 0.0];
    let command = Command::long(mav_cmd::DO_SET_RELAY, params);
    Step::command(facts.autopilot_component, command)
}

fn pulse(facts: &VehicleFacts, output: u8, pulse_us: u16) -> Step {
    let params = [output.into(), pulse_us.into(), 0.0, 0.0, 0.0, 0.0, 0.0];
    let command = Command::long(mav_cmd::DO_SET_SERVO, params);
    Step::command(facts.autopilot_component, command)
}

fn no_camera() -> Refusal {
    no_payload("It has no camera that is known.", "未发现该飞行器的相机。")
}

fn no_gimbal() -> Refusal {
    no_payload("It has no gimbal that is known.", "未发现该飞行器的云台。")
}

fn no_announcement() -> Refusal {
    no_payload("It has no such announcement.", "没有该条喊话内容。")
}

fn no_payload(en: &str, zh: &str) -> Refusal {
    Refusal::NoSuchPayload(Bilingual::new(en, zh))
}
