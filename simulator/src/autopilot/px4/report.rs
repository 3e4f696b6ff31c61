//! What PX4 knows of itself when it reports.

use super::kind::VehicleKind;
use super::px4::{Around, Home, Px4};
use super::regular::Regular;
use super::settings::Settings;
use super::way_home::{destination, return_height_amsl_m};
use crate::airframe::WingSteering;
use crate::autopilot::flight::Task;
use crate::autopilot::missions::Kind;
use crate::autopilot::wing_guidance::WingAim;
use crate::craft::Craft;
use crate::place::Place;
use crate::sensors::{Estimate, Reception};
use mavlink::dialects::ardupilotmega::*;
use nalgebra::Vector3;

/// What the messages are made of.
pub(super) struct Report<'a> {
    pub craft: &'a Craft,
    pub estimate: Estimate,
    /// Microseconds since it started.
    pub boot_us: u64,
    /// Microseconds since 1970.
    pub unix_us: u64,
    /// When home last changed, microseconds since it started.
    pub home_us: u64,
    pub home: Option<Home>,
    pub origin: Option<Place>,
    /// Whether it knows where it is.
    pub has_position: bool,
    pub is_armed: bool,
    pub heartbeat: HEARTBEAT_DATA,
    pub mode: CURRENT_MODE_DATA,
    pub mission: MISSION_CURRENT_DATA,
    /// A mission item that is over.
    pub reached: Option<u16>,
    pub state: EXTENDED_SYS_STATE_DATA,
    /// The sensors' bits: present, enabled, healthy.
    pub sensors: [u32; 3],
    /// How low the battery is: not, low, critical, nearly empty.
    pub battery: usize,
    /// Where it flies to, while it is armed and until its mission is over.
    pub target: Option<Place>,
    /// The velocity and the acceleration that it wants, and where its nose is to point.
    pub wanted: (Vector3<f64>, Vector3<f64>, f64),
    /// What a wing aims at and asks for, while one carries it.
    pub wing: Option<(WingAim, WingSteering)>,
    /// The height that a wing wants, metres above mean sea level.
    pub wing_amsl_m: Option<f64>,
    /// How long a return would take, s; -1 for not known.
    pub return_s: i32,
}

/// MAV_SYS_STATUS_SENSOR as recorded (`captures.md`, C.1).
const PRESENT: u32 = 0x0300_402F;
const ENABLED: u32 = 0x0301_402F;
const HEALTHY: u32 = 0x0320_C83F;
const GPS: u32 = 0x20;
/// The sensor of differential pressure, which tells the speed through the air.
const AIRSPEED: u32 = 0x10;
const PREARM_CHECK: u32 = 0x1000_0000;
/// Before there is a mission its count is this.
const NO_MISSION: u16 = 65_535;

