//! Why there is no fence for a mission.

use super::check::CheckFinding;
use crate::{Bilingual, Position, ZoneId};
use std::fmt;

/// One reason for which no fence could be made.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FenceError {
    /// The path has no points.
    NoPath,
    /// A value of the request is not finite, or outside what makes sense.
    BadValue {
        /// The field.
        field: &'static str,
    },
    /// The end of the window is before its start.
    WindowInverted,
    /// The budget holds no polygon at all.
    BudgetBelowTriangle,
    /// The mission reaches beyond 80° of latitude.
    NearPole,
    /// The mission is too large for one fence.
    RegionTooLarge {
        /// Its longer side, metres.
        side_m: f64,
    },
    /// There is no zone at all: nothing is permitted.
    NoZones,
    /// No permitting zone can be used for this mission's heights and times.
    NoPermittedCover {
        /// The permitting zones that are near, and that cannot be used.
        unused: Vec<ZoneId>,
    },
    /// A leg comes nearer to the edge of the permitted airspace than the margin, or leaves it.
    LeavesPermitted {
        /// Leg n runs from path point n to n + 1.
        leg: usize,
        /// Where.
        at: Position,
    },
    /// A leg comes nearer to a keep-out zone than the margin, at a height that the zone may have.
    MeetsZone {
        /// The zone.
        zone: ZoneId,
        /// Leg n runs from path point n to n + 1.
        leg: usize,
        /// Where.
        at: Position,
    },
    /// A leg comes nearer to an obstacle than the margin, and is not surely above it.
    MeetsObstacle {
        /// The obstacle.
        obstacle: ZoneId,
        /// Leg n runs from path point n to n + 1.
        leg: usize,
        /// Where.
        at: Position,
    },
    /// The free airspace has no single polygon around the whole mission.
    NoSinglePolygon,
    /// No simplification to the safe side fits the budget.
    BudgetTooSmall {
        /// The fewest vertices that were reached.
        reached: usize,
        /// The budget.
        budget: usize,
    },
    /// The finished fence failed its own check and is withheld.
    CheckFailed {
        /// What the check found.
        found: CheckFinding,
    },
}

impl FenceError {
    /// The reason in both languages, with what helps.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::NoPath => Bilingual::new(
                "the mission has no path to put a fence around",
                "任务没有航路，无法生成围栏",
            ),
            Self::BadValue { field } => Bilingual::new(
                format!("the value of {field} is not a usable number"),
                format!("{field} 的数值无效"),
            ),
            Self::WindowInverted => Bilingual::new(
                "the mission ends before it starts",
                "任务结束时间早于开始时间",
            ),
            Self::BudgetBelowTriangle => Bilingual::new(
                "a vertex budget below 3 holds no polygon",
                "顶点预算少于 3，无法容纳任何多边形",
            ),
            Self::NearPole => Bilingual::new(
                "the mission reaches beyond 80° of latitude",
                "任务超出南北纬 80°",
            ),
            Self::RegionTooLarge { side_m } => Bilingual::new(
                format!(
                    "the mission with its surroundings is {side_m:.0} m long; one fence covers {:.0} m: split the mission",
                    super::LARGEST_REGION_M
                ),
                format!(
                    "任务及其周边长 {side_m:.0} 米，一个围栏最多 {:.0} 米：请拆分任务",
                    super::LARGEST_REGION_M
                ),
            ),
            Self::NoZones => Bilingual::new(
                "there are no zones: without a permitting zone nothing may be flown",
                "没有任何空域数据：没有适飞空域就不得飞行",
            ),
            Self::NoPermittedCover { unused } => Bilingual::new(
                format!(
                    "no permitting zone covers the mission's heights and times{}",
                    listed(unused, "; not usable: ")
                ),
                format!(
                    "没有适飞空域覆盖任务的全部高度和时段{}",
                    listed(unused, "；不可用：")
                ),
            ),
            Self::LeavesPermitted { leg, at } => Bilingual::new(
                format!(
                    "leg {leg} leaves the permitted airspace, or comes nearer to its edge than the stopping margin, at {at}: move the leg inwards or fly slower"
                ),
                format!(
                    "航段 {leg} 在 {at} 处离开适飞空域或距其边界小于制动余量：请内移航段或降低速度"
                ),
            ),
            Self::MeetsZone { zone, leg, at } => Bilingual::new(
                format!(
                    "leg {leg} comes nearer to zone {zone} than the stopping margin at {at}: move the leg or fly slower"
                ),
                format!("航段 {leg} 在 {at} 处距空域 {zone} 小于制动余量：请移动航段或降低速度"),
            ),
            Self::MeetsObstacle { obstacle, leg, at } => Bilingual::new(
                format!(
                    "leg {leg} comes nearer to obstacle {obstacle} than the stopping margin at {at} and is not surely above it: move the leg or fly higher"
                ),
                format!(
                    "航段 {leg} 在 {at} 处距障碍物 {obstacle} 小于制动余量且不能确定高于它：请移动航段或升高"
                ),
            ),
            Self::NoSinglePolygon => Bilingual::new(
                "the free airspace has no single polygon around the whole mission",
                "可用空域中没有包住整个任务的单一多边形",
            ),
            Self::BudgetTooSmall { reached, budget } => Bilingual::new(
                format!(
                    "the fence needs {reached} vertices even when simplified; the vehicle holds {budget}: shorten the mission or keep farther from the zones"
                ),
                format!(
                    "围栏简化后仍需 {reached} 个顶点，飞行器只能存 {budget} 个：请缩短任务或远离各空域"
                ),
            ),
            Self::CheckFailed { found } => {
                let found = found.text();
                Bilingual::new(
                    format!(
                        "the finished fence failed its own check ({}) and is withheld",
                        found.en
                    ),
                    format!("生成的围栏未通过自检（{}），不予输出", found.zh),
                )
            }
        }
    }
}

fn listed(zones: &[ZoneId], before: &str) -> String {
    if zones.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = zones.iter().map(ZoneId::as_str).collect();
    format!("{before}{}", names.join(", "))
}

impl fmt::Display for FenceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.text(), f)
    }
}

impl std::error::Error for FenceError {}
