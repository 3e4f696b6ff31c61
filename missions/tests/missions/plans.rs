//! The patrols that are shipped, planned with the fleet that is shipped in the airspace that is shipped.

use crate::landing_places::shipped as landing_places;
use crate::patrols::shipped as patrols;
use crate::vehicles::{fleet, shipped as vehicles};
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use geofences::files::{self, Format, ReadOptions};
use geofences::{
    Airspace, Approval, Approvals, Egm96Geoid, GridTerrain, Margins, Position, Snapshot, Subject,
    TimeRange, synthetic_qingdao,
};
use missions::energy::{Air, AirFigures};
use missions::feasibility::{Clearances, Surroundings};
use missions::patrol::Patrol;
use missions::plan::{FleetPlan, FleetRefusal, FleetRequest, plan_with_fleet};
use missions::ways_home::LandingPlace;
use std::path::Path;
use std::sync::Arc;

/// Qingdao as it is shipped, on a day of light wind.
pub struct Qingdao {
    pub airspace: Arc<Snapshot>,
    pub terrain: GridTerrain,
    pub geoid: Egm96Geoid,
    pub air: Air,
    pub landing_places: Vec<LandingPlace>,
}

impl Qingdao {
    pub fn new() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../geofences/qingdao");
        let mut subjects = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let options = ReadOptions {
                file: "shipped",
                expected_extent: None,
                utc_offset: FixedOffset::east_opt(8 * 3600).unwrap(),
                progress: None,
            };
            let file = files::read_as(Format::GeoJson, &std::fs::read(path).unwrap(), &options);
            subjects.extend(file.zones.into_iter().map(|it| Subject::Zone(Arc::new(it))));
            subjects.extend(
                file.obstacles
                    .into_iter()
                    .map(|it| Subject::Obstacle(Arc::new(it))),
            );
        }
        let corner = |x, y| Position::new(x, y).unwrap();
        Self {
            airspace: Airspace::new(subjects).unwrap().snapshot(),
            terrain: synthetic_qingdao(1.0).unwrap(),
            geoid: Egm96Geoid::for_extent(corner(119.5, 35.5), corner(121.1, 37.2)).unwrap(),
            air: Air::new(AirFigures {
                temperature_c: 18.0,
                measured_amsl_m: 20.0,
                measured_agl_m: 10.0,
                pressure_hpa: 1_013.0,
                wind_east_mps: 2.0,
                wind_north_mps: -2.0,
                gust_mps: 4.5,
                rain_mm_per_h: 0.0,
            })
            .unwrap(),
            landing_places: landing_places().places,
        }
    }

    pub fn surroundings<'a>(&'a self, approvals: &'a Approvals) -> Surroundings<'a> {
        Surroundings {
            airspace: &self.airspace,
            terrain: &self.terrain,
            geoid: &self.geoid,
            approvals,
            margins: Margins {
                horizontal_m: 10.0,
                vertical_m: 5.0,
                obstacle_horizontal_m: 10.0,
                obstacle_vertical_m: 10.0,
            },
            clearances: Clearances::default(),
            air: &self.air,
            visibility_m: Some(10_000.0),
        }
    }
}

/// In the middle of its first window, or at ten in the morning.
fn departure(patrol: &Patrol) -> DateTime<Utc> {
    let from: DateTime<Utc> = "2026-12-01T00:00:00Z".parse().unwrap();
    let windows = patrol.occurrences(from, from + TimeDelta::days(400));
    windows.first().map_or(from + TimeDelta::hours(2), |it| {
        it.from + TimeDelta::minutes(10)
    })
}

fn held(patrol: &Patrol, at: DateTime<Utc>) -> Approvals {
    let each = patrol.approvals.zones.iter().map(|zone| Approval {
        zone: zone.clone(),
        number: "示意".to_owned(),
        valid: TimeRange {
            from: at - TimeDelta::hours(1),
            until: at + TimeDelta::hours(12),
        },
    });
    each.collect()
}

fn planned(qingdao: &Qingdao, patrol: &Patrol) -> Result<FleetPlan, Vec<FleetRefusal>> {
    let departure = departure(patrol);
    let approvals = held(patrol, departure);
    plan_with_fleet(&FleetRequest {
        patrol,
        fleet: &fleet(),
        vehicles: &vehicles(),
        drone: None,
        landing_places: &qingdao.landing_places,
        surroundings: qingdao.surroundings(&approvals),
        people: None,
        departure,
    })
}

#[test]
fn each_shipped_patrol_is_planned_without_a_problem() {
    let qingdao = Qingdao::new();
    let mut failed = Vec::new();
    for (name, patrol) in patrols() {
        if std::env::var("ONLY").is_ok_and(|only| !name.contains(&only)) {
            continue;
        }
        let begun = std::time::Instant::now();
        match planned(&qingdao, &patrol) {
            Ok(plan) => {
                for (index, it) in plan.plans.iter().enumerate() {
                    let f = &it.feasibility;
                    println!(
                        "{name} {}/{}: {} steps, seen {:?}, {:?}, {} notes  [{:?}]",
                        plan.drone,
                        index,
                        it.mission.steps.len(),
                        it.seen,
                        f.energy.map(|e| (
                            e.at_landing.seconds as i64,
                            e.at_landing.used_wh as i64,
                            e.least_left_wh as i64
                        )),
                        it.notes.len(),
                        begun.elapsed()
                    );
                }
            }
            Err(refusals) => {
                println!("{name} FAILED [{:?}]", begun.elapsed());
                for refusal in &refusals {
                    println!("   {:?}", refusal.drone);
                    for it in refusal.refusal.hindrances.iter().take(12) {
                        println!(
                            "      {:?} steps {:?} at {:?}: {}",
                            it.kind,
                            it.steps.len(),
                            it.position,
                            it.what.en.chars().take(300).collect::<String>()
                        );
                    }
                }
                failed.push(name);
            }
        }
    }
    assert!(failed.is_empty(), "{failed:?}");
}
