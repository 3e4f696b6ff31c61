//! What is recorded, with the stamps of the system's clock: people and other programs read logs by it.

use crate::clock::Reading;
use crate::ground_control::Record;
use crate::link::frame::Frame;
use crate::link::names::GroupId;
use crate::link::recorder::Recorder;
use crate::moment::{Ahead, Moment};
use std::time::Duration;

/// The recorder, where anything is recorded, and the clock that it goes by.
pub(super) struct Logs {
    pub(super) recorder: Option<Recorder>,
    ahead: Ahead,
    /// The latest that the system's clock has shown since the logs began that are written.
    latest: Moment,
}

/// Stamps in a log go back by as much without the clock: what came over one link stands before what came over
/// another at the same time.
const DISORDER: Duration = Duration::from_secs(1);

impl Logs {
    pub(super) fn new(recorder: Option<Recorder>) -> Self {
        Self {
            recorder,
            ahead: Ahead::NONE,
            latest: Moment::default(),
        }
    }

    /// Goes by the clock as it is now, until it is told of it again.
    pub(super) fn go_by(&mut self, reading: Reading) {
        self.ahead = reading.ahead;
        let system = reading.system();
        let is_put_back = system + DISORDER < self.latest;
        if is_put_back && let Some(recorder) = &mut self.recorder {
            recorder.begin_new_logs();
        }
        self.latest = match is_put_back {
            true => system,
            false => system.max(self.latest),
        };
    }
}

impl Record for Logs {
    #[inline]
    fn record(&mut self, group: GroupId, at: Moment, frame: Frame<'_>) {
        if let Some(recorder) = &mut self.recorder {
            recorder.record(group, self.ahead.to_system(at), frame);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::frame::{Sender, frame_up};
    use crate::link::recorder::RecorderOptions;
    use crate::link::tlog::{Logged, TlogReader};
    use std::fs;
    use std::path::PathBuf;

    const GROUP: GroupId = GroupId(0);

    /// 2026-11-30, 10:15 UTC, and so many ms.
    fn at(ms: u64) -> Moment {
        Moment::from_us(1_796_033_700_000_000 + ms * 1_000)
    }

    fn reading(ours: Moment, system: Moment) -> Reading {
        let ahead = Ahead::of(ours, system);
        Reading { ours, ahead }
    }

    /// What is in the logs after something was recorded at each of these moments of ours, in order, the system's
    /// clock having shown so much: names and stamps.
    fn logged(test: &str, clocks: &[(Moment, Moment)]) -> Vec<(String, Vec<Moment>)> {
        let folder = format!("haiou-logs-{}-{test}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::remove_dir_all(&folder).ok();
        let mut recorder = Recorder::start(RecorderOptions::new(&folder)).unwrap();
        recorder.add_group(GROUP, "main").unwrap();
        let mut logs = Logs::new(Some(recorder));
        let sender = Sender {
            system: 7,
            component: 1,
        };
        let mut room = Vec::new();
        let beat = frame_up(sender, 0, 0, &[0, 0, 0, 0, 2, 3, 81, 3, 3], None, &mut room);
        let beat = Frame::of_whole(beat.unwrap()).unwrap();
        for (ours, system) in clocks {
            logs.go_by(reading(*ours, *system));
            logs.record(GROUP, *ours, beat);
        }
        let account = logs.recorder.unwrap().finish();
        assert_eq!(account.written_frames, clocks.len() as u64);
        let files = fs::read_dir(folder.join("main")).unwrap();
        let mut files: Vec<PathBuf> = files.map(|it| it.unwrap().path()).collect();
        files.sort();
        let logs = files.iter().map(|path| {
            let (log, mut stamps) = (fs::read(path).unwrap(), Vec::new());
            let mut reader = TlogReader::new(&log[..]);
            while let Some(Logged::Frame(stamp, _)) = reader.next_entry().unwrap() {
                stamps.push(stamp);
            }
            let name = path.file_name().unwrap().to_str().unwrap();
            (name.to_owned(), stamps)
        });
        let logs = logs.collect();
        fs::remove_dir_all(&folder).ok();
        logs
    }

    #[test]
    fn stamps_and_names_are_the_system_s_also_while_our_clock_is_behind_it() {
        // Put forward by a minute before the first message, and by another one before the third.
        let clocks = [
            (at(0), at(60_000)),
            (at(1_125), at(61_000)),
            (at(2_250), at(122_000)),
        ];
        let logs = logged("forward", &clocks);
        let name = "20261130T101600.000Z.tlog".to_owned();
        assert_eq!(logs, [(name, vec![at(60_000), at(61_000), at(122_000)])]);
    }

    #[test]
    fn a_clock_that_is_put_back_begins_a_new_log_where_it_is_more_than_disorder() {
        let just_inside = [(at(5_000), at(5_000)), (at(5_000), at(4_000))];
        assert_eq!(logged("inside", &just_inside).len(), 1);
        let just_outside = [
            (at(5_000), at(5_000)),
            (at(5_001), at(3_999)),
            (at(5_002), at(4_001)),
        ];
        let logs = logged("outside", &just_outside);
        let stamps: Vec<_> = logs.into_iter().map(|it| it.1).collect();
        assert_eq!(stamps, [vec![at(3_999), at(4_001)], vec![at(5_000)]]);
        // Little by little it is one step, too.
        let slowly = [5_000, 4_500, 4_000, 3_500, 3_000].map(|ms| (at(5_000), at(ms)));
        assert_eq!(logged("slowly", &slowly).len(), 2);
    }

    #[test]
    fn what_came_before_the_clock_was_read_is_stamped_by_it_too() {
        let mut logs = Logs::new(None);
        logs.go_by(reading(at(5_000), at(65_000)));
        assert_eq!(logs.ahead.to_system(at(4_990)), at(64_990));
    }
}
