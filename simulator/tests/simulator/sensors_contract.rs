//! docs/sensors.md against what the simulator publishes: the same topics, the same members, the same
//! kinds of values, in both directions.

use crate::broker::Broker;
use crate::city::{DOCK, with_everything, world};
use nalgebra::Vector3;
use serde_json::Value;
use simulator::airframe::Contact;
use simulator::city::{City, Publication, VehicleTruth};
use simulator::place::Place;
use simulator::publish::{MqttSettings, Publisher, PublisherName};
use simulator::time::SimTime;
use std::collections::{BTreeMap, BTreeSet};

/// The JSON examples of the contract, by the topic that they stand under.
fn examples() -> Vec<(String, Value)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/sensors.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (mut topic, mut json) = (String::new(), None::<String>);
    let mut found = Vec::new();
    for line in text.lines() {
        match &mut json {
            Some(lines) if line == "```" => {
                let value = serde_json::from_str(lines).unwrap_or_else(|error| {
                    panic!("docs/sensors.md, {topic}: {error} in {lines}");
                });
                found.push((topic.clone(), value));
                json = None;
            }
            Some(lines) => lines.push_str(line),
            None if line == "```json" => json = Some(String::new()),
            None => {
                if let Some(heading) = line.strip_prefix("### `") {
                    topic = heading.trim_end_matches('`').to_owned();
                }
            }
        }
    }
    found
}

/// Whether a topic is one of a pattern with `{…}` for a level.
fn is_of(topic: &str, pattern: &str) -> bool {
    let (mut levels, mut wanted) = (topic.split('/'), pattern.split('/'));
    loop {
        match (levels.next(), wanted.next()) {
            (None, None) => return true,
            (Some(level), Some(want)) if level == want || want.starts_with('{') => {}
            _ => return false,
        }
    }
}

/// Every member with what kind of value it has: `location.status text`.
fn shape(value: &Value) -> BTreeSet<String> {
    fn add(path: &str, value: &Value, into: &mut BTreeSet<String>) {
        let kind = match value {
            Value::Object(members) => {
                for (name, member) in members {
                    add(&format!("{path}.{name}"), member, into);
                }
                return;
            }
            Value::Null => "null",
            Value::Bool(_) => "yes or no",
            Value::Number(_) => "number",
            Value::String(_) => "text",
            Value::Array(_) => "list",
        };
        into.insert(format!("{path} {kind}"));
    }
    let mut into = BTreeSet::new();
    add("", value, &mut into);
    into
}

/// The names alone, of the top level: what must always be there.
fn members(value: &Value) -> BTreeSet<String> {
    value.as_object().unwrap().keys().cloned().collect()
}

/// Which message it is among those of its topic: readings differ by their kind.
fn kind_of(topic: &str, value: &Value) -> String {
    let kind = value.get("kind").and_then(Value::as_str).unwrap_or("");
    format!("{topic} {kind}")
}

/// A day on which everything that can be told is told.
fn published() -> Vec<Publication> {
    let mut city = City::new(with_everything()).unwrap();
    let (world, mut said) = (world(), Vec::new());
    let vehicles = [VehicleTruth {
        id: "hy-03",
        place: DOCK,
        told_place: DOCK,
        velocity_ned_mps: Vector3::zeros(),
        told_velocity_ned_mps: Vector3::zeros(),
        contact: Contact::Standing,
        charge: 0.618,
    }];
    let mut go_on = |city: &mut City, seconds: std::ops::Range<u64>, vehicles: &[VehicleTruth]| {
        for second in seconds {
            city.step(SimTime::from_s(second), &world, vehicles, &mut said);
        }
    };
    let take = |city: &mut City, topic: &str, payload: &str, second| {
        let now = SimTime::from_s(second);
        city.take(topic, payload.as_bytes(), now).unwrap();
    };
    go_on(&mut city, 0..20, &vehicles);
    let dock = "haiou/v1/docks/fushan-1/command";
    city.set_lid_jammed("fushan-1", true).unwrap();
    city.set_weather_station_dead("fushan-1", true).unwrap();
    take(&mut city, dock, "{", 20);
    take(
        &mut city,
        dock,
        r#"{"command_id": "1", "command": "open_lid"}"#,
        20,
    );
    go_on(&mut city, 20..30, &vehicles);
    take(
        &mut city,
        dock,
        r#"{"command_id": "2", "command": "start_charging"}"#,
        30,
    );
    let crew = "haiou/v1/crews/east-1/command";
    let assign = |id: &str, place: Place| {
        format!(
            r#"{{"command_id": "{id}", "command": "assign", "task": "t", "on_site_s": 400,
                "longitude_deg": {}, "latitude_deg": {}}}"#,
            place.longitude_deg, place.latitude_deg
        )
    };
    let near = Place::new(36.0905, 120.418, 0.0);
    take(&mut city, crew, &assign("3", near), 30);
    take(&mut city, crew, &assign("4", near), 30);
    go_on(&mut city, 30..800, &vehicles);
    go_on(&mut city, 800..900, &[]);
    said
}

