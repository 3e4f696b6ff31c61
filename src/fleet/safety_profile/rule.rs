//! What the value of a parameter must be.

use crate::link::report::ParameterType;
use geofences::Bilingual;

/// A rule for a value. Its numbers count in the unit of the parameter, and are rounded as its type rounds.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// This.
    Equals(f64),
    /// This or more.
    AtLeast(f64),
    /// This or less.
    AtMost(f64),
    /// From one to the other, both included.
    Within(f64, f64),
    /// One of these.
    OneOf(Vec<f64>),
    /// All of these bits.
    HasBits(u32),
    /// None of these bits.
    LacksBits(u32),
    /// The system id of this ground station.
    OurSystem,
}

/// What a parameter is set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// This.
    Value(f64),
    /// What the rule says itself: its one value, or the bits put right and the others left.
    AsRuled,
}

impl Rule {
    /// Whether a value is as it must be. What is no number never is.
    pub fn is_met(&self, value: f64, parameter_type: ParameterType, our_system: u8) -> bool {
        let limit = |limit: &f64| match parameter_type {
            ParameterType::F32 => f64::from(*limit as f32),
            _ => *limit,
        };
        value.is_finite()
            && match self {
                Self::Equals(wanted) => value == limit(wanted),
                Self::AtLeast(least) => value >= limit(least),
                Self::AtMost(most) => value <= limit(most),
                Self::Within(least, most) => (limit(least)..=limit(most)).contains(&value),
                Self::OneOf(wanted) => wanted.iter().any(|wanted| value == limit(wanted)),
                Self::HasBits(bits) => bits_in(value).is_some_and(|has| has & bits == *bits),
                Self::LacksBits(bits) => bits_in(value).is_some_and(|has| has & bits == 0),
                Self::OurSystem => value == f64::from(our_system),
            }
    }

    /// The value that it would be set to, where it is `found` now; `None` where the rule does not say one.
    pub fn value_for(&self, target: Target, found: f64, our_system: u8) -> Option<f64> {
        match (target, self) {
            (Target::Value(value), _) => Some(value),
            (Target::AsRuled, Self::Equals(value)) => Some(*value),
            (Target::AsRuled, Self::OurSystem) => Some(our_system.into()),
            (Target::AsRuled, Self::HasBits(bits)) => Some(f64::from(bits_in(found)? | bits)),
            (Target::AsRuled, Self::LacksBits(bits)) => Some(f64::from(bits_in(found)? & !bits)),
            (Target::AsRuled, _) => None,
        }
    }

    /// In words.
    pub fn what(&self, our_system: u8) -> Bilingual {
        match self {
            Self::Equals(value) => Bilingual::new(format!("{value}"), format!("{value}")),
            Self::AtLeast(least) => {
                Bilingual::new(format!("at least {least}"), format!("不小于 {least}"))
            }
            Self::AtMost(most) => {
                Bilingual::new(format!("at most {most}"), format!("不大于 {most}"))
            }
            Self::Within(least, most) => Bilingual::new(
                format!("from {least} to {most}"),
                format!("{least} 至 {most}"),
            ),
            Self::OneOf(wanted) => {
                let list = |and: &str| {
                    wanted
                        .iter()
                        .map(f64::to_string)
                        .collect::<Vec<_>>()
                        .join(and)
                };
                Bilingual::new(
                    format!("one of {}", list(", ")),
                    format!("{} 之一", list("、")),
                )
            }
            Self::HasBits(bits) => Bilingual::new(
                format!("all bits of {bits} set"),
                format!("包含 {bits} 的全部位"),
            ),
            Self::LacksBits(bits) => Bilingual::new(
                format!("no bit of {bits} set"),
                format!("不含 {bits} 的任何位"),
            ),
            Self::OurSystem => Bilingual::new(
                format!("{our_system}, the id of this ground station"),
                format!("{our_system}（本地面站的编号）"),
            ),
        }
    }
}

/// The bits of a value that is a whole number without a sign.
fn bits_in(value: f64) -> Option<u32> {
    let is_whole = value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value);
    is_whole.then_some(value as u32)
}
