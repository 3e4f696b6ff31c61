//! What is said for "not known", and numbers at their limits.

use super::*;
use crate::link::report::*;
use mavlink::dialects::ardupilotmega::*;

#[test]
fn a_position_that_is_not_known_is_none() {
    let position = |lat, lon| {
        let message = GLOBAL_POSITION_INT_DATA {
            lat,
            lon,
            hdg: u16::MAX,
            ..Default::default()
        };
        report!(GlobalPosition, message)
    };
    assert_eq!(position(0, 0).place, None);
    assert_eq!(position(1, 0).heading_deg, None);
    for (lat, lon, is_known) in [
        (1, 0, true),
        (0, -1, true),
        (900_000_000, 1_800_000_000, true),
        (-900_000_000, -1_800_000_000, true),
        (900_000_001, 0, false),
        (0, 1_800_000_001, false),
        (i32::MAX, i32::MAX, false),
        (i32::MIN, 0, false),
    ] {
        assert_eq!(position(lat, lon).place.is_some(), is_known, "{lat} {lon}");
    }
    assert_eq!(said(&HOME_POSITION_DATA::default()), None);
}

#[test]
fn a_receiver_and_a_status_that_know_nothing_say_nothing() {
    let receiver = report!(
        GnssReceiver,
        GPS_RAW_INT_DATA {
            eph: u16::MAX,
            epv: u16::MAX,
            vel: u16::MAX,
            satellites_visible: u8::MAX,
            ..Default::default()
        }
    );
    let expected = GnssReceiver {
        index: 0,
        fix: GnssFix::NoReceiver,
        place: None,
        altitude_amsl_m: 0.0,
        hdop: None,
        vdop: None,
        ground_speed_mps: None,
        satellites: None,
        horizontal_accuracy_m: None,
        vertical_accuracy_m: None,
    };
    assert_eq!(receiver, expected);
    let second = report!(GnssReceiver, GPS2_RAW_DATA::default());
    assert_eq!((second.index, second.satellites), (1, Some(0)));

    let status = report!(
        SystemStatus,
        SYS_STATUS_DATA {
            voltage_battery: u16::MAX,
            current_battery: -1,
            battery_remaining: -1,
            ..Default::default()
        }
    );
    assert_eq!(
        (status.voltage_v, status.current_a, status.battery_left),
        (None, None, None)
    );
    let radio = RADIO_STATUS_DATA {
        rssi: 255,
        remrssi: 254,
        txbuf: 255,
        ..Default::default()
    };
    let radio = report!(RadioStatus, radio);
    assert_eq!(
        (radio.local_strength, radio.remote_strength),
        (None, Some(254))
    );
    assert_eq!(radio.buffer_free, 1.0);
    assert_eq!(
        report!(SystemTime, SYSTEM_TIME_DATA::default()).unix_us,
        None
    );
}

#[test]
fn a_battery_is_the_sum_of_its_cells_or_what_its_first_ones_say() {
    const NONE: u16 = u16::MAX;
    let battery = |first: &[u16], voltages_ext| {
        let mut voltages = [NONE; 10];
        voltages[..first.len()].copy_from_slice(first);
        let message = BATTERY_STATUS_DATA {
            voltages,
            voltages_ext,
            ..Default::default()
        };
        let battery = report!(Battery, message);
        (battery.voltage_v, battery.lowest_cell_v)
    };
    assert_eq!(battery(&[], [0; 4]), (None, None));
    assert_eq!(battery(&[15_300], [0; 4]), (Some(15.3), None));
    assert_eq!(
        battery(&[4_100, 3_900, 4_000], [0; 4]),
        (Some(12.0), Some(3.9))
    );
    assert_eq!(battery(&[65_534, 1_000], [0; 4]), (Some(66.534), None));
    let (whole, lowest) = battery(&[4_000; 10], [3_000, 4_000, 0, 0]);
    assert_eq!((whole, lowest), (Some(47.0), Some(3.0)));

    let unknown = report!(
        Battery,
        BATTERY_STATUS_DATA {
            current_consumed: -1,
            current_battery: -1,
            battery_remaining: -1,
            temperature: i16::MAX,
            ..Default::default()
        }
    );
    assert_eq!(
        (unknown.current_a, unknown.consumed_ah, unknown.left),
        (None, None, None)
    );
    assert_eq!((unknown.temperature_c, unknown.lasts_s), (None, None));
}

