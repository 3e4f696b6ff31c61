//! What was asked for when it ends.

use super::*;
use crate::fleet::lease::{Holder, Person, Role};
use crate::fleet::order::{Order, OrderEvent, OrderId, OrderRequest};

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
    let vehicle = VehicleId {
        group: GroupId(0),
        system: 7,
    };
    let by = Holder::Person(Person::new("li").unwrap());
    let request = |number| match number % 3 {
        0 => LiveRequest::Fleet(Request {
            vehicle,
            wanted: Wanted::Order(OrderRequest {
                id: OrderId(number),
                by: by.clone(),
                role: Role::Operator,
                order: Order::Hold,
            }),
        }),
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
