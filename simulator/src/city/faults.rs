//! What can be broken in the city while it runs.

use super::running::City;
use crate::time::SimTime;
use geofences::Bilingual;
use nalgebra::Vector3;

/// What a ground sensor has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SensorFault {
    /// Nothing.
    None,
    /// It is silent.
    Dead,
    /// It says what it last said, again and again.
    Stuck,
    /// Its readings go off.
    Drifting {
        /// How fast, in the unit of its reading an hour.
        per_hour: f64,
    },
}

/// What a transponder, or a sender of Remote ID, has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TransponderFault {
    /// Nothing.
    None,
    /// It is off.
    Off,
    /// It says another place than that where it is.
    Lying {
        /// How far off: north, east, down, m.
        moved_ned_m: Vector3<f64>,
    },
}

impl TransponderFault {
    /// How far off it says it is: north, east, down, m.
    pub fn lie_ned_m(self) -> Vector3<f64> {
        match self {
            Self::Lying { moved_ned_m } => moved_ned_m,
            Self::None | Self::Off => Vector3::zeros(),
        }
    }
}

/// The city has nothing of this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the city has no {kind} \"{id}\"")]
pub struct UnknownId {
    /// What was looked for.
    pub kind: &'static str,
    /// Its name.
    pub id: String,
}

impl UnknownId {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let kind = match self.kind {
            "dock" => "机库",
            "dock with a weather station" => "带气象站的机库",
            "ground sensor" => "地面传感器",
            "aircraft" => "航空器",
            "drone with Remote ID" => "广播远程识别的无人机",
            other => other,
        };
        let zh = format!("城市中没有名为 \"{}\" 的{kind}", self.id);
        Bilingual::new(self.to_string(), zh)
    }
}

fn found<T>(thing: Option<T>, kind: &'static str, id: &str) -> Result<T, UnknownId> {
    thing.ok_or_else(|| UnknownId {
        kind,
        id: id.to_owned(),
    })
}

impl City {
    /// Makes a dock's lid stick where it is, or frees it. The dock finds out when it is to move.
    ///
    /// # Errors
    /// There is no such dock.
    pub fn set_lid_jammed(&mut self, dock: &str, is_jammed: bool) -> Result<(), UnknownId> {
        let mut docks = self.docks.iter_mut();
        found(docks.find(|known| known.id() == dock), "dock", dock)?.set_lid_stuck(is_jammed);
        Ok(())
    }

    /// Breaks a dock's charger, or mends it.
    ///
    /// # Errors
    /// There is no such dock.
    pub fn set_charger_dead(&mut self, dock: &str, is_dead: bool) -> Result<(), UnknownId> {
        let mut docks = self.docks.iter_mut();
        found(docks.find(|known| known.id() == dock), "dock", dock)?.set_charger_dead(is_dead);
        Ok(())
    }

    /// Cuts a dock off from its network, or connects it again.
    ///
    /// # Errors
    /// There is no such dock.
    pub fn set_dock_silent(&mut self, dock: &str, is_silent: bool) -> Result<(), UnknownId> {
        let mut docks = self.docks.iter_mut();
        found(docks.find(|known| known.id() == dock), "dock", dock)?.set_silent(is_silent);
        Ok(())
    }

    /// Makes a dock's weather station fall silent, or speak again.
    ///
    /// # Errors
    /// There is no such dock, or it has no weather station.
    pub fn set_weather_station_dead(&mut self, dock: &str, is_dead: bool) -> Result<(), UnknownId> {
        let mut docks = self.docks.iter_mut();
        let known = found(docks.find(|known| known.id() == dock), "dock", dock)?;
        let has_one = known.set_station_dead(is_dead).then_some(());
        found(has_one, "dock with a weather station", dock)
    }

    /// Breaks or mends a ground sensor. A drift has gone on since `since`.
    ///
    /// # Errors
    /// There is no such sensor.
    pub fn set_sensor_fault(
        &mut self,
        sensor: &str,
        fault: SensorFault,
        since: SimTime,
    ) -> Result<(), UnknownId> {
        let mut sensors = self.sensors.iter_mut();
        let known = sensors.find(|known| known.id() == sensor);
        found(known, "ground sensor", sensor)?.set_fault(fault, since);
        Ok(())
    }

    /// Breaks or mends an aircraft's transponder.
    ///
    /// # Errors
    /// There is no such aircraft.
    pub fn set_adsb_fault(
        &mut self,
        icao24: &str,
        fault: TransponderFault,
    ) -> Result<(), UnknownId> {
        let mut aircraft = self.aircraft.iter_mut();
        let known = aircraft.find(|known| known.icao24() == icao24);
        found(known, "aircraft", icao24)?.fault = fault;
        Ok(())
    }

    /// Breaks or mends the Remote ID of a drone that only broadcasts it.
    ///
    /// # Errors
    /// There is no such drone.
    pub fn set_remote_id_fault(
        &mut self,
        uas_id: &str,
        fault: TransponderFault,
    ) -> Result<(), UnknownId> {
        let mut drones = self.drones.iter_mut();
        let known = drones.find(|known| known.uas_id() == uas_id);
        found(known, "drone with Remote ID", uas_id)?.set_fault(fault);
        Ok(())
    }
}
