//! The patrols that are shipped, planned with the fleet that is shipped in the airspace that is shipped.

use crate::landing_places::shipped as landing_places;
use crate::patrols::shipped as patrols;
use crate::vehicles::{fleet, shipped as vehicles};
use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use geo::{BoundingRect, Intersects, Line, MultiPolygon};
use geofences::files::{self, Format, ReadOptions};
use geofences::{
    Airspace, Approval, Approvals, CircleSide, Egm96Geoid, GridTerrain, Margins, Position,
    Snapshot, Subject, Terrain, TimeRange, synthetic_qingdao,
};
use missions::energy::{Air, AirFigures};
use missions::feasibility::{Clearances, HindranceKind, Paperwork, Surroundings};
use missions::patrol::{Patrol, Pattern, Structure};
use missions::people::PeopleByHour;
use missions::plan::{FleetPlan, FleetRefusal, FleetRequest, plan_among, plan_with_fleet};
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
    pub people: PeopleByHour,
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
            people: people(),
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
            people: Some(&self.people),
        }
    }
}

fn people() -> PeopleByHour {
    let file = missions::people::read("people.csv", include_bytes!("../../qingdao/people.csv"));
    assert_eq!(file.problems, []);
    file.people.unwrap()
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

fn planned(
    qingdao: &Qingdao,
    patrol: &Patrol,
    landing_places: &[LandingPlace],
) -> Result<FleetPlan, Vec<FleetRefusal>> {
    let departure = departure(patrol);
    let approvals = held(patrol, departure);
    plan_with_fleet(&FleetRequest {
        patrol,
        fleet: &fleet(),
        vehicles: &vehicles(),
        drone: None,
        landing_places,
        surroundings: qingdao.surroundings(&approvals),
        departure,
        paperwork: Paperwork {
            now: departure - TimeDelta::days(3),
            over_network: None,
            approvals: &[],
        },
    })
}

/// More flights no department would wait for.
fn most_flights(pattern: &Pattern) -> usize {
    match pattern {
        Pattern::Survey(_) => 3,
        Pattern::Corridor(_) => 2,
        _ => 1,
    }
}

/// What is wrong with a plan that was made.
fn faults(patrol: &Patrol, plan: &FleetPlan) -> Vec<String> {
    let mut faults = Vec::new();
    let flights = plan.plans.len();
    if flights > most_flights(&patrol.pattern) {
        faults.push(format!("it takes {flights} flights"));
    }
    let is_all_to_be_seen = matches!(
        patrol.pattern,
        Pattern::Survey(_) | Pattern::Corridor(_) | Pattern::Perimeter(_)
    );
    let seen: f64 = plan.plans.iter().filter_map(|it| it.seen).sum();
    if is_all_to_be_seen && seen < 0.95 {
        faults.push(format!("{seen:.3} of it is seen"));
    }
    for it in &plan.plans {
        let feasibility = &it.feasibility;
        if !feasibility.is_feasible() {
            faults.push(format!("{:?}", feasibility.hindrances));
        }
        let Some(energy) = feasibility.energy else {
            faults.push("nothing is known of its energy".to_owned());
            continue;
        };
        let (left_wh, reserve_wh) = (energy.at_landing.left_wh, energy.budget.reserve_wh);
        if left_wh < reserve_wh || energy.least_left_wh < reserve_wh {
            faults.push(format!(
                "it lands with {left_wh:.1} Wh and with {:.1} Wh at the least, and its reserve is {reserve_wh:.1} Wh",
                energy.least_left_wh
            ));
        }
    }
    faults
}

/// What stands in the way, an aircraft a line.
fn in_the_way(refusals: &[FleetRefusal]) -> Vec<String> {
    let of = |refusal: &FleetRefusal| {
        let hindrances = refusal.refusal.hindrances.iter();
        let all: Vec<String> = hindrances
            .map(|it| format!("{:?} at {:?}: {}", it.kind, it.position, it.what.en))
            .collect();
        let drone = refusal.drone.as_deref().unwrap_or("the fleet");
        format!("{drone}: {}", all.join("; "))
    };
    refusals.iter().map(of).collect()
}

#[test]
fn each_shipped_patrol_is_planned_without_a_problem() {
    let qingdao = Qingdao::new();
    let mut told = String::new();
    for (name, patrol) in patrols() {
        let faults = match planned(&qingdao, &patrol, &qingdao.landing_places) {
            Ok(plan) => faults(&patrol, &plan),
            Err(refusals) => in_the_way(&refusals),
        };
        for fault in faults {
            told += &format!("\n{name}: {fault}");
        }
    }
    assert!(told.is_empty(), "{told}");
}

#[test]
fn round_a_peak_ways_home_are_legal_by_landing_places_alone() {
    let qingdao = Qingdao::new();
    let (_, patrol) = patrols()
        .into_iter()
        .find(|(name, _)| name == "fushan-fire-edge.toml")
        .unwrap();
    let without = planned(&qingdao, &patrol, &[]).unwrap_err();
    let of_fushan = without
        .iter()
        .find(|it| it.drone.as_deref() == Some("fushan-2"))
        .unwrap();
    let hindrances = &of_fushan.refusal.hindrances;
    assert!(
        hindrances
            .iter()
            .all(|it| it.kind == HindranceKind::WayHome),
        "{hindrances:?}"
    );
    let with = planned(&qingdao, &patrol, &qingdao.landing_places).unwrap();
    assert_eq!(with.drone, "fushan-2");
    let rally = &with.plans[0].mission.rally;
    assert!((1..=8).contains(&rally.len()), "{rally:?}");
    for place in rally {
        assert!(
            qingdao
                .landing_places
                .iter()
                .any(|it| it.position() == place.position)
        );
    }
}

#[test]
fn no_leg_of_a_flight_around_a_structure_leads_through_it() {
    let qingdao = Qingdao::new();
    for id in ["licang-tower-facade", "laoshan-construction"] {
        let patrol = patrols().into_iter().find(|it| it.1.id == id).unwrap().1;
        let (Pattern::Facade(pattern) | Pattern::Orbit(pattern)) = &patrol.pattern else {
            panic!("{id} is about a structure");
        };
        let Structure::Outline(outline) = &pattern.structure else {
            panic!("{id} has an outline");
        };
        let outline = outline.to_polygons(CircleSide::Circumscribed);
        let flown = planned(&qingdao, &patrol, &qingdao.landing_places);
        let flown = flown.unwrap_or_else(|why| panic!("{:?}", in_the_way(&why)));
        let top_m = qingdao
            .terrain
            .ground_range(corner(&outline, true), corner(&outline, false));
        let top_m = top_m.unwrap().highest_amsl_m + pattern.top_agl_m.unwrap();
        for leg in flown.plans.iter().flat_map(|it| &it.feasibility.legs) {
            let line = Line::new(leg.from.position.coord(), leg.until.position.coord());
            let is_above = leg.from.amsl_m.min(leg.until.amsl_m) > top_m;
            assert!(is_above || !line.intersects(&outline), "{id}: {leg:?}");
        }
    }
}

fn corner(outline: &MultiPolygon<f64>, is_low: bool) -> Position {
    let bounds = outline.bounding_rect().unwrap();
    let corner = if is_low { bounds.min() } else { bounds.max() };
    Position::try_from(corner).unwrap()
}

#[test]
fn two_drones_fly_a_survey_in_less_time_than_one_and_see_as_much() {
    let qingdao = Qingdao::new();
    let patrol = patrols()
        .into_iter()
        .find(|it| it.1.id == "licang-illegal-building")
        .unwrap()
        .1;
    let departure = departure(&patrol);
    let approvals = held(&patrol, departure);
    let request = FleetRequest {
        patrol: &patrol,
        fleet: &fleet(),
        vehicles: &vehicles(),
        drone: None,
        landing_places: &qingdao.landing_places,
        surroundings: qingdao.surroundings(&approvals),
        departure,
        paperwork: Paperwork {
            now: departure - TimeDelta::days(3),
            over_network: None,
            approvals: &[],
        },
    };
    let together = plan_among(&request, &["licang-3", "licang-4"]).unwrap();
    assert_eq!(together.len(), 2);
    let alone = plan_with_fleet(&request).unwrap();
    let seconds = |plan: &FleetPlan| -> f64 {
        plan.plans
            .iter()
            .map(|it| it.feasibility.legs.last().unwrap().seconds.1)
            .sum()
    };
    let longest_s = together.iter().map(seconds).fold(0.0, f64::max);
    assert!(
        longest_s < 0.75 * seconds(&alone),
        "{longest_s} of {}",
        seconds(&alone)
    );
    let seen: f64 = together
        .iter()
        .flat_map(|it| &it.plans)
        .filter_map(|it| it.seen)
        .sum();
    assert!(seen > 0.99, "{seen}");
    // Nobody, somebody twice, somebody who carries something else, classes that differ.
    for drones in [
        &[][..],
        &["licang-3", "licang-3"],
        &["licang-3", "jimo-1"],
        &["licang-3", "licang-1"],
    ] {
        assert!(plan_among(&request, drones).is_err(), "{drones:?}");
    }
}
