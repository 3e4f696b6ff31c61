//! Publishing to a real broker.

use crate::broker::{Broker, Played, PlayedBroker};
use crate::city::{with_everything, world};
use rumqttc::QoS;
use serde_json::Value;
use simulator::city::{City, Delivery, Publication};
use simulator::publish::{MqttSettings, Publisher, PublisherName};
use simulator::time::SimTime;
use std::collections::BTreeSet;
use std::time::Duration;

const STATUS: &str = "haiou/v1/publishers/city/status";
const PATIENCE: Duration = Duration::from_secs(20);

fn settings(port: u16) -> MqttSettings {
    MqttSettings {
        pause: Duration::from_millis(50),
        ..MqttSettings::new("127.0.0.1", port, PublisherName::new("city").unwrap())
    }
}

fn publication(topic: &str, delivery: Delivery, number: usize) -> Publication {
    Publication {
        topic: topic.into(),
        payload: format!(r#"{{"number":{number}}}"#),
        retain: false,
        delivery,
        at: SimTime::START,
    }
}

fn status(payload: &[u8]) -> String {
    let value: Value = serde_json::from_slice(payload).unwrap();
    assert_eq!(value["publisher"], "city");
    value["status"].as_str().unwrap().to_owned()
}

#[test]
fn what_the_city_says_arrives_word_for_word_and_states_stand_for_those_who_come_later() {
    let broker = Broker::start("word-for-word");
    let mut listener = broker.listen("early");
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    assert_eq!(status(&listener.next_on(STATUS).payload), "online");

    let mut city = City::new(with_everything()).unwrap();
    let mut said = Vec::new();
    city.step(SimTime::from_s(30), &world(), &[], &mut said);
    assert!(said.len() > 100);
    for one in &said {
        publisher.send(one.clone());
    }
    for expected in &said {
        let message = listener.next();
        assert_eq!(message.topic, expected.topic);
        assert_eq!(message.payload, expected.payload.as_bytes());
        let qos = match expected.delivery {
            Delivery::AtMostOnce => QoS::AtMostOnce,
            Delivery::AtLeastOnce => QoS::AtLeastOnce,
        };
        assert_eq!(message.qos, qos);
    }
    assert!(publisher.counts().is_connected);

    let mut late = broker.listen("late");
    let mut kept = [late.next(), late.next(), late.next()];
    kept.sort_by(|a, b| a.topic.cmp(&b.topic));
    assert!(kept.iter().all(|message| message.retain));
    let topics = kept.each_ref().map(|message| message.topic.as_str());
    assert_eq!(
        topics,
        [
            "haiou/v1/crews/east-1/state",
            "haiou/v1/docks/fushan-1/state",
            STATUS
        ]
    );
    let last = said.iter().rfind(|one| one.topic == topics[1]).unwrap();
    assert_eq!(kept[1].payload, last.payload.as_bytes());

    assert!(publisher.close(PATIENCE));
    assert_eq!(status(&listener.next_on(STATUS).payload), "offline");
}

#[test]
fn a_command_reaches_the_dock_and_its_answer_comes_back() {
    let broker = Broker::start("command");
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    let mut listener = broker.listen("operator");
    assert_eq!(status(&listener.next_on(STATUS).payload), "online");
    let mut city = City::new(with_everything()).unwrap();
    let (world, mut said, mut second) = (world(), Vec::new(), 0);

    let command = r#"{"command_id": "op-1", "command": "open_lid"}"#;
    let topic = "haiou/v1/docks/fushan-1/command";
    // The status is told before the subscription stands, as the first comes before the second: the
    // command is repeated, as the contract asks, until it is answered.
    let mut answers = Vec::new();
    while answers.len() < 2 {
        assert!(second < 10_000, "no answer: {:?}", publisher.counts());
        if second % 100 == 0 && answers.is_empty() {
            listener
                .client
                .publish(topic, QoS::AtLeastOnce, false, command)
                .unwrap();
        }
        while let Some(received) = publisher.received() {
            let now = SimTime::from_s(second);
            city.take(&received.topic, &received.payload, now).unwrap();
        }
        city.step(SimTime::from_s(second), &world, &[], &mut said);
        for one in said
            .drain(..)
            .filter(|one| !one.topic.contains("receivers"))
        {
            publisher.send(one);
        }
        second += 1;
        // One message of each second at least keeps this in step with the broker.
        let marker = format!("haiou/v1/test/{second}");
        publisher.send(publication(&marker, Delivery::AtLeastOnce, 0));
        loop {
            let message = listener.next();
            if message.topic == "haiou/v1/docks/fushan-1/reply" {
                let reply: Value = serde_json::from_slice(&message.payload).unwrap();
                answers.push(reply["result"].as_str().unwrap().to_owned());
            }
            if message.topic == marker {
                break;
            }
        }
    }
    assert_eq!(answers[0], "accepted");
    assert!(
        answers[1..].iter().any(|answer| answer == "done"),
        "{answers:?}"
    );
    assert!(publisher.close(PATIENCE));
}

#[test]
fn a_retained_command_is_thrown_away_and_counted() {
    let broker = Broker::start("retained");
    let mut listener = broker.listen("operator");
    let topic = "haiou/v1/docks/fushan-1/command";
    let command = r#"{"command_id": "old", "command": "open_lid"}"#;
    listener
        .client
        .publish(topic, QoS::AtLeastOnce, true, command)
        .unwrap();
    listener.next_on(topic);
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    let fresh = r#"{"command_id": "new", "command": "open_lid"}"#;
    // A fresh command may come before the subscription stands: repeat it until it is there.
    let received = (0..1_000)
        .find_map(|round| {
            listener
                .client
                .publish(topic, QoS::AtLeastOnce, false, fresh)
                .unwrap();
            let marker = "haiou/v1/test/marker";
            publisher.send(publication(marker, Delivery::AtLeastOnce, round));
            listener.next_on(marker);
            publisher.received()
        })
        .expect("a command");
    assert_eq!(received.payload, fresh.as_bytes());
    assert_eq!(publisher.counts().commands_dropped, 1);
}

#[test]
fn a_publisher_that_vanishes_is_told_by_its_last_will() {
    let broker = Broker::start("last-will");
    let mut listener = broker.listen("operator");
    let publisher = Publisher::mqtt(MqttSettings {
        keep_alive: Duration::from_secs(1),
        ..settings(broker.port)
    })
    .unwrap();
    assert_eq!(status(&listener.next_on(STATUS).payload), "online");
    // Dropped without a goodbye: the connection ends as that of a process that has died.
    drop(publisher);
    let last = listener.next_on(STATUS);
    assert_eq!(status(&last.payload), "offline");
    let mut late = broker.listen("late");
    assert!(late.next().retain);
}

#[test]
fn when_the_broker_dies_what_it_had_not_acknowledged_is_sent_again() {
    let numbered = |number: usize| Publication {
        retain: true,
        ..publication(
            &format!("haiou/v1/test/{number}"),
            Delivery::AtLeastOnce,
            number,
        )
    };
    let mut broker = Broker::start("dies");
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    let mut listener = broker.listen("first");
    (0..200).for_each(|number| publisher.send(numbered(number)));
    listener.next_on("haiou/v1/test/50");
    // What it acknowledged in its last moments may never be read: wait until something was.
    while publisher.counts().sent == 0 {
        std::thread::yield_now();
    }
    // On a busy machine an attempt may have failed before.
    let failed_before = publisher.counts().failed_attempts;
    broker.kill();
    while publisher.counts().failed_attempts == failed_before {
        std::thread::yield_now();
    }
    // Brokers acknowledge in order: it has had these, and forgotten them when it died.
    let acknowledged = publisher.counts().sent as usize;
    assert!((1..=200).contains(&acknowledged));
    (200..500).for_each(|number| publisher.send(numbered(number)));
    broker.start_again();
    assert!(publisher.close(PATIENCE));

    let mut late = broker.listen("late");
    let mut missing: BTreeSet<usize> = (acknowledged..500).collect();
    while !missing.is_empty() {
        let message = late.next();
        let value: Value = serde_json::from_slice(&message.payload).unwrap();
        if let Some(number) = value["number"].as_u64() {
            missing.remove(&(number as usize));
        }
    }
}

#[test]
fn without_a_broker_old_measurements_are_shed_and_counted_and_nobody_waits() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let publisher = Publisher::mqtt(MqttSettings {
        queue: 100,
        ..settings(port)
    })
    .unwrap();
    for number in 0..1_000 {
        publisher.send(publication("haiou/v1/test/a", Delivery::AtMostOnce, number));
    }
    let counts = publisher.counts();
    assert_eq!(counts.sent, 0);
    assert_eq!(counts.shed + counts.waiting as u64, 1_000);
    assert!(counts.waiting <= 120, "{counts:?}");
    assert!(!publisher.close(Duration::from_millis(200)));
}

