//! What a vehicle is asked for so that it tells what the fleet lives on: nothing is taken for granted, for some
//! autopilots stream nothing until they are asked, and forget it when they restart.
//!
//! A message that is wanted and not heard is asked for, one question at a time, until it comes or is refused.
//! So a lost question, a lost answer and a restart need no care of their own.

mod heard;
mod wants;

pub use heard::HeardMessages;
pub use wants::{Want, of_autopilot, of_component};

use crate::link::mav_cmd;
use crate::link::report::{CommandAck, CommandResult};
use crate::link::say::Say;
use crate::moment::Moment;
use std::time::Duration;

/// The questions to one component of a vehicle, and how far they are.
#[derive(Clone, Debug)]
pub struct Interview {
    /// In the order of ids.
    wants: &'static [Want],
    /// How far it is with each of them.
    topics: Box<[Topic]>,
    may_set_rates: bool,
    asked: Option<Asked>,
    /// Until when an answer may be one to a question that was given up.
    doubtful_until: Moment,
    next: Moment,
}

#[derive(Clone, Copy, Debug)]
struct Topic {
    heard: Option<Moment>,
    /// When it may be asked for again.
    not_before: Moment,
    questions: u8,
    is_refused: bool,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    topic: usize,
    until: Moment,
}

/// A message is missing when so many of its intervals passed without it.
const MISSED_INTERVALS: u32 = 4;
/// And never before this: links stutter.
const MISSED_AT_LEAST: Duration = Duration::from_secs(3);
/// An answer is awaited at least so long.
const ANSWER_WITHIN: Duration = Duration::from_millis(500);
/// An answer that was given up may still come for so long.
const ANSWERS_LATE: Duration = Duration::from_secs(10);
/// A refusal may have been another's, or for a time only: it is asked again after so long.
const REFUSAL_HOLDS: Duration = Duration::from_secs(600);
/// Between two questions, so that a radio with 57.6 kbit/s has room for what is asked for.
const PAUSE: Duration = Duration::from_millis(50);
/// Over another link it is listened for so long first: what comes there by itself is not asked for.
const LISTENS_FIRST: Duration = Duration::from_millis(300);
/// A message that does not come is asked for again after so long; each time after twice as long, up to the last.
const AGAIN_AFTER: Duration = Duration::from_secs(2);
const AGAIN_AT_MOST: Duration = Duration::from_secs(60);

impl Interview {
    /// Begins: of a vehicle that is only observed nothing is asked that changes anything, its rates included.
    /// What is wanted comes in the order of ids.
    pub fn new(wants: &'static [Want], may_set_rates: bool, now: Moment) -> Self {
        let topic = Topic {
            heard: None,
            not_before: now,
            questions: 0,
            is_refused: false,
        };
        Self {
            wants,
            topics: vec![topic; wants.len()].into(),
            may_set_rates,
            asked: None,
            doubtful_until: now,
            next: now,
        }
    }

    /// Notes what was heard since this was called last.
    pub fn all_heard(&mut self, heard: HeardMessages, now: Moment) {
        for want in self.wants {
            if heard.has(want.message_id) {
                self.heard(want.message_id, now);
            }
        }
    }

    /// Notes that a message was heard.
    pub fn heard(&mut self, message_id: u32, now: Moment) {
        if let Ok(at) = self
            .wants
            .binary_search_by_key(&message_id, |want| want.message_id)
            && let Some(topic) = self.topics.get_mut(at)
        {
            topic.heard = Some(now);
            topic.questions = 0;
            if topic.is_refused {
                topic.is_refused = false;
                topic.not_before = now;
            }
        }
    }

    /// The vehicle is heard over another link from now on: its rates are those of each link by itself, so that
    /// what does not come there is asked for at once.
    pub fn over_another_link(&mut self, now: Moment) {
        for (topic, want) in self.topics.iter_mut().zip(self.wants) {
            if want.interval.is_some() && !topic.is_refused {
                (topic.heard, topic.questions) = (None, 0);
                topic.not_before = now + LISTENS_FIRST;
            }
        }
        self.next = self.next.min(now + LISTENS_FIRST);
    }

