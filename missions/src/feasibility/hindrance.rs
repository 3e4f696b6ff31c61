//! What is in the way of a flight.

use geofences::{Bilingual, Position};
use serde::Serialize;

/// One thing that is in the way of a flight, wherever on it that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Hindrance {
    /// Of which kind.
    pub kind: HindranceKind,
    /// The steps of the mission that it is about, from 0; none where it is about all of it.
    pub steps: Vec<usize>,
    /// Where it is, first.
    pub position: Option<Position>,
    /// What it is.
    pub what: Bilingual,
    /// What would make the flight possible.
    pub help: Option<Bilingual>,
}

/// What a hindrance is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum HindranceKind {
    /// The request itself: the patrol, the pattern, the sensor.
    Request,
    /// The mission's steps.
    Mission,
    /// Wind, rain, cold, visibility, light.
    Weather,
    /// What the vehicle can fly.
    Performance,
    /// Zones, obstacles, and what nothing permits.
    Airspace,
    /// The ground, and the height above it.
    Ground,
    /// What the autopilot flies unaided.
    WayHome,
    /// The battery.
    Energy,
    /// What the aircraft's own fence holds.
    Fence,
    /// No-image zones.
    Imaging,
    /// People on the ground.
    People,
    /// What had to be applied for.
    Application,
}

impl HindranceKind {
    /// What people call it.
    pub fn name(self) -> Bilingual {
        let (en, zh) = match self {
            Self::Request => ("Request", "任务"),
            Self::Mission => ("Mission", "航线"),
            Self::Weather => ("Weather", "天气"),
            Self::Performance => ("Performance", "性能"),
            Self::Airspace => ("Airspace", "空域"),
            Self::Ground => ("Ground", "地形"),
            Self::WayHome => ("Way home", "返航"),
            Self::Energy => ("Energy", "电量"),
            Self::Fence => ("Fence", "围栏"),
            Self::Imaging => ("Imaging", "拍摄"),
            Self::People => ("People", "人群"),
            Self::Application => ("application", "申请"),
        };
        Bilingual::new(en, zh)
    }
}

impl Hindrance {
    /// One about all of a flight.
    pub fn new(kind: HindranceKind, what: Bilingual) -> Self {
        Self {
            kind,
            steps: Vec::new(),
            position: None,
            what,
            help: None,
        }
    }

    /// The same about a step.
    #[must_use]
    pub fn at_step(mut self, step: usize) -> Self {
        self.steps.push(step);
        self
    }

    /// The same at a place.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// The same with what would help.
    #[must_use]
    pub fn helped_by(mut self, en: impl Into<String>, zh: impl Into<String>) -> Self {
        self.help = Some(Bilingual::new(en, zh));
        self
    }
}

/// Hindrances as they are found: what is said of several steps is said once.
#[derive(Debug, Default)]
pub(crate) struct Found(Vec<Hindrance>);

impl Found {
    /// Adds one.
    pub fn add(&mut self, hindrance: Hindrance) {
        let same = self
            .0
            .iter_mut()
            .find(|it| it.kind == hindrance.kind && it.what == hindrance.what);
        match same {
            Some(known) => {
                for step in hindrance.steps {
                    if known.steps.last() != Some(&step) {
                        known.steps.push(step);
                    }
                }
            }
            None => self.0.push(hindrance),
        }
    }

    /// Whether there is one of a kind.
    pub fn has(&self, kind: HindranceKind) -> bool {
        self.0.iter().any(|it| it.kind == kind)
    }

    /// All of them, the kinds in their order.
    pub fn into_list(mut self) -> Vec<Hindrance> {
        self.0.sort_by_key(|it| it.kind);
        self.0
    }
}
