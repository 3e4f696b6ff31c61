//! Which aircraft of a fleet flies a patrol.

use super::parts::plan_in_parts;
use super::request::{Plan, PlanRequest, Refusal};
use super::space::extent_deg;
use crate::energy::{Air, AirFigures, Budget, Flyer, Leg};
use crate::feasibility::{Aircraft, Hindrance, HindranceKind, Paperwork, Surroundings};
use crate::mission::Home;
use crate::patrol::Patrol;
use crate::vehicle::{Dock, Equipment, Fleet, FleetVehicle, Vehicle};
use crate::ways_home::LandingPlace;
use chrono::{DateTime, Utc};
use geo::{Distance, Geodesic, Point};
use geofences::{Bilingual, Position};

/// A patrol that any aircraft of a fleet may fly.
#[derive(Clone, Copy)]
pub struct FleetRequest<'a> {
    /// What is to be looked at.
    pub patrol: &'a Patrol,
    /// The fleet.
    pub fleet: &'a Fleet,
    /// The classes of its vehicles.
    pub vehicles: &'a [Vehicle],
    /// The one aircraft that is to fly it, by its id; `None` for whichever can.
    pub drone: Option<&'a str>,
    /// Where aircraft may land when they cannot come home.
    pub landing_places: &'a [LandingPlace],
    /// What is around.
    pub surroundings: Surroundings<'a>,
    /// When it takes off.
    pub departure: DateTime<Utc>,
    /// What is approved, and how it is controlled.
    pub paperwork: Paperwork<'a>,
}

/// The flights of one aircraft.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetPlan {
    /// Its id.
    pub drone: String,
    /// One flight after another.
    pub plans: Vec<Plan>,
}

/// Why an aircraft does not fly a patrol.
#[derive(Clone, Debug, PartialEq)]
pub struct FleetRefusal {
    /// Its id; `None` where it is about the fleet.
    pub drone: Option<String>,
    /// Why.
    pub refusal: Refusal,
}

/// The aircraft that can and may fly a patrol in the fewest flights, of those the one with the nearest dock.
///
/// # Errors
/// For each aircraft that was asked, what is in its way.
pub fn plan_with_fleet(request: &FleetRequest<'_>) -> Result<FleetPlan, Vec<FleetRefusal>> {
    let candidates = candidates(request);
    if candidates.is_empty() {
        return Err(vec![nobody(request)]);
    }
    let mut refusals = Vec::new();
    let mut best: Option<FleetPlan> = None;
    for candidate in candidates {
        match candidate.plans(request) {
            Ok(plans)
                if best
                    .as_ref()
                    .is_none_or(|best| plans.len() < best.plans.len()) =>
            {
                let is_one = plans.len() == 1;
                best = Some(FleetPlan {
                    drone: candidate.drone.id.clone(),
                    plans,
                });
                if is_one {
                    break;
                }
            }
            Ok(_) => {}
            Err(refusal) => refusals.push(FleetRefusal {
                drone: Some(candidate.drone.id.clone()),
                refusal,
            }),
        }
    }
    best.ok_or(refusals)
}

/// An aircraft that may fly a patrol.
pub(super) struct Candidate<'a> {
    drone: &'a FleetVehicle,
    dock: &'a Dock,
    vehicle: &'a Vehicle,
    distance_m: f64,
}

/// Those that carry what the patrol looks with, the nearest first.
pub(super) fn candidates<'a>(request: &FleetRequest<'a>) -> Vec<Candidate<'a>> {
    let center = extent_deg(request.patrol).map(|it| Point(it.center()));
    let needed = request.patrol.sensor.as_ref().map(|it| it.camera.as_str());
    let mut all: Vec<Candidate<'a>> = request
        .fleet
        .vehicles
        .iter()
        .filter(|drone| request.drone.is_none_or(|id| id == drone.id))
        .filter(|drone| {
            request.drone.is_some()
                || needed.is_none_or(|name| drone.carries.iter().any(|it| it == name))
        })
        .filter_map(|drone| {
            let dock = request.fleet.dock(&drone.dock)?;
            let vehicle = request.vehicles.iter().find(|it| it.id == drone.class)?;
            let distance_m = center.map_or(0.0, |center| {
                Geodesic.distance(Point(dock.position.coord()), center)
            });
            Some(Candidate {
                drone,
                dock,
                vehicle,
                distance_m,
            })
        })
        .collect();
    all.sort_by(|a, b| {
        a.distance_m
            .total_cmp(&b.distance_m)
            .then(a.drone.id.cmp(&b.drone.id))
    });
    all
}

