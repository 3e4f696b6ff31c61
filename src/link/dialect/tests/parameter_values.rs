//! Values of parameters in both encodings.

use super::*;
use crate::link::report::ParameterType::{self, F32, I8, I16, I32, U8, U16, U32};
use Encoding::{ByCast, Bytewise};
use ValueError::{Fraction, NotFinite, OutOfRange, Rounded};

#[test]
fn every_value_at_the_ends_of_a_type_comes_back_as_it_went() {
    let ends: [(ParameterType, &[f64]); 7] = [
        (U8, &[0.0, 1.0, 255.0]),
        (I8, &[-128.0, -1.0, 0.0, 127.0]),
        (U16, &[0.0, 256.0, 65_535.0]),
        (I16, &[-32_768.0, -1.0, 32_767.0]),
        (U32, &[0.0, 1.0, 16_777_216.0, 2_147_483_648.0]),
        (I32, &[-2_147_483_648.0, -16_777_216.0, -1.0, 16_777_215.0]),
        (F32, &[0.0, -0.5, 1.5e-45_f32 as f64, f32::MAX as f64]),
    ];
    for (parameter_type, values) in ends {
        for value in values {
            for encoding in [Bytewise, ByCast] {
                let bytes = encode_value(*value, parameter_type, encoding).unwrap();
                let back = decode_value(bytes, parameter_type, encoding);
                assert_eq!(back, *value, "{parameter_type:?} {encoding:?}");
            }
        }
    }
    for (parameter_type, value) in [(U32, 4_294_967_295.0), (I32, 2_147_483_647.0)] {
        let bytes = encode_value(value, parameter_type, Bytewise).unwrap();
        assert_eq!(decode_value(bytes, parameter_type, Bytewise), value);
    }
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    for (value, parameter_type, encoding, why) in [
        (3e9, I32, Bytewise, OutOfRange),
        (3e9, I32, ByCast, OutOfRange),
        (-1.0, U32, Bytewise, OutOfRange),
        (256.0, U8, Bytewise, OutOfRange),
        (-129.0, I8, ByCast, OutOfRange),
        (65_536.0, U16, Bytewise, OutOfRange),
        (32_768.0, I16, ByCast, OutOfRange),
        (4_294_967_296.0, U32, Bytewise, OutOfRange),
        (1.5, I32, Bytewise, Fraction),
        (0.1, U8, ByCast, Fraction),
        (16_777_217.0, I32, ByCast, Rounded),
        (-16_777_217.0, I32, ByCast, Rounded),
        (4_294_967_295.0, U32, ByCast, Rounded),
        (1e39, F32, Bytewise, OutOfRange),
        (f64::NAN, F32, Bytewise, NotFinite),
        (f64::INFINITY, I32, ByCast, NotFinite),
    ] {
        let answer = encode_value(value, parameter_type, encoding);
        assert_eq!(answer, Err(why), "{value} {parameter_type:?} {encoding:?}");
    }
}

#[test]
fn the_encodings_are_what_the_autopilots_send() {
    assert_eq!(encode_value(-2.0, I8, Bytewise), Ok([0xFE, 0, 0, 0]));
    assert_eq!(
        encode_value(-2.0, I32, Bytewise),
        Ok([0xFE, 0xFF, 0xFF, 0xFF])
    );
    assert_eq!(encode_value(-2.0, I8, ByCast), Ok((-2.0_f32).to_le_bytes()));
    assert_eq!(encode_value(-0.0, U8, ByCast), Ok([0; 4]));
    assert_eq!(encode_value(0.1, F32, Bytewise), Ok(0.1_f32.to_le_bytes()));
    // What stands behind a short type is not a part of its value.
    assert_eq!(decode_value([7, 9, 9, 9], U8, Bytewise), 7.0);
    assert_eq!(decode_value([1, 1, 9, 9], U16, Bytewise), 257.0);
}

#[test]
fn the_recorded_values_are_what_the_flights_had() {
    let mut values = Vec::new();
    for (name, encoding) in [("px4-mission", Bytewise), ("ardupilot-mission", ByCast)] {
        for bytes in recorded(name) {
            if let Some(Report::ParameterValue(value)) = decode(frame(&bytes)) {
                let number = decode_value(value.bytes, value.parameter_type.unwrap(), encoding);
                values.push((value.name.as_str().to_owned(), number));
            }
        }
    }
    for (name, number) in [
        ("COM_FLIGHT_UUID", 1.0),
        ("LND_FLIGHT_T_LO", 98_168_000.0),
        ("MIS_TOTAL", 1.0),
    ] {
        assert!(
            values.contains(&(name.into(), number)),
            "{name}: {values:?}"
        );
    }
}
