//! The frames of a log sent on over a link: them, and nothing else.

use crate::clock;
use crate::link::frame::Frame;
use crate::link::names::LinkId;
use crate::link::transport::{
    Batch, Incoming, LinkAddress, LinkTraffic, To, Transport, TransportEvent,
};
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// Sends frames.
pub(super) struct Broadcast {
    transport: Transport,
    batch: Batch,
    /// Frames handed over to one receiver, which are sent or given up some time.
    handed_over: u64,
    /// It leads to one place, so that what has left can be told.
    leads_to_one: bool,
}

/// What was sent, and what was not taken: frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) frames: u64,
    pub(super) shed: u64,
}

const LINK: LinkId = LinkId(0);
/// Somebody has to be there so soon.
const THERE_WITHIN: Duration = Duration::from_secs(10);
/// So many frames may wait to leave before the next one waits too.
const MOST_WAITING: u64 = 256;
const MOMENT: Duration = Duration::from_millis(10);

impl Broadcast {
    /// Opens the link, and waits until somebody is there where it is a client.
    pub(super) fn open(address: &LinkAddress) -> Result<Self, Bilingual> {
        let mut transport = Transport::new().map_err(|error| error.told())?;
        transport.add(LINK, address).map_err(|error| error.told())?;
        let leads_to_one = !matches!(
            address,
            LinkAddress::UdpListen(_) | LinkAddress::TcpListen(_)
        );
        let mut new = Self {
            transport,
            batch: Batch::default(),
            handed_over: 0,
            leads_to_one,
        };
        new.wait_until_up(clock::moment() + THERE_WITHIN)?;
        Ok(new)
    }

    fn wait_until_up(&mut self, until: Moment) -> Result<(), Bilingual> {
        let mut why = None;
        loop {
            self.poll(MOMENT)?;
            for incoming in self.batch.iter() {
                match incoming {
                    Incoming::Event(TransportEvent::LinkUp { .. }) => return Ok(()),
                    Incoming::Event(TransportEvent::LinkDown { why: down, .. }) => {
                        why = Some(down.told());
                    }
                    Incoming::Event(_) | Incoming::Arrival(_) => {}
                }
            }
            if clock::moment() >= until {
                let nobody = || Bilingual::new("nobody answers there", "对端无应答");
                return Err(why.unwrap_or_else(nobody));
            }
        }
    }

    fn poll(&mut self, timeout: Duration) -> Result<(), Bilingual> {
        let now = clock::moment();
        let polled = self.transport.poll(now, timeout, &mut self.batch);
        polled.map_err(|error| error.told())
    }

    /// Waits for so long, or shorter, while what was sent leaves.
    pub(super) fn wait(&mut self, time: Duration) -> Result<(), Bilingual> {
        self.poll(time)
    }

    /// Sends a frame, after the ones before it.
    pub(super) fn send(&mut self, frame: Frame<'_>) -> Result<(), Bilingual> {
        self.transport.send(LINK, To::All, frame.bytes());
        self.handed_over += 1;
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
        if self.leads_to_one {
            self.handed_over.saturating_sub(left)
        } else {
            0
        }
    }

    /// Waits until everything has left, or nothing leaves any more.
    pub(super) fn finish(mut self) -> Result<Sent, Bilingual> {
        let until = clock::moment() + THERE_WITHIN;
        while self.waiting() > 0 && clock::moment() < until {
            self.poll(MOMENT)?;
        }
        let traffic = self.traffic();
        Ok(Sent {
            frames: traffic.sent_frames,
            shed: traffic.shed_frames + self.waiting(),
        })
    }
}
