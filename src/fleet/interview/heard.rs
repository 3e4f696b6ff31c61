//! Which of the messages that are wanted of autopilots were heard lately: a bit each. It is written with nearly each
//! message, and so lies with what of a vehicle is written anyway, and not with the questions.

use super::wants::{OF_ARDUPILOT, OF_PX4, Want};

/// Messages that were heard.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HeardMessages(u32);

/// No message that is wanted has a greater id.
const IDS: usize = 512;
const NONE: u8 = u8::MAX;
/// The bit of each message, by its id.
static BITS: [u8; IDS] = bits();

impl HeardMessages {
    /// Notes that a message was heard.
    #[inline]
    pub fn note(&mut self, message_id: u32) {
        self.0 |= bit(message_id);
    }

    /// Whether a message was heard.
    pub fn has(self, message_id: u32) -> bool {
        self.0 & bit(message_id) != 0
    }

    /// Whether none was.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(message_id: u32) -> u32 {
    let at = usize::try_from(message_id).unwrap_or(usize::MAX);
    let bit = BITS.get(at).copied().unwrap_or(NONE);
    1_u32.checked_shl(bit.into()).unwrap_or_default()
}

const fn bits() -> [u8; IDS] {
    let mut bits = [NONE; IDS];
    let taken = take(&mut bits, &OF_ARDUPILOT, 0);
    let taken = take(&mut bits, &OF_PX4, taken);
    assert!(taken <= u32::BITS as u8, "there are more than bits");
    bits
}

const fn take(bits: &mut [u8; IDS], wants: &[Want], mut taken: u8) -> u8 {
    let mut at = 0;
    while at < wants.len() {
        let id = wants[at].message_id as usize;
        if bits[id] == NONE {
            bits[id] = taken;
            taken += 1;
        }
        at += 1;
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::super::of_autopilot;
    use super::*;
    use crate::link::report::AutopilotKind;

    #[test]
    fn each_message_that_is_wanted_of_an_autopilot_is_noted_by_itself() {
        for kind in [
            AutopilotKind::ArduPilot,
            AutopilotKind::Px4,
            AutopilotKind::Other(0),
        ] {
            for want in of_autopilot(kind) {
                let mut heard = HeardMessages::default();
                heard.note(want.message_id);
                let found = of_autopilot(kind)
                    .iter()
                    .filter(|it| heard.has(it.message_id));
                assert_eq!(found.collect::<Vec<_>>(), [want]);
            }
        }
    }

    #[test]
    fn what_nobody_wants_is_not_noted() {
        let mut heard = HeardMessages::default();
        for id in [0, 511, 512, u32::MAX] {
            heard.note(id);
        }
        assert!(heard.is_empty());
    }
}
