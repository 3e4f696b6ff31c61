//! The log of the truth: a line of JSON for each record, the first one saying of which scenario.

#[cfg(test)]
mod tests;

use super::{Judge, TruthImage, TruthLinkCount, TruthRecord, TruthSample, Verdict};
use crate::airframe::Contact;
use crate::place::Place;
use crate::scenario::{Scenario, mode_names};
use crate::time::SimTime;
use geofences::Position;
use nalgebra::Vector3;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead, Write};

/// The layout of the lines.
const FORMAT: u32 = 1;

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case", deny_unknown_fields)]
enum Line<'a> {
    Scenario {
        format: u32,
        name: Cow<'a, str>,
        seed: u64,
        start: Cow<'a, str>,
    },
    Sample {
        at_us: u64,
        vehicle: Cow<'a, str>,
        longitude_deg: f64,
        latitude_deg: f64,
        altitude_amsl_m: f64,
        ground_amsl_m: f64,
        north_mps: f64,
        east_mps: f64,
        down_mps: f64,
        contact: LineContact,
        mode: Cow<'a, str>,
        armed: bool,
        charge: f64,
    },
    Image {
        at_us: u64,
        vehicle: Cow<'a, str>,
        longitude_deg: f64,
        latitude_deg: f64,
        altitude_amsl_m: f64,
        ground: Vec<[f64; 2]>,
    },
    LinkCount {
        at_us: u64,
        vehicle: Cow<'a, str>,
        link: usize,
        sent: u64,
        lost: u64,
    },
    End {
        at_us: u64,
    },
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum LineContact {
    Airborne,
    Standing,
    Wrecked,
}

impl From<Contact> for LineContact {
    fn from(contact: Contact) -> Self {
        match contact {
            Contact::Airborne => Self::Airborne,
            Contact::Standing => Self::Standing,
            Contact::Wrecked => Self::Wrecked,
        }
    }
}

impl From<LineContact> for Contact {
    fn from(contact: LineContact) -> Self {
        match contact {
            LineContact::Airborne => Self::Airborne,
            LineContact::Standing => Self::Standing,
            LineContact::Wrecked => Self::Wrecked,
        }
    }
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

fn line<'a>(record: &'a TruthRecord, name: &'a str) -> Line<'a> {
    match record {
        TruthRecord::Sample(sample) => Line::Sample {
            at_us: sample.at.us(),
            vehicle: name.into(),
            longitude_deg: sample.place.longitude_deg,
            latitude_deg: sample.place.latitude_deg,
            altitude_amsl_m: sample.place.altitude_amsl_m,
            ground_amsl_m: sample.ground_amsl_m,
            north_mps: sample.velocity_mps.x,
            east_mps: sample.velocity_mps.y,
            down_mps: sample.velocity_mps.z,
            contact: sample.contact.into(),
            mode: sample.mode.as_ref().into(),
            armed: sample.is_armed,
            charge: sample.charge,
        },
        TruthRecord::Image(image) => Line::Image {
            at_us: image.at.us(),
            vehicle: name.into(),
            longitude_deg: image.place.longitude_deg,
            latitude_deg: image.place.latitude_deg,
            altitude_amsl_m: image.place.altitude_amsl_m,
            ground: image
                .ground_corners
                .iter()
                .map(|at| [at.longitude_deg(), at.latitude_deg()])
                .collect(),
        },
        TruthRecord::LinkCount(count) => Line::LinkCount {
            at_us: count.at.us(),
            vehicle: name.into(),
            link: count.link,
            sent: count.sent,
            lost: count.lost,
        },
        TruthRecord::End { at } => Line::End { at_us: at.us() },
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
    /// It tells of another scenario, or of another seed.
    #[error("the log is of scenario {name:?} with seed {seed}, not of this one")]
    OtherScenario {
        /// Whose it is.
        name: String,
        /// Its seed.
        seed: u64,
    },
}

/// Reads a log.
pub struct TruthLogReader<R> {
    input: R,
    vehicles: HashMap<String, usize>,
    modes: Vec<&'static str>,
    line: usize,
    buffer: String,
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
                .map(|(index, vehicle)| (vehicle.name.clone(), index))
                .collect(),
            modes,
            line: 0,
            buffer: String::new(),
        };
        let is_there = reader.read_line()?;
        let first = if is_there { reader.buffer.as_str() } else { "" };
        match serde_json::from_str(first) {
            Ok(Line::Scenario {
                format: FORMAT,
                name,
                seed,
                ..
            }) if name == scenario.name && seed == scenario.seed => Ok(reader),
            Ok(Line::Scenario { name, seed, .. }) => Err(TruthLogError::OtherScenario {
                name: name.into_owned(),
                seed,
            }),
            Ok(_) => Err(reader.no_record("it does not say of which scenario the log is")),
            Err(error) => Err(reader.no_record(error)),
        }
    }

    fn read_line(&mut self) -> io::Result<bool> {
        self.buffer.clear();
        self.line += 1;
        Ok(self.input.read_line(&mut self.buffer)? > 0)
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
    /// [`TruthLogError`], where a line is no record.
    pub fn next_record(&mut self) -> Result<Option<TruthRecord>, TruthLogError> {
        if !self.read_line()? {
            return Ok(None);
        }
        match serde_json::from_str(&self.buffer) {
            Ok(line) => self.record(line).map(Some),
            Err(_) if !self.buffer.ends_with('\n') => Ok(None),
            Err(error) => Err(self.no_record(error)),
        }
    }

    fn record(&self, line: Line<'_>) -> Result<TruthRecord, TruthLogError> {
        let vehicle = |name: &str| {
            let index = self.vehicles.get(name).copied();
            index.ok_or_else(|| self.no_record(format!("the scenario has no vehicle {name:?}")))
        };
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
                vehicle: vehicle(&name)?,
                place: Place::new(latitude_deg, longitude_deg, altitude_amsl_m),
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
                vehicle: vehicle(&name)?,
                place: Place::new(latitude_deg, longitude_deg, altitude_amsl_m),
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
                vehicle: vehicle(&name)?,
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
