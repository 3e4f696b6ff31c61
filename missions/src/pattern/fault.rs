//! Why there is no pattern, in both languages.

use crate::planar::{FreeArea, TooManyBends};
use geo::{Coord, LineString, Polygon, Validation};
use geofences::Bilingual;
use std::fmt;
use std::ops::RangeInclusive;

/// A number of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// How far lanes or tracks are apart, m.
    Spacing,
    /// How wide a corridor is, m.
    Width,
    /// How far from a border, m.
    Distance,
    /// How far from a structure, m.
    StandOff,
    /// The radius of a structure or of a search, m.
    Radius,
    /// How high above a structure's ground, m.
    Height,
    /// How wide the camera's view of a wall is, m.
    ViewWidth,
    /// How high the camera's view of a wall is, m.
    ViewHeight,
    /// The part of a view that the next one sees again.
    Overlap,
    /// Degrees clockwise from north.
    Bearing,
    /// How many rings.
    Rings,
    /// How many searches one after another.
    Searches,
    /// From how far something may be looked at, m.
    LookingDistance,
    /// How long it stays at a place, s.
    Dwell,
}

impl Quantity {
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Spacing => ("spacing (m)", "间距（米）"),
            Self::Width => ("width (m)", "宽度（米）"),
            Self::Distance => ("distance from the border (m)", "与边界的距离（米）"),
            Self::StandOff => ("stand-off (m)", "与结构物的距离（米）"),
            Self::Radius => ("radius (m)", "半径（米）"),
            Self::Height => ("height above ground (m)", "离地高度（米）"),
            Self::ViewWidth => ("width of the view (m)", "视场宽度（米）"),
            Self::ViewHeight => ("height of the view (m)", "视场高度（米）"),
            Self::Overlap => ("overlap", "重叠率"),
            Self::Bearing => ("bearing (°)", "方位（度）"),
            Self::Rings => ("number of rings", "圈数"),
            Self::Searches => ("number of searches", "搜索遍数"),
            Self::LookingDistance => ("largest distance to look from (m)", "最大观察距离（米）"),
            Self::Dwell => ("time to stay (s)", "停留时间（秒）"),
        }
    }
}

/// Why there is no pattern.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PatternFault {
    /// A number is none, or beyond what can be.
    OutOfRange {
        /// Which.
        what: Quantity,
        /// As given.
        value: f64,
        /// At least.
        least: f64,
        /// At most.
        most: f64,
    },
    /// The highest is below the lowest.
    HeightsInverted {
        /// m.
        lowest_m: f64,
        /// m.
        highest_m: f64,
    },
    /// A coordinate is NaN, infinite or farther than [`FreeArea::LARGEST_M`] from the origin.
    NoPlace {
        /// Which place of the line, outline or list, from 0.
        index: usize,
    },
    /// A line or an outline needs more distinct places.
    TooFewPlaces {
        /// Distinct ones.
        places: usize,
        /// At least.
        least: usize,
    },
    /// More places, pieces or legs than are planned at once.
    TooMany {
        /// So many would be.
        count: usize,
        /// At most.
        most: usize,
    },
    /// The outline crosses or touches itself.
    CrossesItself,
    /// There is no room for a ring so far inside.
    NoRoomInside {
        /// m.
        distance_m: f64,
    },
    /// Nothing of the pattern lies where one may be.
    NothingFree,
    /// A place from which something begins lies where one may not be.
    StartNotFree,
    /// A place of the pattern lies where one may not be.
    NotFree {
        /// The place, m.
        at: Coord<f64>,
    },
    /// Where one may be has too many corners.
    TooManyBends(TooManyBends),
    /// Parts of the pattern cannot be reached from each other.
    Parted,
    /// A point cannot be overflown, and where one may be is too far to look from.
    PointTooFar {
        /// The point.
        name: String,
        /// The nearest place is so far off, m.
        distance_m: f64,
        /// At most, m.
        most_m: f64,
    },
    /// A point cannot be reached.
    PointNotReached {
        /// The point.
        name: String,
    },
}

