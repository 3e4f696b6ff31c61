//! What messages are called.

use mavlink::Message;
use mavlink::dialects::ardupilotmega::MavMessage;

/// GNSS_INTEGRITY, of PX4, which the codec's dialect does not have.
const GNSS_INTEGRITY: u32 = 441;

/// The name of a message as MAVLink writes it; `None` for one that is not known.
pub fn message_name(message_id: u32) -> Option<&'static str> {
    if message_id == GNSS_INTEGRITY {
        return Some("GNSS_INTEGRITY");
    }
    Some(MavMessage::default_message_from_id(message_id)?.message_name())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_called_as_mavlink_writes_them() {
        assert_eq!(message_name(0), Some("HEARTBEAT"));
        assert_eq!(message_name(33), Some("GLOBAL_POSITION_INT"));
        assert_eq!(message_name(441), Some("GNSS_INTEGRITY"));
        assert_eq!(message_name(60_000), None);
    }
}
