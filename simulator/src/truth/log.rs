//! The log of the truth: a line of JSON for each record, the first one saying of which scenario.

mod error;
mod fingerprint;
mod line;
#[cfg(test)]
mod tests;

pub use error::TruthLogError;

use super::{Judge, TruthImage, TruthLinkCount, TruthRecord, TruthSample, Verdict};
use crate::place::Place;
use crate::scenario::{Scenario, mode_names};
use crate::time::SimTime;
use fingerprint::fingerprint;
use geofences::{Bilingual, Position};
use line::{Line, line};
use nalgebra::Vector3;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead, Read, Write};

/// The layout of the lines.
const FORMAT: u32 = 2;

/// No line is longer, bytes: a picture with a thousand corners is not.
const LONGEST_LINE: u64 = 64 * 1024;

/// What of the first line is the same in every format.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// What others say, in the language that they say it in.
fn same(said: impl ToString) -> Bilingual {
    Bilingual::new(said.to_string(), said.to_string())
}

/// Writes a log.
pub struct TruthLogWriter<W> {
    out: W,
    names: Vec<String>,
}

impl<W: Write> TruthLogWriter<W> {
    /// Begins a log of a scenario.
    ///
    /// # Errors
    /// What `out` tells.
    pub fn new(out: W, scenario: &Scenario) -> io::Result<Self> {
        let vehicles = scenario.vehicles.iter();
        let mut writer = Self {
            out,
            names: vehicles.map(|vehicle| vehicle.name.clone()).collect(),
        };
        writer.write_line(&Line::Scenario {
            format: FORMAT,
            name: scenario.name.as_str().into(),
            seed: scenario.seed,
            start: scenario.start.to_rfc3339().into(),
            fingerprint: fingerprint(scenario).into(),
        })?;
        Ok(writer)
    }

    /// Writes one record.
    ///
    /// # Errors
    /// What `out` tells; a vehicle that the scenario does not have.
    pub fn write(&mut self, record: &TruthRecord) -> io::Result<()> {
        // The name is taken out for the while, so that no record costs a copy of it.
        let vehicle = match record {
            TruthRecord::Sample(sample) => Some(sample.vehicle),
            TruthRecord::Image(image) => Some(image.vehicle),
            TruthRecord::LinkCount(count) => Some(count.vehicle),
            TruthRecord::End { .. } => None,
        };
        let Some(vehicle) = vehicle else {
            return self.write_line(&line(record, ""));
        };
        let name = self.names.get_mut(vehicle).map(std::mem::take);
        let name = name.ok_or_else(|| io::Error::other(format!("no vehicle {vehicle}")))?;
        let written = self.write_line(&line(record, &name));
        self.names[vehicle] = name;
        written
    }

