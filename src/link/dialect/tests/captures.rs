//! Recorded flights, against what other tools read off them (`simulator/captures.md`).

use super::*;
use crate::link::report::*;
use std::collections::BTreeMap;

/// How often the autopilot says each message of the list.
const COUNTS: [(&str, &[(u32, usize)]); 3] = [
    (
        "ardupilot-mission",
        &[
            (0, 164),
            (1, 321),
            (22, 20),
            (24, 319),
            (33, 1600),
            (40, 11),
            (42, 319),
            (44, 2),
            (46, 4),
            (47, 2),
            (73, 11),
            (77, 12),
            (111, 16),
            (148, 1),
            (193, 319),
            (242, 2),
            (253, 24),
        ],
    ),
    (
        "ardupilot-groundstation",
        &[
            (0, 233),
            (1, 851),
            (2, 850),
            (22, 42),
            (24, 850),
            (30, 851),
            (33, 851),
            (40, 6),
            (42, 851),
            (44, 1),
            (46, 4),
            (47, 1),
            (62, 851),
            (73, 6),
            (74, 851),
            (77, 14),
            (87, 304),
            (110, 66),
            (111, 22),
            (147, 850),
            (168, 748),
            (193, 850),
            (241, 850),
            (242, 2),
            (253, 36),
        ],
    ),
    (
        "px4-mission",
        &[
            (0, 104),
            (1, 522),
            (2, 104),
            (22, 12),
            (24, 836),
            (30, 10451),
            (33, 5225),
            (42, 104),
            (44, 2),
            (46, 44),
            (47, 2),
            (51, 9),
            (73, 9),
            (74, 1045),
            (77, 5),
            (87, 1002),
            (111, 1045),
            (141, 1045),
            (147, 52),
            (148, 1),
            (230, 104),
            (241, 52),
            (242, 52),
            (245, 522),
            (253, 9),
            (441, 104),
        ],
    ),
];

#[test]
fn every_recorded_message_of_the_list_is_reported_and_no_other() {
    for (name, expected) in COUNTS {
        let mut counts = BTreeMap::new();
        for bytes in recorded(name) {
            let frame = frame(&bytes);
            let id = frame.message_id();
            let report = decode(frame);
            assert_eq!(report.is_some(), LIST.contains(&id), "{name} {frame:?}");
            let sender = frame.sender();
            if (sender.system, sender.component) == (1, 1) && report.is_some() {
                *counts.entry(id).or_insert(0) += 1;
            }
        }
        let counts: Vec<(u32, usize)> = counts.into_iter().collect();
        assert_eq!(counts, expected, "{name}");
    }
}

/// That the flight has these reports.
fn assert_has(name: &str, expected: &[Report]) {
    let frames = recorded(name);
    let reports: Vec<Report> = frames
        .iter()
        .filter_map(|bytes| decode(frame(bytes)))
        .collect();
    for report in expected {
        assert!(reports.contains(report), "{name}: {report:?}");
    }
}

fn at(latitude_e7: i32, longitude_e7: i32) -> Place {
    Place {
        latitude_e7,
        longitude_e7,
    }
}

fn text(severity: u8, text: &str, id: u16) -> Report {
    Report::StatusText(Box::new(StatusText {
        severity: Severity(severity),
        text: text.into(),
        id,
        chunk: 0,
        is_last: true,
    }))
}

fn accepted(command: u16) -> Report {
    Report::CommandAck(CommandAck {
        command,
        result: CommandResult::Accepted,
        progress: None,
        detail: 0,
        target_system: 250,
        target_component: 190,
    })
}

fn parameter(name: &str, value: f32, parameter_type: ParameterType, of: (u16, u16)) -> Report {
    Report::ParameterValue(ParameterValue {
        name: ParameterName::new(name).unwrap(),
        bytes: value.to_le_bytes(),
        parameter_type: Some(parameter_type),
        count: of.0,
        index: of.1,
    })
}

fn flying(autopilot: AutopilotKind, base_mode: u8, custom_mode: u32) -> Report {
    Report::Heartbeat(Heartbeat {
        component: ComponentKind::Rotorcraft,
        mav_type: 2,
        autopilot: Some(autopilot),
        is_armed: true,
        base_mode,
        custom_mode,
        state: SystemState::Active,
    })
}

