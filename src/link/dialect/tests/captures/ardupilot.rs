use super::*;

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
