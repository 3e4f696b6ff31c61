//! Whose a session of MAVLink FTP is. Autopilots have one session or a few, and end it whoever says so: of a
//! station, and between what is on links to vehicles, only that passes for reading which ends what it began
//! itself.

use super::core::Core;
use super::fields::{Fields, id};
use super::reads::OPCODE;
use super::role::StationRef;
use super::vehicle::Vehicle;
use crate::link::frame::{Frame, Target};
use crate::link::names::VehicleId;
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

/// What stations at an endpoint have opened, or what is on links to vehicles has at one vehicle. The oldest is
/// forgotten where it is too much: who began it can then not end it, and the vehicle does after a time.
#[derive(Debug, Default)]
pub(super) struct FileSessions {
    pub(super) asked: VecDeque<Asked>,
    pub(super) open: VecDeque<Open>,
}

/// Nothing was opened.
pub(super) static NONE: FileSessions = FileSessions {
    asked: VecDeque::new(),
    open: VecDeque::new(),
};

/// Who begins a session. Programs that share a connection and a system id differ in their components.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// A station's component.
    Station(StationRef, u8),
    /// What speaks for a component of a vehicle: a companion computer, say.
    Component(VehicleId, u8),
}

/// Somebody asked for a file to be opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    asker: Asker,
    vehicle: VehicleId,
    /// Of the vehicle; 0 is any.
    server: u8,
    sequence: u16,
    at: Moment,
}

/// A session that somebody was answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Open {
    asker: Asker,
    vehicle: VehicleId,
    server: u8,
    session: u8,
}

/// An answer of a vehicle's file server that says that something was done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    vehicle: VehicleId,
    server: u8,
    to: Target,
    at: Moment,
    sequence: u16,
    session: u8,
    /// What was done.
    done: u8,
}

const TERMINATE_SESSION: u8 = 1;
const RESET_SESSIONS: u8 = 2;
/// OpenFileRO, CreateFile, OpenFileWO.
const OPENING: [u8; 3] = [4, 6, 7];
const ACK: u8 = 128;
/// Where sequence and session of a packet stand, and in an answer what it is one to.
const SEQUENCE: usize = 3;
const SESSION: usize = 5;
const ANSWERED: usize = 8;
/// An answer that takes longer than this is to another question.
const LONGEST_ANSWER: Duration = Duration::from_secs(20);
/// So many are kept of each.
const MOST: usize = 64;

/// Whether a message asks for a session.
pub(super) fn begins_a_session(frame: Frame<'_>) -> bool {
    frame.message_id() == id::FILE_TRANSFER_PROTOCOL
        && OPENING.contains(&Fields(frame.payload()).u8(OPCODE))
}

/// Whether a message ends a session.
fn ends_a_session(frame: Frame<'_>) -> bool {
    frame.message_id() == id::FILE_TRANSFER_PROTOCOL
        && Fields(frame.payload()).u8(OPCODE) == TERMINATE_SESSION
}

impl Asker {
    fn is_told(self, to: Target) -> bool {
        let (system, component) = match self {
            Self::Station(station, component) => (station.system, component),
            Self::Component(vehicle, component) => (vehicle.system, component),
        };
        to == Target { system, component }
    }
}

impl Answer {
    /// What a packet of a vehicle says that was done.
    pub(super) fn of(vehicle: VehicleId, at: Moment, frame: Frame<'_>) -> Option<Self> {
        let fields = Fields(frame.payload());
        (fields.u8(OPCODE) == ACK).then(|| Self {
            vehicle,
            server: frame.sender().component,
            to: frame.target(),
            at,
            sequence: fields.u16(SEQUENCE),
            session: fields.u8(SESSION),
            done: fields.u8(ANSWERED),
        })
    }

