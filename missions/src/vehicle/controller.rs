//! What flies a vehicle: how much it stores, and how it comes home unaided.

use super::Airframe;
use crate::camera::{Faults, within};
use geofences::fence::{Autopilot, VertexBudget};

/// A kind of flight controller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlightController {
    /// ArduPilot.
    ArduPilot,
    /// PX4.
    Px4,
    /// DJI's own; missions reach it as WPML, and no fence does.
    Dji,
}

impl FlightController {
    /// What its fence is compiled for; `None` where it takes none.
    pub fn fence_autopilot(self) -> Option<Autopilot> {
        match self {
            Self::ArduPilot => Some(Autopilot::ArduPilot),
            Self::Px4 => Some(Autopilot::Px4),
            Self::Dji => None,
        }
    }
}

/// A flight controller as it is set on a class of vehicles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controller {
    /// Which.
    pub kind: FlightController,
    /// How many mission items it stores, home and take-off counted.
    pub mission_items: u32,
    /// How many vertices its fence may have; `None` where it takes no fence.
    pub fence: Option<VertexBudget>,
    /// How many rally points it stores.
    pub rally_points: u32,
    /// How fast it comes home on a failsafe, m/s: over ground on rotors, through the air on a wing.
    pub return_mps: f64,
    /// How it comes home on a failsafe.
    pub failsafe: FailsafeReturn,
}

/// How a vehicle comes home unaided, as its parameters say it. Heights are metres above home. What it then flies is
/// [`crate::ways_home::Return::of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FailsafeReturn {
    /// ArduCopter's RTL.
    ArduCopter {
        /// RTL_ALT: it climbs at least so high before it returns; 0 keeps its height.
        height_m: f64,
        /// RTL_CONE_SLOPE: near home it climbs only to distance times slope; 0 is no cone.
        cone_slope: f64,
        /// RTL_CLIMB_MIN: it climbs at least so much, metres.
        least_climb_m: f64,
        /// RTL_ALT_FINAL: it then waits so high; 0 lands.
        final_m: f64,
        /// RALLY_LIMIT_KM, here in metres: a nearest rally point farther from the vehicle than this is
        /// ignored; 0 ignores none.
        rally_limit_m: f64,
        /// RALLY_INCL_HOME: home counts as a rally point.
        rally_includes_home: bool,
        /// RTL_LOIT_TIME: it waits so long over the place before it lands, s.
        wait_s: f64,
    },
    /// ArduPlane's RTL, and with Q_RTL_MODE the one of a VTOL.
    ArduPlane {
        /// RTL_ALTITUDE (ALT_HOLD_RTL before 4.5): the height that it returns at; below 0 keeps its height.
        height_m: f64,
        /// RTL_RADIUS, or WP_LOITER_RAD where that is 0: it circles home so wide, metres.
        radius_m: f64,
        /// RALLY_LIMIT_KM, here in metres; 0 is none.
        rally_limit_m: f64,
        /// RALLY_INCL_HOME.
        rally_includes_home: bool,
        /// Q_RTL_ALT where Q_RTL_MODE lands it on its rotors: so high it hovers over home before it sinks;
        /// `None` where it goes on circling.
        hover_m: Option<f64>,
    },
    /// PX4's return mode. Its heights are above the place that it returns to.
    Px4 {
        /// RTL_TYPE.
        kind: Px4ReturnType,
        /// RTL_RETURN_ALT: it climbs at least so high.
        height_m: f64,
        /// RTL_CONE_ANG: half-angle of the cone around home in which it returns lower, degrees; 0 is no cone.
        cone_half_angle_deg: f64,
        /// RTL_DESCEND_ALT: to this height it sinks over home.
        descend_m: f64,
        /// RTL_MIN_DIST: nearer than this it does not climb, metres.
        least_distance_m: f64,
        /// RTL_LOITER_RAD for a wing, metres; 0 on rotors.
        radius_m: f64,
        /// NAV_ACC_RAD on rotors, metres: within it of the place it returns no higher than twice its distance; 0 for
        /// a wing, which makes no use of it here.
        acceptance_m: f64,
        /// RTL_LAND_DELAY: it waits so long at that height before it lands, s. (Below 0 it would never land.)
        wait_s: f64,
    },
    /// DJI's return to home: straight, at a height, with no rally points but alternate landing sites of a
    /// dock.
    Dji {
        /// The height that it returns at when it is lower.
        height_m: f64,
        /// Nearer than this it returns as high as it is, metres.
        least_distance_m: f64,
    },
}

/// RTL_TYPE of PX4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Px4ReturnType {
    /// 0: straight to home or the nearest rally point.
    HomeOrRally,
    /// 1: straight to the mission's landing or the nearest rally point, and never home.
    LandingOrRally,
    /// 2: along the mission, back or on, whichever is nearer to a landing.
    AlongMission,
    /// 3: straight to home, the mission's landing or a rally point, whichever is nearest.
    Nearest,
}

