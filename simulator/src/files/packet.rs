//! What travels in the payload of FILE_TRANSFER_PROTOCOL.

/// Bytes of data in one packet.
pub const DATA_BYTES: usize = 239;
/// Bytes of the whole payload.
const PAYLOAD_BYTES: usize = 251;

/// The operations (MAV_FTP_OPCODE).
#[allow(missing_docs, reason = "named as the standard names them")]
pub mod opcode {
    pub const NONE: u8 = 0;
    pub const TERMINATE_SESSION: u8 = 1;
    pub const RESET_SESSIONS: u8 = 2;
    pub const LIST_DIRECTORY: u8 = 3;
    pub const OPEN_FILE_RO: u8 = 4;
    pub const READ_FILE: u8 = 5;
    pub const CREATE_FILE: u8 = 6;
    pub const WRITE_FILE: u8 = 7;
    pub const REMOVE_FILE: u8 = 8;
    pub const CREATE_DIRECTORY: u8 = 9;
    pub const REMOVE_DIRECTORY: u8 = 10;
    pub const OPEN_FILE_WO: u8 = 11;
    pub const TRUNCATE_FILE: u8 = 12;
    pub const RENAME: u8 = 13;
    pub const CALC_FILE_CRC32: u8 = 14;
    pub const BURST_READ_FILE: u8 = 15;
    pub const ACK: u8 = 128;
    pub const NAK: u8 = 129;
}

/// A request or a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The number of the packet; a reply has that of its request and one more.
    pub sequence: u16,
    /// The session.
    pub session: u8,
    /// What is to be done, or how it went.
    pub opcode: u8,
    /// Bytes of data that count; in a request for data how many are wanted.
    pub size: u8,
    /// In a reply: what was to be done.
    pub request_opcode: u8,
    /// In a reply: nothing more comes by itself.
    pub burst_complete: bool,
    /// Where in the file, or from which entry on.
    pub offset: u32,
    /// The data.
    pub data: [u8; DATA_BYTES],
}

impl Default for Packet {
    fn default() -> Self {
        Self {
            sequence: 0,
            session: 0,
            opcode: opcode::NONE,
            size: 0,
            request_opcode: opcode::NONE,
            burst_complete: false,
            offset: 0,
            data: [0; DATA_BYTES],
        }
    }
}

impl Packet {
    /// From the payload of a message.
    pub fn read(payload: &[u8; PAYLOAD_BYTES]) -> Self {
        let mut data = [0; DATA_BYTES];
        data.copy_from_slice(&payload[PAYLOAD_BYTES - DATA_BYTES..]);
        Self {
            sequence: u16::from_le_bytes([payload[0], payload[1]]),
            session: payload[2],
            opcode: payload[3],
            size: payload[4],
            request_opcode: payload[5],
            burst_complete: payload[6] != 0,
            offset: u32::from_le_bytes([payload[8], payload[9], payload[10], payload[11]]),
            data,
        }
    }

    /// As the payload of a message.
    pub fn write(&self) -> [u8; PAYLOAD_BYTES] {
        let mut payload = [0; PAYLOAD_BYTES];
        payload[..2].copy_from_slice(&self.sequence.to_le_bytes());
        payload[2] = self.session;
        payload[3] = self.opcode;
        payload[4] = self.size;
        payload[5] = self.request_opcode;
        payload[6] = self.burst_complete.into();
        payload[8..12].copy_from_slice(&self.offset.to_le_bytes());
        payload[12..].copy_from_slice(&self.data);
        payload
    }

    /// The data that counts; `None` where more is claimed than there can be.
    pub fn content(&self) -> Option<&[u8]> {
        self.data.get(..usize::from(self.size))
    }

    /// Puts data in; what does not fit is left out.
    pub fn set_content(&mut self, content: &[u8]) {
        let length = content.len().min(DATA_BYTES);
        self.data = [0; DATA_BYTES];
        self.data[..length].copy_from_slice(&content[..length]);
        self.size = length as u8;
    }
}
