//! What was asked for when it ends.

use super::*;

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
