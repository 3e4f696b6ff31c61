#![allow(clippy::unwrap_used)]

use crate::autopilot::Autopilot;
use crate::autopilot::px4::station::Station;
use crate::autopilot::px4::{LinkMode, Px4};
use crate::autopilot::station::started;
use crate::files::client::Client;
use crate::files::{Packet, opcode};
use crate::time::SimTime;
use crate::wire::{ChannelId, Incoming, Outbox, Sender, Signing, Splitter};
use mavlink::dialects::ardupilotmega::*;

const NO_SESSIONS_AVAILABLE: u8 = 5;
const FILE_PROTECTED: u8 = 9;
const FILE_NOT_FOUND: u8 = 10;

fn files_said(said: Vec<MavMessage>) -> Vec<FILE_TRANSFER_PROTOCOL_DATA> {
    let files = said.into_iter().filter_map(|message| match message {
        MavMessage::FILE_TRANSFER_PROTOCOL(message) => {
            assert_eq!(
                (message.target_system, message.target_component),
                (250, 190)
            );
            Some(message)
        }
        _ => None,
    });
    files.collect()
}

/// Lets a ground station that loses packets do something about files.
fn with_client<T>(station: &mut Station, loss: f64, does: impl FnOnce(&mut Client) -> T) -> T {
    let mut exchange = |asked: Option<FILE_TRANSFER_PROTOCOL_DATA>| {
        let before = station.said.len();
        match asked {
            Some(asked) => drop(station.send(&asked)),
            None => station.step(&[]),
        }
        let said = station.said[before..].iter();
        files_said(said.map(|it| it.1.clone()).collect())
    };
    let mut client = Client::new(1, loss, &mut exchange);
    // Another client numbers anew: so that it is not taken for the one before, who asks again.
    client.request(opcode::NONE, &[], 0);
    does(&mut client)
}

fn list(station: &mut Station, path: &str) -> Result<String, u8> {
    with_client(station, 0.0, |client| {
        let reply = client.request(opcode::LIST_DIRECTORY, path.as_bytes(), 0);
        match reply.opcode {
            opcode::ACK => Ok(String::from_utf8(reply.content().unwrap().to_vec()).unwrap()),
            _ => Err(reply.data[0]),
        }
    })
}

fn write(station: &mut Station, path: &str, content: &[u8]) {
    let writes = |client: &mut Client| {
        let created = client.request(opcode::CREATE_FILE, path.as_bytes(), 0);
        assert_eq!(created.opcode, opcode::ACK, "{}", created.data[0]);
        for (index, block) in content.chunks(200).enumerate() {
            let written = client.request(opcode::WRITE_FILE, block, index as u32 * 200);
            assert_eq!(written.opcode, opcode::ACK, "{}", written.data[0]);
        }
        client.request(opcode::TERMINATE_SESSION, &[], 0);
    };
    with_client(station, 0.0, writes);
}

