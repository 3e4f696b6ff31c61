//! Whether PX4 takes a mission for one that it can fly, and what it says when not
//! (PX4, `FeasibilityChecker`).

use super::fence::Fence;
use super::kind::VehicleKind;
use crate::autopilot::mission_run::place_of;
use crate::autopilot::missions::Item;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::MavCmd;

/// A take-off goes higher than its radius by this, m.
const ABOVE_RADIUS_M: f64 = 1.0;
/// A slope is too steep beyond this part of the steepest: 5.1° for 5°.
const SLOPE_TOLERANCE: f64 = 1.02;

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
    /// What carries the vehicle.
    pub kind: VehicleKind,
    /// The steepest slope on which a wing lands, metres down by metres along.
    pub land_slope: f64,
}

/// Whether an item of a mission is flown to a place.
pub fn is_place(command: MavCmd) -> bool {
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

fn is_for_vtols(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF
            | MavCmd::MAV_CMD_NAV_VTOL_LAND
            | MavCmd::MAV_CMD_DO_VTOL_TRANSITION
    )
}

/// What is wrong with how a wing is to land: down a slope from the place before.
fn complaints_of_landing(items: &[Item], grounds: &Grounds) -> Option<String> {
    let is_landing = |item: &Item| item.command == MavCmd::MAV_CMD_NAV_LAND;
    let index = items.iter().position(is_landing)?;
    let rejected = |why: &str| Some(format!("Mission rejected: {why}\t"));
    let Some(before) = index.checked_sub(1).and_then(|before| items.get(before)) else {
        return rejected("starts with land waypoint.");
    };
    let place = |item| place_of(item, grounds.home, grounds.home);
    let (from, to) = (place(before), place(items.get(index)?));
    let distance_m = match before.command {
        MavCmd::MAV_CMD_NAV_WAYPOINT => from.ground_distance_m(to),
        MavCmd::MAV_CMD_NAV_LOITER_TO_ALT => {
            let (distance_m, radius_m) = (from.ground_distance_m(to), f64::from(before.params[1]));
            if distance_m <= radius_m.abs() {
                return rejected("the landing point must be outside the orbit radius.");
            }
            (distance_m * distance_m - radius_m * radius_m).sqrt()
        }
        // Without a place there is nothing to compare.
        command if !is_place(command) => return None,
        _ => {
            let only = "Only ORBIT_TO_ALT or WAYPOINT allowed.";
            let what = "unsupported landing approach entrance waypoint type";
            return rejected(&format!("{what}. {only}"));
        }
    };
    let height_m = from.altitude_amsl_m - to.altitude_amsl_m;
    if height_m <= 0.0 {
        return rejected("the approach waypoint must be above the landing point.");
    }
    if height_m / distance_m > grounds.land_slope * SLOPE_TOLERANCE {
        let degrees = grounds.land_slope.atan().to_degrees();
        let what = "the landing glide slope is steeper than the vehicle setting of";
        return rejected(&format!("{what} {degrees:.1} degrees."));
    }
    None
}

/// All that is wrong with a mission, as it is said.
pub fn complaints(items: &[Item], grounds: &Grounds) -> Vec<String> {
    let mut complaints = Vec::new();
    if grounds.kind != VehicleKind::Vtol && items.iter().any(|it| is_for_vtols(it.command)) {
        let text = "Mission rejected: Mission contains VTOL items but vehicle is not a VTOL\t";
        complaints.push(text.to_owned());
    }
    if grounds.kind == VehicleKind::FixedWing {
        complaints.extend(complaints_of_landing(items, grounds));
    }
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
        judge_for(VehicleKind::Multirotor, items, high_m)
    }

    fn judge_for(kind: VehicleKind, items: &[Item], high_m: f64) -> Vec<String> {
        let grounds = Grounds {
            home: HOME,
            is_landed: true,
            radius_m: 2.0,
            fence: &Fence::default(),
            limits_m: (0.0, high_m),
            kind,
            land_slope: 5.0_f64.to_radians().tan(),
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

    fn far(command: MavCmd, east_m: i32, z: f32) -> Item {
        // A ten millionth of a degree of longitude is 9 mm here.
        let x = item(command, z);
        Item {
            y: x.y + east_m * 111,
            ..x
        }
    }

    #[test]
    fn only_vtols_take_their_items() {
        let items = [item(MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF, 20.0)];
        assert!(judge_for(VehicleKind::Vtol, &items, 0.0).is_empty());
        let told = "Mission rejected: Mission contains VTOL items but vehicle is not a VTOL\t";
        for kind in [VehicleKind::Multirotor, VehicleKind::FixedWing] {
            assert_eq!(judge_for(kind, &items, 0.0), [told]);
        }
    }

    #[test]
    fn a_wing_needs_a_way_in_that_is_no_steeper_than_it_lands() {
        let judge = |before: Item| {
            let items = [
                item(MavCmd::MAV_CMD_NAV_TAKEOFF, 40.0),
                before,
                item(MavCmd::MAV_CMD_NAV_LAND, 0.0),
            ];
            assert!(judge_for(VehicleKind::Vtol, &items, 0.0).is_empty());
            judge_for(VehicleKind::FixedWing, &items, 0.0).join("")
        };
        let (place, orbit) = (
            MavCmd::MAV_CMD_NAV_WAYPOINT,
            MavCmd::MAV_CMD_NAV_LOITER_TO_ALT,
        );
        assert_eq!(judge(far(place, 500, 40.0)), "");
        assert!(
            judge(far(place, 400, 40.0))
                .contains("glide slope is steeper than the vehicle setting of 5.0")
        );
        assert!(judge(far(place, 500, 0.0)).contains("must be above the landing point"));
        let mut round = far(orbit, 500, 40.0);
        assert_eq!(judge(round), "");
        round.params[1] = -600.0;
        assert!(judge(round).contains("outside the orbit radius"));
        let other = far(MavCmd::MAV_CMD_NAV_LOITER_TIME, 500, 40.0);
        assert!(judge(other).contains("unsupported landing approach"));
        let first = [item(MavCmd::MAV_CMD_NAV_LAND, 0.0)];
        let told = judge_for(VehicleKind::FixedWing, &first, 0.0);
        assert!(
            told.iter()
                .any(|it| it.contains("starts with land waypoint"))
        );
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
