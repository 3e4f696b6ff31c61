//! What travels in the payload of FILE_TRANSFER_PROTOCOL.

use crate::link::report::FTP_PAYLOAD;

/// Bytes of the header.
const HEADER: usize = 12;
/// Bytes of data in one packet.
pub const DATA_BYTES: usize = FTP_PAYLOAD - HEADER;

/// The operations that are used (MAV_FTP_OPCODE).
pub mod opcode {
    /// Closes a session.
    pub const TERMINATE_SESSION: u8 = 1;
    /// Lists a folder, from an entry on.
    pub const LIST_DIRECTORY: u8 = 3;
    /// Opens a file to read it.
    pub const OPEN_FILE_RO: u8 = 4;
    /// Reads some bytes.
    pub const READ_FILE: u8 = 5;
    /// Asks for the sum of a file.
    pub const CALC_FILE_CRC32: u8 = 14;
    /// Reads on until the end, without being asked again.
    pub const BURST_READ_FILE: u8 = 15;
    /// An answer: done.
    pub const ACK: u8 = 128;
    /// An answer: not done.
    pub const NAK: u8 = 129;
}

/// A question or an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packet {
    /// Its number; an answer has that of its question and one more.
    pub sequence: u16,
    /// The session.
    pub session: u8,
    /// What is to be done, or how it went; see [`opcode`].
    pub opcode: u8,
    /// Bytes of data that count; in a question for data how many are wanted.
    pub size: u8,
    /// In an answer: what was to be done.
    pub request_opcode: u8,
    /// In an answer: nothing more comes by itself.
    pub is_burst_complete: bool,
    /// Where in the file, or from which entry on.
    pub offset: u32,
    /// The data.
    pub data: [u8; DATA_BYTES],
}

impl Packet {
    /// A question without data.
    pub fn question(opcode: u8, sequence: u16, session: u8) -> Self {
        Self {
            sequence,
            session,
            opcode,
            size: 0,
            request_opcode: 0,
            is_burst_complete: false,
            offset: 0,
            data: [0; DATA_BYTES],
        }
    }

    /// The same with data; `None` where it does not fit.
    pub fn with_data(mut self, data: &[u8]) -> Option<Self> {
        self.data.get_mut(..data.len())?.copy_from_slice(data);
        self.size = u8::try_from(data.len()).ok()?;
        Some(self)
    }

    /// From the payload of a message.
    pub fn read(bytes: &[u8; FTP_PAYLOAD]) -> Self {
        let &[
            s0,
            s1,
            session,
            opcode,
            size,
            request_opcode,
            burst_complete,
            _,
            o0,
            o1,
            o2,
            o3,
            ref rest @ ..,
        ] = bytes;
        Self {
            sequence: u16::from_le_bytes([s0, s1]),
            session,
            opcode,
            size,
            request_opcode,
            is_burst_complete: burst_complete != 0,
            offset: u32::from_le_bytes([o0, o1, o2, o3]),
            data: *rest,
        }
    }

    /// As the payload of a message.
    pub fn write(&self) -> [u8; FTP_PAYLOAD] {
        let [s0, s1] = self.sequence.to_le_bytes();
        let [o0, o1, o2, o3] = self.offset.to_le_bytes();
        let complete = self.is_burst_complete.into();
        let header = [
            s0,
            s1,
            self.session,
            self.opcode,
            self.size,
            self.request_opcode,
            complete,
            0,
            o0,
            o1,
            o2,
            o3,
        ];
        let mut bytes = [0; FTP_PAYLOAD];
        for (to, from) in bytes.iter_mut().zip(header.iter().chain(&self.data)) {
            *to = *from;
        }
        bytes
    }

    /// The data that counts; `None` where more is claimed than there can be.
    pub fn content(&self) -> Option<&[u8]> {
        self.data.get(..usize::from(self.size))
    }
}
