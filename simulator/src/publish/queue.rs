//! What waits to be sent: bounded, and shared by who hands in and who sends.

use super::PublishCounts;
use crate::city::{Delivery, Publication};
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A bounded queue.
pub struct Queue {
    state: Mutex<State>,
    changed: Condvar,
    most: usize,
}

struct State {
    waiting: VecDeque<Publication>,
    counts: PublishCounts,
    last_failure: Option<String>,
    /// Taken out and not yet known to be sent.
    in_hand: usize,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Open,
    /// What waits is still sent.
    Closing,
    /// The sender has said goodbye, or is to leave at once.
    Ended,
}

impl Queue {
    /// A queue that holds so many publications, one at least.
    pub fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                counts: PublishCounts::default(),
                last_failure: None,
                in_hand: 0,
                phase: Phase::Open,
            }),
            changed: Condvar::new(),
            most: most.max(1),
        }
    }

    /// A thread that panicked has left the counts and the queue whole: they are used on.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts one at the end; sheds another when it is full.
    pub fn push(&self, publication: Publication) {
        let mut state = self.state();
        if state.phase != Phase::Open {
            state.counts.shed += 1;
            return;
        }
        if state.waiting.len() >= self.most {
            state.shed_one();
        }
        state.waiting.push_back(publication);
        drop(state);
        self.changed.notify_all();
    }

    /// Takes up to `most` from the front, and waits while there is none. `None` when it is closed and
    /// empty, or abandoned.
    pub fn take(&self, most: usize) -> Option<Vec<Publication>> {
        let mut state = self.state();
        loop {
            if state.phase == Phase::Ended {
                return None;
            }
            if !state.waiting.is_empty() {
                let count = most.min(state.waiting.len());
                let taken: Vec<Publication> = state.waiting.drain(..count).collect();
                state.in_hand += taken.len();
                return Some(taken);
            }
            if state.phase == Phase::Closing && state.in_hand == 0 {
                return None;
            }
            state = self
                .changed
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Puts back what was taken and not sent: before everything else, in its order.
    pub fn put_back(&self, publications: Vec<Publication>) {
        let mut state = self.state();
        state.in_hand = state.in_hand.saturating_sub(publications.len());
        for publication in publications.into_iter().rev() {
            state.waiting.push_front(publication);
        }
        while state.waiting.len() > self.most {
            state.shed_one();
        }
        drop(state);
        self.changed.notify_all();
    }

    /// So many of those taken were sent.
    pub fn sent(&self, count: usize) {
        let mut state = self.state();
        state.in_hand = state.in_hand.saturating_sub(count);
        state.counts.sent += count as u64;
        drop(state);
        self.changed.notify_all();
    }

    /// So many of those taken were refused for good.
    pub fn refused(&self, count: usize) {
        let mut state = self.state();
        state.in_hand = state.in_hand.saturating_sub(count);
        state.counts.refused += count as u64;
        drop(state);
        self.changed.notify_all();
    }

    /// An attempt failed: there is no connection.
    pub fn attempt_failed(&self, why: &str) {
        let mut state = self.state();
        state.counts.failed_attempts += 1;
        state.counts.is_connected = false;
        state.last_failure = Some(why.to_owned());
    }

    /// Why the last attempt that failed did.
    pub fn last_failure(&self) -> Option<String> {
        self.state().last_failure.clone()
    }

    /// There is a connection.
    pub fn connected(&self) {
        self.state().counts.is_connected = true;
    }

    /// A command was thrown away.
    pub fn command_dropped(&self) {
        self.state().counts.commands_dropped += 1;
    }

    /// Waits before the next attempt, or until it is abandoned.
    pub fn pause(&self, pause: Duration) {
        let state = self.state();
        let goes_on = |state: &mut State| state.phase != Phase::Ended;
        let waited = self.changed.wait_timeout_while(state, pause, goes_on);
        drop(waited.unwrap_or_else(PoisonError::into_inner));
    }

    /// Whether nothing is to be sent any more.
    pub fn has_ended(&self) -> bool {
        self.state().phase == Phase::Ended
    }

    /// The sender has said goodbye, or is to leave at once.
    pub fn end(&self) {
        self.state().phase = Phase::Ended;
        self.changed.notify_all();
    }

    /// Takes no more and lets the sender finish. Whether it did within `patience`.
    pub fn close(&self, patience: Duration) -> bool {
        let mut state = self.state();
        if state.phase == Phase::Open {
            state.phase = Phase::Closing;
        }
        self.changed.notify_all();
        let is_busy = |state: &mut State| state.phase != Phase::Ended;
        let (state, waited) = self
            .changed
            .wait_timeout_while(state, patience, is_busy)
            .unwrap_or_else(PoisonError::into_inner);
        !waited.timed_out() && state.waiting.is_empty() && state.in_hand == 0
    }

    /// What was done so far.
    pub fn counts(&self) -> PublishCounts {
        let state = self.state();
        PublishCounts {
            waiting: state.waiting.len() + state.in_hand,
            ..state.counts
        }
    }
}

impl State {
    fn shed_one(&mut self) {
        let measurement = self
            .waiting
            .iter()
            .position(|one| one.delivery == Delivery::AtMostOnce);
        self.waiting.remove(measurement.unwrap_or(0));
        self.counts.shed += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::SimTime;

    fn publication(topic: &str, delivery: Delivery) -> Publication {
        Publication {
            topic: topic.to_owned(),
            payload: String::new(),
            retain: false,
            delivery,
            at: SimTime::START,
        }
    }

    fn topics(queue: &Queue) -> Vec<String> {
        let taken = queue.take(100).unwrap();
        taken.into_iter().map(|one| one.topic).collect()
    }

    #[test]
    fn a_full_queue_sheds_old_measurements_before_states() {
        let queue = Queue::new(3);
        queue.push(publication("state-1", Delivery::AtLeastOnce));
        queue.push(publication("reading-1", Delivery::AtMostOnce));
        queue.push(publication("reading-2", Delivery::AtMostOnce));
        queue.push(publication("state-2", Delivery::AtLeastOnce));
        queue.push(publication("state-3", Delivery::AtLeastOnce));
        queue.push(publication("state-4", Delivery::AtLeastOnce));
        assert_eq!(queue.counts().shed, 3);
        assert_eq!(topics(&queue), ["state-2", "state-3", "state-4"]);
    }

    #[test]
    fn what_could_not_be_sent_comes_first_again_and_in_its_order() {
        let queue = Queue::new(10);
        for topic in ["a", "b", "c"] {
            queue.push(publication(topic, Delivery::AtLeastOnce));
        }
        let taken = queue.take(2).unwrap();
        assert_eq!(queue.counts().waiting, 3);
        queue.put_back(taken);
        assert_eq!(topics(&queue), ["a", "b", "c"]);
        queue.sent(3);
        let counts = queue.counts();
        assert_eq!((counts.sent, counts.waiting), (3, 0));
    }

    #[test]
    fn a_closed_queue_takes_no_more_and_counts_it() {
        let queue = Queue::new(10);
        queue.push(publication("a", Delivery::AtLeastOnce));
        assert!(!queue.close(Duration::ZERO));
        queue.push(publication("late", Delivery::AtLeastOnce));
        assert_eq!(queue.counts().shed, 1);
        assert_eq!(topics(&queue), ["a"]);
        queue.sent(1);
        assert_eq!(queue.take(1), None);
        queue.end();
        assert!(queue.close(Duration::ZERO));
    }
}
