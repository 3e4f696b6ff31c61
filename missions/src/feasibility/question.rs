//! What is asked: a mission, who flies it, and in which surroundings.

use super::paperwork::Paperwork;
use crate::camera::Camera;
use crate::energy::{Air, CannotFly, Flyer};
use crate::mission::Mission;
use crate::patrol::Patrol;
use crate::people::PeopleByHour;
use crate::vehicle::{Airframe, Equipment, EquipmentKind, Vehicle};
use chrono::{DateTime, Utc};
use geofences::{Approvals, Context, Geoid, HomeHeight, Margins, Snapshot, Terrain};

/// One aircraft as it is on the day.
#[derive(Clone, Copy, Debug)]
pub struct Aircraft<'a> {
    /// Its class.
    pub vehicle: &'a Vehicle,
    /// What it carries.
    pub carries: &'a [&'a Equipment],
    /// How often its battery has been charged.
    pub battery_cycles: u32,
    /// What it carries to where it is flown, kg; all the way, as if nothing were put down.
    pub payload_kg: f64,
    /// The equipment whose camera takes the pictures; `None` where none is taken.
    pub camera: Option<&'a Equipment>,
}

impl<'a> Aircraft<'a> {
    /// What flying takes of its battery over what the model says. Of multirotors the model was held against simulated
    /// flights; of wings and VTOLs it was not, and trial flights took up to a quarter more.
    pub fn energy_factor(&self) -> f64 {
        match self.vehicle.airframe {
            Airframe::Multirotor(_) => 1.0,
            Airframe::FixedWing(_) | Airframe::Vtol(_) => 1.25,
        }
    }

    /// As it flies, loaded.
    ///
    /// # Errors
    /// It is too heavy so.
    pub fn flyer(&self) -> Result<Flyer<'a>, CannotFly> {
        Flyer::new(self.vehicle, self.carries.iter().copied())?.with_load(self.payload_kg)
    }

    /// What its camera is made of.
    pub fn camera_figures(&self) -> Option<&'a Camera> {
        match &self.camera?.kind {
            EquipmentKind::Camera(camera) => Some(camera),
            EquipmentKind::Loudspeaker | EquipmentKind::Light => None,
        }
    }
}

/// How far an aircraft keeps from the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clearances {
    /// On every leg and way home it is above all ground by this, metres, the ground as high as it may be.
    pub ground_m: f64,
    /// A return may be lower within this of the place where it lands, metres.
    pub landing_radius_m: f64,
    /// It is nowhere higher above the ground than this, metres, the ground as low as it may be: a true height of
    /// 120 m by the Interim Regulation on Unmanned Aircraft Flight (无人驾驶航空器飞行管理暂行条例), Art. 19, unless
    /// more was approved.
    pub highest_agl_m: f64,
}

impl Default for Clearances {
    fn default() -> Self {
        Self {
            ground_m: 5.0,
            landing_radius_m: 30.0,
            highest_agl_m: 120.0,
        }
    }
}

/// What is around a flight.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// Zones and obstacles.
    pub airspace: &'a Snapshot,
    /// The ground.
    pub terrain: &'a dyn Terrain,
    /// Mean sea level.
    pub geoid: &'a dyn Geoid,
    /// The approvals held.
    pub approvals: &'a Approvals,
    /// How far from zones and obstacles it keeps.
    pub margins: Margins,
    /// How far from the ground it keeps.
    pub clearances: Clearances,
    /// The air.
    pub air: &'a Air,
    /// How far one sees, metres; `None` where nobody knows.
    pub visibility_m: Option<f64>,
    /// Who is on the ground; `None` where nobody told.
    pub people: Option<&'a PeopleByHour>,
}

impl<'a> Surroundings<'a> {
    /// As judgements of the airspace are told it.
    pub fn context(&self, home: Option<HomeHeight>) -> Context<'a> {
        Context {
            terrain: self.terrain,
            geoid: self.geoid,
            margins: self.margins,
            approvals: self.approvals,
            home,
        }
    }
}

/// Whether a mission may and can be flown.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The mission.
    pub mission: &'a Mission,
    /// Who flies it.
    pub aircraft: Aircraft<'a>,
    /// What is around.
    pub surroundings: Surroundings<'a>,
    /// When it takes off.
    pub departure: DateTime<Utc>,
    /// What it is flown for, and in which conditions; `None` for a mission without a patrol.
    pub patrol: Option<&'a Patrol>,
    /// What is approved, and how it is controlled.
    pub paperwork: Paperwork<'a>,
}
