//! One file after another, each read whole: a problem of one keeps no other from being read.

use super::inputs::FileProblem;
use super::shipped;
use crate::airspace_command::LoadedFiles;
use crate::airspace_command::query::snapshot_of;
use crate::console::Console;
use geofences::{Bilingual, Egm96Geoid, Position, Snapshot};
use missions::patrol::{self, Patrol};
use missions::people::{self, PeopleByHour};
use missions::vehicle::{Fleet, Vehicle, read_fleet, read_vehicle};
use missions::ways_home::{LandingPlace, read_landing_places};
use missions::weather::{self, Weather};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The geoid is laid out so far around the docks, degrees: farther than anything flies from them.
const GEOID_REACH_DEG: f64 = 0.5;

/// What was found on the way.
#[derive(Default)]
pub(super) struct Reading {
    pub problems: Vec<FileProblem>,
    pub refusals: Vec<Bilingual>,
}

impl Reading {
    pub fn refuse(&mut self, en: impl Into<String>, zh: impl Into<String>) {
        self.refusals.push(Bilingual::new(en, zh));
    }

    fn written(&mut self, problems: Vec<written::Problem>) {
        self.problems
            .extend(problems.into_iter().map(FileProblem::Written));
    }

    pub fn all<T>(&mut self, result: Result<T, Vec<Bilingual>>) -> Option<T> {
        result.map_err(|why| self.refusals.extend(why)).ok()
    }

    fn bytes(&mut self, path: &Path) -> Option<Vec<u8>> {
        match std::fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                let name = path.display();
                self.refuse(
                    format!("{name} cannot be read: {error}"),
                    format!("无法读取 {name}：{error}"),
                );
                None
            }
        }
    }

    fn text(&mut self, path: &Path) -> Option<String> {
        let bytes = self.bytes(path)?;
        match written::text_of(&path.display().to_string(), &bytes) {
            Ok(text) => Some(text.to_owned()),
            Err(problem) => {
                self.problems.push(FileProblem::Written(*problem));
                None
            }
        }
    }

    pub fn patrol(&mut self, path: &Path) -> Option<Patrol> {
        let bytes = self.bytes(path)?;
        let file = patrol::read(&path.display().to_string(), &bytes);
        self.written(file.problems);
        file.patrol
    }

    pub fn weather(&mut self, path: Option<&Path>) -> Option<Weather> {
        let Some(path) = path else {
            let example = weather::EXAMPLE;
            self.refuse(
                format!(
                    "no weather is given, and none is assumed: --weather FILE, such as\n\n{example}"
                ),
                format!("未给出气象，且不作任何假定：请用 --weather 文件，例如\n\n{example}"),
            );
            return None;
        };
        let bytes = self.bytes(path)?;
        let file = weather::read(&path.display().to_string(), &bytes);
        self.written(file.problems);
        file.weather
    }

    pub fn landing_places(&mut self, path: Option<&Path>) -> Vec<LandingPlace> {
        let Some((path, bytes)) = path.and_then(|path| Some((path, self.bytes(path)?))) else {
            return Vec::new();
        };
        let (places, problems) = read_landing_places(&path.display().to_string(), &bytes);
        self.written(problems);
        places.map_or_else(Vec::new, |it| it.places)
    }

    pub fn people(&mut self, path: Option<&Path>) -> Option<PeopleByHour> {
        let path = path?;
        let bytes = self.bytes(path)?;
        let file = people::read(&path.display().to_string(), &bytes);
        self.written(file.problems);
        file.people
    }

    /// `None` where one of them cannot be read: a fleet without it would be told to be wrong.
    pub fn classes(&mut self, folder: Option<&Path>) -> Option<Vec<Vehicle>> {
        let texts: Vec<(String, Option<String>)> = match folder {
            None => shipped::CLASSES
                .iter()
                .map(|(name, text)| ((*name).to_owned(), Some((*text).to_owned())))
                .collect(),
            Some(folder) => {
                let paths = self.files_of(folder)?;
                let named = |path: &PathBuf| (path.display().to_string(), self.text(path));
                paths.iter().map(named).collect()
            }
        };
        let mut classes = Vec::new();
        let mut is_whole = true;
        for (name, text) in texts {
            let class = text.and_then(|text| {
                let (class, problems) = read_vehicle(&name, &text);
                self.written(problems);
                class
            });
            is_whole &= class.is_some();
            classes.extend(class);
        }
        is_whole.then_some(classes)
    }

    /// The TOML and JSON files of a folder, by their names.
    fn files_of(&mut self, folder: &Path) -> Option<Vec<PathBuf>> {
        let name = folder.display();
        let entries = std::fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let entries = match entries {
            Ok(entries) => entries,
            Err(error) => {
                self.refuse(
                    format!("{name} cannot be read: {error}"),
                    format!("无法读取 {name}：{error}"),
                );
                return None;
            }
        };
        let is_class = |path: &PathBuf| {
            let extension = path.extension().and_then(|it| it.to_str());
            matches!(extension, Some("toml" | "json"))
        };
        let mut paths: Vec<PathBuf> = entries
            .iter()
            .map(|it| it.path())
            .filter(is_class)
            .collect();
        paths.sort();
        if paths.is_empty() {
            self.refuse(
                format!("{name} has no vehicle class in it (.toml, .json)"),
                format!("{name} 中没有机型文件（.toml、.json）"),
            );
            return None;
        }
        Some(paths)
    }

    pub fn fleet(&mut self, path: Option<&Path>, classes: &[Vehicle]) -> Option<Fleet> {
        let (name, text) = match path {
            Some(path) => (path.display().to_string(), self.text(path)?),
            None => (shipped::FLEET.0.to_owned(), shipped::FLEET.1.to_owned()),
        };
        let (fleet, problems) = read_fleet(&name, &text, classes);
        self.written(problems);
        fleet
    }

    pub fn airspace(&mut self, paths: &[PathBuf], console: Console) -> Option<Arc<Snapshot>> {
        let loaded = LoadedFiles::read(paths, console);
        for file in &loaded.unreadable {
            let (name, error) = (&file.name, &file.error);
            self.refuse(
                format!("{name} cannot be read: {error}"),
                format!("无法读取 {name}：{error}"),
            );
        }
        let problems = loaded.problems().cloned().map(FileProblem::Airspace);
        self.problems.extend(problems);
        if !loaded.are_clean() {
            return None;
        }
        self.all(snapshot_of(&loaded))
    }

    pub fn geoid(&mut self, fleet: &Fleet) -> Option<Egm96Geoid> {
        let places = || fleet.docks.iter().map(|it| it.position);
        let (first, rest) = (places().next()?, places());
        let (mut west, mut south) = (first.longitude_deg(), first.latitude_deg());
        let (mut east, mut north) = (west, south);
        for place in rest {
            west = west.min(place.longitude_deg());
            east = east.max(place.longitude_deg());
            south = south.min(place.latitude_deg());
            north = north.max(place.latitude_deg());
        }
        let corner = |longitude: f64, latitude: f64| {
            // Clamped coordinates are always a position.
            Position::new(longitude.clamp(-180.0, 180.0), latitude.clamp(-90.0, 90.0))
                .unwrap_or(first)
        };
        let reach = GEOID_REACH_DEG;
        let geoid = Egm96Geoid::for_extent(
            corner(west - reach, south - reach),
            corner(east + reach, north + reach),
        );
        self.all(geoid.map_err(|error| vec![error.message()]))
    }
}