#[test]
fn what_ardupilot_said_in_flight_is_what_others_read() {
    assert_has(
        "ardupilot-mission",
        &[
            flying(AutopilotKind::ArduPilot, 217, 3),
            Report::GlobalPosition(GlobalPosition {
                boot_ms: 84_609,
                place: Some(at(360_673_441, 1_203_827_435)),
                altitude_amsl_m: 45.09,
                above_home_m: 25.009,
                velocity_mps: [9.41, -3.07, 0.0],
                heading_deg: Some(341.41),
            }),
            Report::SystemStatus(SystemStatus {
                present: 1_399_979_055,
                enabled: 1_399_979_055,
                healthy: 1_467_087_919,
                load: 0.0,
                voltage_v: Some(12.6),
                current_a: Some(30.61),
                battery_left: Some(0.9),
                receive_loss: 0.0,
            }),
            Report::GnssReceiver(GnssReceiver {
                index: 0,
                fix: GnssFix::RtkFixed,
                place: Some(at(360_673_358, 1_203_827_468)),
                altitude_amsl_m: 45.11,
                hdop: Some(1.21),
                vdop: Some(2.0),
                ground_speed_mps: Some(9.91),
                satellites: Some(10),
                horizontal_accuracy_m: Some(0.3),
                vertical_accuracy_m: Some(0.3),
            }),
            Report::EkfStatus(EkfStatus {
                flags: 831,
                velocity_variance: 0.008_791_307,
                horizontal_variance: 0.009_335_946,
                vertical_variance: 0.001_071_941_9,
                compass_variance: 0.001_680_554_4,
                terrain_variance: 0.0,
            }),
            Report::AutopilotVersion(Box::new(AutopilotVersion {
                capabilities: 64_495,
                firmware: [4, 7, 0, 0],
                git_hash: *b"90700977",
                board: (0, 0),
                hardware_id: b"3d1219c7c4c5404aa\0".to_vec(),
            })),
            Report::HomePosition(HomePosition {
                place: at(360_670_999, 1_203_826_000),
                altitude_amsl_m: 20.09,
            }),
            Report::Timesync(Timesync {
                tc1: 0,
                ts1: 80_017_147_001,
                target_system: 0,
                target_component: 0,
            }),
            text(6, "EKF3 IMU0 tilt alignment complete", 0),
            accepted(512),
            accepted(300),
            parameter("MIS_TOTAL", 1.0, ParameterType::I16, (1354, 65535)),
            parameter(
                "MOT_THST_HOVER",
                0.377_497_76,
                ParameterType::F32,
                (1354, 65535),
            ),
        ],
    );
}

#[test]
fn what_ardupilot_said_of_plans_is_what_others_read() {
    let request = |kind, sequence| {
        Report::MissionRequest(MissionRequest {
            kind,
            sequence,
            is_legacy: true,
        })
    };
    let count = |kind, count| {
        Report::MissionCount(MissionCount {
            kind,
            count,
            plan_id: 0,
        })
    };
    let current = |sequence, total, state| {
        Report::MissionCurrent(MissionCurrent {
            sequence,
            total: Some(total),
            state,
            plan_ids: [0; 3],
        })
    };
    let corner = PlanItem {
        kind: PlanKind::Fence,
        sequence: 0,
        frame: 0,
        command: 5001,
        is_current: false,
        goes_on: false,
        params: [5.0, 0.0, 0.0, 0.0],
        x: 360_641_000,
        y: 1_203_796_000,
        z: 0.0,
    };
    assert_has(
        "ardupilot-mission",
        &[
            request(PlanKind::Fence, 0),
            request(PlanKind::Mission, 4),
            count(PlanKind::Fence, 6),
            count(PlanKind::Mission, 5),
            Report::MissionItem(corner),
            current(0, 0, MissionState::None),
            current(2, 4, MissionState::Active),
            current(0, 4, MissionState::Complete),
            Report::MissionItemReached(4),
        ],
    );
    let wind = Wind {
        from_deg: 180.0,
        speed_mps: 0.0,
        up_mps: 0.0,
    };
    assert_has("ardupilot-groundstation", &[Report::Wind(wind)]);
}

