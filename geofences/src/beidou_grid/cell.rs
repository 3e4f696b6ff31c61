//! One cell of the BeiDou grid: where it lies, its code, and the cells around it.

use super::{BeidouGridError, BeidouLevel, DIVISIONS, Division, POLAR_UNITS, UNITS_PER_DEGREE};
use crate::Position;
use std::fmt;
use std::str::FromStr;

/// Half the globe, in units.
const HALF_TURN_UNITS: u32 = 180 * UNITS_PER_DEGREE;

/// What is added before a place is cut to whole units: degrees that were divided out of units
/// come back a little too low, by 1e-7 of a unit, and a whole unit is 1.5 cm.
const ROUNDING_UNITS: f64 = 1e-6;

/// A cell of the BeiDou grid. [`fmt::Display`] gives its code.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BeidouCell {
    level: BeidouLevel,
    /// Cells of the level from the prime meridian: 0, 1… eastwards, −1, −2… westwards.
    column: i32,
    /// Cells of the level from the equator: 0, 1… northwards, −1, −2… southwards.
    row: i32,
}

/// The code of the cell of `level` around `position`.
///
/// # Errors
/// [`BeidouGridError::Polar`] from 88° latitude on.
pub fn encode(position: Position, level: BeidouLevel) -> Result<String, BeidouGridError> {
    Ok(BeidouCell::at(position, level)?.to_string())
}

/// The cell that a code names.
///
/// # Errors
/// [`BeidouGridError`], with the character that is wrong. Letters are capitals.
pub fn decode(code: &str) -> Result<BeidouCell, BeidouGridError> {
    code.parse()
}

/// Whole units from 0, and whether towards the west or south; −0 is 0.
fn units(degrees: f64) -> (u32, bool) {
    let units = degrees.abs() * f64::from(UNITS_PER_DEGREE) + ROUNDING_UNITS;
    (units as u32, degrees < 0.0)
}

/// The number of a cell from the distance to 0: 0, 1… or, mirrored, −1, −2….
fn signed(cell: u32, mirrored: bool) -> i32 {
    let cell = cell as i32;
    if mirrored { -1 - cell } else { cell }
}

/// The distance of a signed cell number to 0, and whether it is mirrored.
fn unsigned(cell: i32) -> (u32, bool) {
    if cell < 0 {
        ((-1 - cell) as u32, true)
    } else {
        (cell as u32, false)
    }
}

impl BeidouCell {
    /// The cell of `level` that `position` belongs to.
    ///
    /// # Errors
    /// [`BeidouGridError::Polar`] from 88° latitude on.
    pub fn at(position: Position, level: BeidouLevel) -> Result<Self, BeidouGridError> {
        let (longitude, west) = units(position.longitude_deg());
        let (latitude, south) = units(position.latitude_deg());
        if latitude >= POLAR_UNITS {
            return Err(BeidouGridError::Polar(position));
        }
        let division = level.division();
        // ±180° itself belongs to the last cell before it.
        let longitude = longitude.min(HALF_TURN_UNITS - 1);
        Ok(Self {
            level,
            column: signed(longitude / division.width_units, west),
            row: signed(latitude / division.height_units, south),
        })
    }

    /// The cell's level.
    pub fn level(self) -> BeidouLevel {
        self.level
    }

    /// Width in longitude and height in latitude, degrees.
    pub fn size_deg(self) -> (f64, f64) {
        let division = self.level.division();
        let degrees = |units: u32| f64::from(units) / f64::from(UNITS_PER_DEGREE);
        (
            degrees(division.width_units),
            degrees(division.height_units),
        )
    }

    /// The south-western and north-eastern corners.
    pub fn bounds(self) -> geo::Rect<f64> {
        let division = self.level.division();
        let corner = |column: i32, row: i32| {
            let degrees = |cell: i32, size_units: u32| {
                f64::from(cell) * f64::from(size_units) / f64::from(UNITS_PER_DEGREE)
            };
            geo::Coord {
                x: degrees(column, division.width_units),
                y: degrees(row, division.height_units),
            }
        };
        geo::Rect::new(
            corner(self.column, self.row),
            corner(self.column + 1, self.row + 1),
        )
    }

    /// The south-western corner, longitude and latitude in degrees.
    pub fn south_west(self) -> geo::Coord<f64> {
        self.bounds().min()
    }

    /// Whether `position` belongs to the cell; of cells that share a border, one has it.
    pub fn contains(self, position: Position) -> bool {
        Self::at(position, self.level).is_ok_and(|cell| cell == self)
    }

