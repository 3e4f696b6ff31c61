//! What came of a transfer, in values and in words.

use super::compare::Difference;
use crate::link::report::{PlanItem, PlanKind};
use geofences::Bilingual;

/// MAV_MISSION_ERROR.
pub(super) const ERROR: u8 = 1;
/// MAV_MISSION_NO_SPACE.
pub(super) const NO_SPACE: u8 = 4;
/// MAV_MISSION_INVALID_SEQUENCE.
pub(super) const INVALID_SEQUENCE: u8 = 13;
/// MAV_MISSION_DENIED.
pub(super) const DENIED: u8 = 14;
/// MAV_MISSION_OPERATION_CANCELLED.
pub(super) const CANCELLED: u8 = 15;

/// The vehicle said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// MAV_MISSION_RESULT.
    pub result: u8,
    /// The item that it asked for last, as it counts them (ArduPilot: home is 0); `None` where it had asked
    /// for none.
    pub item: Option<u16>,
    /// How many items were to be sent, as the vehicle counts them.
    pub count: u16,
}

/// Why a transfer came to no end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The vehicle does not answer any more.
    Silent,
    /// It answers, and does not go on.
    Stalled,
    /// A reading had to begin again too often: the plan changes meanwhile, or too much is lost.
    BeganTooOften,
    /// The link stayed lost.
    LinkLost,
}

/// How a transfer ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// What was to be on board was read back from there.
    Verified {
        /// The vehicle's number of the plan, where it tells one.
        plan_id: Option<u32>,
        /// How many items it has, home not counted.
        count: u16,
        /// What this autopilot keeps in another way than it was sent, as it is known to do.
        as_kept: Vec<Difference>,
    },
    /// The plan on board, home left out.
    Downloaded {
        /// The vehicle's number of the plan, where it tells one.
        plan_id: Option<u32>,
        /// Its items, numbered from 0.
        items: Vec<PlanItem>,
    },
    /// What was read back is not what was sent.
    Differs {
        /// The vehicle's number of the plan, where it tells one.
        plan_id: Option<u32>,
        /// Item by item, field by field.
        differences: Vec<Difference>,
    },
    /// It is larger than what the vehicle can hold; nothing was sent.
    TooLarge {
        /// How many items it has.
        count: usize,
        /// How many there may be.
        capacity: usize,
    },
    /// The vehicle said no.
    Refused {
        /// What it said.
        refusal: Refusal,
        /// Whether what was on board before may be gone.
        may_have_changed: bool,
    },
    /// It came to no end.
    Failed {
        /// Why.
        failure: Failure,
        /// Whether what was on board before may be gone.
        may_have_changed: bool,
    },
    /// It was called off.
    Cancelled {
        /// Whether what was on board before may be gone.
        may_have_changed: bool,
    },
}

impl Outcome {
    /// In words, for people.
    pub fn text(&self, kind: PlanKind) -> Bilingual {
        let (en, zh) = plan_name(kind);
        match self {
            Self::Verified { count, .. } => Bilingual::new(
                format!("The {en} of {count} items is on board, as read back."),
                format!("{zh}已上机并回读核对,共 {count} 项。"),
            ),
            Self::Downloaded { items, .. } => {
                let count = items.len();
                Bilingual::new(
                    format!("The {en} of {count} items was read."),
                    format!("已读取{zh},共 {count} 项。"),
                )
            }
            Self::Differs { differences, .. } => {
                let count = differences.len();
                Bilingual::new(
                    format!("The {en} on board differs from what was sent in {count} values."),
                    format!("机上{zh}与所发送的不一致,共 {count} 处。"),
                )
            }
            Self::TooLarge { count, capacity } => Bilingual::new(
                format!(
                    "The {en} has {count} items, the vehicle holds {capacity}; nothing was sent."
                ),
                format!("{zh}有 {count} 项,飞行器最多容纳 {capacity} 项;未发送任何内容。"),
            ),
            Self::Refused {
                refusal,
                may_have_changed,
            } => with_board(refusal.text(), *may_have_changed),
            Self::Failed {
                failure,
                may_have_changed,
            } => with_board(failure.text(), *may_have_changed),
            Self::Cancelled { may_have_changed } => with_board(
                Bilingual::new("The transfer was called off.", "传输已取消。"),
                *may_have_changed,
            ),
        }
    }
}

