//! Requests on their way to the link thread, in one queue so that none overtakes another.

use super::{LiveRequest, NotTaken};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

/// What others ask with.
#[derive(Clone)]
pub(super) struct Asking {
    sender: SyncSender<LiveRequest>,
    waiting: Arc<AtomicUsize>,
}

/// What the link thread takes.
pub(super) struct Asked {
    receiver: Receiver<LiveRequest>,
    waiting: Arc<AtomicUsize>,
}

/// Requests that wait.
const MOST_REQUESTS: usize = 4_096;
/// What makes vehicles stop is taken when so many more wait.
const ROOM_FOR_STOPS: usize = 4_096;

/// Added to how many wait when none is taken any more.
const CLOSED: usize = 1 << (usize::BITS - 1);
/// So often whoever is just asking has a turn to, when it is closed.
const MOST_TURNS: usize = 100_000;

/// A way for requests.
pub(super) fn way() -> (Asking, Asked) {
    let (sender, receiver) = sync_channel(MOST_REQUESTS + ROOM_FOR_STOPS);
    let waiting = Arc::<AtomicUsize>::default();
    let asking = Asking {
        sender,
        waiting: waiting.clone(),
    };
    (asking, Asked { receiver, waiting })
}

impl Asking {
    /// Lets it wait to be taken.
    pub(super) fn ask(&self, request: LiveRequest) -> Result<(), NotTaken> {
        let most = match request.is_stop() {
            true => MOST_REQUESTS + ROOM_FOR_STOPS,
            false => MOST_REQUESTS,
        };
        // Before it is sent: whoever takes it counts down.
        let waiting = self.waiting.fetch_add(1, Ordering::AcqRel);
        if waiting >= most {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(match waiting >= CLOSED {
                true => NotTaken::Ended,
                false => NotTaken::Full,
            });
        }
        self.sender.try_send(request).map_err(|refused| {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            match refused {
                TrySendError::Full(_) => NotTaken::Full,
                TrySendError::Disconnected(_) => NotTaken::Ended,
            }
        })
    }
}

impl Asked {
    /// The next one that waits.
    pub(super) fn next(&self) -> Option<LiveRequest> {
        let request = self.receiver.try_recv().ok()?;
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        Some(request)
    }

    /// Takes no more than what waits, so that all that was taken has its answer: whoever asks from now on is told
    /// that it has ended.
    pub(super) fn close(&self) -> Vec<LiveRequest> {
        let mut last = Vec::new();
        if self.waiting.fetch_or(CLOSED, Ordering::AcqRel) >= CLOSED {
            return last;
        }
        for _ in 0..MOST_TURNS {
            last.extend(std::iter::from_fn(|| self.next()));
            if self.waiting.load(Ordering::Acquire) == CLOSED {
                break;
            }
            // Somebody has just counted theirs, and not sent it yet.
            std::thread::yield_now();
        }
        last
    }
}

impl Drop for Asked {
    /// Also where it ended by a fault.
    fn drop(&mut self) {
        self.waiting.fetch_or(CLOSED, Ordering::AcqRel);
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
        let last = asked.close().len();
        assert_eq!(many.join().unwrap(), last);
        assert_eq!(asking.ask(ordered(Order::Hold)), Err(NotTaken::Ended));
        assert!(asked.next().is_none() && asked.close().is_empty());
    }
}
