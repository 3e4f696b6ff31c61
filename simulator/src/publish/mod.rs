//! Carries what the city tells to a broker (MQTT), or to an address where there is none (HTTP).
//!
//! Nothing here holds up a simulation: what is handed in waits in a bounded queue, a thread of the
//! publisher's own sends it, and what does not fit is shed and counted. The contract is
//! `docs/sensors.md`.

mod http;
mod mqtt;
mod queue;
mod status;

pub use http::HttpSettings;
pub use mqtt::MqttSettings;
pub use status::{NoPublisherName, PublisherName};

use crate::city::Publication;
use http::HttpPublisher;
use mqtt::MqttPublisher;
use queue::Queue;
use std::sync::Arc;
use std::time::Duration;

/// A command that came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// On which topic.
    pub topic: String,
    /// What was said.
    pub payload: Vec<u8>,
}

/// What a publisher has done so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PublishCounts {
    /// Publications that were given to the network.
    pub sent: u64,
    /// Publications that were shed as the queue was full.
    pub shed: u64,
    /// Publications that nobody wants: the other side answered with an error of the sender's, or they
    /// are no JSON (HTTP), or have no topic (MQTT).
    pub refused: u64,
    /// Attempts that failed: no connection, or it broke.
    pub failed_attempts: u64,
    /// Commands that were thrown away: too many at once, larger than 256 KiB, or retained and therefore
    /// old.
    pub commands_dropped: u64,
    /// Publications that wait.
    pub waiting: usize,
    /// Whether there is a connection, as far as is known. HTTP: whether the last attempt went well.
    pub is_connected: bool,
}

/// Sends publications, and hands in commands.
pub struct Publisher {
    queue: Arc<Queue>,
    way: Way,
}

enum Way {
    Mqtt(MqttPublisher),
    Http(HttpPublisher),
}

/// Why there is no publisher.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The operating system gave no thread.
    #[error("no thread could be started to publish with: {0}")]
    NoThread(#[from] std::io::Error),
}

impl Publisher {
    /// Publishes to a broker, and takes commands from it. It need not be there yet.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn mqtt(settings: MqttSettings) -> Result<Self, PublishError> {
        let queue = Arc::new(Queue::new(settings.queue));
        let way = Way::Mqtt(MqttPublisher::start(settings, Arc::clone(&queue))?);
        Ok(Self { queue, way })
    }

    /// Posts to an address. No commands come in by this way.
    ///
    /// # Errors
    /// The operating system gives no thread.
    pub fn http(settings: HttpSettings) -> Result<Self, PublishError> {
        let queue = Arc::new(Queue::new(settings.queue));
        let way = Way::Http(HttpPublisher::start(settings, Arc::clone(&queue))?);
        Ok(Self { queue, way })
    }

    /// Hands in a publication. It never waits; when the queue is full, the oldest measurement in it is
    /// shed, and where there is none, the oldest of all.
    pub fn send(&self, publication: Publication) {
        self.queue.push(publication);
    }

    /// The next command that came in. It never waits.
    pub fn received(&self) -> Option<Received> {
        match &self.way {
            Way::Mqtt(mqtt) => mqtt.received(),
            Way::Http(_) => None,
        }
    }

    /// What was done so far.
    pub fn counts(&self) -> PublishCounts {
        self.queue.counts()
    }

    /// Why the last attempt that failed did, in the words of the network.
    pub fn last_failure(&self) -> Option<String> {
        self.queue.last_failure()
    }

    /// Sends what waits, says that it goes, and ends. Whether all was sent within `patience`.
    pub fn close(self, patience: Duration) -> bool {
        self.queue.close(patience)
    }
}

impl Drop for Publisher {
    fn drop(&mut self) {
        // Without `close` nothing is waited for: the threads end by themselves, the broker tells the
        // last will.
        self.queue.end();
    }
}
