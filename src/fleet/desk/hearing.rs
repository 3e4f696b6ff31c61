//! What a component says to us, and what it is asked for.

use super::{Desk, DeskNews, encoding, kind_of};
use crate::fleet::command::{CommandDesk, Directed};
use crate::fleet::interview::{HeardMessages, Interview, of_autopilot, of_component};
use crate::fleet::vehicle::Vehicle;
use crate::link::mav_cmd;
use crate::link::names::{LinkId, PeerId};
use crate::link::report::{CommandAck, ComponentKind, ParameterValue, Report};
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// What an interview asks by.
const QUESTIONS: [u16; 2] = [mav_cmd::SET_MESSAGE_INTERVAL, mav_cmd::REQUEST_MESSAGE];
/// So many components are asked for things.
const MOST_INTERVIEWS: usize = 7;

/// What a component said.
#[derive(Clone, Copy, Debug)]
pub struct HeardReport<'a> {
    /// Which component.
    pub component: u8,
    /// Which message.
    pub message_id: u32,
    /// What.
    pub report: &'a Report,
    /// Whether it is addressed to somebody else.
    pub is_to_another: bool,
    /// Whether something newer came before it, or it came over a link that stands by.
    pub is_late: bool,
    /// Whether what it says of the vehicle is old: a heartbeat is only where a newer heartbeat came.
    pub is_old: bool,
    /// Where it stands among what the component said over the same link.
    pub place: Place,
}

/// Where a report stands among those of its component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Over which link it came, and from whom behind it; places on two ways cannot be compared.
    pub way: (LinkId, PeerId),
    /// Its place among what came that way, counted on.
    pub count: u32,
}

impl Place {
    fn is_after(self, other: Self) -> bool {
        self.way == other.way && self.count.wrapping_sub(other.count).cast_signed() > 0
    }

    /// Whether a newer one of its kind than `newest` came already. On a link that lets overtake, nearly
    /// everything is late beside the telemetry: something is old only where a newer one of its kind came.
    pub(in crate::fleet) fn is_overtaken(self, is_late: bool, newest: &mut Option<Self>) -> bool {
        let is_newest = !is_late || newest.is_some_and(|newest| self.is_after(newest));
        if is_newest {
            *newest = Some(self);
        }
        !is_newest
    }
}

impl Desk {
    /// Notes which messages came since this was called last, so that they are not asked for.
    pub fn note_all_heard(&mut self, now: Moment, component: u8, heard: HeardMessages) {
        for (of, interview) in &mut self.interviews {
            if *of == component {
                interview.all_heard(heard, now);
            }
        }
    }

    /// Notes that a message came, so that it is not asked for.
    pub fn note_heard(&mut self, now: Moment, component: u8, message_id: u32) {
        for (of, interview) in &mut self.interviews {
            if *of == component {
                interview.heard(message_id, now);
            }
        }
    }

    /// Takes what a component said, after the vehicle's state has. `is_to_another` is what is addressed to
    /// somebody else: an answer to a station is none to us.
    pub fn hear(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        heard: HeardReport<'_>,
        out: &mut Vec<Directed>,
    ) {
        let HeardReport {
            component,
            report,
            is_late,
            ..
        } = heard;
        // What comes late, or over a link that stands by, does not tell that it comes over the best one.
        if !is_late {
            self.note_heard(now, component, heard.message_id);
        }
        if heard.is_to_another {
            let change = self.plans.hear_said_to_another(now, report);
            self.news.extend(change.map(DeskNews::PlanChanged));
            return;
        }
        let mut is_overtaken = is_late;
        match report {
            Report::Heartbeat(_) => self.begin_interview(now, vehicle, component),
            // An older one would look like a change back.
            Report::MissionCurrent(_) if is_late => {}
            Report::MissionCurrent(current) => {
                let changes = self.plans.hear_current(now, current);
                self.news
                    .extend(changes.into_iter().map(DeskNews::PlanChanged));
            }
            Report::CommandAck(ack) => self.hear_ack(now, component, ack),
            Report::ParameterValue(told) if Some(component) == vehicle.autopilot() => {
                is_overtaken = heard.place.is_overtaken(is_late, &mut self.newest_value);
                self.hear_value(vehicle, told, is_overtaken);
            }
            Report::CameraImageCaptured(_) | Report::CameraStatus(_) => {
                let photo = self.photos.hear(now, heard, &mut self.says);
                let round_trip = self.round_trip();
                let commands = self.orders.commands();
                for say in &self.says {
                    note_question(commands, now, round_trip, component, say);
                }
                self.news
                    .extend(photo.map(|it| DeskNews::Photo(Box::new(it))));
                if self.is_recording {
                    self.says.clear();
                }
            }
            _ => {}
        }
        self.hand_over(component, out);
        // What a newer one overtook does not tell how it is now; an answer or a text is one whenever it comes.
        let is_said_once = matches!(report, Report::CommandAck(_) | Report::StatusText(_));
        if concerns_orders(report) && (!heard.is_old || is_said_once) {
            self.orders.hear(now, component, report, out);
        }
        if !self.jobs.is_idle() {
            self.jobs.hear(now, component, report, is_overtaken, out);
        }
        self.collect(now, vehicle);
    }

