//! Remote ID (ASTM F3411 as Open Drone ID over MAVLink): who and where the aircraft and its operator
//! are. A module of its own, as those that are fitted to autopilots.

use super::component::Component;
use super::moment::Moment;
use super::setup::RemoteIdSetup;
use crate::airframe::Contact;
use crate::autopilot::streams::Streams;
use crate::environment::standard_altitude_m;
use crate::time::SimTime;
use chrono::Timelike;
use mavlink::dialects::ardupilotmega::*;
use mavlink::types::CharArray;
use nalgebra::Vector3;
use std::time::Duration;

/// MAV_COMP_ID_ODID_TXRX_1.
const COMPONENT: u8 = 236;
/// Where the aircraft is, is told more often than the once a second that must be.
const LOCATION_INTERVAL: Duration = Duration::from_millis(500);
const ARM_INTERVAL: Duration = Duration::from_secs(1);
const STATIC_INTERVAL: Duration = Duration::from_secs(3);
/// Numbers for what is not known (`common.xml`).
const UNKNOWN_ALTITUDE_M: f32 = -1_000.0;
const UNKNOWN_DIRECTION: u16 = 36_100;
/// Timestamps count from 2019-01-01T00:00:00Z, Unix seconds.
const EPOCH_S: i64 = 1_546_300_800;
/// A direction of movement means nothing below this, m/s.
const STANDS_MPS: f64 = 0.3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Regular {
    Heartbeat,
    Arm,
    Location,
    Serial,
    Registration,
    System,
    Operator,
    Purpose,
}

/// Where the operator is.
#[derive(Clone, Copy, Debug)]
struct Operator {
    latitude: i32,
    longitude: i32,
    altitude_m: f32,
    kind: MavOdidOperatorLocationType,
}

/// A sender of Remote ID.
pub(super) struct RemoteId {
    setup: RemoteIdSetup,
    pub component: Component,
    streams: Streams<Regular>,
    operator: Option<Operator>,
}

fn text<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    let length = text.len().min(N);
    bytes[..length].copy_from_slice(&text.as_bytes()[..length]);
    bytes
}

impl RemoteId {
    pub fn new(setup: RemoteIdSetup, identity: (u8, u8)) -> Self {
        let regular = [
            (Regular::Heartbeat, ARM_INTERVAL),
            (Regular::Arm, ARM_INTERVAL),
            (Regular::Location, LOCATION_INTERVAL),
            (Regular::Serial, STATIC_INTERVAL),
            (Regular::Registration, STATIC_INTERVAL),
            (Regular::System, STATIC_INTERVAL),
            (Regular::Operator, STATIC_INTERVAL),
            (Regular::Purpose, STATIC_INTERVAL),
        ];
        let regular = regular.map(|(message, interval)| (message, Some(interval)));
        Self {
            setup,
            component: Component::new(COMPONENT, identity),
            streams: Streams::new(regular, SimTime::START),
            operator: None,
        }
    }

    /// What a station tells: where its operator is and who, and what the flight is for.
    pub fn take(&mut self, message: &MavMessage) {
        match message {
            MavMessage::OPEN_DRONE_ID_SYSTEM(told) => {
                self.operator = Some(Operator {
                    latitude: told.operator_latitude,
                    longitude: told.operator_longitude,
                    altitude_m: told.operator_altitude_geo,
                    kind: told.operator_location_type,
                });
            }
            MavMessage::OPEN_DRONE_ID_SYSTEM_UPDATE(told) => {
                self.operator = Some(Operator {
                    latitude: told.operator_latitude,
                    longitude: told.operator_longitude,
                    altitude_m: told.operator_altitude_geo,
                    kind: MavOdidOperatorLocationType::MAV_ODID_OPERATOR_LOCATION_TYPE_LIVE_GNSS,
                });
            }
            MavMessage::OPEN_DRONE_ID_OPERATOR_ID(told) => {
                if let Ok(name) = told.operator_id.to_str() {
                    self.setup.operator = name.to_owned();
                }
            }
            MavMessage::OPEN_DRONE_ID_SELF_ID(told) => {
                if let Ok(purpose) = told.description.to_str() {
                    self.setup.purpose = purpose.to_owned();
                }
            }
            _ => {}
        }
    }

