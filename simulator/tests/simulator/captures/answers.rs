//! What each request of the station was answered.

use super::conversation::message;
use super::recording::Packet;
use mavlink::Message;
use mavlink::dialects::ardupilotmega::*;
use std::collections::BTreeMap;

/// An answer comes within this, seconds.
const PATIENCE_S: f64 = 3.0;

/// Each request of the station with what the vehicle answered before the same was asked again.
pub fn of(packets: &[Packet]) -> Vec<(String, String)> {
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
                told.extend(answer_to(request, answer).filter(|it| !is_told(&told, it, request)));
            }
        }
        if let MavMessage::REQUEST_DATA_STREAM(_) = request {
            told = began(&read, packet.at_s);
        }
        answers.push((key, in_runs(told).join(", ")));
    }
    answers
}

/// Three and more blocks of a file that follow each other at one distance are told as one.
fn in_runs(told: Vec<String>) -> Vec<String> {
    let at = |text: &String| -> Option<(String, u64)> {
        let (what, offset) = text.rsplit_once(" at ")?;
        Some((what.to_owned(), offset.parse().ok()?))
    };
    let (mut runs, mut first) = (Vec::new(), 0);
    while first < told.len() {
        let follows =
            |last: usize, step: u64| match (at(&told[last]), told.get(last + 1).and_then(at)) {
                (Some(one), Some(next)) => one.0 == next.0 && one.1 + step == next.1,
                _ => false,
            };
        let offsets = (at(&told[first]), told.get(first + 1).and_then(at));
        let step = match offsets {
            (Some(one), Some(next)) => next.1.saturating_sub(one.1),
            _ => 0,
        };
        let mut last = first;
        while step > 0 && follows(last, step) {
            last += 1;
        }
        if last - first >= 2 {
            runs.push(format!("{}, each {step} to {}", told[first], told[last]));
        } else {
            last = first;
            runs.push(told[first].clone());
        }
        first = last + 1;
    }
    runs
}

/// Whether a message that was asked for was there already: it may be sent regularly beside.
fn is_told(told: &[String], answer: &String, request: &MavMessage) -> bool {
    let asked = match request {
        MavMessage::COMMAND_LONG(it) => asked_message(it.command, it.param1),
        MavMessage::COMMAND_INT(it) => asked_message(it.command, it.param1),
        _ => None,
    };
    asked.is_some() && answer.starts_with("message ") && told.contains(answer)
}

fn asked_message(command: MavCmd, param1: f32) -> Option<u32> {
    (command == MavCmd::MAV_CMD_REQUEST_MESSAGE).then_some(param1 as u32)
}

/// What comes by itself and does not begin with a stream.
const NO_STREAMS: [&str; 9] = [
    "MISSION_ITEM_INT",
    "MISSION_REQUEST",
    "HEARTBEAT",
    "TIMESYNC",
    "STATUSTEXT",
    "PARAM_VALUE",
    "COMMAND_ACK",
    "FILE_TRANSFER_PROTOCOL",
    "GPS_GLOBAL_ORIGIN",
];

/// Which messages came again and again after this moment and not at all before it.
fn began(read: &[(&Packet, MavMessage)], at_s: f64) -> Vec<String> {
    let mut counts = BTreeMap::<&str, (u32, u32)>::new();
    for (packet, message) in read.iter().filter(|(packet, _)| packet.is_vehicles()) {
        let since_s = packet.at_s - at_s;
        if since_s.abs() > PATIENCE_S {
            continue;
        }
        let (before, after) = counts.entry(message.message_name()).or_default();
        *(if since_s < 0.0 { before } else { after }) += 1;
    }
    let began = counts.iter().filter(|(name, (before, after))| {
        *before == 0 && *after >= 2 && !NO_STREAMS.contains(*name)
    });
    began.map(|(name, _)| (*name).to_owned()).collect()
}

/// Files over MAVLink (mavlink.io/en/services/ftp.html): where what stands in the payload.
struct Ftp<'a> {
    sequence: u16,
    session: u8,
    opcode: u8,
    size: u8,
    asked_opcode: u8,
    offset: u32,
    data: &'a [u8],
}

const FTP_ACK: u8 = 128;
const FTP_NAK: u8 = 129;
/// Operations whose data name a file or a folder.
const FTP_NAMED: [u8; 8] = [3, 4, 6, 8, 9, 10, 11, 14];
const FTP_BURST: u8 = 15;

impl<'a> Ftp<'a> {
    fn read(it: &'a FILE_TRANSFER_PROTOCOL_DATA) -> Self {
        let bytes = it.payload.as_slice();
        Self {
            sequence: u16::from_le_bytes([bytes[0], bytes[1]]),
            session: bytes[2],
            opcode: bytes[3],
            size: bytes[4],
            asked_opcode: bytes[5],
            offset: u32::from_le_bytes([bytes[8], bytes[9], bytes[10], bytes[11]]),
            data: &bytes[12..],
        }
    }

    fn request(&self) -> String {
        let data = &self.data[..usize::from(self.size).min(self.data.len())];
        let name = if FTP_NAMED.contains(&self.opcode) {
            format!(" {}", String::from_utf8_lossy(data).trim_end_matches('\0'))
        } else {
            String::new()
        };
        format!(
            "FILE_TRANSFER_PROTOCOL {} of session {} at {}{}",
            self.opcode, self.session, self.offset, name
        )
    }

    /// What it says to this request, where it answers it: a burst answers many times.
    fn answer(&self, asked: &Ftp) -> Option<String> {
        let distance = self.sequence.wrapping_sub(asked.sequence);
        let is_next =
            distance == 1 || (asked.opcode == FTP_BURST && (1..10_000).contains(&distance));
        if !is_next || self.asked_opcode != asked.opcode {
            return None;
        }
        Some(match self.opcode {
            FTP_ACK => format!("ack of session {} at {}", self.session, self.offset),
            FTP_NAK => format!("nak {} of session {}", self.data[0], self.session),
            other => format!("opcode {other}"),
        })
    }
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
        MavMessage::FILE_TRANSFER_PROTOCOL(it) => Ftp::read(it).request(),
        MavMessage::REQUEST_DATA_STREAM(it) => format!(
            "REQUEST_DATA_STREAM {:?} at {} Hz, {}",
            it.req_stream_id, it.req_message_rate, it.start_stop
        ),
        _ => return None,
    })
}

/// What a message of the vehicle answers; `None` where it is no answer to the request.
fn answer_to(request: &MavMessage, answer: &MavMessage) -> Option<String> {
    let ack = |command: MavCmd, param1: f32| match answer {
        MavMessage::COMMAND_ACK(ack) if ack.command == command => Some(format!("{:?}", ack.result)),
        _ if asked_message(command, param1) == Some(answer.message_id()) => {
            Some(format!("message {}", answer.message_name()))
        }
        _ => None,
    };
    match (request, answer) {
        (MavMessage::COMMAND_LONG(it), _) => ack(it.command, it.param1),
        (MavMessage::COMMAND_INT(it), _) => ack(it.command, it.param1),
        (MavMessage::FILE_TRANSFER_PROTOCOL(asked), MavMessage::FILE_TRANSFER_PROTOCOL(it)) => {
            Ftp::read(it).answer(&Ftp::read(asked))
        }
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
