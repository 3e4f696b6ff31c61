//! What is in the way of a return.

use geofences::{Bilingual, Cause, Decision, Finding, Position};

/// Which part of a return it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// From the mission up to the height of the return.
    Climb,
    /// Across, at that height.
    Across,
    /// Down to where it lands.
    Descent,
}

/// What blocks it.
#[derive(Clone, Debug, PartialEq)]
pub enum Blocked {
    /// The airspace or an obstacle says no, or cannot tell.
    Airspace(Finding),
    /// The ground may be nearer below than it must be.
    Ground {
        /// By how much it is surely clear of it, metres; negative where it may be below it.
        clear_m: f64,
    },
    /// It may be higher above the ground than it must be.
    TooHigh {
        /// So high it may be, metres above ground.
        above_ground_m: f64,
    },
    /// There is no terrain data.
    NoTerrain,
    /// The way cannot be judged.
    NotJudged(Bilingual),
}

/// Something in the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Obstruction {
    /// What.
    pub what: Blocked,
    /// On which part of the return.
    pub phase: Phase,
    /// Where it begins to be in the way.
    pub position: Position,
}

impl Blocked {
    /// Whether it is not known to be in the way, but not known to be clear either.
    pub fn is_unknown(&self) -> bool {
        match self {
            Self::Airspace(finding) => finding.decision == Decision::Unknown,
            Self::NoTerrain | Self::NotJudged(_) => true,
            Self::Ground { .. } | Self::TooHigh { .. } => false,
        }
    }

    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::Airspace(finding) => finding.text(),
            Self::Ground { clear_m } => Bilingual::new(
                format!("the ground may be only {clear_m:.0} m below"),
                format!("离地可能仅 {clear_m:.0} 米"),
            ),
            Self::TooHigh { above_ground_m } => Bilingual::new(
                format!("it may be {above_ground_m:.0} m above ground, which is too high"),
                format!("真高可能达 {above_ground_m:.0} 米，超过上限"),
            ),
            Self::NoTerrain => Bilingual::new(
                "there is no terrain data here, so heights above ground cannot be judged",
                "此处没有地形数据，无法判断真高",
            ),
            Self::NotJudged(why) => why.clone(),
        }
    }

    /// Whether it is the same thing, wherever it is in the way.
    fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Airspace(a), Self::Airspace(b)) => match (&a.cause, &b.cause) {
                (Cause::Subject(a), Cause::Subject(b)) => a.id() == b.id(),
                (a, b) => a == b,
            },
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        }
    }
}

impl Obstruction {
    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        let what = self.what.text();
        let (en, zh) = match self.phase {
            Phase::Climb => ("climbing to return", "返航爬升"),
            Phase::Across => ("on the way home", "返航途中"),
            Phase::Descent => ("descending to land", "返航下降"),
        };
        Bilingual::new(
            format!("{en}, at {}: {}", self.position, what.en),
            format!("{zh}（{}）：{}", self.position, what.zh),
        )
    }
}

/// Adds what is not there yet: each thing once for each part of the return.
pub(super) fn add(all: &mut Vec<Obstruction>, more: Vec<Obstruction>) {
    for one in more {
        let is_known = |it: &Obstruction| it.phase == one.phase && it.what.is_same_as(&one.what);
        if !all.iter().any(is_known) {
            all.push(one);
        }
    }
}
