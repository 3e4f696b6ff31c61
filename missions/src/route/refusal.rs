//! Why there is no route, and what would help.

use chrono::{DateTime, Utc};
use geofences::{Bilingual, Finding, Rule, Subject, Times};

/// Why there is no route.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RouteRefusal {
    /// A speed, a height, a margin or what is told of people is no number to plan with.
    #[error("{0}")]
    BadRequest(Bilingual),
    /// The ends are too far apart for one plane.
    #[error(
        "the ends are {length_m:.0} m apart, more than {} m: split the route",
        Self::LARGEST_M
    )]
    TooFar {
        /// How far, metres.
        length_m: f64,
    },
    /// The flight may take longer than what is planned, or run beyond what can be counted.
    #[error("{}", self.text())]
    TooLong {
        /// When it would begin.
        departure: DateTime<Utc>,
        /// How long it may take, s.
        longest_s: f64,
    },
    /// At no height there is a route.
    #[error("{}", self.text())]
    NoLayer {
        /// Each height that was tried, with its fault.
        layers: Vec<LayerRefusal>,
    },
}

/// Why there is no route at one height.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerRefusal {
    /// The height, metres above ground.
    pub height_agl_m: f64,
    /// Why.
    pub fault: LayerFault,
}

/// Why there is no route at a height.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum LayerFault {
    /// The first place, or the way up there, may not be flown.
    From(Vec<Finding>),
    /// The last place, or the way down there, may not be flown.
    Until(Vec<Finding>),
    /// Every way is barred.
    NoWay {
        /// What the straight way would meet.
        in_the_way: Vec<Subject>,
        /// Whether the straight way would leave every permitted zone.
        leaves_permitted: bool,
        /// Whether there are zones that would permit some of the ways at other times.
        permits_at_other_times: bool,
        /// Whether all ways up to four times as long as the straight one were looked at.
        is_certain: bool,
    },
    /// What was found is judged to break a rule by the airspace, again and again.
    JudgedOtherwise(Vec<Finding>),
}

impl RouteRefusal {
    /// No route is planned between places farther apart, metres.
    pub const LARGEST_M: f64 = 60_000.0;

    /// No route is planned that may take longer with all ways round, s: a week.
    pub const LONGEST_S: f64 = 7.0 * 86_400.0;

    /// What to tell people: why, and what would help.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::BadRequest(text) => text.clone(),
            Self::TooFar { length_m } => Bilingual::new(
                format!(
                    "the ends are {length_m:.0} m apart, more than {} m: split the route",
                    Self::LARGEST_M
                ),
                format!(
                    "两端相距 {length_m:.0} 米，超过 {} 米：请分段规划",
                    Self::LARGEST_M
                ),
            ),
            Self::TooLong {
                departure,
                longest_s,
            } => Bilingual::new(
                format!(
                    "a flight from {departure} on may take up to {longest_s:.0} s, which is longer than {} s or runs beyond \
                     what can be counted: check the speeds, the heights and the departure, or split the route",
                    Self::LONGEST_S
                ),
                format!(
                    "自 {departure} 起的飞行最长可达 {longest_s:.0} 秒，超过 {} 秒或超出可计算的时间：\
                     请检查速度、高度和出发时间，或分段规划",
                    Self::LONGEST_S
                ),
            ),
            Self::NoLayer { layers } => joined(layers.iter().map(LayerRefusal::text), "; ", "；"),
        }
    }

    /// What of zones and obstacles stands in the way at some height, each once.
    pub fn in_the_way(&self) -> Vec<Subject> {
        let Self::NoLayer { layers } = self else {
            return Vec::new();
        };
        let mut subjects: Vec<Subject> = Vec::new();
        for subject in layers.iter().flat_map(|layer| layer.fault.subjects()) {
            if !subjects.iter().any(|known| known.id() == subject.id()) {
                subjects.push(subject);
            }
        }
        subjects
    }
}

impl LayerRefusal {
    /// What to tell people.
    pub fn text(&self) -> Bilingual {
        let why = self.fault.text();
        let height = self.height_agl_m;
        Bilingual::new(
            format!("at {height} m above ground: {}", why.en),
            format!("真高 {height} 米：{}", why.zh),
        )
    }
}

