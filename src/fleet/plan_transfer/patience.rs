//! How long an answer is waited for, and how often it is asked for again.

use crate::moment::Moment;
use std::time::Duration;

/// The standard's time-out of an answer.
const ANSWER: Duration = Duration::from_millis(1_500);
/// The standard's time-out of an item that was asked for.
const ITEM: Duration = Duration::from_millis(250);
/// So many round trips an answer is waited for where that is longer than the standard: the other end may have
/// to ask again meanwhile.
const ROUND_TRIPS_OF_AN_ANSWER: u32 = 3;
/// And an item.
const ROUND_TRIPS_OF_AN_ITEM: u32 = 2;
/// But an item is asked for again after so long on slow links too: a vehicle that hears nothing for some
/// seconds gives up (PX4 5 s), and of four questions one arrives.
const ITEM_AT_MOST: Duration = Duration::from_millis(1_250);
/// No answer is waited for longer than this, whatever was measured.
const LONGEST: Duration = Duration::from_secs(10);
/// The standard has 5 retries. Where a fifth is lost each way, one of 500 questions would then stay unanswered, and
/// of a hundred flights one without its plans; so one of 10 000 does.
pub(super) const RETRIES: u8 = 8;
/// So many retries more on a link on which retries have helped.
const MORE_RETRIES: u8 = 5;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// The answer to a beginning, or what follows an item of ours.
    Answer,
    /// An item that we asked for.
    Item,
}

/// The patience with one vehicle during one transfer.
#[derive(Clone, Debug)]
pub(super) struct Patience {
    /// The longest round trip of those handed in and measured.
    round_trip: Duration,
    wait: Wait,
    asked_at: Moment,
    until: Moment,
    /// How often the last question was asked again.
    retries: u8,
    /// Retries that helped: the link is lossy and alive.
    helped: u8,
}

impl Patience {
    /// Where the round trip is not known, the first answers tell it.
    pub fn new(now: Moment, round_trip: Option<Duration>) -> Self {
        Self {
            round_trip: round_trip.unwrap_or_default(),
            wait: Wait::Answer,
            asked_at: now,
            until: now,
            retries: 0,
            helped: 0,
        }
    }

    /// A question is asked for the first time.
    pub fn asked(&mut self, now: Moment, wait: Wait) {
        self.retries = 0;
        self.wait = wait;
        self.restart(now);
    }

    /// It is to be asked again; whether that may still be done.
    pub fn again(&mut self, now: Moment) -> bool {
        if self.retries >= RETRIES.saturating_add(self.helped) {
            return false;
        }
        self.retries = self.retries.saturating_add(1);
        self.restart(now);
        true
    }

    /// The other end is alive, though it did not go on: the wait begins again, the retries are kept.
    pub fn is_alive(&mut self, now: Moment) {
        self.until = now + self.patience();
    }

    /// The answer is there. Only a question asked once measures the round trip: else nobody knows which of
    /// them was answered.
    pub fn answered(&mut self, now: Moment) {
        if self.retries == 0 {
            self.round_trip = self.round_trip.max(now.since(self.asked_at));
        }
        self.helped = self.helped.saturating_add(self.retries).min(MORE_RETRIES);
    }

    /// How often the question was asked again.
    pub fn retries(&self) -> u8 {
        self.retries
    }

    /// When the wait is over.
    pub fn due(&self) -> Moment {
        self.until
    }

    /// How long an answer is waited for.
    pub fn for_an_answer(&self) -> Duration {
        self.at_least(ANSWER, ROUND_TRIPS_OF_AN_ANSWER)
    }

    fn restart(&mut self, now: Moment) {
        self.asked_at = now;
        self.until = now + self.patience();
    }

    fn patience(&self) -> Duration {
        match self.wait {
            Wait::Answer => self.for_an_answer(),
            Wait::Item => {
                let most = ITEM_AT_MOST.max(self.round_trip / 2).min(LONGEST);
                self.at_least(ITEM, ROUND_TRIPS_OF_AN_ITEM).min(most)
            }
        }
    }

    fn at_least(&self, standard: Duration, trips: u32) -> Duration {
        let trips = self.round_trip.saturating_mul(trips);
        standard.max(trips).min(LONGEST)
    }
}
