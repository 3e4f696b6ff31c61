//! One Copter: its state, and what it does in a step.

use super::chatter::Statistics;
use super::files::CopterFiles;
use super::habits::CopterHabits;
use super::mission::Plan;
use super::modes::Mode;
use super::regular::Regular;
use super::requests::PARAMETERS_A_STEP;
use super::settings::Settings;
use super::start_up::StartUp;
use super::watch::{self, Watch};
use super::way_home::{return_height_amsl_m, return_target};
use crate::airframe::{Contact, Steering};
use crate::autopilot::channel::Channel;
use crate::autopilot::flight::{Facing, Flight, Task};
use crate::autopilot::mission_run::{Circumstances, Manners, MissionRun, Style};
use crate::autopilot::missions::{Item, Kind, Stores, Transfer};
use crate::autopilot::parameters::{ARDUPILOT, Encoding, Parameters};
use crate::autopilot::streams::Streams;
use crate::autopilot::telling::{say_parameter, say_parameters};
use crate::autopilot::{Autopilot, Heard};
use crate::craft::Craft;
use crate::place::Place;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Signing, Voice};
use chrono::{DateTime, Utc};
use mavlink::dialects::ardupilotmega::*;
use std::sync::Arc;
use std::time::Duration;

/// What is told on every link.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Announcement {
    /// A text, and the number that its chunks have in common, 0 for a text of one.
    Text(MavSeverity, String, u16),
    /// A regular message out of its turn.
    Now(Regular),
    /// The value of a parameter, by its index in the list.
    Parameter(usize),
    /// A mission item is over.
    Reached(u16),
}

/// How a return goes on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Return {
    /// Up to its height.
    Climb,
    /// Straight to its target.
    Cross,
    /// Over the target, until then.
    Wait(SimTime),
    /// Down.
    Descend,
}

/// A Copter. What each step reads comes first, and what is seldom needed last: with thousands of them the
/// memory between costs more than the work.
#[repr(C)]
pub struct Copter {
    pub(super) settings: Arc<Settings>,
    settings_version: u64,
    pub(super) parameters: Parameters,
    pub(super) transfer: Transfer,
    next_watch: SimTime,
    /// Before this no link has anything regular to say; the start where that has to be found out anew.
    pub(super) quiet_until: SimTime,
    pub(super) announcements: Vec<Announcement>,
    pub(super) payload_orders: Vec<Item>,
    pub(super) armed_at: Option<SimTime>,
    pub(super) landed_since: Option<SimTime>,
    pub(super) home: Option<Place>,
    pub(super) returning: Option<(Return, Place)>,
    pub(super) mode: Mode,
    pub(super) is_paused: bool,
    pub(super) reboots: bool,
    /// Whether a station waits for something of a file.
    pub(super) serves_files: bool,
    pub(super) mission_is_complete: bool,
    pub(super) system_id: u8,
    next_text_id: u16,
    pub(super) start_up: StartUp,
    pub(super) flight: Flight,
    pub(super) run: MissionRun,
    /// What of the mission it flies, to notice when another takes its place.
    pub(super) plan: Plan,
    pub(super) stores: Stores,
    pub(super) velocity_until: Option<SimTime>,
    pub(super) watch: Watch,
    pub(super) channels: Vec<Channel<Regular>>,
    pub(super) signing: Signing,
    pub(super) statistics: Statistics,
    /// The round of a circle that was told last.
    pub(super) told_round: Option<u32>,
    pub(super) origin: Option<Place>,
    pub(super) started: DateTime<Utc>,
    pub(super) booted: SimTime,
    pub(super) files: CopterFiles,
}

/// Item 0 is home.
const MANNERS: Manners = Manners {
    first_item: 1,
    style: Style::ArduPilot,
};
/// After landing it takes so long to be sure and to stop the motors.
const DISARMS_AFTER: Duration = Duration::from_millis(2_080);
/// Heartbeats come so often.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// The ground station is asked for its time so often.
const TIMESYNC: Duration = Duration::from_secs(10);

