//! What becomes of clients where the process has few files. Each of these tests is a process of its own, for
//! files are the whole process'.

use super::*;
use crate::link::file_count::CountedFile;
use crate::link::transport::open_files::{LEFT, OpenFiles};
use crate::link::transport::server::{ASK_AGAIN, SILENT_FOR};
use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::resource::{Resource, setrlimit};
use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::fd::AsRawFd;
use std::process::Command;

/// Set in the process of one test.
const ALONE: &str = "HAIOU_TEST_ALONE";
const MICROSECOND: Duration = Duration::from_micros(1);

/// Whether this is the process of this test alone; else the test is run in one.
fn is_alone(test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let name = format!("link::transport::tests::files::{test}");
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &name, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{errors}"
    );
    false
}

/// The number that the next file will have, all below it being taken by what is given back.
fn next_file() -> (i32, Vec<File>) {
    let open = std::fs::read_dir("/proc/self/fd").unwrap();
    let numbers = open.map(|file| file.unwrap().file_name().to_str().unwrap().parse::<i32>());
    let highest = numbers.map(Result::unwrap).max().unwrap();
    let mut files = Vec::new();
    loop {
        let file = File::open("/dev/null").unwrap();
        let number = file.as_raw_fd();
        if number >= highest {
            return (number, files);
        }
        files.push(file);
    }
}

fn may_have(files: u64) {
    setrlimit(Resource::RLIMIT_NOFILE, files, files).unwrap();
}

fn clients(rig: &Rig, count: usize) -> Vec<TcpStream> {
    let at = rig.own(LINK);
    (0..count)
        .map(|_| TcpStream::connect(at).unwrap())
        .collect()
}

#[test]
fn without_any_file_it_is_waited_before_the_next_is_let_in() {
    if !is_alone("without_any_file_it_is_waited_before_the_next_is_let_in") {
        return;
    }
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    rig.until_told("up 1");
    let mut waiting = clients(&rig, 3);
    waiting[0].write_all(b"here").unwrap();
    let spare: Vec<File> = (0..5).map(|_| File::open("/dev/null").unwrap()).collect();
    let (next, _held) = next_file();
    // Clients may have what there is, so that it is the system that says no.
    rig.transport.common.files.most = usize::MAX;
    may_have(u64::try_from(next).unwrap());
    for asked in 1..4 {
        for _ in 0..20 {
            rig.poll(Duration::ZERO);
        }
        assert_eq!(rig.traffic(LINK).read_errors, asked);
        assert_eq!(rig.transport.due_in(rig.now), ASK_AGAIN);
        rig.now = rig.now + ASK_AGAIN - MICROSECOND;
        rig.poll(Duration::ZERO);
        assert_eq!(rig.traffic(LINK).read_errors, asked);
        assert_eq!(rig.transport.due_in(rig.now), MICROSECOND);
        rig.now = rig.now + MICROSECOND;
    }
    drop(spare);
    rig.until_heard(1);
    rig.until(|it| it.traffic(LINK).peers == 3);
    assert_eq!(rig.transport.due_in(rig.now), Duration::MAX);
}