    /// Takes an answer to one of its questions. Whether it was one. An answer names no more than its command:
    /// where it may be another's, `is_certain` is false, and a refusal means that it is asked again.
    pub fn answered(&mut self, ack: CommandAck, is_certain: bool, now: Moment) -> bool {
        let Some(asked) = self.asked else {
            return false;
        };
        let (Some(topic), Some(want)) = (
            self.topics.get_mut(asked.topic),
            self.wants.get(asked.topic),
        ) else {
            return false;
        };
        if ack.command != command(*want) {
            return false;
        }
        let is_refusal = matches!(
            ack.result,
            CommandResult::Denied | CommandResult::Unsupported | CommandResult::Failed
        );
        let is_certain = is_certain && now >= self.doubtful_until;
        topic.is_refused = is_refusal && is_certain;
        if topic.is_refused {
            topic.not_before = now + REFUSAL_HOLDS;
        }
        self.asked = None;
        self.next = now + PAUSE;
        true
    }

    /// Asks the next question, where one is due.
    pub fn wake(&mut self, now: Moment, round_trip: Duration, out: &mut Vec<Say>) {
        if let Some(asked) = self.asked {
            if now < asked.until {
                return;
            }
            self.give_up(now);
        }
        if now < self.next {
            return;
        }
        // What was not asked for yet goes before what was, and did not come: on a slow link the first ones would
        // else be asked for again and again, and the last ones never.
        let topics = self.topics.iter().zip(self.wants).enumerate();
        let due = topics.filter(|(_, (it, want))| it.is_due(**want, now, self.may_set_rates));
        let Some((topic, _)) = due.min_by_key(|(_, (it, _))| it.questions) else {
            // Nothing is missing: a look now and then is enough.
            self.next = now + ANSWER_WITHIN;
            return;
        };
        self.ask(topic, now, round_trip, out);
    }

    /// Asks nothing yet: an answer could not be told from that to somebody's order.
    pub fn put_off(&mut self, now: Moment) {
        if self.asked.is_some_and(|asked| now >= asked.until) {
            self.give_up(now);
        }
        self.next = self.next.max(now + PAUSE);
    }

    fn give_up(&mut self, now: Moment) {
        self.asked = None;
        self.doubtful_until = now + ANSWERS_LATE;
    }

    /// When [`Interview::wake`] may have something to do.
    pub fn due(&self) -> Moment {
        self.asked.map_or(self.next, |asked| asked.until)
    }

    /// The messages that the autopilot refused to send.
    pub fn refused(&self) -> impl Iterator<Item = u32> + '_ {
        let topics = self.topics.iter().zip(self.wants);
        let refused = topics.filter(|(topic, _)| topic.is_refused);
        refused.map(|(_, want)| want.message_id)
    }

    /// How long an answer is waited for.
    pub fn answer_within(round_trip: Duration) -> Duration {
        ANSWER_WITHIN.max(round_trip * 2)
    }

    fn ask(&mut self, index: usize, now: Moment, round_trip: Duration, out: &mut Vec<Say>) {
        let (Some(topic), Some(want)) = (self.topics.get_mut(index), self.wants.get(index)) else {
            return;
        };
        let waited = AGAIN_AFTER * 2_u32.saturating_pow(topic.questions.into());
        topic.not_before = now + waited.min(AGAIN_AT_MOST).max(round_trip * 3);
        topic.questions = topic.questions.saturating_add(1).min(5);
        let id = want.message_id as f32;
        let params = match want.interval {
            Some(interval) => [id, interval.as_micros() as f32, 0.0, 0.0, 0.0, 0.0, 0.0],
            None => [id, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
        };
        out.push(Say::CommandLong {
            command: command(*want),
            params,
            confirmation: 0,
        });
        self.asked = Some(Asked {
            topic: index,
            until: now + Self::answer_within(round_trip),
        });
    }
}

impl Topic {
    fn is_due(&self, want: Want, now: Moment, may_set_rates: bool) -> bool {
        if now < self.not_before {
            return false;
        }
        match want.interval {
            Some(interval) => {
                let missed = (interval * MISSED_INTERVALS).max(MISSED_AT_LEAST);
                may_set_rates && self.heard.is_none_or(|heard| now.since(heard) > missed)
            }
            None => self.heard.is_none(),
        }
    }
}

/// How a message is asked for: one that is wanted once is requested, any other gets a rate.
fn command(want: Want) -> u16 {
    match want.interval {
        Some(_) => mav_cmd::SET_MESSAGE_INTERVAL,
        None => mav_cmd::REQUEST_MESSAGE,
    }
}

#[cfg(test)]
mod tests;