    /// The cell that lies so many cells to the east and north: across the prime meridian, the
    /// equator and the antimeridian, `None` beyond 88° latitude.
    pub fn neighbour(self, columns_east: i32, rows_north: i32) -> Option<Self> {
        let division = self.level.division();
        let columns_in_half_turn = i64::from(HALF_TURN_UNITS / division.width_units);
        let rows_to_pole = i64::from(POLAR_UNITS / division.height_units);
        let column = i64::from(self.column) + i64::from(columns_east) + columns_in_half_turn;
        let column = column.rem_euclid(2 * columns_in_half_turn) - columns_in_half_turn;
        let row = i64::from(self.row) + i64::from(rows_north);
        if !(-rows_to_pole..rows_to_pole).contains(&row) {
            return None;
        }
        Some(Self {
            level: self.level,
            column: i32::try_from(column).ok()?,
            row: i32::try_from(row).ok()?,
        })
    }

    /// The cells around: eight, from the south-west row by row to the north-east, and five where
    /// the cell lies at 88° latitude.
    pub fn neighbours(self) -> Vec<Self> {
        let around = (-1..=1).flat_map(|rows| (-1..=1).map(move |columns| (columns, rows)));
        around
            .filter(|offset| *offset != (0, 0))
            .filter_map(|(columns, rows)| self.neighbour(columns, rows))
            .collect()
    }
}

impl fmt::Display for BeidouCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let division = self.level.division();
        let (column, west) = unsigned(self.column);
        let (row, south) = unsigned(self.row);
        let longitude = column * division.width_units;
        let latitude = row * division.height_units;
        for (index, division) in self.level.divisions().enumerate() {
            let column = longitude / division.width_units % division.columns;
            let row = latitude / division.height_units % division.rows;
            if index == 0 {
                let hemisphere = if south { 'S' } else { 'N' };
                let zone = if west { 30 - column } else { 31 + column };
                let letter = char::from(b'A' + row as u8);
                write!(f, "{hemisphere}{zone:02}{letter}")?;
            } else if division.in_one_digit {
                write!(f, "{}", row * division.columns + column)?;
            } else {
                write!(f, "{column:X}{row:X}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for BeidouCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for BeidouCell {
    type Err = BeidouGridError;

    fn from_str(code: &str) -> Result<Self, BeidouGridError> {
        let characters: Vec<char> = code.chars().take(21).collect();
        let level = BeidouLevel::ALL
            .into_iter()
            .find(|level| level.division().code_length == characters.len())
            .ok_or_else(|| BeidouGridError::Length(code.chars().count()))?;
        let mut reader = CodeReader {
            characters,
            index: 0,
        };
        let south = reader.one_of(&['N', 'S'])? == 1;
        let zone = 10 * reader.digit(7)? + reader.digit(10)?;
        if !(1..=60).contains(&zone) {
            return Err(BeidouGridError::Zone(zone));
        }
        let west = zone <= 30;
        let column = if west { 30 - zone } else { zone - 31 };
        let row = reader.row_letter()?;
        let mut longitude = column * DIVISIONS[0].width_units;
        let mut latitude = row * DIVISIONS[0].height_units;
        for division in level.divisions().skip(1) {
            let (column, row) = reader.column_and_row(division)?;
            longitude += column * division.width_units;
            latitude += row * division.height_units;
        }
        let division = level.division();
        Ok(Self {
            level,
            column: signed(longitude / division.width_units, west),
            row: signed(latitude / division.height_units, south),
        })
    }
}

/// Reads a code character by character.
struct CodeReader {
    characters: Vec<char>,
    index: usize,
}

impl CodeReader {
    /// The next character's place among `choices`.
    fn one_of(&mut self, choices: &[char]) -> Result<u32, BeidouGridError> {
        let index = self.index;
        self.index += 1;
        let Some(&found) = self.characters.get(index) else {
            return Err(BeidouGridError::Length(self.characters.len()));
        };
        let place = choices.iter().position(|choice| *choice == found);
        place.map(|place| place as u32).ok_or_else(|| {
            let expected: Vec<String> = choices.iter().map(char::to_string).collect();
            BeidouGridError::Character {
                index,
                found,
                expected: expected.join(" "),
            }
        })
    }

    /// A hexadecimal digit below `limit`.
    fn digit(&mut self, limit: u32) -> Result<u32, BeidouGridError> {
        const DIGITS: [char; 16] = [
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
        ];
        self.one_of(&DIGITS[..DIGITS.len().min(limit as usize)])
    }

    /// The letter of a row of 4°, A to V.
    fn row_letter(&mut self) -> Result<u32, BeidouGridError> {
        let letters: Vec<char> = ('A'..='V').collect();
        self.one_of(&letters)
    }

    fn column_and_row(&mut self, division: &Division) -> Result<(u32, u32), BeidouGridError> {
        if division.in_one_digit {
            let digit = self.digit(division.columns * division.rows)?;
            Ok((digit % division.columns, digit / division.columns))
        } else {
            Ok((self.digit(division.columns)?, self.digit(division.rows)?))
        }
    }
}