impl Copter {
    /// A Copter that starts now, with so many links.
    pub fn new(
        system_id: u8,
        links: u8,
        yaw_rad: f64,
        started: DateTime<Utc>,
        now: SimTime,
    ) -> Self {
        let parameters = Parameters::new(&ARDUPILOT);
        let regular = Regular::ALL.map(|message| {
            let interval = match message {
                Regular::Heartbeat => Some(HEARTBEAT),
                Regular::TimeSync => Some(TIMESYNC),
                // Everything else is sent to those who ask for it.
                _ => None,
            };
            (message, interval)
        });
        let channels = (0..links)
            .map(|link| Channel::new(ChannelId(link), system_id, Streams::new(regular, now)));
        Self {
            system_id,
            started,
            booted: now,
            settings: Settings::shared(&parameters),
            settings_version: parameters.version(),
            parameters,
            stores: Stores::default(),
            transfer: Transfer::default(),
            signing: Signing::off(started),
            channels: channels.collect(),
            mode: Mode::Stabilize,
            armed_at: None,
            flight: Flight::new(yaw_rad),
            run: MissionRun::new(MANNERS),
            mission_is_complete: false,
            plan: Plan::default(),
            told_round: None,
            returning: None,
            home: None,
            origin: None,
            start_up: StartUp::default(),
            landed_since: None,
            velocity_until: None,
            watch: Watch::default(),
            next_watch: now,
            quiet_until: SimTime::START,
            announcements: Vec::new(),
            next_text_id: 0,
            payload_orders: Vec::new(),
            statistics: Statistics::default(),
            is_paused: false,
            reboots: false,
            serves_files: false,
            files: CopterFiles::default(),
        }
    }

    /// Its parameters.
    pub fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Its parameters, to set them before it flies.
    pub fn parameters_mut(&mut self) -> &mut Parameters {
        &mut self.parameters
    }

    /// Its mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether its motors are armed.
    pub fn is_armed(&self) -> bool {
        self.armed_at.is_some()
    }

    /// What it has on board.
    pub fn stores(&self) -> &Stores {
        &self.stores
    }

    /// Goes on to `now`, `dt_s` after the last step, with what came on its links. Adds what it says to
    /// `outbox`, and tells how to fly.
    pub fn step(
        &mut self,
        now: SimTime,
        dt_s: f64,
        craft: &Craft,
        heard: &[Heard],
        outbox: &mut Outbox,
    ) -> Steering {
        if self.parameters.version() != self.settings_version {
            self.settings = Settings::shared(&self.parameters);
            self.settings_version = self.parameters.version();
        }
        for (channel, frame) in heard {
            // It may ask for something.
            self.quiet_until = SimTime::START;
            if self.channels.get(usize::from(channel.0)).is_some() {
                self.take(*channel, frame, now, craft, outbox);
            }
        }
        self.transfer_tick(now, outbox);
        if self.serves_files {
            self.serve_files(now, outbox);
        }
        if !self.start_up.is_over() {
            self.start(now, craft);
        }
        if now >= self.next_watch {
            self.next_watch = now + watch::INTERVAL;
            self.watch(now, craft);
            self.count_statistics(now, craft);
            self.align_compass(craft);
        }
        self.fly(now, craft);
        self.watch_landing(now, craft);
        self.speak(now, craft, outbox);
        if self.reboots {
            Autopilot::reboot(self, now);
            return Steering::Idle;
        }
        let ground_amsl_m = self.home.map_or(0.0, |home| home.altitude_amsl_m);
        self.flight.steer(
            &craft.estimate(),
            &self.settings.flight,
            ground_amsl_m,
            now,
            dt_s,
        )
    }

    pub(super) fn habits(&self) -> CopterHabits {
        CopterHabits {
            home: self.home,
            flies_mission: self.mode == Mode::Auto && self.armed_at.is_some(),
        }
    }

    fn transfer_tick(&mut self, now: SimTime, outbox: &mut Outbox) {
        let Some(partner) = self.transfer.partner() else {
            return;
        };
        let habits = self.habits();
        if let Some(channel) = self.channels.get_mut(usize::from(partner.channel.0)) {
            let mut voice = channel.voice(now, &mut self.signing, outbox);
            self.transfer.tick(&habits, &mut voice);
        }
    }

    pub(super) fn say(&mut self, severity: MavSeverity, text: impl Into<String>) {
        let text = text.into();
        let id = if text.len() > Voice::CHUNK {
            self.next_text_id = self.next_text_id.checked_add(1).unwrap_or(1);
            self.next_text_id
        } else {
            0
        };
        self.announcements
            .push(Announcement::Text(severity, text, id));
    }