impl Controller {
    pub(super) fn check(&self, airframe: &Airframe, faults: &mut Faults) {
        let items = within(2.0, 65_535.0, "");
        faults.number(
            "controller.mission_items",
            f64::from(self.mission_items),
            items,
        );
        let rally = within(0.0, 1_000.0, "");
        faults.number(
            "controller.rally_points",
            f64::from(self.rally_points),
            rally,
        );
        if let Some(fence) = self.fence {
            let vertices = within(3.0, 100_000.0, "");
            faults.number("controller.fence_vertices", fence.total as f64, vertices);
            faults.number(
                "controller.fence_polygon_vertices",
                fence.per_polygon as f64,
                vertices,
            );
        }
        if self.fence.is_some() != self.kind.fence_autopilot().is_some() {
            faults.add(
                "controller.fence_vertices",
                "ArduPilot and PX4 have a fence and need its size; DJI takes none",
                "ArduPilot 和 PX4 须给出围栏顶点数，DJI 不接受围栏",
            );
        }
        faults.number(
            "controller.return_mps",
            self.return_mps,
            within(0.5, 100.0, "m/s"),
        );
        self.check_fits(airframe, faults);
        self.failsafe.check(faults);
    }

    /// The way home has to be one of this autopilot on this airframe.
    fn check_fits(&self, airframe: &Airframe, faults: &mut Faults) {
        let has_wing = airframe.wing().is_some();
        let fits = match (self.kind, &self.failsafe) {
            (FlightController::ArduPilot, FailsafeReturn::ArduCopter { .. }) => !has_wing,
            (FlightController::ArduPilot, FailsafeReturn::ArduPlane { .. }) => has_wing,
            (FlightController::Px4, FailsafeReturn::Px4 { .. }) => true,
            (FlightController::Dji, FailsafeReturn::Dji { .. }) => !has_wing,
            _ => false,
        };
        if !fits {
            faults.add(
                "failsafe",
                "this is not how that autopilot brings such an airframe home",
                "该返航方式与飞控或机型不符",
            );
        }
        if fits
            && let FailsafeReturn::ArduPlane { hover_m, .. } = &self.failsafe
            && hover_m.is_some() != airframe.rotors().is_some()
        {
            faults.add(
                "failsafe.hover_m",
                "a VTOL lands on its rotors and needs this height; a wing alone has none",
                "垂直起降机型须给出悬停高度，固定翼没有",
            );
        }
    }
}

impl FailsafeReturn {
    /// How high it comes home far from home, metres above home; `None` where it comes as high as it is.
    pub fn height_m(&self) -> Option<f64> {
        match self {
            Self::ArduPlane { height_m, .. } if *height_m < 0.0 => None,
            Self::ArduCopter { height_m, .. }
            | Self::ArduPlane { height_m, .. }
            | Self::Px4 { height_m, .. }
            | Self::Dji { height_m, .. } => Some(*height_m),
        }
    }

    fn check(&self, faults: &mut Faults) {
        let height = within(0.0, 1_000.0, "m");
        let distance = within(0.0, 1_000_000.0, "m");
        match *self {
            Self::ArduCopter {
                height_m,
                cone_slope,
                least_climb_m,
                final_m,
                rally_limit_m,
                rally_includes_home: _,
                wait_s,
            } => {
                faults.number("failsafe.wait_s", wait_s, within(0.0, 60.0, "s"));
                // RTL_ALT, documented range 30 to 300 000 cm; RTL_CONE_SLOPE 0, or 0.5 to 10.
                faults.number("failsafe.height_m", height_m, within(0.0, 3_000.0, "m"));
                faults.number("failsafe.cone_slope", cone_slope, within(0.0, 10.0, ""));
                faults.number(
                    "failsafe.least_climb_m",
                    least_climb_m,
                    within(0.0, 30.0, "m"),
                );
                faults.number("failsafe.final_m", final_m, within(0.0, 10.0, "m"));
                faults.number("failsafe.rally_limit_m", rally_limit_m, distance);
            }
            Self::ArduPlane {
                height_m,
                radius_m,
                rally_limit_m,
                rally_includes_home: _,
                hover_m,
            } => {
                faults.number("failsafe.height_m", height_m, within(-1.0, 3_000.0, "m"));
                faults.number("failsafe.radius_m", radius_m, within(5.0, 2_000.0, "m"));
                faults.number("failsafe.rally_limit_m", rally_limit_m, distance);
                if let Some(hover_m) = hover_m {
                    faults.number("failsafe.hover_m", hover_m, within(1.0, 200.0, "m"));
                }
            }
            Self::Px4 {
                kind: _,
                height_m,
                cone_half_angle_deg,
                descend_m,
                least_distance_m,
                radius_m,
                acceptance_m,
                wait_s,
            } => {
                faults.number("failsafe.wait_s", wait_s, within(0.0, 600.0, "s"));
                // NAV_ACC_RAD, documented range 0.05 to 200 m.
                let acceptance = within(0.0, 200.0, "m");
                faults.number("failsafe.acceptance_m", acceptance_m, acceptance);
                faults.number("failsafe.height_m", height_m, height);
                // RTL_CONE_ANG, documented values 0, 25, 45, 65, 80 and 90.
                let angle = within(0.0, 90.0, "°");
                faults.number("failsafe.cone_half_angle_deg", cone_half_angle_deg, angle);
                faults.number("failsafe.descend_m", descend_m, height);
                faults.number("failsafe.least_distance_m", least_distance_m, distance);
                faults.number("failsafe.radius_m", radius_m, within(0.0, 2_000.0, "m"));
            }
            Self::Dji {
                height_m,
                least_distance_m,
            } => {
                // DJI lets people set 20 to 1 500 m.
                faults.number("failsafe.height_m", height_m, within(20.0, 1_500.0, "m"));
                faults.number("failsafe.least_distance_m", least_distance_m, distance);
            }
        }
    }
}
