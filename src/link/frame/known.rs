//! What has to be known of a message to tell a whole frame of it and whom it is for. It is read off the
//! codec, once; what its dialect lacks and vehicles say all the time stands beside it.

use mavlink::dialects::ardupilotmega::MavMessage;
use mavlink::{MavlinkVersion, Message};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What is known of a message.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The seed of its checksum (CRC_EXTRA).
    pub seed: u8,
    /// Where it says whom it is for; `None` for one that is for everybody.
    pub target: Option<TargetAt>,
}

/// Where in its payload a message says whom it is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetAt {
    /// The byte that names the system.
    pub system: usize,
    /// The byte that names the component, where it names one.
    pub component: Option<usize>,
}

/// All messages by their ids.
struct Table {
    /// Those below 512, which are nearly all that is ever said.
    low: [Option<Known>; LOW],
    high: FxHashMap<u32, Known>,
}

const LOW: usize = 512;
/// Ids of MAVLink 2 have 24 bits, but the dialects number theirs below this.
const IDS: u32 = 1 << 16;

/// GNSS_INTEGRITY, of PX4. Its checksum in recorded flights and pymavlink's dialect "development" have this
/// seed.
const BESIDE_THE_CODEC: [(u32, Known); 1] = [(
    441,
    Known {
        seed: 169,
        target: None,
    },
)];

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table {
        low: [None; LOW],
        high: FxHashMap::default(),
    };
    let of_codec = (0..IDS).filter_map(|id| Some((id, read_off(id)?)));
    for (id, known) in of_codec.chain(BESIDE_THE_CODEC) {
        match table.low.get_mut(id as usize) {
            Some(low) => *low = Some(known),
            None => {
                table.high.insert(id, known);
            }
        }
    }
    table
});

/// What is known of a message; `None` for one that is not known.
#[inline]
pub fn known(message_id: u32) -> Option<&'static Known> {
    match TABLE.low.get(message_id as usize) {
        Some(known) => known.as_ref(),
        None => TABLE.high.get(&message_id),
    }
}

/// The byte of the payload that changes with the target is where the target stands.
const MARK: u8 = 0xA5;

/// MANUAL_CONTROL names its target as no other message does, so that the codec knows of none.
const MANUAL_CONTROL: u32 = 69;
const MANUAL_CONTROL_TARGET: TargetAt = TargetAt {
    system: 10,
    component: None,
};

fn read_off(id: u32) -> Option<Known> {
    let plain = payload(&MavMessage::default_message_from_id(id)?);
    let marked = |target: fn(&mut MavMessage) -> Option<&mut u8>| {
        let mut message = MavMessage::default_message_from_id(id)?;
        *target(&mut message)? = MARK;
        let marked = payload(&message);
        plain
            .iter()
            .zip(marked)
            .position(|(before, after)| *before != after)
    };
    let component = marked(MavMessage::target_component_id_mut);
    let system = marked(MavMessage::target_system_id_mut);
    let target = match id {
        MANUAL_CONTROL => Some(MANUAL_CONTROL_TARGET),
        _ => system.map(|system| TargetAt { system, component }),
    };
    Some(Known {
        seed: MavMessage::extra_crc(id),
        target,
    })
}

fn payload(message: &MavMessage) -> [u8; 255] {
    let mut bytes = [0; 255];
    message.ser(MavlinkVersion::V2, &mut bytes);
    bytes
}
