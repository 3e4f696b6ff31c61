//! What has come of a file: the part that is whole from its beginning, and pieces that came too early.

use std::collections::BTreeMap;

/// Pieces that came too early are kept up to so many bytes; the others are asked for again.
const MOST_EARLY: usize = 256 * 1024;

/// What has come.
#[derive(Clone, Debug)]
pub(super) struct Received {
    /// Whole up to here.
    whole: u32,
    /// What of it nobody has taken yet.
    ready: Vec<u8>,
    /// Pieces behind a gap, by where they begin.
    early: BTreeMap<u32, Box<[u8]>>,
    early_bytes: usize,
    sum: crc32fast::Hasher,
}

/// The sum of file transfer: CRC-32 of IEEE 802.3, but from 0 and not inverted at its end.
fn new_sum() -> crc32fast::Hasher {
    crc32fast::Hasher::new_with_initial(u32::MAX)
}

/// The sum of a whole file, as CalcFileCRC32 tells it.
pub fn file_sum(content: &[u8]) -> u32 {
    let mut sum = new_sum();
    sum.update(content);
    !sum.finalize()
}

impl Received {
    pub fn new() -> Self {
        Self {
            whole: 0,
            ready: Vec::new(),
            early: BTreeMap::new(),
            early_bytes: 0,
            sum: new_sum(),
        }
    }

    /// How much is whole, in bytes.
    pub fn whole(&self) -> u32 {
        self.whole
    }

    /// What became whole since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.ready)
    }

    /// The sum of what is whole.
    pub fn sum(&self) -> u32 {
        !self.sum.clone().finalize()
    }

    /// Takes a piece, wherever it belongs. Whether it held anything new.
    pub fn add(&mut self, offset: u32, data: &[u8]) -> bool {
        if offset > self.whole {
            return self.keep(offset, data);
        }
        let is_new = self.append(offset, data);
        while let Some(first) = self.early.first_entry() {
            if *first.key() > self.whole {
                break;
            }
            let (at, piece) = first.remove_entry();
            self.early_bytes -= piece.len();
            self.append(at, &piece);
        }
        is_new
    }

    fn append(&mut self, offset: u32, data: &[u8]) -> bool {
        let known = usize::try_from(self.whole - offset).unwrap_or(usize::MAX);
        let Some(new) = data.get(known..).filter(|new| !new.is_empty()) else {
            return false;
        };
        self.sum.update(new);
        self.ready.extend_from_slice(new);
        self.whole = self
            .whole
            .saturating_add(u32::try_from(new.len()).unwrap_or(u32::MAX));
        true
    }

    fn keep(&mut self, offset: u32, data: &[u8]) -> bool {
        let is_longer = self
            .early
            .get(&offset)
            .is_none_or(|known| known.len() < data.len());
        if !is_longer || self.early_bytes + data.len() > MOST_EARLY {
            return false;
        }
        self.early_bytes += data.len();
        if let Some(before) = self.early.insert(offset, data.into()) {
            self.early_bytes -= before.len();
        }
        true
    }

    /// Where the first bytes are missing, at most so many places, each a question's worth of `step`
    /// bytes, in front of what has come.
    pub fn gaps(&self, most: usize, step: u32) -> Vec<u32> {
        let mut gaps = Vec::new();
        let mut at = self.whole;
        for (begin, piece) in &self.early {
            while at < *begin {
                if gaps.len() == most {
                    return gaps;
                }
                gaps.push(at);
                at = at.saturating_add(step);
            }
            let end = begin.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX));
            at = at.max(end);
        }
        gaps
    }

    /// Where the last piece that has come ends.
    pub fn end(&self) -> u32 {
        let last = self.early.last_key_value();
        last.map_or(self.whole, |(begin, piece)| {
            begin.saturating_add(u32::try_from(piece.len()).unwrap_or(u32::MAX))
        })
    }
}
