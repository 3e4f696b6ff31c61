//! A thread that writes what is to be kept of signatures, so that links do not wait for the disk: marks lie two
//! seconds ahead and are renewed when one is left. Where something lies beyond what is on the disk it is waited for,
//! before anything that follows of it is done.

use crate::link::hub::{Hub, KeyOwner};
use crate::link::names::{GroupId, LinkId, VehicleId};
use crate::link::signing::{KeptMarks, KeyFor, Marks, MarksFile};
use crate::moment::Moment;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Links wait for the disk for no longer.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The names under which marks are kept.
#[derive(Clone, Debug, Default)]
pub struct OwnerNames {
    /// Groups of links to vehicles.
    pub groups: FxHashMap<GroupId, Arc<str>>,
    /// Endpoints of stations.
    pub endpoints: FxHashMap<LinkId, Arc<str>>,
}

impl OwnerNames {
    fn of(&self, owner: KeyOwner) -> Option<KeyFor> {
        match owner {
            KeyOwner::Vehicle(VehicleId { group, system }) => {
                let group = self.groups.get(&group)?.to_string();
                Some(KeyFor::Vehicle { group, system })
            }
            KeyOwner::Stations(link) => {
                let endpoint = self.endpoints.get(&link)?.to_string();
                Some(KeyFor::Stations { endpoint })
            }
        }
    }
}

/// Writes marks beside the links' thread.
pub struct MarksWriter {
    /// `None` once it is to end.
    jobs: Option<Sender<Job>>,
    written: Receiver<Written>,
    is_writing: bool,
    /// It was waited for too long already.
    is_stuck: bool,
    waits: u64,
    thread: Option<JoinHandle<()>>,
}

struct Job {
    marks: Vec<(KeyOwner, Marks)>,
    names: OwnerNames,
}

struct Written {
    marks: Vec<(KeyOwner, Marks)>,
    /// Those of stations, by their names.
    of_stations: Vec<KeptMarks>,
    result: io::Result<()>,
}

/// What became of keeping marks.
#[derive(Debug)]
pub enum Kept {
    /// They are on the disk: these of stations' endpoints among them.
    Written(Vec<KeptMarks>),
    /// They could not be written. What follows of them goes on all the same.
    Failed(io::Error),
}

impl MarksWriter {
    /// Begins. `kept` is what is in the file: it stays there also where nobody has its key now.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(path: PathBuf, kept: BTreeMap<KeyFor, Marks>) -> io::Result<Self> {
        let (jobs, todo) = channel();
        let (done, written) = channel();
        let builder = std::thread::Builder::new().name("marks".to_owned());
        let thread = builder.spawn(move || write_all(MarksFile::at(path, kept), &todo, &done))?;
        Ok(Self {
            jobs: Some(jobs),
            written,
            is_writing: false,
            is_stuck: false,
            waits: 0,
            thread: Some(thread),
        })
    }

    /// How often the links waited for the disk, because something lay beyond what was kept.
    pub fn waits(&self) -> u64 {
        self.waits
    }

    /// Begins to keep what has to be kept now. When this returns, all that has come and is signed lies within
    /// what is on the disk, unless that failed, which is told.
    pub fn keep(
        &mut self,
        hub: &mut Hub,
        now: Moment,
        names: impl Fn() -> OwnerNames,
        mut tell: impl FnMut(Kept),
    ) {
        loop {
            if self.is_writing {
                let has_to_wait = hub.is_mark_passed() && !self.is_stuck;
                self.waits += u64::from(has_to_wait);
                self.take_written(hub, has_to_wait, &mut tell);
            }
            if self.is_writing {
                return;
            }
            // Its end was told.
            let Some(jobs) = &self.jobs else {
                return;
            };
            let Some(marks) = hub.marks_to_keep(now) else {
                return;
            };
            let names = names();
            if jobs.send(Job { marks, names }).is_err() {
                self.jobs = None;
                return tell(Kept::Failed(ended()));
            }
            self.is_writing = true;
        }
    }

    fn take_written(&mut self, hub: &mut Hub, waits: bool, tell: &mut impl FnMut(Kept)) {
        let written = if waits {
            self.written.recv_timeout(LONGEST_WAIT)
        } else {
            self.written.try_recv().map_err(|error| match error {
                TryRecvError::Empty => RecvTimeoutError::Timeout,
                TryRecvError::Disconnected => RecvTimeoutError::Disconnected,
            })
        };
        match written {
            Ok(written) => {
                (self.is_writing, self.is_stuck) = (false, false);
                // To stop flying over a full disk would be worse than what might be replayed after a crash.
                hub.marks_kept(&written.marks);
                tell(match written.result {
                    Ok(()) => Kept::Written(written.of_stations),
                    Err(error) => Kept::Failed(error),
                });
            }
            // A disk that hangs holds up no stop: it is as one that is full.
            Err(RecvTimeoutError::Timeout) if waits => {
                self.is_stuck = true;
                tell(Kept::Failed(io::ErrorKind::TimedOut.into()));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                self.is_writing = false;
                self.jobs = None;
                tell(Kept::Failed(ended()));
            }
        }
    }
}

impl Drop for MarksWriter {
    /// What is being written is on the disk when it is gone.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

fn ended() -> io::Error {
    io::Error::other("the thread that keeps signatures' marks has ended")
}

fn write_all(mut file: MarksFile, todo: &Receiver<Job>, done: &Sender<Written>) {
    while let Ok(Job { marks, names }) = todo.recv() {
        let named: Vec<KeptMarks> = marks
            .iter()
            .filter_map(|(owner, marks)| Some((names.of(*owner)?, marks.clone())))
            .collect();
        let is_of_stations = |(whose, _): &&KeptMarks| matches!(whose, KeyFor::Stations { .. });
        let of_stations = named.iter().filter(is_of_stations).cloned().collect();
        let result = file.add(named);
        let written = Written {
            marks,
            of_stations,
            result,
        };
        if done.send(written).is_err() {
            return;
        }
    }
}
