//! The files that are written: all of them or, where one cannot be made, none.

use super::arguments::PlanArguments;
use super::drawing;
use super::inputs::Inputs;
use super::planning::{Answer, Named};
use crate::airspace_command::convert::write_whole;
use crate::command_line::Outcome;
use geofences::Bilingual;
use geofences::fence::Autopilot;
use missions::formats::{Airframe, Format, Loss, WriteOptions, airframe_of, format_of_name, write};
use missions::plan::Plan;
use std::path::{Path, PathBuf};

/// What is to be written.
pub(super) struct Outputs {
    missions: Vec<(PathBuf, Format)>,
    svg: Option<PathBuf>,
}

/// What was written.
pub(super) struct Written {
    /// Mission files, those of a flight one after another.
    pub files: Vec<WrittenFile>,
    /// Pictures, by flight; where nothing can be flown, one of what is in the way.
    pub pictures: Vec<PathBuf>,
    /// Why there is less than was asked for.
    pub refusals: Vec<Bilingual>,
    /// How that ends, where there are refusals.
    pub outcome: Outcome,
}

/// A mission file.
pub(super) struct WrittenFile {
    /// Of which flight, from 0.
    pub flight: usize,
    pub path: PathBuf,
    pub format: Format,
    /// What it does not hold.
    pub lost: Vec<Loss>,
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

    /// Writes what can and may be flown; of what cannot there is a picture alone.
    pub fn write(&self, inputs: &Inputs, answer: &Answer) -> Written {
        let mut written = Written {
            files: Vec::new(),
            pictures: Vec::new(),
            refusals: Vec::new(),
            outcome: Outcome::Good,
        };
        let mut contents: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        match answer {
            Answer::Flights(flights) => {
                let count = flights.plans.len();
                for (flight, plan) in flights.plans.iter().enumerate() {
                    self.missions(
                        inputs,
                        &flights.drone,
                        (flight, count),
                        plan,
                        &mut written,
                        &mut contents,
                    );
                }
                if !written.refusals.is_empty() {
                    written.files.clear();
                    contents.clear();
                    written.outcome = Outcome::No;
                }
            }
            Answer::Refused(_) => written
                .refusals
                .extend(self.missions.iter().map(not_written)),
        }
        if let Some(svg) = &self.svg {
            for (flight, text) in drawing::pictures(inputs, answer).into_iter() {
                let path = numbered(svg, flight);
                written.pictures.push(path.clone());
                contents.push((path, text.into_bytes()));
            }
        }
        for (path, bytes) in contents {
            if let Err(error) = write_whole(&path, &bytes) {
                let name = path.display();
                written.outcome = Outcome::Unusable;
                written.refusals.push(Bilingual::new(
                    format!("{name} cannot be written: {error}"),
                    format!("无法写出 {name}：{error}"),
                ));
                written.files.retain(|it| it.path != path);
                written.pictures.retain(|it| *it != path);
            }
        }
        written
    }

    fn missions(
        &self,
        inputs: &Inputs,
        drone: &str,
        (flight, count): (usize, usize),
        plan: &Plan,
        written: &mut Written,
        contents: &mut Vec<(PathBuf, Vec<u8>)>,
    ) {
        let Some(named) = Named::of(inputs, drone) else {
            return;
        };
        let autopilot = named.class.controller.kind.fence_autopilot();
        for (path, format) in &self.missions {
            let path = numbered(path, (count > 1).then_some(flight));
            let options = match options(*format, autopilot, airframe_of(named.class)) {
                Ok(options) => options,
                Err(why) => {
                    written.refusals.push(about(&path, &why));
                    continue;
                }
            };
            match write(&plan.mission, *format, &options) {
                Ok(file) => {
                    contents.push((path.clone(), file.bytes));
                    written.files.push(WrittenFile {
                        flight,
                        path,
                        format: *format,
                        lost: file.lost,
                    });
                }
                Err(problems) => written
                    .refusals
                    .extend(problems.iter().map(|it| about(&path, &it.what))),
            }
        }
    }
}

fn options(
    format: Format,
    autopilot: Option<Autopilot>,
    airframe: Airframe,
) -> Result<WriteOptions, Bilingual> {
    let loads_it = match format {
        Format::QgcPlan => autopilot.is_some(),
        Format::Waypoints => autopilot == Some(Autopilot::ArduPilot),
        Format::Kml | Format::Kmz | Format::GeoJson | Format::Wpml => true,
    };
    if !loads_it {
        return Err(Bilingual::new(
            "the autopilot of the aircraft does not load this format; .kml, .kmz and .geojson can be written",
            "该飞行器的飞控不支持此格式；可写出 .kml、.kmz 或 .geojson",
        ));
    }
    Ok(WriteOptions {
        // Only formats that are for an autopilot ask for it.
        autopilot: autopilot.unwrap_or(Autopilot::ArduPilot),
        airframe,
        dji: None,
    })
}

/// The name of a file of one flight of several: `name-1.plan`.
fn numbered(path: &Path, flight: Option<usize>) -> PathBuf {
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

fn about(path: &Path, what: &Bilingual) -> Bilingual {
    let name = path.display();
    Bilingual::new(
        format!("{name}: nothing was written: {}", what.en),
        format!("{name}：未写出：{}", what.zh),
    )
}

fn not_written((path, _): &(PathBuf, Format)) -> Bilingual {
    if path.exists() {
        return about(
            path,
            &Bilingual::new(
                "the file that is there is an older one",
                "该文件为先前的旧文件",
            ),
        );
    }
    let what = Bilingual::new(
        "what may not be flown has no file",
        "不可飞的航线不生成文件",
    );
    about(path, &what)
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
        let is_good = |format, autopilot| options(format, autopilot, Airframe::Multirotor).is_ok();
        assert!(is_good(Format::QgcPlan, Some(Autopilot::Px4)));
        assert!(!is_good(Format::Waypoints, Some(Autopilot::Px4)));
        assert!(!is_good(Format::QgcPlan, None));
        assert!(is_good(Format::GeoJson, None));
    }
}