    pub(super) fn tell(&mut self, text: impl Into<String>) {
        self.say(MavSeverity::MAV_SEVERITY_INFO, text);
    }

    /// Tells the value of a parameter on every link, as it does when it changes one by itself.
    pub(super) fn announce_parameter(&mut self, name: &str, value: f64) {
        if let Ok(index) = self.parameters.set(name, value) {
            self.announcements.push(Announcement::Parameter(index));
        }
    }

    /// Changes the mode. Whether it could.
    pub(super) fn set_mode(&mut self, mode: Mode, now: SimTime, craft: &Craft) -> bool {
        if mode == self.mode {
            // It is in it: nothing begins anew.
            return true;
        }
        let lacks_place = mode.needs_position() && !self.start_up.uses_gnss();
        let lacks_mission = mode == Mode::Auto && self.stores.get(Kind::Mission).items().len() < 2;
        if lacks_place || lacks_mission {
            let why = if lacks_place {
                "requires position"
            } else {
                "Missing Takeoff Cmd"
            };
            self.say(
                MavSeverity::MAV_SEVERITY_WARNING,
                format!("Mode change to {mode:?} failed: {why}"),
            );
            return false;
        }
        self.mode = mode;
        self.returning = None;
        self.velocity_until = None;
        self.is_paused = false;
        self.fly_as_set();
        self.announcements
            .push(Announcement::Now(Regular::Heartbeat));
        self.enter_mode(now, craft);
        true
    }

    fn enter_mode(&mut self, now: SimTime, craft: &Craft) {
        let is_flying = self.armed_at.is_some() && craft.contact() == Contact::Airborne;
        let here = craft.estimate().place;
        match self.mode {
            Mode::Auto if self.armed_at.is_some() => self.start_mission(now, craft),
            Mode::Rtl if is_flying => self.begin_return(now, craft),
            Mode::Land if is_flying => self.flight.begin(Task::Land(here), Facing::Keep, now),
            // The sticks stand in their middle: the place and height are held.
            _ if is_flying => self.flight.begin(Task::Goto(here), Facing::Keep, now),
            _ => {}
        }
    }

    pub(super) fn start_mission(&mut self, now: SimTime, craft: &Craft) {
        self.mission_is_complete = false;
        self.is_paused = false;
        self.plan = Plan::default();
        let items = self.stores.get(Kind::Mission).flown_items().to_vec();
        let around = self.circumstances(now, craft);
        let orders = self.run.start(&items, &around);
        self.carry_out(&orders, &items, now, craft);
    }

    pub(super) fn circumstances(&self, now: SimTime, craft: &Craft) -> Circumstances {
        let estimate = craft.estimate();
        Circumstances {
            now,
            here: estimate.place,
            home: self.home.unwrap_or(estimate.place),
            task_is_done: self.flight.is_done(&estimate, &self.settings.flight),
            has_turned: self.flight.has_turned(),
            acceleration_mps2: self.settings.flight.limits.acceleration_mps2,
            is_landed: self
                .landed_since
                .is_some_and(|since| now - since >= DISARMS_AFTER),
            glides: false,
        }
    }

    pub(super) fn begin_return(&mut self, now: SimTime, craft: &Craft) {
        let here = craft.estimate().place;
        let home = self.home.unwrap_or(here);
        let rally = self.stores.get(Kind::Rally).items();
        let target = return_target(here, home, rally, &self.settings);
        let height = return_height_amsl_m(here, target, home, &self.settings);
        let target = target.at_amsl_m(height);
        self.returning = Some((Return::Climb, target));
        self.flight
            .begin(Task::Goto(here.at_amsl_m(height)), Facing::Keep, now);
    }

    fn fly(&mut self, now: SimTime, craft: &Craft) {
        if self.armed_at.is_none() {
            return;
        }
        if self.returning.is_some() {
            self.go_on_returning(now, craft);
        }
        match self.mode {
            Mode::Auto if !self.is_paused && self.run.has_begun() => {
                self.notice_another_mission(now, craft);
                self.tell_round();
                let around = self.circumstances(now, craft);
                let items = self.stores.get(Kind::Mission).flown_items();
                let orders = self.run.step(items, &around);
                // Nearly every step has none: the mission is copied only where there are some.
                if !orders.is_empty() {
                    let items = items.to_vec();
                    self.carry_out(&orders, &items, now, craft);
                }
            }
            Mode::Guided if self.velocity_until.is_some_and(|until| now >= until) => {
                // Nobody repeats the velocity: it stops.
                self.velocity_until = None;
                let here = craft.estimate().place;
                self.flight.begin(Task::Goto(here), Facing::Keep, now);
            }
            _ => {}
        }
    }

