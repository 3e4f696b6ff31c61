//! A payload read through the codec, and what all readers of fields share.

use crate::link::frame::{Frame, Version};
use crate::link::mav_cmd;
use crate::link::report::Place;
use mavlink::{MavlinkVersion, MessageData};

/// The longest payload.
const LONGEST: usize = 255;

/// The payload of a frame.
#[derive(Clone, Copy)]
pub struct Payload<'a> {
    version: MavlinkVersion,
    bytes: &'a [u8],
}

impl<'a> Payload<'a> {
    /// That of a frame.
    pub fn of(frame: Frame<'a>) -> Self {
        let version = match frame.version() {
            Version::One => MavlinkVersion::V1,
            Version::Two => MavlinkVersion::V2,
        };
        Self {
            version,
            bytes: frame.payload(),
        }
    }

    /// The message that it is. The codec refuses messages with a number that its enums do not have; what
    /// stands at `enums`, bytes that belong to one, is not looked at then and is the default's. So whoever
    /// needs the number takes it from here, by [`Self::byte`].
    pub fn read<M: MessageData + Default>(self, enums: &[usize]) -> Option<M> {
        match M::deser(self.version, self.bytes) {
            Ok(message) => Some(message),
            Err(_) => self.read_without(enums),
        }
    }

    #[cold]
    fn read_without<M: MessageData + Default>(self, enums: &[usize]) -> Option<M> {
        let mut plain = [0; LONGEST];
        M::default().ser(MavlinkVersion::V2, &mut plain);
        let mut bytes = [0; LONGEST];
        let length = self.bytes.len();
        bytes.get_mut(..length)?.copy_from_slice(self.bytes);
        for at in enums {
            *bytes.get_mut(*at)? = *plain.get(*at)?;
        }
        M::deser(self.version, &bytes).ok()
    }

    /// A byte; those that were trimmed are zero.
    pub fn byte(self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    /// A number of two bytes.
    pub fn two_bytes(self, at: usize) -> u16 {
        u16::from_le_bytes([self.byte(at), self.byte(at + 1)])
    }

    /// Four bytes as they came.
    pub fn four_bytes(self, at: usize) -> [u8; 4] {
        std::array::from_fn(|offset| self.byte(at + offset))
    }
}

/// A whole number of parts of a unit.
pub fn parts(count: impl Into<f64>, parts_in_unit: f64) -> f32 {
    (count.into() / parts_in_unit) as f32
}

/// The same, where [`u16::MAX`] says that it is not known.
pub fn parts_unless_max(count: u16, parts_in_unit: f64) -> Option<f32> {
    (count != u16::MAX).then(|| parts(count, parts_in_unit))
}

/// Percents as a part of one, where a negative number says that they are not known.
pub fn percents(count: i8) -> Option<f32> {
    (count >= 0).then(|| parts(count, 100.0))
}

/// A number that is one.
pub fn finite(number: f32) -> Option<f32> {
    number.is_finite().then_some(number)
}

/// Numbers that all are.
pub fn all_finite<const N: usize>(numbers: [f32; N]) -> Option<[f32; N]> {
    numbers
        .iter()
        .all(|number| number.is_finite())
        .then_some(numbers)
}

/// Degrees made 0…360.
pub fn heading(degrees: f32) -> f32 {
    let turned = degrees.rem_euclid(360.0);
    // What is a hair below zero rounds to a whole turn.
    if turned < 360.0 { turned } else { 0.0 }
}

/// Where that is: `None` for 0/0, which is said for "not known", and for what is not on Earth.
pub fn place(latitude_e7: i32, longitude_e7: i32) -> Option<Place> {
    let is_known = (latitude_e7, longitude_e7) != (0, 0);
    let is_on_earth =
        latitude_e7.unsigned_abs() <= 900_000_000 && longitude_e7.unsigned_abs() <= 1_800_000_000;
    (is_known && is_on_earth).then_some(Place {
        latitude_e7,
        longitude_e7,
    })
}

/// A text until its first zero, with what is no UTF-8 replaced.
pub fn text(bytes: &[u8]) -> String {
    let end = bytes
        .iter()
        .position(|byte| *byte == 0)
        .unwrap_or(bytes.len());
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// How many parts of a unit x and y of a plan's item count in whole numbers, by the frame: 1e7 of a degree,
/// 1e4 of a metre, and what the command makes of them where there is no position.
#[derive(Clone, Copy)]
pub struct PartsOfItem(f64);

impl PartsOfItem {
    /// In a MAV_FRAME.
    pub fn in_frame(frame: u8) -> Self {
        Self(match frame {
            mav_cmd::FRAME_GLOBAL
            | mav_cmd::FRAME_GLOBAL_INT
            | mav_cmd::FRAME_GLOBAL_RELATIVE_ALT
            | mav_cmd::FRAME_GLOBAL_RELATIVE_ALT_INT
            | mav_cmd::FRAME_GLOBAL_TERRAIN_ALT
            | mav_cmd::FRAME_GLOBAL_TERRAIN_ALT_INT => 1e7,
            mav_cmd::FRAME_MISSION => 1.0,
            _ => 1e4,
        })
    }

    /// Of what MISSION_ITEM has; what it leaves open is [`i32::MAX`], as MISSION_ITEM_INT has it.
    pub fn of_float(self, number: f32) -> i32 {
        if number.is_nan() {
            return i32::MAX;
        }
        (f64::from(number) * self.0).round() as i32
    }

    /// For MISSION_ITEM.
    pub fn to_float(self, parts: i32) -> f32 {
        if parts == i32::MAX {
            return f32::NAN;
        }
        (f64::from(parts) / self.0) as f32
    }
}
