//! A controller at work, with all that it does to what comes: accounts, signatures, what is kept of them, and
//! recordings on the disk.

use super::traffic::{PER_GROUP, key_of, name_of};
use haiou::ground_control::marks_writer::{Kept, MarksWriter, OwnerNames};
use haiou::ground_control::{GroundControl, Record};
use haiou::link::frame::{Frame, Sender};
use haiou::link::hub::{LinkRole, UnsignedPolicy, VehicleLink};
use haiou::link::names::{GroupId, LinkId, Origin, VehicleId};
use haiou::link::recorder::{Recorder, RecorderAccount, RecorderOptions};
use haiou::moment::Moment;
use nix::time::{ClockId, clock_gettime};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Who we are.
const US: Sender = Sender {
    system: 255,
    component: 190,
};

/// A controller, its recorder, and where both write.
pub struct Rig {
    pub control: GroundControl,
    pub tape: Tape,
    directory: PathBuf,
    groups: FxHashMap<GroupId, Arc<str>>,
    marks: MarksWriter,
}

/// Records what the controller hands it.
pub struct Tape(Recorder);

impl Record for Tape {
    fn record(&mut self, group: GroupId, at: Moment, frame: Frame<'_>) {
        self.0.record(group, at, frame);
    }
}

/// What a controller has made of what came.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Frames that were right.
    pub frames: u64,
    /// Those that were refused, or had come already.
    pub not_taken: u64,
    /// Gaps in the senders' sequences.
    pub lost: u64,
    /// What was recorded of it.
    pub recorded: RecorderAccount,
}

impl Rig {
    /// A controller for so many vehicles, a link for each group of them, with their keys where they sign.
    pub fn new(name: &str, vehicles: u32, is_signed: bool) -> Self {
        let directory =
            std::env::temp_dir().join(format!("haiou-bench-{name}-{}", std::process::id()));
        let options = RecorderOptions::new(directory.join("tlog"));
        let mut recorder = Recorder::start(options).unwrap_or_else(|error| panic!("{error}"));
        let mut control = GroundControl::new(US);
        for group in groups(vehicles) {
            let unsigned = if is_signed {
                UnsignedPolicy::Refuse
            } else {
                UnsignedPolicy::Accept
            };
            let role = LinkRole::Vehicles(VehicleLink {
                group: GroupId(group),
                origin: Origin::Live,
                unsigned,
                priority: 0,
                leads_to_one: false,
            });
            let added = control.add_link(link_of(group), &format!("link-{group}"), role);
            added.unwrap_or_else(|refused| panic!("{refused:?}"));
            let added = recorder.add_group(GroupId(group), &folder(group));
            added.unwrap_or_else(|problem| panic!("{problem}"));
        }
        for vehicle in (0..vehicles).filter(|_| is_signed) {
            let (group, system) = name_of(vehicle);
            let id = VehicleId {
                group: GroupId(group),
                system,
            };
            control.hub_mut().set_key(id, key_of(vehicle), None);
        }
        let marks = MarksWriter::start(directory.join("marks"), BTreeMap::new());
        Self {
            control,
            tape: Tape(recorder),
            groups: groups(vehicles)
                .map(|group| (GroupId(group), folder(group).into()))
                .collect(),
            marks: marks.unwrap_or_else(|error| panic!("{error}")),
            directory,
        }
    }

    /// Does what a controller does after what came was taken: keeps what has to be kept of signatures, does
    /// what is due, and hands on what was recorded.
    pub fn settle(&mut self, now: Moment) {
        let names = || OwnerNames {
            groups: self.groups.clone(),
            ..OwnerNames::default()
        };
        let hub = self.control.hub_mut();
        self.marks.keep(hub, now, names, |kept| {
            assert!(matches!(kept, Kept::Written(_)), "{kept:?}");
        });
        self.control.pass_time(now, &mut self.tape);
        self.control.record_departures(now, &mut self.tape);
        self.control.take_tidings();
        self.tape.0.tick(now);
    }

    /// How often it waited for the disk to take what is kept of signatures.
    pub fn waits(&self) -> u64 {
        self.marks.waits()
    }

    /// What it has made of what came. It ends.
    pub fn finish(self, vehicles: u32) -> Heard {
        let mut heard = Heard::default();
        for group in groups(vehicles) {
            let Some(of) = self.control.hub().link_account(link_of(group)) else {
                continue;
            };
            heard.frames += of.account.frames;
            heard.not_taken += of.doubled + of.refused.iter().map(|(_, count)| count).sum::<u64>();
            heard.lost += of.account.senders().map(|(_, it)| it.lost).sum::<u64>();
        }
        heard.recorded = self.tape.0.finish();
        drop(self.marks);
        if let Err(error) = std::fs::remove_dir_all(&self.directory) {
            eprintln!("{} stays: {error}", self.directory.display());
        }
        heard
    }
}

/// The link of a group.
pub fn link_of(group: u16) -> LinkId {
    LinkId(group)
}

/// The groups of so many vehicles.
pub fn groups(vehicles: u32) -> std::ops::Range<u16> {
    0..vehicles.div_ceil(PER_GROUP) as u16
}

fn folder(group: u16) -> String {
    format!("group-{group}")
}

/// User and system CPU time of this thread.
pub fn thread_cpu() -> Duration {
    cpu(ClockId::CLOCK_THREAD_CPUTIME_ID)
}

/// User and system CPU time of all threads.
pub fn process_cpu() -> Duration {
    cpu(ClockId::CLOCK_PROCESS_CPUTIME_ID)
}

fn cpu(clock: ClockId) -> Duration {
    let time = clock_gettime(clock).unwrap_or_else(|error| panic!("{error}"));
    Duration::new(time.tv_sec() as u64, time.tv_nsec() as u32)
}
