//! What was recorded, and what was not.

use super::problem::RecorderProblem;

/// What was recorded, and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecorderAccount {
    /// Frames that are in a log.
    pub written_frames: u64,
    /// Bytes of logs.
    pub written_bytes: u64,
    /// Frames that may not be in a log: they carry a key, or a signature without which they would not be
    /// whole.
    pub left_out_frames: u64,
    /// Frames given up because the disk was too slow.
    pub shed_frames: u64,
    /// Frames that could not be written, of groups that have no log among them.
    pub failed_frames: u64,
    /// Logs of which it is not known whether they are on the disk: it was asked to keep them and failed.
    pub unsynced_files: u64,
    /// Which they are, and why: the first thousand of them.
    pub unsynced: Vec<RecorderProblem>,
    /// Logs begun.
    pub files: u64,
    /// Logs deleted to make room.
    pub deleted_files: u64,
    /// Why something could not be written or deleted, the last time.
    pub problem: Option<RecorderProblem>,
}

impl RecorderAccount {
    /// Whether nothing is missing in the logs: nothing was given up, and all are on the disk.
    pub fn is_whole(&self) -> bool {
        self.shed_frames == 0 && self.failed_frames == 0 && self.unsynced_files == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_whole_only_where_nothing_was_given_up_and_all_are_on_the_disk() {
        let whole = RecorderAccount {
            written_frames: 9,
            left_out_frames: 1,
            files: 2,
            deleted_files: 1,
            ..RecorderAccount::default()
        };
        assert!(whole.is_whole());
        let spoil: [fn(&mut RecorderAccount); 3] = [
            |it| it.shed_frames = 1,
            |it| it.failed_frames = 1,
            |it| it.unsynced_files = 1,
        ];
        for spoil in spoil {
            let mut account = whole.clone();
            spoil(&mut account);
            assert!(!account.is_whole(), "{account:?}");
        }
    }
}