#[test]
fn what_px4_said_in_flight_is_what_others_read() {
    let target = |boot_ms, height_m, velocity_mps| {
        Report::PositionTarget(PositionTarget {
            boot_ms,
            place: Some(at(360_670_999, 1_203_826_000)),
            height_m: Some(height_m),
            above: TargetHeight::MeanSeaLevel,
            velocity_mps,
        })
    };
    assert_has(
        "px4-mission",
        &[
            flying(AutopilotKind::Px4, 157, 67_371_008),
            Report::AirData(AirData {
                air_speed_mps: None,
                ground_speed_mps: 4.577_381_6,
                heading_deg: 223.0,
                throttle: 0.54,
                altitude_amsl_m: 46.136_982,
                climb_mps: -0.158_553_06,
            }),
            Report::Altitudes(Altitudes {
                amsl_m: 46.132_317,
                above_home_m: 25.302_828,
                above_terrain_m: Some(0.180_492_4),
            }),
            Report::SystemStatus(SystemStatus {
                present: 50_348_079,
                enabled: 50_413_615,
                healthy: 320_915_519,
                load: 0.18,
                voltage_v: Some(15.3),
                current_a: Some(-1.0),
                battery_left: Some(0.51),
                receive_loss: 0.0,
            }),
            Report::Battery(Battery {
                index: 0,
                voltage_v: Some(15.3),
                lowest_cell_v: None,
                current_a: Some(-1.0),
                consumed_ah: None,
                left: Some(0.5),
                lasts_s: None,
                temperature_c: None,
                charge: BatteryCharge::Ok,
                faults: 0,
            }),
            Report::GnssIntegrity(GnssIntegrity {
                index: 4,
                errors: 0,
                jamming: InterferenceState::Unknown,
                spoofing: InterferenceState::Unknown,
            }),
            Report::EstimatorStatus(EstimatorStatus {
                flags: 895,
                velocity_ratio: 0.078_663_83,
                horizontal_ratio: 0.054_055_307,
                vertical_ratio: 0.030_883_35,
                compass_ratio: 0.077_566_56,
                horizontal_accuracy_m: 0.288_585_37,
                vertical_accuracy_m: 0.290_996_25,
            }),
            Report::SystemTime(SystemTime {
                unix_us: Some(1_795_440_350_739_564),
                boot_ms: 78_224,
            }),
            Report::ExtendedState {
                landed: LandedState::InAir,
                vtol: VtolState::None,
            },
            Report::AutopilotVersion(Box::new(AutopilotVersion {
                capabilities: 59_647,
                firmware: [1, 17, 0, 255],
                git_hash: [0, 0, 0, 196, 209, 42, 241, 214],
                board: (0, 0),
                hardware_id: b"ONIDLATI".to_vec(),
            })),
            target(
                78_560,
                46.016_03,
                Some([-3.829_378_1, -3.338_754_7, 0.129_090_73]),
            ),
            target(112_360, 20.888_462, None),
            text(6, "Disarmed by landing\t", 7),
            parameter(
                "CAL_ACC0_ID",
                1.837_085e-39,
                ParameterType::I32,
                (879, 11),
            ),
        ],
    );
}

#[test]
fn what_px4_said_of_plans_has_the_numbers_of_the_plans() {
    let ack = |kind, plan_id| {
        Report::MissionAck(MissionAck {
            kind,
            result: MissionResult::Accepted,
            plan_id,
        })
    };
    let current = MissionCurrent {
        sequence: 3,
        total: Some(4),
        state: MissionState::Active,
        plan_ids: [0xa4cf_855d, 0x6b32_1a0c, 0],
    };
    assert_has(
        "px4-mission",
        &[
            ack(PlanKind::Fence, 0x6b32_1a0c),
            ack(PlanKind::Mission, 0xa4cf_855d),
            Report::MissionCurrent(current),
        ],
    );
}

#[test]
fn the_recorded_checksums_of_gnss_integrity_are_known_to_be_right() {
    let mut finder = crate::link::frame::Finder::default();
    let mut count = 0;
    for bytes in recorded("px4-mission") {
        if frame(&bytes).message_id() == 441 {
            let mut rejected = false;
            finder.in_datagram(&bytes, |found| {
                rejected |= matches!(found, crate::link::frame::Found::Rejected(..));
            });
            assert!(!rejected);
            count += 1;
        }
    }
    assert_eq!(count, 104);
}
