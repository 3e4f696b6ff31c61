//! What was said in a flight: how often each message came in each part of it, in which order they came
//! first, and what each request was answered.

use super::answers;
use super::recording::Packet;
use mavlink::dialects::ardupilotmega::*;
use mavlink::{MavlinkVersion, Message};
use std::collections::BTreeMap;

/// The parts of a flight: it is armed from the acknowledgement on, where a station arms it, and until a
/// heartbeat tells that it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Before it is armed.
    Before,
    /// While it is.
    Armed,
    /// After it.
    After,
}

/// All parts, in their order, with what they are called.
pub const PARTS: [(Part, &str); 3] = [
    (Part::Before, "before"),
    (Part::Armed, "armed"),
    (Part::After, "after"),
];

/// When something was said.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// In each part, since its begin, seconds.
    at_s: [Vec<f64>; 3],
    /// Its place in the order in which messages came for the first time.
    pub rank: usize,
}

impl Said {
    /// How often it came in a part's first seconds.
    pub fn count(&self, part: Part, within_s: f64) -> u32 {
        let at_s = self.at_s[part as usize].iter();
        at_s.filter(|it| **it <= within_s).count() as u32
    }

    /// How often it came at all.
    pub fn total(&self) -> u32 {
        self.at_s.iter().map(Vec::len).sum::<usize>() as u32
    }
}

pub struct Conversation {
    /// By what was said: see [`subject`].
    pub said: BTreeMap<String, Said>,
    /// How long each part took, seconds.
    pub lengths_s: [f64; 3],
    /// Each request, and what it was answered, in the order of the requests.
    pub answers: Vec<(String, String)>,
    /// The texts with their severities.
    pub texts: Vec<String>,
}

/// Whether a message tells that it is armed, or that it is not.
fn tells_armed(message: &MavMessage) -> Option<bool> {
    let armed = MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED;
    match message {
        MavMessage::HEARTBEAT(it) => Some(it.base_mode.contains(armed)),
        // No station of the recordings disarms.
        MavMessage::COMMAND_ACK(it) => (it.command == MavCmd::MAV_CMD_COMPONENT_ARM_DISARM
            && it.result == MavResult::MAV_RESULT_ACCEPTED)
            .then_some(true),
        _ => None,
    }
}

/// What a message is called.
fn name_of(message_id: u32) -> String {
    match MavMessage::default_message_from_id(message_id) {
        Some(message) => message.message_name().to_owned(),
        None => format!("message {message_id}"),
    }
}

/// What is counted together: the message's name, and where one name stands for different things, which.
fn subject(message_id: u32, read: Option<&MavMessage>) -> String {
    let name = name_of(message_id);
    match read {
        Some(MavMessage::PARAM_VALUE(it)) => {
            format!("{name} {}", it.param_id.to_str().unwrap_or("?"))
        }
        Some(MavMessage::COMMAND_LONG(it)) => format!("{name} {:?}", it.command),
        Some(MavMessage::COMMAND_ACK(it)) => format!("{name} {:?} {:?}", it.command, it.result),
        Some(MavMessage::MISSION_ITEM_REACHED(it)) => format!("{name} {}", it.seq),
        Some(MavMessage::EVENT(it)) => format!("{name} {}", it.id),
        _ => name,
    }
}

pub fn message(packet: &Packet) -> Option<MavMessage> {
    let payload = &packet.frame[10..10 + usize::from(packet.frame[1])];
    MavMessage::parse(MavlinkVersion::V2, packet.message_id, payload).ok()
}

impl Conversation {
    pub fn of(packets: &[Packet]) -> Self {
        let (mut said, mut texts) = (BTreeMap::<String, Said>::new(), Vec::new());
        let mut parts = vec![(packets[0].at_s, Part::Before)];
        for packet in packets.iter().filter(|it| it.is_vehicles()) {
            let read = message(packet);
            if let Some(is_armed) = read.as_ref().and_then(tells_armed) {
                let next = match (parts[parts.len() - 1].1, is_armed) {
                    (Part::Before, true) => Some(Part::Armed),
                    (Part::Armed, false) => Some(Part::After),
                    _ => None,
                };
                parts.extend(next.map(|part| (packet.at_s, part)));
            }
            if let Some(MavMessage::STATUSTEXT(text)) = &read {
                let words = text.text.to_str().unwrap_or("?");
                texts.push(format!("{} {words}", text.severity as u8));
            }
            let rank = said.len();
            let subject = subject(packet.message_id, read.as_ref());
            let entry = said.entry(subject).or_insert_with(|| Said {
                rank,
                ..Said::default()
            });
            let (from_s, part) = parts[parts.len() - 1];
            entry.at_s[part as usize].push(packet.at_s - from_s);
        }
        let ends_s = packets[packets.len() - 1].at_s;
        let mut lengths_s = [0.0; 3];
        for (index, (from_s, part)) in parts.iter().enumerate() {
            let until_s = parts.get(index + 1).map_or(ends_s, |it| it.0);
            lengths_s[*part as usize] += until_s - from_s;
        }
        Self {
            said,
            lengths_s,
            answers: answers::of(packets),
            texts,
        }
    }
}
