//! A job that goes on: one of the machines that talk with a vehicle.

use super::JobNews;
use super::event::{JobEvent, JobProgress};
use crate::fleet::command::Directed;
use crate::fleet::file_transfer::{
    DirectoryReader, FileReader, FileState, TransferFailure, TransferNumbers,
};
use crate::fleet::parameters::{ParameterReader, ParameterSetter};
use crate::fleet::photos::{FetchState, PhotoFetcher};
use crate::fleet::plan_transfer::{LINK_LOST_AT_MOST, PlanTransfer, Stage, TransferState};
use crate::fleet::safety_profile::Corrector;
use crate::link::report::{PlanKind, Report};
use crate::link::say::Say;
use crate::moment::Moment;

/// What goes on.
#[derive(Clone, Debug)]
pub(super) enum Machine {
    Plan(PlanTransfer),
    Read(ParameterReader),
    Set(ParameterSetter),
    Correct(Corrector),
    Folder(DirectoryReader),
    File(FileReader),
    Photos(Box<PhotoFetcher>),
}

/// A job with its machine.
#[derive(Clone, Debug)]
pub(super) struct Running {
    /// Its number and who gave it, as in all news of it.
    pub(super) news: JobNews,
    /// The component it talks with.
    pub(super) component: u8,
    pub(super) machine: Machine,
    pub(super) told: Option<JobProgress>,
    /// Since when the link is lost, while it is waited for.
    pub(super) lost_since: Option<Moment>,
    pub(super) says: Vec<Say>,
}

