//! To an address by HTTP: `POST` with a few publications at once.

use super::PublishError;
use super::queue::Queue;
use super::status::{PublisherName, Status};
use crate::city::{Delivery, Publication};
use serde::Serialize;
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;

/// How to reach an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpSettings {
    /// Where to post to: `http://HOST:PORT/PATH`. There is no TLS.
    pub address: String,
    /// Who publishes.
    pub name: PublisherName,
    /// So many publications may wait.
    pub queue: usize,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// How long to wait after a failed attempt.
    pub pause: Duration,
}

impl HttpSettings {
    /// Settings with customary times, and a queue of 10 000.
    pub fn new(address: impl Into<String>, name: PublisherName) -> Self {
        Self {
            address: address.into(),
            name,
            queue: 10_000,
            timeout: Duration::from_secs(10),
            pause: Duration::from_secs(1),
        }
    }
}

/// So many publications go with one request at most.
const BATCH: usize = 100;

/// A thread that posts.
pub struct HttpPublisher;

#[derive(Serialize)]
struct Body<'a> {
    publications: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    topic: &'a str,
    retain: bool,
    payload: &'a RawValue,
}

/// How an attempt went.
enum Attempt {
    Taken,
    /// The other side wants none of it: sending it again would not help.
    Refused(String),
    Failed(String),
}

impl HttpPublisher {
    /// Starts the thread.
    pub fn start(settings: HttpSettings, queue: Arc<Queue>) -> Result<Self, PublishError> {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(settings.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        let agent = ureq::Agent::new_with_config(config);
        std::thread::Builder::new()
            .name("publish-http".to_owned())
            .spawn(move || run(&settings, &queue, &agent))?;
        Ok(Self)
    }
}

fn run(settings: &HttpSettings, queue: &Queue, agent: &ureq::Agent) {
    let mut greeting = Some(status(&settings.name, Status::Online));
    while let Some(taken) = queue.take(BATCH) {
        let (batch, unfit): (Vec<_>, Vec<_>) = taken.into_iter().partition(is_json);
        if !unfit.is_empty() {
            queue.refused(unfit.len());
        }
        if batch.is_empty() {
            continue;
        }
        match post(settings, agent, greeting.iter().chain(&batch)) {
            Attempt::Taken => {
                greeting = None;
                queue.connected();
                queue.sent(batch.len());
            }
            Attempt::Refused(why) => {
                queue.attempt_failed(&why);
                queue.refused(batch.len());
            }
            Attempt::Failed(why) => {
                queue.attempt_failed(&why);
                queue.put_back(batch);
                queue.pause(settings.pause);
            }
        }
    }
    if greeting.is_none() && !queue.has_ended() {
        let goodbye = status(&settings.name, Status::Offline);
        if let Attempt::Failed(why) | Attempt::Refused(why) = post(settings, agent, [&goodbye]) {
            queue.attempt_failed(&why);
        }
    }
    queue.end();
}

/// What the city says is JSON; anything else would make the whole request unreadable.
fn is_json(publication: &Publication) -> bool {
    serde_json::from_str::<&RawValue>(&publication.payload).is_ok()
}

fn status(name: &PublisherName, status: Status) -> Publication {
    Publication {
        topic: name.topic(),
        payload: name.message(status),
        retain: true,
        delivery: Delivery::AtLeastOnce,
        at: crate::time::SimTime::START,
    }
}

fn post<'a>(
    settings: &HttpSettings,
    agent: &ureq::Agent,
    batch: impl IntoIterator<Item = &'a Publication>,
) -> Attempt {
    let items = batch.into_iter().filter_map(|publication| {
        Some(Item {
            topic: &publication.topic,
            retain: publication.retain,
            payload: serde_json::from_str(&publication.payload).ok()?,
        })
    });
    let body = Body {
        publications: items.collect(),
    };
    let text = serde_json::to_string(&body).unwrap_or_default();
    let request = agent
        .post(&settings.address)
        .header("content-type", "application/json");
    let status = match request.send(text) {
        Ok(answer) => answer.status(),
        Err(error) => return Attempt::Failed(error.to_string()),
    };
    let why = format!("{} answered {status}", settings.address);
    // 408, 425 and 429 ask to come again later.
    let wants_it_later = matches!(status.as_u16(), 408 | 425 | 429);
    if status.is_success() {
        Attempt::Taken
    } else if status.is_client_error() && !wants_it_later {
        Attempt::Refused(why)
    } else {
        Attempt::Failed(why)
    }
}
