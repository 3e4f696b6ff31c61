//! The link thread: waits for sockets, requests and time, and does one step of [`GroundControl`] after
//! another.

use super::links::Links;
use super::logs::Logs;
use super::marks::Signatures;
use super::pins::Pins;
use super::quota::Quota;
use super::recording::Recording;
use super::requests::Asked;
use super::setup::{LinkSetup, LinkUse, LiveSetup, StartProblem};
use super::status::LiveStatus;
use super::tidings::Teller;
use super::{LiveRequest, Shown, Switches};
use crate::clock;
use crate::fleet::published::Reader;
use crate::ground_control::{GroundControl, Record};
use crate::link::frame::Frame;
use crate::link::recorder::Recorder;
use crate::link::transport::{Batch, To, Transport, Waker};
use crate::moment::Moment;
use geofences::Bilingual;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// How the link thread ended.
#[derive(Debug)]
pub struct LiveEnd {
    /// Links and recorder at the end, all that was to be recorded being on the disk.
    pub status: LiveStatus,
    /// Why it ended without being asked to.
    pub problem: Option<Bilingual>,
}

pub(super) struct LinkThread {
    pub(super) ground: GroundControl,
    pub(super) transport: Transport,
    pub(super) logs: Logs,
    pub(super) recording: Recording,
    pub(super) signatures: Option<Signatures>,
    pub(super) links: Links,
    pub(super) pins: Pins,
    pub(super) requests: Asked,
    /// What was taken of them and has no answer yet.
    pub(super) in_hand: Vec<LiveRequest>,
    pub(super) teller: Teller,
    pub(super) quota: Quota,
    pub(super) shown: Arc<Shown>,
    pub(super) batch: Batch,
    /// Something came since time passed last.
    pub(super) is_something_new: bool,
    /// Not all requests were taken that wait.
    pub(super) has_more_requests: bool,
    pub(super) passed: Moment,
    /// When the fleet has something to do.
    pub(super) due: Option<Moment>,
    pub(super) last_second: Moment,
    /// How far the system's clock was put forward until then.
    pub(super) stepped_us: i64,
}

/// Time passes so often: the hub's ticks.
const TICK: Duration = Duration::from_millis(100);
/// What comes in is gathered for so long before what follows of it is sent: under load it is the difference
/// between a step for each datagram and one for a hundred.
const GATHER: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
/// Taking what has come ends after so long, however much comes and whatever clocks do.
const LONGEST_END: Duration = Duration::from_secs(1);

impl LinkThread {
    pub(super) fn new(
        setup: LiveSetup,
        requests: Asked,
        teller: Teller,
        shown: Arc<Shown>,
    ) -> Result<Self, StartProblem> {
        let recorder = setup.record.map(Recorder::start).transpose();
        let mut thread = Self {
            ground: GroundControl::new(setup.us),
            transport: Transport::new().map_err(StartProblem::Poll)?,
            logs: Logs::new(recorder.map_err(StartProblem::Recorder)?),
            recording: Recording::default(),
            signatures: setup.signing.map(Signatures::read).transpose()?,
            links: Links::default(),
            pins: Pins::default(),
            requests,
            in_hand: Vec::new(),
            teller,
            quota: Quota::default(),
            shown,
            batch: Batch::default(),
            is_something_new: false,
            has_more_requests: false,
            passed: Moment::default(),
            due: None,
            last_second: Moment::default(),
            stepped_us: clock::stepped_us(),
        };
        // Endpoints name the groups that they show.
        let is_to_stations = |link: &LinkSetup| matches!(link.of, LinkUse::Stations { .. });
        let (stations, vehicles): (Vec<_>, Vec<_>) =
            setup.links.into_iter().partition(is_to_stations);
        for link in vehicles.into_iter().chain(stations) {
            let name = link.name.clone();
            let added = thread.add(link);
            added.map_err(|problem| StartProblem::Link(name, problem))?;
        }
        thread.has_somebody_for_each_key()?;
        thread.show(clock::moment());
        Ok(thread)
    }

    fn has_somebody_for_each_key(&self) -> Result<(), StartProblem> {
        let links = &self.links;
        let is_group = |name: &str| links.groups().any(|(_, it)| &*it == name);
        let nobodys = self
            .signatures
            .as_ref()
            .and_then(|it| it.for_nobody(is_group, |name| links.is_endpoint(name)));
        nobodys.map_or(Ok(()), |whose| {
            Err(StartProblem::KeyForNobody(whose.clone()))
        })
    }

    pub(super) fn waker(&self) -> Waker {
        self.transport.waker()
    }

    pub(super) fn reader(&self) -> Reader {
        self.ground.fleet().reader()
    }

