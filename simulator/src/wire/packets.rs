//! Packets in the order in which they come, each with what it belongs to.

/// Packets in one run of bytes, so that one more costs no allocation; each has a key, such as its link.
#[derive(Clone, Debug)]
pub struct Packets<K> {
    bytes: Vec<u8>,
    ends: Vec<(K, usize)>,
}

/// Packets that lie beside each other, all of one length, but that the last one may be shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run<'a> {
    /// All of them.
    pub bytes: &'a [u8],
    /// The length of the first one.
    pub length: usize,
    /// How many there are.
    pub count: usize,
}

impl<'a> Run<'a> {
    /// Its packets, each a run of its own.
    pub fn apart(&self) -> impl Iterator<Item = Run<'a>> {
        let packets = self.bytes.chunks(self.length.max(1));
        packets.map(|bytes| Run {
            bytes,
            length: bytes.len(),
            count: 1,
        })
    }
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

    /// The packets in the longest runs that there are, each of `most` packets or fewer.
    pub fn runs(&self, most: usize) -> impl Iterator<Item = Run<'_>> {
        let (mut start, mut ends) = (0, self.ends.as_slice());
        std::iter::from_fn(move || {
            let (first, others) = ends.split_first()?;
            let (first_start, length) = (start, first.1 - start);
            (start, ends) = (first.1, others);
            let mut count = 1;
            let mut last = length;
            while let Some((next, others)) = ends.split_first()
                && count < most
                && last == length
                && (1..=length).contains(&(next.1 - start))
            {
                last = next.1 - start;
                count += 1;
                (start, ends) = (next.1, others);
            }
            let bytes = &self.bytes[first_start..start];
            Some(Run {
                bytes,
                length,
                count,
            })
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

    #[test]
    fn packets_of_one_length_are_a_run_and_a_shorter_one_ends_it() {
        let mut packets = Packets::default();
        for packet in ["abc", "def", "g", "hi", "jk", "lm", "", "nop"] {
            packets.push((), packet.as_bytes());
        }
        let runs: Vec<_> = packets
            .runs(2)
            .map(|it| (it.bytes, it.length, it.count))
            .collect();
        let expected: [(&[u8], usize, usize); 6] = [
            (b"abcdef", 3, 2),
            (b"g", 1, 1),
            (b"hijk", 2, 2),
            (b"lm", 2, 1),
            (b"", 0, 1),
            (b"nop", 3, 1),
        ];
        assert_eq!(runs, expected);
        let long: Vec<_> = packets.runs(64).map(|it| it.bytes).collect();
        let expected: [&[u8]; 4] = [b"abcdefg", b"hijklm", b"", b"nop"];
        assert_eq!(long, expected);
    }
}