    pub fn step(&mut self, moment: &mut Moment) {
        if self.operator.is_none()
            && let Some(home) = moment.home
        {
            // Until a station tells better, the operator stands where the aircraft took off.
            self.operator = Some(Operator {
                latitude: (home.latitude_deg * 1e7).round() as i32,
                longitude: (home.longitude_deg * 1e7).round() as i32,
                altitude_m: (home.altitude_amsl_m + self.setup.geoid_m) as f32,
                kind: MavOdidOperatorLocationType::MAV_ODID_OPERATOR_LOCATION_TYPE_TAKEOFF,
            });
        }
        let Self {
            setup,
            component,
            streams,
            operator,
        } = self;
        streams.each_due(moment.now, |message| match message {
            Regular::Heartbeat => moment.say_everywhere(
                component,
                &HEARTBEAT_DATA {
                    custom_mode: 0,
                    mavtype: MavType::MAV_TYPE_ODID,
                    autopilot: MavAutopilot::MAV_AUTOPILOT_INVALID,
                    base_mode: MavModeFlag::empty(),
                    system_status: MavState::MAV_STATE_ACTIVE,
                    mavlink_version: 3,
                },
            ),
            Regular::Arm => {
                let status = arm_status(setup, operator.is_some(), moment);
                moment.say_everywhere(component, &status);
            }
            Regular::Location => {
                let location = location(setup, moment);
                moment.say_everywhere(component, &location);
            }
            Regular::Serial => say_id(
                component,
                (MavOdidIdType::MAV_ODID_ID_TYPE_SERIAL_NUMBER, &setup.serial),
                moment,
            ),
            Regular::Registration => say_id(
                component,
                (
                    MavOdidIdType::MAV_ODID_ID_TYPE_CAA_REGISTRATION_ID,
                    &setup.registration,
                ),
                moment,
            ),
            Regular::System => {
                let system = system(*operator, moment);
                moment.say_everywhere(component, &system);
            }
            Regular::Operator if setup.operator.is_empty() => {}
            Regular::Operator => moment.say_everywhere(
                component,
                &OPEN_DRONE_ID_OPERATOR_ID_DATA {
                    operator_id: CharArray::new(text(&setup.operator)),
                    ..Default::default()
                },
            ),
            Regular::Purpose => moment.say_everywhere(
                component,
                &OPEN_DRONE_ID_SELF_ID_DATA {
                    description: CharArray::new(text(&setup.purpose)),
                    ..Default::default()
                },
            ),
        });
    }
}

fn say_id(component: &mut Component, (id_type, id): (MavOdidIdType, &str), moment: &mut Moment) {
    if id.is_empty() {
        return;
    }
    moment.say_everywhere(
        component,
        &OPEN_DRONE_ID_BASIC_ID_DATA {
            target_system: 0,
            target_component: 0,
            id_or_mac: [0; 20],
            id_type,
            ua_type: MavOdidUaType::MAV_ODID_UA_TYPE_HELICOPTER_OR_MULTIROTOR,
            uas_id: text(id),
        },
    );
}

/// What lacks, as the modules of ArduPilot's people say it.
fn arm_status(
    setup: &RemoteIdSetup,
    knows_operator: bool,
    moment: &Moment,
) -> OPEN_DRONE_ID_ARM_STATUS_DATA {
    let lacks = [
        ("LOC ", !moment.craft.estimate().has_position),
        (
            "ID ",
            setup.serial.is_empty() && setup.registration.is_empty(),
        ),
        ("SELF_ID ", setup.purpose.is_empty()),
        ("OP_ID ", setup.operator.is_empty()),
        ("OP_LOC ", !knows_operator),
    ];
    let lacks: String = lacks
        .iter()
        .filter(|(_, is_lacking)| *is_lacking)
        .map(|(what, _)| *what)
        .collect();
    if lacks.is_empty() {
        return OPEN_DRONE_ID_ARM_STATUS_DATA {
            status: MavOdidArmStatus::MAV_ODID_ARM_STATUS_GOOD_TO_ARM,
            error: CharArray::new([0; 50]),
        };
    }
    OPEN_DRONE_ID_ARM_STATUS_DATA {
        status: MavOdidArmStatus::MAV_ODID_ARM_STATUS_PRE_ARM_FAIL_GENERIC,
        error: CharArray::new(text(&format!("missing {lacks}"))),
    }
}

