//! The log of the truth: a line of JSON for each record, the first one saying of which scenario.

mod fingerprint;
mod line;
#[cfg(test)]
mod tests;

use super::{Judge, TruthImage, TruthLinkCount, TruthRecord, TruthSample, Verdict};
use crate::place::Place;
use crate::scenario::{Scenario, mode_names};
use crate::time::SimTime;
use fingerprint::fingerprint;
use geofences::Position;
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

/// Why a log cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TruthLogError {
    /// It cannot be had.
    #[error("the log cannot be read: {0}")]
    Unreadable(#[from] io::Error),
    /// A line is none.
    #[error("line {line} of the log is no record: {why}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// Why.
        why: String,
    },
    /// It is laid out otherwise.
    #[error(
        "the log has format {format}; this program reads format {FORMAT}: judge it with the one that wrote it, or run the scenario again"
    )]
    OtherFormat {
        /// How it is laid out.
        format: u32,
    },
    /// It tells of another scenario, or of another seed.
    #[error(
        "the log is of scenario {name:?} with seed {seed}, not of this one: {difference} is another"
    )]
    OtherScenario {
        /// Whose it is.
        name: String,
        /// Its seed.
        seed: u64,
        /// What differs first.
        difference: &'static str,
    },
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
        let first = serde_json::from_slice(&self.buffer).map_err(|error| self.no_record(error))?;
        let Line::Scenario {
            name,
            seed,
            start,
            fingerprint: print,
            ..
        } = first
        else {
            return Err(self.no_record("it does not say of which scenario the log is"));
        };
        let differences = [
            (name != scenario.name, "its name"),
            (seed != scenario.seed, "its seed"),
            (start != scenario.start.to_rfc3339(), "its start"),
            (
                print != fingerprint(scenario),
                "what is in it (vehicles, city, weather, faults, assertions or duration)",
            ),
        ];
        match differences.iter().find(|difference| difference.0) {
            None => Ok(()),
            Some((_, difference)) => Err(TruthLogError::OtherScenario {
                name: name.into_owned(),
                seed,
                difference,
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
            return Err(self.no_record(format!("it is longer than {LONGEST_LINE} bytes")));
        }
        Ok(length > 0)
    }

    fn no_record(&self, why: impl ToString) -> TruthLogError {
        TruthLogError::Line {
            line: self.line,
            why: why.to_string(),
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
            return Err(self.no_record("it comes after the end"));
        }
        let record = match serde_json::from_slice(&self.buffer) {
            Ok(line) => self.record(line)?,
            Err(_) if !self.buffer.ends_with(b"\n") => return Ok(None),
            Err(error) => return Err(self.no_record(error)),
        };
        let (at, before) = (record.at(), self.last_at);
        if at < before {
            let (at_s, before_s) = (at.seconds(), before.seconds());
            let why = format!("it is of {at_s} s, and the one before of {before_s} s");
            return Err(self.no_record(why));
        }
        self.last_at = at;
        self.has_ended = matches!(record, TruthRecord::End { .. });
        Ok(Some(record))
    }

    fn vehicle(&self, name: &str) -> Result<(usize, usize), TruthLogError> {
        let known = self.vehicles.get(name).copied();
        known.ok_or_else(|| self.no_record(format!("the scenario has no vehicle {name:?}")))
    }

    fn link(&self, name: &str, link: usize) -> Result<usize, TruthLogError> {
        let (vehicle, links) = self.vehicle(name)?;
        if link >= links {
            let why = format!("{name:?} has {links} links, and none of number {link} (from 0)");
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
            Position::new(longitude_deg, latitude_deg).map_err(|error| self.no_record(error))?;
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
                    .map_err(|error| self.no_record(error))?,
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
            Line::Scenario { .. } => return Err(self.no_record("a second log begins")),
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
