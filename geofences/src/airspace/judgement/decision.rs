//! What a judgement says.

use crate::{Bilingual, Position, Rule, Scope, Subject, Zone};
use serde::Serialize;
use std::sync::Arc;

/// The answer to "may this be flown", from the best to the worst: the worst of all that applies
/// is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Yes.
    Permitted,
    /// Yes, under the conditions that are named.
    Conditional,
    /// No, as long as an approval is missing.
    NeedsAuthorization,
    /// It cannot be told, and therefore no.
    Unknown,
    /// No.
    Prohibited,
}

impl Decision {
    /// Whether one may fly. Conditions are the pilot's to keep; everything else is no.
    pub fn allows_flight(self) -> bool {
        self <= Self::Conditional
    }
}

/// Why something cannot be judged.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum UnknownWhy {
    /// There is no terrain data.
    NoTerrain,
    /// There is no geoid data.
    NoGeoid,
    /// A height is above home, and no home was given.
    NoHome,
    /// The latitude is beyond ±85°, where straight lines in lon/lat are nothing to fly by.
    NearPole,
    /// A leg crosses the antimeridian, or a place is within 0.1° of it.
    CrossesAntimeridian,
    /// A leg runs too far to be judged as one.
    LegTooLong,
    /// The times of a leg run beyond what can be counted.
    TimeOutOfRange,
    /// The uncertainty of an obstacle's top is not a number from 0.
    BadObstacle,
    /// A margin is not a number from 0 to [`super::Margins::LARGEST_M`].
    BadMargins,
    /// Of the airspace a part alone could be read.
    AirspaceInPart,
}

impl UnknownWhy {
    /// What to tell people.
    pub fn text(self) -> Bilingual {
        match self {
            Self::NoTerrain => Bilingual::new(
                "there is no terrain data here, so heights above ground cannot be judged",
                "此处没有地形数据，无法判断真高",
            ),
            Self::NoGeoid => Bilingual::new(
                "there is no geoid data here, so heights above the ellipsoid cannot be judged",
                "此处没有大地水准面数据，无法判断椭球高",
            ),
            Self::NoHome => Bilingual::new(
                "the height is above home, and the home's height is not known",
                "高度相对起飞点给出，但起飞点高程未知",
            ),
            Self::NearPole => {
                Bilingual::new("the place is beyond 85° of latitude", "位置在纬度 85° 以外")
            }
            Self::CrossesAntimeridian => Bilingual::new(
                "the place is within 0.1° of the antimeridian, or the leg crosses it",
                "位置距 180° 经线不足 0.1°，或航段跨越该经线",
            ),
            Self::LegTooLong => Bilingual::new(
                "the leg is longer than 2000 km; split it",
                "航段超过 2000 千米，请分段",
            ),
            Self::TimeOutOfRange => Bilingual::new(
                "the times of the leg run beyond what can be counted",
                "航段时间超出可计算范围",
            ),
            Self::BadObstacle => Bilingual::new(
                "the uncertainty of the obstacle's top is no number from 0, so its top is not known",
                "障碍物顶高的不确定度不是非负数，顶高未知",
            ),
            Self::BadMargins => Bilingual::new(
                "a margin is not a number from 0 to 10000 m",
                "间隔余量不是 0 至 10000 米之间的数",
            ),
            Self::AirspaceInPart => Bilingual::new(
                "a part of the airspace could not be read, and what it says is not known",
                "部分空域未能读取，其内容未知",
            ),
        }
    }
}

/// What a piece of a judgement rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Cause {
    /// A zone or an obstacle applies.
    Subject(Subject),
    /// No permitted zone covers this.
    OutsidePermitted,
    /// The airspace has no zone at all.
    EmptyAirspace,
    /// Something cannot be told, about a zone or obstacle or about the place itself.
    Unknown {
        /// Why.
        why: UnknownWhy,
        /// What it is about.
        about: Option<Subject>,
    },
}

