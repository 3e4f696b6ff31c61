//! What a vehicle of a class must have set before it may fly, whether it has, and how to set it right.
//!
//! A profile is a file of TOML; those that are shipped stand in `profiles/`. Each requirement names a
//! parameter, a rule for its value, and why. Where firmware calls it otherwise, or counts in another unit,
//! `or` gives the other names with rules of their own; whichever the vehicle has must all be right. A
//! parameter that is not there is never taken for a good one.

mod corrections;
mod corrector;
mod judgement;
mod reading;
mod reading_values;
mod rule;

pub use corrections::{Correction, Corrections, corrections};
pub use corrector::{CorrectionFailure, Corrector, CorrectorState};
pub use judgement::{Circumstances, Doubt, Missing, Shortfall, Verdict, judge};
pub use reading::ProfileProblem;
pub use rule::{Rule, Target};

use crate::link::report::{AutopilotKind, ComponentKind, ParameterName};
use geofences::Bilingual;
use std::sync::LazyLock;
use std::time::Duration;

/// What a class of vehicles must have set.
#[derive(Clone, Debug, PartialEq)]
pub struct SafetyProfile {
    /// A stable name for machines.
    pub class: String,
    /// Its name for people.
    pub name: Bilingual,
    /// A list of parameters that was confirmed longer ago tells nothing.
    pub oldest: Duration,
    /// What is required, in the order in which it is set right: limits before what they limit is switched
    /// on.
    pub requirements: Vec<Requirement>,
}

/// Something that is required.
#[derive(Clone, Debug, PartialEq)]
pub struct Requirement {
    /// What is wanted of which parameter: one, or the same by the names of several firmwares.
    pub wants: Vec<Want>,
    /// Why.
    pub why: Bilingual,
}

/// What is wanted of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Want {
    /// Its name.
    pub parameter: ParameterName,
    /// What its value must be.
    pub rule: Rule,
    /// What it is set to where it is not; `None` where a person has to decide.
    pub target: Option<Target>,
}

static SHIPPED: LazyLock<Vec<SafetyProfile>> = LazyLock::new(|| {
    let files = [
        include_str!("profiles/ardupilot-copter.toml"),
        include_str!("profiles/ardupilot-plane.toml"),
        include_str!("profiles/ardupilot-quadplane.toml"),
        include_str!("profiles/px4-multirotor.toml"),
        include_str!("profiles/px4-plane.toml"),
        include_str!("profiles/px4-vtol.toml"),
    ];
    // A file that cannot be read would be no profile, and without one no vehicle of its class may fly.
    files
        .into_iter()
        .filter_map(|file| SafetyProfile::read(file).ok())
        .collect()
});

impl SafetyProfile {
    /// The profile that is shipped for such a vehicle, which may hover besides flying as a wing; `None` where
    /// there is none, and then one has to be written before it may fly.
    pub fn shipped(
        autopilot: AutopilotKind,
        vehicle: ComponentKind,
        hovers: bool,
    ) -> Option<&'static Self> {
        let class = match (autopilot, vehicle, hovers) {
            (AutopilotKind::ArduPilot, ComponentKind::Rotorcraft, _) => "ardupilot-copter",
            (AutopilotKind::ArduPilot, ComponentKind::FixedWing, false) => "ardupilot-plane",
            (AutopilotKind::ArduPilot, ComponentKind::FixedWing | ComponentKind::Vtol, _) => {
                "ardupilot-quadplane"
            }
            (AutopilotKind::Px4, ComponentKind::Rotorcraft, _) => "px4-multirotor",
            (AutopilotKind::Px4, ComponentKind::FixedWing, false) => "px4-plane",
            (AutopilotKind::Px4, ComponentKind::FixedWing | ComponentKind::Vtol, _) => "px4-vtol",
            _ => return None,
        };
        SHIPPED.iter().find(|profile| profile.class == class)
    }
}

#[cfg(test)]
mod tests;
