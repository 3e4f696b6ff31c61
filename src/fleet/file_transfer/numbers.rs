//! The numbers of packets and sessions, which go on from one transfer to the next: what comes late from an
//! earlier one must not be taken for an answer.

/// What the next transfer with a component begins with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransferNumbers {
    /// Of the next packet.
    pub(super) sequence: u16,
    /// Of the next session, where clients choose it (ArduPilot).
    pub(super) session: u8,
}

impl TransferNumbers {
    /// The next packet's number. Its answer has the one after it.
    pub(super) fn take(&mut self) -> u16 {
        let taken = self.sequence;
        self.sequence = taken.wrapping_add(2);
        taken
    }

    /// A server counts on by itself in a burst: ours go on behind it.
    pub(super) fn pass(&mut self, sequence: u16) {
        let ahead = sequence.wrapping_sub(self.sequence);
        if ahead < u16::MAX / 2 {
            self.sequence = sequence.wrapping_add(1);
        }
    }

    /// The number of a new session.
    pub(super) fn take_session(&mut self) -> u8 {
        self.session = self.session.wrapping_add(1);
        self.session
    }
}
