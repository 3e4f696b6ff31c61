//! How what is carried is switched, as named values.

use super::Properties;
use crate::mission::{Carried, Switch};
use serde_json::{Map, Value, json};

/// The values of what is carried.
pub(in crate::formats) fn carried_members(carried: &Carried) -> Map<String, Value> {
    let mut members = Map::new();
    switch_members("light", carried.light, &mut members);
    switch_members("loudspeaker", carried.loudspeaker, &mut members);
    if let Some(zoom) = carried.largest_zoom {
        members.insert("largest_zoom".to_owned(), json!(zoom));
    }
    members
}

/// What is carried, from those values; what is not sound is not known.
pub(in crate::formats) fn carried_of(properties: &Properties) -> Carried {
    Carried {
        light: switch_of("light", properties),
        loudspeaker: switch_of("loudspeaker", properties),
        largest_zoom: properties.number("largest_zoom").filter(|it| *it > 1.0),
    }
}

fn switch_members(name: &str, switch: Option<Switch>, members: &mut Map<String, Value>) {
    match switch {
        None => {}
        Some(Switch::Relay(relay)) => {
            members.insert(format!("{name}_relay"), json!(relay));
        }
        Some(Switch::Servo {
            output,
            on_us,
            off_us,
        }) => {
            members.insert(format!("{name}_servo"), json!(output));
            members.insert(format!("{name}_on_us"), json!(on_us));
            members.insert(format!("{name}_off_us"), json!(off_us));
        }
    }
}

fn switch_of(name: &str, properties: &Properties) -> Option<Switch> {
    let byte = |key: &str| {
        let number = properties.whole(&format!("{name}_{key}"), 255)?;
        u8::try_from(number).ok()
    };
    let pulse = |key: &str| properties.whole(&format!("{name}_{key}"), u16::MAX);
    if let Some(relay) = byte("relay") {
        return Some(Switch::Relay(relay));
    }
    let (output, on_us, off_us) = (byte("servo")?, pulse("on_us")?, pulse("off_us")?);
    (on_us != off_us).then_some(Switch::Servo {
        output,
        on_us,
        off_us,
    })
}
