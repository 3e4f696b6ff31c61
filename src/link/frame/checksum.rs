//! Checksums of frames: CRC-16/MCRF4XX over what they cover, and then over the message's seed. It is the codec's
//! sum, and tested to be; here it is taken eight bytes at a time.

/// Sums of a byte, and of a byte with one to seven zeros after it.
static TABLES: [[u16; 256]; 8] = tables();
/// What a sum changes by when the lowest bit of a byte does, by how many bytes come after that one.
static OF_ONE_BIT: [u16; LONGEST] = of_one_bit();

/// CRC-16/CCITT, reflected.
const POLYNOMIAL: u16 = 0x8408;
const INITIAL: u16 = 0xFFFF;
/// No checksum covers more: a header without its first byte, a full payload, and the seed.
const LONGEST: usize = 9 + 255 + 1;

/// The checksum of what it covers, with a seed.
#[inline]
pub fn checksum(covered: &[u8], seed: u8) -> u16 {
    with_byte(sum(covered), seed)
}

/// The checksum that a frame gets when the lowest bit of a byte is turned that has so many bytes after it among
/// those that are covered. Whatever else stands there, and whatever the seed is, it changes by the same.
pub fn with_bit_turned(checksum: u16, bytes_after: usize) -> Option<u16> {
    let after_with_seed = bytes_after + 1;
    Some(checksum ^ OF_ONE_BIT.get(after_with_seed)?)
}

/// The seed with which bytes have a checksum: the only one, and for most wrong checksums there is none.
pub fn seed_for(covered: &[u8], wanted: u16) -> Option<u8> {
    let [table, ..] = &TABLES;
    // The sum of all bytes, before the seed is taken in as one more of them.
    let sum = sum(covered);
    // A byte is taken in as sum′ = (sum >> 8) ^ table[(sum ^ byte) & 0xFF].
    let entry = wanted ^ (sum >> 8);
    let index = table.iter().position(|known| *known == entry)? as u16;
    Some(((sum ^ index) & 0xFF) as u8)
}

fn sum(bytes: &[u8]) -> u16 {
    let [t0, t1, t2, t3, t4, t5, t6, t7] = &TABLES;
    let (eights, rest) = bytes.as_chunks();
    let mut sum = INITIAL;
    for [b0, b1, b2, b3, b4, b5, b6, b7] in eights {
        let [low, high] = sum.to_le_bytes();
        sum = t7[usize::from(b0 ^ low)]
            ^ t6[usize::from(b1 ^ high)]
            ^ t5[usize::from(*b2)]
            ^ t4[usize::from(*b3)]
            ^ t3[usize::from(*b4)]
            ^ t2[usize::from(*b5)]
            ^ t1[usize::from(*b6)]
            ^ t0[usize::from(*b7)];
    }
    rest.iter().fold(sum, |sum, byte| with_byte(sum, *byte))
}

#[inline]
const fn with_byte(sum: u16, byte: u8) -> u16 {
    let [low, _] = sum.to_le_bytes();
    (sum >> 8) ^ TABLES[0][(low ^ byte) as usize]
}

const fn tables() -> [[u16; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            let carry = sum & 1 != 0;
            sum >>= 1;
            if carry {
                sum ^= POLYNOMIAL;
            }
            bit += 1;
        }
        tables[0][byte] = sum;
        byte += 1;
    }
    let mut zeros = 1;
    while zeros < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[zeros - 1][byte];
            tables[zeros][byte] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        zeros += 1;
    }
    tables
}

const fn of_one_bit() -> [u16; LONGEST] {
    let table = tables()[0];
    let mut changes = [0; LONGEST];
    let mut sum = table[1];
    let mut after = 0;
    while after < LONGEST {
        changes[after] = sum;
        sum = (sum >> 8) ^ table[(sum & 0xFF) as usize];
        after += 1;
    }
    changes
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use mavlink::calculate_crc;

    /// Bytes that have nothing to do with each other, of every length that a checksum covers.
    fn samples() -> impl Iterator<Item = Vec<u8>> {
        (0..LONGEST).map(|length| {
            let mut state = length as u32 + 1;
            let next = |_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            (0..length).map(next).collect()
        })
    }

    #[test]
    fn it_is_the_codecs_sum_at_every_length_and_with_every_seed() {
        for bytes in samples() {
            for seed in [0, 1, 50, 0x7F, 0x80, 0xFF] {
                assert_eq!(
                    checksum(&bytes, seed),
                    calculate_crc(&bytes, seed),
                    "{bytes:?}"
                );
            }
        }
        for seed in 0..=u8::MAX {
            assert_eq!(
                checksum(b"123456789", seed),
                calculate_crc(b"123456789", seed)
            );
        }
    }

    #[test]
    fn the_seed_of_a_checksum_is_found_and_of_most_others_none() {
        for bytes in samples() {
            let seed = bytes.len() as u8;
            assert_eq!(seed_for(&bytes, calculate_crc(&bytes, seed)), Some(seed));
        }
        let found = (0..=u16::MAX).filter(|wanted| seed_for(b"123456789", *wanted).is_some());
        assert_eq!(found.count(), 256);
    }

    #[test]
    fn a_turned_bit_changes_the_checksum_by_what_is_foretold() {
        for mut bytes in samples().skip(1) {
            for at in [0, 1, bytes.len() / 2, bytes.len() - 1] {
                let at = at.min(bytes.len() - 1);
                let before = checksum(&bytes, 77);
                bytes[at] ^= 1;
                let after = with_bit_turned(before, bytes.len() - 1 - at);
                assert_eq!(after, Some(checksum(&bytes, 77)));
            }
        }
        assert_eq!(with_bit_turned(0, LONGEST), None);
    }
}
