//! What the city tells, ready to be sent.

use crate::time::SimTime;
use serde::Serialize;

/// All topics begin with this: the name, and the version of the contract.
pub const TOPIC_ROOT: &str = "haiou/v1";

/// What commands come in on, as MQTT's filters.
pub const COMMAND_TOPICS: [&str; 2] = ["haiou/v1/docks/+/command", "haiou/v1/crews/+/command"];

/// How hard the sender tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Once, and the next one makes up for a loss: measurements (MQTT's QoS 0).
    AtMostOnce,
    /// Until it is acknowledged, doubled if need be: states and replies (MQTT's QoS 1).
    AtLeastOnce,
}

/// One message.
#[derive(Clone, Debug, PartialEq)]
pub struct Publication {
    /// Where it is published.
    pub topic: String,
    /// Its JSON.
    pub payload: String,
    /// Whether it stands for whoever comes later, until the next one.
    pub retain: bool,
    /// How hard the sender tries.
    pub delivery: Delivery,
    /// When it was said.
    pub at: SimTime,
}

impl Publication {
    /// A measurement: the next one makes up for its loss.
    pub fn measurement(topic: String, message: &impl Serialize, at: SimTime) -> Self {
        Self::new(topic, message, at, false, Delivery::AtMostOnce)
    }

    /// A state: stands until the next one.
    pub fn state(topic: String, message: &impl Serialize, at: SimTime) -> Self {
        Self::new(topic, message, at, true, Delivery::AtLeastOnce)
    }

    /// An answer to a command.
    pub fn reply(topic: String, message: &impl Serialize, at: SimTime) -> Self {
        Self::new(topic, message, at, false, Delivery::AtLeastOnce)
    }

    fn new(
        topic: String,
        message: &impl Serialize,
        at: SimTime,
        retain: bool,
        delivery: Delivery,
    ) -> Self {
        Self {
            topic,
            // A struct of texts and numbers has no way to fail.
            payload: serde_json::to_string(message).unwrap_or_default(),
            retain,
            delivery,
            at,
        }
    }
}
