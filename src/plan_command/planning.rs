//! The plan: whoever of the fleet can fly the patrol, and each flight judged at its own time.

use super::inputs::Inputs;
use super::outputs::Outputs;
use super::words::local_time;
use chrono::{DateTime, TimeDelta, Utc};
use geofences::{Bilingual, TimeRange};
use missions::feasibility::{Aircraft, Hindrance, HindranceKind, Question, judge};
use missions::plan::{
    FleetPlan, FleetRefusal, FleetRequest, Plan, Refusal, plan_among, plan_with_fleet,
};
use missions::vehicle::{Dock, Equipment, Fleet, FleetVehicle, Vehicle};

/// What came of it.
pub(super) enum Answer {
    /// Flights that can and may be flown.
    Flights(Vec<Flight>),
    /// Why nobody flies it.
    Refused(Vec<FleetRefusal>),
}

/// A flight of one drone.
pub(super) struct Flight {
    pub drone: String,
    pub plan: Plan,
}

/// Plans the patrol with whoever loads the files that are asked for.
pub(super) fn plan(inputs: &Inputs, outputs: &Outputs) -> Answer {
    let departure = inputs.departure;
    let at_once = TimeRange {
        from: departure,
        until: departure,
    };
    if !inputs.weather.is_told_for(at_once) {
        return Answer::Refused(vec![FleetRefusal {
            drone: None,
            refusal: Refusal {
                hindrances: vec![weather_is_silent(inputs, departure, departure)],
                nearest: None,
            },
        }]);
    }
    let (fleet, left_out) = those_that_load(inputs, outputs);
    if fleet.vehicles.is_empty() && !left_out.is_empty() {
        return Answer::Refused(left_out);
    }
    let request = FleetRequest {
        patrol: &inputs.patrol,
        fleet: &fleet,
        vehicles: &inputs.classes,
        drone: inputs.drone.as_deref(),
        landing_places: &inputs.landing_places,
        surroundings: inputs.surroundings(),
        departure,
        paperwork: inputs.paperwork(),
    };
    let together: Vec<&str> = inputs.together.iter().map(String::as_str).collect();
    let planned = if together.is_empty() {
        plan_with_fleet(&request).map(|it| vec![it])
    } else {
        plan_among(&request, &together)
    };
    let timed = planned.and_then(|all| {
        let each = all.into_iter().map(|it| at_their_times(inputs, it));
        each.collect::<Result<Vec<_>, _>>()
    });
    match timed {
        Ok(all) => Answer::Flights(all.into_iter().flat_map(flights_of).collect()),
        Err(mut refusals) => {
            refusals.extend(left_out);
            Answer::Refused(refusals)
        }
    }
}

fn flights_of(planned: FleetPlan) -> impl Iterator<Item = Flight> {
    let FleetPlan { drone, plans } = planned;
    plans.into_iter().map(move |plan| Flight {
        drone: drone.clone(),
        plan,
    })
}

/// The fleet without those whose autopilots do not load a file that is asked for, and those.
fn those_that_load(inputs: &Inputs, outputs: &Outputs) -> (Fleet, Vec<FleetRefusal>) {
    let mut fleet = inputs.fleet.clone();
    let mut left_out = Vec::new();
    fleet.vehicles.retain(|drone| {
        let is_asked = inputs.drone.as_ref().is_none_or(|id| *id == drone.id)
            && (inputs.together.is_empty() || inputs.together.contains(&drone.id));
        let class = inputs.classes.iter().find(|it| it.id == drone.class);
        let autopilot = class.and_then(|it| it.controller.kind.fence_autopilot());
        let not_loaded = outputs.not_loaded_by(autopilot);
        if is_asked && !not_loaded.is_empty() {
            left_out.push(does_not_load(&drone.id, &not_loaded.join(", ")));
        }
        is_asked && not_loaded.is_empty()
    });
    if fleet.vehicles.is_empty() && left_out.is_empty() {
        // No such drone: the planner says so.
        return (inputs.fleet.clone(), left_out);
    }
    (fleet, left_out)
}

fn does_not_load(drone: &str, formats: &str) -> FleetRefusal {
    let what = Bilingual::new(
        format!("its autopilot does not load {formats}, so it was not asked"),
        format!("其飞控不支持 {formats}，未参与规划"),
    );
    let hindrance = Hindrance::new(HindranceKind::Request, what).helped_by(
        "leave out that -o; .kml, .kmz and .geojson are written for all",
        "请去掉该 -o；.kml、.kmz、.geojson 适用于全部机型",
    );
    FleetRefusal {
        drone: Some(drone.to_owned()),
        refusal: Refusal {
            hindrances: vec![hindrance],
            nearest: None,
        },
    }
}

