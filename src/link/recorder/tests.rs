#![allow(clippy::unwrap_used)]

mod failing;
mod files;

use super::*;
use crate::link::frame::{Finder, SETUP_SIGNING, SIGNATURE_LENGTH, START_2};
use crate::link::signing::{Key, Signature, sign};
use crate::link::tlog::{Logged, TlogReader};
use queue::PIECE_ITSELF;
use std::fs;
use std::path::Path;

const MAIN: GroupId = GroupId(1);
/// 2026-11-30, 10:15 UTC.
const START: Moment = Moment::from_us(1_796_033_700_000_000);
const SECOND: Duration = Duration::from_secs(1);
/// The length of a heartbeat's entry.
const ENTRY: u64 = 29;

/// A folder of this test alone.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("haiou-recorder-{}-{name}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn options(&self) -> RecorderOptions {
        RecorderOptions::new(&self.0)
    }

    /// The logs of a group: their names, and their bytes.
    fn logs(&self, group: &str) -> Vec<(String, Vec<u8>)> {
        let files = fs::read_dir(self.0.join(group)).unwrap();
        let mut logs: Vec<(String, Vec<u8>)> = files
            .map(|file| file.unwrap().path())
            .map(|path| (name_of(&path), fs::read(&path).unwrap()))
            .collect();
        logs.sort();
        logs
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

/// A message of 3/1 with this payload.
fn message(id: u32, seed: u8, flags: u8, payload: &[u8]) -> Vec<u8> {
    let [low, middle, high, _] = id.to_le_bytes();
    let mut bytes = vec![
        START_2,
        payload.len() as u8,
        flags,
        0,
        5,
        3,
        1,
        low,
        middle,
        high,
    ];
    bytes.extend_from_slice(payload);
    let sum = mavlink::calculate_crc(&bytes[1..], seed);
    bytes.extend_from_slice(&sum.to_le_bytes());
    bytes
}

fn heartbeat(flags: u8) -> Vec<u8> {
    message(0, 50, flags, &[1, 2, 3, 4, 5, 6, 7, 8, 3])
}

fn frame(bytes: &[u8]) -> Frame<'_> {
    Finder::default().at_start(bytes).unwrap()
}

fn read(log: &[u8]) -> Vec<(Moment, Vec<u8>)> {
    let (mut reader, mut frames) = (TlogReader::new(log), Vec::new());
    while let Some(entry) = reader.next_entry().unwrap() {
        match entry {
            Logged::Frame(at, frame) => frames.push((at, frame.bytes().to_vec())),
            Logged::Damage { .. } => panic!("{entry:?}"),
        }
    }
    frames
}

fn recorder(options: RecorderOptions) -> Recorder {
    let mut recorder = Recorder::start(options).unwrap();
    recorder.add_group(MAIN, "main").unwrap();
    recorder
}

/// Records heartbeats at these times after the start, each handed over by itself.
fn record_at(recorder: &mut Recorder, times: impl IntoIterator<Item = Duration>) {
    let bytes = heartbeat(0);
    for (number, time) in times.into_iter().enumerate() {
        recorder.record(MAIN, START + time, frame(&bytes));
        recorder.tick(START + SECOND * number as u32);
    }
}

/// Waits until the writer has done something, and fails where it does not.
fn until(recorder: &Recorder, is_so: impl Fn(&RecorderAccount) -> bool) {
    let begun = crate::clock::moment();
    while !is_so(&recorder.account()) {
        let waited = crate::clock::moment().since(begun);
        assert!(waited < SECOND * 60, "{:?}", recorder.account());
        std::thread::yield_now();
    }
}

#[test]
fn real_flights_are_recorded_as_they_were_a_folder_a_group() {
    let folder = Folder::new("flights");
    let mut recorder = Recorder::start(folder.options()).unwrap();
    let names = [
        "ardupilot-mission",
        "ardupilot-groundstation",
        "px4-mission",
    ];
    let mut flights = Vec::new();
    for (number, name) in names.iter().enumerate() {
        recorder.add_group(GroupId(number as u16), name).unwrap();
        let captures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/captures");
        flights.push(fs::read(format!("{captures}/{name}.tlog")).unwrap());
    }
    for (number, flight) in flights.iter().enumerate() {
        let mut reader = TlogReader::new(&flight[..]);
        while let Some(Logged::Frame(at, frame)) = reader.next_entry().unwrap() {
            recorder.record(GroupId(number as u16), at, frame);
        }
    }
    let account = recorder.finish();
    let lengths = flights.iter().map(|flight| flight.len() as u64);
    assert_eq!(account.written_bytes, lengths.sum::<u64>());
    assert_eq!((account.shed_frames, account.failed_frames), (0, 0));
    assert_eq!((account.problem, account.files), (None, 3));
    for (name, flight) in names.iter().zip(flights) {
        let logs = folder.logs(name);
        assert_eq!(logs.len(), 1);
        assert_eq!(logs[0].1, flight, "{name}");
    }
}

