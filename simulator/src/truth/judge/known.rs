//! What a judge remembers of each vehicle.

use crate::airframe::Contact;
use crate::place::Place;
use crate::scenario::Scenario;
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
    /// Its last sample; `None` before the first.
    pub last: Option<KnownSample>,
    /// Whether it has flown.
    pub has_flown: bool,
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
            last: None,
            has_flown: false,
        });
        Self {
            vehicles: vehicles.collect(),
        }
    }

    /// Takes a sample in.
    pub fn take(&mut self, sample: &TruthSample) {
        let Some(vehicle) = self.vehicles.get_mut(sample.vehicle) else {
            return;
        };
        let agl_m = sample.place.altitude_amsl_m - sample.ground_amsl_m;
        vehicle.has_flown |= sample.contact == Contact::Airborne && agl_m > FLIGHT_AGL_M;
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

    /// The first of some vehicles of which nothing was ever told.
    pub fn first_unseen(&self, vehicles: &[usize]) -> Option<usize> {
        let mut vehicles = vehicles.iter().copied();
        vehicles.find(|vehicle| self.last(*vehicle).is_none())
    }
}
