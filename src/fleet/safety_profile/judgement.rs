//! Whether a vehicle has set what its profile requires.

use super::{Rule, SafetyProfile, Want};
use crate::fleet::parameters::ParameterSet;
use crate::link::report::ParameterName;
use crate::moment::Moment;
use geofences::Bilingual;

/// Around what is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Now.
    pub now: Moment,
    /// The system id of this ground station, to whose heartbeat a vehicle must listen.
    pub our_system: u8,
}

/// A parameter that is not as it must be.
#[derive(Clone, Debug, PartialEq)]
pub struct Shortfall {
    /// Which.
    pub parameter: ParameterName,
    /// Its value.
    pub found: f64,
    /// What it must be.
    pub wanted: Rule,
    /// The same in words.
    pub wanted_in_words: Bilingual,
    /// Why.
    pub why: Bilingual,
}

/// A requirement of which the vehicle has no parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Missing {
    /// By all names that it may have.
    pub parameters: Vec<ParameterName>,
    /// Why it is required.
    pub why: Bilingual,
}

/// Why it cannot be told.
#[derive(Clone, Debug, PartialEq)]
pub enum Doubt {
    /// Nothing is laid down for its class.
    NoProfile,
    /// The list was never read whole, or may have changed since.
    Unread,
    /// The list was confirmed too long ago.
    Stale {
        /// Then.
        confirmed: Moment,
    },
    /// The vehicle does not have these.
    Missing(Vec<Missing>),
}

impl Doubt {
    /// In words.
    pub fn what(&self) -> Bilingual {
        match self {
            Self::NoProfile => Bilingual::new(
                "There is no safety profile for vehicles of its class.",
                "没有适用于该类飞行器的安全配置。",
            ),
            Self::Unread => Bilingual::new(
                "Its parameters were not read, or may have changed since.",
                "参数尚未读取，或读取后可能已变化。",
            ),
            Self::Stale { .. } => Bilingual::new(
                "Its parameters were read too long ago.",
                "参数读取时间过久。",
            ),
            Self::Missing(missing) => {
                let names = missing.iter().filter_map(|it| it.parameters.first());
                let names: Vec<_> = names.map(|name| name.as_str()).collect();
                let names = names.join(", ");
                Bilingual::new(
                    format!("It does not have these parameters: {names}."),
                    format!("飞行器没有以下参数：{names}。"),
                )
            }
        }
    }
}

/// The judgement.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// All is as it must be.
    Met,
    /// Some is not.
    NotMet {
        /// What.
        shortfalls: Vec<Shortfall>,
        /// What is not there besides.
        missing: Vec<Missing>,
    },
    /// It cannot be told, which is no better.
    Unknown(Doubt),
}

impl Verdict {
    /// Whether it may fly as far as its parameters are concerned.
    pub fn is_met(&self) -> bool {
        *self == Self::Met
    }
}

/// Judges a vehicle's parameters.
pub fn judge(set: &ParameterSet, profile: &SafetyProfile, around: Circumstances) -> Verdict {
    let Some(confirmed) = set.confirmed() else {
        return Verdict::Unknown(Doubt::Unread);
    };
    // One that was confirmed in the future is by a clock that is wrong.
    if confirmed > around.now || around.now.since(confirmed) > profile.oldest {
        return Verdict::Unknown(Doubt::Stale { confirmed });
    }
    let missing = missing(set, profile);
    let shortfalls: Vec<Shortfall> = shortfalls(set, profile, around)
        .map(|(shortfall, _)| shortfall)
        .collect();
    if !shortfalls.is_empty() {
        return Verdict::NotMet {
            shortfalls,
            missing,
        };
    }
    // A profile without requirements would be met by anything.
    if missing.is_empty() && !profile.requirements.is_empty() {
        Verdict::Met
    } else {
        Verdict::Unknown(Doubt::Missing(missing))
    }
}

fn missing(set: &ParameterSet, profile: &SafetyProfile) -> Vec<Missing> {
    let is_there = |want: &Want| set.get(want.parameter.as_str()).is_some();
    let absent = profile.requirements.iter();
    let absent = absent.filter(|requirement| !requirement.wants.iter().any(is_there));
    let missing = absent.map(|requirement| Missing {
        parameters: requirement
            .wants
            .iter()
            .map(|want| want.parameter)
            .collect(),
        why: requirement.why.clone(),
    });
    missing.collect()
}

/// What is not as it must be, in the order of the profile.
pub(super) fn shortfalls<'a>(
    set: &'a ParameterSet,
    profile: &'a SafetyProfile,
    around: Circumstances,
) -> impl Iterator<Item = (Shortfall, &'a Want)> {
    profile.requirements.iter().flat_map(move |requirement| {
        requirement.wants.iter().filter_map(move |want| {
            let known = set.get(want.parameter.as_str())?;
            let our_system = around.our_system;
            let is_met = want
                .rule
                .is_met(known.value, known.parameter_type, our_system);
            let shortfall = || Shortfall {
                parameter: want.parameter,
                found: known.value,
                wanted: want.rule.clone(),
                wanted_in_words: want.rule.what(our_system),
                why: requirement.why.clone(),
            };
            (!is_met).then(|| (shortfall(), want))
        })
    })
}
