//! How well a vehicle is, and how well it knows where it is.

use super::super::payload::{Payload, finite, parts, parts_unless_max, percents, place};
use crate::link::report::{
    Battery, BatteryCharge, EkfStatus, EstimatorStatus, FenceBreach, FenceStatus, GnssFix,
    GnssIntegrity, GnssReceiver, InterferenceState, SystemStatus, Vibration,
};
use mavlink::dialects::ardupilotmega::{
    BATTERY_STATUS_DATA, EKF_STATUS_REPORT_DATA, ESTIMATOR_STATUS_DATA, FENCE_STATUS_DATA,
    GPS_RAW_INT_DATA, GPS2_RAW_DATA, SYS_STATUS_DATA, VIBRATION_DATA,
};

/// GNSS_INTEGRITY, which the codec's dialect does not have.
pub const GNSS_INTEGRITY: u32 = 441;

/// What stands for a measure of doubt or trouble that is no number: nothing is well there.
pub const BEYOND_ALL_LIMITS: f32 = f32::MAX;

fn measure(number: f32) -> f32 {
    finite(number).unwrap_or(BEYOND_ALL_LIMITS)
}

pub fn system_status(payload: Payload) -> Option<SystemStatus> {
    let read: SYS_STATUS_DATA = payload.read(&[])?;
    Some(SystemStatus {
        present: read.onboard_control_sensors_present.bits(),
        enabled: read.onboard_control_sensors_enabled.bits(),
        healthy: read.onboard_control_sensors_health.bits(),
        load: parts(read.load, 1e3),
        voltage_v: parts_unless_max(read.voltage_battery, 1e3),
        current_a: current(read.current_battery),
        battery_left: percents(read.battery_remaining),
        receive_loss: parts(read.drop_rate_comm, 1e4),
    })
}

/// Of hundredths of an ampere, where -1 is said for "not known".
fn current(hundredths: i16) -> Option<f32> {
    (hundredths != -1).then(|| parts(hundredths, 1e2))
}

pub fn first_receiver(payload: Payload) -> Option<GnssReceiver> {
    const FIX: usize = 28;
    let read: GPS_RAW_INT_DATA = payload.read(&[FIX])?;
    Some(GnssReceiver {
        index: 0,
        fix: fix(payload.byte(FIX)),
        place: place(read.lat, read.lon),
        altitude_amsl_m: parts(read.alt, 1e3),
        hdop: parts_unless_max(read.eph, 1e2),
        vdop: parts_unless_max(read.epv, 1e2),
        ground_speed_mps: parts_unless_max(read.vel, 1e2),
        satellites: satellites(read.satellites_visible),
        horizontal_accuracy_m: accuracy(read.h_acc),
        vertical_accuracy_m: accuracy(read.v_acc),
    })
}

pub fn second_receiver(payload: Payload) -> Option<GnssReceiver> {
    const FIX: usize = 32;
    let read: GPS2_RAW_DATA = payload.read(&[FIX])?;
    Some(GnssReceiver {
        index: 1,
        fix: fix(payload.byte(FIX)),
        place: place(read.lat, read.lon),
        altitude_amsl_m: parts(read.alt, 1e3),
        hdop: parts_unless_max(read.eph, 1e2),
        vdop: parts_unless_max(read.epv, 1e2),
        ground_speed_mps: parts_unless_max(read.vel, 1e2),
        satellites: satellites(read.satellites_visible),
        horizontal_accuracy_m: accuracy(read.h_acc),
        vertical_accuracy_m: accuracy(read.v_acc),
    })
}

fn fix(number: u8) -> GnssFix {
    match number {
        0 => GnssFix::NoReceiver,
        1 => GnssFix::None,
        2 => GnssFix::Fix2d,
        3 => GnssFix::Fix3d,
        4 => GnssFix::Differential,
        5 => GnssFix::RtkFloat,
        6 => GnssFix::RtkFixed,
        other => GnssFix::Other(other),
    }
}

fn satellites(count: u8) -> Option<u8> {
    (count != u8::MAX).then_some(count)
}

/// An extension: a zero is nothing said, for no receiver is without doubt.
fn accuracy(mm: u32) -> Option<f32> {
    (mm != 0 && mm != u32::MAX).then(|| parts(mm, 1e3))
}

/// By hand: errors u32, two figures of merit u16, then a byte each: id, authentication, jamming, spoofing, …
pub fn gnss_integrity(payload: Payload) -> GnssIntegrity {
    GnssIntegrity {
        index: payload.byte(8),
        errors: u32::from_le_bytes(payload.four_bytes(0)),
        jamming: interference(payload.byte(10)),
        spoofing: interference(payload.byte(11)),
    }
}