    fn hear_ack(&mut self, now: Moment, component: u8, ack: &CommandAck) {
        let awaited = self
            .orders
            .commands()
            .answers_out(now, component, ack.command);
        let is_certain = awaited.is_some_and(|answers| answers <= 1);
        let mut interviews = self.interviews.iter_mut();
        let was_asked =
            interviews.any(|(of, it)| *of == component && it.answered(*ack, is_certain, now));
        // Only where none of the answers that may come is another's.
        let asked = self.photos.asked_by_message(component);
        let is_of_photos = awaited.is_some_and(|answers| (1..=asked).contains(&(answers as usize)));
        if !was_asked && is_of_photos {
            self.photos.hear_ack(component, ack);
        }
    }

    /// An older value than what is held, or one that a link brings that stands by, is not believed: it is asked.
    fn hear_value(&mut self, vehicle: &Vehicle, told: &ParameterValue, is_overtaken: bool) {
        let Some((set, encoding)) = self.parameters.as_mut().zip(encoding(vehicle)) else {
            return;
        };
        if !is_overtaken {
            if set.hear(told, encoding) {
                self.safety.changed();
            }
        } else if set.is_news(told, encoding) && !self.is_recording {
            self.says.push(Say::ParameterRequestName(told.name));
        }
    }

    fn begin_interview(&mut self, now: Moment, vehicle: &Vehicle, component: u8) {
        let is_asked = self.interviews.iter().any(|(of, _)| *of == component);
        if is_asked || self.is_recording {
            return;
        }
        let may_set_rates = vehicle.is_commandable();
        let wants = if vehicle.autopilot() == Some(component) {
            kind_of(vehicle).map_or(&[][..], |(autopilot, _)| of_autopilot(autopilot))
        } else {
            let payload = vehicle.known().payload.iter();
            let mut beats = payload.filter_map(|it| Some((it.component, it.heartbeat.as_ref()?)));
            let found = beats.find(|(of, _)| *of == component);
            of_component(found.map_or(ComponentKind::Other, |(_, beat)| beat.value.component))
        };
        if !wants.is_empty() && self.interviews.len() < MOST_INTERVIEWS {
            let interview = Interview::new(wants, may_set_rates, now);
            self.interviews.reserve_exact(1);
            self.interviews.push((component, interview));
        }
    }

    pub(super) fn ask(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let round_trip = self.round_trip();
        let commands = self.orders.commands();
        for (component, interview) in &mut self.interviews {
            let component = *component;
            let is_free = |command| commands.answers_out(now, component, command).is_some();
            if !QUESTIONS.into_iter().all(is_free) {
                interview.put_off(now);
                continue;
            }
            interview.wake(now, round_trip, &mut self.says);
            for say in &self.says {
                note_question(commands, now, round_trip, component, say);
            }
            out.extend(self.says.drain(..).map(|say| Directed { component, say }));
        }
    }

    /// Asks for photos again, where that is due.
    pub(super) fn ask_for_photos(&mut self, now: Moment, out: &mut Vec<Directed>) {
        let before = out.len();
        self.photos.wake(now, out);
        let round_trip = self.round_trip();
        let commands = self.orders.commands();
        for Directed { component, say } in out.iter().skip(before) {
            note_question(commands, now, round_trip, *component, say);
        }
    }

    fn hand_over(&mut self, component: u8, out: &mut Vec<Directed>) {
        out.extend(self.says.drain(..).map(|say| Directed { component, say }));
    }
}

/// What is asked without anybody's order is noted, so that its answer is not taken for another's: an answer
/// names no more than its command.
fn note_question(
    commands: &mut CommandDesk,
    now: Moment,
    round_trip: Duration,
    component: u8,
    say: &Say,
) {
    if let Say::CommandLong { command, .. } = say {
        let until = now + Interview::answer_within(round_trip) * 2;
        commands.expect_answer(now, component, *command, until);
    }
}

/// Whether orders have to see a report: what only tells of health costs them nothing.
fn concerns_orders(report: &Report) -> bool {
    matches!(
        report,
        Report::Heartbeat(_)
            | Report::CommandAck(_)
            | Report::StatusText(_)
            | Report::ExtendedState { .. }
            | Report::GlobalPosition(_)
            | Report::SystemTime(_)
            | Report::Attitude(_)
            | Report::HomePosition(_)
            | Report::PositionTarget(_)
            | Report::MissionCurrent(_)
            | Report::GimbalManagerStatus(_)
    )
}
