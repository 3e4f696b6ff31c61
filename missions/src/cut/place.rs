//! A place on a mission: which leg, and how far along it.

use crate::mission::{Mission, Step};
use geo::{Bearing, Distance, Geodesic, InterpolatePoint, Point};
use geofences::{Altitude, Bilingual, Position};

/// A place on a mission.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceOnMission {
    /// The step that is next, or being flown.
    pub step: usize,
    /// How much of its leg is behind, 0…1; 0 for steps without a leg.
    pub fraction: f64,
}

/// Why a place is none of a mission's.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum NotOnMission {
    /// There is no such step.
    NoStep {
        /// As given.
        step: usize,
        /// How many there are.
        steps: usize,
    },
    /// The fraction is not from 0 to 1.
    Fraction(f64),
    /// A step means nothing here: what it did cannot be told, nor where it leads.
    Foreign {
        /// Which.
        step: usize,
    },
    /// Something was flown before any take-off, so that how it takes off again is not known.
    NeverTookOff,
    /// The leg's ends have heights above different things, so that those between are not known.
    MixedHeights {
        /// The step whose leg it is.
        step: usize,
    },
}

impl NotOnMission {
    /// What to tell people. Steps count from 1 there.
    pub fn bilingual(self) -> Bilingual {
        match self {
            Self::NoStep { step, steps } => Bilingual::new(
                format!("there is no step {}: the mission has {steps}", step + 1),
                format!("没有第 {} 步：任务共 {steps} 步", step + 1),
            ),
            Self::Fraction(fraction) => Bilingual::new(
                format!("{fraction} of a leg: give a part from 0 to 1"),
                format!("航段比例 {fraction} 应在 0 至 1 之间"),
            ),
            Self::Foreign { step } => Bilingual::new(
                format!(
                    "step {} is not understood, so the mission cannot be flown in parts",
                    step + 1
                ),
                format!("第 {} 步无法识别，不能分段执行此任务", step + 1),
            ),
            Self::NeverTookOff => Bilingual::new(
                "the mission flies without a take-off, so it cannot be flown on: add a take-off first",
                "任务未包含起飞即开始飞行，无法继续执行：请先加入起飞步骤",
            ),
            Self::MixedHeights { step } => Bilingual::new(
                format!(
                    "the leg to step {} changes what its height is above, so its middle has none",
                    step + 1
                ),
                format!(
                    "至第 {} 步的航段两端高度基准不同，无法确定中间高度",
                    step + 1
                ),
            ),
        }
    }
}

/// Where an aircraft is, and how high.
pub(super) type Here = (Position, Altitude);

impl PlaceOnMission {
    /// The beginning of a step.
    pub fn at_step(step: usize) -> Self {
        Self {
            step,
            fraction: 0.0,
        }
    }

    /// The place of a leg that is nearest to where an aircraft was: what was flown of the leg to `step`.
    ///
    /// # Errors
    /// There is no such step.
    pub fn nearest(mission: &Mission, step: usize, to: Position) -> Result<Self, NotOnMission> {
        let target = mission.steps.get(step).ok_or(NotOnMission::NoStep {
            step,
            steps: mission.steps.len(),
        })?;
        let Step::FlyTo(leg) = target else {
            return Ok(Self::at_step(step));
        };
        let (from, _) = before(mission, step);
        let points = [from, leg.position, to].map(|it| Point(it.coord()));
        let [start, end, at] = points;
        let length = Geodesic.distance(start, end);
        if length <= 0.0 {
            return Ok(Self::at_step(step));
        }
        let off = (Geodesic.bearing(start, at) - Geodesic.bearing(start, end)).to_radians();
        let along = Geodesic.distance(start, at) * off.cos();
        Ok(Self {
            step,
            fraction: (along / length).clamp(0.0, 1.0),
        })
    }

    /// Where that is, and how high.
    pub(super) fn here(self, mission: &Mission) -> Result<Here, NotOnMission> {
        let Self { step, fraction } = self;
        if !(0.0..=1.0).contains(&fraction) {
            return Err(NotOnMission::Fraction(fraction));
        }
        let (from, from_altitude) = before(mission, step);
        let Some(Step::FlyTo(leg)) = mission.steps.get(step) else {
            return Ok((from, from_altitude));
        };
        if fraction == 0.0 {
            return Ok((from, from_altitude));
        }
        let mixed = NotOnMission::MixedHeights { step };
        if from_altitude.datum() != leg.altitude.datum() {
            return Err(mixed);
        }
        let metres =
            from_altitude.metres() + fraction * (leg.altitude.metres() - from_altitude.metres());
        let altitude = Altitude::new(metres, leg.altitude.datum()).map_err(|_| mixed)?;
        let ends = (Point(from.coord()), Point(leg.position.coord()));
        let between = Geodesic.point_at_ratio_between(ends.0, ends.1, fraction);
        let position = Position::try_from(between.0).map_err(|_| mixed)?;
        Ok((position, altitude))
    }
}

/// Passes a mission all of whose steps are understood.
pub(super) fn understood(mission: &Mission) -> Result<(), NotOnMission> {
    let foreign = mission
        .steps
        .iter()
        .position(|it| matches!(it, Step::Foreign(_)));
    foreign.map_or(Ok(()), |step| Err(NotOnMission::Foreign { step }))
}

/// Where an aircraft is before a step.
pub(super) fn before(mission: &Mission, step: usize) -> Here {
    let mut here = (mission.home.position, Altitude::ground());
    for step in mission.steps.iter().take(step) {
        here = match step {
            Step::FlyTo(leg) => (leg.position, leg.altitude),
            Step::TakeOff { altitude } => (here.0, *altitude),
            Step::Land { position } => (*position, Altitude::ground()),
            Step::ReturnHome => (mission.home.position, Altitude::ground()),
            Step::Do(_) | Step::Foreign(_) => here,
        };
    }
    here
}
