//! Which sockets are ready, and whose they are.

use crate::link::names::{LinkId, PeerId};
use mio::event::Source;
use mio::{Events, Interest, Poll, Token};
use rustc_hash::FxHashMap;
use std::collections::VecDeque;
use std::io;
use std::time::Duration;

/// All sockets that are waited for. A socket keeps its number, and no other gets it later.
pub(super) struct Watch {
    poll: Poll,
    events: Events,
    owners: FxHashMap<Token, Owner>,
    /// Sockets of which something may be left to read or write. Each is in it once.
    ready: VecDeque<Token>,
    next: usize,
}

/// Whose a socket is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Owner {
    pub(super) link: LinkId,
    /// The client, where it is a connection of a server.
    pub(super) peer: Option<PeerId>,
    is_ready: bool,
}

/// Readiness of so many sockets is taken at once.
const EVENTS: usize = 1_024;
/// The waker's.
const WAKER: Token = Token(0);

impl Watch {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS),
            owners: FxHashMap::default(),
            ready: VecDeque::new(),
            next: WAKER.0 + 1,
        })
    }

    pub(super) fn waker(&self) -> io::Result<mio::Waker> {
        mio::Waker::new(self.poll.registry(), WAKER)
    }

    pub(super) fn add(
        &mut self,
        source: &mut impl Source,
        link: LinkId,
        peer: Option<PeerId>,
    ) -> io::Result<Token> {
        let token = Token(self.next);
        self.next += 1;
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(source, token, interest)?;
        let is_ready = false;
        let owner = Owner {
            link,
            peer,
            is_ready,
        };
        self.owners.insert(token, owner);
        Ok(token)
    }

    pub(super) fn remove(&mut self, source: &mut impl Source, token: Token) {
        // A socket that is closed leaves the poll by itself; where this fails too, nothing is lost.
        self.poll.registry().deregister(source).ok();
        self.owners.remove(&token);
    }

    /// Forgets all sockets of a link, which are to be closed.
    pub(super) fn remove_link(&mut self, link: LinkId) {
        self.owners.retain(|_, owner| owner.link != link);
    }

    /// Something may be left to read or write.
    pub(super) fn set_ready(&mut self, token: Token) {
        mark(&mut self.owners, &mut self.ready, token);
    }

    pub(super) fn is_anything_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// The next socket of which something may be left.
    pub(super) fn next_ready(&mut self) -> Option<(Token, Owner)> {
        while let Some(token) = self.ready.pop_front() {
            if let Some(owner) = self.owners.get_mut(&token) {
                owner.is_ready = false;
                return Some((token, *owner));
            }
        }
        None
    }

    /// Waits until a socket is ready or somebody wakes us, at most so long.
    pub(super) fn wait(&mut self, timeout: Duration) -> io::Result<()> {
        match self.poll.poll(&mut self.events, Some(timeout)) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Ok(()),
            other => other?,
        }
        for event in &self.events {
            mark(&mut self.owners, &mut self.ready, event.token());
        }
        Ok(())
    }
}

fn mark(owners: &mut FxHashMap<Token, Owner>, ready: &mut VecDeque<Token>, token: Token) {
    let owner = owners.get_mut(&token);
    if let Some(owner) = owner.filter(|it| !it.is_ready) {
        owner.is_ready = true;
        ready.push_back(token);
    }
}
