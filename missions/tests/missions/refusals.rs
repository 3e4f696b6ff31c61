//! Patrols that cannot be flown, each for one reason: what is said, and what would make them possible.

use crate::plans::Qingdao;
use crate::vehicles::named;
use chrono::{DateTime, TimeDelta, Utc};
use geofences::{Approvals, Position};
use missions::energy::{Air, AirFigures};
use missions::feasibility::{Aircraft, Hindrance, HindranceKind, Paperwork};
use missions::mission::Home;
use missions::patrol::{Patrol, read};
use missions::plan::{PlanRequest, Refusal, plan, plan_in_parts};
use missions::vehicle::{Equipment, Vehicle};

/// A survey in Licang, of 300 m by 300 m where nothing else is said.
fn survey(outer: &str, more: &str) -> String {
    format!(
        "[patrol]\nid = \"a\"\nname = \"a\"\nname_zh = \"甲\"\ndepartment = \"d\"\ndepartment_zh = \"部门\"\n\
         priority = \"normal\"\npeople = \"overfly\"\n[pattern]\nkind = \"survey\"\n[[pattern.area]]\nouter = {outer}\n\
         [sensor]\ncamera = \"wide\"\nforward_overlap = 0.6\nside_overlap = 0.5\n[flight]\nheight_agl_m = 80\n{more}"
    )
}

const LICANG: &str = "[[120.402, 36.163], [120.405, 36.163], [120.405, 36.166], [120.402, 36.166]]";

fn patrol(text: &str) -> Patrol {
    let file = read("a.toml", text.as_bytes());
    assert_eq!(file.problems, []);
    file.patrol.unwrap()
}

struct Asked {
    qingdao: Qingdao,
    vehicle: Vehicle,
    approvals: Approvals,
}

impl Asked {
    fn new() -> Self {
        Self {
            qingdao: Qingdao::new(),
            vehicle: named("inspection-quad"),
            approvals: Approvals::none(),
        }
    }

    fn with<T>(&self, patrol: &Patrol, planned: impl Fn(&PlanRequest<'_>) -> T) -> T {
        let carries: Vec<&Equipment> = self.vehicle.equipment.iter().take(1).collect();
        let departure: DateTime<Utc> = "2026-12-02T02:00:00Z".parse().unwrap();
        planned(&PlanRequest {
            patrol,
            aircraft: Aircraft {
                vehicle: &self.vehicle,
                carries: &carries,
                battery_cycles: 0,
                payload_kg: 0.0,
                camera: carries.first().copied(),
            },
            home: Home {
                position: Position::new(120.4, 36.165).unwrap(),
                ground_amsl_m: 14.0,
            },
            landing_places: &[],
            surroundings: self.qingdao.surroundings(&self.approvals),
            departure,
            paperwork: Paperwork {
                now: departure - TimeDelta::days(3),
                over_network: Some(false),
                approvals: &[],
            },
        })
    }

    fn refusal(&self, text: &str) -> Refusal {
        self.with(&patrol(text), plan).unwrap_err()
    }
}

/// The first of a kind, which has to say in both languages what helps.
fn of_kind(refusal: &Refusal, kind: HindranceKind) -> &Hindrance {
    let found = refusal.hindrances.iter().find(|it| it.kind == kind);
    let found = found.unwrap_or_else(|| panic!("{:?}", refusal.hindrances));
    assert!(!found.what.en.is_empty() && !found.what.zh.is_empty());
    found
}

#[test]
fn the_same_survey_with_nothing_wrong_is_planned() {
    let asked = Asked::new();
    let planned = asked.with(&patrol(&survey(LICANG, "")), plan);
    assert!(planned.is_ok_and(|it| it.feasibility.is_feasible()));
}

#[test]
fn an_area_that_is_too_small_for_a_lane_is_refused_with_what_to_do() {
    let tiny =
        "[[120.402, 36.163], [120.40203, 36.163], [120.40203, 36.16303], [120.402, 36.16303]]";
    let file = read("a.toml", survey(tiny, "").as_bytes());
    match file.patrol {
        None => assert!(file.problems.iter().any(|it| it.help.is_some())),
        Some(patrol) => {
            let refusal = Asked::new().with(&patrol, plan).unwrap_err();
            assert!(!of_kind(&refusal, HindranceKind::Request).what.en.is_empty());
        }
    }
}

#[test]
fn an_area_beyond_one_battery_is_refused_alone_and_flown_in_parts() {
    let asked = Asked::new();
    let large = "[[120.394, 36.156], [120.402, 36.156], [120.402, 36.163], [120.394, 36.163]]";
    let text = survey(large, "speed_mps = 4\n");
    let refusal = asked.refusal(&text);
    let energy = of_kind(&refusal, HindranceKind::Energy);
    assert!(
        energy
            .help
            .as_ref()
            .is_some_and(|it| it.en.contains("several")),
        "{energy:?}"
    );
    let parts = asked.with(&patrol(&text), plan_in_parts).unwrap();
    assert!(parts.len() > 1);
    assert!(parts.iter().all(|it| it.feasibility.is_feasible()));
}

#[test]
fn an_area_that_crosses_itself_is_told_with_its_place() {
    let crossed = "[[120.402, 36.163], [120.405, 36.166], [120.405, 36.163], [120.402, 36.166]]";
    let file = read("a.toml", survey(crossed, "").as_bytes());
    assert_eq!(file.patrol, None);
    assert!(
        file.problems.iter().any(|it| it.place.line == 12),
        "{:?}",
        file.problems
    );
}

#[test]
fn an_area_where_all_is_prohibited_is_refused_with_what_would_help() {
    // Beside the runways of Jiaodong airport.
    let airport = "[[120.085, 36.360], [120.088, 36.360], [120.088, 36.363], [120.085, 36.363]]";
    let refusal = Asked::new().refusal(&survey(airport, ""));
    assert!(of_kind(&refusal, HindranceKind::Airspace).help.is_some());
}

#[test]
fn wind_beyond_the_vehicle_and_rain_beyond_the_patrol_are_both_told_at_once() {
    let mut asked = Asked::new();
    asked.qingdao.air = Air::new(AirFigures {
        gust_mps: 25.0,
        rain_mm_per_h: 2.0,
        ..*asked.qingdao.air.figures()
    })
    .unwrap();
    let refusal = asked.refusal(&survey(LICANG, "[limits]\nrain_mm_per_h = 1\n"));
    let weather: Vec<_> = refusal
        .hindrances
        .iter()
        .filter(|it| it.kind == HindranceKind::Weather)
        .collect();
    assert!(
        weather.iter().any(|it| it.what.en.contains("rain")),
        "{weather:?}"
    );
    assert!(
        weather
            .iter()
            .any(|it| it.what.en.contains("wind") || it.what.en.contains("25")),
        "{weather:?}"
    );
}

#[test]
fn a_camera_that_is_not_carried_and_pixels_too_fine_are_told() {
    let mut asked = Asked::new();
    let text = survey(LICANG, "").replace("\"wide\"", "\"thermal\"");
    assert!(
        of_kind(&asked.refusal(&text), HindranceKind::Request)
            .help
            .is_some()
    );
    asked.vehicle = named("inspection-quad");
    let low = survey(LICANG, "").replace("height_agl_m = 80", "height_agl_m = 6");
    assert!(
        of_kind(&asked.refusal(&low), HindranceKind::Request)
            .help
            .is_some()
    );
    let high = survey(LICANG, "").replace("height_agl_m = 80", "height_agl_m = 119");
    assert!(
        of_kind(&asked.refusal(&high), HindranceKind::Request)
            .help
            .is_some()
    );
}