/// An aircraft of the fleet, with its dock and its class.
pub(super) struct Named<'a> {
    pub drone: &'a FleetVehicle,
    pub dock: &'a Dock,
    pub class: &'a Vehicle,
}

impl<'a> Named<'a> {
    pub fn of(inputs: &'a Inputs, id: &str) -> Option<Self> {
        let drone = inputs.fleet.vehicle(id)?;
        Some(Self {
            drone,
            dock: inputs.fleet.dock(&drone.dock)?,
            class: inputs.classes.iter().find(|it| it.id == drone.class)?,
        })
    }

    /// What it carries.
    pub fn carries(&self) -> Vec<&'a Equipment> {
        let names = self.drone.carries.iter();
        names
            .filter_map(|name| self.class.equipment_named(name))
            .collect()
    }

    /// What takes the pictures of the patrol, where it carries that.
    pub fn camera(&self, inputs: &Inputs) -> Option<&'a Equipment> {
        let camera = &inputs.patrol.sensor.as_ref()?.camera;
        self.carries().into_iter().find(|it| it.name == *camera)
    }
}

/// One flight follows after another when its battery is full again: what was planned for the time of the first is
/// judged for its own.
fn at_their_times(inputs: &Inputs, mut flights: FleetPlan) -> Result<FleetPlan, Vec<FleetRefusal>> {
    let mut next: Option<DateTime<Utc>> = None;
    let count = flights.plans.len();
    for (index, plan) in flights.plans.iter_mut().enumerate() {
        if let Some(ready) = next
            && plan.feasibility.departure < ready
        {
            rejudge(inputs, &flights.drone, plan, ready);
        }
        let from = plan.feasibility.departure;
        let until = plan.feasibility.landing.unwrap_or(DateTime::<Utc>::MAX_UTC);
        if !inputs.weather.is_told_for(TimeRange { from, until }) {
            let silent = weather_is_silent(inputs, from, until);
            plan.feasibility.hindrances.push(silent);
        }
        if !plan.feasibility.is_feasible() {
            let mut hindrances = plan.feasibility.hindrances.clone();
            if count > 1 {
                let number = index + 1;
                for it in &mut hindrances {
                    let Bilingual { en, zh } = &it.what;
                    it.what = Bilingual::new(
                        format!("flight {number} of {count}: {en}"),
                        format!("第 {number}/{count} 架次：{zh}"),
                    );
                }
            }
            return Err(vec![FleetRefusal {
                drone: Some(flights.drone),
                refusal: Refusal {
                    hindrances,
                    nearest: Some(Box::new(plan.clone())),
                },
            }]);
        }
        let turnaround = Named::of(inputs, &flights.drone).map_or(0.0, |it| it.dock.turnaround_s);
        next = TimeDelta::try_seconds(turnaround.ceil() as i64)
            .and_then(|turnaround| until.checked_add_signed(turnaround));
    }
    Ok(flights)
}

fn rejudge(inputs: &Inputs, drone: &str, plan: &mut Plan, departure: DateTime<Utc>) {
    let Some(named) = Named::of(inputs, drone) else {
        return;
    };
    let carries = named.carries();
    let camera = named.camera(inputs);
    plan.feasibility = judge(&Question {
        mission: &plan.mission,
        aircraft: Aircraft {
            vehicle: named.class,
            carries: &carries,
            battery_cycles: named.drone.battery_cycles,
            payload_kg: inputs.patrol.payload_kg,
            camera,
        },
        surroundings: inputs.surroundings(),
        departure,
        patrol: Some(&inputs.patrol),
        paperwork: inputs.paperwork(),
    });
    if let Some(proof) = &plan.feasibility.fence {
        plan.mission.fence.clone_from(&proof.fence.items);
    }
}

fn weather_is_silent(inputs: &Inputs, from: DateTime<Utc>, until: DateTime<Utc>) -> Hindrance {
    let told = inputs.weather.valid;
    let [from, until, told_from, told_until] = [from, until, told.from, told.until].map(local_time);
    let what = Bilingual::new(
        format!(
            "the weather is told from {told_from} until {told_until}, and the flight goes from {from} until {until}"
        ),
        format!("气象资料的时段为 {told_from} 至 {told_until}，飞行时段为 {from} 至 {until}"),
    );
    Hindrance::new(HindranceKind::Weather, what).helped_by(
        "give the weather of the time of the flight, or another --depart",
        "请给出飞行时段的气象，或更改 --depart",
    )
}