fn interference(number: u8) -> InterferenceState {
    match number {
        1 => InterferenceState::None,
        2 => InterferenceState::Mitigated,
        3 => InterferenceState::Detected,
        _ => InterferenceState::Unknown,
    }
}

pub fn ekf_status(payload: Payload) -> Option<EkfStatus> {
    let read: EKF_STATUS_REPORT_DATA = payload.read(&[])?;
    Some(EkfStatus {
        flags: read.flags.bits(),
        velocity_variance: measure(read.velocity_variance),
        horizontal_variance: measure(read.pos_horiz_variance),
        vertical_variance: measure(read.pos_vert_variance),
        compass_variance: measure(read.compass_variance),
        terrain_variance: measure(read.terrain_alt_variance),
    })
}

pub fn estimator_status(payload: Payload) -> Option<EstimatorStatus> {
    let read: ESTIMATOR_STATUS_DATA = payload.read(&[])?;
    Some(EstimatorStatus {
        flags: read.flags.bits(),
        velocity_ratio: measure(read.vel_ratio),
        horizontal_ratio: measure(read.pos_horiz_ratio),
        vertical_ratio: measure(read.pos_vert_ratio),
        compass_ratio: measure(read.mag_ratio),
        horizontal_accuracy_m: measure(read.pos_horiz_accuracy),
        vertical_accuracy_m: measure(read.pos_vert_accuracy),
    })
}

pub fn vibration(payload: Payload) -> Option<Vibration> {
    let read: VIBRATION_DATA = payload.read(&[])?;
    Some(Vibration {
        level_mps2: [read.vibration_x, read.vibration_y, read.vibration_z].map(measure),
        clipping: [read.clipping_0, read.clipping_1, read.clipping_2],
    })
}

pub fn battery(payload: Payload) -> Option<Battery> {
    const FUNCTION: usize = 33;
    const CHEMISTRY: usize = 34;
    const CHARGE: usize = 40;
    const MODE: usize = 49;
    let read: BATTERY_STATUS_DATA = payload.read(&[FUNCTION, CHEMISTRY, CHARGE, MODE])?;
    let (voltage_v, lowest_cell_v) = voltages(&read);
    Some(Battery {
        index: read.id,
        voltage_v,
        lowest_cell_v,
        current_a: current(read.current_battery),
        consumed_ah: (read.current_consumed >= 0).then(|| parts(read.current_consumed, 1e3)),
        left: percents(read.battery_remaining),
        lasts_s: u32::try_from(read.time_remaining).ok().filter(|s| *s != 0),
        temperature_c: (read.temperature != i16::MAX).then(|| parts(read.temperature, 1e2)),
        charge: charge(payload.byte(CHARGE)),
        faults: read.fault_bitmask.bits(),
    })
}

/// The whole and its lowest cell. The first ten cells are 65 535 where there are none, the next four zero. A
/// battery that does not know its cells has the whole in the first of them, or in the first ones, as much as
/// each holds.
fn voltages(read: &BATTERY_STATUS_DATA) -> (Option<f32>, Option<f32>) {
    let first = read.voltages.iter().filter(|mv| **mv != u16::MAX);
    let cells = first.chain(read.voltages_ext.iter().filter(|mv| **mv != 0));
    let (mut count, mut sum, mut lowest) = (0, 0, u16::MAX);
    for mv in cells {
        count += 1;
        sum += u32::from(*mv);
        lowest = lowest.min(*mv);
    }
    let [first, ..] = read.voltages;
    let knows_cells = count > 1 && first != u16::MAX - 1;
    (
        (count > 0).then(|| parts(sum, 1e3)),
        knows_cells.then(|| parts(lowest, 1e3)),
    )
}

fn charge(number: u8) -> BatteryCharge {
    match number {
        1 => BatteryCharge::Ok,
        2 => BatteryCharge::Low,
        3 => BatteryCharge::Critical,
        4 => BatteryCharge::Emergency,
        5 => BatteryCharge::Failed,
        6 => BatteryCharge::Unhealthy,
        7 => BatteryCharge::Charging,
        _ => BatteryCharge::Unknown,
    }
}

pub fn fence_status(payload: Payload) -> Option<FenceStatus> {
    const KIND: usize = 7;
    const MITIGATION: usize = 8;
    let read: FENCE_STATUS_DATA = payload.read(&[KIND, MITIGATION])?;
    let kind = match payload.byte(KIND) {
        0 => FenceBreach::None,
        1 => FenceBreach::MinimumAltitude,
        2 => FenceBreach::MaximumAltitude,
        3 => FenceBreach::Boundary,
        other => FenceBreach::Other(other),
    };
    Some(FenceStatus {
        is_breached: read.breach_status != 0,
        breaches: read.breach_count,
        kind,
    })
}
