//! What the link thread takes: what came over links, what became of them, and requests.

use super::link_thread::LinkThread;
use super::links::{Links, Sides};
use super::setup::{LinkProblem, LinkSetup};
use super::tidings::{LinkNews, LiveTidings};
use super::{LiveRequest, NotTaken};
use crate::clock;
use crate::ground_control::Tidings;
use crate::link::hub::KeyOwner;
use crate::link::names::{LinkId, PeerId};
use crate::link::transport::{Incoming, TransportEvent};
use crate::moment::Moment;
use std::sync::Arc;

/// Requests that are taken before time passes again.
const REQUESTS_AT_ONCE: usize = 256;

impl LinkThread {
    pub(super) fn take_what_came(&mut self, now: Moment) {
        let batch = std::mem::take(&mut self.batch);
        for incoming in batch.iter() {
            self.is_something_new = true;
            match incoming {
                Incoming::Arrival(arrival) => self.ground.arrived(arrival, &mut self.logs),
                Incoming::Event(event) => self.take_event(event, now),
            }
        }
        // Its room is used again.
        self.batch = batch;
    }

    fn take_event(&mut self, event: &TransportEvent, now: Moment) {
        match event {
            TransportEvent::LinkUp { link } => {
                self.set_up(*link, true);
                let local = self.transport.local_address(*link);
                self.tell(*link, now, LinkNews::Up(local));
            }
            TransportEvent::LinkDown { link, why } => {
                let leads_to_one = self.set_up(*link, false);
                if leads_to_one {
                    self.ground.peer_gone(*link, PeerId::ONLY, now);
                }
                self.tell(*link, now, LinkNews::Down(why.told()));
            }
            TransportEvent::PeerCame { link, peer } => self.ground.peer_came(*link, *peer, now),
            TransportEvent::PeerGone { link, peer, why } => {
                self.ground.peer_gone(*link, *peer, now);
                if self.quota.takes_peer_gone(*link, *peer) {
                    self.tell(*link, now, LinkNews::PeerGone(*peer, why.told()));
                }
            }
            // It is in the link's account.
            TransportEvent::Shed { .. } => {}
        }
    }

    /// Whether it leads to one place.
    fn set_up(&mut self, link: LinkId, is_up: bool) -> bool {
        self.ground.hub_mut().set_up(link, is_up);
        let known = self.links.links.get_mut(&link);
        known.is_some_and(|known| {
            known.is_up = is_up;
            known.leads_to_one
        })
    }

    pub(super) fn tell(&self, link: LinkId, at: Moment, news: LinkNews) {
        if let Some(name) = self.links.name(link) {
            self.teller.tell([LiveTidings::Link { at, name, news }]);
        }
    }

    /// Takes requests that wait. Whether there was any.
    pub(super) fn take_requests(&mut self, now: Moment) -> bool {
        let (mut taken, mut news) = (0, Vec::new());
        while taken < REQUESTS_AT_ONCE
            && let Some(request) = self.requests.next()
        {
            taken += 1;
            self.in_hand.push(request.clone());
            match request {
                LiveRequest::Fleet(request) => self.ground.request(now, request),
                LiveRequest::AddLink(setup) => news.push(self.add_while_running(*setup, now)),
                LiveRequest::RemoveLink(name) => news.push(self.remove(&name, now)),
                #[cfg(test)]
                LiveRequest::Panic => panic!("as it was asked to"),
            }
        }
        self.has_more_requests = taken == REQUESTS_AT_ONCE;
        if !news.is_empty() {
            // Who hears of it sees it, and it is gathered once for all of them.
            self.show(now);
            self.tell_answers(news);
        }
        taken > 0
    }

    /// Tells what became of links that were to be added or removed.
    fn tell_answers(&mut self, news: Vec<LiveTidings>) {
        self.teller.tell(news);
        self.in_hand.retain(LiveRequest::is_of_fleet);
    }

