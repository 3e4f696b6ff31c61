//! Watches whether everything is recorded: when that ends it is told at once, and when it is so again.

use super::tidings::LiveTidings;
use crate::link::recorder::{RecorderAccount, RecorderProblem};
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// What was seen of the recorder.
#[derive(Debug, Default)]
pub(super) struct Recording {
    missing: u64,
    written: u64,
    problem: Option<RecorderProblem>,
    /// So many logs were told of that may not be on the disk.
    unsynced: usize,
    /// It was told that something is missing, and not yet that nothing is any more.
    is_failing: bool,
    /// When more was missing last.
    troubled: Moment,
    /// When a reason was told last.
    told: Moment,
}

/// After so long without anything missing it is said that all is recorded again, and a new reason is said no
/// sooner after another: a disk that is full now and then is a line now and then.
const CALM: Duration = Duration::from_secs(3);

impl Recording {
    /// Looks at what became of what was to be recorded. What is to be told of it.
    pub(super) fn look(&mut self, account: &RecorderAccount, at: Moment) -> Option<LiveTidings> {
        let missing = account.failed_frames + account.shed_frames;
        let is_more_missing = missing > std::mem::replace(&mut self.missing, missing);
        let is_more_written =
            account.written_frames > std::mem::replace(&mut self.written, account.written_frames);
        let is_past = |then: Moment| at < then || at.since(then) >= CALM;
        let is_calm = is_past(self.troubled) && is_past(self.told);
        let is_other = account.problem.is_some() && account.problem != self.problem;
        let is_told = match self.is_failing {
            false => is_more_missing || is_other,
            true => is_other && is_past(self.told),
        };
        if is_told {
            self.is_failing = true;
            (self.troubled, self.told) = (at, at);
            let why = self.why(account);
            return Some(LiveTidings::NotRecorded { at, why });
        }
        if is_more_missing {
            self.troubled = at;
        } else if self.is_failing && is_calm && is_more_written {
            self.is_failing = false;
            return Some(LiveTidings::RecordedAgain {
                at,
                missing,
                unsynced_files: account.unsynced_files,
            });
        }
        None
    }

    /// Which logs may not be on the disk, each told once. It is never over: nothing brings them there any
    /// more.
    pub(super) fn look_at_logs(
        &mut self,
        account: &RecorderAccount,
        at: Moment,
    ) -> Vec<LiveTidings> {
        let new = account.unsynced.get(self.unsynced..).unwrap_or_default();
        self.unsynced = account.unsynced.len();
        let told = |problem: &RecorderProblem| LiveTidings::LogNotKept {
            at,
            why: problem.told(),
        };
        new.iter().map(told).collect()
    }

    /// What is new of it: the reason, or else that there was no room for more.
    fn why(&mut self, account: &RecorderAccount) -> Bilingual {
        let is_same = account.problem == self.problem;
        self.problem.clone_from(&account.problem);
        match &account.problem {
            Some(problem) if !is_same || account.shed_frames == 0 => problem.told(),
            _ => Bilingual::new(
                "the disk is too slow: messages are missing in the logs",
                "磁盘写入过慢：日志缺少部分消息",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;
    use std::path::PathBuf;
    use std::sync::Arc;

    fn at(seconds: u64) -> Moment {
        Moment::from_us((1_795_440_000 + seconds) * 1_000_000)
    }

    fn account(written: u64, failed: u64, shed: u64, problem: Option<&str>) -> RecorderAccount {
        let error = Arc::new(io::Error::from(io::ErrorKind::StorageFull));
        RecorderAccount {
            written_frames: written,
            failed_frames: failed,
            shed_frames: shed,
            problem: problem.map(|path| RecorderProblem::Log(PathBuf::from(path), error)),
            ..RecorderAccount::default()
        }
    }

    fn why(told: Option<LiveTidings>) -> String {
        match told {
            Some(LiveTidings::NotRecorded { why, .. }) => why.en,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn while_all_is_written_nothing_is_told() {
        let mut recording = Recording::default();
        for second in 0..100 {
            assert_eq!(
                recording.look(&account(second * 10, 0, 0, None), at(second)),
                None
            );
        }
    }

    #[test]
    fn that_nothing_is_written_is_told_at_once_and_once_and_that_it_goes_on() {
        let mut recording = Recording::default();
        assert_eq!(recording.look(&account(10, 0, 0, None), at(0)), None);
        let said = why(recording.look(&account(10, 1, 0, Some("a")), at(1)));
        assert!(said.starts_with("a: the log cannot be written"), "{said}");
        for second in 2..100 {
            let now = account(10, second, 0, Some("a"));
            assert_eq!(recording.look(&now, at(second)), None);
        }
        // Nothing comes: whether it could be written is not known.
        for second in 100..110 {
            let now = account(10, 99, 0, Some("a"));
            assert_eq!(recording.look(&now, at(second)), None);
        }
        let again = LiveTidings::RecordedAgain {
            at: at(110),
            missing: 99,
            unsynced_files: 0,
        };
        assert_eq!(
            recording.look(&account(11, 99, 0, Some("a")), at(110)),
            Some(again)
        );
        assert_eq!(
            recording.look(&account(12, 99, 0, Some("a")), at(111)),
            None
        );
        let said = why(recording.look(&account(12, 100, 0, Some("a")), at(112)));
        assert!(said.starts_with("a: "), "the same disk fails once more");
    }

    #[test]
    fn a_disk_that_is_too_slow_now_and_then_is_no_line_a_second() {
        let mut recording = Recording::default();
        let said = why(recording.look(&account(10, 0, 5, None), at(0)));
        assert!(said.contains("too slow"), "{said}");
        for second in 1..60 {
            let now = account(10 + second, 0, 5 + second / 2, None);
            assert_eq!(recording.look(&now, at(second)), None);
        }
    }

    #[test]
    fn another_reason_is_told_too_but_many_that_take_turns_are_not_each() {
        let mut recording = Recording::default();
        let mut told = 0;
        for second in 0..30 {
            let path = format!("group-{second}");
            let now = account(0, second + 1, 0, Some(&path));
            told += usize::from(recording.look(&now, at(second)).is_some());
        }
        assert_eq!(told, 10);
    }

    #[test]
    fn logs_that_may_not_be_on_the_disk_are_each_told_once_and_nothing_is_recorded_again_by_it() {
        let mut recording = Recording::default();
        let unsynced = |path: &str| {
            let error = Arc::new(io::Error::from(io::ErrorKind::StorageFull));
            RecorderProblem::Unsynced(PathBuf::from(path), error)
        };
        let mut account = account(10, 0, 0, None);
        assert_eq!(recording.look_at_logs(&account, at(0)), []);
        account.unsynced_files = 2;
        account.unsynced = vec![unsynced("a"), unsynced("b")];
        let told = recording.look_at_logs(&account, at(1));
        let told_of = ["a", "b"].map(|path| LiveTidings::LogNotKept {
            at: at(1),
            why: unsynced(path).told(),
        });
        assert_eq!(told, told_of);
        for second in 1..20 {
            account.written_frames += 1;
            assert_eq!(recording.look(&account, at(second)), None);
            assert_eq!(recording.look_at_logs(&account, at(second)), []);
        }
        // When something else is over they are told with it.
        account.shed_frames = 3;
        assert!(recording.look(&account, at(20)).is_some());
        account.written_frames += 1;
        let again = LiveTidings::RecordedAgain {
            at: at(30),
            missing: 3,
            unsynced_files: 2,
        };
        assert_eq!(recording.look(&account, at(30)), Some(again));
    }
}
