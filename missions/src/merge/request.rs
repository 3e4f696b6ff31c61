//! Which patrols may be merged.

use crate::patrol::Patrol;
use geofences::{Bilingual, Position, TimeRange};
use std::fmt;

/// Patrols, and when they are to be flown.
#[derive(Clone, Copy)]
pub struct MergeRequest<'a> {
    /// The patrols, of whichever departments.
    pub patrols: &'a [Patrol],
    /// When: a day, or a part of it.
    pub window: TimeRange,
    /// Points so near to each other are one place, metres.
    pub same_place_m: f64,
    /// Whether an aircraft that flies a patrol may be above a place, as zones and people beneath at that time have it.
    pub may_overfly: &'a MayOverfly<'a>,
}

/// Whether an aircraft that flies a patrol may be above a place.
pub type MayOverfly<'a> = dyn Fn(&Patrol, Position) -> bool + 'a;

/// Why nothing was tried to be merged.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MergeFault {
    /// More patrols than are compared at once.
    TooManyPatrols {
        /// As given.
        patrols: usize,
        /// At most.
        most: usize,
    },
    /// The window has no length, or is longer than patrols are planned ahead.
    Window {
        /// As given, s.
        seconds: i64,
        /// At most, s.
        most: i64,
    },
    /// Points so far from each other are not one place, or the distance is none.
    SamePlace {
        /// As given, m.
        metres: f64,
        /// At most, m.
        most: f64,
    },
}

const MOST_PATROLS: usize = 64;
const LONGEST_WINDOW_S: i64 = 31 * 86_400;
const FARTHEST_SAME_M: f64 = 500.0;

impl MergeFault {
    /// The reason in both languages, with what would help.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::TooManyPatrols { patrols, most } => Bilingual::new(
                format!("{patrols} patrols, more than {most}: give those of one area"),
                format!("{patrols} 个巡查任务，超过 {most} 个：请只给同一片区的任务"),
            ),
            Self::Window { seconds, most } => Bilingual::new(
                format!("a window of {seconds} s: give more than 0 and at most {most}"),
                format!("时间窗 {seconds} 秒无效：应大于 0 且不超过 {most} 秒"),
            ),
            Self::SamePlace { metres, most } => Bilingual::new(
                format!("points {metres} m apart are not one place: give 0 to {most} m"),
                format!("相距 {metres} 米不能算同一地点：应在 0 至 {most} 米之间"),
            ),
        }
    }
}

impl fmt::Display for MergeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl std::error::Error for MergeFault {}

pub(super) fn check(request: &MergeRequest<'_>) -> Result<(), Vec<MergeFault>> {
    let mut faults = Vec::new();
    let patrols = request.patrols.len();
    if patrols > MOST_PATROLS {
        let most = MOST_PATROLS;
        faults.push(MergeFault::TooManyPatrols { patrols, most });
    }
    let seconds = (request.window.until - request.window.from).num_seconds();
    if !(1..=LONGEST_WINDOW_S).contains(&seconds) {
        let most = LONGEST_WINDOW_S;
        faults.push(MergeFault::Window { seconds, most });
    }
    let metres = request.same_place_m;
    if !(0.0..=FARTHEST_SAME_M).contains(&metres) {
        let most = FARTHEST_SAME_M;
        faults.push(MergeFault::SamePlace { metres, most });
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(faults),
    }
}
