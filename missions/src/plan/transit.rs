//! The ways to a track, between tracks, and home.

use super::looking::{Looking, highest_wanted_m};
use super::request::PlanRequest;
use super::space::{planned_margins, transit_mps};
use crate::feasibility::{Hindrance, HindranceKind};
use crate::route::{Pace, People, RouteEnd, RouteRequest, plan_route};
use crate::vehicle::Airframe;
use chrono::TimeDelta;
use geofences::{Bilingual, Context, Position};

/// Heights above ground that ways are looked for at, metres: apart enough for two aircraft, below what is allowed.
const LAYERS_AGL_M: [f64; 4] = [40.0, 60.0, 80.0, 100.0];

/// Above 1000 people per km² each metre costs so many metres more: a gathering of 30 000 is worth a way that is seven
/// times as long, a street of 1 000 one that is a fifth longer.
const PEOPLE_COST: f64 = 0.2;

/// A way between two places.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Transit {
    /// Its bends, the first and the last place among them.
    pub places: Vec<Position>,
    /// So high above ground it is flown, metres.
    pub height_agl_m: f64,
    /// How long it takes, s.
    pub duration_s: f64,
}

/// Ways for one aircraft.
pub(super) struct Transits<'a> {
    pub request: &'a PlanRequest<'a>,
    pub looking: &'a Looking,
    /// A wing neither climbs nor sinks at a place: all is flown at the height of the pattern.
    pub only_agl_m: Option<f64>,
}

impl Transits<'_> {
    /// The way between two places, each with its height above ground, begun so long after the take-off.
    ///
    /// # Errors
    /// Why there is none.
    pub fn between(
        &self,
        (from, from_agl_m): (Position, f64),
        (until, until_agl_m): (Position, f64),
        after_s: f64,
    ) -> Result<Transit, Vec<Hindrance>> {
        let surroundings = &self.request.surroundings;
        let context = Context {
            margins: planned_margins(self.request, self.looking),
            ..surroundings.context(None)
        };
        let performance = &self.request.aircraft.vehicle.performance;
        let layers = self.layers();
        let departure = TimeDelta::try_milliseconds((after_s * 1_000.0) as i64)
            .and_then(|after| self.request.departure.checked_add_signed(after))
            .ok_or_else(|| vec![too_late()])?;
        let route = plan_route(&RouteRequest {
            airspace: surroundings.airspace,
            context,
            from: RouteEnd {
                position: from,
                height_agl_m: from_agl_m.max(0.0),
            },
            until: RouteEnd {
                position: until,
                height_agl_m: until_agl_m.max(0.0),
            },
            departure,
            pace: Pace {
                speed_mps: transit_mps(self.request, self.looking),
                climb_mps: performance.climb_mps,
                descent_mps: performance.descent_mps,
            },
            layers_agl_m: &layers,
            people: surroundings.people.map(|on_ground| People {
                on_ground,
                metres_per_metre_at_1000_per_km2: PEOPLE_COST,
            }),
        });
        match route {
            Ok(route) => {
                // Straight up at its first place, straight down at its last one.
                let mut places: Vec<Position> = route.points.iter().map(|it| it.position).collect();
                places.dedup();
                Ok(Transit {
                    places,
                    height_agl_m: route.layer_agl_m,
                    duration_s: route.duration_s,
                })
            }
            Err(why) => Err(vec![
                Hindrance::new(HindranceKind::Airspace, why.text()).at(from),
            ]),
        }
    }

    fn layers(&self) -> Vec<f64> {
        if let Some(only_m) = self.only_agl_m {
            return vec![only_m];
        }
        let highest_m = highest_wanted_m(self.request);
        let own = self.looking.height_agl_m;
        let mut layers: Vec<f64> = LAYERS_AGL_M
            .into_iter()
            .chain(own)
            .filter(|it| *it <= highest_m)
            .collect();
        layers.sort_by(f64::total_cmp);
        layers.dedup();
        layers
    }
}

/// Whether an aircraft stays at a height while it is not at a place: a wing does.
pub(super) fn needs_one_height(request: &PlanRequest<'_>) -> bool {
    matches!(
        request.aircraft.vehicle.airframe,
        Airframe::FixedWing(_) | Airframe::Vtol(_)
    )
}

fn too_late() -> Hindrance {
    Hindrance::new(
        HindranceKind::Request,
        Bilingual::new(
            "the flight ends beyond what can be counted",
            "飞行时间超出可计算范围",
        ),
    )
}
