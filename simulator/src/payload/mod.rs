//! What a vehicle carries beside its autopilot: a camera on a gimbal, Remote ID, a radio. Each speaks as
//! a component of its own on every link of the vehicle; the gimbal's manager is a part of the autopilot
//! and speaks with its voice.

mod camera;
mod component;
mod gimbal;
mod moment;
mod order;
mod radio;
mod remote_id;
mod setup;

pub use setup::{CameraSetup, GimbalSetup, PayloadSetup, RadioSetup, RemoteIdSetup};

use crate::autopilot::channel::AUTOPILOT_COMPONENT;
use crate::autopilot::missions::Partner;
use crate::autopilot::{Autopilot, Heard};
use crate::craft::{Craft, World};
use crate::picture::{Scene, View};
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox};
use camera::Camera;
use chrono::{DateTime, Utc};
use gimbal::Gimbal;
use mavlink::Message;
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::*;
use moment::Moment;
use nalgebra::UnitQuaternion;
use order::Order;
use radio::Radio;
use remote_id::RemoteId;
use std::sync::Arc;
use std::time::Duration;

/// What a vehicle carries.
pub struct Payload {
    system_id: u8,
    started: DateTime<Utc>,
    scene: Arc<Scene>,
    camera: Option<Camera>,
    gimbal: Option<Gimbal>,
    remote_id: Option<RemoteId>,
    radios: Vec<Radio>,
}

/// Messages that something of the payload may have to answer.
const OF_INTEREST: [u32; 8] = [
    COMMAND_INT_DATA::ID,
    COMMAND_LONG_DATA::ID,
    FILE_TRANSFER_PROTOCOL_DATA::ID,
    GIMBAL_MANAGER_SET_ATTITUDE_DATA::ID,
    GIMBAL_MANAGER_SET_PITCHYAW_DATA::ID,
    GIMBAL_MANAGER_SET_MANUAL_CONTROL_DATA::ID,
    OPEN_DRONE_ID_SYSTEM_DATA::ID,
    OPEN_DRONE_ID_OPERATOR_ID_DATA::ID,
];
/// The other ones of Remote ID.
const REMOTE_ID: std::ops::RangeInclusive<u32> =
    OPEN_DRONE_ID_BASIC_ID_DATA::ID..=OPEN_DRONE_ID_SYSTEM_UPDATE_DATA::ID;

impl Payload {
    /// What is carried by a vehicle with so many links, in a simulation that starts at `started`.
    pub fn new(
        setup: PayloadSetup,
        system_id: u8,
        links: u8,
        started: DateTime<Utc>,
        (seed, name): (u64, &str),
    ) -> Self {
        let gimbal_id = setup.gimbal.as_ref().map(|_| gimbal::DEVICE_COMPONENT);
        let identity = (system_id, links);
        Self {
            system_id,
            started,
            scene: Arc::default(),
            camera: setup
                .camera
                .map(|camera| Camera::new(camera, gimbal_id, identity, (seed, name))),
            gimbal: setup.gimbal.map(|gimbal| Gimbal::new(gimbal, identity)),
            remote_id: setup
                .remote_id
                .map(|remote_id| RemoteId::new(remote_id, identity)),
            radios: (setup.radios.into_iter())
                .map(|radio| Radio::new(radio, started, (seed, name)))
                .collect(),
        }
    }

    /// What can be seen from now on.
    pub fn set_scene(&mut self, scene: Arc<Scene>) {
        self.scene = scene;
    }

    /// Tells the radios how many packets of the vehicle a link has not brought whole so far.
    pub fn count_errors(&mut self, errors: impl Fn(ChannelId) -> u64) {
        for radio in &mut self.radios {
            radio.count_errors(errors(radio.channel()));
        }
    }

    /// What the camera sees now, where there is one; for pictures and video.
    pub fn view(&self, now: SimTime, craft: &Craft, world: &World) -> Option<View> {
        let camera = self.camera.as_ref()?;
        let attitude = self.camera_attitude(camera, craft);
        let time = now.utc(self.started);
        Some(camera.view(attitude, craft, world, time, &self.scene))
    }