#[test]
fn signatures_and_keys_are_left_out() {
    let folder = Folder::new("keys");
    let mut recorder = recorder(folder.options());
    let mut signed = heartbeat(1);
    signed.extend_from_slice(&[0; SIGNATURE_LENGTH]);
    let signature = Signature {
        link: 2,
        timestamp: 0x1234_5678,
    };
    sign(&mut signed, signature, &Key([7; 32])).unwrap();
    recorder.record(MAIN, START, frame(&signed));
    recorder.record(MAIN, START, frame(&message(SETUP_SIGNING, 71, 0, &[7; 42])));
    let account = recorder.finish();
    assert_eq!((account.written_frames, account.left_out_frames), (1, 1));
    let logs = folder.logs("main");
    assert_eq!(read(&logs[0].1), [(START, heartbeat(0))]);
}

#[test]
fn what_is_recorded_is_in_its_log_a_second_later() {
    let folder = Folder::new("second");
    let mut recorder = recorder(folder.options());
    let bytes = heartbeat(0);
    recorder.tick(START);
    recorder.record(MAIN, START, frame(&bytes));
    recorder.tick(START + SECOND - Duration::from_micros(1));
    assert!(recorder.groups[&MAIN].frames == 1, "it is still gathered");
    recorder.tick(START + SECOND);
    assert!(recorder.groups[&MAIN].frames == 0);
    until(&recorder, |it| it.written_frames > 0);
    assert_eq!(read(&folder.logs("main")[0].1).len(), 1);
    // A clock that is put back hands over as well.
    recorder.record(MAIN, START, frame(&bytes));
    recorder.tick(START - SECOND * 3_600);
    assert!(recorder.groups[&MAIN].frames == 0);
}

#[test]
fn a_queue_that_is_full_holds_nobody_up_and_what_does_not_fit_is_counted() {
    let folder = Folder::new("queue");
    // Two pieces of a heartbeat, and no third.
    let (pieces, waiting) = queue((ENTRY as usize + PIECE_ITSELF) * 5 / 2);
    let (give_back, used) = mpsc::sync_channel(1);
    let counts = Arc::new(Counts::default());
    let writer = Writer::new(folder.options(), give_back, Arc::clone(&counts));
    let mut recorder = Recorder::unstarted(folder.options(), pieces, used, counts).unwrap();
    recorder.add_group(MAIN, "main").unwrap();
    // Nobody writes yet.
    record_at(&mut recorder, (0..7).map(|number| SECOND * number));
    assert_eq!(recorder.account().shed_frames, 5);
    recorder.thread = Some(writer.start(waiting).unwrap());
    record_at(&mut recorder, [SECOND * 7]);
    let account = recorder.finish();
    assert_eq!(account.written_frames + account.shed_frames, 8);
    assert!(account.shed_frames <= 6);
    let times: Vec<Moment> = read(&folder.logs("main")[0].1)
        .iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(times[..2], [START, START + SECOND]);
}

#[test]
fn six_hundred_groups_that_say_little_are_recorded_whole() {
    const GROUPS: u16 = 600;
    let folder = Folder::new("hundreds");
    let (pieces, waiting) = queue(WAITING);
    let (give_back, used) = mpsc::sync_channel(1);
    let counts = Arc::new(Counts::default());
    let writer = Writer::new(folder.options(), give_back, Arc::clone(&counts));
    let mut recorder = Recorder::unstarted(folder.options(), pieces, used, counts).unwrap();
    for number in 0..GROUPS {
        let name = format!("group {number}");
        recorder.add_group(GroupId(number), &name).unwrap();
    }
    let bytes = heartbeat(0);
    let handed_over = |it: &Recorder| it.groups.values().filter(|it| it.frames == 0).count();
    // The disk takes nothing for ten seconds.
    for second in 0..10 {
        let now = START + SECOND * second;
        recorder.tick(now);
        for number in 0..GROUPS {
            recorder.record(GroupId(number), now, frame(&bytes));
        }
        // A tenth of them has its turn in a tenth of a second.
        recorder.tick(now + SECOND / 10);
        assert_eq!(handed_over(&recorder), usize::from(GROUPS) / 10);
    }
    assert_eq!(recorder.account().shed_frames, 0);
    recorder.thread = Some(writer.start(waiting).unwrap());
    let account = recorder.finish();
    assert_eq!((account.written_frames, account.shed_frames), (6_000, 0));
    assert_eq!((account.files, account.problem), (600, None));
}

