//! What a vehicle carries.

use super::given::{Given, ScenarioGiven, Table};
use super::keys;
use crate::scenario::{CameraSetup, Payload, RemoteIdSetup};
use written::{Value, bounds};

/// A camera of which nothing more is said.
const USUAL_CAMERA: CameraSetup = CameraSetup {
    image_width_px: 1280,
    image_height_px: 960,
    horizontal_view_deg: 66.0,
};
/// MAVLink's OPEN_DRONE_ID_BASIC_ID holds so many characters.
pub const MOST_SERIAL_CHARACTERS: usize = 20;

/// What vehicles that are alike carry.
pub struct PayloadGiven {
    camera: Option<CameraSetup>,
    has_gimbal: bool,
    remote_id: Option<RemoteIdGiven>,
}

struct RemoteIdGiven {
    serial_number: Option<String>,
    operator_id: Option<String>,
}

/// Reads what vehicles carry.
pub fn payload(table: &Table<'_>) -> PayloadGiven {
    let camera = table.optional("camera", |given| match given.value {
        Value::Flag(has_camera) => has_camera.then_some(USUAL_CAMERA),
        _ => camera(&given),
    });
    let remote_id = table.optional("remote_id", |given| match given.value {
        Value::Flag(has_it) => has_it.then_some(RemoteIdGiven {
            serial_number: None,
            operator_id: None,
        }),
        _ => remote_id(&given),
    });
    PayloadGiven {
        camera,
        has_gimbal: table
            .optional("gimbal", |given| given.flag())
            .unwrap_or(false),
        remote_id,
    }
}

fn camera(given: &Given<'_>) -> Option<CameraSetup> {
    let table = given.table(&keys::CAMERA)?;
    let side = bounds(16.0, 8_192.0, "px");
    let pixels = |key, usual| {
        let given = table.optional(key, |given| given.whole(side));
        given.map_or(usual, |pixels| pixels as u32)
    };
    let view = table.optional("horizontal_view_deg", |given| {
        given.number(bounds(1.0, 120.0, "°"))
    });
    Some(CameraSetup {
        image_width_px: pixels("image_width_px", USUAL_CAMERA.image_width_px),
        image_height_px: pixels("image_height_px", USUAL_CAMERA.image_height_px),
        horizontal_view_deg: view.unwrap_or(USUAL_CAMERA.horizontal_view_deg),
    })
}

fn remote_id(given: &Given<'_>) -> Option<RemoteIdGiven> {
    let table = given.table(&keys::REMOTE_ID)?;
    let short = |given: Given<'_>| given.short_ascii(MOST_SERIAL_CHARACTERS);
    Some(RemoteIdGiven {
        serial_number: table.optional("serial_number", |given| {
            given.serial_number(MOST_SERIAL_CHARACTERS)
        }),
        operator_id: table.optional("operator_id", short),
    })
}

impl PayloadGiven {
    /// What the vehicle with this name carries.
    pub fn of(&self, name: &str) -> Payload {
        let remote_id = self.remote_id.as_ref().map(|given| RemoteIdSetup {
            serial_number: given
                .serial_number
                .clone()
                .unwrap_or_else(|| serial_number(name)),
            operator_id: given.operator_id.clone(),
        });
        Payload {
            camera: self.camera.clone(),
            has_gimbal: self.has_gimbal,
            remote_id,
        }
    }
}

/// A serial number in the form of CTA-2063-A: four letters for the maker, one for the length of the rest
/// (F: 15), and the rest: a hash of the name (FNV-1a), so that others that join change nothing.
fn serial_number(name: &str) -> String {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("HAIOF{:015}", hash % 1_000_000_000_000_000)
}
