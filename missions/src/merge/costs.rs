//! What flights take, and what is wrong with it.

use super::groups::{Group, MOST_MEMBERS};
use geofences::Bilingual;
use std::fmt;

/// What a flight of patrols as one takes, and what they would take apart: all in seconds, or all in watt-hours.
#[derive(Clone, Copy, Debug)]
pub struct MergedCosts<'a> {
    /// For each part of the pattern that was asked for, as in [`Group::asked`], what it would take for each of those
    /// who asked for it if it were flown for them alone (their own dwell, resolution, speed). Flown for all it takes
    /// the most of these.
    pub asked: &'a [Vec<f64>],
    /// What the flight takes beside: from the dock and back, and between the parts.
    pub overhead: f64,
    /// What each member's whole flight would take alone, as in [`Group::members`].
    pub alone: &'a [f64],
}

/// Why there are no shares. Departments are told by their names.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ShareFault {
    /// There are not as many costs as parts, askers or members.
    Count {
        /// As given.
        costs: usize,
        /// As needed.
        needed: usize,
    },
    /// A cost is none.
    NotACost {
        /// As given.
        value: f64,
        /// At most.
        most: f64,
    },
    /// More parts than are shared at once.
    TooManyParts {
        /// As given.
        parts: usize,
        /// At most.
        most: usize,
    },
    /// More patrols than can share exactly.
    TooManyMembers {
        /// As given.
        members: usize,
        /// At most.
        most: usize,
    },
    /// A member of the group is none of the patrols, or who asked for a part is no member.
    NoSuchPatrol(usize),
    /// Flown alone it would take less than what it asks for takes.
    AloneBelowOwn {
        /// Whose.
        department: Bilingual,
    },
    /// It takes more as one than apart: somebody would bear more than alone.
    CostsMore {
        /// As one.
        together: f64,
        /// Apart.
        apart: f64,
    },
    /// It takes nothing, of which there is no part.
    Nothing,
}

impl ShareFault {
    /// The reason in both languages, with what would help.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::Count { costs, needed } => Bilingual::new(
                format!("{costs} costs where {needed} are needed"),
                format!("给出 {costs} 项成本，应为 {needed} 项"),
            ),
            Self::NotACost { value, most } => Bilingual::new(
                format!("a cost of {value}; it is within 0 to {most}"),
                format!("成本 {value} 不在 0 至 {most} 之间"),
            ),
            Self::TooManyParts { parts, most } => Bilingual::new(
                format!("{parts} parts, more than {most}"),
                format!("{parts} 个部分，超过 {most} 个"),
            ),
            Self::TooManyMembers { members, most } => Bilingual::new(
                format!("{members} patrols flown as one, more than {most}"),
                format!("合并了 {members} 个任务，超过 {most} 个"),
            ),
            Self::NoSuchPatrol(index) => Bilingual::new(
                format!("there is no patrol {} among those flown as one", index + 1),
                format!("合并的任务中没有第 {} 个巡查任务", index + 1),
            ),
            Self::AloneBelowOwn { department } => Bilingual::new(
                format!(
                    "{}: flown alone it is said to take less than the places that it asks for",
                    department.en
                ),
                format!("{}：单独飞行的成本低于其所需地点的成本", department.zh),
            ),
            Self::CostsMore { together, apart } => Bilingual::new(
                format!("as one it takes {together}, apart {apart}: fly them apart"),
                format!("合并飞行需 {together}，分开只需 {apart}：请分开飞行"),
            ),
            Self::Nothing => Bilingual::new(
                "it takes nothing, and nothing is shared",
                "成本为零，无可分摊",
            ),
        }
    }
}

impl fmt::Display for ShareFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl std::error::Error for ShareFault {}

/// Thousandths, in which costs are counted.
pub(super) const UNITS: f64 = 1_000.0;
/// Larger costs are none of a flight.
const MOST_COST: f64 = 1e9;
/// More parts are not shared at once: as many points as are visited at once, and more.
const MOST_PARTS: usize = 4_096;

pub(super) fn check(group: &Group, costs: &MergedCosts<'_>) -> Vec<ShareFault> {
    let mut faults = Vec::new();
    let mut count = |costs: usize, needed: usize| {
        if costs != needed {
            faults.push(ShareFault::Count { costs, needed });
        }
    };
    count(costs.alone.len(), group.members.len());
    count(costs.asked.len(), group.asked.len());
    for (costs, asked) in costs.asked.iter().zip(&group.asked) {
        count(costs.len(), asked.by.len());
    }
    let parts = costs.asked.len();
    if parts > MOST_PARTS {
        let most = MOST_PARTS;
        faults.push(ShareFault::TooManyParts { parts, most });
    }
    let members = group.members.len();
    if members > MOST_MEMBERS {
        let most = MOST_MEMBERS;
        faults.push(ShareFault::TooManyMembers { members, most });
    }
    let values = costs.asked.iter().flatten().chain(costs.alone);
    for &value in values.chain([&costs.overhead]) {
        if !(0.0..=MOST_COST).contains(&value) {
            let most = MOST_COST;
            faults.push(ShareFault::NotACost { value, most });
        }
    }
    faults
}
