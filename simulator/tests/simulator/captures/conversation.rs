//! What was said in a flight: how often each message came in each part of it, in which order they came
//! first, and what each request was answered.

use super::recording::Packet;
use mavlink::dialects::ardupilotmega::*;
use mavlink::{MavlinkVersion, Message};
use std::collections::BTreeMap;

/// The parts of a flight, told by the heartbeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Before it is armed.
    Before,
    /// While it is.
    Armed,
    /// After it.
    After,
}

/// A message's count in each part.
#[derive(Clone, Debug, Default)]
pub struct Said {
    pub counts: [u32; 3],
    /// Its place in the order in which messages came for the first time.
    pub rank: usize,
}

pub struct Conversation {
    /// By the number of the message.
    pub said: BTreeMap<u32, Said>,
    /// How long each part took, seconds.
    pub lengths_s: [f64; 3],
    /// Each request, and what it was answered, in the order of the requests.
    pub answers: Vec<(String, String)>,
    /// The texts with their severities.
    pub texts: Vec<String>,
}

/// What a message is called.
pub fn name_of(message_id: u32) -> String {
    match MavMessage::default_message_from_id(message_id) {
        Some(message) => message.message_name().to_owned(),
        None => format!("message {message_id}"),
    }
}

fn message(packet: &Packet) -> Option<MavMessage> {
    let payload = &packet.frame[10..10 + usize::from(packet.frame[1])];
    MavMessage::parse(MavlinkVersion::V2, packet.message_id, payload).ok()
}

