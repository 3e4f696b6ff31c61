//! One PX4: its state, and what it does in a step.

use super::arming::Ground;
use super::events::{Event, EventCount};
use super::failsafe::Failsafe;
use super::fence::Fence;
use super::habits::Px4Habits;
use super::kind::VehicleKind;
use super::modes::Mode;
use super::offboard::Offboard;
use super::regular::{LinkMode, Regular};
use super::requests::PARAMETERS_A_STEP;
use super::returning::Return;
use super::settings::Settings;
use super::transition::Transition;
use super::watch;
use super::wing_pilot::WingPilot;
use crate::airframe::{Contact, Steering};
use crate::autopilot::channel::Channel;
use crate::autopilot::flight::{Flight, Task};
use crate::autopilot::mission_run::{Manners, MissionRun, Style};
use crate::autopilot::missions::{Event as PlanEvent, Item, Kind, Stores, Transfer};
use crate::autopilot::parameters::{Encoding, Parameters};
use crate::autopilot::streams::Streams;
use crate::autopilot::telling::{say_parameter, say_parameters};
use crate::autopilot::{Autopilot, Heard};
use crate::craft::Craft;
use crate::files::FileService;
use crate::place::Place;
use crate::sensors::Estimate;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Signing, Voice};
use chrono::{DateTime, Utc};
use mavlink::dialects::ardupilotmega::*;

/// What it steps in: the time, its craft and what it believes of itself.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub now: SimTime,
    pub craft: &'a Craft,
    pub estimate: Estimate,
}

impl Around<'_> {
    pub fn is_airborne(&self) -> bool {
        self.craft.contact() == Contact::Airborne
    }
}

/// One of its links.
pub(super) struct Link {
    pub channel: Channel<Regular>,
    pub mode: LinkMode,
    /// The hash of the parameters is to be sent, before their list.
    pub sends_hash: bool,
    /// Frames that came.
    pub received: u32,
    /// Bytes sent when this was last told.
    pub told_bytes: u64,
}

/// Home.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Home {
    /// As it is told. Its height jumps in flight, with the noise of the satellites.
    pub place: Place,
    /// The height that was believed when it was set, metres above mean sea level.
    pub level_amsl_m: f64,
    /// Where the nose pointed, radians.
    pub yaw_rad: f64,
    /// When it last changed.
    pub changed: SimTime,
}

/// What became of the mission on board.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct MissionState {
    /// The navigator took it, and takes it for one that can be flown.
    pub is_valid: bool,
    /// The navigator takes it then.
    pub taken_at: Option<SimTime>,
    /// All of it is flown.
    pub is_finished: bool,
    /// An item that is over, and how often this is still to be told.
    pub reached: Option<(u16, u8)>,
}

/// A PX4.
pub struct Px4 {
    pub(super) kind: VehicleKind,
    pub(super) system_id: u8,
    pub(super) started: DateTime<Utc>,
    pub(super) booted: SimTime,
    pub(super) parameters: Parameters,
    pub(super) settings: Settings,
    settings_version: u64,
    pub(super) stores: Stores,
    pub(super) transfer: Transfer,
    pub(super) signing: Signing,
    pub(super) links: Vec<Link>,
    /// The mode that was asked for.
    pub(super) intention: Mode,
    /// The mode that is flown: another one while something fails.
    pub(super) mode: Mode,
    pub(super) failsafe: Failsafe,
    /// Its motors were stopped for good.
    pub(super) is_terminated: bool,
    /// It starts anew after this step.
    pub(super) reboots: bool,
    /// It is shut down: silent until it is started anew.
    pub(super) is_off: bool,
    pub(super) armed_at: Option<SimTime>,
    pub(super) ground: Ground,
    pub(super) flight: Flight,
    pub(super) wing: WingPilot,
    pub(super) transition: Transition,
    pub(super) task_began: SimTime,
    pub(super) run: MissionRun,
    pub(super) mission: MissionState,
    pub(super) returning: Option<(Return, Place)>,
    /// Mission items that are over, to be told at once.
    pub(super) reached_now: Vec<u16>,
    pub(super) take_off_amsl_m: Option<f64>,
    pub(super) task_after_take_off: Option<Task>,
    /// Where a take-off onto the wing ends.
    pub(super) loiters_at: Option<Place>,
    pub(super) offboard: Offboard,
    pub(super) home: Option<Home>,
    pub(super) origin: Option<Place>,
    pub(super) position_since: Option<SimTime>,
    pub(super) has_pilot: bool,
    pub(super) fence: Fence,
    pub(super) watch: watch::Watch,
    next_watch: SimTime,
    pub(super) texts: Vec<(MavSeverity, String)>,
    next_text_id: u16,
    pub(super) events: Vec<Event>,
    event_count: EventCount,
    pub(super) changed_parameters: Vec<usize>,
    pub(super) second_answers: Vec<(ChannelId, COMMAND_ACK_DATA)>,
    pub(super) payload_orders: Vec<Item>,
    pub(super) files: FileService,
}