#[test]
fn what_a_target_ignores_is_none() {
    let target = |mask, frame| {
        let message = POSITION_TARGET_GLOBAL_INT_DATA {
            lat_int: 1,
            lon_int: 1,
            alt: 2.0,
            type_mask: PositionTargetTypemask::from_bits_retain(mask),
            coordinate_frame: frame,
            ..Default::default()
        };
        report!(PositionTarget, message)
    };
    for (mask, place, height, velocity) in [
        (0, true, true, true),
        (0b000_001, false, true, true),
        (0b000_010, false, true, true),
        (0b000_100, true, false, true),
        (0b001_000, true, true, false),
        (0b100_000, true, true, false),
        (0b1111_1100_0000, true, true, true),
    ] {
        let target = target(mask, MavFrame::MAV_FRAME_GLOBAL);
        let told = (
            target.place.is_some(),
            target.height_m.is_some(),
            target.velocity_mps.is_some(),
        );
        assert_eq!(told, (place, height, velocity), "{mask:b}");
    }
    for (frame, above) in [
        (MavFrame::MAV_FRAME_GLOBAL, TargetHeight::MeanSeaLevel),
        (
            MavFrame::MAV_FRAME_GLOBAL_RELATIVE_ALT_INT,
            TargetHeight::Home,
        ),
        (
            MavFrame::MAV_FRAME_GLOBAL_TERRAIN_ALT,
            TargetHeight::Terrain,
        ),
        (MavFrame::MAV_FRAME_LOCAL_NED, TargetHeight::Unknown(1)),
    ] {
        assert_eq!(target(0, frame).above, above);
    }
}

#[test]
fn health_that_is_no_number_passes_no_test() {
    for number in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        let ekf = EKF_STATUS_REPORT_DATA {
            velocity_variance: number,
            ..Default::default()
        };
        assert!(report!(EkfStatus, ekf).velocity_variance > 1e30);
        let estimator = ESTIMATOR_STATUS_DATA {
            pos_horiz_ratio: number,
            pos_vert_accuracy: number,
            ..Default::default()
        };
        let estimator = report!(EstimatorStatus, estimator);
        assert!(estimator.horizontal_ratio > 1e30 && estimator.vertical_accuracy_m > 1e30);
        let shaking = VIBRATION_DATA {
            vibration_z: number,
            ..Default::default()
        };
        assert!(report!(Vibration, shaking).level_mps2[2] > 1e30);
        let attitude = ATTITUDE_DATA {
            pitch: number,
            ..Default::default()
        };
        assert_eq!(said(&attitude), None);
    }
}

#[test]
fn the_wind_is_where_it_comes_from_and_up_is_positive() {
    let wind = |north, east, down| {
        let message = WIND_COV_DATA {
            wind_x: north,
            wind_y: east,
            wind_z: down,
            ..Default::default()
        };
        report!(Wind, message)
    };
    let of_east = wind(0.0, -3.0, 1.0);
    assert!((of_east.from_deg - 90.0).abs() < 1e-4, "{of_east:?}");
    assert_eq!((of_east.speed_mps, of_east.up_mps), (3.0, -1.0));
    assert_eq!(wind(4.0, 0.0, f32::NAN).from_deg, 180.0);
    assert_eq!(wind(4.0, 3.0, f32::NAN).up_mps, 0.0);
    let of_west = WIND_DATA {
        direction: -90.0,
        ..Default::default()
    };
    assert_eq!(report!(Wind, of_west).from_deg, 270.0);
}

#[test]
fn a_gimbal_looks_where_its_quaternion_turns_it() {
    let gimbal = |q, flags| {
        said(&GIMBAL_DEVICE_ATTITUDE_STATUS_DATA {
            q,
            flags: GimbalDeviceFlags::from_bits_retain(flags),
            ..Default::default()
        })
    };
    let half = std::f32::consts::FRAC_1_SQRT_2;
    for (q, flags, angles, is_from_north) in [
        ([1.0, 0.0, 0.0, 0.0], 0, [0.0, 0.0, 0.0], false),
        ([2.0, 0.0, 0.0, 2.0], 64, [0.0, 0.0, 90.0], true),
        ([half, 0.0, -half, 0.0], 16, [0.0, -90.0, 0.0], true),
        ([half, half, 0.0, 0.0], 16 + 32, [90.0, 0.0, 0.0], false),
    ] {
        let Some(Report::GimbalAttitude(gimbal)) = gimbal(q, flags) else {
            panic!("{q:?}");
        };
        let seen = [gimbal.roll_rad, gimbal.pitch_rad, gimbal.yaw_rad];
        for (seen, expected) in seen.into_iter().zip(angles) {
            assert!((seen.to_degrees() - expected).abs() < 0.05, "{q:?} {seen}");
        }
        assert_eq!(gimbal.yaw_is_from_north, is_from_north);
    }
    assert_eq!(gimbal([0.0; 4], 0), None);
    assert_eq!(gimbal([f32::NAN; 4], 0), None);
}
