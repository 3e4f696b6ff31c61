//! How a charger charges: at full power until the cells near their voltage, then less and less.

/// Constant current goes over to constant voltage here, part of the full charge.
const TAPERS_FROM: f64 = 0.8;
/// What is left of the power when full.
const LEFT_WHEN_FULL: f64 = 0.1;

/// The power at which a charger of `most_w` charges a battery, W: full up to four fifths, then in
/// proportion down to a tenth, which is how lithium cells are charged (constant current, then constant
/// voltage).
pub fn charging_power_w(most_w: f64, charge: f64) -> f64 {
    let tapered = ((charge - TAPERS_FROM) / (1.0 - TAPERS_FROM)).clamp(0.0, 1.0);
    most_w * (1.0 - (1.0 - LEFT_WHEN_FULL) * tapered)
}
