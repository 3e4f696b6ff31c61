//! How what is carried is switched, as named values.

use super::Properties;
use crate::formats::findings::Findings;
use crate::mission::{Carried, Switch};
use geofences::{Bilingual, ProblemPlace};
use serde_json::{Map, Value, json};

/// What says how the light is switched.
pub(in crate::formats) const LIGHT_KEYS: [&str; 4] =
    ["light_relay", "light_servo", "light_on_us", "light_off_us"];
/// What says how the loudspeaker is switched.
pub(in crate::formats) const LOUDSPEAKER_KEYS: [&str; 4] = [
    "loudspeaker_relay",
    "loudspeaker_servo",
    "loudspeaker_on_us",
    "loudspeaker_off_us",
];

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

/// What is carried, from those values; what is not sound is not known, with a warning at `at`.
pub(in crate::formats) fn carried_of(
    properties: &Properties,
    at: &ProblemPlace,
    findings: &mut Findings<'_>,
) -> Carried {
    let carried = Carried {
        light: switch_of("light", properties),
        loudspeaker: switch_of("loudspeaker", properties),
        largest_zoom: properties.number("largest_zoom").filter(|it| *it > 1.0),
    };
    for (is_known, keys) in [
        (carried.light.is_some(), LIGHT_KEYS.as_slice()),
        (carried.loudspeaker.is_some(), &LOUDSPEAKER_KEYS),
        (carried.largest_zoom.is_some(), &["largest_zoom"]),
    ] {
        let said = keys.iter().find(|key| properties.has(key));
        if let Some(key) = said.filter(|_| !is_known) {
            let at = ProblemPlace {
                field: Some((*key).to_owned()),
                ..at.clone()
            };
            let what = Bilingual::new(
                "how this is switched or zoomed makes no sense; it is not kept",
                "其开关或变焦设定不合理，未保留",
            );
            findings.warning("carried-not-understood", at, what);
        }
    }
    carried
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
