//! What happens while a scenario is played, as it is told to people.

use crate::time::SimTime;
use geofences::Bilingual;

/// How much it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Note,
    /// Something is wrong, as it was to be.
    Warning,
    /// Something is lost.
    Loss,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct News {
    /// When.
    pub at: SimTime,
    /// How much it matters.
    pub weight: Weight,
    /// What.
    pub text: Bilingual,
}

impl News {
    /// Something worth knowing.
    pub fn note(at: SimTime, en: impl Into<String>, zh: impl Into<String>) -> Self {
        Self {
            at,
            weight: Weight::Note,
            text: Bilingual::new(en, zh),
        }
    }

    /// The same with another weight.
    #[must_use]
    pub fn weighing(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }
}