fn system(operator: Option<Operator>, moment: &Moment) -> OPEN_DRONE_ID_SYSTEM_DATA {
    OPEN_DRONE_ID_SYSTEM_DATA {
        operator_latitude: operator.map_or(0, |it| it.latitude),
        operator_longitude: operator.map_or(0, |it| it.longitude),
        area_ceiling: UNKNOWN_ALTITUDE_M,
        area_floor: UNKNOWN_ALTITUDE_M,
        operator_altitude_geo: operator.map_or(UNKNOWN_ALTITUDE_M, |it| it.altitude_m),
        timestamp: (moment.time.timestamp() - EPOCH_S).max(0) as u32,
        area_count: 1,
        area_radius: 0,
        operator_location_type: operator.map_or(
            MavOdidOperatorLocationType::MAV_ODID_OPERATOR_LOCATION_TYPE_TAKEOFF,
            |it| it.kind,
        ),
        ..Default::default()
    }
}

/// The best of some classes of accuracy that 95 % of errors stay below; each with its bound, metres or
/// m/s, the best first.
fn class<T: Copy>(error: f64, classes: &[(f64, T)], unknown: T) -> T {
    let mut classes = classes.iter();
    classes
        .find(|(bound, _)| error < *bound)
        .map_or(unknown, |(_, class)| *class)
}

fn horizontal(error_m: f64) -> MavOdidHorAcc {
    use MavOdidHorAcc::*;
    let classes = [
        (1.0, MAV_ODID_HOR_ACC_1_METER),
        (3.0, MAV_ODID_HOR_ACC_3_METER),
        (10.0, MAV_ODID_HOR_ACC_10_METER),
        (30.0, MAV_ODID_HOR_ACC_30_METER),
        (92.6, MAV_ODID_HOR_ACC_0_05NM),
        (185.2, MAV_ODID_HOR_ACC_0_1NM),
        (555.6, MAV_ODID_HOR_ACC_0_3NM),
        (926.0, MAV_ODID_HOR_ACC_0_5NM),
        (1_852.0, MAV_ODID_HOR_ACC_1NM),
        (3_704.0, MAV_ODID_HOR_ACC_2NM),
        (7_408.0, MAV_ODID_HOR_ACC_4NM),
        (18_520.0, MAV_ODID_HOR_ACC_10NM),
    ];
    class(error_m, &classes, MAV_ODID_HOR_ACC_UNKNOWN)
}

fn vertical(error_m: f64) -> MavOdidVerAcc {
    use MavOdidVerAcc::*;
    let classes = [
        (1.0, MAV_ODID_VER_ACC_1_METER),
        (3.0, MAV_ODID_VER_ACC_3_METER),
        (10.0, MAV_ODID_VER_ACC_10_METER),
        (25.0, MAV_ODID_VER_ACC_25_METER),
        (45.0, MAV_ODID_VER_ACC_45_METER),
        (150.0, MAV_ODID_VER_ACC_150_METER),
    ];
    class(error_m, &classes, MAV_ODID_VER_ACC_UNKNOWN)
}

/// Direction, horizontal and vertical speed in the units of the message.
fn motion(velocity_mps: Vector3<f64>) -> (u16, u16, i16) {
    let over_ground = velocity_mps.xy().norm();
    let direction = if over_ground < STANDS_MPS {
        UNKNOWN_DIRECTION
    } else {
        let degrees = velocity_mps.y.atan2(velocity_mps.x).to_degrees();
        ((degrees.rem_euclid(360.0) * 100.0) as u16).min(35_999)
    };
    let horizontal = (over_ground * 100.0).clamp(0.0, 25_425.0) as u16;
    let vertical = (-velocity_mps.z * 100.0).clamp(-6_200.0, 6_200.0) as i16;
    (direction, horizontal, vertical)
}

