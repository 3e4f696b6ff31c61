//! `haiou replay --into`: the frames of a log over a link, and nothing else.

use crate::haiou::haiou;
use crate::recording::{capture, frames};
use nix::sys::socket::{AddressFamily, SockFlag, SockType, SockaddrIn, bind, getsockname, socket};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

fn sent(arguments: &[&str]) -> Value {
    let ran = haiou(&[&["replay", "--json"], arguments].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    last["sent"].clone()
}

/// A flight is played into a place, and who takes it there has all of it.
fn gets_the_whole_flight(taker: JoinHandle<Vec<u8>>, into: &str) {
    let sent = sent(&[LOG, "--speed", "0", "--into", into]);
    assert_eq!(sent, whole(3_345));
    let expected = frames(&capture("ardupilot-mission")).concat();
    assert!(taker.join().unwrap() == expected);
}

/// What is told where so many frames were sent and all of them taken.
fn whole(messages: u64) -> Value {
    json!({ "messages": messages, "shed": 0, "broken_off": 0 })
}

/// A flight of so many frames, more than lies in sockets that nobody reads.
const LONG_LOG: &str = "tests/captures/px4-mission.tlog";

fn length_of_long_log() -> u64 {
    frames(&capture("px4-mission")).len() as u64
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
    assert_eq!(sent, whole(100));
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
    gets_the_whole_flight(reader, &into);
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
    assert!(took < span(&last), "{took:?} for {:?}", span(&last));
}

/// A replay that listens for those who want the frames.
struct Listening {
    child: Child,
    lines: BufReader<ChildStdout>,
    at: SocketAddr,
}

impl Listening {
    fn start(path: &str, into: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_haiou"))
            .args(["replay", path, "--speed", "0", "--json", "--into", into])
            .current_dir(crate::haiou::root())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let link: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(link["event"], "link");
        let at = link["local"].as_str().unwrap().parse().unwrap();
        Self { child, lines, at }
    }

    /// What it says that it sent, and its exit code.
    fn end(mut self) -> (Value, i32) {
        let last = self.lines.by_ref().lines().last().unwrap().unwrap();
        let last: Value = serde_json::from_str(&last).unwrap();
        let code = self.child.wait().unwrap().code().unwrap();
        (last["sent"].clone(), code)
    }
}

#[test]
fn who_connects_where_it_listens_gets_the_whole_flight() {
    let replay = Listening::start(LOG, "tcp-listen://127.0.0.1:0");
    let mut stream = TcpStream::connect(replay.at).unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    drop(stream);
    assert!(bytes == frames(&capture("ardupilot-mission")).concat());
    let (sent, code) = replay.end();
    assert_eq!((sent, code), (whole(3_345), 0));
}

#[test]
fn who_was_heard_where_it_listens_gets_each_frame() {
    let (expected, path) = beginning(100);
    let replay = Listening::start(&path, "udp-listen://127.0.0.1:0");
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    socket.send_to(b"here", replay.at).unwrap();
    let mut room = [0; 2_048];
    let mut next = || {
        let length = socket.recv(&mut room).unwrap();
        room[..length].to_vec()
    };
    let heard: Vec<Vec<u8>> = (0..100).map(|_| next()).collect();
    assert!(heard == expected);
    let (sent, code) = replay.end();
    assert_eq!((sent, code), (whole(100), 0));
}

#[test]
fn frames_for_which_nobody_is_left_are_counted_and_the_answer_is_no() {
    let replay = Listening::start(LONG_LOG, "tcp-listen://127.0.0.1:0");
    let mut stream = TcpStream::connect(replay.at).unwrap();
    stream.read_exact(&mut [0; 10]).unwrap();
    drop(stream);
    let (sent, code) = replay.end();
    let of = |name: &str| sent[name].as_u64().unwrap();
    assert!(of("shed") > 0);
    assert_eq!(of("messages") + of("shed"), length_of_long_log());
    assert_eq!((of("broken_off"), code), (1, 1));
}

#[test]
fn what_lies_unread_when_a_receiver_goes_is_no_whole_flight() {
    // All of it has left when the other side goes, and little of it was read.
    let (all, path) = beginning(100);
    let length: usize = all.iter().map(Vec::len).sum();
    let replay = Listening::start(&path, "tcp-listen://127.0.0.1:0");
    let stream = TcpStream::connect(replay.at).unwrap();
    let patience = Some(Duration::from_secs(10));
    stream.set_read_timeout(patience).unwrap();
    let mut room = vec![0; length];
    while stream.peek(&mut room).unwrap() < length {
        std::thread::yield_now();
    }
    (&stream).read_exact(&mut [0; 10]).unwrap();
    drop(stream);
    let (sent, code) = replay.end();
    let expected = json!({ "messages": 100, "shed": 0, "broken_off": 1 });
    assert_eq!((sent, code), (expected, 1));
}

#[test]
fn a_server_that_talks_back_while_it_reads_slowly_gets_all_of_a_flight() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let into = format!("tcp://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut bytes, mut room) = (Vec::new(), [0; 4_096]);
        let mut said = 0;
        loop {
            if said < 1 << 20 {
                stream.write_all(&[0; 16_384]).unwrap();
                said += 16_384;
            }
            match stream.read(&mut room).unwrap() {
                0 => return bytes,
                count => bytes.extend_from_slice(&room[..count]),
            }
        }
    });
    gets_the_whole_flight(server, &into);
}

#[test]
fn a_link_that_fell_is_waited_for_and_goes_on() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let into = format!("tcp://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut first, _) = listener.accept().unwrap();
        first.read_exact(&mut [0; 10]).unwrap();
        drop(first);
        let (mut second, _) = listener.accept().unwrap();
        let mut bytes = Vec::new();
        second.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let ran = haiou(&[
        "replay", LONG_LOG, "--speed", "0", "--json", "--into", &into,
    ]);
    let last: Value = serde_json::from_str(ran.out.lines().last().unwrap()).unwrap();
    let of = |name: &str| last["sent"][name].as_u64().unwrap();
    assert_eq!((of("broken_off"), ran.code), (1, 1));
    assert_eq!(of("messages") + of("shed"), length_of_long_log());
    // It said that it fell, so that it is not waited for in vain here.
    let bytes = server.join().unwrap();
    let all = frames(&capture("px4-mission")).concat();
    assert!(!bytes.is_empty() && all.ends_with(&bytes));
}

#[test]
fn where_nobody_is_nothing_is_played() {
    // A port that is taken and does not listen refuses.
    let taken = socket(
        AddressFamily::Inet,
        SockType::Stream,
        SockFlag::empty(),
        None,
    )
    .unwrap();
    bind(taken.as_raw_fd(), &SockaddrIn::new(127, 0, 0, 1, 0)).unwrap();
    let at: SockaddrIn = getsockname(taken.as_raw_fd()).unwrap();
    let into = format!("tcp://{at}");
    let ran = haiou(&["replay", LOG, "--speed", "0", "--into", &into]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains(&into), "{}", ran.err);
}