/// A mission begins with item 0, and a landing is told as reached in the air.
const MANNERS: Manners = Manners {
    first_item: 0,
    style: Style::Px4,
};

impl Px4 {
    /// A PX4 on a multirotor that starts now, with these links.
    pub fn new(
        system_id: u8,
        links: &[LinkMode],
        yaw_rad: f64,
        started: DateTime<Utc>,
        now: SimTime,
    ) -> Self {
        Self::of_kind(
            VehicleKind::Multirotor,
            system_id,
            links,
            yaw_rad,
            started,
            now,
        )
    }

    /// A PX4 on a vehicle of a kind that starts now, with these links.
    pub fn of_kind(
        kind: VehicleKind,
        system_id: u8,
        links: &[LinkMode],
        yaw_rad: f64,
        started: DateTime<Utc>,
        now: SimTime,
    ) -> Self {
        let parameters = Parameters::new(kind.definitions());
        let link = |(number, mode): (usize, &LinkMode)| {
            let id = ChannelId(number as u8);
            Link {
                channel: Channel::new(id, system_id, Streams::new(mode.streams(), now)),
                mode: mode.clone(),
                sends_hash: false,
                received: 0,
                told_bytes: 0,
            }
        };
        Self {
            kind,
            system_id,
            started,
            booted: now,
            settings: Settings::of(&parameters),
            settings_version: parameters.version(),
            parameters,
            stores: Stores::default(),
            transfer: Transfer::default(),
            signing: Signing::off(started),
            links: links.iter().enumerate().map(link).collect(),
            intention: Mode::Loiter,
            mode: Mode::Loiter,
            failsafe: Failsafe::default(),
            is_terminated: false,
            reboots: false,
            is_off: false,
            armed_at: None,
            ground: Ground::default(),
            flight: Flight::new(yaw_rad),
            wing: WingPilot::default(),
            transition: Transition::default(),
            task_began: now,
            run: MissionRun::new(MANNERS),
            mission: MissionState::default(),
            returning: None,
            reached_now: Vec::new(),
            take_off_amsl_m: None,
            task_after_take_off: None,
            loiters_at: None,
            offboard: Offboard::default(),
            home: None,
            origin: None,
            position_since: None,
            has_pilot: false,
            fence: Fence::default(),
            watch: watch::Watch::default(),
            next_watch: now,
            texts: Vec::new(),
            next_text_id: 0,
            events: Vec::new(),
            event_count: EventCount::default(),
            changed_parameters: Vec::new(),
            second_answers: Vec::new(),
            payload_orders: Vec::new(),
            files: FileService::px4(links.len()),
        }
    }

    /// The mode that is flown.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Whether its motors are armed.
    pub fn is_armed(&self) -> bool {
        self.armed_at.is_some()
    }

    /// Goes on to `now`, `dt_s` after the last step, with what came on its links. Adds what it says to
    /// `outbox`, and tells how to fly.
    pub(super) fn go_on(
        &mut self,
        now: SimTime,
        dt_s: f64,
        craft: &Craft,
        heard: &[Heard],
        outbox: &mut Outbox,
    ) -> Steering {
        if self.is_off {
            return Steering::Idle;
        }
        if self.parameters.version() != self.settings_version {
            self.settings = Settings::of(&self.parameters);
            self.settings_version = self.parameters.version();
        }
        let around = Around {
            now,
            craft,
            estimate: craft.estimate(),
        };
        self.answer_again(now, outbox);
        for (channel, frame) in heard {
            self.take(*channel, frame, &around, outbox);
        }
        self.transfer_tick(now, outbox);
        self.serve_files(now, outbox);
        if now >= self.next_watch {
            self.next_watch = now + watch::INTERVAL;
            self.watch(&around);
        }
        self.watch_wing(&around);
        self.navigate(&around);
        self.watch_ground(&around);
        self.speak(&around, outbox);
        if self.reboots {
            Autopilot::reboot(self, now);
            return Steering::Idle;
        }
        self.steer(&around, dt_s)
    }

    /// What was acknowledged once is acknowledged again, by another part of it.
    fn answer_again(&mut self, now: SimTime, outbox: &mut Outbox) {
        while let Some((channel, answer)) = self.second_answers.pop() {
            self.speak_to(channel, now, outbox, |voice| voice.say(&answer));
        }
    }

    pub(super) fn habits(&self) -> Px4Habits {
        Px4Habits {
            current: self.run.current().unwrap_or(0),
        }
    }

