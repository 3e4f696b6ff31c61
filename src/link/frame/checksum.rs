//! Checksums of frames. The sum itself is the codec's; what is here is which seed fits it.

use mavlink::calculate_crc;
use std::sync::LazyLock;

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
