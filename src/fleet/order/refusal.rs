//! Why an order is not passed on to the vehicle.

use geofences::Bilingual;

/// What is not known, or too old.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Whose autopilot it is.
    Autopilot,
    /// What kind of vehicle it is.
    Kind,
    /// Whether it is armed.
    Armed,
    /// Whether it is in the air.
    InAir,
    /// Its mode.
    Mode,
    /// Its home.
    Home,
    /// Where it is.
    Position,
    /// What its autopilot can do.
    Capabilities,
    /// Whether its position can be relied on.
    Integrity,
}

/// Why an order is not passed on.
#[derive(Clone, Debug, PartialEq)]
pub enum Refusal {
    /// It is a recording.
    Replayed,
    /// No administrator commissioned it.
    NotCommissioned,
    /// Its autopilot is none that is commanded.
    ForeignAutopilot,
    /// Something has to be known first.
    Unknown(Fact),
    /// It no longer knows well where it is.
    IntegrityLost,
    /// It has to be in the air for that.
    OnTheGround,
    /// It has to be on the ground for that.
    InTheAir,
    /// Its motors have to be off for that.
    Armed,
    /// Its autopilot has no COMMAND_INT, without which no exact place can be said.
    NoExactPlaces,
    /// A height that is not above mean sea level.
    NotAboveSeaLevel,
    /// A number outside of its limits.
    OutOfLimits {
        /// Which.
        what: Bilingual,
        /// Its lowest value.
        least: f64,
        /// Its highest value.
        most: f64,
    },
    /// This kind of vehicle cannot do that.
    NotThisVehicle(Bilingual),
    /// It has no such thing, or it is not configured.
    NoSuchPayload(Bilingual),
    /// Its mission is being changed, or was left half changed.
    MissionInTransfer,
    /// Too much is under way.
    Busy,
    /// The lease does not allow it.
    Lease(crate::fleet::lease::LeaseRefusal),
    /// There is no such nudge going on.
    NoSuchNudge,
}

impl Fact {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Autopilot => ("its autopilot", "自驾仪类型"),
            Self::Kind => ("what kind of vehicle it is", "飞行器类型"),
            Self::Armed => ("whether it is armed", "是否已解锁"),
            Self::InAir => ("whether it is in the air", "是否在空中"),
            Self::Mode => ("its mode", "飞行模式"),
            Self::Home => ("its home", "返航点"),
            Self::Position => ("its position", "位置"),
            Self::Capabilities => ("what its autopilot can do", "自驾仪能力"),
            Self::Integrity => ("whether its position can be relied on", "定位是否可信"),
        }
    }
}

impl Refusal {
    /// What people are told.
    pub fn message(&self) -> Bilingual {
        let (en, zh): (String, String) = match self {
            Self::Replayed => fixed(
                "A recording is never commanded.",
                "回放记录不接受任何指令。",
            ),
            Self::NotCommissioned => fixed(
                "It is only observed: no administrator has commissioned it.",
                "该飞行器尚未经管理员启用，只能观察。",
            ),
            Self::ForeignAutopilot => fixed(
                "Its autopilot is neither ArduPilot nor PX4; it is not commanded.",
                "其自驾仪既非 ArduPilot 也非 PX4，不予指挥。",
            ),
            Self::Unknown(fact) => {
                let (en, zh) = fact.name();
                (
                    format!("It is not known now: {en}."),
                    format!("当前未知：{zh}。"),
                )
            }
            Self::IntegrityLost => fixed(
                "It no longer knows well where it is.",
                "其定位完好性已丧失。",
            ),
            Self::OnTheGround => fixed("It is on the ground.", "飞行器在地面上。"),
            Self::InTheAir => fixed("It is in the air.", "飞行器在空中。"),
            Self::Armed => fixed("It is armed.", "飞行器已解锁。"),
            Self::NoExactPlaces => fixed(
                "Its autopilot takes no exact places (no COMMAND_INT).",
                "其自驾仪不支持精确位置指令（COMMAND_INT）。",
            ),
            Self::NotAboveSeaLevel => fixed(
                "The height has to be above mean sea level.",
                "高度必须为海拔高度。",
            ),
            Self::OutOfLimits { what, least, most } => (
                format!("{} has to be {least} to {most}.", what.en),
                format!("{}须在 {least} 至 {most} 之间。", what.zh),
            ),
            Self::NotThisVehicle(why) | Self::NoSuchPayload(why) => {
                (why.en.clone(), why.zh.clone())
            }
            Self::MissionInTransfer => fixed(
                "Its mission is being changed, or was left half changed: it has to be uploaded whole first.",
                "其任务航线正在更改或未完整更改，须先完整上传。",
            ),
            Self::Busy => fixed("Too much is under way.", "进行中的指令过多。"),
            Self::Lease(refusal) => return refusal.message(),
            Self::NoSuchNudge => fixed("It is not being nudged.", "当前没有进行中的微调移动。"),
        };
        Bilingual::new(en, zh)
    }
}

fn fixed(en: &str, zh: &str) -> (String, String) {
    (en.to_owned(), zh.to_owned())
}
