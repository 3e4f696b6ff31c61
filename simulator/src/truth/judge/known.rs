//! What a judge remembers of each vehicle.

use super::Finding;
use super::density::{Density, Silence};
use crate::airframe::Contact;
use crate::place::Place;
use crate::scenario::Scenario;
use crate::time::SimTime;
use crate::truth::TruthSample;
use geofences::Position;
use std::borrow::Cow;

/// Higher above the ground than this it truly flew, metres: less is a hop on its legs.
const FLIGHT_AGL_M: f64 = 1.0;

/// What is known of all vehicles.
pub struct Known {
    vehicles: Vec<KnownVehicle>,
}

/// What is known of one vehicle.
pub struct KnownVehicle {
    /// Its name.
    pub name: String,
    /// Where it began.
    pub home: Position,
    /// How many links it has.
    pub links: usize,
    /// Its last sample; `None` before the first, and after one whose numbers are none.
    pub last: Option<KnownSample>,
    /// Whether it has flown.
    pub has_flown: bool,
    density: Density,
}

/// What is kept of a sample.
pub struct KnownSample {
    /// Where it was.
    pub place: Place,
    /// Whether it stood, flew or lay.
    pub contact: Contact,
    /// Its mode.
    pub mode: Cow<'static, str>,
}

impl Known {
    /// Nothing is known but what the scenario says.
    pub fn new(scenario: &Scenario) -> Self {
        let vehicles = scenario.vehicles.iter().map(|vehicle| KnownVehicle {
            name: vehicle.name.clone(),
            home: vehicle.at,
            links: vehicle.links.len(),
            last: None,
            has_flown: false,
            density: Density::default(),
        });
        Self {
            vehicles: vehicles.collect(),
        }
    }

    /// Takes a sample in. One whose numbers are none is as good as silence.
    pub fn take(&mut self, sample: &TruthSample) {
        let Some(vehicle) = self.vehicles.get_mut(sample.vehicle) else {
            return;
        };
        if !sample.is_sound() {
            vehicle.last = None;
            return;
        }
        let agl_m = sample.place.altitude_amsl_m - sample.ground_amsl_m;
        vehicle.has_flown |= sample.contact == Contact::Airborne && agl_m > FLIGHT_AGL_M;
        vehicle.density.take(sample.at);
        vehicle.last = Some(KnownSample {
            place: sample.place,
            contact: sample.contact,
            mode: sample.mode.clone(),
        });
    }

    /// What is known of a vehicle.
    pub fn of(&self, vehicle: usize) -> Option<&KnownVehicle> {
        self.vehicles.get(vehicle)
    }

    /// The last sample of a vehicle.
    pub fn last(&self, vehicle: usize) -> Option<&KnownSample> {
        self.of(vehicle)?.last.as_ref()
    }

    /// The name of a vehicle.
    pub fn name(&self, vehicle: usize) -> &str {
        self.of(vehicle)
            .map_or("?", |vehicle| vehicle.name.as_str())
    }

    /// What it comes to where too little was told of one of some vehicles between two moments.
    pub fn too_little(&self, vehicles: &[usize], from: SimTime, until: SimTime) -> Option<Finding> {
        let silence = |vehicle: usize| match self.of(vehicle) {
            Some(KnownVehicle {
                last: Some(_),
                density,
                ..
            }) => density.silence(from, until),
            _ => Some(Silence { from, until }),
        };
        let mut vehicles = vehicles.iter();
        let (vehicle, silence) =
            vehicles.find_map(|vehicle| Some((*vehicle, silence(*vehicle)?)))?;
        let (name, place) = (self.name(vehicle), self.last(vehicle).map(|it| it.place));
        Some(silence.finding(name, name).by(vehicle, place))
    }
}

impl Silence {
    /// That nothing can be said for it.
    pub fn finding(self, whom_en: &str, whom_zh: &str) -> Finding {
        let (from_s, until_s) = (self.from.seconds(), self.until.seconds());
        Finding::undecided(
            format!("nothing is told of {whom_en} from {from_s:.1} s to {until_s:.1} s"),
            format!("{from_s:.1} 秒至 {until_s:.1} 秒没有{whom_zh}的真值记录"),
        )
    }
}