    fn transfer_tick(&mut self, now: SimTime, outbox: &mut Outbox) {
        let Some(partner) = self.transfer.partner() else {
            return;
        };
        let habits = self.habits();
        if let Some(link) = self.links.get_mut(usize::from(partner.channel.0)) {
            let mut voice = link.channel.voice(now, &mut self.signing, outbox);
            let event = self.transfer.tick(&habits, &mut voice);
            if let Some(PlanEvent::BrokenOff(_)) = event {
                let event = Event::new("mavlink_mission_op_timeout", super::events::ERROR);
                self.warn("Operation timeout\t", Some(event));
            }
        }
    }

    /// Says something of a severity on all links, with the event that belongs to it.
    pub(super) fn say(
        &mut self,
        severity: MavSeverity,
        text: impl Into<String>,
        event: Option<Event>,
    ) {
        self.texts.push((severity, text.into()));
        self.events.extend(event);
    }

    pub(super) fn tell(&mut self, text: impl Into<String>, event: Option<Event>) {
        self.say(MavSeverity::MAV_SEVERITY_INFO, text, event);
    }

    pub(super) fn warn(&mut self, text: impl Into<String>, event: Option<Event>) {
        self.say(MavSeverity::MAV_SEVERITY_CRITICAL, text, event);
    }

    /// Says something on one link.
    pub(super) fn speak_to<T>(
        &mut self,
        channel: ChannelId,
        now: SimTime,
        outbox: &mut Outbox,
        say: impl FnOnce(&mut Voice) -> T,
    ) -> Option<T> {
        let link = self.links.get_mut(usize::from(channel.0))?;
        Some(say(&mut link.channel.voice(now, &mut self.signing, outbox)))
    }

    pub(super) fn items(&self) -> &[Item] {
        self.stores.get(Kind::Mission).items()
    }

    /// Those that are flown: not those that are told, by a vehicle that lies.
    pub(super) fn flown_items(&self) -> &[Item] {
        self.stores.get(Kind::Mission).flown_items()
    }

    fn has_something_to_say(&self, now: SimTime) -> bool {
        !self.texts.is_empty()
            || !self.events.is_empty()
            || !self.changed_parameters.is_empty()
            || !self.reached_now.is_empty()
            || self.event_count.is_due(now)
            || self
                .links
                .iter()
                .any(|link| link.sends_hash || link.channel.is_due(now))
    }

    fn speak(&mut self, around: &Around, outbox: &mut Outbox) {
        let now = around.now;
        // Nearly every step has nothing to say: nothing is worked out then.
        if !self.has_something_to_say(now) {
            return;
        }
        let report = self.report(around, |message| {
            let mut links = self.links.iter();
            links.any(|link| link.channel.streams.is_message_due(message, now))
        });
        let first_id = self.next_text_id;
        self.next_text_id = first_id.wrapping_add(self.texts.len() as u16);
        let events: Vec<EVENT_DATA> = self
            .events
            .drain(..)
            .map(|event| event.message(self.event_count.take(now), report.boot_ms()))
            .collect();
        let repeated = self.event_count.repeated(now);
        let mut tells_mission = false;
        for link in &mut self.links {
            let mut voice = Voice {
                now,
                sender: &mut link.channel.sender,
                signing: &mut self.signing,
                outbox,
            };
            for (index, (severity, text)) in self.texts.iter().enumerate() {
                voice.text(*severity, text, first_id.wrapping_add(index as u16));
            }
            for index in &self.changed_parameters {
                // Its index is the real one, even where nobody asked for it.
                let told_index = *index as u16;
                say_parameter(
                    &self.parameters,
                    Encoding::Bytewise,
                    *index,
                    told_index,
                    &mut voice,
                );
            }
            if std::mem::take(&mut link.sends_hash) {
                super::requests::say_hash(&self.parameters, &mut voice);
            } else if let Some(from) = link.channel.next_parameter {
                link.channel.next_parameter = say_parameters(
                    &self.parameters,
                    Encoding::Bytewise,
                    from,
                    PARAMETERS_A_STEP,
                    &mut voice,
                );
            }
            let (received, told_bytes) = (link.received, &mut link.told_bytes);
            link.channel.streams.each_due(now, |message| {
                tells_mission |= message == Regular::MissionCurrent;
                if message == Regular::LinkNodeStatus {
                    report.say_link(received, told_bytes, &mut voice);
                } else {
                    report.say(message, &mut voice);
                }
            });
            for seq in &self.reached_now {
                voice.say(&MISSION_ITEM_REACHED_DATA { seq: *seq });
            }
            for event in &events {
                voice.say(event);
            }
            if let Some(sequence) = repeated {
                voice.say(&CURRENT_EVENT_SEQUENCE_DATA {
                    sequence,
                    flags: MavEventCurrentSequenceFlags::empty(),
                });
            }
        }
        self.texts.clear();
        self.reached_now.clear();
        self.changed_parameters.clear();
        if tells_mission {
            self.mission.reached = self
                .mission
                .reached
                .and_then(|(seq, left)| (left > 1).then(|| (seq, left - 1)));
        }
    }
}

#[cfg(test)]
mod tests;
