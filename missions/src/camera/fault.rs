//! What is wrong with figures that somebody wrote.

use geofences::Bilingual;

/// One figure that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which one: the way to it, as its file's keys have it.
    pub field: String,
    /// What is wrong with it.
    pub what: Bilingual,
}

/// What a number may be.
#[derive(Clone, Copy)]
pub(crate) struct Within {
    least: f64,
    most: f64,
    unit: &'static str,
}

/// From `least` to `most`, both included.
pub(crate) const fn within(least: f64, most: f64, unit: &'static str) -> Within {
    Within { least, most, unit }
}

/// Faults as they are found.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_list(self) -> Vec<Fault> {
        self.0
    }

    pub(crate) fn add(&mut self, field: &str, en: impl Into<String>, zh: impl Into<String>) {
        self.0.push(Fault {
            field: field.to_owned(),
            what: Bilingual::new(en, zh),
        });
    }

    /// A number has to be finite and within limits.
    pub(crate) fn number(&mut self, field: &str, value: f64, limits: Within) {
        let Within { least, most, unit } = limits;
        if !(least..=most).contains(&value) {
            let blank = if unit.is_empty() { "" } else { " " };
            self.add(
                field,
                format!("{value} is not from {least} to {most}{blank}{unit}"),
                format!("{value} 不在 {least} 至 {most}{blank}{unit} 之间"),
            );
        }
    }

    /// The first of two may not be above the second.
    pub(crate) fn not_above(&mut self, lower: (&str, f64), upper: (&str, f64)) {
        if lower.1 > upper.1 {
            let ((low, low_value), (high, high_value)) = (lower, upper);
            self.add(
                low,
                format!("{low} {low_value} is above {high} {high_value}"),
                format!("{low} {low_value} 大于 {high} {high_value}"),
            );
        }
    }
}
