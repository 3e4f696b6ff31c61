//! Why patrols that look at the same places are not flown as one, in both languages.

use crate::patrol::{Light, Pattern, Recording};
use geofences::Bilingual;

/// A patrol that looks at places at which others look too, and is not flown with them.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart {
    /// Which, as they stand in the request.
    pub patrol: usize,
    /// Those that are flown as one without it, as far as they had been found then.
    pub from: Vec<usize>,
    /// All reasons.
    pub why: Vec<WhyApart>,
}

/// Why patrols are not flown as one.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum WhyApart {
    /// They are at no moment open together.
    WindowsDoNotMeet,
    /// One is flown in light in which another is not.
    OtherLight(Light, Light),
    /// There is no temperature at which all may be flown.
    TemperaturesDoNotMeet {
        /// The highest of their least, °C.
        least_c: f64,
        /// The least of their highest, °C.
        highest_c: f64,
    },
    /// They look with different cameras.
    OtherCamera(String, String),
    /// One camera cannot record both at once.
    OtherRecording(Recording, Recording),
    /// The camera points in different directions, degrees above the horizon; none: as the pattern has it.
    OtherGimbal(Option<f64>, Option<f64>),
    /// They are flown at different heights, or one at a height and the other for a resolution.
    OtherHeight,
    /// Their lanes run in different directions, degrees.
    OtherBearing(f64, f64),
    /// Their patterns are of kinds, or of measures, that no pattern fits both of.
    PatternsDoNotFit(Bilingual, Bilingual),
    /// A point that one asks for may not be overflown by another.
    NotOverflown {
        /// Whose patrol has it, as they stand in the request.
        asked_by: usize,
        /// Which of its points.
        point: usize,
        /// What it is called.
        name: Bilingual,
        /// Who may not be above it.
        forbidden_to: usize,
    },
    /// Their areas together are none that can be told in a patrol.
    AreasNotJoined,
    /// Together they ask for more places than are told apart at once.
    TooManyPlaces {
        /// At most.
        most: usize,
    },
    /// No more patrols are flown as one.
    GroupFull {
        /// At most.
        most: usize,
    },
}

fn light(light: Light) -> (&'static str, &'static str) {
    match light {
        Light::Day => ("by day", "白天"),
        Light::DayAndTwilight => ("by day and in twilight", "白天及晨昏"),
        Light::Night => ("by night", "夜间"),
        Light::Any => ("in any light", "任意光照"),
    }
}

fn recording(recording: Recording) -> (&'static str, &'static str) {
    match recording {
        Recording::Photos => ("photos all along", "全程拍照"),
        Recording::Video => ("video all along", "全程录像"),
        Recording::AtPoints => ("what points ask for", "仅在兴趣点拍摄"),
    }
}

/// What a kind of pattern is called.
pub(super) fn kind(pattern: &Pattern) -> Bilingual {
    let (en, zh) = match pattern {
        Pattern::Points(_) => ("points", "兴趣点"),
        Pattern::Survey(_) => ("a survey", "区域测绘"),
        Pattern::Corridor(_) => ("a corridor", "走廊"),
        Pattern::Perimeter(_) => ("a perimeter", "周界"),
        Pattern::Orbit(_) => ("an orbit", "环绕"),
        Pattern::Facade(_) => ("a façade", "立面"),
        Pattern::Search(_) => ("a search", "搜索"),
    };
    Bilingual::new(en, zh)
}

fn pitch(deg: Option<f64>) -> Bilingual {
    match deg {
        Some(deg) => Bilingual::new(format!("at {deg}°"), format!("{deg}°")),
        None => Bilingual::new("as the pattern has it", "随航线"),
    }
}

impl WhyApart {
    /// The reason in both languages, with what would help. Points count from 1 there.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::OtherLight(one, other) => {
                let ((en, zh), (other_en, other_zh)) = (light(*one), light(*other));
                Bilingual::new(
                    format!("one is flown {en}, the other {other_en}"),
                    format!("一个在{zh}飞行，另一个在{other_zh}飞行"),
                )
            }
            Self::TemperaturesDoNotMeet { least_c, highest_c } => Bilingual::new(
                format!("no temperature is at least {least_c} °C and at most {highest_c} °C"),
                format!("没有温度既不低于 {least_c} °C 又不高于 {highest_c} °C"),
            ),
            Self::OtherCamera(one, other) => Bilingual::new(
                format!("they look with different cameras, {one} and {other}"),
                format!("使用不同的相机：{one} 与 {other}"),
            ),
            Self::OtherRecording(one, other) => {
                let ((en, zh), (other_en, other_zh)) = (recording(*one), recording(*other));
                Bilingual::new(
                    format!("one camera cannot record both, {en} and {other_en}"),
                    format!("同一相机不能兼顾{zh}与{other_zh}"),
                )
            }
            Self::OtherGimbal(one, other) => {
                let (one, other) = (pitch(*one), pitch(*other));
                Bilingual::new(
                    format!(
                        "the gimbal points {} in one, {} in the other",
                        one.en, other.en
                    ),
                    format!("云台俯仰不同：{} 与 {}", one.zh, other.zh),
                )
            }
            Self::OtherBearing(one, other) => Bilingual::new(
                format!("their lanes run in different directions, {one}° and {other}°"),
                format!("航带方向不同：{one}° 与 {other}°"),
            ),
            Self::PatternsDoNotFit(one, other) => Bilingual::new(
                format!(
                    "{} and {}: no pattern does for both as they stand: ask for the same one",
                    one.en, other.en
                ),
                format!(
                    "{}与{}按现有参数无法合成同一航线：请改用相同的航线",
                    one.zh, other.zh
                ),
            ),
            Self::NotOverflown { point, name, .. } => {
                let point = point + 1;
                Bilingual::new(
                    format!(
                        "point {point}, {}, is asked for by one and may not be overflown by another",
                        name.en
                    ),
                    format!(
                        "第 {point} 个兴趣点“{}”为一方所需，而另一方不得飞越",
                        name.zh
                    ),
                )
            }
            other => other.text_without_values(),
        }
    }

    fn text_without_values(&self) -> Bilingual {
        let (en, zh) = match self {
            Self::WindowsDoNotMeet => (
                "their windows do not meet: move one of them",
                "时间窗没有交集：请调整其一",
            ),
            Self::OtherHeight => (
                "they are flown at different heights: give the same height, or a ground sampling distance for both",
                "飞行高度不同：请统一高度，或都改用地面分辨率",
            ),
            Self::AreasNotJoined => (
                "their areas touch in single points and make no area together: draw them overlapping",
                "两区域仅在个别点相接，无法合成一个区域：请画成相互重叠",
            ),
            Self::TooManyPlaces { most } => {
                return Bilingual::new(
                    format!("together they ask for more than {most} places: split them by area"),
                    format!("合计超过 {most} 处：请按片区拆分"),
                );
            }
            Self::GroupFull { most } => {
                return Bilingual::new(
                    format!("{most} patrols are flown as one already"),
                    format!("已有 {most} 个任务合并"),
                );
            }
            _ => Default::default(),
        };
        Bilingual::new(en, zh)
    }
}
