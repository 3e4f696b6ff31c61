//! The files of an answer: all mission files or, where one cannot be made, none.

use super::drawing;
use super::inputs::Inputs;
use super::outputs::{Outputs, numbered};
use super::planning::{Answer, Named};
use crate::airspace_command::convert::write_whole;
use crate::command_line::Outcome;
use geofences::fence::Autopilot;
use geofences::{Bilingual, Problem};
use missions::formats::{Format, Loss, WriteOptions, airframe_of, dji_of, write};
use missions::plan::Plan;
use missions::vehicle::FlightController;
use std::path::{Path, PathBuf};

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
    /// Why it is not in the format that its aircraft loads.
    pub not_loaded: Option<Bilingual>,
}

impl Outputs {
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
                let count = flights.len();
                for (index, flight) in flights.iter().enumerate() {
                    self.missions(
                        inputs,
                        &flight.drone,
                        (index, count),
                        &flight.plan,
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
        let kind = named.class.controller.kind;
        let autopilot = kind.fence_autopilot();
        let dji = dji_of(named.class, &named.carries(), named.camera(inputs));
        for (path, asked) in &self.missions {
            let path = numbered(path, (count > 1).then_some(flight));
            let is_of_dji = *asked == Format::Kmz && kind == FlightController::Dji;
            let format = if is_of_dji && dji.is_some() {
                Format::Wpml
            } else {
                *asked
            };
            let options = WriteOptions {
                // Only formats that are for an autopilot ask for it, and no other aircraft was asked to fly it.
                autopilot: autopilot.unwrap_or(Autopilot::ArduPilot),
                airframe: airframe_of(named.class),
                dji,
            };
            match write(&plan.mission, format, &options) {
                Ok(file) => {
                    contents.push((path.clone(), file.bytes));
                    written.files.push(WrittenFile {
                        flight,
                        path,
                        format,
                        lost: file.lost,
                        not_loaded: (is_of_dji && dji.is_none()).then(numbers_unknown),
                    });
                }
                Err(problems) => written
                    .refusals
                    .extend(problems.iter().map(|it| refused(&path, it))),
            }
        }
    }
}

/// A file that DJI's aircraft do not fly, since it could not be made theirs.
fn numbers_unknown() -> Bilingual {
    Bilingual::new(
        "KML to look at: a file that the aircraft loads needs DJI's numbers of it and of its camera, \
         and its class does not tell them",
        "仅供查看的 KML：飞行器可载入的航线须注明大疆机型和负载编号，而机型文件未给出",
    )
}

/// Why a file was not written, and what helps.
fn refused(path: &Path, problem: &Problem) -> Bilingual {
    let Bilingual { en, zh } = &problem.what;
    let place = problem
        .place
        .feature
        .map(|step| Bilingual::new(format!("step {step}: "), format!("步骤 {step}：")));
    let place = place.unwrap_or_else(|| Bilingual::new("", ""));
    let help = match &problem.help {
        Some(help) => Bilingual::new(format!(" → {}", help.en), format!(" → {}", help.zh)),
        None => Bilingual::new("", ""),
    };
    let what = Bilingual::new(
        format!("{}{en}{}", place.en, help.en),
        format!("{}{zh}{}", place.zh, help.zh),
    );
    about(path, &what)
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
