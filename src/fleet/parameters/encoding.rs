//! What the four bytes of PARAM_VALUE and PARAM_SET mean.
//!
//! Inside, a value is kept as its 32 bits: of the float, or of the integer with its sign carried on. An `f64`
//! holds any value of these types, so that is what rules and people see.

use crate::link::dialect::{Encoding, decode_value, encode_value};
use crate::link::report::{AutopilotVersion, ParameterType};

/// MAV_PROTOCOL_CAPABILITY_PARAM_ENCODE_C_CAST.
const ENCODE_CAST: u64 = 1 << 17;

/// How an autopilot encodes, by MAV_PROTOCOL_CAPABILITY; `None` where it is not told, or told twice, and then
/// nothing may be set.
///
/// Both autopilots have the bit of old, PARAM_FLOAT, which alone means a cast.
pub fn encoding_of(capabilities: u64) -> Option<Encoding> {
    let is_bytewise = capabilities & AutopilotVersion::PARAMETERS_BYTEWISE != 0;
    let is_cast = capabilities & ENCODE_CAST != 0;
    let is_of_old = capabilities & AutopilotVersion::PARAMETERS_BY_CAST != 0;
    match (is_bytewise, is_cast) {
        (true, false) => Some(Encoding::Bytewise),
        (false, true) => Some(Encoding::ByCast),
        (false, false) if is_of_old => Some(Encoding::ByCast),
        _ => None,
    }
}

/// The bits of a value as it came; `None` for what is none of its type.
pub(super) fn decode(
    bytes: [u8; 4],
    parameter_type: ParameterType,
    encoding: Encoding,
) -> Option<u32> {
    bits_of(
        decode_value(bytes, parameter_type, encoding),
        parameter_type,
    )
}

/// The bits of a value that is to be set, and the four bytes that carry it; `None` where they cannot carry
/// exactly that.
pub(super) fn encode(
    value: f64,
    parameter_type: ParameterType,
    encoding: Encoding,
) -> Option<(u32, [u8; 4])> {
    let bytes = encode_value(value, parameter_type, encoding).ok()?;
    Some((decode(bytes, parameter_type, encoding)?, bytes))
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
