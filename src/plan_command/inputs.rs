//! Everything that a plan is made from, read whole: all problems of all files come at once.

use super::arguments::PlanArguments;
use super::shipped;
use crate::airspace_command::query::{approvals, snapshot_of};
use crate::airspace_command::{LoadedFiles, earth, problem_text};
use crate::console::Console;
use chrono::{DateTime, Utc};
use geofences::{Approvals, Bilingual, Egm96Geoid, Margins, Position, Severity, Snapshot, Terrain};
use missions::feasibility::{Clearances, Surroundings};
use missions::patrol::{self, Patrol};
use missions::vehicle::{Fleet, Vehicle, read_fleet, read_vehicle};
use missions::ways_home::LandingPlace;
use missions::weather::{self, Weather};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How far from zones and obstacles flights are kept, metres: what an autopilot with a satellite receiver of its own
/// is off its track in wind, as is commonly planned with; no figure of a regulation.
pub(super) const MARGINS: Margins = Margins {
    horizontal_m: 10.0,
    vertical_m: 5.0,
    obstacle_horizontal_m: 10.0,
    obstacle_vertical_m: 10.0,
};
/// The geoid is laid out so far around the docks, degrees: farther than anything flies from them.
const GEOID_REACH_DEG: f64 = 0.5;

/// What a plan is made from.
pub(super) struct Inputs {
    pub patrol: Patrol,
    pub fleet: Fleet,
    /// Whether the fleet is the shipped one, since none was given.
    pub is_shipped_fleet: bool,
    pub classes: Vec<Vehicle>,
    pub drone: Option<String>,
    pub landing_places: Vec<LandingPlace>,
    pub airspace: Arc<Snapshot>,
    pub approvals: Approvals,
    pub terrain: Box<dyn Terrain>,
    pub geoid: Egm96Geoid,
    pub weather: Weather,
    pub departure: DateTime<Utc>,
    /// What is worth knowing of the files, and keeps nobody from planning.
    pub warnings: Vec<FileProblem>,
}

/// Why nothing is planned.
#[derive(Default)]
pub(super) struct Unusable {
    /// Of the files.
    pub problems: Vec<FileProblem>,
    /// Of the command line, and of what the files are together.
    pub refusals: Vec<Bilingual>,
}

/// A problem of a file of any kind.
pub(super) enum FileProblem {
    /// Of an airspace file.
    Airspace(geofences::Problem),
    /// Of a file that people write.
    Written(written::Problem),
}

impl FileProblem {
    /// As people read it.
    pub fn text(&self, console: Console) -> String {
        match self {
            Self::Airspace(problem) => problem_text::problem_text(problem, console),
            Self::Written(problem) => problem.text(console.language),
        }
    }

    /// As machines read it.
    pub fn report(&self) -> Value {
        match self {
            Self::Airspace(problem) => serde_json::json!(problem),
            Self::Written(problem) => {
                let place = &problem.place;
                serde_json::json!({
                    "severity": problem.severity,
                    "code": problem.code,
                    "place": {
                        "file": place.file,
                        "line": place.line,
                        "column": place.column,
                        "key": place.key,
                    },
                    "what": problem.what,
                    "help": problem.help,
                })
            }
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Airspace(problem) => problem.severity,
            Self::Written(problem) => problem.severity,
        }
    }
}

impl Inputs {
    /// Reads everything.
    ///
    /// # Errors
    /// All that is wrong, of all files.
    pub fn read(
        arguments: &PlanArguments,
        now: DateTime<Utc>,
        console: Console,
    ) -> Result<Self, Unusable> {
        let mut reading = Reading::default();
        let patrol = reading.patrol(&arguments.patrol);
        let classes = reading.classes(arguments.vehicles.as_deref());
        let fleet = classes
            .as_deref()
            .and_then(|classes| reading.fleet(arguments.fleet.as_deref(), classes));
        let weather = reading.weather(arguments.weather.as_deref());
        let airspace = reading.airspace(&arguments.airspace, console);
        let approvals = airspace
            .as_ref()
            .and_then(|it| reading.all(approvals(&arguments.approvals, it)));
        let terrain = reading.all(earth::terrain(arguments.terrain.as_ref()));
        if arguments.terrain.is_none() {
            reading.refuse(
                "no ground is given: --terrain DIR, flat:METRES or synthetic",
                "未给出地形：请用 --terrain 目录、flat:米 或 synthetic",
            );
        }
        let geoid = fleet.as_ref().and_then(|it| reading.geoid(it));
        let found = (patrol, fleet, weather, airspace, approvals, terrain, geoid);
        let (problems, refusals) = (reading.problems, reading.refusals);
        let is_good =
            refusals.is_empty() && problems.iter().all(|it| it.severity() < Severity::Error);
        match found {
            (
                Some(patrol),
                Some(fleet),
                Some(weather),
                Some(airspace),
                Some(approvals),
                Some(terrain),
                Some(geoid),
            ) if is_good => Ok(Self {
                patrol,
                fleet,
                is_shipped_fleet: arguments.fleet.is_none(),
                classes: classes.unwrap_or_default(),
                drone: arguments.drone.clone(),
                // Until there is a file that tells them, there are none.
                landing_places: Vec::new(),
                airspace,
                approvals,
                terrain,
                geoid,
                weather,
                departure: arguments.depart.instant(now),
                warnings: problems,
            }),
            _ => Err(Unusable { problems, refusals }),
        }
    }

    /// As the planner is told them.
    pub fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            airspace: &self.airspace,
            terrain: self.terrain.as_ref(),
            geoid: &self.geoid,
            approvals: &self.approvals,
            margins: MARGINS,
            clearances: Clearances::default(),
            air: &self.weather.air,
            visibility_m: self.weather.visibility_m,
        }
    }
}

/// What was found on the way.
#[derive(Default)]
struct Reading {
    problems: Vec<FileProblem>,
    refusals: Vec<Bilingual>,
}

impl Reading {
    fn refuse(&mut self, en: impl Into<String>, zh: impl Into<String>) {
        self.refusals.push(Bilingual::new(en, zh));
    }

    fn written(&mut self, problems: Vec<written::Problem>) {
        self.problems
            .extend(problems.into_iter().map(FileProblem::Written));
    }

    fn all<T>(&mut self, result: Result<T, Vec<Bilingual>>) -> Option<T> {
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

    fn patrol(&mut self, path: &Path) -> Option<Patrol> {
        let bytes = self.bytes(path)?;
        let file = patrol::read(&path.display().to_string(), &bytes);
        self.written(file.problems);
        file.patrol
    }

    fn weather(&mut self, path: Option<&Path>) -> Option<Weather> {
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

    /// `None` where one of them cannot be read: a fleet without it would be told to be wrong.
    fn classes(&mut self, folder: Option<&Path>) -> Option<Vec<Vehicle>> {
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

    fn fleet(&mut self, path: Option<&Path>, classes: &[Vehicle]) -> Option<Fleet> {
        let (name, text) = match path {
            Some(path) => (path.display().to_string(), self.text(path)?),
            None => (shipped::FLEET.0.to_owned(), shipped::FLEET.1.to_owned()),
        };
        let (fleet, problems) = read_fleet(&name, &text, classes);
        self.written(problems);
        fleet
    }

    fn airspace(&mut self, paths: &[PathBuf], console: Console) -> Option<Arc<Snapshot>> {
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

    fn geoid(&mut self, fleet: &Fleet) -> Option<Egm96Geoid> {
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
