//! Whom a frame is for, read off its bytes without decoding it.

use super::Frame;
use mavlink::dialects::ardupilotmega::MavMessage;
use mavlink::{MavlinkVersion, Message};
use std::collections::HashMap;
use std::sync::LazyLock;

/// Whom a message is for. 0 is everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Target {
    /// The system, or all of them.
    pub system: u8,
    /// The component of it, or all of them.
    pub component: u8,
}

impl Target {
    /// Everybody.
    pub const ALL: Self = Self {
        system: 0,
        component: 0,
    };
}

/// Where in its payload a message says whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offsets {
    pub system: usize,
    pub component: Option<usize>,
}

/// Read off the codec: the byte of the payload that changes with the target.
static OFFSETS: LazyLock<HashMap<u32, Offsets>> = LazyLock::new(|| {
    let ids = super::checksum::known_ids();
    ids.filter_map(|id| Some((id, offsets(id)?))).collect()
});

/// What no payload of a default message has.
const MARK: u8 = 0xA5;

fn offsets(id: u32) -> Option<Offsets> {
    let plain = MavMessage::default_message_from_id(id)?;
    let marked = |mark: fn(&mut MavMessage) -> Option<&mut u8>| {
        let mut message = MavMessage::default_message_from_id(id)?;
        *mark(&mut message)? = MARK;
        let (before, after) = (payload(&plain), payload(&message));
        (0..after.len()).find(|at| before[*at] != after[*at])
    };
    Some(Offsets {
        system: marked(MavMessage::target_system_id_mut)?,
        component: marked(MavMessage::target_component_id_mut),
    })
}

fn payload(message: &MavMessage) -> [u8; 255] {
    let mut bytes = [0; 255];
    message.ser(MavlinkVersion::V2, &mut bytes);
    bytes
}

/// Where a message says whom it is for; `None` for one that is for everybody, or is not known.
pub(super) fn offsets_of(message_id: u32) -> Option<Offsets> {
    OFFSETS.get(&message_id).copied()
}

impl Frame<'_> {
    /// Whom it is for. What is not known is for everybody.
    pub fn target(self) -> Target {
        let Some(offsets) = offsets_of(self.message_id()) else {
            return Target::ALL;
        };
        // Zeros at the end are left out.
        let byte = |at: usize| self.payload().get(at).copied().unwrap_or(0);
        Target {
            system: byte(offsets.system),
            component: offsets.component.map_or(0, byte),
        }
    }
}
