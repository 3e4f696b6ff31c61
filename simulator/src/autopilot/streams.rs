//! Which messages are sent on a link, and when: each autopilot's own set, in its own order.

use crate::time::SimTime;
use std::time::Duration;

/// The regular messages of one link. Messages of one interval go out together, in the order of the
/// autopilot's list, as its scheduler sends them.
#[derive(Clone, Debug)]
pub struct Streams<M> {
    entries: Vec<Entry<M>>,
    /// Before this none is due; `None` where all are off.
    next: Option<SimTime>,
}

#[derive(Clone, Debug)]
struct Entry<M> {
    message: M,
    interval: Option<Duration>,
    due: SimTime,
}

impl<M: Copy + Eq> Streams<M> {
    /// All messages that the autopilot can send regularly, in its order, each with the interval that
    /// it has by default; `None` is off.
    pub fn new(messages: impl IntoIterator<Item = (M, Option<Duration>)>, now: SimTime) -> Self {
        let entries = messages.into_iter().map(|(message, interval)| Entry {
            message,
            interval,
            due: now + interval.unwrap_or_default(),
        });
        let mut streams = Self {
            entries: entries.collect(),
            next: None,
        };
        streams.find_next();
        streams
    }

    fn find_next(&mut self) {
        let on = self.entries.iter().filter(|entry| entry.interval.is_some());
        self.next = on.map(|entry| entry.due).min();
    }

    /// Before this none is due; `None` where all are off.
    pub fn next_due(&self) -> Option<SimTime> {
        self.next
    }

    /// Whether a message is due.
    pub fn is_due(&self, now: SimTime) -> bool {
        self.next.is_some_and(|next| next <= now)
    }

    /// Whether this message is due.
    pub fn is_message_due(&self, message: M, now: SimTime) -> bool {
        let is_it = |entry: &Entry<M>| {
            entry.message == message && entry.interval.is_some() && entry.due <= now
        };
        self.is_due(now) && self.entries.iter().any(is_it)
    }

    /// The interval of a message; `None` where it is off or is none of these.
    pub fn interval(&self, message: M) -> Option<Duration> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.message == message)?.interval
    }

    /// Sets the interval of a message; the first one comes after a whole interval, together with those
    /// that have the same. Whether there is such a message.
    pub fn set(&mut self, message: M, interval: Option<Duration>, now: SimTime) -> bool {
        let together = interval.and_then(|interval| {
            let mut same = self
                .entries
                .iter()
                .filter(|entry| entry.interval == Some(interval) && entry.message != message);
            same.next().map(|entry| entry.due)
        });
        let Some(entry) = self
            .entries
            .iter_mut()
            .find(|entry| entry.message == message)
        else {
            return false;
        };
        if entry.interval != interval {
            entry.interval = interval;
            entry.due = together.unwrap_or(now + interval.unwrap_or_default());
            self.find_next();
        }
        true
    }

    /// Calls `send` for every message that is due, in the autopilot's order.
    pub fn each_due(&mut self, now: SimTime, mut send: impl FnMut(M)) {
        if !self.is_due(now) {
            return;
        }
        for entry in &mut self.entries {
            let Some(interval) = entry.interval else {
                continue;
            };
            if entry.due > now {
                continue;
            }
            send(entry.message);
            entry.due = entry.due + interval;
            if entry.due <= now {
                // Steps longer than the interval: what was missed is not sent later.
                entry.due = now + interval;
            }
        }
        self.find_next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAST: Duration = Duration::from_millis(100);
    const SLOW: Duration = Duration::from_millis(500);

    fn sent(streams: &mut Streams<char>, from_ms: u64, until_ms: u64) -> Vec<(u64, char)> {
        let mut sent = Vec::new();
        for ms in (from_ms..until_ms).step_by(20) {
            streams.each_due(SimTime::from_ms(ms), |message| sent.push((ms, message)));
        }
        sent
    }

    #[test]
    fn messages_come_at_their_intervals_and_together_in_the_autopilots_order() {
        let list = [
            ('a', Some(SLOW)),
            ('b', Some(FAST)),
            ('c', Some(SLOW)),
            ('d', None),
        ];
        let mut streams = Streams::new(list, SimTime::START);
        let sent = sent(&mut streams, 0, 1_001);
        let count = |message| sent.iter().filter(|(_, sent)| *sent == message).count();
        assert_eq!((count('a'), count('b'), count('d')), (2, 10, 0));
        let at_500: Vec<char> = sent
            .iter()
            .filter(|(ms, _)| *ms == 500)
            .map(|it| it.1)
            .collect();
        assert_eq!(at_500, ['a', 'b', 'c']);
    }

    #[test]
    fn a_message_that_is_asked_for_joins_those_of_its_interval() {
        let mut streams = Streams::new([('a', Some(SLOW)), ('b', None)], SimTime::START);
        assert!(streams.set('b', Some(SLOW), SimTime::from_ms(300)));
        assert!(!streams.set('x', Some(SLOW), SimTime::START));
        assert_eq!(sent(&mut streams, 0, 501), [(500, 'a'), (500, 'b')]);
        streams.set('a', None, SimTime::from_ms(510));
        assert_eq!(streams.interval('a'), None);
        assert_eq!(sent(&mut streams, 520, 1_001), [(1_000, 'b')]);
    }

    #[test]
    fn asking_again_for_what_is_sent_changes_nothing() {
        let mut streams = Streams::new([('a', Some(SLOW))], SimTime::START);
        streams.set('a', Some(SLOW), SimTime::from_ms(400));
        assert_eq!(sent(&mut streams, 0, 501), [(500, 'a')]);
    }

    #[test]
    fn a_long_step_does_not_send_what_was_missed() {
        let mut streams = Streams::new([('a', Some(FAST))], SimTime::START);
        let mut count = 0;
        streams.each_due(SimTime::from_s(10), |_| count += 1);
        streams.each_due(SimTime::from_s(10), |_| count += 1);
        assert_eq!(count, 1);
    }
}