impl Conversation {
    pub fn of(packets: &[Packet]) -> Self {
        let (mut said, mut texts) = (BTreeMap::<u32, Said>::new(), Vec::new());
        let mut parts = vec![(packets[0].at_s, Part::Before)];
        for packet in packets.iter().filter(|it| it.is_vehicles()) {
            let read = message(packet);
            if let Some(MavMessage::HEARTBEAT(heartbeat)) = &read {
                let is_armed = heartbeat
                    .base_mode
                    .contains(MavModeFlag::MAV_MODE_FLAG_SAFETY_ARMED);
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
            let entry = said.entry(packet.message_id).or_insert_with(|| Said {
                rank,
                ..Said::default()
            });
            entry.counts[parts[parts.len() - 1].1 as usize] += 1;
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
            answers: answers(packets),
            texts,
        }
    }
}

/// An answer comes within this, seconds.
const PATIENCE_S: f64 = 3.0;

/// Each request of the station with what the vehicle answered before the same was asked again.
fn answers(packets: &[Packet]) -> Vec<(String, String)> {
    let read: Vec<(&Packet, MavMessage)> = packets
        .iter()
        .filter_map(|packet| message(packet).map(|read| (packet, read)))
        .collect();
    let mut answers = Vec::new();
    for (index, (packet, request)) in read.iter().enumerate() {
        if !packet.is_stations() {
            continue;
        }
        let Some(key) = request_of(request) else {
            continue;
        };
        let mut told = Vec::new();
        for (later, answer) in &read[index + 1..] {
            if later.at_s > packet.at_s + PATIENCE_S {
                break;
            }
            if later.is_stations() && request_of(answer).as_ref() == Some(&key) {
                break;
            }
            if later.is_vehicles() {
                told.extend(answer_to(request, answer));
            }
        }
        answers.push((key, told.join(", ")));
    }
    answers
}

/// What is asked; `None` for what asks nothing.
fn request_of(message: &MavMessage) -> Option<String> {
    Some(match message {
        MavMessage::COMMAND_LONG(it) => {
            format!("{:?} {} {}", it.command, it.param1, it.param2)
        }
        MavMessage::COMMAND_INT(it) => format!("{:?} {} {}", it.command, it.param1, it.param2),
        MavMessage::PARAM_REQUEST_READ(it) => {
            format!("PARAM_REQUEST_READ {}", it.param_id.to_str().ok()?)
        }
        MavMessage::PARAM_SET(it) => format!("PARAM_SET {}", it.param_id.to_str().ok()?),
        MavMessage::MISSION_COUNT(it) => {
            format!("MISSION_COUNT {} of {:?}", it.count, it.mission_type)
        }
        MavMessage::MISSION_ITEM_INT(it) => {
            format!("MISSION_ITEM_INT {} of {:?}", it.seq, it.mission_type)
        }
        MavMessage::MISSION_REQUEST_LIST(it) => {
            format!("MISSION_REQUEST_LIST of {:?}", it.mission_type)
        }
        MavMessage::MISSION_REQUEST_INT(it) => {
            format!("MISSION_REQUEST_INT {} of {:?}", it.seq, it.mission_type)
        }
        MavMessage::MISSION_CLEAR_ALL(it) => format!("MISSION_CLEAR_ALL of {:?}", it.mission_type),
        _ => return None,
    })
}

/// What a message of the vehicle answers; `None` where it is no answer to the request.
fn answer_to(request: &MavMessage, answer: &MavMessage) -> Option<String> {
    let ack = |command: MavCmd| match answer {
        MavMessage::COMMAND_ACK(ack) if ack.command == command => Some(format!("{:?}", ack.result)),
        _ => None,
    };
    match (request, answer) {
        (MavMessage::COMMAND_LONG(it), _) => ack(it.command),
        (MavMessage::COMMAND_INT(it), _) => ack(it.command),
        (MavMessage::PARAM_REQUEST_READ(asked), MavMessage::PARAM_VALUE(it))
            if asked.param_id == it.param_id =>
        {
            Some(format!("{} as {:?}", it.param_value, it.param_type))
        }
        (MavMessage::PARAM_SET(asked), MavMessage::PARAM_VALUE(it))
            if asked.param_id == it.param_id =>
        {
            Some(format!("{} as {:?}", it.param_value, it.param_type))
        }
        (MavMessage::MISSION_COUNT(_), MavMessage::MISSION_REQUEST(it)) if it.seq == 0 => {
            Some("MISSION_REQUEST 0".to_owned())
        }
        (MavMessage::MISSION_COUNT(_), MavMessage::MISSION_REQUEST_INT(it)) if it.seq == 0 => {
            Some("MISSION_REQUEST_INT 0".to_owned())
        }
        (MavMessage::MISSION_ITEM_INT(sent), MavMessage::MISSION_REQUEST(it))
            if it.seq == sent.seq + 1 && it.mission_type == sent.mission_type =>
        {
            Some(format!("MISSION_REQUEST {}", it.seq))
        }
        (MavMessage::MISSION_ITEM_INT(sent), MavMessage::MISSION_REQUEST_INT(it))
            if it.seq == sent.seq + 1 && it.mission_type == sent.mission_type =>
        {
            Some(format!("MISSION_REQUEST_INT {}", it.seq))
        }
        (MavMessage::MISSION_CLEAR_ALL(asked), MavMessage::MISSION_ACK(it))
            if asked.mission_type == it.mission_type =>
        {
            Some(format!("{:?}", it.mavtype))
        }
        (MavMessage::MISSION_ITEM_INT(sent), MavMessage::MISSION_ACK(it))
            if sent.mission_type == it.mission_type =>
        {
            Some(format!("{:?}", it.mavtype))
        }
        (MavMessage::MISSION_REQUEST_LIST(asked), MavMessage::MISSION_COUNT(it))
            if asked.mission_type == it.mission_type =>
        {
            Some(format!("MISSION_COUNT {}", it.count))
        }
        (MavMessage::MISSION_REQUEST_INT(asked), MavMessage::MISSION_ITEM_INT(it))
            if asked.seq == it.seq && asked.mission_type == it.mission_type =>
        {
            Some(item(it))
        }
        _ => None,
    }
}

fn item(it: &MISSION_ITEM_INT_DATA) -> String {
    // Home is where the vehicle arms: its place is compared to 1e-5 degrees and its height to metres.
    let (place, height) =
        if it.seq == 0 && it.mission_type == MavMissionType::MAV_MISSION_TYPE_MISSION {
            ((it.x / 1_000, it.y / 1_000), String::new())
        } else {
            ((it.x, it.y), it.z.to_string())
        };
    format!(
        "{:?} {:?} {} {} {} {} at {place:?} {height} current {} autocontinue {}",
        it.command,
        it.frame,
        it.param1,
        it.param2,
        it.param3,
        it.param4,
        it.current,
        it.autocontinue
    )
}