    fn answers(&self, asked: &Asked) -> bool {
        let is_server = asked.server == 0 || asked.server == self.server;
        asked.vehicle == self.vehicle
            && is_server
            && asked.asker.is_told(self.to)
            && asked.sequence.wrapping_add(1) == self.sequence
            && self.at.since(asked.at) < LONGEST_ANSWER
    }
}

impl FileSessions {
    /// What somebody said went to a vehicle.
    pub(super) fn asks(&mut self, asker: Asker, vehicle: VehicleId, at: Moment, frame: Frame<'_>) {
        if !begins_a_session(frame) {
            return;
        }
        let fields = Fields(frame.payload());
        let asked = Asked {
            asker,
            vehicle,
            server: frame.target().component,
            sequence: fields.u16(SEQUENCE),
            at,
        };
        keep(&mut self.asked, asked);
    }

    /// Who asked for what was done.
    pub(super) fn who_asked(&self, answer: Answer) -> impl Iterator<Item = Asker> + '_ {
        let opens = OPENING.contains(&answer.done);
        let asked = self.asked.iter();
        asked
            .filter(move |asked| opens && answer.answers(asked))
            .map(|asked| asked.asker)
    }

    /// Takes that something was done: a session that somebody was given or that ended is nobody else's any
    /// more. It is that of who asked here, if it was one.
    pub(super) fn done(&mut self, answer: Answer, asker: Option<Asker>) {
        let Answer {
            vehicle,
            server,
            session,
            done,
            ..
        } = answer;
        let ends_all = done == RESET_SESSIONS;
        let is_taken = OPENING.contains(&done) || done == TERMINATE_SESSION;
        self.open.retain(|it| {
            let is_it = is_taken && it.session == session;
            (it.vehicle, it.server) != (vehicle, server) || !(ends_all || is_it)
        });
        if let Some(asker) = asker {
            let open = Open {
                asker,
                vehicle,
                server,
                session,
            };
            keep(&mut self.open, open);
        }
    }

    /// Whether this ends a session at a vehicle that its sender did not begin. What is for all vehicles, or for all
    /// components of one that has several, may end another one of the same number, whoever began it there.
    pub(super) fn ends_anothers(
        &self,
        asker: Asker,
        id: VehicleId,
        vehicle: &Vehicle,
        frame: Frame<'_>,
    ) -> bool {
        let (session, target) = (Fields(frame.payload()).u8(SESSION), frame.target());
        let is_own = |it: &Open| {
            let is_server_alone = target.component == 0 && vehicle.has_only(it.server);
            (it.asker, it.vehicle, it.session) == (asker, id, session)
                && target.system != 0
                && (target.component == it.server || is_server_alone)
        };
        ends_a_session(frame) && !self.open.iter().any(is_own)
    }
}

impl Core {
    /// Takes what a vehicle's file server says to somebody.
    pub(super) fn hear_of_files(&mut self, vehicle: VehicleId, at: Moment, frame: Frame<'_>) {
        let Some(answer) = Answer::of(vehicle, at, frame) else {
            return;
        };
        let mut between = self.files_between.get_mut(&vehicle);
        // Stations may call themselves alike. Of two that asked alike nobody knows whose it is.
        let asker = {
            let all = self.endpoints.iter().map(|it| &it.files);
            let mut asked = all
                .chain(between.as_deref())
                .flat_map(|it| it.who_asked(answer));
            let first = asked.next();
            first.filter(|first| asked.all(|it| it == *first))
        };
        for stations in &mut self.endpoints {
            let link = stations.link;
            let is_here = |it: &Asker| matches!(it, Asker::Station(of, _) if of.link == link);
            stations.files.done(answer, asker.filter(is_here));
        }
        if let Some(between) = &mut between {
            let is_between = |it: &Asker| matches!(it, Asker::Component(..));
            between.done(answer, asker.filter(is_between));
        }
    }
}

fn keep<T>(all: &mut VecDeque<T>, new: T) {
    if all.len() >= MOST {
        all.pop_front();
    }
    all.push_back(new);
}
