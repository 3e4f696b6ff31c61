//! When each member of the fleet has to be woken: the earliest is at hand, however many there are.

use crate::moment::Moment;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Moments by members' places.
#[derive(Debug, Default)]
pub(super) struct Due {
    moments: Vec<Moment>,
    /// Every moment of above, and some that no longer hold: none of those is the earliest.
    queue: BinaryHeap<Reverse<(Moment, usize)>>,
}

/// Where so many times as many wait as there are members, what no longer holds is thrown out.
const MOST_A_MEMBER: usize = 4;
const LEAST: usize = 64;

impl Due {
    /// One member more.
    pub(super) fn add(&mut self, due: Moment) {
        self.queue.push(Reverse((due, self.moments.len())));
        self.moments.push(due);
    }

    /// It is due then, and not before.
    pub(super) fn put_off(&mut self, place: usize, due: Moment) {
        if let Some(known) = self.moments.get_mut(place)
            && *known != due
        {
            *known = due;
            self.queue.push(Reverse((due, place)));
            self.tidy();
        }
    }

    /// It is due then at the latest.
    pub(super) fn bring_forward(&mut self, place: usize, due: Moment) {
        if self.moments.get(place).is_some_and(|known| due < *known) {
            self.put_off(place, due);
        }
    }

    /// All are due then at the latest.
    pub(super) fn bring_all_forward(&mut self, due: Moment) {
        for place in 0..self.moments.len() {
            self.bring_forward(place, due);
        }
    }

    /// The earliest.
    pub(super) fn earliest(&self) -> Option<Moment> {
        self.queue.peek().map(|Reverse((due, _))| *due)
    }

    /// The places that are due, in their order. Each is to be given its next moment.
    pub(super) fn take(&mut self, now: Moment, places: &mut Vec<usize>) {
        places.clear();
        while let Some(Reverse((due, place))) = self.queue.peek().copied()
            && due <= now
        {
            self.queue.pop();
            if self.holds(due, place) {
                places.push(place);
            }
        }
        places.sort_unstable();
        places.dedup();
        for place in places.iter() {
            // Nobody waits for it until then.
            if let Some(known) = self.moments.get_mut(*place) {
                *known = Moment::from_us(u64::MAX);
            }
        }
        self.tidy();
    }

    fn holds(&self, due: Moment, place: usize) -> bool {
        self.moments.get(place) == Some(&due)
    }

    fn tidy(&mut self) {
        while let Some(Reverse((due, place))) = self.queue.peek().copied()
            && !self.holds(due, place)
        {
            self.queue.pop();
        }
        if self.queue.len() > self.moments.len() * MOST_A_MEMBER + LEAST {
            let places = self.moments.iter().enumerate();
            self.queue = places.map(|(place, due)| Reverse((*due, place))).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: u64) -> Moment {
        Moment::from_us(ms * 1_000)
    }

    #[test]
    fn those_that_are_due_are_given_in_the_order_of_their_places_and_once() {
        let (mut due, mut places) = (Due::default(), Vec::new());
        for ms in [30, 10, 20] {
            due.add(at(ms));
        }
        due.bring_forward(0, at(15));
        due.bring_forward(0, at(5));
        due.bring_forward(0, at(40));
        due.take(at(15), &mut places);
        assert_eq!(places, [0, 1]);
        due.put_off(0, at(100));
        due.put_off(1, at(15));
        assert_eq!(due.earliest(), Some(at(15)));
        due.take(at(20), &mut places);
        assert_eq!(places, [1, 2]);
        due.put_off(1, at(200));
        due.put_off(2, at(300));
        due.take(at(99), &mut places);
        assert_eq!((places.len(), due.earliest()), (0, Some(at(100))));
    }

    #[test]
    fn what_is_put_off_again_and_again_takes_no_memory() {
        let (mut due, mut places) = (Due::default(), Vec::new());
        due.add(at(1));
        due.add(at(1_000_000));
        for ms in 1..100_000 {
            due.put_off(1, at(1_000_000 - ms));
        }
        assert!(due.queue.len() <= 2 * MOST_A_MEMBER + LEAST);
        due.take(at(900_001), &mut places);
        assert_eq!(places, [0, 1]);
    }
}
