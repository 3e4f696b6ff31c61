//! Airspace files: reading what others wrote, writing what others can read.
//!
//! A reader returns every zone and obstacle that it could make and every problem that it found,
//! never one instead of the other. Nothing is left out silently: a feature that gives no zone
//! gives a [`Problem`] of [`Severity::Error`].

pub(crate) mod clock;
mod detect;
mod ed;
pub mod ed269;
pub mod ed318;
pub mod geojson;
pub mod heights;
mod json;
pub mod kml;
mod limiting;
mod limits;
pub mod openair;
pub mod qgc_plan;
mod read_and_write;
pub(crate) mod rings;
mod rules;

use crate::{Bilingual, Obstacle, Problem, ProblemPlace, Severity, Zone};
use chrono::FixedOffset;
use geo::Rect;

pub use detect::{detect, format_of_name};
pub use read_and_write::{read, read_as, write};

/// The formats that are read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// GeoJSON (RFC 7946) with our documented properties.
    GeoJson,
    /// EUROCAE ED-269 JSON.
    Ed269,
    /// EUROCAE ED-318 GeoJSON.
    Ed318,
    /// KML 2.2/2.3.
    Kml,
    /// KML in a zip archive.
    Kmz,
    /// QGroundControl plan.
    QgcPlan,
    /// OpenAir.
    OpenAir,
}

/// What a reader is told beside the bytes.
#[derive(Clone)]
pub struct ReadOptions<'a> {
    /// The file's name as the user gave it; it stands in every problem.
    pub file: &'a str,
    /// Where the features should lie; what lies outside is a problem (swapped axes).
    pub expected_extent: Option<Rect<f64>>,
    /// The local time that clock times without a zone are told in.
    pub utc_offset: FixedOffset,
    /// Told now and then how many bytes are done; called from any thread.
    pub progress: Option<&'a (dyn Fn(u64) + Sync)>,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AirspaceFile {
    /// The zones, in the file's order.
    pub zones: Vec<Zone>,
    /// The obstacles, in the file's order.
    pub obstacles: Vec<Obstacle>,
    /// All problems, in the file's order.
    pub problems: Vec<Problem>,
}

impl AirspaceFile {
    /// Whether the file may be published whole: no problem is an error.
    pub fn is_clean(&self) -> bool {
        self.problems
            .iter()
            .all(|problem| problem.severity < Severity::Error)
    }

    /// Adds a problem.
    pub fn problem(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: ProblemPlace,
        what: Bilingual,
        help: Option<Bilingual>,
    ) {
        self.problems.push(Problem {
            severity,
            code,
            place,
            what,
            help,
        });
    }
}