#[test]
fn the_documents_examples_have_exactly_the_members_that_are_published() {
    let examples = examples();
    let mut documented: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
    for (topic, value) in &examples {
        if !topic.ends_with("/command") && !topic.contains("/publishers/") {
            documented
                .entry(kind_of(topic, value))
                .or_default()
                .push(value);
        }
    }
    assert!(documented.len() >= 12, "{:?}", documented.keys());

    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for publication in published() {
        let value: Value = serde_json::from_str(&publication.payload).unwrap();
        let pattern = examples
            .iter()
            .map(|(topic, _)| topic)
            .find(|pattern| is_of(&publication.topic, pattern))
            .unwrap_or_else(|| panic!("{} is not in docs/sensors.md", publication.topic));
        let kind = kind_of(pattern, &value);
        let known = &documented
            .get(&kind)
            .unwrap_or_else(|| panic!("{kind} is not in docs/sensors.md"));
        for example in known.iter() {
            assert_eq!(members(&value), members(example), "{kind}");
        }
        seen.entry(kind).or_default().extend(shape(&value));
    }
    for (kind, known) in documented {
        let written: BTreeSet<String> = known.iter().flat_map(|value| shape(value)).collect();
        let published = seen.remove(&kind).unwrap_or_default();
        assert_eq!(
            written, published,
            "left docs/sensors.md, right the simulator: {kind}"
        );
    }
}

#[test]
fn a_publisher_says_of_itself_what_the_document_says() {
    let pattern = "haiou/v1/publishers/{publisher}/status";
    let examples = examples();
    let documented: Vec<&Value> = examples
        .iter()
        .filter(|(topic, _)| topic == pattern)
        .map(|(_, value)| value)
        .collect();
    let broker = Broker::start("contract");
    let mut listener = broker.listen("reader");
    let name = PublisherName::new("city").unwrap();
    let settings = MqttSettings::new("127.0.0.1", broker.port, name);
    let publisher = Publisher::mqtt(settings.clone()).unwrap();
    let mut said = vec![listener.next()];
    assert!(publisher.close(std::time::Duration::from_secs(20)));
    said.push(listener.next());
    for (message, example) in said.iter().zip(&documented) {
        assert!(is_of(&message.topic, pattern), "{}", message.topic);
        assert_eq!(message.qos, rumqttc::QoS::AtLeastOnce);
        let value: Value = serde_json::from_slice(&message.payload).unwrap();
        assert_eq!(value, **example);
    }
    assert_eq!(documented.len(), said.len());
    // It stands for those who come later, and so does the last will of one that vanishes.
    let kept = broker.listen("later").next();
    assert!(kept.retain && kept.payload == said[1].payload);
    let publisher = Publisher::mqtt(settings).unwrap();
    assert_eq!(listener.next().payload, said[0].payload);
    drop(publisher);
    assert_eq!(listener.next().payload, said[1].payload);
}

#[test]
fn states_and_replies_are_kept_and_delivered_as_the_document_says() {
    use simulator::city::Delivery::{AtLeastOnce, AtMostOnce};
    for publication in published() {
        let (_, last) = publication.topic.rsplit_once('/').unwrap();
        let expected = match last {
            "state" => (true, AtLeastOnce),
            "reply" => (false, AtLeastOnce),
            _ => (false, AtMostOnce),
        };
        let topic = &publication.topic;
        assert_eq!(
            (publication.retain, publication.delivery),
            expected,
            "{topic}"
        );
    }
}

#[test]
fn the_documents_commands_are_understood() {
    let mut city = City::new(with_everything()).unwrap();
    let (world, mut said, mut ids) = (world(), Vec::new(), Vec::new());
    for (topic, value) in examples() {
        if let Some(pattern) = topic.strip_suffix("/command") {
            let thing = if pattern.contains("docks") {
                "fushan-1"
            } else {
                "east-1"
            };
            let (before, _) = topic.split_once('{').unwrap();
            let topic = format!("{before}{thing}/command");
            let payload = value.to_string();
            city.take(&topic, payload.as_bytes(), SimTime::START)
                .unwrap();
            ids.push(value["command_id"].clone());
        }
    }
    city.step(SimTime::START, &world, &[], &mut said);
    let replies: Vec<Value> = said
        .iter()
        .filter(|one| one.topic.ends_with("/reply"))
        .map(|one| serde_json::from_str(&one.payload).unwrap())
        .collect();
    assert_eq!(ids.len(), 6);
    for id in ids {
        let reply = replies
            .iter()
            .find(|reply| reply["command_id"] == id)
            .unwrap();
        let reason = reply["reason"]["en"].as_str().unwrap_or("");
        // One may be refused for what the city is like, but none for not being understood.
        assert!(
            !reason.contains("understood") && !reason.contains("JSON"),
            "{reply}"
        );
        assert!(!reply["command"].is_null());
    }
}
