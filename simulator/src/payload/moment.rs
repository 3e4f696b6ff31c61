//! One step as the payload sees it.

use super::component::Component;
use crate::autopilot::Autopilot;
use crate::autopilot::missions::Partner;
use crate::craft::{Craft, World};
use crate::place::Place;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox};
use chrono::{DateTime, Utc};
use mavlink::MessageData;
use mavlink::dialects::ardupilotmega::{COMMAND_ACK_DATA, MavCmd, MavResult};

/// Now, what is around, and ways to say something.
pub(super) struct Moment<'a> {
    pub now: SimTime,
    pub dt_s: f64,
    pub time: DateTime<Utc>,
    pub craft: &'a Craft,
    pub world: &'a World,
    /// Home of the autopilot, once it is set.
    pub home: Option<Place>,
    pub autopilot: &'a mut dyn Autopilot,
    pub outbox: &'a mut Outbox,
}

fn ack(partner: Partner, command: MavCmd, result: MavResult) -> COMMAND_ACK_DATA {
    COMMAND_ACK_DATA {
        command,
        result,
        progress: 0,
        result_param2: 0,
        target_system: partner.system_id,
        target_component: partner.component_id,
    }
}

impl Moment<'_> {
    /// Milliseconds since the start, as components count them.
    pub fn boot_ms(&self) -> u32 {
        self.now.ms() as u32
    }

    /// Says something on one link.
    pub fn say<D: MessageData>(
        &mut self,
        component: &mut Component,
        channel: ChannelId,
        message: &D,
    ) {
        if let Some(sender) = component.senders.get_mut(usize::from(channel.0)) {
            let signing = self.autopilot.signing_mut();
            sender.send(self.now, signing, message, self.outbox);
        }
    }

    /// Says something on every link.
    pub fn say_everywhere<D: MessageData>(&mut self, component: &mut Component, message: &D) {
        for channel in component.channels() {
            self.say(component, channel, message);
        }
    }

    /// Says something as the autopilot.
    pub fn say_as_autopilot<D: MessageData>(&mut self, channel: ChannelId, message: &D) {
        self.autopilot
            .lend_voice(channel, self.now, self.outbox, &mut |voice| {
                voice.say(message);
            });
    }

    /// Acknowledges a command.
    pub fn acknowledge(
        &mut self,
        component: &mut Component,
        partner: Partner,
        command: MavCmd,
        result: MavResult,
    ) {
        self.say(component, partner.channel, &ack(partner, command, result));
    }

    /// Acknowledges a command as the autopilot.
    pub fn acknowledge_as_autopilot(
        &mut self,
        partner: Partner,
        command: MavCmd,
        result: MavResult,
    ) {
        self.say_as_autopilot(partner.channel, &ack(partner, command, result));
    }

    /// Says of a command with a number that the codec does not know that it is not supported.
    pub fn refuse_unknown(
        &mut self,
        component: &mut Component,
        partner: Partner,
        command: [u8; 2],
    ) {
        let Some(sender) = component.senders.get_mut(usize::from(partner.channel.0)) else {
            return;
        };
        let unsupported = MavResult::MAV_RESULT_UNSUPPORTED as u8;
        let payload = [
            command[0],
            command[1],
            unsupported,
            0,
            0,
            0,
            0,
            0,
            partner.system_id,
            partner.component_id,
        ];
        let kind = (COMMAND_ACK_DATA::ID, COMMAND_ACK_DATA::EXTRA_CRC);
        let signing = self.autopilot.signing_mut();
        sender.send_payload(self.now, signing, kind, &payload, self.outbox);
    }
}
