//! Why there is no survey, and what would help.

use super::joins::NotFlown;
use super::lanes::Direction;
use super::sweep::MOST_LANES;
use crate::pattern::PatternFault;
use crate::planar::TooManyBends;
use geo::Coord;
use geofences::Bilingual;

/// Why there is no survey.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{}", self.text())]
#[non_exhaustive]
pub enum SurveyFault {
    /// Lanes cannot be so far apart, m.
    Spacing(f64),
    /// The lanes' direction is no number.
    Bearing,
    /// The area is too small for one lane.
    TooSmall,
    /// More pieces of lanes, visits of what they leave unseen among them, than are ordered at once.
    TooManyLanes {
        /// Pieces: so many at least.
        lanes: usize,
        /// At most.
        most: usize,
    },
    /// Where one may be has too many corners.
    TooManyBends(TooManyBends),
    /// A lane lies where one may not be.
    NotFree {
        /// A place of it, m.
        at: Coord<f64>,
    },
    /// Parts of the area are not to be reached from each other.
    Parted {
        /// A place that is not to be reached from others, m.
        at: Coord<f64>,
    },
}

impl SurveyFault {
    /// What to tell people: why, and what would help.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::Spacing(spacing_m) => Bilingual::new(
                format!("lanes cannot be {spacing_m} m apart: give a number above 0"),
                format!("航线间距不能为 {spacing_m} 米：请给出正数"),
            ),
            Self::Bearing => Bilingual::new(
                "the direction of the lanes is no number: give it in degrees, or leave it to be looked for",
                "航线方向不是有效数值：请以度给出，或留空以自动选择",
            ),
            Self::TooSmall => Bilingual::new(
                "the area is too small for a lane: visit it as a point, or space the lanes closer",
                "区域过小，容不下一条航线：请作为点巡查，或减小航线间距",
            ),
            Self::TooManyLanes { lanes, most } => Bilingual::new(
                format!(
                    "{lanes} pieces of lanes at least, more than {most}: split the area, or fly higher"
                ),
                format!("至少有 {lanes} 段航线，超过 {most} 段：请拆分区域或提高飞行高度"),
            ),
            Self::TooManyBends(fault) => fault.text(),
            Self::NotFree { at } => Bilingual::new(
                format!(
                    "at {:.0} m east and {:.0} m north of the origin one may not fly: leave that part of the area out",
                    at.x, at.y
                ),
                format!(
                    "原点以东 {:.0} 米、以北 {:.0} 米处不可飞行：请从区域中去除该部分",
                    at.x, at.y
                ),
            ),
            Self::Parted { at } => Bilingual::new(
                format!(
                    "what is at {:.0} m east and {:.0} m north of the origin cannot be reached from the rest of the \
                     area: plan the parts one by one",
                    at.x, at.y
                ),
                format!(
                    "无法从区域其余部分到达原点以东 {:.0} 米、以北 {:.0} 米处：请分别规划各部分",
                    at.x, at.y
                ),
            ),
        }
    }

    pub(super) fn too_many(lanes: usize) -> Self {
        Self::TooManyLanes {
            lanes,
            most: MOST_LANES,
        }
    }

    /// What lanes are made by has to be sound before any is made.
    pub(super) fn check(spacing_m: f64, direction: Direction) -> Result<(), Self> {
        if !(spacing_m.is_finite() && spacing_m > 0.0) {
            return Err(Self::Spacing(spacing_m));
        }
        if !direction.is_sound() {
            return Err(Self::Bearing);
        }
        Ok(())
    }
}

impl From<NotFlown> for SurveyFault {
    fn from(why: NotFlown) -> Self {
        match why {
            NotFlown::NotFree(at) => Self::NotFree { at },
            NotFlown::Parted(at) => Self::Parted { at },
            NotFlown::TooMany(lanes) => Self::too_many(lanes),
        }
    }
}

impl From<TooManyBends> for SurveyFault {
    fn from(fault: TooManyBends) -> Self {
        Self::TooManyBends(fault)
    }
}

impl From<NotFlown> for Vec<PatternFault> {
    fn from(why: NotFlown) -> Self {
        vec![match why {
            NotFlown::NotFree(at) => PatternFault::NotFree { at },
            NotFlown::Parted(_) => PatternFault::Parted,
            NotFlown::TooMany(count) => PatternFault::TooMany {
                count,
                most: MOST_LANES,
            },
        }]
    }
}
