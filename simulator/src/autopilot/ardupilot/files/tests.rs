#![allow(clippy::unwrap_used)]

use crate::autopilot::ardupilot::station::Station;
use crate::files::client::Client;
use crate::files::{Packet, opcode};
use mavlink::dialects::ardupilotmega::{FILE_TRANSFER_PROTOCOL_DATA, MavMessage};
use std::collections::BTreeMap;

/// The packets of the recorded station (`true`) and the recorded vehicle, in their order.
fn recorded() -> Vec<(bool, Packet)> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/captures/ardupilot-groundstation.tlog"
    );
    let bytes = std::fs::read(path).unwrap();
    let (mut at, mut packets) = (0, Vec::new());
    // Each frame follows eight bytes of time; all are of MAVLink 2 and not signed.
    while at + 8 < bytes.len() {
        let frame = &bytes[at + 8..];
        let length = usize::from(frame[1]);
        assert_eq!(frame[0], 0xFD);
        if frame[7..10] == [110, 0, 0] {
            let mut payload = [0; 254];
            payload[..length].copy_from_slice(&frame[10..10 + length]);
            let packet = Packet::read(payload[3..].try_into().unwrap());
            packets.push((frame[5] == 255, packet));
        }
        at += 8 + 12 + length;
    }
    packets
}

fn packets(said: &[MavMessage]) -> Vec<Packet> {
    let packets = said.iter().filter_map(|message| match message {
        MavMessage::FILE_TRANSFER_PROTOCOL(message) => Some(Packet::read(&message.payload)),
        _ => None,
    });
    packets.collect()
}

fn request(packet: &Packet) -> FILE_TRANSFER_PROTOCOL_DATA {
    FILE_TRANSFER_PROTOCOL_DATA {
        target_network: 0,
        target_system: 1,
        target_component: 1,
        payload: packet.write(),
    }
}

/// The values that the recorded one had before its gyroscopes were calibrated.
fn as_recorded(station: &mut Station) {
    let parameters = station.autopilot.parameters_mut();
    for sensor in ["GYROFFS", "GYR2OFFS"] {
        for axis in ["X", "Y", "Z"] {
            parameters
                .set(&format!("INS_{sensor}_{axis}"), 0.0)
                .unwrap();
        }
    }
    parameters.set("INS_GYR1_CALTEMP", -300.0).unwrap();
    parameters.set("INS_GYR2_CALTEMP", -300.0).unwrap();
}

#[test]
fn to_the_recorded_requests_the_recorded_replies_are_given_byte_for_byte() {
    let mut station = Station::new();
    as_recorded(&mut station);
    let recorded = recorded();
    let mut replies = Vec::new();
    for (_, packet) in recorded.iter().filter(|(is_request, _)| *is_request) {
        replies.extend(packets(&station.send(&request(packet))));
        if packet.opcode == opcode::BURST_READ_FILE {
            // The recorded station ended its session just when the last block had come.
            while replies
                .last()
                .is_none_or(|last: &Packet| !last.burst_complete)
            {
                let before = station.said.len();
                station.step(&[]);
                let said: Vec<_> = station.said[before..]
                    .iter()
                    .map(|it| it.1.clone())
                    .collect();
                replies.extend(packets(&said));
            }
        }
    }
    station.wait(0.1);
    let expected: Vec<Packet> = recorded
        .iter()
        .filter(|(is_request, _)| !is_request)
        .map(|(_, packet)| *packet)
        .collect();
    let said: Vec<_> = station.said.iter().map(|it| it.1.clone()).collect();
    let replies = packets(&said);
    assert_eq!(expected.len(), 66);
    for (reply, expected) in replies.iter().zip(&expected) {
        assert!(reply == expected, "packet {}", expected.sequence);
    }
    assert_eq!(replies.len(), expected.len());
    let texts = station.texts();
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("ArduCopter V4.7.0-dev"))
    );
}