impl Refusal {
    /// In words, for people.
    pub fn text(&self) -> Bilingual {
        let reason = result_text(self.result);
        match self.item {
            Some(item) => Bilingual::new(
                format!(
                    "The vehicle refused the plan at item {item}: {}.",
                    reason.en
                ),
                format!("飞行器在第 {item} 项拒绝了该计划:{}。", reason.zh),
            ),
            None => Bilingual::new(
                format!("The vehicle refused: {}.", reason.en),
                format!("飞行器拒绝:{}。", reason.zh),
            ),
        }
    }
}

impl Failure {
    /// In words, for people.
    pub fn text(self) -> Bilingual {
        match self {
            Self::Silent => Bilingual::new("The vehicle does not answer.", "飞行器无应答。"),
            Self::Stalled => Bilingual::new(
                "The vehicle answers, but the transfer does not go on.",
                "飞行器有应答,但传输没有进展。",
            ),
            Self::BeganTooOften => Bilingual::new(
                "The transfer had to begin again too often.",
                "传输重新开始的次数过多。",
            ),
            Self::LinkLost => Bilingual::new("The link stayed lost.", "链路持续中断。"),
        }
    }
}

fn with_board(text: Bilingual, may_have_changed: bool) -> Bilingual {
    if may_have_changed {
        Bilingual::new(
            format!("{} What is on board is not known.", text.en),
            format!("{}机上内容未知。", text.zh),
        )
    } else {
        Bilingual::new(
            format!("{} What was on board is unchanged.", text.en),
            format!("{}机上内容未改变。", text.zh),
        )
    }
}

/// A kind of plan in English and Chinese.
pub(crate) fn plan_name(kind: PlanKind) -> (&'static str, &'static str) {
    match kind {
        PlanKind::Mission => ("mission", "航线任务"),
        PlanKind::Fence => ("fence", "地理围栏"),
        PlanKind::Rally => ("set of rally points", "集结点"),
    }
}

/// MAV_MISSION_RESULT in words.
pub fn result_text(result: u8) -> Bilingual {
    let (en, zh) = match result {
        0 => ("accepted", "已接受"),
        ERROR => ("not accepted, without a reason", "未接受,未说明原因"),
        2 => ("the coordinate frame is not supported", "不支持该坐标系"),
        3 => ("the command is not supported", "不支持该命令"),
        NO_SPACE => ("there is no space for it", "存储空间不足"),
        5 => ("a parameter is invalid", "参数无效"),
        6 => ("param1 is invalid", "参数 1 无效"),
        7 => ("param2 is invalid", "参数 2 无效"),
        8 => ("param3 is invalid", "参数 3 无效"),
        9 => ("param4 is invalid", "参数 4 无效"),
        10 => ("the latitude (param5) is invalid", "纬度(参数 5)无效"),
        11 => ("the longitude (param6) is invalid", "经度(参数 6)无效"),
        12 => ("the height (param7) is invalid", "高度(参数 7)无效"),
        INVALID_SEQUENCE => ("an item came out of order", "项目顺序错误"),
        DENIED => ("it takes no plan from us now", "当前不接受我方计划"),
        CANCELLED => ("the vehicle called it off", "飞行器已取消"),
        other => {
            return Bilingual::new(
                format!("for reason {other}, which is not known"),
                format!("原因代码 {other}(未知)"),
            );
        }
    };
    Bilingual::new(en, zh)
}

/// Whether a vehicle that says so may say otherwise when it is asked again: these also answer doubled, late
/// and reordered messages, and vehicles that are still busy with a transfer.
pub(super) fn may_pass(result: u8) -> bool {
    matches!(result, ERROR | INVALID_SEQUENCE | DENIED | CANCELLED)
}
