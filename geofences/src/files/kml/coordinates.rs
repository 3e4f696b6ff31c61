//! The text of a KML `coordinates` element.

use crate::Bilingual;
use geo::Coord;

/// So many faults of one text are told one by one; the rest only as a number.
const FAULTS_TOLD: usize = 20;

/// What a `coordinates` text held.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Coordinates {
    /// Longitude and latitude of each tuple, degrees; heights are left out.
    pub coords: Vec<Coord<f64>>,
    /// Whether there were blanks beside commas, which the standard forbids.
    pub had_blanks_at_commas: bool,
    /// What was not understood: the index of the tuple, and what about it.
    pub faults: Vec<(usize, Bilingual)>,
}

/// Reads `lon,lat[,alt]` tuples with blanks between them.
///
/// Blanks beside commas are common in files edited by hand. They are read as belonging to the
/// comma; where tuples are separated by comma and blank, that gives a tuple of more than three
/// numbers, which is a fault and not guessed at.
pub(super) fn coordinates(text: &str) -> Coordinates {
    let mut result = Coordinates::default();
    let joined = joined_at_commas(text);
    result.had_blanks_at_commas = joined.is_some();
    let text = joined.as_deref().unwrap_or(text);
    let mut sizes = [0_usize; 2];
    let mut untold = 0;
    for (index, tuple) in text.split_whitespace().enumerate() {
        match numbers(tuple) {
            Ok((coord, count)) => {
                result.coords.push(coord);
                sizes[usize::from(count == 3)] += 1;
            }
            Err(fault) if result.faults.len() < FAULTS_TOLD => result.faults.push((index, fault)),
            Err(_) => untold += 1,
        }
    }
    if untold > 0 {
        let text = Bilingual::new(
            format!("{untold} more tuples are not understood"),
            format!("另有 {untold} 个坐标无法理解"),
        );
        result.faults.push((FAULTS_TOLD, text));
    }
    // With blanks at commas, tuples of two and of three mean that the blanks cannot be told from
    // separators.
    if result.had_blanks_at_commas && sizes[0] > 0 && sizes[1] > 0 {
        let text = Bilingual::new(
            "there are blanks beside commas, and tuples of two and of three numbers: where one \
             ends and the next begins is unclear",
            "逗号旁有空格，且坐标既有两个数的也有三个数的：无法判断各坐标的界限",
        );
        result.faults.push((0, text));
    }
    result
}

/// The text without the blanks beside its commas, or `None` when there are none.
fn joined_at_commas(text: &str) -> Option<String> {
    let mut joined = String::new();
    let mut changed = false;
    let mut pieces = text.trim().split(',');
    joined.push_str(pieces.next()?);
    for piece in pieces {
        let kept = joined.trim_end().len();
        changed |= kept < joined.len() || piece.starts_with(char::is_whitespace);
        joined.truncate(kept);
        joined.push(',');
        joined.push_str(piece.trim_start());
    }
    changed.then_some(joined)
}

fn numbers(tuple: &str) -> Result<(Coord<f64>, usize), Bilingual> {
    let mut values = [0.0; 3];
    let mut count = 0;
    for part in tuple.split(',') {
        let value = part.parse::<f64>().ok().filter(|value| value.is_finite());
        match (values.get_mut(count), value) {
            (Some(slot), Some(value)) => *slot = value,
            _ => return Err(not_understood(tuple)),
        }
        count += 1;
    }
    if count < 2 {
        return Err(not_understood(tuple));
    }
    let [longitude_deg, latitude_deg, _] = values;
    Ok((
        Coord {
            x: longitude_deg,
            y: latitude_deg,
        },
        count,
    ))
}

fn not_understood(tuple: &str) -> Bilingual {
    let shown: String = tuple.chars().take(60).collect();
    Bilingual::new(
        format!("{shown:?} is not longitude,latitude or longitude,latitude,height"),
        format!("{shown:?} 不是“经度,纬度”或“经度,纬度,高度”"),
    )
}