impl Px4 {
    /// What the messages that are needed are made of: what only others tell is not worked out.
    pub(super) fn report<'a>(
        &self,
        around: &Around<'a>,
        is_needed: impl Fn(Regular) -> bool,
    ) -> Report<'a> {
        let boot_us = |at: crate::time::SimTime| at.us().saturating_sub(self.booted.us());
        let is_armed = self.armed_at.is_some();
        let (velocity, acceleration) = self.flight.wanted();
        let mut wanted = (velocity, acceleration, self.flight.yaw_rad());
        if self.flies_on_wing() && is_armed {
            // A wing goes on as it goes: what is wanted of it is in NAV_CONTROLLER_OUTPUT.
            let velocity = around.estimate.velocity_mps;
            wanted = (velocity, Vector3::zeros(), around.craft.heading_rad());
        }
        Report {
            craft: around.craft,
            estimate: around.craft.told_estimate(),
            boot_us: boot_us(around.now),
            unix_us: around.now.utc(self.started).timestamp_micros().max(0) as u64,
            home_us: self.home.map_or(0, |home| boot_us(home.changed)),
            home: self.home,
            origin: self.origin,
            has_position: self.has_position(around),
            is_armed,
            heartbeat: self.heartbeat(),
            mode: CURRENT_MODE_DATA {
                custom_mode: self.mode.custom_mode(),
                intended_custom_mode: self.intention.custom_mode(),
                standard_mode: self.mode.standard(),
            },
            mission: self.mission_current(),
            reached: self.mission.reached.map(|(seq, _)| seq),
            state: EXTENDED_SYS_STATE_DATA {
                vtol_state: self.vtol_state(around),
                landed_state: self.landed_state(around),
            },
            sensors: if is_needed(Regular::SysStatus) {
                self.sensors(around)
            } else {
                [0; 3]
            },
            battery: self.watch.battery,
            target: self.target(around),
            wanted,
            wing: self.wing.last,
            wing_amsl_m: self.wing.wanted_amsl_m(&around.estimate),
            return_s: if is_needed(Regular::TimeEstimate) {
                self.return_s(around)
            } else {
                0
            },
        }
    }

    fn heartbeat(&self) -> HEARTBEAT_DATA {
        let is_armed = self.armed_at.is_some();
        let armed = if is_armed { 128 } else { 0 };
        let kind = self.settings.vehicle_type;
        HEARTBEAT_DATA {
            custom_mode: self.mode.custom_mode(),
            mavtype: match kind {
                1 => MavType::MAV_TYPE_FIXED_WING,
                13 => MavType::MAV_TYPE_HEXAROTOR,
                14 => MavType::MAV_TYPE_OCTOROTOR,
                20 => MavType::MAV_TYPE_VTOL_TAILSITTER_QUADROTOR,
                21 => MavType::MAV_TYPE_VTOL_TILTROTOR,
                22 => MavType::MAV_TYPE_VTOL_FIXEDROTOR,
                _ => MavType::MAV_TYPE_QUADROTOR,
            },
            autopilot: MavAutopilot::MAV_AUTOPILOT_PX4,
            base_mode: MavModeFlag::from_bits_retain(self.mode.base_mode() | armed),
            system_status: if self.is_terminated {
                MavState::MAV_STATE_FLIGHT_TERMINATION
            } else if self.failsafe.is_on() {
                MavState::MAV_STATE_CRITICAL
            } else if is_armed {
                MavState::MAV_STATE_ACTIVE
            } else {
                MavState::MAV_STATE_STANDBY
            },
            mavlink_version: 3,
        }
    }

    fn mission_current(&self) -> MISSION_CURRENT_DATA {
        let is_flown = self.mode == super::modes::Mode::Mission;
        let count = self.items().len() as u16;
        let seq = self.run.current().unwrap_or(0);
        let id = |kind| self.stores.get(kind).opaque_id();
        MISSION_CURRENT_DATA {
            seq,
            total: if count == 0 { NO_MISSION } else { count },
            mission_state: if count == 0 {
                MissionState::MISSION_STATE_NO_MISSION
            } else if self.mission.is_finished {
                MissionState::MISSION_STATE_COMPLETE
            } else if is_flown {
                MissionState::MISSION_STATE_ACTIVE
            } else if seq > 0 {
                MissionState::MISSION_STATE_PAUSED
            } else {
                MissionState::MISSION_STATE_NOT_STARTED
            },
            // 2: suspended, for it flies something else.
            mission_mode: if is_flown { 1 } else { 2 },
            mission_id: id(Kind::Mission),
            fence_id: id(Kind::Fence),
            rally_points_id: id(Kind::Rally),
        }
    }

    fn sensors(&self, around: &Around) -> [u32; 3] {
        let mut healthy = HEALTHY;
        if around.craft.fix().reception < Reception::ThreeD {
            healthy &= !GPS;
        }
        if self.armed_at.is_some() || self.arming_checks(around).pass() {
            healthy |= PREARM_CHECK;
        }
        let tube = if self.kind == VehicleKind::Multirotor {
            0
        } else {
            AIRSPEED
        };
        [PRESENT | tube, ENABLED | tube, healthy | tube]
    }

    fn target(&self, around: &Around) -> Option<Place> {
        self.armed_at?;
        if self.mission.is_finished && self.has_landed() {
            return None;
        }
        Some(match self.flight.task() {
            Task::TakeOff { from, to_amsl_m } => from.at_amsl_m(to_amsl_m),
            Task::Goto(place)
            | Task::Line { to: place, .. }
            | Task::Circle { centre: place, .. }
            | Task::Glide {
                touchdown: place, ..
            } => place,
            Task::Land(place) => {
                place.at_amsl_m(self.home.map_or(place, |it| it.place).altitude_amsl_m)
            }
            Task::Velocity(_) | Task::Follow(_) | Task::Rest => around.estimate.place,
        })
    }

    /// How long a return would take, with RTL_TIME_FACTOR and RTL_TIME_MARGIN; 0 on the ground.
    fn return_s(&self, around: &Around) -> i32 {
        let Some(home) = self.home.filter(|_| !self.is_on_ground(around)) else {
            return 0;
        };
        let here = around.estimate.place;
        let rally = self.stores.get(Kind::Rally).items();
        let to = destination(here, home.place, rally, self.items(), &self.settings);
        let height_amsl_m = return_height_amsl_m(here, to, &self.settings);
        let mut limits = self.settings.flight.limits;
        if self.flies_on_wing() {
            limits.speed_mps = self.settings.wing.limits.airspeed_mps;
            limits.climb_mps = self.settings.wing.limits.climb_mps;
        }
        let seconds = (height_amsl_m - here.altitude_amsl_m) / limits.climb_mps.max(0.1)
            + here.ground_distance_m(to) / limits.speed_mps.max(0.1)
            + (height_amsl_m - to.altitude_amsl_m) / limits.descend_mps.max(0.1);
        let Settings {
            return_time: (factor, margin_s),
            ..
        } = self.settings;
        (seconds * factor + margin_s) as i32
    }
}