impl Running {
    /// Takes what a component says to us. `is_overtaken` is a value of a parameter after a newer one: it does not
    /// prove that one is set.
    pub(super) fn hear(
        &mut self,
        now: Moment,
        report: &Report,
        is_overtaken: bool,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) {
        let says = &mut self.says;
        match (&mut self.machine, report) {
            (Machine::Plan(transfer), report) => transfer.hear(now, report, says),
            (Machine::Read(reader), Report::ParameterValue(told)) => {
                reader.hear(now, told, is_overtaken, says);
            }
            (Machine::Read(reader), Report::Ftp(packet)) => reader.hear_packet(now, packet, says),
            (Machine::Set(_) | Machine::Correct(_), Report::ParameterValue(_)) if is_overtaken => {}
            (Machine::Set(setter), Report::ParameterValue(told)) => setter.hear(told),
            (Machine::Correct(corrector), Report::ParameterValue(told)) => {
                corrector.hear(now, told, says);
            }
            (Machine::Correct(corrector), Report::Heartbeat(beat)) if beat.is_armed => {
                corrector.armed();
            }
            (Machine::Folder(reader), Report::Ftp(packet)) => reader.hear(now, packet, says),
            (Machine::File(reader), Report::Ftp(packet)) => {
                reader.hear(now, packet, says);
                hand_bytes(reader, events);
            }
            (Machine::Photos(fetcher), Report::Ftp(packet)) => {
                let mut deliveries = Vec::new();
                fetcher.hear(now, packet, says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
            }
            _ => return,
        }
        self.hand_over(out);
    }

    /// Whether the vehicle may fly; `None` where that is not known now. What may only be done on the ground waits
    /// for it to be known, and ends where it may fly or nothing more is heard of it.
    pub(super) fn may_fly(&mut self, may_fly: Option<bool>, is_lost: bool) {
        if let Machine::Correct(corrector) = &mut self.machine {
            match may_fly {
                Some(true) => corrector.armed(),
                None if is_lost => corrector.armed(),
                None => corrector.hold(true),
                Some(false) => corrector.hold(false),
            }
        }
    }

    /// Lets time pass.
    pub(super) fn wake(
        &mut self,
        now: Moment,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) {
        if self.waits_until().is_some_and(|until| until <= now) {
            // It is waited for no longer.
            self.lost_since = None;
        }
        let says = &mut self.says;
        match &mut self.machine {
            Machine::Plan(transfer) => transfer.wake(now, says),
            Machine::Read(reader) => reader.wake(now, says),
            Machine::Set(setter) => setter.wake(now, says),
            Machine::Correct(corrector) => corrector.wake(now, says),
            Machine::Folder(reader) => reader.wake(now, says),
            Machine::File(reader) => {
                reader.wake(now, says);
                hand_bytes(reader, events);
            }
            Machine::Photos(fetcher) => {
                let mut deliveries = Vec::new();
                fetcher.wake(now, says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
            }
        }
        self.hand_over(out);
    }

    /// The link is lost, or back: a plan waits for it, and what fetches files goes on behind what it has.
    pub(super) fn link(
        &mut self,
        now: Moment,
        is_lost: bool,
        out: &mut Vec<Directed>,
        events: &mut Vec<JobEvent>,
    ) {
        self.lost_since = is_lost.then(|| self.lost_since.unwrap_or(now));
        let says = &mut self.says;
        match (&mut self.machine, is_lost) {
            (Machine::Plan(transfer), true) => transfer.link_lost(now),
            (Machine::Plan(transfer), false) => transfer.link_back(now, says),
            (Machine::File(reader), false) => {
                reader.resume(now, says);
            }
            (Machine::Photos(fetcher), false) => {
                let mut deliveries = Vec::new();
                fetcher.resume(now, says, &mut deliveries);
                events.extend(deliveries.into_iter().map(JobEvent::Photo));
            }
            _ => {}
        }
        self.hand_over(out);
    }

    /// The vehicle has started anew: what was read of its parameters may be of before.
    pub(super) fn rebooted(&mut self, now: Moment, out: &mut Vec<Directed>) {
        if let Machine::Read(reader) = &mut self.machine {
            reader.rebooted(now, &mut self.says);
            self.hand_over(out);
        }
    }

    /// Calls it off.
    pub(super) fn cancel(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let says = &mut self.says;
        match &mut self.machine {
            Machine::Plan(transfer) => transfer.cancel(says),
            Machine::Read(reader) => reader.cancel(now, says),
            Machine::Set(setter) => setter.cancel(),
            Machine::Correct(corrector) => corrector.cancel(),
            Machine::Folder(reader) => reader.cancel(),
            Machine::File(reader) => reader.cancel(now, says),
            Machine::Photos(fetcher) => fetcher.cancel(now, says),
        }
        self.hand_over(out);
    }

    /// When it has to be woken.
    pub(super) fn due(&self) -> Option<Moment> {
        if let Some(until) = self.waits_until() {
            return Some(until);
        }
        match &self.machine {
            Machine::Plan(transfer) => transfer.due(),
            Machine::Read(reader) => reader.due(),
            Machine::Set(setter) => setter.due(),
            Machine::Correct(corrector) => corrector.due(),
            Machine::Folder(reader) => reader.due(),
            Machine::File(reader) => reader.due(),
            Machine::Photos(fetcher) => fetcher.due(),
        }
    }

    /// Until when it waits for a lost link, to go on behind what it has.
    pub(super) fn waits_until(&self) -> Option<Moment> {
        let since = self.lost_since?;
        let is_interrupted = match &self.machine {
            Machine::File(reader) => reader.state() == NO_ANSWER,
            Machine::Photos(fetcher) => fetcher.state() == FetchState::Interrupted,
            _ => false,
        };
        is_interrupted.then(|| since + LINK_LOST_AT_MOST)
    }

    /// Which plan it changes, where it changes one.
    pub(super) fn changes_plan(&self) -> Option<PlanKind> {
        match &self.machine {
            Machine::Plan(transfer) => match transfer.state() {
                TransferState::Running(progress) => {
                    (progress.stage != Stage::Reading).then(|| transfer.kind())
                }
                TransferState::Ended(_) => None,
            },
            _ => None,
        }
    }

    /// Whether it changes anything on board.
    pub(super) fn changes_something(&self) -> bool {
        match &self.machine {
            Machine::Plan(_) => self.changes_plan().is_some(),
            Machine::Set(_) | Machine::Correct(_) => true,
            Machine::Read(_) | Machine::Folder(_) | Machine::File(_) | Machine::Photos(_) => false,
        }
    }

    /// Whether it has ended, and nothing more is to be said.
    pub(super) fn is_over(&self) -> bool {
        // The session of a file may still have to be closed.
        self.outcome().is_some() && self.due().is_none()
    }

    /// Whether it reads a file of its component.
    pub(super) fn is_reading_a_file(&self) -> bool {
        match &self.machine {
            Machine::Read(reader) => reader.is_reading_a_file(),
            Machine::Folder(_) | Machine::File(_) | Machine::Photos(_) => true,
            Machine::Plan(_) | Machine::Set(_) | Machine::Correct(_) => false,
        }
    }

    /// Where the next transfer of files begins.
    pub(super) fn numbers(&self) -> Option<TransferNumbers> {
        match &self.machine {
            Machine::Folder(reader) => Some(reader.numbers()),
            Machine::File(reader) => Some(reader.numbers()),
            Machine::Photos(fetcher) => Some(fetcher.numbers()),
            Machine::Read(reader) => reader.numbers(),
            Machine::Plan(_) | Machine::Set(_) | Machine::Correct(_) => None,
        }
    }

    /// How far it is, where that is worth being told after what was told last.
    pub(super) fn take_progress(&mut self) -> Option<JobProgress> {
        let progress = self.progress()?;
        let is_told = self.told.is_some_and(|told| told.is_about(progress));
        if !is_told {
            self.told = Some(progress);
        }
        (!is_told).then_some(progress)
    }

    pub(super) fn hand_over(&mut self, out: &mut Vec<Directed>) {
        let component = self.component;
        out.extend(self.says.drain(..).map(|say| Directed { component, say }));
    }
}

const NO_ANSWER: FileState = FileState::Failed(TransferFailure::NoAnswer);

pub(super) fn hand_bytes(reader: &mut FileReader, events: &mut Vec<JobEvent>) {
    let bytes = reader.take();
    if !bytes.is_empty() {
        events.push(JobEvent::Bytes(bytes));
    }
}
