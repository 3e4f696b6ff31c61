//! What has to be set so that a profile is met.

use super::judgement::{Circumstances, Shortfall, shortfalls};
use super::{SafetyProfile, Want};
use crate::fleet::parameters::{ParameterSet, bits_of, value_of};
use crate::link::report::{ParameterName, ParameterType};

/// One parameter to be set.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Correction {
    /// Which.
    pub parameter: ParameterName,
    /// Its value now.
    pub from: f64,
    /// What it is set to.
    pub to: f64,
    /// Its type, as the vehicle tells it.
    pub parameter_type: ParameterType,
}

/// What has to be set.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corrections {
    /// In the order of the profile, which puts limits before what they limit is switched on.
    pub orders: Vec<Correction>,
    /// What a person has to decide.
    pub by_hand: Vec<Shortfall>,
}

/// What has to be set so that a profile is met.
pub fn corrections(
    set: &ParameterSet,
    profile: &SafetyProfile,
    around: Circumstances,
) -> Corrections {
    let mut found = Corrections::default();
    for (shortfall, want) in shortfalls(set, profile, around) {
        match correction(set, &shortfall, want, around) {
            Some(correction) => found.orders.push(correction),
            None => found.by_hand.push(shortfall),
        }
    }
    found
}

/// `None` also where the vehicle's type cannot hold what would be right.
fn correction(
    set: &ParameterSet,
    shortfall: &Shortfall,
    want: &Want,
    around: Circumstances,
) -> Option<Correction> {
    let parameter_type = set.get(want.parameter.as_str())?.parameter_type;
    let (rule, our_system) = (&want.rule, around.our_system);
    let to = rule.value_for(want.target?, shortfall.found, our_system)?;
    let to = value_of(bits_of(to, parameter_type)?, parameter_type);
    rule.is_met(to, parameter_type, our_system)
        .then_some(Correction {
            parameter: want.parameter,
            from: shortfall.found,
            to,
            parameter_type,
        })
}
