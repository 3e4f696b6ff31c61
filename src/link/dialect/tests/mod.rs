#![allow(clippy::unwrap_used)]

/// The part of a report, where it is of that kind.
macro_rules! report {
    ($kind:ident, $message:expr) => {
        match said(&$message) {
            Some(Report::$kind(report)) => report,
            other => panic!("{other:?}"),
        }
    };
}

mod captures;
mod damage;
mod numbers;
mod parameter_values;
mod said;
mod sentinels;
mod words;

use super::*;
use crate::link::frame::{Frame, Version};
use crate::link::report::Report;
use crate::link::tlog::{Logged, TlogReader};
use mavlink::dialects::ardupilotmega::MavMessage;
use mavlink::{MavlinkVersion, Message, MessageData};

/// The ids of all messages that are decoded.
const LIST: [u32; 46] = [
    0, 1, 2, 22, 24, 30, 33, 39, 40, 42, 44, 46, 47, 51, 62, 73, 74, 77, 87, 109, 110, 111, 124,
    141, 147, 148, 158, 162, 168, 193, 230, 231, 235, 241, 242, 245, 253, 259, 260, 261, 262, 263,
    269, 281, 285, 441,
];

/// Every frame of a recorded flight.
fn recorded(name: &str) -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");
    let file = std::fs::File::open(format!("{folder}/{name}.tlog")).unwrap();
    let mut reader = TlogReader::new(file);
    let mut frames = Vec::new();
    while let Some(entry) = reader.next_entry().unwrap() {
        let Logged::Frame(_, frame) = entry else {
            panic!("{name}: {entry:?}");
        };
        frames.push(frame.bytes().to_vec());
    }
    frames
}

const FLIGHTS: [&str; 3] = [
    "ardupilot-mission",
    "ardupilot-groundstation",
    "px4-mission",
];

fn frame(bytes: &[u8]) -> Frame<'_> {
    Frame::of_whole(bytes).unwrap()
}

/// What a payload says. Its checksum is not looked at.
fn said_by(version: Version, id: u32, payload: &[u8]) -> Option<Report> {
    let length = payload.len() as u8;
    let [id0, id1, id2, _] = id.to_le_bytes();
    let mut bytes = match version {
        Version::One => vec![0xFE, length, 0, 1, 1, id0],
        Version::Two => vec![0xFD, length, 0, 0, 0, 1, 1, id0, id1, id2],
    };
    bytes.extend_from_slice(payload);
    bytes.extend_from_slice(&[0, 0]);
    decode(frame(&bytes))
}

/// What a message of the codec says.
fn said(message: &impl MessageData) -> Option<Report> {
    said_by(Version::Two, id_of(message), &payload_of(message))
}

fn id_of<M: MessageData>(_: &M) -> u32 {
    M::ID
}

fn payload_of(message: &impl MessageData) -> Vec<u8> {
    let mut bytes = vec![0; 255];
    let length = message.ser(MavlinkVersion::V2, &mut bytes);
    bytes.truncate(length);
    bytes
}

/// The codec's reading of a payload.
fn parsed(id: u32, payload: &[u8]) -> MavMessage {
    MavMessage::parse(MavlinkVersion::V2, id, payload).unwrap()
}
