//! Whether a publisher is there, told to whoever listens.

use crate::city::TOPIC_ROOT;
use serde::Serialize;

/// A name for a publisher: it stands in a topic and is the client's id at the broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublisherName(String);

/// It is no name for a publisher.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no name for a publisher: 1 to 23 of A-Z a-z 0-9 - _")]
pub struct NoPublisherName(pub String);

impl PublisherName {
    /// A name of 1 to 23 letters, digits, `-` and `_`: what each broker has to take (MQTT 3.1.1,
    /// 3.1.3.1, and the two that topics allow as well).
    ///
    /// # Errors
    /// It is none.
    pub fn new(name: &str) -> Result<Self, NoPublisherName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if (1..=23).contains(&name.len()) && name.bytes().all(allowed) {
            Ok(Self(name.to_owned()))
        } else {
            Err(NoPublisherName(name.to_owned()))
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Where its status is told.
    pub(super) fn topic(&self) -> String {
        format!("{TOPIC_ROOT}/publishers/{}/status", self.0)
    }

    /// The message.
    pub(super) fn message(&self, status: Status) -> String {
        let message = StatusMessage {
            simulated: true,
            publisher: &self.0,
            status,
        };
        serde_json::to_string(&message).unwrap_or_default()
    }
}

/// Whether it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Status {
    Online,
    Offline,
}

#[derive(Serialize)]
struct StatusMessage<'a> {
    simulated: bool,
    publisher: &'a str,
    status: Status,
}