/// Reads a packed file as a ground station does: by its own words, not by ours.
fn unpack(file: &[u8]) -> (u16, BTreeMap<String, (f64, Option<f64>)>) {
    let number = |at: usize| u16::from_le_bytes([file[at], file[at + 1]]);
    let magic = number(0);
    assert!(magic == 0x671B || magic == 0x671C);
    let (mut at, mut name, mut values) = (6, String::new(), BTreeMap::new());
    while at < file.len() {
        if file[at] == 0 {
            at += 1;
            continue;
        }
        let (kind, has_default) = (file[at] & 0xF, file[at] & 0x10 != 0);
        let (common, rest) = (file[at + 1] & 0xF, (file[at + 1] >> 4) + 1);
        name.truncate(common.into());
        at += 2;
        name += std::str::from_utf8(&file[at..at + usize::from(rest)]).unwrap();
        at += usize::from(rest);
        let mut value = || {
            let bytes = &file[at..];
            let (value, length) = match kind {
                1 => (f64::from(bytes[0] as i8), 1),
                2 => (f64::from(i16::from_le_bytes([bytes[0], bytes[1]])), 2),
                3 => (
                    f64::from(i32::from_le_bytes(bytes[..4].try_into().unwrap())),
                    4,
                ),
                _ => (
                    f64::from(f32::from_le_bytes(bytes[..4].try_into().unwrap())),
                    4,
                ),
            };
            at += length;
            value
        };
        let told = value();
        let default = has_default.then(value);
        values.insert(name.clone(), (told, default));
    }
    (number(2), values)
}

fn fetch(station: &mut Station, path: &str, loss: f64) -> Result<Vec<u8>, u8> {
    let mut exchange = |asked: Option<FILE_TRANSFER_PROTOCOL_DATA>| {
        let said = match asked {
            Some(asked) => station.send(&asked),
            None => {
                let before = station.said.len();
                station.step(&[]);
                station.said[before..]
                    .iter()
                    .map(|it| it.1.clone())
                    .collect()
            }
        };
        packets(&said).iter().map(request).collect()
    };
    let mut client = Client::new(1, loss, &mut exchange);
    client.fetch(path).map(|(_, file)| file)
}

#[test]
fn what_a_station_unpacks_are_the_parameters_with_what_was_changed() {
    let mut station = Station::new();
    station
        .autopilot
        .parameters_mut()
        .set("RTL_ALT", 4_000.0)
        .unwrap();
    let path = "@PARAM/param.pck?withdefaults=1";
    let before = station.autopilot.parameters().clone();
    let file = fetch(&mut station, path, 0.2).unwrap();
    let (count, values) = unpack(&file);
    assert_eq!((usize::from(count), values.len()), (1_354, 1_354));
    for index in 0..1_354 {
        let (name, value, _) = station.autopilot.parameters().at(index).unwrap();
        // Some are changed by the vehicle itself while the file is fetched.
        let could_be = [value as f32, before.value(name) as f32];
        assert!(could_be.contains(&(values[name].0 as f32)), "{name}");
    }
    assert_eq!(values["RTL_ALT"], (4_000.0, Some(1_500.0)));
    assert_eq!(values["COMPASS_EXTERNAL"], (1.0, Some(0.0)));
    assert_eq!(values["WPNAV_SPEED"].1, None);
}

#[test]
fn a_part_of_the_parameters_is_told_where_one_is_asked_for() {
    let mut station = Station::new();
    let path = "@PARAM/param.pck?start=10&count=3";
    let file = fetch(&mut station, path, 0.0).unwrap();
    assert_eq!(file[..6], [0x1B, 0x67, 3, 0, 0x4A, 0x05]);
    let (_, values) = unpack(&file);
    let names: Vec<&str> = values.keys().map(String::as_str).collect();
    assert_eq!(names, ["FS_GCS_ENABLE", "RTL_ALT_TYPE", "RTL_LOIT_TIME"]);
    for path in ["@PARAM/other", "@SYS/uarts.txt", "nothing.txt"] {
        assert_eq!(fetch(&mut station, path, 0.0), Err(10), "{path}");
    }
}