    /// The picture that the camera took at a moment, which is the last one that it was stepped to.
    pub fn picture_of(&self, at: SimTime) -> Option<&View> {
        self.camera.as_ref()?.picture_of(at)
    }

    fn camera_attitude(&self, camera: &Camera, craft: &Craft) -> UnitQuaternion<f64> {
        match &self.gimbal {
            Some(gimbal) => gimbal.attitude(),
            None => camera.mounted(craft),
        }
    }

    /// Goes on to `now`, `dt_s` after the last step, before the autopilot does. Takes what is its own
    /// out of what was heard, and adds what it says to `outbox`.
    #[allow(
        clippy::too_many_arguments,
        reason = "they are what a vehicle has, borrowed in parts"
    )]
    pub fn step(
        &mut self,
        now: SimTime,
        dt_s: f64,
        craft: &Craft,
        world: &World,
        autopilot: &mut dyn Autopilot,
        heard: &mut Vec<Heard>,
        outbox: &mut Outbox,
    ) {
        let mut moment = Moment {
            now,
            dt_s,
            time: now.utc(self.started),
            craft,
            world,
            home: autopilot.status().home,
            autopilot,
            outbox,
        };
        if !heard.is_empty() {
            heard.retain(|(channel, frame)| {
                let (system_id, component_id) = frame.from();
                let partner = Partner {
                    channel: *channel,
                    system_id,
                    component_id,
                };
                !self.takes(partner, frame, &mut moment)
            });
        }
        for item in moment.autopilot.take_payload_orders() {
            self.obey_mission(&Order::from(&item), &mut moment);
        }
        if let Some(gimbal) = &mut self.gimbal {
            gimbal.step(&mut moment);
        }
        if let Some(camera) = &mut self.camera {
            let attitude = match &self.gimbal {
                Some(gimbal) => gimbal.attitude(),
                None => camera.mounted(craft),
            };
            camera.step(attitude, &self.scene, &mut moment);
        }
        if let Some(remote_id) = &mut self.remote_id {
            remote_id.step(&mut moment);
        }
        for radio in &mut self.radios {
            radio.step(&mut moment);
        }
    }

    /// What a mission, or a failsafe, wants.
    fn obey_mission(&mut self, order: &Order, moment: &mut Moment) {
        let myself = (self.system_id, AUTOPILOT_COMPONENT);
        if let Some(gimbal) = &mut self.gimbal
            && gimbal.obey(order, myself, true, moment).is_some()
        {
            return;
        }
        if let Some(camera) = &mut self.camera {
            camera.obey(order, moment);
        }
    }

    /// Takes a frame. Whether it was for the payload alone.
    fn takes(
        &mut self,
        partner: Partner,
        frame: &crate::wire::Incoming,
        moment: &mut Moment,
    ) -> bool {
        let id = frame.message_id();
        if !OF_INTEREST.contains(&id) && !REMOTE_ID.contains(&id) {
            return false;
        }
        let Some(message) = frame.message() else {
            return self.takes_unknown(partner, frame, moment);
        };
        let system = message.target_system_id().unwrap_or(0);
        if system != 0 && system != self.system_id {
            return false;
        }
        let target = message.target_component_id().unwrap_or(0);
        match &message {
            MavMessage::COMMAND_LONG(long) => {
                self.takes_command(&Order::from(long), target, partner, moment)
            }
            MavMessage::COMMAND_INT(int) => {
                self.takes_command(&Order::from(int), target, partner, moment)
            }
            MavMessage::FILE_TRANSFER_PROTOCOL(request) => {
                let camera = self.camera.as_mut();
                camera
                    .filter(|camera| camera.component.id() == target)
                    .map(|camera| camera.files.take(partner, request))
                    .is_some()
            }
            MavMessage::GIMBAL_MANAGER_SET_ATTITUDE(_)
            | MavMessage::GIMBAL_MANAGER_SET_PITCHYAW(_)
            | MavMessage::GIMBAL_MANAGER_SET_MANUAL_CONTROL(_) => {
                let gimbal = self.gimbal.as_mut();
                gimbal
                    .filter(|_| target <= AUTOPILOT_COMPONENT)
                    .map(|gimbal| gimbal.steer(&message, partner, moment))
                    .is_some()
            }
            // What is for everybody is what another aircraft broadcasts of itself, or its operator's.
            _ => {
                let remote_id = self.remote_id.as_mut();
                remote_id
                    .filter(|_| system == self.system_id)
                    .map(|remote_id| remote_id.take(&message))
                    .is_some()
            }
        }
    }

    fn takes_command(
        &mut self,
        order: &Order,
        target: u8,
        partner: Partner,
        moment: &mut Moment,
    ) -> bool {
        if let Some(camera) = &mut self.camera
            && (target == camera.component.id() || (target == 0 && camera.knows(order)))
        {
            camera.command(order, partner, moment);
            // Whoever asks everybody is answered by the autopilot as well.
            return target != 0;
        }
        if let Some(gimbal) = &mut self.gimbal {
            if target == gimbal.device.id() {
                gimbal.command_device(order, partner, moment);
                return true;
            }
            if target <= AUTOPILOT_COMPONENT && gimbal.command_manager(order, partner, moment) {
                return true;
            }
        }
        if let Some(remote_id) = &mut self.remote_id
            && target == remote_id.component.id()
        {
            let component = &mut remote_id.component;
            moment.acknowledge(component, partner, order.command, UNSUPPORTED);
            return true;
        }
        // The autopilot passes on what is for the camera that it is connected to.
        if let Some(camera) = &mut self.camera
            && target <= AUTOPILOT_COMPONENT
            && let Some(result) = camera.obey(order, moment)
        {
            moment.acknowledge_as_autopilot(partner, order.command, result);
            return true;
        }
        false
    }

    /// A command whose number the codec does not know.
    fn takes_unknown(
        &mut self,
        partner: Partner,
        frame: &crate::wire::Incoming,
        moment: &mut Moment,
    ) -> bool {
        if ![COMMAND_INT_DATA::ID, COMMAND_LONG_DATA::ID].contains(&frame.message_id()) {
            return false;
        }
        let byte = |at: usize| frame.payload().get(at).copied().unwrap_or(0);
        let (command, system, target) = ([byte(28), byte(29)], byte(30), byte(31));
        if target == 0 || (system != 0 && system != self.system_id) {
            return false;
        }
        let components = [
            self.camera.as_mut().map(|it| &mut it.component),
            self.gimbal.as_mut().map(|it| &mut it.device),
            self.remote_id.as_mut().map(|it| &mut it.component),
        ];
        let mut components = components.into_iter().flatten();
        let Some(component) = components.find(|component| component.id() == target) else {
            return false;
        };
        moment.refuse_unknown(component, partner, command);
        true
    }
}

const ACCEPTED: MavResult = MavResult::MAV_RESULT_ACCEPTED;
const DENIED: MavResult = MavResult::MAV_RESULT_DENIED;
const FAILED: MavResult = MavResult::MAV_RESULT_FAILED;
const REJECTED: MavResult = MavResult::MAV_RESULT_TEMPORARILY_REJECTED;
const UNSUPPORTED: MavResult = MavResult::MAV_RESULT_UNSUPPORTED;

/// The interval that SET_MESSAGE_INTERVAL asks for, `None` inside is off; `None` for nonsense. Stations
/// divide a second by a rate: fractions of a microsecond are none.
fn interval_of(asked_us: f32, default: Option<Duration>) -> Option<Option<Duration>> {
    // MESSAGE_INTERVAL could not tell of a longer one.
    let longest_us = i32::MAX as f32;
    if asked_us == 0.0 {
        Some(default)
    } else if asked_us == -1.0 {
        Some(None)
    } else {
        let is_interval = asked_us.is_finite() && asked_us >= 1.0;
        is_interval.then(|| Some(Duration::from_micros(asked_us.min(longest_us) as u64)))
    }
}

#[cfg(test)]
mod tests;
