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
        if self.waiting.fetch_add(1, Ordering::AcqRel) >= most {
            self.waiting.fetch_sub(1, Ordering::AcqRel);
            return Err(NotTaken::Full);
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
        while asked.next().is_some() {}
        drop(asked);
        assert_eq!(asking.ask(other()), Err(NotTaken::Ended));
    }
}