impl Cause {
    /// What to tell people of a cause by itself; [`Finding::text`] knows of approvals too.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::Subject(Subject::Zone(zone)) => zone_text(zone),
            Self::Subject(Subject::Obstacle(obstacle)) => {
                let (en, zh) = obstacle.name.both(&obstacle.id);
                Bilingual::new(
                    format!("too close to obstacle {en}, top {}", obstacle.top),
                    format!("距障碍物“{zh}”过近，顶高 {}", obstacle.top),
                )
            }
            Self::OutsidePermitted => Bilingual::new(
                "outside every permitted zone at this height and time",
                "在此高度和时间不在任何适飞空域内",
            ),
            Self::EmptyAirspace => Bilingual::new(
                "the airspace holds no zone, so nothing is permitted",
                "空域数据为空，一律不得飞行",
            ),
            Self::Unknown { why, about: None } => why.text(),
            Self::Unknown {
                why,
                about: Some(subject),
            } => {
                let why = why.text();
                let (en, zh) = subject.both_names();
                Bilingual::new(format!("{en}: {}", why.en), format!("“{zh}”：{}", why.zh))
            }
        }
    }
}

fn zone_text(zone: &Zone) -> Bilingual {
    let (en, zh) = zone.name.both(&zone.id);
    let (rule_en, rule_zh) = match (zone.scope, zone.rule) {
        (Scope::Imaging, _) => ("no imaging in", "禁止拍摄"),
        (Scope::Flight, Rule::Permitted) => ("permitted by", "适飞空域"),
        (Scope::Flight, Rule::Advisory) => ("advised by", "提示"),
        (Scope::Flight, Rule::Conditional) => ("under the conditions of", "有条件飞行"),
        (Scope::Flight, Rule::NeedsAuthorization) => ("an approval is needed for", "需经批准"),
        (Scope::Flight, Rule::Prohibited) => ("prohibited by", "禁止飞行"),
    };
    let conditions = |open: &str, close: &str| match &zone.conditions {
        Some(text) => format!("{open}{text}{close}"),
        None => String::new(),
    };
    Bilingual::new(
        format!("{rule_en} {en}{}", conditions(" (", ")")),
        format!("{rule_zh}：“{zh}”{}", conditions("（", "）")),
    )
}

/// One thing that applies at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it means for the flight. Permitted for a zone that is told for information only: an
    /// advisory, or one whose approval is held.
    pub decision: Decision,
    /// What it is.
    pub cause: Cause,
}

impl Finding {
    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        let text = self.cause.text();
        if !self.is_approved() {
            return text;
        }
        Bilingual::new(
            format!("{}, and it is held", text.en),
            format!("{}，已获批准", text.zh),
        )
    }

    /// Whether this is a zone that needs an approval, and it is held.
    pub fn is_approved(&self) -> bool {
        let needs_approval = matches!(
            &self.cause,
            Cause::Subject(Subject::Zone(zone)) if zone.rule == Rule::NeedsAuthorization
        );
        needs_approval && self.decision == Decision::Permitted
    }
}

/// The judgement of a point at a height and a time.
#[derive(Clone, Debug, PartialEq)]
pub struct PointJudgement {
    /// The answer: the worst of the findings.
    pub decision: Decision,
    /// All that applies, the worst first.
    pub findings: Vec<Finding>,
    /// The zones that forbid imaging here or let it only under conditions; flight is not touched.
    pub imaging: Vec<Arc<Zone>>,
}

/// A moment on a path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathMoment {
    /// Which leg, from 0.
    pub leg: usize,
    /// Where on the leg: 0 at its start, 1 at its end.
    pub fraction: f64,
    /// The place.
    pub position: Position,
    /// The height, in the leg's datum.
    pub altitude: crate::Altitude,
    /// The time.
    pub time: chrono::DateTime<chrono::Utc>,
}

/// A stretch of a path to which something applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// What applies, and what it means.
    pub finding: Finding,
    /// Where it begins.
    pub from: PathMoment,
    /// Where it ends.
    pub until: PathMoment,
}

/// The judgement of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct PathJudgement {
    /// The answer for the whole: the worst of the stretches.
    pub decision: Decision,
    /// Every stretch to which something applies, in the order of their beginnings.
    pub stretches: Vec<Stretch>,
    /// The stretches on which a zone forbids or restricts imaging; flight is not touched.
    pub imaging: Vec<Stretch>,
}

impl PathJudgement {
    /// The first stretch that is worse than `limit`: where and when the path first breaks a rule.
    pub fn first_worse_than(&self, limit: Decision) -> Option<&Stretch> {
        self.stretches
            .iter()
            .find(|stretch| stretch.finding.decision > limit)
    }
}
