//! Packets in the order in which they come, each with what it belongs to.

/// Packets in one run of bytes, so that one more costs no allocation; each has a key, such as its link.
#[derive(Clone, Debug)]
pub struct Packets<K> {
    bytes: Vec<u8>,
    ends: Vec<(K, usize)>,
}

impl<K> Default for Packets<K> {
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }
}

impl<K: Copy> Packets<K> {
    /// Adds a packet.
    pub fn push(&mut self, key: K, packet: &[u8]) {
        self.bytes.extend_from_slice(packet);
        self.ends.push((key, self.bytes.len()));
    }

    /// The packets.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (K, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |&(key, end)| {
            let packet = &self.bytes[start..end];
            start = end;
            (key, packet)
        })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Takes all out and keeps the room they had.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_come_out_as_they_went_in() {
        let mut packets = Packets::default();
        packets.push(1, b"one");
        packets.push(0, b"");
        packets.push(1, b"three");
        let all: Vec<_> = packets.iter().collect();
        let expected: [(i32, &[u8]); 3] = [(1, b"one"), (0, b""), (1, b"three")];
        assert_eq!(all, expected);
        packets.clear();
        assert!(packets.is_empty());
    }
}
