//! Where the city of a scenario publishes, and where its commands come from.

use geofences::Bilingual;
use simulator::city::Publication as Said;
use simulator::play::Play;
use simulator::publish::{
    HttpSettings, MqttSettings, NoPublisherName, PublishCounts, PublishError, Publisher,
    PublisherName,
};
use simulator::scenario::{Publication, Scenario};
use std::time::Duration;

/// Who publishes, as brokers and the publisher's status name it.
const NAME: &str = "haiou-sim";
/// What waits at the end is given so long to go.
const PATIENCE: Duration = Duration::from_secs(3);

/// A publisher, and what was last told of it.
pub struct Publishing {
    publisher: Publisher,
    to: String,
    was_connected: Option<bool>,
    told_failure: Option<String>,
}

/// Why nothing can be published.
#[derive(Debug, thiserror::Error)]
pub enum NoPublisher {
    #[error(transparent)]
    Name(#[from] NoPublisherName),
    #[error(transparent)]
    Thread(#[from] PublishError),
}

/// The publisher of a scenario; `None` where it publishes nowhere.
pub fn publisher(scenario: &Scenario) -> Result<Option<Publishing>, NoPublisher> {
    let name = PublisherName::new(NAME)?;
    let (publisher, to) = match &scenario.publication {
        None => return Ok(None),
        Some(Publication::Mqtt { host, port }) => {
            // Addresses of IPv6 stand in brackets before a port, and without them elsewhere.
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            let settings = MqttSettings::new(bare, *port, name);
            (Publisher::mqtt(settings)?, format!("mqtt {host}:{port}"))
        }
        Some(Publication::Http { url }) => {
            let settings = HttpSettings::new(url.clone(), name);
            (Publisher::http(settings)?, url.clone())
        }
    };
    Ok(Some(Publishing {
        publisher,
        to,
        was_connected: None,
        told_failure: None,
    }))
}

impl Publishing {
    /// Sends what was said.
    pub fn send(&self, said: Vec<Said>) {
        for publication in said {
            self.publisher.send(publication);
        }
    }

    /// Hands the commands that came in to those whom they are for. What could not be.
    pub fn hand_in_commands(&self, play: &mut Play) -> Vec<Bilingual> {
        let received = std::iter::from_fn(|| self.publisher.received());
        let refused = received.filter_map(|command| {
            let error = play.take_command(&command.topic, &command.payload).err()?;
            let error = error.message();
            Some(Bilingual::new(
                format!("a command for nobody: {}", error.en),
                format!("指令无接收者：{}", error.zh),
            ))
        });
        refused.collect()
    }

    /// What is new of the connection.
    pub fn changed(&mut self) -> Option<Bilingual> {
        let is_connected = self.counts().is_connected;
        let failure = self.publisher.last_failure();
        let to = &self.to;
        if is_connected {
            self.told_failure = None;
            let is_new = self.was_connected.replace(true) != Some(true);
            return is_new
                .then(|| Bilingual::new(format!("publishes to {to}"), format!("正在发布到 {to}")));
        }
        let why = failure?;
        if self.was_connected == Some(false) && self.told_failure.as_ref() == Some(&why) {
            return None;
        }
        self.was_connected = Some(false);
        let told = Bilingual::new(
            format!("does not reach {to}: {why}; it tries again, and what does not fit is shed"),
            format!("无法连接 {to}：{why}；将继续重试，超出缓存的消息会被丢弃"),
        );
        self.told_failure = Some(why);
        Some(told)
    }

    /// What was published so far.
    pub fn counts(&self) -> PublishCounts {
        self.publisher.counts()
    }

    /// Sends what waits. What is left unsaid.
    pub fn end(self) -> Option<Bilingual> {
        // Nobody was ever there to wait for.
        let patience = if self.was_connected == Some(true) {
            PATIENCE
        } else {
            Duration::ZERO
        };
        let (to, waiting) = (self.to, self.publisher.counts().waiting);
        (!self.publisher.close(patience)).then(|| {
            Bilingual::new(
                format!("up to {waiting} messages did not reach {to}"),
                format!("至多 {waiting} 条消息未能送达 {to}"),
            )
        })
    }
}
