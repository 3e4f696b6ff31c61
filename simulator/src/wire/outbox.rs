//! Frames on their way out.

/// One of a vehicle's own links, as its autopilot numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelId(pub u8);

/// Frames in the order in which they were sent, each with its channel; one run of bytes, so that a
/// message costs no allocation.
#[derive(Clone, Debug, Default)]
pub struct Outbox {
    bytes: Vec<u8>,
    ends: Vec<(ChannelId, u32)>,
}

impl Outbox {
    /// Adds a frame.
    pub fn push(&mut self, channel: ChannelId, frame: &[u8]) {
        self.bytes.extend_from_slice(frame);
        self.ends.push((channel, self.bytes.len() as u32));
    }

    /// The frames.
    pub fn frames(&self) -> impl Iterator<Item = (ChannelId, &[u8])> {
        let mut start = 0;
        self.ends.iter().map(move |&(channel, end)| {
            let frame = &self.bytes[start..end as usize];
            start = end as usize;
            (channel, frame)
        })
    }

    /// How many frames there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Takes all frames out and keeps the room they had.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_as_they_went_in() {
        let mut outbox = Outbox::default();
        outbox.push(ChannelId(1), b"one");
        outbox.push(ChannelId(0), b"");
        outbox.push(ChannelId(1), b"three");
        let frames: Vec<_> = outbox.frames().collect();
        let expected: [(ChannelId, &[u8]); 3] = [
            (ChannelId(1), b"one"),
            (ChannelId(0), b""),
            (ChannelId(1), b"three"),
        ];
        assert_eq!(frames, expected);
        outbox.clear();
        assert!(outbox.is_empty());
    }
}
