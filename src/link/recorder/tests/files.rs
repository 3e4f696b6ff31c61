//! When logs begin, what they are called, and which are deleted.

use super::*;

#[test]
fn a_log_is_as_long_as_allowed_and_no_byte_longer() {
    for (longest, entries_each) in [(10 * ENTRY, 10), (10 * ENTRY + 28, 10), (10 * ENTRY - 1, 9)] {
        let folder = Folder::new(&format!("longest-{longest}"));
        let mut options = folder.options();
        options.longest_file = longest;
        let mut recorder = recorder(options);
        record_at(&mut recorder, (0..20).map(|number| SECOND * number));
        let account = recorder.finish();
        assert_eq!(account.written_frames, 20);
        let logs = folder.logs("main");
        let lengths: Vec<usize> = logs.iter().map(|log| read(&log.1).len()).collect();
        assert_eq!(lengths[0], entries_each, "{longest}");
        assert_eq!(lengths.iter().sum::<usize>(), 20);
        assert_eq!(account.files, lengths.len() as u64);
        assert_eq!(logs[0].0, "20261130T101500.000Z.tlog");
        assert_eq!(
            logs[1].0,
            format!("20261130T1015{entries_each:02}.000Z.tlog")
        );
    }
}

#[test]
fn a_burst_is_cut_at_whole_frames_too() {
    let folder = Folder::new("burst");
    let mut options = folder.options();
    options.longest_file = 10 * ENTRY;
    let mut recorder = recorder(options);
    let bytes = heartbeat(0);
    for _ in 0..95 {
        recorder.record(MAIN, START, frame(&bytes));
    }
    assert_eq!(recorder.finish().written_frames, 95);
    let logs = folder.logs("main");
    let lengths: Vec<usize> = logs.iter().map(|log| read(&log.1).len()).collect();
    assert_eq!(lengths, [10, 10, 10, 10, 10, 10, 10, 10, 10, 5]);
    // They began at one moment.
    assert_eq!(logs[9].0, "20261130T101500.000Z_0009.tlog");
}

#[test]
fn a_log_is_as_old_as_allowed_and_no_microsecond_older() {
    let folder = Folder::new("oldest");
    let mut options = folder.options();
    options.longest_time = Duration::from_secs(60);
    let mut recorder = recorder(options);
    let just_inside = Duration::from_micros(59_999_999);
    record_at(
        &mut recorder,
        [Duration::ZERO, just_inside, SECOND * 60, SECOND * 61],
    );
    recorder.finish();
    let logs = folder.logs("main");
    let lengths: Vec<usize> = logs.iter().map(|log| read(&log.1).len()).collect();
    assert_eq!(lengths, [2, 2]);
    assert_eq!(logs[1].0, "20261130T101600.000Z.tlog");
}

#[test]
fn the_first_log_of_the_second_group_ends_earlier_and_the_next_ones_are_as_long() {
    let folder = Folder::new("turns");
    let mut options = folder.options();
    options.longest_time = Duration::from_secs(60);
    let mut recorder = recorder(options);
    recorder.add_group(GroupId(2), "second").unwrap();
    let bytes = heartbeat(0);
    for second in 0..100 {
        let now = START + SECOND * second;
        for group in [MAIN, GroupId(2)] {
            recorder.record(group, now, frame(&bytes));
        }
        recorder.tick(now);
    }
    assert_eq!(recorder.finish().problem, None);
    let lengths = |group| -> Vec<usize> {
        let logs = folder.logs(group);
        logs.iter().map(|log| read(&log.1).len()).collect()
    };
    assert_eq!(lengths("main"), [60, 40]);
    assert_eq!(lengths("second"), [42, 58]);
}

#[test]
fn a_log_is_never_written_over() {
    let folder = Folder::new("over");
    let mut recorder = recorder(folder.options());
    let first = folder.0.join("main/20261130T101500.000Z.tlog");
    fs::write(&first, b"an earlier flight").unwrap();
    record_at(&mut recorder, [Duration::ZERO]);
    recorder.finish();
    let logs = folder.logs("main");
    assert_eq!(logs[0].1, b"an earlier flight");
    assert_eq!(logs[1].0, "20261130T101500.000Z_0001.tlog");
    assert_eq!(read(&logs[1].1).len(), 1);
}