#[test]
fn from_its_root_on_it_tells_of_its_card_and_says_that_it_serves_files() {
    let mut station = Station::ready();
    assert_eq!(list(&mut station, "/").unwrap(), "Detc\0Dfs\0");
    assert_eq!(list(&mut station, "/fs/microsd").unwrap(), "Dlog\0");
    assert_eq!(list(&mut station, "/fs/nothing"), Err(FILE_NOT_FOUND));
    let said = station.command(
        MavCmd::MAV_CMD_REQUEST_MESSAGE,
        [148.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    );
    let serves = said.iter().any(|message| match message {
        MavMessage::AUTOPILOT_VERSION(version) => version
            .capabilities
            .contains(MavProtocolCapability::MAV_PROTOCOL_CAPABILITY_FTP),
        _ => false,
    });
    assert!(serves);
}

#[test]
fn what_is_written_to_the_card_is_read_back_over_a_bad_link_also_after_a_start_anew() {
    let mut station = Station::ready();
    let content: Vec<u8> = (0..3_000_u32).map(|at| ((at * at) >> 5) as u8).collect();
    write(&mut station, "/fs/microsd/notes.bin", &content);
    assert_eq!(
        list(&mut station, "/fs/microsd").unwrap(),
        "Dlog\0Fnotes.bin\t3000\0"
    );
    // What is open when it starts anew is closed then.
    with_client(&mut station, 0.0, |client| {
        assert_eq!(client.open("/fs/microsd/notes.bin"), Ok(3_000));
    });
    let now = station.now;
    station.autopilot.reboot(now);
    let fetched = with_client(&mut station, 0.2, |client| {
        client.fetch("/fs/microsd/notes.bin")
    });
    assert!(fetched == Ok((3_000, content)));
}

#[test]
fn beside_the_card_nothing_is_written() {
    let mut station = Station::ready();
    write(&mut station, "/fs/microsd/a", b"1");
    let refused = |station: &mut Station, opcode, path: &str| {
        with_client(station, 0.0, |client| {
            client.refusal(opcode, path.as_bytes())
        })
    };
    for path in ["/etc/rc", "/fs/other", "/fs/microsd/../x", "fs/microsd/b"] {
        for opcode in [opcode::CREATE_FILE, opcode::CREATE_DIRECTORY] {
            let refusal = refused(&mut station, opcode, path);
            assert_eq!(refusal, Some(FILE_PROTECTED), "{path}");
        }
    }
    for (opcode, path) in [
        (opcode::REMOVE_DIRECTORY, "/etc"),
        (opcode::RENAME, "/fs/microsd/a\0/etc/a"),
        (opcode::RENAME, "/etc/a\0/fs/microsd/b"),
    ] {
        assert_eq!(
            refused(&mut station, opcode, path),
            Some(FILE_PROTECTED),
            "{path}"
        );
    }
    assert_eq!(list(&mut station, "/").unwrap(), "Detc\0Dfs\0");
    assert_eq!(list(&mut station, "/fs/microsd").unwrap(), "Fa\t1\0Dlog\0");
}

#[test]
fn each_link_has_one_session_of_its_own() {
    let mut station = Station::with(Px4::new(
        1,
        &[LinkMode::Normal, LinkMode::Normal],
        0.0,
        started(),
        SimTime::START,
    ));
    write(&mut station, "/fs/microsd/a", b"12345");
    let mut open = |link: u8, system_id: u8, sequence: u16| {
        let mut request = Packet {
            sequence,
            opcode: opcode::OPEN_FILE_RO,
            ..Packet::default()
        };
        request.set_content(b"/fs/microsd/a");
        let asked = FILE_TRANSFER_PROTOCOL_DATA {
            target_network: 0,
            target_system: 1,
            target_component: 1,
            payload: request.write(),
        };
        let mut sent = Outbox::default();
        Sender::new(ChannelId(link), system_id, 190).send(
            station.now,
            &mut Signing::off(started()),
            &asked,
            &mut sent,
        );
        let mut heard: Vec<(ChannelId, Incoming)> = Vec::new();
        for (channel, frame) in sent.iter() {
            Splitter::default().take(frame, |frame| heard.push((channel, frame)));
        }
        let mut said = Outbox::default();
        let (now, craft) = (station.now, &station.craft);
        station.autopilot.step(now, 0.02, craft, &heard, &mut said);
        let mut replies = Vec::new();
        for (channel, frame) in said.iter() {
            Splitter::default().take(frame, |frame| {
                if let Some(MavMessage::FILE_TRANSFER_PROTOCOL(it)) = frame.message() {
                    let reply = Packet::read(&it.payload);
                    replies.push((channel.0, reply.opcode, reply.data[0]));
                }
            });
        }
        replies
    };
    assert_eq!(open(0, 250, 1), [(0, opcode::ACK, 5)]);
    assert_eq!(open(1, 251, 1), [(1, opcode::ACK, 5)]);
    let refused = [(0, opcode::NAK, NO_SESSIONS_AVAILABLE)];
    assert_eq!(open(0, 252, 7), refused);
}
