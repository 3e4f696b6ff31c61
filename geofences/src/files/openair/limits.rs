//! Height limits as OpenAir writes them.

use crate::files::heights::{LimitSide, METRES_PER_FOOT, flight_level_amsl};
use crate::{Altitude, AltitudeDatum};

/// What a limit says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Limit {
    /// On the ground.
    Ground,
    /// Without end.
    Unlimited,
    /// At this height.
    At(Altitude),
    /// At this height; the text does not say above what, and the safe datum was taken.
    AtWithoutDatum(Altitude),
}

const UNITS: [(&str, f64); 9] = [
    ("", METRES_PER_FOOT),
    ("FT", METRES_PER_FOOT),
    ("FEET", METRES_PER_FOOT),
    ("M", 1.0),
    ("MT", 1.0),
    ("MTR", 1.0),
    ("METER", 1.0),
    ("METERS", 1.0),
    ("METRES", 1.0),
];

#[derive(Clone, Copy)]
enum Above {
    Sea,
    Ground,
    Pressure,
    Unsaid,
}

const DATUMS: [(&str, Above); 11] = [
    ("", Above::Unsaid),
    ("MSL", Above::Sea),
    ("AMSL", Above::Sea),
    ("ALT", Above::Sea),
    ("QNH", Above::Sea),
    ("AGL", Above::Ground),
    ("ASFC", Above::Ground),
    ("SFC", Above::Ground),
    ("GND", Above::Ground),
    ("STD", Above::Pressure),
    ("QNE", Above::Pressure),
];

/// Reads a limit of a zone that restricts (OpenAir has no others); `None` when not understood.
pub(super) fn limit(text: &str, side: LimitSide) -> Option<Limit> {
    let compact: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match compact.as_str() {
        "GND" | "SFC" | "GROUND" | "SURFACE" => return Some(Limit::Ground),
        "UNL" | "UNLTD" | "UNLIM" | "UNLIMITED" => return Some(Limit::Unlimited),
        _ => {}
    }
    if let Some(level) = compact.strip_prefix("FL") {
        return flight_level(plain_number(level)?, side);
    }
    let end = compact
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(compact.len());
    let (number, words) = compact.split_at_checked(end)?;
    let number = plain_number(number)?;
    let (metres_per_unit, above) = unit_and_datum(words)?;
    height(number * metres_per_unit, above, side)
}

fn plain_number(text: &str) -> Option<f64> {
    let plain = text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if plain { text.parse().ok() } else { None }
}

fn unit_and_datum(words: &str) -> Option<(f64, Above)> {
    UNITS.iter().find_map(|(unit, metres_per_unit)| {
        let rest = words.strip_prefix(unit)?;
        let (_, above) = DATUMS.iter().find(|(datum, _)| *datum == rest)?;
        Some((*metres_per_unit, *above))
    })
}

fn flight_level(level: f64, side: LimitSide) -> Option<Limit> {
    flight_level_amsl(level, side, true).ok().map(Limit::At)
}

fn height(metres: f64, above: Above, side: LimitSide) -> Option<Limit> {
    let at = |datum| Altitude::new(metres, datum).ok();
    match above {
        // Zero is what stands where nothing was filled in; so low the zone would restrict nothing.
        Above::Sea if metres <= 0.0 && side == LimitSide::Upper => Some(Limit::Ground),
        // A pressure altitude is a flight level told in feet.
        Above::Pressure => flight_level(metres / METRES_PER_FOOT / 100.0, side),
        Above::Sea => at(AltitudeDatum::MeanSeaLevel).map(Limit::At),
        Above::Ground if metres == 0.0 => Some(Limit::Ground),
        Above::Ground => at(AltitudeDatum::AboveGround).map(Limit::At),
        // The ground as upper limit is open.
        Above::Unsaid if metres == 0.0 && side == LimitSide::Upper => Some(Limit::Ground),
        // Above the ground is the higher of the two readings wherever the ground is above the
        // sea: as upper limit it covers both, and as lower limit the sea's does.
        Above::Unsaid => match side {
            LimitSide::Lower => at(AltitudeDatum::MeanSeaLevel),
            LimitSide::Upper => at(AltitudeDatum::AboveGround),
        }
        .map(Limit::AtWithoutDatum),
    }
}