#[test]
fn room_of_long_pieces_is_used_again_and_short_ones_take_none() {
    let folder = Folder::new("room");
    let mut recorder = recorder(folder.options());
    let bytes = heartbeat(0);
    let long = PIECE as u64 / ENTRY;
    for _ in 0..=long {
        recorder.record(MAIN, START, frame(&bytes));
    }
    let back = recorder.used.recv_timeout(SECOND * 20).unwrap();
    assert!(back.is_empty() && back.capacity() >= PIECE / 2);
    recorder.tick(START);
    recorder.record(MAIN, START, frame(&bytes));
    recorder.tick(START + SECOND);
    assert!(recorder.groups[&MAIN].log.out().capacity() < PIECE / 2);
    let account = recorder.finish();
    assert_eq!(account.written_frames, long + 2);
}

#[test]
fn a_folder_that_cannot_be_written_to_is_named() {
    let folder = Folder::new("unwritable");
    let file = folder.0.join("file");
    fs::write(&file, b"").unwrap();
    let inside = file.join("logs");
    let problem = Recorder::start(RecorderOptions::new(&inside))
        .err()
        .unwrap();
    assert!(
        problem
            .to_string()
            .starts_with(&inside.display().to_string()),
        "{problem}"
    );
    assert!(problem.told().zh.contains("无法在此记录"));

    let mut recorder = Recorder::start(folder.options()).unwrap();
    let problem = recorder.add_group(MAIN, "file").unwrap_err();
    assert!(
        problem.to_string().starts_with(&file.display().to_string()),
        "{problem}"
    );
    let problem = recorder.add_group(MAIN, "../elsewhere").unwrap_err();
    assert_eq!(
        problem,
        RecorderProblem::GroupName("../elsewhere".to_owned())
    );
    let told = problem.told();
    for says in [&told.en, &told.zh] {
        assert!(
            says.contains("100") && says.contains("/\\:*?\"<>|"),
            "{says}"
        );
    }
    recorder.add_group(MAIN, "main").unwrap();
    assert!(recorder.add_group(GroupId(2), "main").is_err());
    assert!(recorder.add_group(MAIN, "another").is_err());
    let mut options = folder.options();
    options.longest_file = LONGEST_ENTRY as u64 - 1;
    let problem = Recorder::start(options.clone()).err();
    assert_eq!(
        problem,
        Some(RecorderProblem::TooShort(options.longest_file))
    );
    options.longest_file += 1;
    drop(recorder);
    Recorder::start(options).unwrap();
}

#[test]
fn one_folder_has_one_recorder_at_a_time() {
    let folder = Folder::new("lock");
    let first = recorder(folder.options());
    let problem = Recorder::start(folder.options()).err();
    assert_eq!(problem, Some(RecorderProblem::InUse(folder.0.clone())));
    let told = problem.unwrap().told();
    assert!(told.en.contains("another program records there") && told.zh.contains("另选文件夹"));
    // Another folder has another one.
    Recorder::start(RecorderOptions::new(folder.0.join("beside"))).unwrap();
    first.finish();
    let mut second = Recorder::start(folder.options()).unwrap();
    second.add_group(MAIN, "main").unwrap();
}

#[test]
fn what_cannot_be_written_is_counted_and_recording_goes_on_when_it_can() {
    let folder = Folder::new("fails");
    let mut recorder = recorder(folder.options());
    let main = folder.0.join("main");
    fs::remove_dir(&main).unwrap();
    fs::write(&main, b"in the way").unwrap();
    record_at(&mut recorder, [Duration::ZERO]);
    until(&recorder, |it| it.problem.is_some());
    let problem = recorder.account().problem.unwrap();
    assert!(
        problem.to_string().starts_with(&main.display().to_string()),
        "{problem}"
    );
    fs::remove_file(&main).unwrap();
    let bytes = heartbeat(0);
    recorder.record(MAIN, START, frame(&bytes));
    recorder.record(GroupId(9), START, frame(&bytes));
    let account = recorder.finish();
    assert_eq!((account.written_frames, account.failed_frames), (1, 2));
    assert_eq!(read(&folder.logs("main")[0].1).len(), 1);
}
