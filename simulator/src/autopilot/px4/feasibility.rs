//! Whether PX4 takes a mission for one that it can fly, and what it says when not
//! (PX4, `FeasibilityChecker`).

use super::fence::Fence;
use crate::autopilot::mission_run::place_of;
use crate::autopilot::missions::Item;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::MavCmd;

/// A take-off goes higher than its radius by this, m.
const ABOVE_RADIUS_M: f64 = 1.0;

/// What a mission is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Grounds<'a> {
    /// Home.
    pub home: Place,
    /// Whether the vehicle stands on the ground.
    pub is_landed: bool,
    /// Within this a place is reached, m.
    pub radius_m: f64,
    /// The fence.
    pub fence: &'a Fence,
    /// The farthest and the highest that it may be, m, 0 for no such limit.
    pub limits_m: (f64, f64),
}

fn is_place(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_WAYPOINT
            | MavCmd::MAV_CMD_NAV_LOITER_UNLIM
            | MavCmd::MAV_CMD_NAV_LOITER_TIME
            | MavCmd::MAV_CMD_NAV_LOITER_TO_ALT
            | MavCmd::MAV_CMD_NAV_LAND
            | MavCmd::MAV_CMD_NAV_TAKEOFF
            | MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF
            | MavCmd::MAV_CMD_NAV_VTOL_LAND
    )
}

/// All that is wrong with a mission, as it is said.
pub fn complaints(items: &[Item], grounds: &Grounds) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut has_place = false;
    for (index, item) in items.iter().enumerate() {
        let place = place_of(item, grounds.home, grounds.home);
        let is_take_off = matches!(
            item.command,
            MavCmd::MAV_CMD_NAV_TAKEOFF | MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF
        );
        if index == 0 && item.command == MavCmd::MAV_CMD_NAV_LAND && grounds.is_landed {
            complaints.push("Mission rejected: starts with landing\t".to_owned());
        }
        let above_m = place.altitude_amsl_m - grounds.home.altitude_amsl_m;
        if is_take_off && above_m - ABOVE_RADIUS_M < grounds.radius_m {
            complaints.push("Mission rejected: Takeoff altitude too low!\t".to_owned());
        }
        if is_take_off && has_place {
            complaints.push("Mission rejected: takeoff not first waypoint item\t".to_owned());
        }
        if is_place(item.command) {
            has_place = true;
            let breach = grounds
                .fence
                .breach(place, Some(grounds.home), grounds.limits_m);
            if breach.is_any() {
                let number = index + 1;
                complaints.push(format!("Geofence violation for waypoint {number}\t"));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;
    use mavlink::dialects::ardupilotmega::MavFrame;

    const HOME: Place = Place::new(36.0671, 120.3826, 20.0);

    fn item(command: MavCmd, z: f32) -> Item {
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
            command,
            autocontinue: true,
            params: [0.0; 4],
            x: 360_676_000,
            y: 1_203_826_000,
            z,
        }
    }

    fn judge(items: &[Item], high_m: f64) -> Vec<String> {
        let grounds = Grounds {
            home: HOME,
            is_landed: true,
            radius_m: 2.0,
            fence: &Fence::default(),
            limits_m: (0.0, high_m),
        };
        complaints(items, &grounds)
    }

    #[test]
    fn a_mission_that_can_be_flown_is_not_complained_of() {
        let items = [
            item(MavCmd::MAV_CMD_NAV_TAKEOFF, 20.0),
            item(MavCmd::MAV_CMD_NAV_WAYPOINT, 25.0),
            item(MavCmd::MAV_CMD_NAV_LAND, 0.0),
        ];
        assert!(judge(&items, 0.0).is_empty());
        assert_eq!(judge(&items, 22.0), ["Geofence violation for waypoint 2\t"]);
    }

    #[test]
    fn everything_that_is_wrong_is_said() {
        let items = [
            item(MavCmd::MAV_CMD_NAV_LAND, 0.0),
            item(MavCmd::MAV_CMD_NAV_TAKEOFF, 2.9),
        ];
        assert_eq!(
            judge(&items, 0.0),
            [
                "Mission rejected: starts with landing\t",
                "Mission rejected: Takeoff altitude too low!\t",
                "Mission rejected: takeoff not first waypoint item\t",
            ]
        );
    }
}
