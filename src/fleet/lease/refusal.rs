//! Why a lease, or an order under it, is refused.

use super::Holder;
use crate::moment::Moment;
use geofences::Bilingual;

/// Why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeaseRefusal {
    /// They may not command.
    NoOperator,
    /// Another one holds it.
    HeldBy(Holder),
    /// They hold it already.
    HeldByYou,
    /// Nobody holds it: it has to be taken first.
    HeldByNobody,
    /// Another one has asked for it.
    AskedBy(Holder),
    /// Nobody has asked for it.
    NobodyAsked,
    /// They are no administrator.
    NoAdministrator,
    /// The holder has to be asked first.
    AskFirst,
    /// The holder has until then to answer.
    Wait {
        /// Until when.
        until: Moment,
    },
    /// A second person has to say so.
    SecondPerson {
        /// Until when.
        until: Moment,
    },
    /// Neither of the two people holds it.
    NeitherHolds,
    /// Only people can say so.
    NoPerson,
    /// Another one gave it.
    NotTheirs,
}

impl LeaseRefusal {
    /// What people are told.
    pub fn message(&self) -> Bilingual {
        match self {
            Self::NoOperator => Bilingual::new("You may not command.", "您没有指挥权限。"),
            Self::HeldBy(holder) => Bilingual::new(
                format!("{holder} holds the vehicle."),
                format!("该飞行器由{holder}持有。"),
            ),
            Self::HeldByYou => {
                Bilingual::new("You hold the vehicle already.", "您已持有该飞行器。")
            }
            Self::HeldByNobody => Bilingual::new(
                "Nobody holds the vehicle: take it first.",
                "该飞行器无人持有，请先接管。",
            ),
            Self::AskedBy(holder) => Bilingual::new(
                format!("{holder} has asked for the vehicle."),
                format!("{holder}已申请接管该飞行器。"),
            ),
            Self::NobodyAsked => Bilingual::new(
                "Nobody has asked for the vehicle.",
                "无人申请接管该飞行器。",
            ),
            Self::NoAdministrator => Bilingual::new(
                "Only an administrator may do that.",
                "仅管理员可执行此操作。",
            ),
            Self::AskFirst => Bilingual::new("Ask the holder first.", "请先向持有者提出申请。"),
            Self::Wait { .. } => Bilingual::new(
                "The holder has ten seconds to answer.",
                "请等待持有者在十秒内答复。",
            ),
            Self::SecondPerson { .. } => Bilingual::new(
                "A second person has to say so within half a minute.",
                "须由第二人在三十秒内确认。",
            ),
            Self::NeitherHolds => Bilingual::new(
                "Neither of you holds the vehicle.",
                "二人均未持有该飞行器。",
            ),
            Self::NotTheirs => Bilingual::new(
                "Another one gave it; only they, who holds the vehicle or an administrator may call it off.",
                "该指令由他人下达；仅下达者、持有者或管理员可将其取消。",
            ),
            Self::NoPerson => Bilingual::new("Only people can say so.", "该操作只能由人员确认。"),
        }
    }
}
