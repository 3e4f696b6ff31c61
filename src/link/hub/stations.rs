//! An endpoint: the ground stations behind it, where each of them was seen, and what of them was refused.

use super::claimed_here::ClaimedHere;
use super::fields::id;
use super::file_sessions::FileSessions;
use super::refusal::{Refusal, Refusals};
use super::role::Endpoint;
use super::shown::{Shown, ShownAs};
use super::signer::{Signed, Signer};
use super::station_peer::StationPeer;
use super::wish::command;
use super::{HubEvent, StationRef};
use crate::link::account::Account;
use crate::link::frame::{Frame, SETUP_SIGNING, Sender, frame_up, is_known};
use crate::link::names::{LinkId, PeerId, VehicleId};
use crate::moment::Moment;
use std::time::Duration;

/// An endpoint at work.
#[derive(Debug)]
pub(super) struct Stations {
    pub(super) link: LinkId,
    pub(super) name: String,
    pub(super) endpoint: Endpoint,
    pub(super) signer: Option<Signer>,
    pub(super) shown: Shown,
    pub(super) files: FileSessions,
    pub(super) account: Account,
    pub(super) refused: Refusals,
    pub(super) last_refused: Option<LastRefused>,
    /// How many had to make room for others.
    pub(super) put_out: u64,
    pub(super) behind: Vec<StationPeer>,
    room: Vec<u8>,
}

/// What was refused last at an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastRefused {
    /// When.
    pub at: Moment,
    /// Of whom.
    pub station: StationRef,
    /// For which vehicle, where that is known.
    pub vehicle: Option<VehicleId>,
    /// Which message.
    pub message_id: u32,
    /// MAV_CMD, where the message is a command.
    pub command: Option<u16>,
    /// Why.
    pub why: Refusal,
}

/// The same refusal is told once in so long.
const TOLD: Duration = Duration::from_secs(1);

impl Stations {
    pub(super) fn new(link: LinkId, name: String, endpoint: Endpoint) -> Self {
        let signer = endpoint
            .key
            .clone()
            .map(|key| Signer::new(key, endpoint.marks.as_ref()));
        let mut new = Self {
            link,
            name,
            signer,
            shown: Shown::new(),
            files: FileSessions::default(),
            account: Account::default(),
            refused: Refusals::default(),
            last_refused: None,
            put_out: 0,
            behind: Vec::new(),
            room: Vec::new(),
            endpoint,
        };
        if new.endpoint.leads_to_one {
            // It was configured, and may only listen.
            let only = StationPeer {
                is_proven: true,
                ..StationPeer::new(PeerId::ONLY, Moment::default(), true)
            };
            new.behind.push(only);
        }
        new
    }

    /// Takes what a frame says of who sends it; and says who was put out for it.
    pub(super) fn take(
        &mut self,
        peer: PeerId,
        frame: Frame<'_>,
        us: Sender,
        now: Moment,
        put_out: impl FnMut(PeerId),
    ) -> Result<(), Refusal> {
        if let Some(signer) = &mut self.signer {
            match signer.judge(frame) {
                Signed::New => {}
                Signed::Again => return Err(Refusal::Replayed),
                Signed::Unsigned => return Err(Refusal::Unsigned),
                Signed::Refused(why) => return Err(why),
            }
        }
        let sender = frame.sender();
        if sender.system == us.system {
            return Err(Refusal::OurId);
        }
        // Component 0 is what pymavlink calls itself unless it is told otherwise.
        if sender.system == 0 || self.shown.vehicle(sender.system).is_some() {
            return Err(Refusal::ForeignId);
        }
        if frame.message_id() == SETUP_SIGNING {
            return Err(Refusal::CarriesKey);
        }
        self.learn(peer, sender, is_known(frame.message_id()), now, put_out)
    }

    /// How a vehicle is shown. `free_since` says when one was heard last that nobody holds.
    #[inline]
    pub(super) fn show(
        &mut self,
        vehicle: VehicleId,
        us: Sender,
        now: Moment,
        free_since: impl Fn(VehicleId) -> Option<Moment>,
    ) -> ShownAs {
        let claims = ClaimedHere {
            endpoint: &self.endpoint,
            peers: &self.behind,
            us,
            now,
            free_since,
        };
        self.shown.of(vehicle, &claims, now)
    }

    /// A vehicle's frame under another id, signed with the endpoint's key.
    pub(super) fn mapped(
        &mut self,
        frame: Frame<'_>,
        id: u8,
        now: Moment,
        room: &mut Vec<u8>,
    ) -> Option<()> {
        frame.rewritten(Some(id), None, room)?;
        let Some(signer) = &mut self.signer else {
            return Some(());
        };
        let signature = signer.sign(now);
        self.room.clone_from(room);
        let plain = Frame::of_whole(&self.room)?;
        let (sender, sequence) = (plain.sender(), plain.sequence());
        let signing = Some((signer.key(), signature));
        let message_id = plain.message_id();
        frame_up(sender, sequence, message_id, plain.payload(), signing, room)?;
        Some(())
    }

    /// Counts what is refused. The event that tells of it, unless the same was told just now.
    pub(super) fn refuse(
        &mut self,
        station: StationRef,
        vehicle: Option<VehicleId>,
        frame: Frame<'_>,
        why: Refusal,
        at: Moment,
    ) -> Option<HubEvent> {
        self.refused.count(why);
        let message_id = frame.message_id();
        // A station's own heartbeat is expected to end here.
        if why == Refusal::HeartbeatWithoutLease && message_id == id::HEARTBEAT {
            return None;
        }
        let command = command(message_id, frame.payload());
        let refused = LastRefused {
            at,
            station,
            vehicle,
            message_id,
            command,
            why,
        };
        let is_told = self.last_refused.is_some_and(|last| {
            let same = LastRefused { at, ..last };
            same == refused && at.since(last.at) < TOLD
        });
        if is_told {
            return None;
        }
        self.last_refused = Some(refused);
        Some(HubEvent::StationRefused {
            station,
            vehicle,
            message_id,
            command,
            why,
        })
    }
}
