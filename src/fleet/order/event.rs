//! What became of an order. Each ends in exactly one final event.

use super::{Order, Spot};
use crate::fleet::lease::{Holder, Person};
use crate::link::report::CommandResult;
use crate::moment::Moment;
use geofences::Bilingual;

/// An order's number. They go up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrderId(pub u64);

/// What happened to an order, whose it is, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderNews {
    /// Which order.
    pub id: OrderId,
    /// Who gave it.
    pub by: Holder,
    /// When it happened.
    pub at: Moment,
    /// What.
    pub event: OrderEvent,
}

/// What happens to an order. [`Self::Refused`], [`Self::Done`] and [`Self::Failed`] are final.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderEvent {
    /// It is being carried out.
    Accepted {
        /// What was ordered.
        order: Order,
        /// The second person, where two were needed.
        with: Option<Person>,
    },
    /// It is not carried out; the vehicle was told nothing.
    Refused {
        /// What was ordered.
        order: Order,
        /// Why not.
        why: Bilingual,
    },
    /// It goes on.
    Progress(OrderProgress),
    /// It was done, and seen to be done where that can be seen.
    Done,
    /// It was not done, or is not known to be.
    Failed(OrderFailure),
}

impl OrderEvent {
    /// Whether nothing follows.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Done | Self::Failed(_))
    }
}

/// How far an order is.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderProgress {
    /// A step begins.
    Step {
        /// Which, from 1.
        number: usize,
        /// Of how many.
        of: usize,
    },
    /// The vehicle tells how far it is with the step, 0…100 %.
    Percent(u8),
    /// It goes elsewhere than was ordered; it is told to hold.
    WrongTarget {
        /// What was ordered.
        ordered: Spot,
        /// Where it goes.
        seen: Spot,
    },
}

/// Why an order failed.
#[derive(Clone, Debug, PartialEq)]
pub enum OrderFailure {
    /// The vehicle refused.
    Refused {
        /// MAV_CMD of what it refused.
        command: u16,
        /// How.
        result: CommandResult,
        /// What it said.
        reason: Vec<String>,
    },
    /// The vehicle did not answer: whether it was done is not known.
    TimedOut {
        /// MAV_CMD of what it did not answer.
        command: u16,
        /// How often it was sent.
        tries: u32,
    },
    /// The vehicle accepted, and was not seen to do it in time.
    NotVerified {
        /// What had to be seen.
        expected: String,
        /// What was.
        seen: String,
        /// Errors that it told of meanwhile.
        said: Vec<String>,
    },
    /// The vehicle accepted, and went elsewhere; it was told to hold.
    WrongTarget {
        /// What was ordered.
        ordered: Spot,
        /// Where it went.
        seen: Spot,
        /// Errors that it told of meanwhile.
        said: Vec<String>,
        /// Whether it was seen to hold.
        holds: bool,
    },
    /// It was cancelled.
    Cancelled {
        /// Whether it may have been done, in whole or in part.
        may_be_done: bool,
    },
    /// A later order took its place.
    Superseded {
        /// Which.
        by: OrderId,
    },
    /// The vehicle left the mode in which it can be nudged.
    LeftGuided,
    /// Too many commands wait.
    Busy,
}

impl OrderFailure {
    /// What people are told.
    pub fn message(&self) -> Bilingual {
        let (en, zh) = match self {
            Self::Refused {
                command,
                result,
                reason,
            } => (
                format!(
                    "The vehicle refused (command {command}, {result:?}){}",
                    listed(reason)
                ),
                format!(
                    "飞行器拒绝执行（指令 {command}，{result:?}）{}",
                    listed(reason)
                ),
            ),
            Self::TimedOut { command, tries } => (
                format!(
                    "The vehicle did not answer command {command}, sent {tries} times: it is not known \
                     whether it was done."
                ),
                format!("飞行器未应答指令 {command}（已发送 {tries} 次），是否已执行未知。"),
            ),
            Self::NotVerified {
                expected,
                seen,
                said,
            } => (
                format!(
                    "The vehicle was not seen to do it in time: expected {expected}, saw {seen}{}",
                    listed(said)
                ),
                format!(
                    "未能及时确认执行：应为 {expected}，实为 {seen}{}",
                    listed(said)
                ),
            ),
            Self::WrongTarget {
                ordered,
                seen,
                said,
                holds,
            } => {
                let (en, zh) = match holds {
                    true => ("it holds now", "现已悬停"),
                    false => ("told to hold, and not seen to", "已令其悬停，但未确认"),
                };
                (
                    format!(
                        "The vehicle went to {seen} instead of {ordered}; {en}{}",
                        listed(said)
                    ),
                    format!("飞行器飞往 {seen}，而非 {ordered}；{zh}{}", listed(said)),
                )
            }
            Self::Cancelled { may_be_done: true } => (
                "Cancelled; it may have been done in part.".to_owned(),
                "已取消，可能已部分执行。".to_owned(),
            ),
            Self::Cancelled { may_be_done: false } => (
                "Cancelled before anything was done.".to_owned(),
                "已取消，尚未执行。".to_owned(),
            ),
            Self::Superseded { by } => (
                format!("Order {} took its place.", by.0),
                format!("已被指令 {} 取代。", by.0),
            ),
            Self::LeftGuided => (
                "The vehicle left the mode in which it can be nudged.".to_owned(),
                "飞行器已退出可微调移动的模式。".to_owned(),
            ),
            Self::Busy => (
                "Too many commands wait.".to_owned(),
                "等待中的指令过多。".to_owned(),
            ),
        };
        Bilingual::new(en, zh)
    }
}

fn listed(texts: &[String]) -> String {
    match texts {
        [] => String::new(),
        texts => format!(": {}", texts.join("; ")),
    }
}
