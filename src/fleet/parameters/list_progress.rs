//! How far the reading of a list is, and how it ended.

use super::ParameterSet;
use geofences::Bilingual;

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListProgress {
    /// So many were told.
    pub received: u16,
    /// Of so many; `None` before the first.
    pub count: Option<u16>,
}

/// A list that was read whole.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterListRead {
    /// All parameters.
    pub set: ParameterSet,
    /// The vehicle's hash over them, the same before and after it was read; `None` where it tells none, or
    /// where something changed meanwhile. Only with it can the list be kept for the next time.
    pub hash: Option<u32>,
    /// Whether it is the list that was kept, which the hash has proven.
    pub is_from_cache: bool,
    /// Parameters of which type or value could not be read: they are not in the set.
    pub unread: u16,
}

/// Why it was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFailure {
    /// The vehicle does not answer.
    NoAnswer,
    /// Some did not come, however often they were asked for.
    Missing {
        /// So many.
        missing: u16,
        /// Of so many.
        count: u16,
    },
    /// The list changed each time while it was read: other counts, or names that come twice.
    Changing,
}

impl ListFailure {
    /// In words.
    pub fn what(self) -> Bilingual {
        match self {
            Self::NoAnswer => Bilingual::new(
                "The vehicle does not tell its parameters.",
                "飞行器没有返回参数。",
            ),
            Self::Missing { missing, count } => Bilingual::new(
                format!("{missing} of {count} parameters did not arrive."),
                format!("{count} 个参数中有 {missing} 个未收到。"),
            ),
            Self::Changing => Bilingual::new(
                "The parameter list kept changing while it was read.",
                "读取过程中参数列表不断变化。",
            ),
        }
    }
}

/// How the reading stands.
#[derive(Clone, Debug, PartialEq)]
pub enum ListState {
    /// It goes on.
    Running(ListProgress),
    /// It is read.
    Done(Box<ParameterListRead>),
    /// It is not.
    Failed(ListFailure),
    /// Nobody wants it any more.
    Cancelled,
}
