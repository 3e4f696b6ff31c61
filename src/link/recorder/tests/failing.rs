//! A writing thread that fails by a fault of ours.

use super::*;
use writer::PANICS;

#[test]
fn what_a_writer_that_fails_was_given_and_has_not_written_is_counted_as_failed() {
    let folder = Folder::new("panics");
    // Four pieces of a heartbeat, and no fifth.
    let (pieces, waiting) = queue((ENTRY as usize + PIECE_ITSELF) * 9 / 2);
    let (give_back, used) = mpsc::sync_channel(1);
    let counts = Arc::new(Counts::default());
    let writer = Writer::new(folder.options(), give_back, Arc::clone(&counts));
    let mut recorder = Recorder::unstarted(folder.options(), pieces, used, counts).unwrap();
    let fails = GroupId(2);
    recorder.add_group(MAIN, "main").unwrap();
    recorder.add_group(fails, PANICS).unwrap();
    let bytes = heartbeat(0);
    let give = |recorder: &mut Recorder, group| {
        recorder.record(group, START, frame(&bytes));
        recorder.hand_over(group);
    };
    for group in [MAIN, fails, MAIN, MAIN] {
        give(&mut recorder, group);
    }
    assert_eq!(recorder.account(), RecorderAccount::default());
    recorder.thread = Some(writer.start(waiting).unwrap());
    until(&recorder, |it| it.failed_frames > 0);
    let counted = |it: &RecorderAccount| (it.written_frames, it.failed_frames, it.shed_frames);
    let account = recorder.account();
    assert_eq!(counted(&account), (1, 3, 0));
    assert_eq!(account.problem, Some(RecorderProblem::Panicked));
    assert!(!account.is_whole());
    // It goes on to be counted, for nothing waits that would have no room.
    for _ in 0..9 {
        give(&mut recorder, MAIN);
    }
    assert_eq!(counted(&recorder.account()), (1, 12, 0));
    recorder.record(MAIN, START, frame(&bytes));
    let account = recorder.finish();
    assert_eq!(counted(&account), (1, 13, 0));
    // What was written before is there, and on the disk.
    assert_eq!((account.files, account.unsynced_files), (1, 0));
    assert_eq!(read(&folder.logs("main")[0].1).len(), 1);
}
