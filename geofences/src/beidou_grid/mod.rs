//! BeiDou grid location codes (北斗网格位置码, GB/T 39409-2020), two-dimensional.
//!
//! Ten levels of cells, from 6° × 4° down to 1/2048″ (about 1.5 cm), each code the beginning of
//! the codes within it. Worked out in whole units of 1/2048″, so that a place on a border always
//! belongs to the same cell: the one that reaches away from the equator and the prime meridian.
//!
//! Level 1 names the hemisphere (N or S), the zone of 6° (01 at 180° W to 60 before 180° E) and
//! the row of 4° by a letter counted from the equator. From level 2 on cells are counted from the
//! corner of their parent that is nearest to longitude and latitude 0. North and east this is the
//! south-west corner; for the west and the south it means mirrored codes. That mirroring follows
//! published third-party codecs ("from level 2 on, all hemispheres are treated as the
//! north-eastern one"), and has not been checked against the text of the standard. Within 2°
//! of the poles the standard has other cells (clause 5.3): these are refused.

mod cell;
#[cfg(test)]
mod tests;

pub use cell::{BeidouCell, decode, encode};

use crate::{Bilingual, Position};

/// Units of 1/2048″ in a degree.
const UNITS_PER_DEGREE: u32 = 2_048 * 3_600;

/// From this latitude on the standard has polar cells.
const POLAR_UNITS: u32 = 88 * UNITS_PER_DEGREE;

/// A level of cells, 1 (6° × 4°) to 10 (1/2048″).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BeidouLevel(u8);

/// How a level divides the cells of the level above it.
struct Division {
    /// Characters of a code up to this level.
    code_length: usize,
    /// Width and height of a cell, units of 1/2048″.
    width_units: u32,
    height_units: u32,
    /// Cells across and up in a cell of the level above.
    columns: u32,
    rows: u32,
    /// One digit, row × columns + column, instead of a hexadecimal digit each.
    in_one_digit: bool,
}

const fn division(
    code_length: usize,
    (width_units, height_units): (u32, u32),
    (columns, rows): (u32, u32),
    in_one_digit: bool,
) -> Division {
    Division {
        code_length,
        width_units,
        height_units,
        columns,
        rows,
        in_one_digit,
    }
}

const SECOND: u32 = 2_048;

/// GB/T 39409-2020, 5.1 and 5.2. The columns and rows of level 1 are those of the globe: 60 zones,
/// and 22 rows in each hemisphere.
const DIVISIONS: [Division; 10] = [
    division(4, (21_600 * SECOND, 14_400 * SECOND), (60, 22), false),
    division(6, (1_800 * SECOND, 1_800 * SECOND), (12, 8), false),
    division(7, (900 * SECOND, 600 * SECOND), (2, 3), true),
    division(9, (60 * SECOND, 60 * SECOND), (15, 10), false),
    division(11, (4 * SECOND, 4 * SECOND), (15, 15), false),
    division(12, (2 * SECOND, 2 * SECOND), (2, 2), true),
    division(14, (SECOND / 4, SECOND / 4), (8, 8), false),
    division(16, (SECOND / 32, SECOND / 32), (8, 8), false),
    division(18, (SECOND / 256, SECOND / 256), (8, 8), false),
    division(20, (1, 1), (8, 8), false),
];

impl BeidouLevel {
    /// All levels, the coarsest first.
    pub const ALL: [Self; 10] = [
        Self(1),
        Self(2),
        Self(3),
        Self(4),
        Self(5),
        Self(6),
        Self(7),
        Self(8),
        Self(9),
        Self(10),
    ];

    /// The level of a number from 1 to 10.
    ///
    /// # Errors
    /// [`BeidouGridError::Level`] for others.
    pub fn new(level: u8) -> Result<Self, BeidouGridError> {
        if (1..=10).contains(&level) {
            Ok(Self(level))
        } else {
            Err(BeidouGridError::Level(level))
        }
    }

    /// The number, 1 to 10.
    pub fn number(self) -> u8 {
        self.0
    }

    /// The divisions from level 1 to this one.
    fn divisions(self) -> impl Iterator<Item = &'static Division> {
        DIVISIONS.iter().take(usize::from(self.0))
    }

    fn division(self) -> &'static Division {
        // The constructors let only 1 to 10 pass.
        &DIVISIONS[usize::from(self.0) - 1]
    }
}

/// Why something has no cell or is no code.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum BeidouGridError {
    /// A level outside 1…10.
    #[error("{0} is no level of the BeiDou grid: 1 to 10")]
    Level(u8),
    /// Places from 88° on have polar cells, which are not supported.
    #[error("{0} is within 2° of a pole: polar cells are not supported")]
    Polar(Position),
    /// The code's length belongs to no level.
    #[error("a code of {0} characters has no level: 4, 6, 7, 9, 11, 12, 14, 16, 18 or 20")]
    Length(usize),
    /// A character that cannot stand where it does.
    #[error("character {} of the code, '{found}', is none of {expected}", .index + 1)]
    Character {
        /// Its place, counted from 0.
        index: usize,
        /// The character.
        found: char,
        /// What may stand there, for example `0-9, A-E`.
        expected: String,
    },
    /// The two digits of the zone are not 01 to 60.
    #[error("the zone {0:02} of the code is not 01 to 60")]
    Zone(u32),
}

impl BeidouGridError {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            Self::Level(level) => format!("北斗网格没有第 {level} 级，应为 1 至 10 级"),
            Self::Polar(position) => format!("{position} 距极点不足 2°，不支持极区网格"),
            Self::Length(length) => format!(
                "位置码长度 {length} 不对应任何级别，应为 4、6、7、9、11、12、14、16、18 或 20"
            ),
            Self::Character {
                index,
                found,
                expected,
            } => {
                format!("位置码第 {} 个字符“{found}”应为 {expected}", index + 1)
            }
            Self::Zone(zone) => format!("位置码的带号 {zone:02} 应为 01 至 60"),
        };
        Bilingual::new(self.to_string(), zh)
    }
}
