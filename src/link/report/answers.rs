//! What a component answers.

/// MAV_RESULT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CommandResult {
    /// 0: it is valid, and done or under way.
    Accepted,
    /// 1: it may be tried again.
    TemporarilyRejected,
    /// 2: it is not valid.
    Denied,
    /// 3: it is not known.
    Unsupported,
    /// 4: it was valid, and did not work.
    Failed,
    /// 5: it is under way.
    InProgress,
    /// 6.
    Cancelled,
    /// 7: COMMAND_LONG is wanted.
    LongOnly,
    /// 8: COMMAND_INT is wanted.
    IntOnly,
    /// 9: the frame is not supported.
    UnsupportedFrame,
    /// Another one.
    Other(u8),
}

/// COMMAND_ACK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommandAck {
    /// MAV_CMD.
    pub command: u16,
    /// How it goes.
    pub result: CommandResult,
    /// How far it is, 0…100 %, where it is told.
    pub progress: Option<u8>,
    /// More of the result, as the command defines it.
    pub detail: i32,
    /// Whom the answer is for; 0 where it does not say.
    pub target_system: u8,
    /// The component of it.
    pub target_component: u8,
}

/// The name of a parameter: up to 16 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ParameterName(pub [u8; 16]);

impl ParameterName {
    /// A name; `None` where it is empty, longer than 16, or not of printable ASCII.
    pub fn new(name: &str) -> Option<Self> {
        let is_good =
            (1..=16).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic());
        let mut bytes = [0; 16];
        bytes
            .get_mut(..name.len())?
            .copy_from_slice(name.as_bytes());
        is_good.then_some(Self(bytes))
    }

    /// The name, until its first zero; empty where it is no UTF-8.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0).unwrap_or(16);
        let name = self.0.get(..end).unwrap_or_default();
        std::str::from_utf8(name).unwrap_or_default()
    }
}

impl std::fmt::Debug for ParameterName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// MAV_PARAM_TYPE of 32 bits and less, which is all that PARAM_VALUE can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterType {
    /// 1.
    U8,
    /// 2.
    I8,
    /// 3.
    U16,
    /// 4.
    I16,
    /// 5.
    U32,
    /// 6.
    I32,
    /// 9.
    F32,
}

/// PARAM_VALUE.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParameterValue {
    /// Its name.
    pub name: ParameterName,
    /// The four bytes of the value as they came: what they mean depends on the autopilot's encoding.
    pub bytes: [u8; 4],
    /// Its type; `None` for one that is not known.
    pub parameter_type: Option<ParameterType>,
    /// How many parameters there are.
    pub count: u16,
    /// Its number; 65 535 where it has none (an answer to PARAM_SET of some autopilots).
    pub index: u16,
}

/// How many bytes a file transfer message carries.
pub const FTP_PAYLOAD: usize = 251;

/// FILE_TRANSFER_PROTOCOL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FtpPacket {
    /// Whom it is for; 0 for everybody.
    pub target_system: u8,
    /// The component of it.
    pub target_component: u8,
    /// The packet as the file transfer protocol lays it out, header first.
    pub bytes: [u8; FTP_PAYLOAD],
}