    fn write_line(&mut self, line: &Line<'_>) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }

    /// The place that it was written to, with everything in it.
    ///
    /// # Errors
    /// What it tells.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// Reads a log.
pub struct TruthLogReader<R> {
    input: R,
    /// The vehicles by their names: their indices, and how many links they have.
    vehicles: HashMap<String, (usize, usize)>,
    modes: Vec<&'static str>,
    line: usize,
    buffer: Vec<u8>,
    last_at: SimTime,
    has_ended: bool,
}

impl<R: BufRead> TruthLogReader<R> {
    /// Begins to read a log of a scenario.
    ///
    /// # Errors
    /// [`TruthLogError`], where it is none or that of another scenario.
    pub fn new(input: R, scenario: &Scenario) -> Result<Self, TruthLogError> {
        let vehicles = scenario.vehicles.iter().enumerate();
        let autopilots = scenario.vehicles.iter().map(|vehicle| vehicle.autopilot);
        let mut modes: Vec<&str> = autopilots.flat_map(mode_names).copied().collect();
        modes.sort_unstable();
        modes.dedup();
        let mut reader = Self {
            input,
            vehicles: vehicles
                .map(|(index, vehicle)| (vehicle.name.clone(), (index, vehicle.links.len())))
                .collect(),
            modes,
            line: 0,
            buffer: Vec::new(),
            last_at: SimTime::START,
            has_ended: false,
        };
        reader.read_line()?;
        reader.check_first_line(scenario)?;
        Ok(reader)
    }

    fn check_first_line(&self, scenario: &Scenario) -> Result<(), TruthLogError> {
        if let Ok(Head { format }) = serde_json::from_slice(&self.buffer)
            && format != FORMAT
        {
            return Err(TruthLogError::OtherFormat { format });
        }
        let first =
            serde_json::from_slice(&self.buffer).map_err(|error| self.no_record(same(error)))?;
        let Line::Scenario {
            name,
            seed,
            start,
            fingerprint: print,
            ..
        } = first
        else {
            return Err(self.no_record(Bilingual::new(
                "it does not say of which scenario the log is",
                "未说明属于哪个情景",
            )));
        };
        let differences = [
            (name != scenario.name, ("its name", "名称")),
            (seed != scenario.seed, ("its seed", "种子")),
            (
                start != scenario.start.to_rfc3339(),
                ("its start", "起始时刻"),
            ),
            (
                print != fingerprint(scenario),
                (
                    "what is in it (vehicles, city, weather, faults, assertions or duration)",
                    "内容（飞行器、城市、天气、故障、断言或时长）",
                ),
            ),
        ];
        match differences.iter().find(|difference| difference.0) {
            None => Ok(()),
            Some((_, (en, zh))) => Err(TruthLogError::OtherScenario {
                name: name.into_owned(),
                seed,
                difference: Bilingual::new(*en, *zh),
            }),
        }
    }

    /// Reads a line; false at the end.
    fn read_line(&mut self) -> Result<bool, TruthLogError> {
        self.buffer.clear();
        self.line += 1;
        let mut input = self.input.by_ref().take(LONGEST_LINE + 1);
        let length = input.read_until(b'\n', &mut self.buffer)?;
        if length as u64 > LONGEST_LINE {
            return Err(self.no_record(Bilingual::new(
                format!("it is longer than {LONGEST_LINE} bytes"),
                format!("长于 {LONGEST_LINE} 字节"),
            )));
        }
        Ok(length > 0)
    }

    fn no_record(&self, why: Bilingual) -> TruthLogError {
        TruthLogError::Line {
            line: self.line,
            why,
        }
    }

    /// The next record; `None` at the end. A last line that was cut off, as a simulation that was
    /// killed leaves it, is the end.
    ///
    /// # Errors
    /// [`TruthLogError`], where a line is no record, or one that does not belong there.
    pub fn next_record(&mut self) -> Result<Option<TruthRecord>, TruthLogError> {
        if !self.read_line()? {
            return Ok(None);
        }
        if self.has_ended {
            let why = Bilingual::new("it comes after the end", "在结束之后");
            return Err(self.no_record(why));
        }
        let record = match serde_json::from_slice(&self.buffer) {
            Ok(line) => self.record(line)?,
            Err(_) if !self.buffer.ends_with(b"\n") => return Ok(None),
            Err(error) => return Err(self.no_record(same(error))),
        };
        let (at, before) = (record.at(), self.last_at);
        if at < before {
            let (at_s, before_s) = (at.seconds(), before.seconds());
            let why = Bilingual::new(
                format!("it is of {at_s} s, and the one before of {before_s} s"),
                format!("时刻为 {at_s} 秒，早于前一条的 {before_s} 秒"),
            );
            return Err(self.no_record(why));
        }
        self.last_at = at;
        self.has_ended = matches!(record, TruthRecord::End { .. });
        Ok(Some(record))
    }

    fn vehicle(&self, name: &str) -> Result<(usize, usize), TruthLogError> {
        let known = self.vehicles.get(name).copied();
        known.ok_or_else(|| {
            self.no_record(Bilingual::new(
                format!("the scenario has no vehicle {name:?}"),
                format!("情景中没有飞行器 {name:?}"),
            ))
        })
    }

    fn link(&self, name: &str, link: usize) -> Result<usize, TruthLogError> {
        let (vehicle, links) = self.vehicle(name)?;
        if link >= links {
            let why = Bilingual::new(
                format!("{name:?} has {links} links, and none of number {link} (from 0)"),
                format!("{name:?} 有 {links} 条链路，没有第 {link} 条（从 0 起）"),
            );
            return Err(self.no_record(why));
        }
        Ok(vehicle)
    }

    /// A place on earth, or one whose numbers are none.
    fn place(
        &self,
        latitude_deg: f64,
        longitude_deg: f64,
        amsl_m: f64,
    ) -> Result<Place, TruthLogError> {
        let is_no_number = latitude_deg.is_nan() || longitude_deg.is_nan();
        if !is_no_number {
            Position::new(longitude_deg, latitude_deg)
                .map_err(|error| self.no_record(same(error)))?;
        }
        Ok(Place::new(latitude_deg, longitude_deg, amsl_m))
    }

    fn record(&self, line: Line<'_>) -> Result<TruthRecord, TruthLogError> {
        Ok(match line {
            Line::Sample {
                at_us,
                vehicle: name,
                longitude_deg,
                latitude_deg,
                altitude_amsl_m,
                ground_amsl_m,
                north_mps,
                east_mps,
                down_mps,
                contact,
                mode,
                armed,
                charge,
            } => TruthRecord::Sample(TruthSample {
                at: SimTime::from_us(at_us),
                vehicle: self.vehicle(&name)?.0,
                place: self.place(latitude_deg, longitude_deg, altitude_amsl_m)?,
                ground_amsl_m,
                velocity_mps: Vector3::new(north_mps, east_mps, down_mps),
                contact: contact.into(),
                mode: self.mode(&mode),
                is_armed: armed,
                charge,
            }),
            Line::Image {
                at_us,
                vehicle: name,
                longitude_deg,
                latitude_deg,
                altitude_amsl_m,
                ground,
            } => TruthRecord::Image(TruthImage {
                at: SimTime::from_us(at_us),
                vehicle: self.vehicle(&name)?.0,
                place: self.place(latitude_deg, longitude_deg, altitude_amsl_m)?,
                ground_corners: ground
                    .into_iter()
                    .map(|[longitude, latitude]| Position::new(longitude, latitude))
                    .collect::<Result<_, _>>()
                    .map_err(|error| self.no_record(same(error)))?,
            }),
            Line::LinkCount {
                at_us,
                vehicle: name,
                link,
                sent,
                lost,
            } => TruthRecord::LinkCount(TruthLinkCount {
                at: SimTime::from_us(at_us),
                vehicle: self.link(&name, link)?,
                link,
                sent,
                lost,
            }),
            Line::End { at_us } => TruthRecord::End {
                at: SimTime::from_us(at_us),
            },
            Line::Scenario { .. } => {
                let why = Bilingual::new("a second log begins", "另一份记录由此开始");
                return Err(self.no_record(why));
            }
        })
    }

    fn mode(&self, name: &str) -> Cow<'static, str> {
        match self.modes.binary_search(&name) {
            Ok(at) => Cow::Borrowed(self.modes[at]),
            Err(_) => Cow::Owned(name.to_owned()),
        }
    }
}

/// Judges a log afterwards: the same as judging while it happened.
///
/// # Errors
/// [`TruthLogError`], where it cannot be read.
pub fn judge_log(input: impl BufRead, scenario: &Scenario) -> Result<Vec<Verdict>, TruthLogError> {
    let mut reader = TruthLogReader::new(input, scenario)?;
    let mut judge = Judge::new(scenario);
    while let Some(record) = reader.next_record()? {
        judge.take(&record);
    }
    Ok(judge.verdicts())
}
