//! Fields of messages read in their bytes. What is left out at the end is zero.

/// Bytes of a payload, with the zeros that MAVLink 2 leaves out.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl Fields<'_> {
    fn array<const N: usize>(self, at: usize) -> [u8; N] {
        std::array::from_fn(|offset| self.u8(at + offset))
    }

    pub(super) fn u8(self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(super) fn u16(self, at: usize) -> u16 {
        u16::from_le_bytes(self.array(at))
    }

    pub(super) fn u32(self, at: usize) -> u32 {
        u32::from_le_bytes(self.array(at))
    }

    pub(super) fn i32(self, at: usize) -> i32 {
        i32::from_le_bytes(self.array(at))
    }

    pub(super) fn i64(self, at: usize) -> i64 {
        i64::from_le_bytes(self.array(at))
    }

    pub(super) fn f32(self, at: usize) -> f32 {
        f32::from_le_bytes(self.array(at))
    }
}

/// Numbers of the messages that are told apart here.
pub(super) mod id {
    pub const HEARTBEAT: u32 = 0;
    pub const SYSTEM_TIME: u32 = 2;
    pub const PING: u32 = 4;
    pub const SET_MODE: u32 = 11;
    pub const PARAM_REQUEST_READ: u32 = 20;
    pub const PARAM_REQUEST_LIST: u32 = 21;
    pub const PARAM_SET: u32 = 23;
    pub const MISSION_ITEM: u32 = 39;
    pub const MISSION_REQUEST: u32 = 40;
    pub const MISSION_REQUEST_LIST: u32 = 43;
    pub const MISSION_ACK: u32 = 47;
    pub const MISSION_REQUEST_INT: u32 = 51;
    pub const MISSION_ITEM_INT: u32 = 73;
    pub const COMMAND_INT: u32 = 75;
    pub const COMMAND_LONG: u32 = 76;
    pub const COMMAND_ACK: u32 = 77;
    pub const RADIO_STATUS: u32 = 109;
    pub const FILE_TRANSFER_PROTOCOL: u32 = 110;
    pub const TIMESYNC: u32 = 111;
    pub const SERIAL_CONTROL: u32 = 126;
    pub const HIGH_LATENCY2: u32 = 235;
    pub const PARAM_EXT_SET: u32 = 323;
}
