//! What the four bytes of a parameter's value mean, in both encodings, exactly.

use crate::link::report::ParameterType;

/// How an autopilot puts a parameter's value into four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The bytes of the value's own type, the lowest first (PX4).
    Bytewise,
    /// The bytes of a float of the value, whatever its type (ArduPilot).
    ByCast,
}

/// Why a number cannot be the value of a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueError {
    /// It is no number, or infinite.
    NotFinite,
    /// The type has whole numbers only.
    Fraction,
    /// The type does not reach so far.
    OutOfRange,
    /// On its way it would become another one: a float has 24 bits for a whole number.
    Rounded,
}

/// The value. It is exact: f64 holds every value of every type. It is no number where the vehicle says none.
pub fn decode_value(bytes: [u8; 4], parameter_type: ParameterType, encoding: Encoding) -> f64 {
    let [b0, b1, ..] = bytes;
    match (encoding, parameter_type) {
        (Encoding::ByCast, _) | (_, ParameterType::F32) => f32::from_le_bytes(bytes).into(),
        (Encoding::Bytewise, ParameterType::U8) => b0.into(),
        (Encoding::Bytewise, ParameterType::I8) => b0.cast_signed().into(),
        (Encoding::Bytewise, ParameterType::U16) => u16::from_le_bytes([b0, b1]).into(),
        (Encoding::Bytewise, ParameterType::I16) => i16::from_le_bytes([b0, b1]).into(),
        (Encoding::Bytewise, ParameterType::U32) => u32::from_le_bytes(bytes).into(),
        (Encoding::Bytewise, ParameterType::I32) => i32::from_le_bytes(bytes).into(),
    }
}

/// The bytes of a value. A float is the nearest one to it; a whole number is itself or an error.
///
/// # Errors
/// The type or the encoding cannot hold it.
pub fn encode_value(
    value: f64,
    parameter_type: ParameterType,
    encoding: Encoding,
) -> Result<[u8; 4], ValueError> {
    if !value.is_finite() {
        return Err(ValueError::NotFinite);
    }
    let as_float = value as f32;
    let Some((least, most)) = range(parameter_type) else {
        return if as_float.is_finite() {
            Ok(as_float.to_le_bytes())
        } else {
            Err(ValueError::OutOfRange)
        };
    };
    if value.fract() != 0.0 {
        return Err(ValueError::Fraction);
    }
    if !(least..=most).contains(&value) {
        return Err(ValueError::OutOfRange);
    }
    // Within 33 bits, so that the cast is exact; of a negative number the lowest bytes are the type's own.
    let [b0, b1, b2, b3, ..] = (value as i64).to_le_bytes();
    match (encoding, parameter_type) {
        // Adding zero makes −0 plain.
        (Encoding::ByCast, _) if f64::from(as_float) == value => Ok((as_float + 0.0).to_le_bytes()),
        (Encoding::ByCast, _) => Err(ValueError::Rounded),
        (Encoding::Bytewise, ParameterType::U8 | ParameterType::I8) => Ok([b0, 0, 0, 0]),
        (Encoding::Bytewise, ParameterType::U16 | ParameterType::I16) => Ok([b0, b1, 0, 0]),
        (Encoding::Bytewise, _) => Ok([b0, b1, b2, b3]),
    }
}

/// The least and the most of a type of whole numbers; `None` for floats.
fn range(parameter_type: ParameterType) -> Option<(f64, f64)> {
    match parameter_type {
        ParameterType::U8 => Some((0.0, u8::MAX.into())),
        ParameterType::I8 => Some((i8::MIN.into(), i8::MAX.into())),
        ParameterType::U16 => Some((0.0, u16::MAX.into())),
        ParameterType::I16 => Some((i16::MIN.into(), i16::MAX.into())),
        ParameterType::U32 => Some((0.0, u32::MAX.into())),
        ParameterType::I32 => Some((i32::MIN.into(), i32::MAX.into())),
        ParameterType::F32 => None,
    }
}
