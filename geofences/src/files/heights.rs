//! Heights as files give them: units, and flight levels.

use crate::{Altitude, AltitudeDatum, AltitudeError};

/// Metres in an international foot (ISO 31-1).
pub const METRES_PER_FOOT: f64 = 0.3048;

/// Which limit of a zone a height is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitSide {
    /// The lower limit.
    Lower,
    /// The upper limit.
    Upper,
}

/// A flight level as an AMSL height, moved to the safe side.
///
/// A flight level is a surface of constant pressure: at FL n a standard atmosphere has n hundred
/// feet. The true height differs with the day's pressure (QNH from 960 to 1050 hPa moves it by
/// up to 450 m at 8.3 m/hPa, ICAO Doc 7488) and by about 0.4 % per degree from the standard
/// temperature, 15 % at the most. A zone that restricts is widened by that, one that permits is
/// narrowed.
///
/// # Errors
/// [`AltitudeError::OutOfRange`] when the level is no believable height.
pub fn flight_level_amsl(
    level: f64,
    side: LimitSide,
    restricts: bool,
) -> Result<Altitude, AltitudeError> {
    let standard_m = level * 100.0 * METRES_PER_FOOT;
    if !(Altitude::LOWEST_M..=Altitude::HIGHEST_M).contains(&standard_m) {
        return Err(AltitudeError::OutOfRange(standard_m));
    }
    let doubt_m = 450.0 + 0.15 * standard_m.abs();
    let upward = (side == LimitSide::Upper) == restricts;
    let metres = if upward {
        standard_m + doubt_m
    } else {
        standard_m - doubt_m
    };
    Altitude::new(
        metres.clamp(Altitude::LOWEST_M, Altitude::HIGHEST_M),
        AltitudeDatum::MeanSeaLevel,
    )
}
