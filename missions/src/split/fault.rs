//! Why a pattern is not split, in both languages.

use geofences::Bilingual;
use std::fmt;

/// Why a pattern is not split. Drones and legs count from 0 here, from 1 in what is told to people.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SplitFault {
    /// There is no drone.
    NoDrone,
    /// More drones than are told apart at once.
    TooManyDrones {
        /// As given.
        drones: usize,
        /// At most.
        most: usize,
    },
    /// Some drones would have nothing to fly.
    MoreDronesThanPieces {
        /// As given.
        drones: usize,
        /// Into so many pieces lanes may be cut.
        pieces: usize,
    },
    /// A dock is nowhere in the plane.
    Dock {
        /// Whose.
        drone: usize,
    },
    /// A speed factor is none.
    SpeedFactor {
        /// Whose.
        drone: usize,
        /// As given.
        value: f64,
    },
    /// A longest time is none.
    LongestTime {
        /// Whose.
        drone: usize,
        /// As given, s.
        value: f64,
    },
    /// Pieces of lanes cannot be so short.
    ShortestPiece(f64),
    /// There is no lane.
    NoLane,
    /// More pieces than are split at once.
    TooManyPieces {
        /// So many would be.
        pieces: usize,
        /// At most.
        most: usize,
    },
    /// A leg's end is nowhere in the plane.
    NoPlace {
        /// Which.
        leg: usize,
    },
    /// A leg does not begin where the one before ends.
    Apart {
        /// Which.
        leg: usize,
    },
    /// What a leg takes is no time: not a number, infinite or less than nothing.
    LegTime {
        /// Which.
        leg: usize,
    },
    /// It cannot be flown within the drones' longest times.
    BeyondLongestTimes {
        /// What would do, by kind of drone, each kind by its first drone.
        needed: Vec<DronesNeeded>,
    },
}

/// How many drones of one kind could fly all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DronesNeeded {
    /// A drone of this kind.
    pub like: usize,
    /// The fewest that would do; none where there is a piece that no such drone can fly, or where they would be more
    /// than [`DronesNeeded::MOST`].
    pub count: Option<usize>,
}

impl DronesNeeded {
    /// More are not told.
    pub const MOST: usize = 1_000;

    fn text(self) -> Bilingual {
        let Self { like, count } = self;
        let drone = like + 1;
        match count {
            Some(count) => Bilingual::new(
                format!("{count} like drone {drone}"),
                format!("{count} 架与第 {drone} 架相同的无人机"),
            ),
            None => Bilingual::new(
                format!("no number of drones like drone {drone}"),
                format!("与第 {drone} 架相同的无人机再多也不行"),
            ),
        }
    }
}

fn needed_text(needed: &[DronesNeeded]) -> Bilingual {
    let texts: Vec<Bilingual> = needed.iter().map(|it| it.text()).collect();
    let each = |of: fn(&Bilingual) -> &str| texts.iter().map(of).collect::<Vec<_>>();
    let (en, zh) = (each(|it| &it.en).join("; "), each(|it| &it.zh).join("；"));
    Bilingual::new(
        format!("these drones cannot fly it within their longest times; what would do: {en}"),
        format!("这些无人机在最长飞行时间内无法完成；可行方案：{zh}"),
    )
}

impl SplitFault {
    /// The reason in both languages, with what would help.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::NoDrone => Bilingual::new(
                "there is no drone to fly it: name at least one",
                "没有可用的无人机：请至少指定一架",
            ),
            Self::TooManyDrones { drones, most } => Bilingual::new(
                format!("{drones} drones, more than {most}: split the area first"),
                format!("{drones} 架无人机，超过 {most} 架：请先拆分区域"),
            ),
            Self::MoreDronesThanPieces { drones, pieces } => Bilingual::new(
                format!(
                    "{drones} drones for {pieces} pieces of lanes: take at most {pieces}, or cut shorter pieces"
                ),
                format!(
                    "{drones} 架无人机分 {pieces} 段航带：至多用 {pieces} 架，或把航带切得更短"
                ),
            ),
            Self::NoLane => Bilingual::new(
                "no leg is a lane: there is nothing to split",
                "没有作业航带，无可拆分",
            ),
            Self::TooManyPieces { pieces, most } => Bilingual::new(
                format!("{pieces} pieces of lanes, more than {most}: cut longer ones"),
                format!("{pieces} 段航带，超过 {most} 段：请把航带切得更长"),
            ),
            Self::BeyondLongestTimes { needed } => needed_text(needed),
            other => other.text_of_value(),
        }
    }

    /// What is wrong with one value.
    fn text_of_value(&self) -> Bilingual {
        let (en, zh) = match self {
            Self::Dock { drone } => (
                format!("the dock of drone {} is no place in the plane", drone + 1),
                format!("第 {} 架无人机的机巢位置无效", drone + 1),
            ),
            Self::SpeedFactor { drone, value } => (
                format!(
                    "drone {}: a speed factor of {value}; it is within 0.05 to 20",
                    drone + 1
                ),
                format!(
                    "第 {} 架无人机的速度系数 {value} 不在 0.05 至 20 之间",
                    drone + 1
                ),
            ),
            Self::LongestTime { drone, value } => (
                format!(
                    "drone {}: a longest time of {value} s; it has to be positive",
                    drone + 1
                ),
                format!("第 {} 架无人机的最长飞行时间 {value} 秒应为正数", drone + 1),
            ),
            Self::ShortestPiece(metres) => (
                format!("pieces of lanes cannot be {metres} m short: give more than 0"),
                format!("航带最短段长 {metres} 米无效：应大于 0"),
            ),
            Self::NoPlace { leg } => (
                format!("leg {} has an end that is no place in the plane", leg + 1),
                format!("第 {} 航段的端点位置无效", leg + 1),
            ),
            Self::Apart { leg } => (
                format!(
                    "leg {} does not begin where the one before ends: join them by a way",
                    leg + 1
                ),
                format!("第 {} 航段的起点不是前一航段的终点：请用航段连接", leg + 1),
            ),
            Self::LegTime { leg } => (
                format!("leg {} cannot be flown, or how long is not known", leg + 1),
                format!("第 {} 航段无法飞行或飞行时间未知", leg + 1),
            ),
            _ => Default::default(),
        };
        Bilingual::new(en, zh)
    }
}

impl fmt::Display for SplitFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl std::error::Error for SplitFault {}
