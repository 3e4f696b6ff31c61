//! Names that can stand in a topic, and numbers as they are written.

/// The longest name of a thing.
pub const LONGEST_NAME: usize = 64;

/// Whether it can be a level of a topic: letters and digits of ASCII, `-`, `_` and `.`. MQTT keeps
/// `/`, `+` and `#` to itself, and a leading `$` for the broker.
pub fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(allowed)
}

/// A number with so many decimals.
pub fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale
}

/// Degrees as they are written: 1e-7° are a centimetre.
pub fn rounded_deg(degrees: f64) -> f64 {
    rounded(degrees, 7)
}

/// A number in steps.
pub fn in_steps(value: f64, step: f64) -> f64 {
    (value / step).round() * step
}

/// A compass angle in 0 ≤ angle < 360, in steps.
pub fn compass_deg(angle_deg: f64, step: f64) -> f64 {
    let angle = in_steps(angle_deg.rem_euclid(360.0), step);
    if angle >= 360.0 { 0.0 } else { angle }
}
