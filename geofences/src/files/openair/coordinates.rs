//! Positions as OpenAir writes them: latitude first, sexagesimal with hemisphere letters.

use crate::Position;

/// Reads `36:05:20 N 120:18:30 E`, also with decimal minutes (`36:05.333N`) or decimal degrees.
///
/// `None` for anything else: a position that is only half understood is none.
pub(super) fn position(text: &str) -> Option<Position> {
    let (latitude_deg, rest) = angle(text, 'N', 'S')?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(',').unwrap_or(rest);
    let (longitude_deg, rest) = angle(rest, 'E', 'W')?;
    if !rest.trim().is_empty() {
        return None;
    }
    Position::new(longitude_deg, latitude_deg).ok()
}

/// Reads two positions with a comma between them, as `DB` has them.
pub(super) fn two_positions(text: &str) -> Option<(Position, Position)> {
    // The comma that separates the positions stands after the first E or W.
    let after_first = text.find(['E', 'W', 'e', 'w'])? + 1;
    let (first, rest) = text.split_at_checked(after_first)?;
    let rest = rest.trim_start().strip_prefix(',')?;
    Some((position(first)?, position(rest)?))
}

fn angle(text: &str, positive: char, negative: char) -> Option<(f64, &str)> {
    let end = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, rest) = text.split_at_checked(end)?;
    let mut letters = rest.chars();
    let hemisphere = letters.next()?.to_ascii_uppercase();
    let sign = if hemisphere == positive {
        1.0
    } else if hemisphere == negative {
        -1.0
    } else {
        return None;
    };
    Some((sign * sexagesimal(number.trim())?, letters.as_str()))
}

fn sexagesimal(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    if parts.len() > 3 {
        return None;
    }
    let mut degrees = 0.0;
    let mut unit = 1.0;
    for (index, part) in parts.iter().enumerate() {
        // Only the last part may have a fraction; minutes and seconds are below 60.
        let whole = index + 1 < parts.len();
        let plain = part
            .chars()
            .all(|c| c.is_ascii_digit() || (c == '.' && !whole));
        let value: f64 = if plain {
            part.parse().ok()?
        } else {
            return None;
        };
        if index > 0 && value >= 60.0 {
            return None;
        }
        degrees += value * unit;
        unit /= 60.0;
    }
    Some(degrees)
}