impl Candidate<'_> {
    /// Its id.
    pub(super) fn id(&self) -> &str {
        &self.drone.id
    }

    /// Its class.
    pub(super) fn class(&self) -> &str {
        &self.vehicle.id
    }

    /// Where it takes off.
    pub(super) fn dock_position(&self) -> Position {
        self.dock.position
    }

    fn plans(&self, request: &FleetRequest<'_>) -> Result<Vec<Plan>, Refusal> {
        match self.is_too_far(request) {
            Some(refusal) => Err(refusal),
            None => self.with_request(request, plan_in_parts),
        }
    }

    /// What comes of the request for this aircraft alone.
    ///
    /// # Errors
    /// There is no terrain data at its dock; or as `planned` says.
    pub(super) fn with_request<T>(
        &self,
        request: &FleetRequest<'_>,
        planned: impl FnOnce(&PlanRequest<'_>) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let names = self.drone.carries.iter();
        let carries: Vec<&Equipment> = names
            .filter_map(|name| self.vehicle.equipment_named(name))
            .collect();
        let camera = request.patrol.sensor.as_ref().map(|it| it.camera.as_str());
        let ground = request.surroundings.terrain.ground_at(self.dock.position);
        let ground = ground.ok_or_else(|| self.no_terrain())?;
        planned(&PlanRequest {
            patrol: request.patrol,
            aircraft: Aircraft {
                vehicle: self.vehicle,
                carries: &carries,
                battery_cycles: self.drone.battery_cycles,
                payload_kg: request.patrol.payload_kg,
                camera: carries
                    .iter()
                    .copied()
                    .find(|it| Some(it.name.as_str()) == camera),
            },
            home: Home {
                position: self.dock.position,
                ground_amsl_m: ground.elevation_amsl_m + self.dock.height_agl_m,
            },
            landing_places: request.landing_places,
            surroundings: request.surroundings,
            departure: request.departure,
            paperwork: request.paperwork,
        })
    }

    fn no_terrain(&self) -> Refusal {
        let what = Bilingual::new("there is no terrain data at its dock", "机库处没有地形数据");
        Refusal {
            hindrances: vec![Hindrance::new(HindranceKind::Ground, what).at(self.dock.position)],
            nearest: None,
        }
    }
}

impl Candidate<'_> {
    /// Nothing is planned for an aircraft that would not even come there and back.
    fn is_too_far(&self, request: &FleetRequest<'_>) -> Option<Refusal> {
        let flyer = Flyer::new(self.vehicle, []).ok()?;
        let air = request.surroundings.air;
        let amsl_m = air.figures().measured_amsl_m;
        let budget = Budget::of(
            &self.vehicle.battery,
            air.temperature_c(amsl_m),
            self.drone.battery_cycles,
        )
        .ok()?;
        let there_and_back = Leg {
            distance_m: 2.0 * self.distance_m,
            course_deg: 0.0,
            from_amsl_m: amsl_m,
            to_amsl_m: amsl_m,
            pace: flyer.cruise_pace(),
            begins_at_rest: false,
            ends_at_rest: false,
        };
        // In calm air, without what it carries: less than it takes.
        let calm = Air::new(AirFigures {
            wind_east_mps: 0.0,
            wind_north_mps: 0.0,
            gust_mps: 0.0,
            rain_mm_per_h: 0.0,
            ..*air.figures()
        });
        let takes_wh = flyer.leg(&there_and_back, &calm.ok()?).ok()?.energy_wh;
        let has_wh = budget.plannable_wh();
        (takes_wh > has_wh).then(|| {
            let km = self.distance_m / 1_000.0;
            let what = Bilingual::new(
                format!("its dock is {km:.1} km away: there and back takes {takes_wh:.0} Wh at least of the {has_wh:.0} Wh over its reserve"),
                format!("机库距离 {km:.1} 千米：往返至少需 {takes_wh:.0} Wh，扣除余量后可用 {has_wh:.0} Wh"),
            );
            Refusal {
                hindrances: vec![Hindrance::new(HindranceKind::Energy, what).helped_by("a nearer dock", "请使用更近的机库")],
                nearest: None,
            }
        })
    }
}

fn nobody(request: &FleetRequest<'_>) -> FleetRefusal {
    let camera = request
        .patrol
        .sensor
        .as_ref()
        .map_or("", |it| it.camera.as_str());
    let what = match request.drone {
        Some(id) => Bilingual::new(
            format!("the fleet has no aircraft {id:?}, or its dock or its class is not known"),
            format!("机队中没有飞行器“{id}”，或其机库、机型未知"),
        ),
        None => Bilingual::new(
            format!("no aircraft of the fleet carries camera {camera:?}"),
            format!("机队中没有搭载相机“{camera}”的飞行器"),
        ),
    };
    FleetRefusal {
        drone: None,
        refusal: Refusal {
            hindrances: vec![Hindrance::new(HindranceKind::Request, what)],
            nearest: None,
        },
    }
}
