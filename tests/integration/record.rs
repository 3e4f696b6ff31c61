//! `haiou record`: what comes in is in the logs, and what may not happen does not.

use crate::haiou::{haiou, written};
use crate::recording::{Recording, US, capture, folder, frames, recorded};
use haiou::link::frame::{Finder, Found, Sender, frame_up};
use haiou::link::signing::{Key, Signature};
use nix::sys::signal::Signal;
use nix::sys::socket::{AddressFamily, SockFlag, SockType, SockaddrIn, bind, getsockname, socket};
use std::fmt::Write as _;
use std::io::{ErrorKind, Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const LINK: &str = "udp-listen://127.0.0.1:0?group=main";
const HEARTBEAT: u32 = 0;
const COMMAND_LONG: u32 = 76;
const ARM: u16 = 400;
const STATION: u8 = 255;

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn loopback() -> UdpSocket {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let patience = Duration::from_secs(10);
    socket.set_read_timeout(Some(patience)).unwrap();
    socket
}

fn frame(system: u8, sequence: u8, id: u32, payload: &[u8]) -> Vec<u8> {
    signed(system, sequence, id, payload, None)
}

fn signed(
    system: u8,
    sequence: u8,
    id: u32,
    payload: &[u8],
    signing: Option<(&Key, Signature)>,
) -> Vec<u8> {
    let sender = Sender {
        system,
        component: if system == STATION { 190 } else { 1 },
    };
    let mut room = Vec::new();
    frame_up(sender, sequence, id, payload, signing, &mut room).unwrap();
    room
}

/// HEARTBEAT of a quadrotor of ArduPilot.
const BEAT: [u8; 9] = [0, 0, 0, 0, 2, 3, 81, 3, 3];
/// HEARTBEAT of a ground station.
const STATIONS_BEAT: [u8; 9] = [0, 0, 0, 0, 6, 8, 0, 4, 3];

/// COMMAND_LONG to 7/1 that arms.
fn arming() -> Vec<u8> {
    let mut payload = vec![0; 33];
    payload[..4].copy_from_slice(&1f32.to_le_bytes());
    payload[28..30].copy_from_slice(&ARM.to_le_bytes());
    payload[30] = 7;
    payload[31] = 1;
    payload
}

#[test]
fn what_came_is_in_the_log_byte_by_byte_until_it_was_asked_to_end() {
    let folder = folder("record-all");
    let mut recording = Recording::start(&["--link", LINK, "-o", text(&folder)]);
    let vehicle = loopback();
    vehicle.connect(recording.address()).unwrap();
    let mut said = frames(&capture("ardupilot-mission"));
    said.truncate(1_000);
    for frame in &said {
        vehicle.send(frame).unwrap();
    }
    let (end, code) = recording.end();
    assert_eq!(code, 0);
    assert_eq!(end["messages"], 1_000, "{end}");
    assert_eq!(end["recorded"]["files"], 1);
    assert_eq!(end["recorded"]["shed"], 0);
    assert_eq!(end["vehicles"][0]["system"], 1);
    assert_eq!(end["vehicles"][0]["group"], "main");
    assert!(recorded(&folder, "main") == said);
}

#[test]
fn it_ends_by_itself_after_its_time_and_says_where_it_listened() {
    let folder = folder("record-duration");
    let ran = haiou(&[
        "record",
        "--link",
        LINK,
        "-o",
        text(&folder),
        "--duration",
        "0.3",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("open at 127.0.0.1:"), "{}", ran.out);
    assert!(ran.out.contains("0 messages, 0 vehicles"), "{}", ran.out);
}

#[test]
fn a_live_vehicle_is_commanded_by_nobody_and_the_station_is_told_why() {
    let folder = folder("record-observe");
    let mut recording = Recording::start(&[
        "--link",
        LINK,
        "--station",
        "udp-listen://127.0.0.1:0?access=control&name=room",
        "-o",
        text(&folder),
    ]);
    let (vehicle, station) = (loopback(), loopback());
    vehicle.connect(recording.address()).unwrap();
    station.connect(recording.address()).unwrap();
    vehicle.send(&frame(7, 0, HEARTBEAT, &BEAT)).unwrap();
    recording.until(|line| line["kind"] == "discovered");
    station
        .send(&frame(STATION, 0, HEARTBEAT, &STATIONS_BEAT))
        .unwrap();
    // It sees the vehicle, as soon as it was heard itself: which of two sockets is read first is nobody's.
    let mut room = [0; 2_048];
    station
        .set_read_timeout(Some(Duration::from_millis(100)))
        .unwrap();
    let seen = (1..=100).any(|sequence| {
        let beat = frame(7, sequence, HEARTBEAT, &BEAT);
        vehicle.send(&beat).unwrap();
        station
            .recv(&mut room)
            .is_ok_and(|length| room[..length] == beat)
    });
    assert!(seen);
    station
        .send(&frame(STATION, 1, COMMAND_LONG, &arming()))
        .unwrap();
    let refused = recording.until(|line| line["kind"] == "refused");
    let why = refused["en"].as_str().unwrap();
    assert!(
        why.contains("COMMAND_LONG 400") && why.contains("not commissioned"),
        "{why}"
    );
    assert_eq!(
        (&refused["system"], &refused["group"]),
        (&7.into(), &"main".into())
    );
    let (end, code) = recording.end();
    assert_eq!(code, 0);
    assert_eq!(end["links"][1]["refused"]["observe-only"], 1);
    // Whatever the vehicle got is ours, and asks.
    let patience = Duration::from_millis(1);
    vehicle.set_read_timeout(Some(patience)).unwrap();
    while let Ok(length) = vehicle.recv(&mut room) {
        Finder::default().in_datagram(&room[..length], |found| match found {
            Found::Frame(frame) => {
                assert_eq!(frame.sender().system, US);
                assert_ne!(frame.message_id(), HEARTBEAT);
            }
            Found::Rejected(why, _) => panic!("{why:?}"),
        });
    }
}

#[test]
fn a_station_gets_in_by_tcp_where_two_hundred_and_forty_groups_have_their_links_and_logs_open() {
    const GROUPS: usize = 240;
    const FILES: u32 = 1_024;
    let folder = folder("record-many-groups");
    let mut arguments = Vec::new();
    for group in 0..GROUPS {
        let link = format!("udp-listen://127.0.0.1:0?group=g{group}");
        arguments.extend(["--link".to_owned(), link]);
    }
    let station = "tcp-listen://127.0.0.1:0?name=room";
    arguments.extend(["--station", station, "-o", text(&folder)].map(str::to_owned));
    let mut recording = Recording::start_with_files(FILES, &arguments);
    let links: Vec<_> = (0..GROUPS).map(|_| recording.address()).collect();
    let room = recording.address();
    let vehicles = loopback();
    let say = |sequence| {
        let beat = frame(7, sequence, HEARTBEAT, &BEAT);
        for link in &links {
            vehicles.send_to(&beat, link).unwrap();
        }
    };
    let has_log = |group: usize| {
        let mut logs = std::fs::read_dir(folder.join(format!("g{group}"))).unwrap();
        logs.next().is_some()
    };
    let are_open = (0..100).any(|sequence| {
        say(sequence);
        std::thread::sleep(Duration::from_millis(100));
        (0..GROUPS).all(has_log)
    });
    assert!(are_open);

    let mut station = TcpStream::connect(room).unwrap();
    let patience = Duration::from_millis(100);
    station.set_read_timeout(Some(patience)).unwrap();
    let beat = frame(STATION, 0, HEARTBEAT, &STATIONS_BEAT);
    station.write_all(&beat).unwrap();
    let hears = (100..200).any(|sequence| {
        say(sequence);
        match station.read(&mut [0; 2_048]) {
            Ok(0) => panic!("it was turned away"),
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::WouldBlock => false,
            Err(error) => panic!("{error}"),
        }
    });
    assert!(hears);
    let (_, code) = recording.end();
    assert_eq!(code, 0);
}

#[test]
fn what_was_started_to_go_on_without_its_terminal_does() {
    let folder = folder("record-nohup");
    let arguments = ["--link", LINK, "-o", text(&folder)];
    let mut recording = Recording::start_ignoring("HUP", &arguments);
    let vehicle = loopback();
    vehicle.connect(recording.address()).unwrap();
    recording.signal(Signal::SIGHUP);
    // It would have ended long before.
    std::thread::sleep(Duration::from_secs(1));
    vehicle.send(&frame(7, 0, HEARTBEAT, &BEAT)).unwrap();
    recording.until(|line| line["kind"] == "discovered");
    let (end, code) = recording.end();
    assert_eq!((&end["messages"], code), (&1.into(), 0));
}

#[test]
fn what_never_left_is_neither_recorded_nor_given_up() {
    let folder = folder("record-nobody-there");
    // A port that stays ours, and where nobody listens.
    let kind = (AddressFamily::Inet, SockType::Stream, SockFlag::empty());
    let held = socket(kind.0, kind.1, kind.2, None).unwrap();
    bind(held.as_raw_fd(), &SockaddrIn::new(127, 0, 0, 1, 0)).unwrap();
    let port = getsockname::<SockaddrIn>(held.as_raw_fd()).unwrap().port();
    let link = format!("tcp://127.0.0.1:{port}?group=main");
    let arguments = ["record", "--json", "--link", &link, "-o", text(&folder)];
    let ran = haiou(&[&arguments[..], &["--duration", "3"]].concat());
    let end: serde_json::Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert_eq!((ran.code, &end["recorded"]["messages"]), (0, &0.into()));
    assert_eq!(end["links"][0]["sent_messages"], 0);
    assert_eq!(end["links"][0]["shed_messages"], 0);
}

#[test]
fn that_nothing_can_be_recorded_is_told_while_it_runs_and_that_it_can_again() {
    let folder = folder("record-not-recorded");
    let mut recording = Recording::start(&["--link", LINK, "-o", text(&folder)]);
    let vehicle = loopback();
    vehicle.connect(recording.address()).unwrap();
    let group = folder.join("main");
    std::fs::remove_dir(&group).unwrap();
    std::fs::write(&group, "in the way").unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    let theirs = is_over.clone();
    let beating = std::thread::spawn(move || {
        for sequence in (0..=u8::MAX).cycle() {
            if theirs.load(Ordering::Acquire) {
                return;
            }
            vehicle.send(&frame(7, sequence, HEARTBEAT, &BEAT)).ok();
            std::thread::sleep(Duration::from_millis(100));
        }
    });
    let told = recording.until(|line| line["kind"] == "not-recorded");
    assert!(told["en"].as_str().unwrap().contains("main"), "{told}");
    std::fs::remove_file(&group).unwrap();
    std::fs::create_dir(&group).unwrap();
    let told = recording.until(|line| line["kind"] == "recorded-again");
    assert!(
        told["zh"].as_str().unwrap().contains("已恢复记录"),
        "{told}"
    );
    is_over.store(true, Ordering::Release);
    beating.join().unwrap();
    let (end, code) = recording.end();
    assert_eq!(code, 1);
    assert!(end["recorded"]["failed"].as_u64().unwrap() > 0, "{end}");
    assert!(!recorded(&folder, "main").is_empty());
}

/// A file of keys that only its owner may read.
fn keys(test: &str, key: &Key, whose: &str) -> String {
    let mut hex = String::new();
    for byte in key.0 {
        write!(hex, "{byte:02x}").unwrap();
    }
    let path = written(test, "keys", &format!("{whose} {hex}\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    text(&path).to_owned()
}

#[test]
fn a_signed_frame_counts_once_also_after_a_restart() {
    let key = Key([7; 32]);
    let folder = folder("record-signed");
    let keys = keys("record-keys", &key, "main 7");
    let link = format!("{LINK}&unsigned=refuse");
    let arguments = ["--link", &link, "-o", text(&folder), "--keys", &keys];
    // The clock of now, in the signature's own count.
    let now_us = haiou::clock::moment().us();
    let timestamp = (now_us - haiou::link::signing::EPOCH_US) / 10;
    let signature = Signature { link: 0, timestamp };
    let beat = signed(7, 0, HEARTBEAT, &BEAT, Some((&key, signature)));

    let mut recording = Recording::start(&arguments);
    let vehicle = loopback();
    vehicle.connect(recording.address()).unwrap();
    vehicle.send(&frame(7, 0, HEARTBEAT, &BEAT)).unwrap();
    vehicle.send(&beat).unwrap();
    recording.until(|line| line["kind"] == "discovered");
    // Two would undo each other's marks.
    let mut second = vec!["--lang", "en", "record", "--duration", "1"];
    second.extend(arguments);
    let ran = haiou(&second);
    let why = format!("{}: another program records there", folder.display());
    assert!(ran.code == 2 && ran.err.contains(&why), "{}", ran.err);
    let (end, _) = recording.end();
    assert_eq!(end["links"][0]["refused"]["unsigned"], 1);
    // What is recorded has no signature.
    assert_eq!(recorded(&folder, "main"), [frame(7, 0, HEARTBEAT, &BEAT)]);

    let mut recording = Recording::start(&arguments);
    let vehicle = loopback();
    vehicle.connect(recording.address()).unwrap();
    vehicle.send(&beat).unwrap();
    let later = Signature {
        link: 0,
        timestamp: timestamp + 60 * 100_000,
    };
    let beat = signed(7, 1, HEARTBEAT, &BEAT, Some((&key, later)));
    vehicle.send(&beat).unwrap();
    recording.until(|line| line["kind"] == "discovered");
    let (end, code) = recording.end();
    assert_eq!(code, 0);
    assert_eq!(end["links"][0]["refused"]["replayed"], 1);
    assert_eq!(recorded(&folder, "main").len(), 2);
}

#[test]
fn what_cannot_be_started_is_said_in_both_languages_with_code_2() {
    let folder = folder("record-refused");
    let taken = loopback();
    let port = format!("udp-listen://{}", taken.local_addr().unwrap());
    let folder = text(&folder);
    let refused = |arguments: &[&str], en: &str, zh: &str| {
        for (language, expected) in [("en", en), ("zh", zh)] {
            let mut all = vec!["--lang", language, "record"];
            all.extend(arguments);
            let ran = haiou(&all);
            assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.err);
            assert!(ran.err.contains(expected), "{}", ran.err);
        }
    };
    refused(&["-o", folder], "required", "缺少参数");
    refused(&["--link", LINK], "required", "缺少参数");
    refused(
        &[
            "--link",
            "udp-listen://127.0.0.1:0?origin=replayed",
            "-o",
            folder,
        ],
        "none of live, simulated",
        "可选：live, simulated",
    );
    refused(
        &["--link", "udp://drone:14550", "-o", folder],
        "is no IP address",
        "不是 IP 地址",
    );
    refused(
        &["--link", LINK, "-o", folder, "--duration", "-1"],
        "a number from 0 on",
        "不小于 0",
    );
    refused(
        &["--link", &port, "-o", folder],
        "cannot be opened",
        "无法打开",
    );
    refused(
        &["--link", LINK, "-o", "/dev/null/logs"],
        "nothing can be recorded there",
        "无法在此记录",
    );
    let simulated = "udp-listen://127.0.0.1:0?group=main&origin=simulated";
    refused(
        &["--link", LINK, "--link", simulated, "-o", folder],
        "the links of a group lead to the same aircraft",
        "同组链路必须通向相同的飞行器",
    );
    let nowhere = "udp-listen://127.0.0.1:0?sees=nowhere";
    refused(
        &["--link", LINK, "--station", nowhere, "-o", folder],
        "there is no group \"nowhere\"",
        "没有名为“nowhere”的链路组",
    );
    let keys = keys("record-nobodys", &Key([7; 32]), "mian 7");
    refused(
        &["--link", LINK, "-o", folder, "--keys", &keys],
        "there is a key for \"mian 7\"",
        "存在“mian 7”的密钥",
    );
    refused(
        &["--link", LINK, "-o", folder, "--keys", "/dev/null/keys"],
        "the keys cannot be read",
        "无法读取密钥文件",
    );
}
