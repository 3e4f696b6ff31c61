//! A component that sends: its address, and the number of its next frame on each channel.

use super::{ChannelId, Outbox, Signing};
use crate::time::SimTime;
use mavlink::{MAVLinkV2MessageRaw, MavHeader, MessageData};

/// A sender on one channel.
#[derive(Clone, Debug)]
pub struct Sender {
    channel: ChannelId,
    system_id: u8,
    component_id: u8,
    sequence: u8,
    messages: u64,
    bytes: u64,
}

/// MAVLink 2: the frame is signed.
const FLAG_SIGNED: u8 = 0x01;
/// Start, header and checksum of a frame that is not signed, bytes.
const OVERHEAD: usize = 12;

impl Sender {
    /// A component of a system, on one of its channels.
    pub fn new(channel: ChannelId, system_id: u8, component_id: u8) -> Self {
        Self {
            channel,
            system_id,
            component_id,
            sequence: 0,
            messages: 0,
            bytes: 0,
        }
    }

    /// How many messages and bytes it sent.
    pub fn sent(&self) -> (u64, u64) {
        (self.messages, self.bytes)
    }

    /// The channel.
    pub fn channel(&self) -> ChannelId {
        self.channel
    }

    fn next_header(&mut self) -> MavHeader {
        let sequence = self.sequence;
        self.sequence = sequence.wrapping_add(1);
        MavHeader {
            system_id: self.system_id.into(),
            component_id: self.component_id,
            sequence,
        }
    }

    /// Sends a message.
    pub fn send<D: MessageData>(
        &mut self,
        now: SimTime,
        signing: &mut Signing,
        message: &D,
        outbox: &mut Outbox,
    ) {
        let mut frame = MAVLinkV2MessageRaw::new();
        frame.serialize_message_data(self.next_header(), message);
        self.finish(now, signing, frame, D::EXTRA_CRC, outbox);
    }

    /// Sends a payload that the codec has no type for: a number that its enumerations do not know, say.
    pub fn send_payload(
        &mut self,
        now: SimTime,
        signing: &mut Signing,
        (message_id, extra_crc): (u32, u8),
        payload: &[u8],
        outbox: &mut Outbox,
    ) {
        let header = self.next_header();
        let used = payload
            .iter()
            .rposition(|byte| *byte != 0)
            .map_or(1, |at| at + 1);
        let payload = &payload[..used.min(255)];
        let id = message_id.to_le_bytes();
        let mut frame = [0; OVERHEAD + 255];
        frame[..10].copy_from_slice(&[
            0xFD,
            payload.len() as u8,
            0,
            0,
            header.sequence,
            self.system_id,
            self.component_id,
            id[0],
            id[1],
            id[2],
        ]);
        frame[10..10 + payload.len()].copy_from_slice(payload);
        let mut raw = MAVLinkV2MessageRaw::new();
        raw.as_mut_slice()[..frame.len()].copy_from_slice(&frame);
        let crc = mavlink::calculate_crc(&frame[1..10 + payload.len()], extra_crc);
        raw.as_mut_slice()[10 + payload.len()..12 + payload.len()]
            .copy_from_slice(&crc.to_le_bytes());
        self.finish(now, signing, raw, extra_crc, outbox);
    }

    fn finish(
        &mut self,
        now: SimTime,
        signing: &mut Signing,
        mut frame: MAVLinkV2MessageRaw,
        extra_crc: u8,
        outbox: &mut Outbox,
    ) {
        if signing.is_on() {
            *frame.incompatibility_flags_mut() |= FLAG_SIGNED;
            let end = OVERHEAD - 2 + usize::from(frame.payload_length());
            let crc = mavlink::calculate_crc(&frame.as_slice()[1..end], extra_crc);
            frame.as_mut_slice()[end..end + 2].copy_from_slice(&crc.to_le_bytes());
            signing.sign(now, self.channel, &mut frame);
        }
        self.messages += 1;
        self.bytes += frame.raw_bytes().len() as u64;
        outbox.push(self.channel, frame.raw_bytes());
    }
}
