//! What the four bytes of PARAM_VALUE and PARAM_SET mean.
//!
//! Inside, a value is kept as its 32 bits: of the float, or of the integer with its sign carried on. An `f64`
//! holds any value of these types, so that is what rules and people see.

use crate::link::report::{AutopilotVersion, ParameterType};

/// How an autopilot puts integers into a field that is a float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Byte by byte (PX4).
    Bytewise,
    /// As the float next to the number (ArduPilot): beyond 24 bits it is rounded.
    Cast,
}

/// MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_C_CAST.
const ENCODE_CAST: u64 = 1 << 17;

impl Encoding {
    /// By MAV_PROTOCOL_CAPABILITY; `None` where it is not told, or told twice, and then nothing may be set.
    ///
    /// Both autopilots have the bit of old, PARAM_FLOAT (`1 << 1`), which says no more than that there are
    /// parameters; alone it means a cast.
    pub fn of_capabilities(capabilities: u64) -> Option<Self> {
        let is_bytewise = capabilities & AutopilotVersion::PARAMETERS_BYTEWISE != 0;
        let is_cast = capabilities & ENCODE_CAST != 0;
        let is_of_old = capabilities & AutopilotVersion::PARAMETERS_BY_CAST != 0;
        match (is_bytewise, is_cast) {
            (true, false) => Some(Self::Bytewise),
            (false, true) => Some(Self::Cast),
            (false, false) if is_of_old => Some(Self::Cast),
            _ => None,
        }
    }

    /// The bits of a value as it came; `None` for what is none of its type.
    pub fn decode(self, bytes: [u8; 4], parameter_type: ParameterType) -> Option<u32> {
        match self {
            Self::Cast => bits_of(f32::from_le_bytes(bytes).into(), parameter_type),
            Self::Bytewise => Some(bytewise(bytes, parameter_type)),
        }
    }

    /// The four bytes that carry a value; `None` where they cannot carry exactly that.
    pub fn encode(self, bits: u32, parameter_type: ParameterType) -> Option<[u8; 4]> {
        let bytes = match self {
            Self::Cast => (value_of(bits, parameter_type) as f32).to_le_bytes(),
            Self::Bytewise => bits.to_le_bytes(),
        };
        let is_number = parameter_type != ParameterType::F32 || f32::from_bits(bits).is_finite();
        (is_number && self.decode(bytes, parameter_type) == Some(bits)).then_some(bytes)
    }
}

/// An integer in its lowest bytes, its sign carried on.
fn bytewise(bytes: [u8; 4], parameter_type: ParameterType) -> u32 {
    let [lowest, second, ..] = bytes;
    let low = u16::from_le_bytes([lowest, second]);
    match parameter_type {
        ParameterType::U8 => lowest.into(),
        ParameterType::I8 => i32::from(lowest as i8) as u32,
        ParameterType::U16 => low.into(),
        ParameterType::I16 => i32::from(low as i16) as u32,
        ParameterType::U32 | ParameterType::I32 | ParameterType::F32 => u32::from_le_bytes(bytes),
    }
}

/// The value of such bits.
pub fn value_of(bits: u32, parameter_type: ParameterType) -> f64 {
    match parameter_type {
        ParameterType::U8 | ParameterType::U16 | ParameterType::U32 => bits.into(),
        ParameterType::I8 | ParameterType::I16 | ParameterType::I32 => (bits as i32).into(),
        ParameterType::F32 => f32::from_bits(bits).into(),
    }
}

/// The bits of a value; a float is rounded to the nearest of its type. `None` for what is no value of an
/// integer type.
pub fn bits_of(value: f64, parameter_type: ParameterType) -> Option<u32> {
    let (lowest, highest) = match parameter_type {
        ParameterType::U8 => (0.0, u8::MAX.into()),
        ParameterType::I8 => (i8::MIN.into(), i8::MAX.into()),
        ParameterType::U16 => (0.0, u16::MAX.into()),
        ParameterType::I16 => (i16::MIN.into(), i16::MAX.into()),
        ParameterType::U32 => (0.0, u32::MAX.into()),
        ParameterType::I32 => (i32::MIN.into(), i32::MAX.into()),
        ParameterType::F32 => return Some((value as f32).to_bits()),
    };
    let is_one = (lowest..=highest).contains(&value) && value.fract() == 0.0;
    // It fits: to 64 bits nothing is lost, and the lowest 32 of them are the value.
    is_one.then_some(value as i64 as u32)
}

/// The number of a type on the wire (MAV_PARAM_TYPE).
pub(super) fn type_number(parameter_type: ParameterType) -> u8 {
    match parameter_type {
        ParameterType::U8 => 1,
        ParameterType::I8 => 2,
        ParameterType::U16 => 3,
        ParameterType::I16 => 4,
        ParameterType::U32 => 5,
        ParameterType::I32 => 6,
        ParameterType::F32 => 9,
    }
}

/// The type with a number.
pub(super) fn type_of_number(number: u8) -> Option<ParameterType> {
    Some(match number {
        1 => ParameterType::U8,
        2 => ParameterType::I8,
        3 => ParameterType::U16,
        4 => ParameterType::I16,
        5 => ParameterType::U32,
        6 => ParameterType::I32,
        9 => ParameterType::F32,
        _ => return None,
    })
}
