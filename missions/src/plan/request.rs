//! What is asked of a plan, and what comes out.

use crate::feasibility::{Aircraft, Feasibility, Hindrance, Paperwork, Question, Surroundings};
use crate::mission::{Home, Mission};
use crate::patrol::Patrol;
use crate::ways_home::LandingPlace;
use chrono::{DateTime, Utc};
use geofences::Bilingual;

/// What is to be planned.
#[derive(Clone, Copy)]
pub struct PlanRequest<'a> {
    /// What is to be looked at, and how well.
    pub patrol: &'a Patrol,
    /// Who flies it.
    pub aircraft: Aircraft<'a>,
    /// Where it takes off and lands; its ground is the landing plate of a dock.
    pub home: Home,
    /// Where it may land when it cannot come home.
    pub landing_places: &'a [LandingPlace],
    /// What is around.
    pub surroundings: Surroundings<'a>,
    /// When it takes off.
    pub departure: DateTime<Utc>,
    /// What is approved, and how it is controlled.
    pub paperwork: Paperwork<'a>,
}

/// A mission that can and may be flown, or what has come nearest to one.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The mission.
    pub mission: Mission,
    /// Whether and why it can and may be flown.
    pub feasibility: Feasibility,
    /// The part of what is to be seen that is seen, 0…1; `None` for points, which are all seen.
    pub seen: Option<f64>,
    /// What its reader should know.
    pub notes: Vec<Bilingual>,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// All that is in the way; never nothing.
    pub hindrances: Vec<Hindrance>,
    /// What has come nearest, where there is a mission at all.
    pub nearest: Option<Box<Plan>>,
}

impl<'a> PlanRequest<'a> {
    /// The question whether a mission for it may and can be flown.
    pub(super) fn question<'q>(&'q self, mission: &'q Mission) -> Question<'q>
    where
        'a: 'q,
    {
        Question {
            mission,
            aircraft: self.aircraft,
            surroundings: self.surroundings,
            departure: self.departure,
            patrol: Some(self.patrol),
            paperwork: self.paperwork,
        }
    }
}
