//! What a fleet says, signed, as frames in the order in which they come: each vehicle the same ten messages over
//! and over, a heartbeat first.

use haiou::link::signing::{self, Key, Signature};
use mavlink::dialects::ardupilotmega::{
    ATTITUDE_DATA, GLOBAL_POSITION_INT_DATA, GPS_RAW_INT_DATA, GpsFixType, HEARTBEAT_DATA,
    MavAutopilot, MavMessage, MavModeFlag, MavState, MavType, SYS_STATUS_DATA, VFR_HUD_DATA,
};
use mavlink::{MavlinkVersion, Message, calculate_crc};
use std::ops::Range;
use std::time::Duration;

/// System ids that share a group of links.
pub const PER_GROUP: u32 = 250;
/// The component that speaks, unless it is said otherwise.
const AUTOPILOT: u8 = 1;
/// 10 µs since 2015 at which it begins: 2026-11-24T00:00:00Z.
const BEGAN: u64 = (1_795_478_400 - 1_420_070_400) * 100_000;

/// Frames of a fleet, one behind the other.
pub struct Traffic {
    bytes: Vec<u8>,
    /// Where each frame ends, and whose it is.
    ends: Vec<(usize, u32)>,
}

/// A vehicle's group and system id.
pub fn name_of(vehicle: u32) -> (u16, u8) {
    (
        (vehicle / PER_GROUP) as u16,
        (vehicle % PER_GROUP) as u8 + 1,
    )
}

/// A vehicle's key.
pub fn key_of(vehicle: u32) -> Key {
    let [a, b, c, d] = vehicle.to_le_bytes();
    Key(std::array::from_fn(|at| [a, b, c, d][at % 4] ^ at as u8))
}

impl Traffic {
    /// What so many vehicles say in so many turns: in each, every vehicle has one word. `between` turns so much
    /// time passes for those who sign; `None` for what is not signed.
    pub fn new(vehicles: u32, turns: Range<u32>, between: Option<Duration>) -> Self {
        let mut traffic = Self {
            bytes: Vec::new(),
            ends: Vec::new(),
        };
        for turn in turns {
            let stamp = between.map(|between| BEGAN + (between * turn).as_micros() as u64 / 10);
            for vehicle in 0..vehicles {
                traffic.push((vehicle, AUTOPILOT), turn, stamp, &message(vehicle, turn));
            }
        }
        traffic
    }

    /// What one component says of itself, one message after another.
    pub fn of_one((vehicle, component): (u32, u8), messages: &[MavMessage]) -> Self {
        let mut traffic = Self {
            bytes: Vec::new(),
            ends: Vec::new(),
        };
        for (turn, message) in (0..).zip(messages) {
            let stamp = Some(BEGAN + u64::from(turn));
            traffic.push((vehicle, component), turn, stamp, message);
        }
        traffic
    }

    /// How many frames.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All bytes, one frame behind the other.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The frames, each with its vehicle.
    pub fn frames(&self) -> impl Iterator<Item = (u32, &[u8])> {
        let mut from = 0;
        self.ends.iter().map(move |(end, vehicle)| {
            let frame = &self.bytes[from..*end];
            from = *end;
            (*vehicle, frame)
        })
    }

    fn push(
        &mut self,
        (vehicle, component): (u32, u8),
        turn: u32,
        stamp: Option<u64>,
        message: &MavMessage,
    ) {
        let mut payload = [0; 255];
        let length = message.ser(MavlinkVersion::V2, &mut payload);
        let id = message.message_id().to_le_bytes();
        let (_, system) = name_of(vehicle);
        let from = self.bytes.len();
        let flags = u8::from(stamp.is_some());
        let header = [
            0xFD,
            length as u8,
            flags,
            0,
            turn as u8,
            system,
            component,
            id[0],
            id[1],
            id[2],
        ];
        self.bytes.extend_from_slice(&header);
        self.bytes.extend_from_slice(&payload[..length]);
        let seed = MavMessage::extra_crc(message.message_id());
        let sum = calculate_crc(&self.bytes[from + 1..], seed);
        self.bytes.extend_from_slice(&sum.to_le_bytes());
        if let Some(timestamp) = stamp {
            self.bytes.extend_from_slice(&[0; 13]);
            let signature = Signature { link: 1, timestamp };
            signing::sign(&mut self.bytes[from..], signature, &key_of(vehicle));
        }
        self.ends.push((self.bytes.len(), vehicle));
    }
}

/// What a vehicle says in a turn; a heartbeat first.
fn message(vehicle: u32, turn: u32) -> MavMessage {
    let boot_ms = turn * 100;
    let moved = (turn % 10_000) as i32;
    let (latitude, longitude) = (
        360_000_000 + vehicle as i32 * 100 + moved,
        1_203_000_000 + moved * 2,
    );
    match turn % 10 {
        0 => MavMessage::HEARTBEAT(HEARTBEAT_DATA {
            custom_mode: 3,
            mavtype: MavType::MAV_TYPE_QUADROTOR,
            autopilot: MavAutopilot::MAV_AUTOPILOT_ARDUPILOTMEGA,
            base_mode: MavModeFlag::from_bits_retain(217),
            system_status: MavState::MAV_STATE_ACTIVE,
            mavlink_version: 3,
        }),
        3 | 7 => MavMessage::ATTITUDE(ATTITUDE_DATA {
            time_boot_ms: boot_ms,
            roll: 0.01 * (moved % 50) as f32,
            pitch: -0.04,
            yaw: 1.5,
            rollspeed: 0.001,
            pitchspeed: 0.002,
            yawspeed: 0.01,
        }),
        4 => MavMessage::SYS_STATUS(SYS_STATUS_DATA {
            load: 312,
            voltage_battery: 12_600,
            current_battery: 3_061,
            battery_remaining: 90,
            ..SYS_STATUS_DATA::default()
        }),
        6 => MavMessage::VFR_HUD(VFR_HUD_DATA {
            airspeed: 9.8,
            groundspeed: 10.1,
            alt: 45.0,
            climb: 0.1,
            heading: 86,
            throttle: 41,
        }),
        8 => MavMessage::GPS_RAW_INT(GPS_RAW_INT_DATA {
            time_usec: u64::from(boot_ms) * 1_000,
            fix_type: GpsFixType::GPS_FIX_TYPE_3D_FIX,
            lat: latitude,
            lon: longitude,
            alt: 45_000,
            eph: 121,
            epv: 200,
            vel: 1_010,
            satellites_visible: 10,
            ..GPS_RAW_INT_DATA::default()
        }),
        _ => MavMessage::GLOBAL_POSITION_INT(GLOBAL_POSITION_INT_DATA {
            time_boot_ms: boot_ms,
            lat: latitude,
            lon: longitude,
            alt: 45_090,
            relative_alt: 25_009,
            vx: 941,
            vy: -307,
            vz: 2,
            hdg: 8_600,
        }),
    }
}