impl LayerFault {
    /// What to tell people: why, and what would help.
    pub fn text(&self) -> Bilingual {
        let of = |en: &str, zh: &str, findings: &[Finding]| {
            let why = joined(findings.iter().map(Finding::text), ", ", "，");
            Bilingual::new(format!("{en}: {}", why.en), format!("{zh}：{}", why.zh))
        };
        let why = match self {
            Self::From(findings) => of("the start may not be flown", "起点不可飞行", findings),
            Self::Until(findings) => of("the goal may not be flown", "终点不可飞行", findings),
            Self::JudgedOtherwise(findings) => of(
                "every way that was found breaks a rule",
                "找到的航线均违反空域规则",
                findings,
            ),
            Self::NoWay {
                is_certain,
                leaves_permitted,
                ..
            } => no_way_text(*is_certain, *leaves_permitted, &self.subjects()),
        };
        let help = joined(self.help().into_iter(), ", or ", "，或");
        if help.en.is_empty() {
            return why;
        }
        Bilingual::new(
            format!("{}; what would help: {}", why.en, help.en),
            format!("{}；可行办法：{}", why.zh, help.zh),
        )
    }

    fn subjects(&self) -> Vec<Subject> {
        let of = |findings: &[Finding]| {
            findings
                .iter()
                .filter_map(|finding| match &finding.cause {
                    geofences::Cause::Subject(subject) => Some(subject.clone()),
                    geofences::Cause::Unknown { about, .. } => about.clone(),
                    _ => None,
                })
                .collect()
        };
        match self {
            Self::From(findings) | Self::Until(findings) | Self::JudgedOtherwise(findings) => {
                of(findings)
            }
            Self::NoWay { in_the_way, .. } => in_the_way.clone(),
        }
    }

    /// What would open a way, as far as what is in the way tells.
    fn help(&self) -> Vec<Bilingual> {
        let subjects = self.subjects();
        let mut help = Vec::new();
        let closed = subjects.iter().filter(|subject| {
            matches!(subject, Subject::Zone(zone) if zone.rule == Rule::NeedsAuthorization)
        });
        help.extend(closed.take(MOST_NAMED).map(|subject| {
            let (en, zh) = subject.both_names();
            Bilingual::new(format!("an approval for {en}"), format!("取得“{zh}”的批准"))
        }));
        let has = |told: fn(&Subject) -> bool| subjects.iter().any(told);
        let is_shut_for_now = matches!(
            self,
            Self::NoWay {
                permits_at_other_times: true,
                ..
            }
        );
        if is_shut_for_now
            || has(|it| matches!(it, Subject::Zone(zone) if zone.times != Times::Always))
        {
            help.push(Bilingual::new("another time", "更换时间"));
        }
        if has(ends_at_some_height) {
            help.push(Bilingual::new("another height", "更换高度"));
        }
        help
    }
}

fn ends_at_some_height(subject: &Subject) -> bool {
    match subject {
        Subject::Zone(zone) => zone.band.upper().is_some() || zone.band.lower().is_some(),
        Subject::Obstacle(_) => true,
    }
}

/// A text names no more of what is in the way; all are in the refusal.
const MOST_NAMED: usize = 8;

fn no_way_text(is_certain: bool, leaves_permitted: bool, subjects: &[Subject]) -> Bilingual {
    let (mut en, mut zh) = if is_certain {
        (
            "every way is barred".to_owned(),
            "所有航线均被阻断".to_owned(),
        )
    } else {
        (
            "no way was found within the effort that is allowed".to_owned(),
            "在限定的计算量内未找到航线".to_owned(),
        )
    };
    if !subjects.is_empty() {
        let named = subjects.len().min(MOST_NAMED);
        let names = joined(
            subjects.iter().take(named).map(|subject| {
                let (en, zh) = subject.both_names();
                Bilingual::new(en, format!("“{zh}”"))
            }),
            ", ",
            "、",
        );
        en = format!("{en}; in the straight way: {}", names.en);
        zh = format!("{zh}；直线上有：{}", names.zh);
        let more = subjects.len() - named;
        if more > 0 {
            en = format!("{en} and {more} more");
            zh = format!("{zh}等，另有 {more} 个");
        }
    }
    if leaves_permitted {
        en.push_str("; the straight way leaves every permitted zone at this height and time");
        zh.push_str("；直线在此高度和时间超出适飞空域");
    }
    Bilingual::new(en, zh)
}

fn joined(texts: impl Iterator<Item = Bilingual>, en: &str, zh: &str) -> Bilingual {
    let (first, second): (Vec<String>, Vec<String>) = texts.map(|text| (text.en, text.zh)).unzip();
    Bilingual::new(first.join(en), second.join(zh))
}
