//! Where a vehicle is, how it moves, and where it wants to go.

use super::super::payload::{Payload, all_finite, finite, heading, parts, parts_unless_max, place};
use crate::link::report::{
    AirData, Altitudes, Attitude, GlobalPosition, HomePosition, NavigationProgress, PositionTarget,
    TargetHeight, Wind,
};
use mavlink::dialects::ardupilotmega::*;

pub fn attitude(payload: Payload) -> Option<Attitude> {
    let read: ATTITUDE_DATA = payload.read(&[])?;
    let [roll_rad, pitch_rad, yaw_rad] = all_finite([read.roll, read.pitch, read.yaw])?;
    Some(Attitude {
        boot_ms: read.time_boot_ms,
        roll_rad,
        pitch_rad,
        yaw_rad,
        rates_radps: all_finite([read.rollspeed, read.pitchspeed, read.yawspeed])?,
    })
}

pub fn global_position(payload: Payload) -> Option<GlobalPosition> {
    let read: GLOBAL_POSITION_INT_DATA = payload.read(&[])?;
    Some(GlobalPosition {
        boot_ms: read.time_boot_ms,
        place: place(read.lat, read.lon),
        altitude_amsl_m: parts(read.alt, 1e3),
        above_home_m: parts(read.relative_alt, 1e3),
        velocity_mps: [read.vx, read.vy, read.vz].map(|speed| parts(speed, 1e2)),
        heading_deg: parts_unless_max(read.hdg, 1e2),
    })
}

pub fn air_data(payload: Payload) -> Option<AirData> {
    let read: VFR_HUD_DATA = payload.read(&[])?;
    Some(AirData {
        air_speed_mps: finite(read.airspeed),
        ground_speed_mps: finite(read.groundspeed)?,
        heading_deg: heading(read.heading.into()),
        throttle: parts(read.throttle, 1e2),
        altitude_amsl_m: finite(read.alt)?,
        climb_mps: finite(read.climb)?,
    })
}

pub fn altitudes(payload: Payload) -> Option<Altitudes> {
    let read: ALTITUDE_DATA = payload.read(&[])?;
    // "Values smaller than -1000 should be interpreted as unknown."
    let above_terrain_m = finite(read.altitude_terrain).filter(|height| *height >= -1000.0);
    Some(Altitudes {
        amsl_m: finite(read.altitude_amsl)?,
        above_home_m: finite(read.altitude_relative)?,
        above_terrain_m,
    })
}

pub fn home_position(payload: Payload) -> Option<HomePosition> {
    let read: HOME_POSITION_DATA = payload.read(&[])?;
    Some(HomePosition {
        place: place(read.latitude, read.longitude)?,
        altitude_amsl_m: f64::from(read.altitude) / 1e3,
    })
}

pub fn navigation_progress(payload: Payload) -> Option<NavigationProgress> {
    let read: NAV_CONTROLLER_OUTPUT_DATA = payload.read(&[])?;
    Some(NavigationProgress {
        target_bearing_deg: heading(read.target_bearing.into()),
        target_distance_m: read.wp_dist.into(),
        altitude_error_m: finite(read.alt_error)?,
        cross_track_m: finite(read.xtrack_error)?,
    })
}

pub fn position_target(payload: Payload) -> Option<PositionTarget> {
    const FRAME: usize = 50;
    let read: POSITION_TARGET_GLOBAL_INT_DATA = payload.read(&[FRAME])?;
    let mask = read.type_mask;
    let ignores = |bits: PositionTargetTypemask| mask.intersects(bits);
    let no_place = PositionTargetTypemask::POSITION_TARGET_TYPEMASK_X_IGNORE
        | PositionTargetTypemask::POSITION_TARGET_TYPEMASK_Y_IGNORE;
    let no_height = PositionTargetTypemask::POSITION_TARGET_TYPEMASK_Z_IGNORE;
    let no_velocity = PositionTargetTypemask::POSITION_TARGET_TYPEMASK_VX_IGNORE
        | PositionTargetTypemask::POSITION_TARGET_TYPEMASK_VY_IGNORE
        | PositionTargetTypemask::POSITION_TARGET_TYPEMASK_VZ_IGNORE;
    let velocity = all_finite([read.vx, read.vy, read.vz]);
    Some(PositionTarget {
        boot_ms: read.time_boot_ms,
        place: place(read.lat_int, read.lon_int).filter(|_| !ignores(no_place)),
        height_m: finite(read.alt).filter(|_| !ignores(no_height)),
        above: target_height(payload.byte(FRAME)),
        velocity_mps: velocity.filter(|_| !ignores(no_velocity)),
    })
}

/// By the numbers of MAV_FRAME.
fn target_height(frame: u8) -> TargetHeight {
    match frame {
        0 | 5 => TargetHeight::MeanSeaLevel,
        3 | 6 => TargetHeight::Home,
        10 | 11 => TargetHeight::Terrain,
        other => TargetHeight::Unknown(other),
    }
}

/// WIND is ArduPilot's: it has the direction within ±180°, and speeds NED.
pub fn wind(payload: Payload) -> Option<Wind> {
    let read: WIND_DATA = payload.read(&[])?;
    let [direction, speed_mps, down_mps] = all_finite([read.direction, read.speed, read.speed_z])?;
    Some(Wind {
        from_deg: heading(direction),
        speed_mps,
        up_mps: 0.0 - down_mps,
    })
}

/// WIND_COV has where it blows to, NED; a vertical wind that is not known is none.
pub fn wind_with_doubt(payload: Payload) -> Option<Wind> {
    let read: WIND_COV_DATA = payload.read(&[])?;
    let [north, east] = all_finite([read.wind_x, read.wind_y])?;
    Some(Wind {
        from_deg: heading((0.0 - east).atan2(0.0 - north).to_degrees()),
        speed_mps: north.hypot(east),
        up_mps: 0.0 - finite(read.wind_z).unwrap_or(0.0),
    })
}