fn numbered(number: usize) -> Publication {
    publication("haiou/v1/test/a", Delivery::AtLeastOnce, number)
}

/// The number of the next message.
fn number_of(played: &mut Played) -> (usize, u16) {
    let said = played.published().expect("a message");
    assert_eq!(said.topic, "haiou/v1/test/a");
    let value: Value = serde_json::from_str(&said.payload).unwrap();
    (value["number"].as_u64().unwrap() as usize, said.id)
}

/// Waits for what the other threads do.
fn until(publisher: &Publisher, is_so: impl Fn(&Publisher) -> bool) {
    while !is_so(publisher) {
        std::thread::yield_now();
    }
}

#[test]
fn what_was_acknowledged_in_the_last_moment_counts_and_the_next_connection_is_not_credited_with_it()
{
    let broker = PlayedBroker::start();
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    (0..3).for_each(|number| publisher.send(numbered(number)));
    let mut first = broker.accept();
    let ids = [0, 1, 2].map(|expected| {
        let (number, id) = number_of(&mut first);
        assert_eq!(number, expected);
        id
    });
    // In one piece: the acknowledgements of the greeting and of two, and what is no MQTT.
    let words = [
        Played::ack(first.greeting),
        Played::ack(ids[0]),
        Played::ack(ids[1]),
        [0xF0, 0, 0, 0],
    ];
    first.say(&words.concat());
    until(&publisher, |publisher| {
        publisher.counts().failed_attempts > 0
    });
    let counts = publisher.counts();
    assert_eq!((counts.sent, counts.waiting), (2, 1));

    let mut second = broker.accept();
    assert_eq!(number_of(&mut second).0, 2);
    let greeting = Played::ack(second.greeting);
    second.say(&greeting);
    // The last one is not acknowledged: not all was sent.
    assert!(!publisher.close(Duration::from_millis(300)));
}

