//! Whom a frame is for, read off its bytes without decoding it.

use super::Frame;
use super::known::known;

/// Whom a message is for. 0 is everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Target {
    /// The system, or all of them.
    pub system: u8,
    /// The component of it, or all of them.
    pub component: u8,
}

impl Target {
    /// Everybody.
    pub const ALL: Self = Self {
        system: 0,
        component: 0,
    };
}

impl Frame<'_> {
    /// Whom it is for. What is not known is for everybody.
    pub fn target(self) -> Target {
        let Some(at) = known(self.message_id()).and_then(|known| known.target) else {
            return Target::ALL;
        };
        // Zeros at the end are left out.
        let byte = |at: usize| self.payload().get(at).copied().unwrap_or(0);
        Target {
            system: byte(at.system),
            component: at.component.map_or(0, byte),
        }
    }
}