    /// Takes what was asked for before it ended, so that a stop is still said: nothing else is begun that nobody
    /// would follow any more.
    pub(super) fn take_last_requests(&mut self, now: Moment) {
        self.requests.close();
        while let Some(request) = self.requests.next() {
            self.in_hand.push(request.clone());
            let is_stop = request.is_stop();
            match request {
                LiveRequest::Fleet(request) if is_stop => self.ground.request(now, request),
                LiveRequest::Fleet(request) => {
                    self.ground.refuse(now, request, NotTaken::Ended.told());
                }
                LiveRequest::RemoveLink(name) => {
                    let news = self.remove(&name, now);
                    self.tell_answers(vec![news]);
                }
                other => {
                    let news = self.refused(other, now);
                    self.tell_answers(news.into_iter().collect());
                }
            }
        }
    }

    /// The answer to what is not begun any more, all links being closed.
    fn refused(&self, request: LiveRequest, at: Moment) -> Option<LiveTidings> {
        let why = NotTaken::Ended.told();
        let (name, news) = match request {
            LiveRequest::Fleet(request) => {
                let told = Tidings::Fleet(request.refused(at, why));
                return Some(LiveTidings::Ground(told));
            }
            LiveRequest::AddLink(setup) => (setup.name, LinkNews::NotAdded(why)),
            LiveRequest::RemoveLink(name) => {
                let id = self.links.id_of(&name);
                (name, id.map_or(LinkNews::NoSuchLink, LinkNews::Removed))
            }
            #[cfg(test)]
            LiveRequest::Panic => return None,
        };
        let name = name.into();
        Some(LiveTidings::Link { at, name, news })
    }

    fn sides(&mut self) -> (&mut Links, Sides<'_>) {
        let sides = Sides {
            ground: &mut self.ground,
            transport: &mut self.transport,
            recorder: &mut self.logs.recorder,
            signatures: self.signatures.as_ref(),
        };
        (&mut self.links, sides)
    }

    pub(super) fn add(&mut self, setup: LinkSetup) -> Result<LinkId, LinkProblem> {
        let (links, sides) = self.sides();
        links.add(setup, sides)
    }

    fn add_while_running(&mut self, setup: LinkSetup, at: Moment) -> LiveTidings {
        // What was asked for before leaves before.
        self.pass_time(at);
        let name: Arc<str> = setup.name.as_str().into();
        let news = match self.add(setup) {
            Ok(link) => LinkNews::Added(link),
            Err(problem) => LinkNews::NotAdded(problem.told(&name)),
        };
        LiveTidings::Link { at, name, news }
    }

    fn remove(&mut self, name: &str, at: Moment) -> LiveTidings {
        // What was asked for before leaves before, a stop among it.
        self.pass_time(at);
        let news = match self.links.id_of(name) {
            Some(id) => {
                self.remember_marks(id, name);
                let (links, sides) = self.sides();
                links.remove(id, sides);
                LinkNews::Removed(id)
            }
            None => LinkNews::NoSuchLink,
        };
        let name = name.into();
        LiveTidings::Link { at, name, news }
    }

    /// An endpoint goes with its guard against what is sent again; vehicles and theirs stay.
    fn remember_marks(&mut self, link: LinkId, name: &str) {
        let seen = self.ground.hub_mut().marks_seen(KeyOwner::Stations(link));
        if let (Some(signatures), Some(seen)) = (&mut self.signatures, seen) {
            signatures.remember(name, &seen);
        }
    }
}

impl Drop for LinkThread {
    /// Where it ends by a fault of ours, who asked for something that was not begun, or of which nothing was told
    /// yet, learns that nobody follows it, a stop above all. Nothing waits where it ended in order.
    fn drop(&mut self) {
        let now = clock::moment();
        self.requests.close();
        let in_hand = std::mem::take(&mut self.in_hand);
        let waiting = std::iter::from_fn(|| self.requests.next());
        for request in in_hand.into_iter().chain(waiting) {
            self.teller.tell(self.refused(request, now));
        }
    }
}
