use super::*;

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
            parameter("CAL_ACC0_ID", 1.837_085e-39, ParameterType::I32, (879, 11)),
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
