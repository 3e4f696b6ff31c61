//! To a broker by MQTT 3.1.1, and commands from it.
//!
//! One thread talks with the broker, another feeds it from the queue. What the broker has not
//! acknowledged when a connection breaks goes back into the queue: it may arrive twice, as MQTT's QoS 1
//! allows, and is not lost.

use super::queue::Queue;
use super::status::{PublisherName, Status};
use super::{PublishError, Received};
use crate::city::{COMMAND_TOPICS, Delivery, Publication};
use crate::time::SimTime;
use rumqttc::{
    Client, Connection, Event, Incoming, LastWill, MqttOptions, Outgoing, Publish, QoS, Request,
    Subscribe, SubscribeFilter,
};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// How to reach a broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MqttSettings {
    /// Its host.
    pub host: String,
    /// Its port, customarily 1883. There is no TLS.
    pub port: u16,
    /// User and password, where it wants them.
    pub credentials: Option<(String, String)>,
    /// Who publishes; also the client's id, so that two of one name throw each other out.
    pub name: PublisherName,
    /// So many publications may wait.
    pub queue: usize,
    /// How long to wait before connecting again.
    pub pause: Duration,
    /// The broker learns within one and a half of this that we are gone (MQTT 3.1.1, 3.1.2.10). A
    /// second at least, in whole seconds.
    pub keep_alive: Duration,
}

impl MqttSettings {
    /// Settings with a customary pause, and a queue of 10 000.
    pub fn new(host: impl Into<String>, port: u16, name: PublisherName) -> Self {
        Self {
            host: host.into(),
            port,
            credentials: None,
            name,
            queue: 10_000,
            pause: Duration::from_secs(1),
            keep_alive: Duration::from_secs(10),
        }
    }
}

/// Between the two threads: few, so that what waits does so where it can be shed.
const BETWEEN_THREADS: usize = 16;
/// So many commands may wait.
const COMMANDS: usize = 1_000;
/// The largest message of either direction, bytes.
const LARGEST: usize = 256 * 1024;

/// Two threads, and the commands that they hand in.
pub struct MqttPublisher {
    commands: Receiver<Received>,
}

impl MqttPublisher {
    /// Starts the threads.
    pub fn start(settings: MqttSettings, queue: Arc<Queue>) -> Result<Self, PublishError> {
        let (client, connection) = Client::new(options(&settings), BETWEEN_THREADS);
        let (hand_in, commands) = sync_channel(COMMANDS);
        let talk = Talk {
            connection,
            queue: Arc::clone(&queue),
            name: settings.name.clone(),
            hand_in,
            pause: settings.pause,
            is_greeting: false,
        };
        std::thread::Builder::new()
            .name("publish-mqtt".to_owned())
            .spawn(move || talk.run())?;
        std::thread::Builder::new()
            .name("publish-queue".to_owned())
            .spawn(move || feed(&client, &queue, &settings.name))?;
        Ok(Self { commands })
    }

    /// The next command.
    pub fn received(&self) -> Option<Received> {
        self.commands.try_recv().ok()
    }
}

fn options(settings: &MqttSettings) -> MqttOptions {
    let name = &settings.name;
    let will = LastWill::new(
        name.topic(),
        name.message(Status::Offline),
        QoS::AtLeastOnce,
        true,
    );
    let mut options = MqttOptions::new(name.as_str(), settings.host.as_str(), settings.port);
    options
        .set_keep_alive(settings.keep_alive.max(Duration::from_secs(1)))
        .set_max_packet_size(LARGEST, LARGEST)
        .set_last_will(will);
    if let Some((user, password)) = &settings.credentials {
        options.set_credentials(user.as_str(), password.as_str());
    }
    options
}

/// Moves what waits to the thread that talks. Says goodbye when the queue is closed and empty.
fn feed(client: &Client, queue: &Queue, name: &PublisherName) {
    while let Some(taken) = queue.take(1) {
        for publication in taken {
            let request = request(publication);
            // This waits while there is no connection: what comes meanwhile waits in the queue.
            let said = client.publish(request.topic, request.qos, request.retain, request.payload);
            if said.is_err() {
                // No topic, or the other thread is gone; then the queue has ended.
                queue.refused(1);
            }
        }
    }
    if !queue.has_ended() {
        let offline = name.message(Status::Offline);
        let said = client.publish(name.topic(), QoS::AtLeastOnce, true, offline);
        if said.and_then(|()| client.disconnect()).is_err() {
            queue.end();
        }
    }
}