fn location(setup: &RemoteIdSetup, moment: &Moment) -> OPEN_DRONE_ID_LOCATION_DATA {
    let craft = moment.craft;
    let (estimate, fix) = (craft.estimate(), craft.fix());
    let barometric = standard_altitude_m(craft.pressure_pa()) as f32;
    let status = match craft.contact() {
        Contact::Airborne => MavOdidStatus::MAV_ODID_STATUS_AIRBORNE,
        Contact::Standing => MavOdidStatus::MAV_ODID_STATUS_GROUND,
        Contact::Wrecked => MavOdidStatus::MAV_ODID_STATUS_EMERGENCY,
    };
    let time = moment.time.time();
    let after_hour =
        f64::from(time.minute() * 60 + time.second()) + f64::from(time.nanosecond()) * 1e-9;
    let mut location = OPEN_DRONE_ID_LOCATION_DATA {
        altitude_barometric: barometric,
        altitude_geodetic: UNKNOWN_ALTITUDE_M,
        height: UNKNOWN_ALTITUDE_M,
        timestamp: after_hour as f32,
        direction: UNKNOWN_DIRECTION,
        speed_horizontal: 25_500,
        speed_vertical: 6_300,
        status,
        height_reference: MavOdidHeightRef::MAV_ODID_HEIGHT_REF_OVER_TAKEOFF,
        barometer_accuracy: vertical(2.0),
        timestamp_accuracy: MavOdidTimeAcc::MAV_ODID_TIME_ACC_0_1_SECOND,
        ..Default::default()
    };
    if !estimate.has_position {
        return location;
    }
    location.latitude = (estimate.place.latitude_deg * 1e7).round() as i32;
    location.longitude = (estimate.place.longitude_deg * 1e7).round() as i32;
    location.altitude_geodetic = (estimate.place.altitude_amsl_m + setup.geoid_m) as f32;
    if let Some(home) = moment.home {
        location.height = (estimate.place.altitude_amsl_m - home.altitude_amsl_m) as f32;
    }
    (
        location.direction,
        location.speed_horizontal,
        location.speed_vertical,
    ) = motion(estimate.velocity_mps);
    // Two standard deviations hold 95 %.
    location.horizontal_accuracy = horizontal(2.0 * estimate.horizontal_sigma_m);
    location.vertical_accuracy = vertical(2.0 * fix.vertical_accuracy_m);
    location.speed_accuracy = MavOdidSpeedAcc::MAV_ODID_SPEED_ACC_1_METERS_PER_SECOND;
    location
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracies_are_the_best_class_that_holds_them() {
        for (error, expected) in [
            (0.9, MavOdidHorAcc::MAV_ODID_HOR_ACC_1_METER),
            (1.0, MavOdidHorAcc::MAV_ODID_HOR_ACC_3_METER),
            (29.0, MavOdidHorAcc::MAV_ODID_HOR_ACC_30_METER),
            (20_000.0, MavOdidHorAcc::MAV_ODID_HOR_ACC_UNKNOWN),
        ] {
            assert_eq!(horizontal(error), expected, "{error}");
        }
        assert_eq!(vertical(9.0), MavOdidVerAcc::MAV_ODID_VER_ACC_10_METER);
        assert_eq!(vertical(200.0), MavOdidVerAcc::MAV_ODID_VER_ACC_UNKNOWN);
    }

    #[test]
    fn motion_is_told_in_the_units_of_the_message_and_cut_to_what_it_holds() {
        assert_eq!(motion(Vector3::new(0.0, -5.0, -2.0)), (27_000, 500, 200));
        assert_eq!(motion(Vector3::new(0.1, 0.0, 90.0)), (36_100, 10, -6_200));
        assert_eq!(motion(Vector3::new(300.0, 0.0, 0.0)).1, 25_425);
    }
}
