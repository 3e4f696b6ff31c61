//! Lines of the log.

use crate::airframe::Contact;
use crate::place::Place;
use crate::truth::TruthRecord;
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Line<'a> {
    Scenario {
        format: u32,
        name: Cow<'a, str>,
        seed: u64,
        start: Cow<'a, str>,
        fingerprint: Cow<'a, str>,
    },
    Sample {
        at_us: u64,
        vehicle: Cow<'a, str>,
        #[serde(deserialize_with = "number")]
        longitude_deg: f64,
        #[serde(deserialize_with = "number")]
        latitude_deg: f64,
        #[serde(deserialize_with = "number")]
        altitude_amsl_m: f64,
        #[serde(deserialize_with = "number")]
        ground_amsl_m: f64,
        #[serde(deserialize_with = "number")]
        north_mps: f64,
        #[serde(deserialize_with = "number")]
        east_mps: f64,
        #[serde(deserialize_with = "number")]
        down_mps: f64,
        contact: LineContact,
        mode: Cow<'a, str>,
        armed: bool,
        #[serde(deserialize_with = "number")]
        charge: f64,
    },
    Image {
        at_us: u64,
        vehicle: Cow<'a, str>,
        #[serde(deserialize_with = "number")]
        longitude_deg: f64,
        #[serde(deserialize_with = "number")]
        latitude_deg: f64,
        #[serde(deserialize_with = "number")]
        altitude_amsl_m: f64,
        ground: Vec<[f64; 2]>,
    },
    LinkCount {
        at_us: u64,
        vehicle: Cow<'a, str>,
        link: usize,
        sent: u64,
        lost: u64,
    },
    End {
        at_us: u64,
    },
}

/// A number; JSON has `null` for one that is none.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LineContact {
    Airborne,
    Standing,
    Wrecked,
}

impl From<Contact> for LineContact {
    fn from(contact: Contact) -> Self {
        match contact {
            Contact::Airborne => Self::Airborne,
            Contact::Standing => Self::Standing,
            Contact::Wrecked => Self::Wrecked,
        }
    }
}

impl From<LineContact> for Contact {
    fn from(contact: LineContact) -> Self {
        match contact {
            LineContact::Airborne => Self::Airborne,
            LineContact::Standing => Self::Standing,
            LineContact::Wrecked => Self::Wrecked,
        }
    }
}

/// A record as a line; `name` is that of its vehicle.
pub fn line<'a>(record: &'a TruthRecord, name: &'a str) -> Line<'a> {
    // A place that is none on earth is no number to who reads it.
    let degrees = |place: &Place| match place.position() {
        Some(_) => (place.longitude_deg, place.latitude_deg),
        None => (f64::NAN, f64::NAN),
    };
    match record {
        TruthRecord::Sample(sample) => Line::Sample {
            at_us: sample.at.us(),
            vehicle: name.into(),
            longitude_deg: degrees(&sample.place).0,
            latitude_deg: degrees(&sample.place).1,
            altitude_amsl_m: sample.place.altitude_amsl_m,
            ground_amsl_m: sample.ground_amsl_m,
            north_mps: sample.velocity_mps.x,
            east_mps: sample.velocity_mps.y,
            down_mps: sample.velocity_mps.z,
            contact: sample.contact.into(),
            mode: sample.mode.as_ref().into(),
            armed: sample.is_armed,
            charge: sample.charge,
        },
        TruthRecord::Image(image) => Line::Image {
            at_us: image.at.us(),
            vehicle: name.into(),
            longitude_deg: degrees(&image.place).0,
            latitude_deg: degrees(&image.place).1,
            altitude_amsl_m: image.place.altitude_amsl_m,
            ground: image
                .ground_corners
                .iter()
                .map(|at| [at.longitude_deg(), at.latitude_deg()])
                .collect(),
        },
        TruthRecord::LinkCount(count) => Line::LinkCount {
            at_us: count.at.us(),
            vehicle: name.into(),
            link: count.link,
            sent: count.sent,
            lost: count.lost,
        },
        TruthRecord::End { at } => Line::End { at_us: at.us() },
    }
}
