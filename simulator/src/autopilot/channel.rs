//! One of an autopilot's links: what goes out regularly, and who is behind it.

use super::streams::Streams;
use crate::time::SimTime;
use crate::wire::{ChannelId, Outbox, Sender, Signing, Voice};

/// A link of an autopilot that sends messages of the kind `M` regularly.
#[derive(Clone, Debug)]
pub struct Channel<M> {
    /// What goes out regularly.
    pub streams: Streams<M>,
    /// The autopilot's own voice here.
    pub sender: Sender,
    /// The next parameter to send of a list that was asked for.
    pub next_parameter: Option<usize>,
    /// When a ground station was last heard here.
    pub station_heard: Option<SimTime>,
}

impl<M: Copy + Eq> Channel<M> {
    /// A link of a system, on which `streams` go out.
    pub fn new(id: ChannelId, system_id: u8, streams: Streams<M>) -> Self {
        Self {
            streams,
            sender: Sender::new(id, system_id, AUTOPILOT_COMPONENT),
            next_parameter: None,
            station_heard: None,
        }
    }

    /// What is needed to say something here.
    pub fn voice<'a>(
        &'a mut self,
        now: SimTime,
        signing: &'a mut Signing,
        outbox: &'a mut Outbox,
    ) -> Voice<'a> {
        Voice {
            now,
            sender: &mut self.sender,
            signing,
            outbox,
        }
    }

    /// When something goes out next; the end of time where nothing does.
    pub fn next_due(&self) -> SimTime {
        if self.next_parameter.is_some() {
            return SimTime::START;
        }
        self.streams.next_due().unwrap_or(SimTime::END)
    }

    /// Whether something goes out now.
    pub fn is_due(&self, now: SimTime) -> bool {
        self.next_parameter.is_some() || self.streams.is_due(now)
    }
}

/// MAV_COMP_ID_AUTOPILOT1.
pub const AUTOPILOT_COMPONENT: u8 = 1;