    fn go_on_returning(&mut self, now: SimTime, craft: &Craft) {
        let Some((stage, target)) = self.returning else {
            return;
        };
        let estimate = craft.estimate();
        let is_done = self.flight.is_done(&estimate, &self.settings.flight);
        let next = match stage {
            Return::Climb if is_done => {
                self.flight.begin(
                    Task::Line {
                        from: estimate.place,
                        to: target,
                        speed_on_mps: 0.0,
                    },
                    Facing::Keep,
                    now,
                );
                Return::Cross
            }
            Return::Cross if is_done && estimate.velocity_mps.xy().norm() < 1.0 => {
                self.flight.begin(Task::Goto(target), Facing::Keep, now);
                Return::Wait(now + self.settings.return_wait)
            }
            Return::Wait(until) if now >= until => {
                if self.settings.return_final_m > 0.0 {
                    let home = self.home.unwrap_or(target);
                    let height = home.altitude_amsl_m + self.settings.return_final_m;
                    self.flight
                        .begin(Task::Goto(target.at_amsl_m(height)), Facing::Keep, now);
                } else {
                    self.flight.begin(Task::Land(target), Facing::Keep, now);
                }
                Return::Descend
            }
            same => same,
        };
        self.returning = Some((next, target));
    }

    fn watch_landing(&mut self, now: SimTime, craft: &Craft) {
        let wants_ground = matches!(self.flight.task(), Task::Land(_));
        let stands = craft.contact() != Contact::Airborne;
        if self.armed_at.is_none() || !(stands && wants_ground) {
            self.landed_since = self.landed_since.filter(|_| self.armed_at.is_none());
            return;
        }
        let since = *self.landed_since.get_or_insert(now);
        if now - since < DISARMS_AFTER {
            return;
        }
        if self.mode == Mode::Auto {
            self.fly(now, craft);
        }
        self.tell_statistics(now);
        self.disarm();
        self.tell_hover_throttle();
    }

    /// Stops the motors.
    pub(super) fn disarm(&mut self) {
        self.armed_at = None;
        self.watch.end_flight();
        self.returning = None;
        self.flight.rest();
        self.fly_as_set();
        self.run.reset();
        self.tell("Disarming motors");
    }

    fn speak(&mut self, now: SimTime, craft: &Craft, outbox: &mut Outbox) {
        // Nearly every step has nothing to say: nothing is worked out then.
        if self.announcements.is_empty() && now < self.quiet_until {
            return;
        }
        if !self.announcements.is_empty() || self.channels.iter().any(|it| it.next_due() <= now) {
            self.speak_up(now, craft, outbox);
        }
        let next = self.channels.iter().map(Channel::next_due).min();
        self.quiet_until = next.unwrap_or(SimTime::END);
    }

    fn speak_up(&mut self, now: SimTime, craft: &Craft, outbox: &mut Outbox) {
        let report = self.report(now, craft);
        let announcements = std::mem::take(&mut self.announcements);
        for channel in &mut self.channels {
            let mut voice = Voice {
                now,
                sender: &mut channel.sender,
                signing: &mut self.signing,
                outbox,
            };
            for announcement in &announcements {
                match announcement {
                    Announcement::Text(severity, text, id) => voice.text(*severity, text, *id),
                    Announcement::Now(message) => report.say(*message, &mut voice),
                    Announcement::Parameter(index) => {
                        say_parameter(
                            &self.parameters,
                            Encoding::Cast,
                            *index,
                            u16::MAX,
                            &mut voice,
                        );
                    }
                    Announcement::Reached(seq) => {
                        voice.say(&MISSION_ITEM_REACHED_DATA { seq: *seq });
                    }
                }
            }
            if let Some(index) = channel.next_parameter {
                channel.next_parameter = say_parameters(
                    &self.parameters,
                    Encoding::Cast,
                    index,
                    PARAMETERS_A_STEP,
                    &mut voice,
                );
            }
            channel
                .streams
                .each_due(now, |message| report.say(message, &mut voice));
        }
    }
}

#[cfg(test)]
mod tests;
