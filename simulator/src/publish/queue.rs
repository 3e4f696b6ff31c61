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
    /// All was sent: the sender says goodbye.
    Leaving,
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
        let mut state = self.wait_for(|_| true)?;
        let count = most.min(state.waiting.len());
        let taken: Vec<Publication> = state.waiting.drain(..count).collect();
        state.in_hand += taken.len();
        Some(taken)
    }

    /// Hands the first one to `give` when there is a connection and fewer than `most` are in hand, and
    /// waits until then. `give` must not wait: nobody else does anything with the queue meanwhile, so
    /// that nothing is given while a break is being mended (see [`Self::broke`]). It tells whether it
    /// was taken; what was not is refused. `false` when it is closed and empty, or abandoned.
    pub fn hand_on(&self, most: usize, give: impl FnOnce(Publication) -> bool) -> bool {
        let may_give = |state: &State| state.counts.is_connected && state.in_hand < most;
        let Some(mut state) = self.wait_for(may_give) else {
            return false;
        };
        if let Some(first) = state.waiting.pop_front() {
            if give(first) {
                state.in_hand += 1;
            } else {
                state.counts.refused += 1;
            }
        }
        true
    }

    /// Waits until something waits that may be taken.
    fn wait_for(&self, may_take: impl Fn(&State) -> bool) -> Option<MutexGuard<'_, State>> {
        let mut state = self.state();
        loop {
            if matches!(state.phase, Phase::Leaving | Phase::Ended) {
                return None;
            }
            if !state.waiting.is_empty() && may_take(&state) {
                return Some(state);
            }
            let is_empty = state.waiting.is_empty() && state.in_hand == 0;
            if state.phase == Phase::Closing && is_empty {
                state.phase = Phase::Leaving;
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
        self.state().put_back(publications, self.most);
        self.changed.notify_all();
    }

    /// The connection broke, or there was none: puts back what `unsent` finds, in its order and before
    /// everything else. Nothing is handed on from then until there is a connection again, so that
    /// nothing newer overtakes it.
    pub fn broke(&self, why: &str, unsent: impl FnOnce() -> Vec<Publication>) {
        let mut state = self.state();
        state.fail(why);
        state.put_back(unsent(), self.most);
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
        self.state().fail(why);
    }

    /// Why the last attempt that failed did.
    pub fn last_failure(&self) -> Option<String> {
        self.state().last_failure.clone()
    }

    /// There is a connection.
    pub fn connected(&self) {
        self.state().counts.is_connected = true;
        self.changed.notify_all();
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

    /// Whether all was sent, and only the goodbye is left to say.
    pub fn is_leaving(&self) -> bool {
        self.state().phase == Phase::Leaving
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
    fn fail(&mut self, why: &str) {
        self.counts.failed_attempts += 1;
        self.counts.is_connected = false;
        self.last_failure = Some(why.to_owned());
    }

    fn put_back(&mut self, publications: Vec<Publication>, most: usize) {
        self.in_hand = self.in_hand.saturating_sub(publications.len());
        for publication in publications.into_iter().rev() {
            self.waiting.push_front(publication);
        }
        while self.waiting.len() > most {
            self.shed_one();
        }
    }

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
    fn after_a_break_nothing_is_handed_on_until_there_is_a_connection_and_then_the_oldest_first() {
        let queue = Queue::new(10);
        for topic in ["a", "b", "c"] {
            queue.push(publication(topic, Delivery::AtLeastOnce));
        }
        let (tell, told) = std::sync::mpsc::channel();
        let hand_on = || {
            queue.hand_on(2, |given| {
                tell.send(given.topic.clone()).unwrap();
                true
            })
        };
        queue.connected();
        assert!(hand_on() && hand_on());
        assert_eq!(told.try_iter().collect::<Vec<_>>(), ["a", "b"]);
        let unsent = ["a", "b"].map(|topic| publication(topic, Delivery::AtLeastOnce));
        queue.broke("gone", || unsent.into());
        assert_eq!((queue.counts().waiting, queue.counts().sent), (3, 0));
        std::thread::scope(|scope| {
            scope.spawn(|| while hand_on() {});
            // Nothing before there is a connection, and no more than may be in hand after it.
            let early = told.recv_timeout(Duration::from_millis(20));
            assert!(early.is_err());
            queue.connected();
            let next = || told.recv_timeout(Duration::from_secs(10)).unwrap();
            assert_eq!([next(), next()], ["a", "b"]);
            assert!(told.recv_timeout(Duration::from_millis(20)).is_err());
            queue.sent(1);
            assert_eq!(next(), "c");
            queue.end();
        });
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
