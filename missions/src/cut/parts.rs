//! A mission cut into parts that each fit: into a battery, into an autopilot's memory.

use super::place::{NotOnMission, PlaceOnMission, understood};
use super::resume::{resume, until};
use crate::mission::{Mission, Step};
use geofences::Bilingual;

/// Why a mission cannot be cut.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CannotBeCut {
    /// A place on it cannot be told.
    Place(NotOnMission),
    /// Not even a small piece of a leg fits into a part of its own.
    NothingFits {
        /// The step that cannot be reached and left.
        step: usize,
    },
    /// More parts than anybody flies.
    TooMany {
        /// At most.
        most: usize,
    },
}

impl CannotBeCut {
    /// What to tell people. Steps count from 1 there.
    pub fn bilingual(&self) -> Bilingual {
        match self {
            Self::Place(place) => place.bilingual(),
            Self::NothingFits { step } => Bilingual::new(
                format!(
                    "not even a small part of step {} can be flown and come home from: begin nearer, or take an aircraft \
                     that flies longer",
                    step + 1
                ),
                format!(
                    "第 {} 步即使只飞一小段也无法返回：请从更近处起飞，或使用续航更长的飞行器",
                    step + 1
                ),
            ),
            Self::TooMany { most } => Bilingual::new(
                format!(
                    "it would be flown in more than {most} parts: split the area among more aircraft"
                ),
                format!("将超过 {most} 个架次：请分给更多飞行器"),
            ),
        }
    }
}

impl From<NotOnMission> for CannotBeCut {
    fn from(place: NotOnMission) -> Self {
        Self::Place(place)
    }
}

/// More parts are not made.
const MOST_PARTS: usize = 1_000;
/// A leg is cut at so many places at most: at each 256th part.
const HALVINGS: u32 = 8;

/// The parts of a mission, each of which fits, the way home included: each as long as may be, cut between legs where
/// any whole leg fits, within a leg where none does.
///
/// `fits` has to hold for what begins alike and is shorter, if it holds for a part.
///
/// # Errors
/// See [`CannotBeCut`].
pub fn cut(
    mission: &Mission,
    fits: impl Fn(&Mission) -> bool,
) -> Result<Vec<Mission>, CannotBeCut> {
    understood(mission)?;
    let mut parts = Vec::new();
    let mut rest = mission.clone();
    while !fits(&rest) {
        if parts.len() + 1 >= MOST_PARTS {
            return Err(CannotBeCut::TooMany { most: MOST_PARTS });
        }
        let begun = begun_at(&rest);
        let place = longest(&rest, begun, &fits)?;
        parts.push(until(&rest, place)?);
        rest = resume(&rest, place)?;
    }
    parts.push(rest);
    Ok(parts)
}

/// The first step after which something of the mission itself is done: taking off, and the way to where it goes on,
/// are not.
fn begun_at(mission: &Mission) -> usize {
    let first = mission
        .steps
        .iter()
        .position(|it| matches!(it, Step::FlyTo(_)));
    first.map_or(mission.steps.len(), |first| first + 1)
}

fn longest(
    mission: &Mission,
    begun: usize,
    fits: &impl Fn(&Mission) -> bool,
) -> Result<PlaceOnMission, CannotBeCut> {
    let fits_until = |place| until(mission, place).map(|part| fits(&part));
    // Behind the last leg that can be flown.
    let legs: Vec<usize> = (begun..mission.steps.len())
        .filter(|it| matches!(mission.steps[*it], Step::FlyTo(_)))
        .collect();
    let Some(step) = legs.first().copied() else {
        return Err(CannotBeCut::NothingFits {
            step: begun.saturating_sub(1),
        });
    };
    let (mut flown, mut beyond) = (0, legs.len());
    while flown < beyond {
        let middle = (flown + beyond).div_ceil(2);
        if fits_until(PlaceOnMission::at_step(legs[middle - 1] + 1))? {
            flown = middle;
        } else {
            beyond = middle - 1;
        }
    }
    if let Some(last) = flown.checked_sub(1) {
        return Ok(PlaceOnMission::at_step(legs[last] + 1));
    }
    let (mut low, mut high) = (0, 1_u32 << HALVINGS);
    while high - low > 1 {
        let middle = (low + high) / 2;
        let place = PlaceOnMission {
            step,
            fraction: f64::from(middle) / f64::from(1_u32 << HALVINGS),
        };
        if fits_until(place)? {
            low = middle;
        } else {
            high = middle;
        }
    }
    match low {
        0 => Err(CannotBeCut::NothingFits { step }),
        _ => Ok(PlaceOnMission {
            step,
            fraction: f64::from(low) / f64::from(1_u32 << HALVINGS),
        }),
    }
}
