//! The files that the command line asks for.

use super::arguments::PlanArguments;
use geofences::Bilingual;
use geofences::fence::Autopilot;
use missions::formats::{Format, format_of_name};
use std::path::{Path, PathBuf};

/// What is to be written.
pub(super) struct Outputs {
    /// Mission files. A `.kmz` is DJI's for an aircraft of DJI's whose numbers are known, and KML for others.
    pub missions: Vec<(PathBuf, Format)>,
    /// The picture.
    pub svg: Option<PathBuf>,
}

impl Outputs {
    /// What the command line asks for.
    ///
    /// # Errors
    /// All that it asks for in vain.
    pub fn of(arguments: &PlanArguments) -> Result<Self, Vec<Bilingual>> {
        let mut refusals = Vec::new();
        let mut missions = Vec::new();
        for path in &arguments.outputs {
            match format_of_name(&path.display().to_string()) {
                Some(Format::Wpml) | None => refusals.push(unknown_extension(path)),
                Some(format) => missions.push((path.clone(), format)),
            }
        }
        let mut all: Vec<&PathBuf> = arguments.outputs.iter().chain(&arguments.svg).collect();
        let inputs = [
            Some(&arguments.patrol),
            arguments.weather.as_ref(),
            arguments.fleet.as_ref(),
        ];
        let inputs: Vec<&PathBuf> = inputs
            .into_iter()
            .flatten()
            .chain(&arguments.airspace)
            .collect();
        refusals.extend(
            all.iter()
                .filter(|it| inputs.contains(it))
                .map(|it| is_input(it)),
        );
        all.sort();
        for pair in all.windows(2) {
            if let [one, other] = pair
                && one == other
            {
                refusals.push(named_twice(one));
            }
        }
        if refusals.is_empty() {
            Ok(Self {
                missions,
                svg: arguments.svg.clone(),
            })
        } else {
            Err(refusals)
        }
    }

    /// The formats that an autopilot does not load, by their extensions.
    pub fn not_loaded_by(&self, autopilot: Option<Autopilot>) -> Vec<&'static str> {
        let formats = self.missions.iter().map(|it| it.1);
        let mut names: Vec<&'static str> = formats
            .filter(|format| !loads(autopilot, *format))
            .map(|format| {
                if format == Format::Waypoints {
                    ".waypoints"
                } else {
                    ".plan"
                }
            })
            .collect();
        names.dedup();
        names
    }
}

/// Whether an autopilot loads a format, or nobody but people and their maps does.
fn loads(autopilot: Option<Autopilot>, format: Format) -> bool {
    match format {
        Format::QgcPlan => autopilot.is_some(),
        Format::Waypoints => autopilot == Some(Autopilot::ArduPilot),
        Format::Kml | Format::Kmz | Format::GeoJson => true,
        Format::Wpml => autopilot.is_none(),
    }
}

/// The name of a file of one flight of several: `name-1.plan`.
pub(super) fn numbered(path: &Path, flight: Option<usize>) -> PathBuf {
    let Some(flight) = flight else {
        return path.to_owned();
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut name = format!("{stem}-{}", flight + 1);
    if let Some(extension) = path.extension() {
        name.push('.');
        name.push_str(&extension.to_string_lossy());
    }
    path.with_file_name(name)
}

fn unknown_extension(path: &Path) -> Bilingual {
    let name = path.display();
    Bilingual::new(
        format!(
            "{name}: the extension names no format that can be written; use .plan, .waypoints, .kml, .kmz or .geojson"
        ),
        format!(
            "{name}：无法从扩展名得知输出格式；请使用 .plan、.waypoints、.kml、.kmz 或 .geojson"
        ),
    )
}

fn is_input(path: &Path) -> Bilingual {
    let name = path.display();
    Bilingual::new(
        format!("{name} is an input too: choose another name, so that nothing is lost"),
        format!("{name} 同时是输入文件：请换一个文件名，以免丢失数据"),
    )
}

fn named_twice(path: &Path) -> Bilingual {
    let name = path.display();
    Bilingual::new(
        format!("{name} is to be written twice"),
        format!("{name} 被指定写出两次"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flights_are_numbered_before_the_extension() {
        let path = Path::new("out/river.plan");
        assert_eq!(numbered(path, None), path);
        assert_eq!(numbered(path, Some(0)), Path::new("out/river-1.plan"));
        assert_eq!(
            numbered(Path::new("river"), Some(11)),
            Path::new("river-12")
        );
    }

    #[test]
    fn no_autopilot_gets_a_file_that_it_does_not_load() {
        assert!(loads(Some(Autopilot::Px4), Format::QgcPlan));
        assert!(!loads(Some(Autopilot::Px4), Format::Waypoints));
        assert!(!loads(None, Format::QgcPlan));
        assert!(loads(None, Format::GeoJson));
    }
}
