//! Everything that a plan is made from, read whole: all problems of all files come at once.

use super::arguments::{ActivityName, PlanArguments};
use super::reading::Reading;
use crate::airspace_command::query::approvals;
use crate::airspace_command::{earth, problem_text};
use crate::console::Console;
use chrono::{DateTime, Utc};
use geofences::{
    Approvals, Bilingual, Egm96Geoid, Margins, Severity, Snapshot, Terrain, TimeRange,
};
use missions::applications::{FlightApproval, Term};
use missions::feasibility::{Clearances, Paperwork, Surroundings};
use missions::patrol::{ApprovalKind, Patrol};
use missions::people::PeopleByHour;
use missions::vehicle::{Fleet, Vehicle};
use missions::ways_home::LandingPlace;
use missions::weather::Weather;
use serde_json::Value;
use std::sync::Arc;

/// How far from zones and obstacles flights are kept, metres: what an autopilot with a satellite receiver of its own
/// is off its track in wind, as is commonly planned with; no figure of a regulation.
pub(super) const MARGINS: Margins = Margins {
    horizontal_m: 10.0,
    vertical_m: 5.0,
    obstacle_horizontal_m: 10.0,
    obstacle_vertical_m: 10.0,
};

/// What a plan is made from.
pub(super) struct Inputs {
    pub patrol: Patrol,
    pub fleet: Fleet,
    /// Whether the fleet is the shipped one, since none was given.
    pub is_shipped_fleet: bool,
    pub classes: Vec<Vehicle>,
    pub drone: Option<String>,
    pub landing_places: Vec<LandingPlace>,
    /// Drones that fly it together.
    pub together: Vec<String>,
    pub people: Option<PeopleByHour>,
    pub flight_approvals: Vec<FlightApproval>,
    pub airspace: Arc<Snapshot>,
    pub approvals: Approvals,
    pub terrain: Box<dyn Terrain>,
    pub geoid: Egm96Geoid,
    pub weather: Weather,
    pub departure: DateTime<Utc>,
    /// The moment by which applications are early or late.
    pub asked_at: DateTime<Utc>,
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
        let landing_places = reading.landing_places(
            arguments.landing_places.as_deref(),
            arguments.fleet.is_none(),
        );
        let people = reading.people(arguments.people.as_deref(), arguments.fleet.is_none());
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
                landing_places,
                together: arguments.drones.clone(),
                people,
                flight_approvals: flight_approvals(&arguments.flight_approvals),
                airspace,
                approvals,
                terrain,
                geoid,
                weather,
                departure: arguments.depart.instant(now),
                asked_at: arguments.asked_at.instant(now),
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
            people: self.people.as_ref(),
        }
    }

    /// What is approved, as far as the command line says.
    pub fn paperwork(&self) -> Paperwork<'_> {
        Paperwork {
            now: self.asked_at,
            over_network: None,
            approvals: &self.flight_approvals,
        }
    }
}

/// The kinds of flight activity that the user says are approved, at all times.
fn flight_approvals(kinds: &[ActivityName]) -> Vec<FlightApproval> {
    if kinds.is_empty() {
        return Vec::new();
    }
    vec![FlightApproval {
        number: "--flight-approval".to_owned(),
        valid: TimeRange {
            from: DateTime::<Utc>::MIN_UTC,
            until: DateTime::<Utc>::MAX_UTC,
        },
        kinds: kinds.iter().map(|it| ApprovalKind::from(*it)).collect(),
        term: Term::OneFlight,
    }]
}
