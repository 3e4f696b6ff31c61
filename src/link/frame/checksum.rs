//! Checksums of frames. The sum itself is the codec's; what is here is which seed a message has.

use mavlink::Message;
use mavlink::calculate_crc;
use mavlink::dialects::ardupilotmega::MavMessage;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The seeds (CRC_EXTRA) of the messages that are known, by their ids. Ids of MAVLink 2 have 24 bits, but
/// the dialects number theirs below 2¹⁶.
struct Seeds {
    /// Those below 512, which are nearly all that is ever said.
    low: [Option<u8>; LOW],
    high: HashMap<u32, u8>,
}

const LOW: usize = 512;
const IDS: u32 = 1 << 16;

static SEEDS: LazyLock<Seeds> = LazyLock::new(|| {
    let mut seeds = Seeds {
        low: [None; LOW],
        high: HashMap::new(),
    };
    for id in (0..IDS).filter(|id| MavMessage::default_message_from_id(*id).is_some()) {
        let seed = MavMessage::extra_crc(id);
        match seeds.low.get_mut(id as usize) {
            Some(low) => *low = Some(seed),
            None => {
                seeds.high.insert(id, seed);
            }
        }
    }
    seeds
});

/// The messages that are known.
pub fn known_ids() -> impl Iterator<Item = u32> {
    let low = (0..LOW as u32).filter(|id| seed_of(*id).is_some());
    low.chain(SEEDS.high.keys().copied())
}

/// The seed of a message; `None` for one that is not known.
pub fn seed_of(message_id: u32) -> Option<u8> {
    match SEEDS.low.get(message_id as usize) {
        Some(seed) => *seed,
        None => SEEDS.high.get(&message_id).copied(),
    }
}

/// The checksum of what it covers, with a seed.
pub fn checksum(covered: &[u8], seed: u8) -> u16 {
    calculate_crc(covered, seed)
}

/// The seed with which bytes have a checksum: the only one, and for most wrong checksums there is none.
pub fn seed_for(covered: &[u8], wanted: u16) -> Option<u8> {
    let (last, before) = covered.split_last()?;
    // The sum of all bytes, before the seed is taken in as one more of them.
    let sum = calculate_crc(before, *last);
    // A byte is taken in as sum′ = (sum >> 8) ^ table[(sum ^ byte) & 0xFF].
    let entry = wanted ^ (sum >> 8);
    let index = TABLE.iter().position(|known| *known == entry)? as u16;
    Some(((sum ^ index) & 0xFF) as u8)
}

/// What the sum makes of each byte, read off the codec: from the initial 0xFFFF a byte gives
/// 0xFF ^ table[0xFF ^ byte].
static TABLE: LazyLock<[u16; 256]> =
    LazyLock::new(|| std::array::from_fn(|index| calculate_crc(&[], 0xFF ^ index as u8) ^ 0xFF));
