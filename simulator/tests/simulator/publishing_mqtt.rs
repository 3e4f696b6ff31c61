//! Publishing to a real broker.

use crate::broker::Broker;
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
