//! What was asked for when it ends.

use super::*;
use crate::fleet::lease::{Holder, Person, Role};
use crate::fleet::order::{Order, OrderEvent, OrderId, OrderRequest};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn hold(number: u64) -> LiveRequest {
    let vehicle = VehicleId {
        group: GroupId(0),
        system: 7,
    };
    LiveRequest::Fleet(Request {
        vehicle,
        wanted: Wanted::Order(OrderRequest {
            id: OrderId(number),
            by: Holder::Person(Person::new("li").unwrap()),
            role: Role::Operator,
            order: Order::Hold,
        }),
    })
}

#[test]
fn whatever_was_taken_before_it_ended_has_its_answer() {
    let mut live = live(vec![link("north", Origin::Simulated)]);
    let mut tidings = live.take_tidings();
    let handle = live.handle().clone();
    let asking = std::thread::spawn(move || {
        let mut taken = 0;
        loop {
            // The last ones are asked for while it ends.
            if taken == 500 {
                handle.stop();
            }
            let setup = link("north", Origin::Simulated);
            match handle.request(LiveRequest::AddLink(Box::new(setup))) {
                Ok(()) => taken += 1,
                Err(NotTaken::Full) => std::thread::yield_now(),
                Err(NotTaken::Ended) => return taken,
                Err(NotTaken::NobodyReads) => panic!("somebody does"),
            }
        }
    });
    let mut answered = 0;
    loop {
        match tidings.next(LONG) {
            NextTidings::Told(told) => {
                let is_answer = |news: &LinkNews| matches!(news, LinkNews::NotAdded(_));
                answered +=
                    i32::from(matches!(&*told, LiveTidings::Link { news, .. } if is_answer(news)));
            }
            NextTidings::Ended => break,
            NextTidings::NothingYet => panic!("it does not end"),
        }
    }
    assert_eq!(asking.join().unwrap(), answered);
    live.join().unwrap();
}

#[test]
fn whatever_waits_when_it_fails_is_refused() {
    let mut live = live(vec![link("north", Origin::Simulated)]);
    let request = |number| match number % 3 {
        0 => hold(number),
        1 => LiveRequest::AddLink(Box::new(link("south", Origin::Simulated))),
        _ => LiveRequest::RemoveLink("north".to_owned()),
    };
    live.handle().request(LiveRequest::Panic).unwrap();
    let mut taken = 0;
    loop {
        match live.handle().request(request(taken)) {
            Ok(()) => taken += 1,
            Err(NotTaken::Full) => std::thread::yield_now(),
            Err(NotTaken::Ended) => break,
            Err(NotTaken::NobodyReads) => panic!("somebody does"),
        }
    }
    let mut answers = 0;
    loop {
        match live.tidings().next(LONG) {
            NextTidings::Ended => break,
            NextTidings::NothingYet => panic!("it does not end"),
            NextTidings::Told(told) => match *told {
                LiveTidings::Ground(Tidings::Fleet(Told::Order { news, .. })) => {
                    assert_eq!(news.id, OrderId(answers), "in their order");
                    assert!(matches!(news.event, OrderEvent::Refused { .. }));
                    answers += 1;
                }
                LiveTidings::Link {
                    news: LinkNews::NotAdded(_) | LinkNews::Removed(LinkId(0)),
                    ..
                } => answers += 1,
                _ => {}
            },
        }
    }
    assert_eq!(answers, taken);
    assert!(live.join().is_err());
}

#[test]
fn what_was_taken_in_the_turn_in_which_it_fails_is_answered_once_each() {
    let add = || LiveRequest::AddLink(Box::new(link("south", Origin::Simulated)));
    let remove = || LiveRequest::RemoveLink("nowhere".to_owned());
    for requests in [
        vec![hold(0)],
        vec![hold(0), add(), remove(), hold(1)],
        vec![add(), hold(0), hold(1), remove()],
    ] {
        let count = requests.len();
        let (asking, asked) = requests::way();
        let queue = Arc::<Queue>::default();
        let teller = crate::ground_control::live::tidings::Teller::new(queue.clone());
        let setup = LiveSetup {
            us: US,
            links: vec![link("north", Origin::Simulated)],
            record: None,
            signing: None,
        };
        let thread = LinkThread::new(setup, asked, teller, Arc::default()).unwrap();
        // All of it waits when its first turn begins.
        for request in requests.into_iter().chain([LiveRequest::Panic]) {
            asking.ask(request).unwrap();
        }
        let run = AssertUnwindSafe(|| thread.run(&Switches::default()));
        assert!(catch_unwind(run).is_err());
        let mut tidings = TidingsReader::new(queue);
        let mut answers = 0;
        while let NextTidings::Told(told) = tidings.next(LONG) {
            answers += usize::from(match *told {
                LiveTidings::Ground(Tidings::Fleet(Told::Order { .. })) => true,
                LiveTidings::Link { news, .. } => {
                    matches!(news, LinkNews::NotAdded(_) | LinkNews::NoSuchLink)
                }
                _ => false,
            });
        }
        assert_eq!(answers, count);
    }
}