#[test]
fn what_links_and_logs_need_is_not_the_clients_and_who_says_nothing_makes_room() {
    if !is_alone("what_links_and_logs_need_is_not_the_clients_and_who_says_nothing_makes_room") {
        return;
    }
    const ROOM: usize = 10;
    const LOGS: usize = 30;
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    rig.add(OTHER, "tcp-listen://127.0.0.1:0");
    rig.transport.leave_files(LOGS, FileCount::default());
    rig.until_told("up 2");
    let mut all = clients(&rig, 2 * ROOM);
    let (next, _held) = next_file();
    // Both links have their files.
    let left = LEFT + LOGS;
    let most = usize::try_from(next).unwrap() + ROOM + left;
    may_have(most as u64);
    // It is asked for at the start; here the rest had to be open before.
    rig.transport.common.files.most = OpenFiles::most().most;
    all[0].write_all(b"a vehicle").unwrap();
    rig.until(|it| it.traffic(LINK).refused == ROOM as u64);
    rig.until_heard(1);
    assert_eq!(rig.traffic(LINK).peers, ROOM as u64);
    let logs: Vec<File> = (0..left)
        .map(|_| File::open("/dev/null").unwrap())
        .collect();
    drop(logs);

    // Over the other link as well, nobody comes in until somebody makes room.
    let knock = |rig: &mut Rig| {
        let mut stream = TcpStream::connect(rig.own(OTHER)).unwrap();
        let before = rig.traffic(OTHER);
        rig.until(|it| it.traffic(OTHER) != before);
        let is_in = rig.traffic(OTHER).peers > before.peers;
        stream.set_read_timeout(Some(LONG)).unwrap();
        assert!(is_in || matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
        is_in.then_some(stream)
    };
    rig.now = rig.now + SILENT_FOR - MICROSECOND;
    assert!(knock(&mut rig).is_none());
    assert_eq!(rig.traffic(LINK).peers_crowded_out, 0);
    rig.now = rig.now + MICROSECOND;
    assert!(knock(&mut rig).is_none());
    rig.until_told("gone 1/");
    let silent: Vec<&String> = rig
        .news
        .iter()
        .filter(|it| it.starts_with("gone"))
        .collect();
    assert!(
        silent.len() == 1 && silent[0].contains("never said anything"),
        "{silent:?}"
    );
    assert_eq!(rig.traffic(LINK).peers_crowded_out, 1);
    // The other end of the one that is gone was in this process too.
    let gone = all.remove(1);
    drop(gone);
    assert!(knock(&mut rig).is_some());
    all[0].write_all(b" stays").unwrap();
    rig.until_heard(2);
    assert_eq!(rig.bytes_of(rig.heard[0].1), b"a vehicle stays");
}

/// Files that are open.
fn opened(count: usize) -> Vec<File> {
    let open = |_| File::open("/dev/null").unwrap();
    (0..count).map(open).collect()
}

/// Logs that are open, and their count.
fn opened_logs(count: usize) -> (Vec<(CountedFile, File)>, FileCount) {
    let open = FileCount::default();
    let log = |_| (open.opened(), File::open("/dev/null").unwrap());
    ((0..count).map(log).collect(), open)
}

/// Allows so many files beyond those that are open, and the numbers below them are taken by what is given back.
fn may_have_more(rig: &mut Rig, files: usize) -> Vec<File> {
    let (next, held) = next_file();
    may_have(u64::try_from(next).unwrap() + files as u64);
    rig.transport.common.files.most = OpenFiles::most().most;
    held
}

#[test]
fn logs_that_are_open_are_not_left_their_files_once_more_and_those_that_are_closed_are() {
    if !is_alone(
        "logs_that_are_open_are_not_left_their_files_once_more_and_those_that_are_closed_are",
    ) {
        return;
    }
    const ROOM: usize = 10;
    const LOGS: usize = 300;
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    let (mut logs, open) = opened_logs(LOGS);
    // One of them is not open yet.
    rig.transport.leave_files(LOGS + 1, open);
    rig.until_told("up 1");
    let _all = clients(&rig, 2 * ROOM);
    let (for_more, for_one, one_more) = (opened(ROOM), opened(1), opened(1));
    let _held = may_have_more(&mut rig, ROOM + LEFT + 1);
    let is = |it: &Rig, peers: usize, refused: usize| {
        let traffic = it.traffic(LINK);
        (traffic.peers, traffic.refused) == (peers as u64, refused as u64)
    };
    rig.until(|it| is(it, ROOM, ROOM));

    // Logs are closed: their numbers are the lowest, and still theirs.
    logs.truncate(LOGS - 100);
    drop(for_more);
    let _more = clients(&rig, ROOM);
    rig.until(|it| is(it, ROOM, 2 * ROOM));
    drop((for_one, one_more));
    let _one = clients(&rig, 1);
    rig.until(|it| is(it, ROOM + 1, 2 * ROOM));
    assert_eq!(opened(101 + LEFT).len(), 101 + LEFT);
}

#[test]
fn files_of_others_that_are_open_among_the_last_are_not_free() {
    if !is_alone("files_of_others_that_are_open_among_the_last_are_not_free") {
        return;
    }
    const ROOM: usize = 10;
    const OTHERS: usize = 4;
    let mut rig = Rig::with("tcp-listen://127.0.0.1:0");
    rig.until_told("up 1");
    let _all = clients(&rig, 2 * ROOM);
    let _held = may_have_more(&mut rig, ROOM + LEFT);
    let other = File::open("/dev/null").unwrap();
    let last = i32::try_from(rig.transport.common.files.most).unwrap();
    for number in last - OTHERS as i32..last {
        // It is open as long as this process is.
        fcntl(&other, FcntlArg::F_DUPFD(number)).unwrap();
    }
    drop(other);
    rig.until(|it| it.traffic(LINK).refused == (ROOM + OTHERS) as u64);
    assert_eq!(rig.traffic(LINK).peers, (ROOM - OTHERS) as u64);
}

#[test]
fn a_link_that_has_its_file_is_not_left_one_more() {
    let mut rig = Rig::with("udp-listen://127.0.0.1:0");
    rig.add(OTHER, "tcp-listen://127.0.0.1:0");
    let left = |rig: &Rig| rig.transport.common.files.left();
    assert_eq!(left(&rig), LEFT);
    let far = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("tcp://{}", far.local_addr().unwrap());
    rig.add(LinkId(3), &address);
    assert_eq!(left(&rig), LEFT + 1, "it is not opened yet");
    rig.poll(Duration::ZERO);
    assert_eq!(left(&rig), LEFT);
    rig.until_told("up 3");
    assert_eq!(left(&rig), LEFT);
    drop(far.accept().unwrap());
    rig.until_told("down 3");
    assert_eq!(left(&rig), LEFT + 1, "it is to be opened again");
    rig.transport.remove(LinkId(3));
    rig.transport.remove(OTHER);
    assert_eq!(left(&rig), LEFT);
    rig.transport.leave_files(7, FileCount::default());
    assert_eq!(left(&rig), LEFT + 7);
}