    /// Works until it is asked to stop, or cannot wait for its sockets any more.
    pub(super) fn run(mut self, switches: &Switches) -> LiveEnd {
        let mut problem = None;
        while !switches.is_stopping.load(Ordering::Acquire) {
            let is_healthy = switches.is_healthy.load(Ordering::Acquire);
            self.ground.set_healthy(is_healthy);
            if let Err(error) = self.turn() {
                problem = Some(error);
                break;
            }
        }
        self.end(problem)
    }

    fn turn(&mut self) -> Result<(), Bilingual> {
        let now = clock::moment();
        let timeout = self.timeout(now);
        let polled = self.transport.poll(now, timeout, &mut self.batch);
        polled.map_err(|error| error.told())?;
        let now = self.read_clock();
        self.take_what_came(now);
        let is_asked = self.take_requests(now);
        if is_asked || self.next_pass() <= now || now < self.passed {
            self.pass_time(now);
        }
        Ok(())
    }

    /// Our time. What is recorded is stamped by the system's clock as it is now.
    fn read_clock(&mut self) -> Moment {
        let reading = clock::reading();
        self.logs.go_by(reading);
        reading.ours
    }

    /// When time has to pass next.
    fn next_pass(&self) -> Moment {
        let gathered = self.passed + GATHER;
        if self.is_something_new {
            return gathered;
        }
        let tick = self.passed + TICK;
        let due = self.due.map_or(tick, |due| due.min(tick));
        // Whatever is said to be due, it does not spin.
        due.max(gathered)
    }

    fn timeout(&self, now: Moment) -> Duration {
        if self.has_more_requests {
            return Duration::ZERO;
        }
        let left = self.next_pass().since(now);
        // After the clock was set back it would be long.
        left.min(TICK)
    }

    pub(super) fn pass_time(&mut self, now: Moment) {
        // What was seen of signatures is on the disk before anything that follows of it leaves or is shown.
        self.keep_marks(now);
        self.ground.pass_time(now, &mut self.logs);
        // What we signed ourselves is, too.
        self.keep_marks(now);
        self.send(now);
        self.tell_tidings();
        self.in_hand.retain(|it| !it.is_of_fleet());
        if let Some(recorder) = &mut self.logs.recorder {
            recorder.tick(now);
        }
        self.is_something_new = false;
        self.passed = now;
        self.due = self.ground.fleet().due();
        if now.since(self.last_second) >= SECOND || now < self.last_second {
            self.last_second = now;
            self.pins.renew(&self.ground, &mut self.transport);
            self.tell_what_was_left_out(now);
            self.watch_clock(now, clock::stepped_us());
            self.watch_recorder(now);
            self.show(now);
        }
    }

    /// What is given up at once, because its link is down, say, is not recorded as if it had been said.
    fn send(&mut self, now: Moment) {
        for departure in self.ground.departures().iter() {
            let to = To::Peer(departure.peer);
            let is_queued = self.transport.send(departure.link, to, departure.bytes);
            if is_queued
                && let Some(group) = departure.group
                && let Some(frame) = Frame::of_whole(departure.bytes)
            {
                self.logs.record(group, now, frame);
            }
        }
        self.ground.sent();
        self.transport.flush();
    }

    fn status(&mut self, now: Moment) -> LiveStatus {
        let mut status = LiveStatus::of(&self.links, &self.ground, &mut self.transport, now);
        status.shed_news = self.teller.shed();
        status.waits_for_marks = self.signatures.as_ref().map_or(0, Signatures::waits);
        status.recorder = self.logs.recorder.as_ref().map(Recorder::account);
        status
    }

    pub(super) fn show(&mut self, now: Moment) {
        let status = self.status(now);
        self.shown.show(status);
    }

    /// What has come is taken, what was asked for is answered, what is to be said leaves as far as sockets take it,
    /// and what is recorded is written.
    fn end(mut self, problem: Option<Bilingual>) -> LiveEnd {
        self.ground.set_healthy(false);
        if problem.is_none() {
            self.take_what_waits();
        }
        let now = self.read_clock();
        self.take_last_requests(now);
        self.pass_time(now);
        self.ground.close(now);
        self.pass_time(now);
        self.tell_what_was_left_out(now);
        self.transport.give_up_waiting();
        self.ground.publish(now);
        let mut status = self.status(now);
        status.recorder = self.logs.recorder.take().map(Recorder::finish);
        self.shown.show(status.clone());
        LiveEnd { status, problem }
    }

    /// What had come before it was to end is recorded.
    fn take_what_waits(&mut self) {
        let until = clock::uptime() + LONGEST_END;
        let mut now = self.read_clock();
        while clock::uptime() < until {
            let polled = self.transport.poll(now, Duration::ZERO, &mut self.batch);
            if polled.is_err() || self.batch.is_empty() {
                return;
            }
            now = self.read_clock();
            self.take_what_came(now);
        }
    }
}