#[test]
fn the_oldest_logs_make_room_but_nothing_that_is_open_or_not_ours() {
    let folder = Folder::new("room");
    let mut options = folder.options();
    options.longest_file = 10 * ENTRY;
    options.most_bytes = Some(35 * ENTRY);
    let mut recorder = Recorder::start(options).unwrap();
    recorder.add_group(MAIN, "main").unwrap();
    recorder.add_group(GroupId(2), "quiet").unwrap();
    let old = folder.0.join("main/20200101T000000.000Z.tlog");
    fs::write(&old, vec![0; 30 * ENTRY as usize]).unwrap();
    let others = ["main/flight.tlog", "20200101T000000.000Z.tlog"];
    for other in others {
        fs::write(folder.0.join(other), vec![0; 5_000]).unwrap();
    }
    // It is the oldest of those that are recorded, and stays open.
    let bytes = heartbeat(0);
    recorder.record(GroupId(2), START - SECOND, frame(&bytes));
    recorder.tick(START - SECOND);
    record_at(&mut recorder, (0..60).map(|number| SECOND * number));
    let account = recorder.finish();
    assert_eq!((account.files, account.problem), (7, None));
    assert_eq!(account.deleted_files, 3);
    assert!(!old.exists());
    assert!(others.iter().all(|other| folder.0.join(other).exists()));
    assert_eq!(folder.logs("quiet").len(), 1);
    let names: Vec<String> = folder.logs("main").into_iter().map(|log| log.0).collect();
    let left = [
        "20261130T101520.000Z.tlog",
        "20261130T101530.000Z.tlog",
        "20261130T101540.000Z.tlog",
    ];
    assert_eq!(names[..3], left);
}

#[test]
fn when_the_clock_was_put_back_new_logs_begin_and_in_none_stamps_go_back() {
    let folder = Folder::new("put-back");
    let mut recorder = recorder(folder.options());
    recorder.add_group(GroupId(2), "second").unwrap();
    let bytes = heartbeat(0);
    let record = |recorder: &mut Recorder, begin: Moment| {
        for second in 0..3 {
            for group in [MAIN, GroupId(2)] {
                recorder.record(group, begin + SECOND * second, frame(&bytes));
            }
        }
    };
    // What was gathered by then is of the old ones, and what is called the same is not written over.
    record(&mut recorder, START);
    recorder.begin_new_logs();
    record(&mut recorder, START - SECOND * 60);
    recorder.tick(START);
    record(&mut recorder, START - SECOND * 57);
    recorder.begin_new_logs();
    record(&mut recorder, START);
    let account = recorder.finish();
    assert_eq!((account.written_frames, account.files), (24, 6));
    assert_eq!(account.problem, None);
    for group in ["main", "second"] {
        let logs = folder.logs(group);
        let names: Vec<&str> = logs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "20261130T101400.000Z.tlog",
                "20261130T101500.000Z.tlog",
                "20261130T101500.000Z_0001.tlog",
            ]
        );
        let stamps = |log: &[u8]| -> Vec<Moment> { read(log).iter().map(|it| it.0).collect() };
        let lengths = logs.iter().map(|(_, log)| stamps(log).len());
        assert_eq!(lengths.collect::<Vec<_>>(), [6, 3, 3]);
        assert!(logs.iter().all(|(_, log)| stamps(log).is_sorted()));
    }
}

#[test]
fn logs_that_began_at_once_because_the_clock_was_put_back_end_one_after_another() {
    let folder = Folder::new("put-back-turns");
    let mut options = folder.options();
    options.longest_time = Duration::from_secs(60);
    let mut recorder = recorder(options);
    recorder.add_group(GroupId(2), "second").unwrap();
    let bytes = heartbeat(0);
    let record = |recorder: &mut Recorder, second: u32| {
        for group in [MAIN, GroupId(2)] {
            recorder.record(group, START + SECOND * second, frame(&bytes));
        }
        recorder.tick(START + SECOND * second);
    };
    record(&mut recorder, 100);
    recorder.begin_new_logs();
    (0..90).for_each(|second| record(&mut recorder, second));
    recorder.finish();
    let starts = |group| -> Vec<String> { folder.logs(group).into_iter().map(|it| it.0).collect() };
    let (main, second) = (starts("main"), starts("second"));
    assert_eq!(main[0], second[0]);
    assert_eq!(main[1], "20261130T101600.000Z.tlog");
    assert!(second[1] < main[1], "{second:?}");
}

#[test]
fn logs_are_counted_from_when_they_are_opened_until_they_are_closed() {
    let folder = Folder::new("open");
    let mut options = folder.options();
    options.longest_file = 10 * ENTRY;
    let mut recorder = recorder(options);
    recorder.add_group(GroupId(2), "silent").unwrap();
    let open = recorder.open_logs();
    assert_eq!(open.open(), 0, "nobody has said anything");
    record_at(&mut recorder, [Duration::ZERO]);
    recorder.tick(START + SECOND * 2);
    until(&recorder, |it| it.written_frames == 1);
    assert_eq!(open.open(), 1);
    // One log after another is full.
    let later = |number: u32| SECOND * (number + 3);
    let bytes = heartbeat(0);
    for number in 0..100 {
        recorder.record(MAIN, START + later(number), frame(&bytes));
        recorder.tick(START + later(number));
    }
    recorder.tick(START + later(100));
    until(&recorder, |it| it.files == 11);
    until(&recorder, |_| open.open() == 1);
    recorder.finish();
    assert_eq!(open.open(), 0);
}
