//! What is known of a plan on board, and that it was changed.

use crate::fleet::plan_transfer::plan_name;
use crate::link::report::PlanKind;
use geofences::Bilingual;

/// What is known of a plan on board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBoard {
    /// It has to be read to be known.
    Unknown,
    /// It is the one that was verified.
    Ours {
        /// Its number, where the vehicle tells one.
        plan_id: Option<u32>,
        /// How many items it has, home not counted.
        count: u16,
    },
    /// It is another one.
    NotOurs {
        /// Its number, where the vehicle tells one; 0 for an empty one.
        plan_id: Option<u32>,
    },
}

/// A plan was changed, and not by us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanChangedBehindOurBack {
    /// Which plan.
    pub kind: PlanKind,
    /// The number of ours, where it has one.
    pub ours: Option<u32>,
    /// The number that is on board now, where it is told.
    pub now: Option<u32>,
}

impl PlanChangedBehindOurBack {
    /// In words, for people.
    pub fn text(&self) -> Bilingual {
        let (en, zh) = plan_name(self.kind);
        Bilingual::new(
            format!("The {en} on board was changed by somebody else."),
            format!("机上{zh}已被他人更改。"),
        )
    }
}