fn request(publication: Publication) -> Publish {
    let qos = match publication.delivery {
        Delivery::AtMostOnce => QoS::AtMostOnce,
        Delivery::AtLeastOnce => QoS::AtLeastOnce,
    };
    let mut request = Publish::new(publication.topic, qos, publication.payload);
    request.retain = publication.retain;
    request
}

/// What was not acknowledged, as a publication again. Its moment stands in its payload.
fn publication(request: Publish) -> Publication {
    Publication {
        topic: request.topic,
        payload: String::from_utf8_lossy(&request.payload).into_owned(),
        retain: request.retain,
        delivery: match request.qos {
            QoS::AtMostOnce => Delivery::AtMostOnce,
            QoS::AtLeastOnce | QoS::ExactlyOnce => Delivery::AtLeastOnce,
        },
        at: SimTime::START,
    }
}

/// The thread that talks with the broker.
struct Talk {
    connection: Connection,
    queue: Arc<Queue>,
    name: PublisherName,
    hand_in: SyncSender<Received>,
    pause: Duration,
    /// The greeting of this connection is not yet acknowledged. It is the first that is sent, and
    /// brokers acknowledge in order (MQTT 3.1.1, 4.6).
    is_greeting: bool,
}

impl Talk {
    fn run(mut self) {
        let mut has_said_goodbye = false;
        while !self.queue.has_ended() {
            // An error of the outer kind is the end of all clients: the other thread is gone.
            let Ok(event) = self.connection.recv() else {
                break;
            };
            match event {
                Ok(Event::Incoming(incoming)) => self.hear(incoming),
                Ok(Event::Outgoing(Outgoing::Publish(0))) => self.queue.sent(1),
                Ok(Event::Outgoing(Outgoing::Disconnect)) => has_said_goodbye = true,
                Ok(Event::Outgoing(_)) => {}
                Err(_) if has_said_goodbye => break,
                Err(error) => self.lose(&error.to_string()),
            }
        }
        self.queue.end();
    }

    fn hear(&mut self, incoming: Incoming) {
        match incoming {
            Incoming::ConnAck(_) => self.greet(),
            Incoming::PubAck(_) if self.is_greeting => self.is_greeting = false,
            Incoming::PubAck(_) => self.queue.sent(1),
            Incoming::Publish(command) => self.hand_in(command),
            _ => {}
        }
    }

    /// Subscribes and says that we are there, before anything that waits.
    fn greet(&mut self) {
        self.queue.connected();
        let mut online = Publish::new(
            self.name.topic(),
            QoS::AtLeastOnce,
            self.name.message(Status::Online),
        );
        online.retain = true;
        let filters =
            COMMAND_TOPICS.map(|topic| SubscribeFilter::new(topic.into(), QoS::AtLeastOnce));
        let first = &mut self.connection.eventloop.pending;
        first.push_front(Request::Subscribe(Subscribe::new_many(filters)));
        first.push_front(Request::Publish(online));
        self.is_greeting = true;
    }

    /// A retained command is one of an earlier day: it would be carried out at each start.
    fn hand_in(&self, command: Publish) {
        let received = Received {
            topic: command.topic,
            payload: command.payload.to_vec(),
        };
        if command.retain || self.hand_in.try_send(received).is_err() {
            self.queue.command_dropped();
        }
    }

    /// The connection broke, or there was none: what the broker does not have goes back.
    fn lose(&mut self, why: &str) {
        let own = self.name.topic();
        let events = &mut self.connection.eventloop;
        // A request whose packet id was still taken waits apart from the others.
        let held = events.state.collision.take().map(Request::Publish);
        let unsent: Vec<Publication> = events
            .pending
            .drain(..)
            .chain(held)
            .filter_map(|request| match request {
                Request::Publish(request) if request.topic != own => Some(publication(request)),
                _ => None,
            })
            .collect();
        self.queue.put_back(unsent);
        self.queue.attempt_failed(why);
        self.queue.pause(self.pause);
    }
}
