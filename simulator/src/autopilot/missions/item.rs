//! One item of a plan.

use crate::autopilot::telling::degrees_e7;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::{
    MISSION_ITEM_DATA, MISSION_ITEM_INT_DATA, MavCmd, MavFrame,
};

/// An item as it is kept: places in 1e-7 degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Item {
    /// What its height is measured from.
    pub frame: MavFrame,
    /// What is to be done.
    pub command: MavCmd,
    /// Whether to go on with the next item by itself.
    pub autocontinue: bool,
    /// Parameters 1 to 4.
    pub params: [f32; 4],
    /// Latitude in 1e-7 degrees, or parameter 5.
    pub x: i32,
    /// Longitude in 1e-7 degrees, or parameter 6.
    pub y: i32,
    /// Height in metres, or parameter 7.
    pub z: f32,
}

impl From<&MISSION_ITEM_INT_DATA> for Item {
    fn from(message: &MISSION_ITEM_INT_DATA) -> Self {
        Self {
            frame: message.frame,
            command: message.command,
            autocontinue: message.autocontinue != 0,
            params: [
                message.param1,
                message.param2,
                message.param3,
                message.param4,
            ],
            x: message.x,
            y: message.y,
            z: message.z,
        }
    }
}

impl From<&MISSION_ITEM_DATA> for Item {
    /// The legacy form, whose degrees are `f32`: off by up to a metre.
    fn from(message: &MISSION_ITEM_DATA) -> Self {
        let degrees = |value: f32| degrees_e7(value.into());
        Self {
            frame: message.frame,
            command: message.command,
            autocontinue: message.autocontinue != 0,
            params: [
                message.param1,
                message.param2,
                message.param3,
                message.param4,
            ],
            x: degrees(message.x),
            y: degrees(message.y),
            z: message.z,
        }
    }
}

impl Item {
    /// Its latitude and longitude, degrees; `None` where both are 0, which stands for "here".
    pub fn lat_lon_deg(&self) -> Option<(f64, f64)> {
        (self.x != 0 || self.y != 0).then(|| (f64::from(self.x) * 1e-7, f64::from(self.y) * 1e-7))
    }

    /// Its place, its height as given; `here` where it names none.
    pub fn place_or(&self, here: Place) -> Place {
        let (latitude_deg, longitude_deg) = self
            .lat_lon_deg()
            .unwrap_or((here.latitude_deg, here.longitude_deg));
        Place::new(latitude_deg, longitude_deg, f64::from(self.z))
    }
}
