//! Which part of the mission protocol a message belongs to.

use super::{Event, Habits, Item, Kind, Partner, Stores, Transfer};
use crate::wire::Voice;
use mavlink::dialects::ardupilotmega::MavMessage;

impl Transfer {
    /// Takes any message of the mission protocol; what came of it. Other messages do nothing.
    pub fn take(
        &mut self,
        habits: &impl Habits,
        stores: &mut Stores,
        voice: &mut Voice,
        partner: Partner,
        message: &MavMessage,
    ) -> Vec<Event> {
        let event = match message {
            MavMessage::MISSION_COUNT(count) => Kind::of(count.mission_type).and_then(|kind| {
                self.on_count(habits, stores, voice, partner, (kind, count.count))
            }),
            MavMessage::MISSION_ITEM_INT(item) => Kind::of(item.mission_type).and_then(|kind| {
                let what = (kind, item.seq, Item::from(item));
                self.on_item(habits, stores, voice, partner, what)
            }),
            MavMessage::MISSION_ITEM(item) => Kind::of(item.mission_type).and_then(|kind| {
                let what = (kind, item.seq, Item::from(item));
                self.on_item(habits, stores, voice, partner, what)
            }),
            MavMessage::MISSION_REQUEST_LIST(request) => {
                if let Some(kind) = Kind::of(request.mission_type) {
                    self.on_request_list(habits, stores, voice, partner, kind);
                }
                None
            }
            MavMessage::MISSION_REQUEST_INT(request) => {
                if let Some(kind) = Kind::of(request.mission_type) {
                    let what = (kind, request.seq, true);
                    self.on_request(habits, stores, voice, partner, what);
                }
                None
            }
            MavMessage::MISSION_REQUEST(request) => {
                if let Some(kind) = Kind::of(request.mission_type) {
                    let what = (kind, request.seq, false);
                    self.on_request(habits, stores, voice, partner, what);
                }
                None
            }
            MavMessage::MISSION_ACK(_) => self.on_ack(partner),
            MavMessage::MISSION_CLEAR_ALL(request) => {
                let kinds = match Kind::of(request.mission_type) {
                    Some(kind) => vec![kind],
                    None => Kind::ALL.to_vec(),
                };
                return self.on_clear(habits, stores, voice, partner, &kinds);
            }
            _ => None,
        };
        event.into_iter().collect()
    }
}
