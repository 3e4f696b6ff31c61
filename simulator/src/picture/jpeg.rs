//! A picture as a file: JPEG with its place and time (Exif 2.3).

use super::Picture;
use crate::place::Place;
use chrono::{DateTime, FixedOffset, Utc};
use exif::experimental::Writer;
use exif::{Field, In, Rational, SRational, Tag, Value};
use jpeg_encoder::{ColorType, Encoder};
use std::io::Cursor;

/// What a camera notes beside a picture: what it believes, which is not always so.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tags<'a> {
    /// Where it takes itself to be.
    pub place: Place,
    /// When.
    pub time: DateTime<Utc>,
    /// Where it looks, clockwise from north, radians.
    pub direction_rad: f64,
    /// Focal length, mm.
    pub focal_mm: f64,
    /// Focal length that has the same view on 35 mm film, mm.
    pub focal_35_mm: f64,
    /// Who made it.
    pub make: &'a str,
    /// What it is called.
    pub model: &'a str,
}

/// Qualities to try until the file is small enough.
const QUALITIES: [u8; 6] = [88, 80, 70, 55, 35, 15];
/// Clocks of cameras show Beijing time, seconds east of Greenwich.
const CLOCK_OFFSET_S: i32 = 8 * 3_600;

/// The picture as a file of exactly so many bytes: as good as fits, filled up with zeros behind its
/// end, which readers pass over. A camera can so tell the size of a picture before it is fetched. Where
/// even the worst does not fit, the file is longer.
pub fn encode(picture: &Picture, tags: &Tags<'_>, bytes: usize) -> Vec<u8> {
    let colours = picture.bytes();
    let exif = exif_of(picture, tags);
    let mut file = Vec::new();
    for quality in QUALITIES {
        file = with_quality(picture, &colours, &exif, quality);
        if file.len() <= bytes {
            file.resize(bytes, 0);
            break;
        }
    }
    file
}

fn with_quality(picture: &Picture, colours: &[u8], exif: &[u8], quality: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, quality);
    // Writing into memory fails for sizes alone that no lens has; the file is then empty.
    let marked = encoder.add_app_segment(1, exif.to_vec());
    let size = (picture.width as u16, picture.height as u16);
    let encoded = marked.and_then(|()| encoder.encode(colours, size.0, size.1, ColorType::Rgb));
    if encoded.is_err() {
        file.clear();
    }
    file
}

/// Degrees as three fractions: degrees, minutes, seconds.
fn sexagesimal(degrees: f64) -> Value {
    let ten_thousandths = (degrees.abs() * 3_600.0 * 1e4).round() as u64;
    let seconds = ten_thousandths / 10_000;
    Value::Rational(vec![
        whole((seconds / 3_600) as u32),
        whole((seconds / 60 % 60) as u32),
        Rational {
            num: (ten_thousandths % 600_000) as u32,
            denom: 10_000,
        },
    ])
}

fn whole(number: u32) -> Rational {
    Rational {
        num: number,
        denom: 1,
    }
}

fn thousandths(number: f64) -> Value {
    Value::Rational(vec![Rational {
        num: (number.abs() * 1e3).round() as u32,
        denom: 1_000,
    }])
}

fn text(text: impl Into<String>) -> Value {
    Value::Ascii(vec![text.into().into_bytes()])
}

/// The content of the segment APP1.
fn exif_of(picture: &Picture, tags: &Tags<'_>) -> Vec<u8> {
    let local = FixedOffset::east_opt(CLOCK_OFFSET_S).map_or(tags.time.fixed_offset(), |zone| {
        tags.time.with_timezone(&zone)
    });
    let local_time = local.format("%Y:%m:%d %H:%M:%S").to_string();
    let place = tags.place;
    let hemisphere = |value: f64, positive: &str, negative: &str| {
        text(if value < 0.0 { negative } else { positive })
    };
    let time = tags.time.time();
    let clock = {
        use chrono::Timelike;
        Value::Rational(vec![
            whole(time.hour()),
            whole(time.minute()),
            whole(time.second()),
        ])
    };
    let direction_deg = tags.direction_rad.to_degrees().rem_euclid(360.0);
    let values = [
        (Tag::Make, text(tags.make)),
        (Tag::Model, text(tags.model)),
        (Tag::Software, text("simulated")),
        (Tag::DateTime, text(local_time.clone())),
        (Tag::DateTimeOriginal, text(local_time)),
        (
            Tag::OffsetTimeOriginal,
            text(local.format("%:z").to_string()),
        ),
        (
            Tag::SubSecTimeOriginal,
            text(format!("{:03}", local.timestamp_subsec_millis())),
        ),
        (Tag::ExifVersion, Value::Undefined(b"0231".to_vec(), 0)),
        (
            Tag::PixelXDimension,
            Value::Long(vec![picture.width as u32]),
        ),
        (
            Tag::PixelYDimension,
            Value::Long(vec![picture.height as u32]),
        ),
        (Tag::FocalLength, thousandths(tags.focal_mm)),
        (
            Tag::FocalLengthIn35mmFilm,
            Value::Short(vec![tags.focal_35_mm.round() as u16]),
        ),
        (
            Tag::ExposureBiasValue,
            Value::SRational(vec![SRational { num: 0, denom: 1 }]),
        ),
        (Tag::GPSVersionID, Value::Byte(vec![2, 3, 0, 0])),
        (
            Tag::GPSLatitudeRef,
            hemisphere(place.latitude_deg, "N", "S"),
        ),
        (Tag::GPSLatitude, sexagesimal(place.latitude_deg)),
        (
            Tag::GPSLongitudeRef,
            hemisphere(place.longitude_deg, "E", "W"),
        ),
        (Tag::GPSLongitude, sexagesimal(place.longitude_deg)),
        (
            Tag::GPSAltitudeRef,
            Value::Byte(vec![u8::from(place.altitude_amsl_m < 0.0)]),
        ),
        (Tag::GPSAltitude, thousandths(place.altitude_amsl_m)),
        (Tag::GPSTimeStamp, clock),
        (
            Tag::GPSDateStamp,
            text(tags.time.format("%Y:%m:%d").to_string()),
        ),
        (Tag::GPSImgDirectionRef, text("T")),
        (Tag::GPSImgDirection, thousandths(direction_deg)),
    ];
    let fields = values.map(|(tag, value)| Field {
        tag,
        ifd_num: In::PRIMARY,
        value,
    });
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut segment = Cursor::new(Vec::new());
    // Writing into memory does not fail.
    let written = writer.write(&mut segment, true);
    let mut content = b"Exif\0\0".to_vec();
    if written.is_ok() {
        content.extend(segment.into_inner());
    }
    content
}
