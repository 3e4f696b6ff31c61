//! A gimbal (gimbal protocol v2): the device that turns the camera, and its manager, which is a part of
//! the autopilot and lets those steer it who have the control.

mod control;
mod messages;
mod motion;
mod orders;

pub use motion::Aim;

use super::component::Component;
use super::moment::Moment;
use super::setup::GimbalSetup;
use crate::autopilot::missions::Partner;
use crate::autopilot::streams::Streams;
use crate::time::SimTime;
use crate::wire::ChannelId;
use control::Control;
use mavlink::dialects::ardupilotmega::*;
use messages::{DeviceMessage, ManagerMessage};
use motion::Motion;
use nalgebra::UnitQuaternion;
use std::time::Duration;

pub(super) use messages::quaternion;

/// MAV_COMP_ID_GIMBAL.
pub(super) const DEVICE_COMPONENT: u8 = 154;
/// The manager tells its state so often, the device its attitude.
const STATUS_INTERVAL: Duration = Duration::from_millis(200);
const ATTITUDE_INTERVAL: Duration = Duration::from_millis(100);
const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(1);

/// A gimbal.
pub(super) struct Gimbal {
    setup: GimbalSetup,
    pub device: Component,
    motion: Motion,
    control: Control,
    device_streams: Vec<Streams<DeviceMessage>>,
    manager_streams: Vec<Streams<ManagerMessage>>,
}

fn device_default(message: DeviceMessage) -> Option<Duration> {
    match message {
        DeviceMessage::Heartbeat => Some(HEARTBEAT_INTERVAL),
        DeviceMessage::Attitude => Some(ATTITUDE_INTERVAL),
        DeviceMessage::Information => None,
    }
}

fn manager_default(message: ManagerMessage) -> Option<Duration> {
    (message == ManagerMessage::Status).then_some(STATUS_INTERVAL)
}

impl Gimbal {
    pub fn new(setup: GimbalSetup, identity: (u8, u8)) -> Self {
        let of_device = [
            DeviceMessage::Heartbeat,
            DeviceMessage::Information,
            DeviceMessage::Attitude,
        ]
        .map(|message| (message, device_default(message)));
        let of_manager = [ManagerMessage::Information, ManagerMessage::Status]
            .map(|message| (message, manager_default(message)));
        let links = usize::from(identity.1);
        Self {
            motion: Motion::new(setup.clone()),
            setup,
            device: Component::new(DEVICE_COMPONENT, identity),
            control: Control::default(),
            device_streams: vec![Streams::new(of_device, SimTime::START); links],
            manager_streams: vec![Streams::new(of_manager, SimTime::START); links],
        }
    }

    /// Turns the camera's axes into north, east, down.
    pub fn attitude(&self) -> UnitQuaternion<f64> {
        self.motion.attitude()
    }

    pub fn step(&mut self, moment: &mut Moment) {
        let here = moment.craft.estimate().place;
        self.motion
            .step(moment.craft.body().attitude, here, moment.dt_s);
        for channel in self.device.channels() {
            let mut due: [Option<DeviceMessage>; 3] = [None; 3];
            let mut count = 0;
            self.device_streams[usize::from(channel.0)].each_due(moment.now, |message| {
                due[count] = Some(message);
                count += 1;
            });
            for message in due.into_iter().flatten() {
                self.say_of_device(message, channel, moment);
            }
            let mut is_status_due = [false; 2];
            self.manager_streams[usize::from(channel.0)].each_due(moment.now, |message| {
                is_status_due[message as usize] = true;
            });
            for message in [ManagerMessage::Information, ManagerMessage::Status] {
                if is_status_due[message as usize] {
                    self.say_of_manager(message, channel, moment);
                }
            }
        }
    }

    fn say_of_device(&mut self, message: DeviceMessage, channel: ChannelId, moment: &mut Moment) {
        match message {
            DeviceMessage::Heartbeat => {
                let heartbeat = HEARTBEAT_DATA {
                    custom_mode: 0,
                    mavtype: MavType::MAV_TYPE_GIMBAL,
                    autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                    base_mode: MavModeFlag::empty(),
                    system_status: MavState::MAV_STATE_ACTIVE,
                    mavlink_version: 3,
                };
                moment.say(&mut self.device, channel, &heartbeat);
            }
            DeviceMessage::Information => {
                let information = self.device_information(moment.boot_ms());
                moment.say(&mut self.device, channel, &information);
            }
            DeviceMessage::Attitude => {
                let status = self.attitude_status(moment);
                moment.say(&mut self.device, channel, &status);
            }
        }
    }

    fn say_of_manager(&self, message: ManagerMessage, channel: ChannelId, moment: &mut Moment) {
        let boot_ms = moment.boot_ms();
        match message {
            ManagerMessage::Information => {
                moment.say_as_autopilot(channel, &self.manager_information(boot_ms));
            }
            ManagerMessage::Status => {
                moment.say_as_autopilot(channel, &self.manager_status(boot_ms));
            }
        }
    }

    /// Answers a command that is for the device.
    pub fn command_device(&mut self, order: &super::Order, partner: Partner, moment: &mut Moment) {
        let asked = order.number(0).and_then(DeviceMessage::of);
        let (result, then) = match (order.command, asked) {
            (MavCmd::MAV_CMD_REQUEST_MESSAGE, Some(message)) => (super::ACCEPTED, Some(message)),
            (MavCmd::MAV_CMD_REQUEST_MESSAGE, None) if order.number(0).is_none() => {
                (super::DENIED, None)
            }
            (MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL, Some(message)) => {
                let interval = super::interval_of(order.params[1], device_default(message));
                let streams = self.device_streams.get_mut(usize::from(partner.channel.0));
                if let (Some(streams), Some(interval)) = (streams, interval) {
                    streams.set(message, interval, moment.now);
                }
                (interval.map_or(super::DENIED, |_| super::ACCEPTED), None)
            }
            (MavCmd::MAV_CMD_SET_MESSAGE_INTERVAL, None) => (super::DENIED, None),
            _ => (super::UNSUPPORTED, None),
        };
        moment.acknowledge(&mut self.device, partner, order.command, result);
        if let Some(message) = then {
            self.say_of_device(message, partner.channel, moment);
        }
    }
}
