//! To a broker by MQTT 3.1.1, and commands from it.
//!
//! One thread talks with the broker, another feeds it from the queue. What the broker has not
//! acknowledged when a connection breaks goes back into the queue: it may arrive twice, as MQTT's QoS 1
//! allows, and is not lost. Nothing newer overtakes it.

use super::queue::Queue;
use super::status::{PublisherName, Status};
use super::{PublishError, Received};
use crate::city::{COMMAND_TOPICS, Delivery, Publication};
use crate::time::SimTime;
use rumqttc::{
    Client, Connection, Event, Incoming, LastWill, MqttOptions, MqttState, Outgoing, Publish, QoS,
    Request, Subscribe, SubscribeFilter,
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

/// So many are given to the broker before it has acknowledged the first: few, so that what waits does
/// so where it can be shed.
const IN_HAND: u16 = 100;
/// Between the two threads: all of those fit, the goodbye's two as well, so that giving never waits.
const BETWEEN_THREADS: usize = IN_HAND as usize + 2;
/// So many commands may wait.
const COMMANDS: usize = 1_000;
/// The largest message that is sent, and the largest command that is handed in, bytes.
const LARGEST: usize = 256 * 1024;
/// The largest message that can be (MQTT 3.1.1, 2.2.3). All are read, as a broker would send a retained
/// one again at each connection if the connection were broken off over it.
const LARGEST_OF_ALL: usize = 268_435_455 + 5;

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
            has_said_goodbye: false,
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
        .set_max_packet_size(LARGEST_OF_ALL, LARGEST)
        .set_inflight(IN_HAND)
        .set_last_will(will);
    if let Some((user, password)) = &settings.credentials {
        options.set_credentials(user.as_str(), password.as_str());
    }
    options
}

/// Moves what waits to the thread that talks. Says goodbye when the queue is closed and empty.
fn feed(client: &Client, queue: &Queue, name: &PublisherName) {
    // What cannot be given is no topic, or the other thread is gone; then the queue has ended.
    let give = |publication| {
        let Publish {
            topic,
            qos,
            retain,
            payload,
            ..
        } = request(publication);
        client.try_publish(topic, qos, retain, payload).is_ok()
    };
    while queue.hand_on(IN_HAND.into(), give) {}
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
    has_said_goodbye: bool,
}

impl Talk {
    fn run(mut self) {
        while !self.queue.has_ended() {
            // An error of the outer kind is the end of all clients: the other thread is gone.
            let Ok(event) = self.connection.recv() else {
                break;
            };
            match event {
                Ok(event) => self.note(event),
                Err(error) => {
                    self.lose(&error.to_string());
                    // When only the goodbye was left to say, the last will has said it.
                    if self.has_said_goodbye || self.queue.is_leaving() {
                        break;
                    }
                    self.queue.pause(self.pause);
                }
            }
        }
        self.queue.end();
    }

    fn note(&mut self, event: Event) {
        match event {
            Event::Incoming(incoming) => self.hear(incoming),
            Event::Outgoing(Outgoing::Publish(0)) => self.queue.sent(1),
            Event::Outgoing(Outgoing::Disconnect) => self.has_said_goodbye = true,
            Event::Outgoing(_) => {}
        }
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
        self.queue.connected();
    }

    /// A retained command is one of an earlier day: it would be carried out at each start.
    fn hand_in(&self, command: Publish) {
        if command.retain || command.payload.len() > LARGEST {
            self.queue.command_dropped();
            return;
        }
        let received = Received {
            topic: command.topic,
            payload: command.payload.to_vec(),
        };
        if self.hand_in.try_send(received).is_err() {
            self.queue.command_dropped();
        }
    }

    /// The connection broke, or there was none: what the broker does not have goes back.
    fn lose(&mut self, why: &str) {
        // What was read of the old connection before it broke: it would be handed out only after the
        // next one stands, and would be taken for what that one says.
        while let Some(event) = self.connection.eventloop.state.events.pop_front() {
            self.note(event);
        }
        if self.has_said_goodbye {
            return;
        }
        let own = self.name.topic();
        let talk = &mut self.connection.eventloop;
        self.queue.broke(why, || {
            // What was given since is between the threads.
            talk.clean();
            let held = talk.state.collision.take();
            let inflight = talk.mqtt_options.inflight();
            // A new session counts its packets anew, and finds in their order what it has to repeat.
            talk.state = MqttState::new(inflight, false);
            unsent(talk.pending.drain(..), held, &own)
        });
    }
}

/// What the broker does not have, in its order: what was sent, which has a packet's id; `held` back as
/// its id was still taken; and what was not yet sent.
fn unsent(
    pending: impl Iterator<Item = Request>,
    held: Option<Publish>,
    own_topic: &str,
) -> Vec<Publication> {
    let is_other = |request: &Publish| request.topic != own_topic;
    let mut all: Vec<Publish> = pending
        .filter_map(|request| match request {
            Request::Publish(request) => Some(request).filter(is_other),
            _ => None,
        })
        .collect();
    let sent = all.iter().take_while(|request| request.pkid != 0).count();
    if let Some(held) = held.filter(is_other) {
        all.insert(sent, held);
    }
    all.into_iter().map(publication).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_back_keeps_its_order_and_the_greeting_does_not_go_back() {
        let said = |topic: &str, pkid: u16| {
            let mut publish = Publish::new(topic, QoS::AtLeastOnce, "{}");
            publish.pkid = pkid;
            publish
        };
        let pending = [
            said("own", 0),
            said("sent-1", 99),
            said("sent-2", 1),
            said("given-1", 0),
            said("given-2", 0),
        ];
        let requests = pending.into_iter().map(Request::Publish);
        let back = unsent(requests, Some(said("held", 2)), "own");
        let topics: Vec<&str> = back.iter().map(|one| one.topic.as_str()).collect();
        assert_eq!(topics, ["sent-1", "sent-2", "held", "given-1", "given-2"]);
    }
}
