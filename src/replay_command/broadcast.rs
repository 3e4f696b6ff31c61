//! The frames of a log sent on over a link: them, and nothing else.

use super::receivers::Receivers;
use crate::clock;
use crate::link::frame::Frame;
use crate::link::names::LinkId;
use crate::link::transport::{Batch, LinkAddress, LinkTraffic, Transport};
use geofences::Bilingual;
use std::net::SocketAddr;
use std::time::Duration;

/// Sends frames.
pub(super) struct Broadcast {
    transport: Transport,
    batch: Batch,
    receivers: Receivers,
    is_tcp: bool,
    /// Frames handed over, counted for each receiver: they are sent or given up some time.
    handed_over: u64,
    /// Frames for which nobody was there.
    to_nobody: u64,
    /// Connections that ended with something unread.
    broken_off: u64,
    /// Frames since it was last looked at what the link brings.
    unlooked: u32,
}

/// What was sent, and what was not taken: frames, counted for each receiver.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) frames: u64,
    pub(super) shed: u64,
    /// Receivers that broke off with something unread of what was sent: how much only they know.
    pub(super) broken_off: u64,
}

impl Sent {
    /// Whether everything came to whom it was for, as far as that is known.
    pub(super) fn is_whole(self) -> bool {
        self.shed == 0 && self.broken_off == 0
    }
}

const LINK: LinkId = LinkId(0);
/// Somebody has to be there so soon, and to take what is left.
const WITHIN: Duration = Duration::from_secs(10);
/// So many frames may wait to leave before the next one waits too.
const MOST_WAITING: u64 = 256;
const MOMENT: Duration = Duration::from_millis(10);
/// However fast it goes, what the link brings is looked at after so many frames: who came or went, and what is
/// said there, so that the other side can go on saying it.
const LOOKED: u32 = 64;

impl Broadcast {
    /// Opens the link.
    pub(super) fn open(address: &LinkAddress) -> Result<Self, Bilingual> {
        let mut transport = Transport::new().map_err(|error| error.told())?;
        transport.add(LINK, address).map_err(|error| error.told())?;
        Ok(Self {
            transport,
            batch: Batch::default(),
            receivers: Receivers::of(address),
            is_tcp: matches!(address, LinkAddress::TcpListen(_) | LinkAddress::TcpTo(_)),
            handed_over: 0,
            to_nobody: 0,
            broken_off: 0,
            unlooked: 0,
        })
    }

    /// Where it listens, where it does.
    pub(super) fn listens_at(&self) -> Option<SocketAddr> {
        let at = self.transport.local_address(LINK);
        at.filter(|_| !self.receivers.is_one())
    }

    /// Waits until somebody is there.
    pub(super) fn wait_for_somebody(&mut self) -> Result<(), Bilingual> {
        let until = clock::uptime() + WITHIN;
        while self.receivers.now(clock::uptime()).is_empty() {
            if clock::uptime() >= until {
                return Err(self.receivers.why_nobody());
            }
            self.poll(MOMENT)?;
        }
        Ok(())
    }

    fn poll(&mut self, timeout: Duration) -> Result<(), Bilingual> {
        self.unlooked = 0;
        let polled = self
            .transport
            .poll(clock::moment(), timeout, &mut self.batch);
        polled.map_err(|error| error.told())?;
        let now = clock::uptime();
        for incoming in self.batch.iter() {
            self.broken_off += u64::from(self.receivers.note(now, incoming));
        }
        Ok(())
    }

    /// Waits for so long, or shorter, while what was sent leaves.
    pub(super) fn wait(&mut self, time: Duration) -> Result<(), Bilingual> {
        self.poll(time)
    }

    /// Sends a frame, after the ones before it. Where the one place that it leads to is gone, it is waited for.
    pub(super) fn send(&mut self, frame: Frame<'_>) -> Result<(), Bilingual> {
        self.unlooked += 1;
        if self.unlooked >= LOOKED {
            self.poll(Duration::ZERO)?;
        }
        if self.receivers.is_one() {
            self.wait_for_somebody()?;
        }
        let receivers = self.receivers.now(clock::uptime());
        for to in &receivers {
            self.transport.send(LINK, *to, frame.bytes());
            self.receivers.sent(*to);
        }
        self.handed_over += receivers.len() as u64;
        self.to_nobody += u64::from(receivers.is_empty());
        self.transport.flush();
        // Who reads slowly slows it down.
        while self.waiting() > MOST_WAITING {
            self.poll(MOMENT)?;
        }
        Ok(())
    }

    fn traffic(&self) -> LinkTraffic {
        self.transport.traffic(LINK).unwrap_or_default()
    }

    fn waiting(&self) -> u64 {
        let traffic = self.traffic();
        let left = traffic.sent_frames + traffic.shed_frames;
        self.handed_over.saturating_sub(left)
    }

    /// Waits until everything has left, or nothing leaves any more.
    pub(super) fn finish(mut self) -> Result<Sent, Bilingual> {
        let mut until = clock::uptime() + WITHIN;
        let mut waiting = self.waiting();
        while waiting > 0 && clock::uptime() < until {
            self.poll(MOMENT)?;
            let left = self.waiting();
            if left < waiting {
                until = clock::uptime() + WITHIN;
            }
            waiting = left;
        }
        if self.is_tcp {
            self.part(clock::uptime() + WITHIN)?;
        }
        let traffic = self.traffic();
        Ok(Sent {
            frames: traffic.sent_frames,
            shed: traffic.shed_frames + self.waiting() + self.to_nobody,
            broken_off: self.broken_off,
        })
    }

    /// Lets the others close first: a connection that is closed while something that they said is unread would
    /// take with it what they have not read. Until this uptime at most.
    fn part(&mut self, until: Duration) -> Result<(), Bilingual> {
        self.transport.end_sending(LINK);
        while !self.receivers.now(clock::uptime()).is_empty() && clock::uptime() < until {
            self.poll(MOMENT)?;
        }
        Ok(())
    }
}
