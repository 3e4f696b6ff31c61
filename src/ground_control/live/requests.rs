//! Requests on their way to the link thread, in one queue so that none overtakes another.

use super::{LiveRequest, NotTaken};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What others ask with.
#[derive(Clone)]
pub(super) struct Asking(Arc<Way>);

/// What the link thread takes.
pub(super) struct Asked(Arc<Way>);

/// Requests are few, people's and programs', so a lock holds nobody up: what it is for is that a request is
/// taken before the queue is closed, or refused.
#[derive(Default)]
struct Way {
    state: Mutex<State>,
    /// Something waits: the link thread looks here at each turn, and locks for nothing else.
    is_something_there: AtomicBool,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<LiveRequest>,
    is_closed: bool,
}

/// Requests that wait.
const MOST_REQUESTS: usize = 4_096;
/// What makes vehicles stop is taken when so many more wait.
const ROOM_FOR_STOPS: usize = 4_096;

/// A way for requests.
pub(super) fn way() -> (Asking, Asked) {
    let way = Arc::<Way>::default();
    (Asking(way.clone()), Asked(way))
}

impl Way {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, request: LiveRequest) -> Result<(), NotTaken> {
        let most = match request.is_stop() {
            true => MOST_REQUESTS + ROOM_FOR_STOPS,
            false => MOST_REQUESTS,
        };
        if self.is_closed {
            return Err(NotTaken::Ended);
        }
        if self.waiting.len() >= most {
            return Err(NotTaken::Full);
        }
        self.waiting.push_back(request);
        Ok(())
    }
}

impl Asking {
    /// Lets it wait to be taken.
    pub(super) fn ask(&self, request: LiveRequest) -> Result<(), NotTaken> {
        let mut state = self.0.lock();
        state.take(request)?;
        self.0.is_something_there.store(true, Ordering::Release);
        Ok(())
    }
}

impl Asked {
    /// The next one that waits.
    pub(super) fn next(&self) -> Option<LiveRequest> {
        if !self.0.is_something_there.load(Ordering::Acquire) {
            return None;
        }
        let mut state = self.0.lock();
        let request = state.waiting.pop_front();
        let is_more = !state.waiting.is_empty();
        self.0.is_something_there.store(is_more, Ordering::Release);
        request
    }

    /// Takes no more than what waits, so that all that was taken has its answer: whoever asks from now on is told
    /// that it has ended. What waits is there still.
    pub(super) fn close(&self) {
        self.0.lock().is_closed = true;
    }
}

impl Drop for Asked {
    /// Nobody takes any more.
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.is_closed = true;
        state.waiting.clear();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::fleet::lease::{Holder, Person, Role};
    use crate::fleet::order::{Order, OrderId, OrderRequest};
    use crate::fleet::request::{Request, Wanted};
    use crate::link::names::{GroupId, VehicleId};
    use std::sync::Barrier;

    /// Who asks at the same time.
    const ASKING: usize = 8;

    fn ordered(order: Order) -> LiveRequest {
        let vehicle = VehicleId {
            group: GroupId(0),
            system: 7,
        };
        let wanted = Wanted::Order(OrderRequest {
            id: OrderId(1),
            by: Holder::Person(Person::new("li").unwrap()),
            role: Role::Operator,
            order,
        });
        LiveRequest::Fleet(Request { vehicle, wanted })
    }

    #[test]
    fn there_is_room_for_stops_when_there_is_none_for_anything_else() {
        let (asking, asked) = way();
        let other = || LiveRequest::RemoveLink(String::new());
        for _ in 0..MOST_REQUESTS {
            assert_eq!(asking.ask(other()), Ok(()));
        }
        assert_eq!(asking.ask(other()), Err(NotTaken::Full));
        assert_eq!(asking.ask(ordered(Order::Arm)), Err(NotTaken::Full));
        let stops = [Order::Hold, Order::ReturnHome, Order::Land];
        for stop in stops.into_iter().cycle().take(ROOM_FOR_STOPS) {
            assert_eq!(asking.ask(ordered(stop)), Ok(()));
        }
        assert_eq!(asking.ask(ordered(Order::Hold)), Err(NotTaken::Full));
        // None overtakes another, and room that is left again is there for everybody.
        for _ in 0..MOST_REQUESTS {
            assert!(asked.next().is_some_and(|it| !it.is_stop()));
        }
        assert!(asked.next().is_some_and(|it| it.is_stop()));
        assert_eq!(asking.ask(other()), Ok(()));
        drop(asked);
        assert_eq!(asking.ask(other()), Err(NotTaken::Ended));
    }

    #[test]
    fn whatever_was_taken_is_there_when_it_is_closed_and_nothing_is_taken_afterwards() {
        let (asking, asked) = way();
        let theirs = asking.clone();
        let many = std::thread::spawn(move || {
            let ask = |_: &i32| theirs.ask(ordered(Order::Hold)).is_ok();
            (0..2_000).filter(ask).count()
        });
        // Wherever the other thread is now.
        asked.close();
        let last = std::iter::from_fn(|| asked.next()).count();
        assert_eq!(many.join().unwrap(), last);
        assert_eq!(asking.ask(ordered(Order::Hold)), Err(NotTaken::Ended));
        assert!(asked.next().is_none());
    }

    #[test]
    fn of_many_who_ask_while_it_is_closed_each_request_that_was_taken_is_there_once() {
        for _ in 0..20 {
            let (asking, asked) = way();
            let begins = Barrier::new(ASKING + 1);
            std::thread::scope(|scope| {
                let ask = || {
                    begins.wait();
                    let ask = |_: &i32| asking.ask(ordered(Order::Hold)).is_ok();
                    (0..500).filter(ask).count()
                };
                let all: Vec<_> = (0..ASKING).map(|_| scope.spawn(ask)).collect();
                begins.wait();
                let next = |_: &i32| asked.next().is_some();
                let there = (0..500).filter(next).count();
                asked.close();
                let there = there + std::iter::from_fn(|| asked.next()).count();
                let taken: usize = all.into_iter().map(|it| it.join().unwrap()).sum();
                assert_eq!(there, taken);
                assert!(asked.next().is_none());
            });
            assert_eq!(asking.ask(ordered(Order::Hold)), Err(NotTaken::Ended));
        }
    }
}
