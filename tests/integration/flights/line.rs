//! What left towards vehicles, looked at.

/// A frame of ours or of a station that left towards a vehicle.
#[derive(Clone, Debug)]
pub struct Sent {
    pub system: u8,
    pub message_id: u32,
    pub payload: Vec<u8>,
    pub is_signed: bool,
}

impl Sent {
    /// Of a whole MAVLink 2 frame: nothing else leaves.
    pub fn new(bytes: &[u8]) -> Self {
        assert_eq!(bytes[0], 0xFD, "{bytes:?}");
        let length = usize::from(bytes[1]);
        Self {
            system: bytes[5],
            message_id: u32::from_le_bytes([bytes[7], bytes[8], bytes[9], 0]),
            payload: bytes[10..10 + length].to_vec(),
            is_signed: bytes[2] & 1 != 0,
        }
    }

    /// The command's number, where it is a COMMAND_LONG or a COMMAND_INT.
    pub fn command(&self) -> Option<u16> {
        let at = |at: usize| self.payload.get(at).copied().unwrap_or_default();
        matches!(self.message_id, 75 | 76).then(|| u16::from_le_bytes([at(28), at(29)]))
    }
}

pub const HEARTBEAT: u32 = 0;