impl PatternFault {
    /// The reason in both languages, with what would help.
    pub fn text(&self) -> Bilingual {
        match self {
            Self::OutOfRange {
                what,
                value,
                least,
                most,
            } => {
                let (en, zh) = what.names();
                Bilingual::new(
                    format!("{en}: {value} is not within {least} to {most}"),
                    format!("{zh}：{value} 不在 {least} 至 {most} 之间"),
                )
            }
            Self::HeightsInverted {
                lowest_m,
                highest_m,
            } => Bilingual::new(
                format!("the lowest height, {lowest_m} m, is above the highest, {highest_m} m"),
                format!("最低高度 {lowest_m} 米高于最高高度 {highest_m} 米"),
            ),
            Self::NoPlace { index } => Bilingual::new(
                format!(
                    "place {index} is not within {} m of the origin",
                    FreeArea::LARGEST_M
                ),
                format!("第 {index} 个点不在原点 {} 米以内", FreeArea::LARGEST_M),
            ),
            Self::TooFewPlaces { places, least } => Bilingual::new(
                format!("{places} distinct places; at least {least} are needed"),
                format!("只有 {places} 个不同的点，至少需要 {least} 个"),
            ),
            Self::TooMany { count, most } => Bilingual::new(
                format!("{count} places or legs, more than {most}: split it, or space it wider"),
                format!("{count} 个点或航段，超过 {most} 个：请拆分或加大间距"),
            ),
            Self::CrossesItself => Bilingual::new(
                "the outline crosses or touches itself: draw it anew or split it",
                "轮廓自相交或自接触：请重画或拆分",
            ),
            Self::NoRoomInside { distance_m } => Bilingual::new(
                format!(
                    "there is no room for a ring {distance_m} m inside the border: go nearer to it"
                ),
                format!("边界内 {distance_m} 米处容不下一圈：请减小距离"),
            ),
            Self::NothingFree => Bilingual::new(
                "nothing of it lies where one may fly",
                "全部位于不可飞行的区域",
            ),
            Self::StartNotFree => Bilingual::new(
                "the place it begins from lies where one may not fly",
                "起点位于不可飞行的区域",
            ),
            Self::NotFree { at } => Bilingual::new(
                format!(
                    "at {:.0} m east and {:.0} m north of the origin one may not fly: leave that part out",
                    at.x, at.y
                ),
                format!(
                    "原点以东 {:.0} 米、以北 {:.0} 米处不可飞行：请去除该部分",
                    at.x, at.y
                ),
            ),
            Self::TooManyBends(fault) => fault.text(),
            Self::Parted => Bilingual::new(
                "parts of it cannot be reached from each other: plan them one by one",
                "各部分之间无法到达：请分别规划",
            ),
            Self::PointTooFar {
                name,
                distance_m,
                most_m,
            } => Bilingual::new(
                format!(
                    "{name} may not be overflown, and the nearest place to look from is {distance_m:.0} m off, \
                     beyond {most_m:.0} m"
                ),
                format!(
                    "{name} 不可飞越，最近的观察点在 {distance_m:.0} 米外，超过 {most_m:.0} 米"
                ),
            ),
            Self::PointNotReached { name } => Bilingual::new(
                format!("there is no way to {name}"),
                format!("无法到达 {name}"),
            ),
        }
    }
}

impl From<TooManyBends> for Vec<PatternFault> {
    fn from(fault: TooManyBends) -> Self {
        vec![PatternFault::TooManyBends(fault)]
    }
}

impl fmt::Display for PatternFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text().fmt(f)
    }
}

impl std::error::Error for PatternFault {}

/// Gathers all faults of a request.
#[derive(Default)]
pub(crate) struct Checks(Vec<PatternFault>);

impl Checks {
    /// A number has to be one, and within a range.
    pub(crate) fn within(&mut self, what: Quantity, value: f64, range: RangeInclusive<f64>) {
        if !range.contains(&value) {
            self.0.push(PatternFault::OutOfRange {
                what,
                value,
                least: *range.start(),
                most: *range.end(),
            });
        }
    }

    /// So many may be planned at once.
    pub(crate) fn at_most(&mut self, count: usize, most: usize) {
        if count > most {
            self.0.push(PatternFault::TooMany { count, most });
        }
    }

    /// Places have to be in the plane: all that are not are told.
    pub(crate) fn places(&mut self, places: impl IntoIterator<Item = Coord<f64>>) {
        let is_in_plane =
            |at: Coord<f64>| at.x.abs() <= FreeArea::LARGEST_M && at.y.abs() <= FreeArea::LARGEST_M;
        let faults = places
            .into_iter()
            .enumerate()
            .filter(|(_, at)| !is_in_plane(*at))
            .map(|(index, _)| PatternFault::NoPlace { index });
        self.0.extend(faults);
    }

    /// A line has to be one.
    pub(crate) fn line(&mut self, line: &[Coord<f64>], most: usize) {
        self.at_most(line.len(), most);
        self.places(line.iter().copied());
        let mut distinct = line.to_vec();
        distinct.dedup();
        if distinct.len() < 2 {
            let places = distinct.len();
            self.0.push(PatternFault::TooFewPlaces { places, least: 2 });
        }
    }

    /// An outline has to be a ring that neither crosses nor touches itself.
    pub(crate) fn outline(&mut self, outline: &LineString<f64>, most: usize) {
        let before = self.0.len();
        self.at_most(outline.0.len(), most);
        self.places(outline.0.iter().copied());
        let mut distinct = outline.0.clone();
        distinct.dedup();
        while distinct.len() > 1 && distinct.first() == distinct.last() {
            distinct.pop();
        }
        if distinct.len() < 3 {
            let places = distinct.len();
            self.0.push(PatternFault::TooFewPlaces { places, least: 3 });
        }
        if self.0.len() == before {
            let polygon = Polygon::new(LineString(distinct), Vec::new());
            if !polygon.is_valid() {
                self.0.push(PatternFault::CrossesItself);
            }
        }
    }

    /// What is wrong for a reason of its own.
    pub(crate) fn fault(&mut self, fault: PatternFault) {
        self.0.push(fault);
    }

    /// All faults, where there are any.
    pub(crate) fn done(self) -> Result<(), Vec<PatternFault>> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.0)
        }
    }
}