#[test]
fn what_came_later_does_not_overtake_what_a_broken_connection_had() {
    let broker = PlayedBroker::start();
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    (0..300).for_each(|number| publisher.send(numbered(number)));
    let mut expected = 0;
    for _ in 0..5 {
        let mut played = broker.accept();
        let mut words = Played::ack(played.greeting).to_vec();
        let acknowledged = expected + 7;
        for number in expected..expected + 40 {
            let (said, id) = number_of(&mut played);
            assert_eq!(said, number);
            if number < acknowledged {
                words.extend(Played::ack(id));
            }
        }
        played.say(&words);
        until(&publisher, |publisher| {
            publisher.counts().sent as usize == acknowledged
        });
        expected = acknowledged;
    }
    (300..400).for_each(|number| publisher.send(numbered(number)));
    let mut last = broker.accept();
    let greeting = Played::ack(last.greeting);
    last.say(&greeting);
    for number in expected..400 {
        let (said, id) = number_of(&mut last);
        assert_eq!(said, number);
        last.say(&Played::ack(id));
    }
    let closing = std::thread::spawn(move || publisher.close(PATIENCE));
    let goodbye = last.published().unwrap();
    assert_eq!(status(goodbye.payload.as_bytes()), "offline");
    drop(last);
    assert!(closing.join().unwrap());
}

#[test]
fn a_connection_that_breaks_at_the_goodbye_is_no_reason_to_come_back() {
    let broker = PlayedBroker::start();
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    publisher.send(numbered(0));
    let mut played = broker.accept();
    let (_, id) = number_of(&mut played);
    let words = [Played::ack(played.greeting), Played::ack(id)];
    played.say(&words.concat());
    until(&publisher, |publisher| publisher.counts().sent == 1);
    // All was acknowledged, and the connection is gone before a goodbye can be said; the broker says
    // the last will.
    drop(played);
    until(&publisher, |publisher| !publisher.counts().is_connected);
    drop(broker);
    assert!(publisher.close(PATIENCE));
}

#[test]
fn a_retained_command_of_any_size_is_thrown_away_and_keeps_nobody_from_the_broker() {
    let broker = Broker::start("large");
    let mut listener = broker.listen("operator");
    let topic = "haiou/v1/docks/fushan-1/command";
    let large = "x".repeat(400_000);
    let say = |listener: &crate::broker::Listener, retain: bool| {
        let client = &listener.client;
        let said = client.publish(topic, QoS::AtLeastOnce, retain, large.as_str());
        said.unwrap();
    };
    say(&listener, true);
    listener.next_on(topic);
    let publisher = Publisher::mqtt(settings(broker.port)).unwrap();
    until(&publisher, |publisher| {
        publisher.counts().commands_dropped == 1
    });
    say(&listener, false);
    listener.next_on(topic);
    until(&publisher, |publisher| {
        publisher.counts().commands_dropped == 2
    });
    assert!(publisher.received().is_none());
    let counts = publisher.counts();
    assert!(counts.is_connected && counts.failed_attempts == 0);
    assert!(publisher.close(PATIENCE));
}
