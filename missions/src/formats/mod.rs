//! Missions as files that other programs load, in and out, a folder a format.
//!
//! A reader gives the mission and every problem, each with its item, field and line; a mission only where no
//! problem is an error. What has no meaning here is kept as [`crate::mission::Step::Foreign`], with a warning. A
//! writer says beside the bytes what its format cannot hold, and refuses what would fly otherwise than it was
//! planned. docs/formats/missions.md says what each format holds.

mod archive;
mod check;
mod count;
mod detect;
mod fence_rings;
mod findings;
pub mod geojson;
mod heights;
mod json;
pub mod kml;
pub mod mavlink;
pub mod qgc_plan;
mod record;
pub mod waypoints;
pub mod wpml;
mod xml;

use self::findings::{Findings, place};
use crate::mission::Mission;
use geofences::fence::Autopilot;
use geofences::{Bilingual, Problem};

pub use count::airframe_of;
pub(crate) use count::{item_count, number_faults};
pub use detect::{detect, format_of_name};
pub use wpml::{DjiAircraft, dji_of};

/// Larger files are not read, bytes.
pub const LARGEST_FILE_BYTES: usize = 64 * 1024 * 1024;
/// More items are neither read nor written: MAVLink and WPML number them with 16 bits.
pub const MOST_ITEMS: usize = 65_535;

/// The formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// QGroundControl plan, JSON.
    QgcPlan,
    /// ArduPilot waypoints, `QGC WPL 110`.
    Waypoints,
    /// KML 2.2 with our data.
    Kml,
    /// The same in a zip archive.
    Kmz,
    /// DJI WPML, a zip archive.
    Wpml,
    /// GeoJSON (RFC 7946) with our properties.
    GeoJson,
}

/// What carries the aircraft; autopilots take different items for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Airframe {
    /// Rotors only.
    Multirotor,
    /// Wings only.
    FixedWing,
    /// Wings, and rotors to take off and land.
    Vtol,
}

/// Whom a file is for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WriteOptions {
    /// The autopilot that flies a `.plan`; `.waypoints` are ArduPilot's.
    pub autopilot: Autopilot,
    /// What it flies.
    pub airframe: Airframe,
    /// The aircraft that a WPML file is for; without it none is written.
    pub dji: Option<DjiAircraft>,
}

/// A file, and what of the mission is not in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What the format cannot hold, or holds otherwise.
    pub lost: Vec<Loss>,
}

/// Something of a mission that a file does not hold as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Which step of the mission, from 0; `None` for the mission as a whole.
    pub step: Option<usize>,
    /// What, and what stands in its place. The same for all steps that lose the same.
    pub what: Bilingual,
}

impl Loss {
    fn new(step: impl Into<Option<usize>>, en: &str, zh: &str) -> Self {
        Self {
            step: step.into(),
            what: Bilingual::new(en, zh),
        }
    }
}

/// Reads a mission by what the file holds, and by its name where that does not decide.
pub fn read(bytes: &[u8], file: &str) -> (Option<Mission>, Vec<Problem>) {
    let mut findings = Findings::new(file);
    if bytes.len() > LARGEST_FILE_BYTES {
        findings.error(
            "file-too-large",
            place(None, None, None),
            Bilingual::new(
                format!("the file has more than {LARGEST_FILE_BYTES} bytes and was not read"),
                format!("文件超过 {LARGEST_FILE_BYTES} 字节，未读取"),
            ),
        );
        return (None, findings.into_problems());
    }
    let format = match detect(bytes, file) {
        Ok(format) => format,
        Err(problem) => return (None, vec![*problem]),
    };
    let name = name_of(file);
    let mission = match format {
        Format::QgcPlan => qgc_plan::read(bytes, &name, &mut findings),
        Format::Waypoints => waypoints::read(bytes, &name, &mut findings),
        Format::Kml => kml::read(bytes, &mut findings),
        Format::Kmz => kml::read_kmz(bytes, &mut findings),
        Format::Wpml => wpml::read(bytes, &name, &mut findings),
        Format::GeoJson => geojson::read(bytes, &mut findings),
    };
    let mission = mission.filter(|_| !findings.has_failed());
    (mission, findings.into_problems())
}

/// Writes a mission.
///
/// # Errors
/// All that the format cannot say and that must not be left out: heights above ground that the autopilot does not
/// take, numbers that are none, a fence that is none.
pub fn write(
    mission: &Mission,
    format: Format,
    options: &WriteOptions,
) -> Result<Written, Vec<Problem>> {
    check::check(mission)?;
    match format {
        Format::QgcPlan => qgc_plan::write(mission, options),
        Format::Waypoints => waypoints::write(mission, options),
        Format::Kml => kml::write(mission),
        Format::Kmz => kml::write_kmz(mission),
        Format::Wpml => wpml::write(mission, options),
        Format::GeoJson => geojson::write(mission),
    }
}

/// The name of a mission whose file says none: the file's, without folder and extension.
fn name_of(file: &str) -> Bilingual {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = name.split_once('.').map_or(name, |(stem, _)| stem);
    Bilingual::new(name, name)
}
