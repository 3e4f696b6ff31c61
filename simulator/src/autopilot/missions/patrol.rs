//! A mission that never ends: up, around a square or a circle, and around again.

use super::Item;
use crate::autopilot::telling::degrees_e7;
use crate::place::{DegreeLengths, Place};
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
use nalgebra::Vector3;
use std::f64::consts::TAU;

/// A patrol around a place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patrol {
    /// Along what.
    pub shape: PatrolShape,
    /// From its middle to the corners, metres.
    pub radius_m: f64,
    /// Above home, metres.
    pub height_m: f64,
    /// Over the ground, m/s.
    pub speed_mps: f64,
}

/// The shape of a patrol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatrolShape {
    /// A square on its corner.
    Box,
    /// A circle, as a polygon.
    Circle,
}

/// Corners of a circle.
const CIRCLE_CORNERS: u32 = 16;
/// Around again for ever (MAV_CMD_DO_JUMP).
const FOR_EVER: f32 = -1.0;

impl Patrol {
    /// Its items around `home`. ArduPilot keeps home as item 0, PX4 has no such item.
    pub fn items(&self, home: Place, home_is_item_0: bool) -> Vec<Item> {
        let mut items = Vec::new();
        if home_is_item_0 {
            items.push(item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], Some(home)));
        }
        let above = |place: Place| place.at_amsl_m(self.height_m);
        items.push(item(
            MavCmd::MAV_CMD_NAV_TAKEOFF,
            [0.0; 4],
            Some(above(home)),
        ));
        // By the speed over the ground; the throttle is left as it is.
        let speed = [1.0, self.speed_mps as f32, -1.0, 0.0];
        items.push(item(MavCmd::MAV_CMD_DO_CHANGE_SPEED, speed, None));
        let first_corner = items.len();
        let lengths = DegreeLengths::at(home.latitude_deg);
        let corners = match self.shape {
            PatrolShape::Box => 4,
            PatrolShape::Circle => CIRCLE_CORNERS,
        };
        for corner in 0..corners {
            let (east, north) = (TAU * f64::from(corner) / f64::from(corners)).sin_cos();
            let off = Vector3::new(north, east, 0.0) * self.radius_m;
            let corner = above(home.moved_ned(off, lengths));
            items.push(item(MavCmd::MAV_CMD_NAV_WAYPOINT, [0.0; 4], Some(corner)));
        }
        let again = [first_corner as f32, FOR_EVER, 0.0, 0.0];
        items.push(item(MavCmd::MAV_CMD_DO_JUMP, again, None));
        items
    }
}

fn item(command: MavCmd, params: [f32; 4], at: Option<Place>) -> Item {
    Item {
        // PX4 takes what has no place in the frame of missions alone.
        frame: match at {
            Some(_) => MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT,
            None => MavFrame::MAV_FRAME_MISSION,
        },
        command,
        autocontinue: true,
        params,
        x: at.map_or(0, |at| degrees_e7(at.latitude_deg)),
        y: at.map_or(0, |at| degrees_e7(at.longitude_deg)),
        z: at.map_or(0.0, |at| at.altitude_amsl_m as f32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patrol_jumps_back_to_its_first_corner_with_and_without_home_in_the_list() {
        let patrol = Patrol {
            shape: PatrolShape::Box,
            radius_m: 100.0,
            height_m: 60.0,
            speed_mps: 8.0,
        };
        for home_is_item_0 in [false, true] {
            let items = patrol.items(Place::new(36.0, 120.0, 20.0), home_is_item_0);
            let jump = items[items.len() - 1];
            let corner = items[jump.params[0] as usize];
            assert_eq!(jump.command, MavCmd::MAV_CMD_DO_JUMP);
            assert_eq!(corner.command, MavCmd::MAV_CMD_NAV_WAYPOINT);
            assert_eq!(items[jump.params[0] as usize - 1].params[1], 8.0);
            // 100 m north by the length of a minute of latitude at 36°, 1 849.2 m.
            let expected = 36.0 + 100.0 / 1_849.2 / 60.0;
            assert!((f64::from(corner.x) * 1e-7 - expected).abs() < 1e-6);
            assert_eq!(corner.z, 60.0);
        }
    }
}
