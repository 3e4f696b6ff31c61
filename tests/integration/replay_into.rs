//! `haiou replay --into`: the frames of a log over a link, and nothing else.

use crate::haiou::haiou;
use crate::recording::{capture, frames};
use serde_json::Value;
use std::io::Read;
use std::net::{TcpListener, UdpSocket};
use std::time::{Duration, Instant};

fn sent(arguments: &[&str]) -> Value {
    let ran = haiou(&[&["replay", "--json"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    last["sent"].clone()
}

const LOG: &str = "tests/captures/ardupilot-mission.tlog";

/// The first frames of a flight as a log, and its path.
fn beginning(count: usize) -> (Vec<Vec<u8>>, String) {
    let log = capture("ardupilot-mission");
    let mut all = frames(&log);
    all.truncate(count);
    let length: usize = all.iter().map(|it| 8 + it.len()).sum();
    let folder = crate::recording::folder(&format!("replay-beginning-{count}"));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("flight.tlog");
    std::fs::write(&path, &log[..length]).unwrap();
    (all, path.to_str().unwrap().to_owned())
}

#[test]
fn a_datagram_socket_gets_each_frame_as_it_was() {
    let (expected, path) = beginning(100);
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let patience = Duration::from_secs(10);
    socket.set_read_timeout(Some(patience)).unwrap();
    let into = format!("udp://{}", socket.local_addr().unwrap());
    let sent = sent(&[&path, "--speed", "0", "--into", &into]);
    assert_eq!((&sent["messages"], &sent["shed"]), (&100.into(), &0.into()));
    let mut room = [0; 2_048];
    let mut next = || {
        let length = socket.recv(&mut room).unwrap();
        room[..length].to_vec()
    };
    let heard: Vec<Vec<u8>> = (0..100).map(|_| next()).collect();
    assert!(heard == expected);
    socket.set_nonblocking(true).unwrap();
    assert!(socket.recv(&mut room).is_err(), "nothing else is sent");
}

#[test]
fn a_connection_gets_all_of_a_flight_in_its_order_however_slowly_it_is_read() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let into = format!("tcp://{}", listener.local_addr().unwrap());
    let reader = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let sent = sent(&[LOG, "--speed", "0", "--into", &into]);
    assert_eq!(
        (&sent["messages"], &sent["shed"]),
        (&3_345.into(), &0.into())
    );
    let expected = frames(&capture("ardupilot-mission")).concat();
    assert!(reader.join().unwrap() == expected);
}

#[test]
#[allow(
    clippy::disallowed_methods,
    reason = "how long it took is what is tested"
)]
fn at_a_speed_it_takes_its_time() {
    // 100 frames are ten seconds of the flight, or so.
    let (_, path) = beginning(100);
    let span = |last: &Value| {
        let at = |name: &str| {
            let text = last[name].as_str().unwrap();
            chrono::DateTime::parse_from_rfc3339(text).unwrap()
        };
        (at("until") - at("from")).to_std().unwrap()
    };
    let began = Instant::now();
    let ran = haiou(&["replay", &path, "--speed", "20", "--json"]);
    let took = began.elapsed();
    let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    assert!(took >= span(&last) / 20, "{took:?} for {:?}", span(&last));
}

#[test]
fn where_nobody_is_nothing_is_played() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let into = format!("tcp://{}", listener.local_addr().unwrap());
    drop(listener);
    let ran = haiou(&["replay", LOG, "--speed", "0", "--into", &into]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains(&into), "{}", ran.err);
}
