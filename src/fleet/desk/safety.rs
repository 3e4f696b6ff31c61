//! Whether a vehicle has set what it must: judged when its parameters or its profile change, and unknown once
//! they are too old.

use crate::fleet::job::SafetySetting;
use crate::fleet::parameters::ParameterSet;
use crate::fleet::safety_profile::{SafetyProfile, Verdict};
use crate::fleet::vehicle::Vehicle;
use crate::link::report::{AutopilotKind, ComponentKind};
use crate::moment::Moment;
use std::sync::Arc;
use std::time::Duration;

/// A judgement in short.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SafetyState {
    /// All is set as it must be.
    Met,
    /// Some is not.
    NotMet {
        /// So many parameters.
        shortfalls: usize,
        /// So many requirements of which it has no parameter.
        missing: usize,
    },
    /// It cannot be told, which is no better.
    #[default]
    Unknown,
}

impl From<&Verdict> for SafetyState {
    fn from(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::Met => Self::Met,
            Verdict::NotMet {
                shortfalls,
                missing,
            } => Self::NotMet {
                shortfalls: shortfalls.len(),
                missing: missing.len(),
            },
            Verdict::Unknown(_) => Self::Unknown,
        }
    }
}

/// Whose autopilot, what flies, and whether it hovers as well: by these a profile is found.
type Class = (AutopilotKind, ComponentKind, bool);

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Safety {
    our_system: u8,
    /// The profile that was handed in for this vehicle; else it is that of its class.
    profile: Option<Arc<SafetyProfile>>,
    judged: SafetyState,
    /// By what class.
    class: Option<Class>,
    /// When the parameters were confirmed, and for how long that tells anything.
    holds: Option<(Moment, Duration)>,
    is_old: bool,
}

impl Safety {
    pub(super) fn new(our_system: u8) -> Self {
        Self {
            our_system,
            profile: None,
            judged: SafetyState::Unknown,
            class: None,
            holds: None,
            is_old: false,
        }
    }

    pub(super) fn set_profile(&mut self, profile: Option<Arc<SafetyProfile>>) {
        self.profile = profile;
        self.is_old = true;
    }

    /// The parameters changed.
    pub(super) fn changed(&mut self) {
        self.is_old = true;
    }

    /// What a job has to know.
    pub(super) fn setting<'a>(
        &'a self,
        vehicle: &Vehicle,
        parameters: Option<&'a ParameterSet>,
    ) -> SafetySetting<'a> {
        let shipped = || {
            let (autopilot, kind, hovers) = class_of(vehicle)?;
            SafetyProfile::shipped(autopilot, kind, hovers)
        };
        SafetySetting {
            profile: self.profile.as_deref().or_else(shipped),
            parameters,
            our_system: self.our_system,
        }
    }

    /// Judges anew, where anything changed.
    pub(super) fn refresh(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        parameters: Option<&ParameterSet>,
    ) {
        let class = class_of(vehicle);
        if !self.is_old && class == self.class {
            return;
        }
        let setting = self.setting(vehicle, parameters);
        let judged = SafetyState::from(&setting.judge(now));
        let confirmed = parameters.and_then(ParameterSet::confirmed);
        let holds = confirmed.zip(setting.profile.map(|profile| profile.oldest));
        (self.judged, self.holds, self.class) = (judged, holds, class);
        self.is_old = false;
    }

    /// The judgement, as of now.
    pub(super) fn state(&self, now: Moment) -> SafetyState {
        let holds = |(confirmed, oldest): (Moment, Duration)| {
            confirmed <= now && now.since(confirmed) <= oldest
        };
        if self.holds.is_some_and(holds) {
            self.judged
        } else {
            SafetyState::Unknown
        }
    }
}

fn class_of(vehicle: &Vehicle) -> Option<Class> {
    let (autopilot, kind) = super::kind_of(vehicle)?;
    Some((autopilot, kind, super::facts::has_rotors(vehicle.known())))
}
