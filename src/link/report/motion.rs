//! Where a vehicle is, how it moves, and where it wants to go.

/// A place on the ellipsoid, as MAVLink carries it: nothing rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Latitude, 1e-7 degrees north.
    pub latitude_e7: i32,
    /// Longitude, 1e-7 degrees east.
    pub longitude_e7: i32,
}

impl Place {
    /// Latitude, degrees north.
    pub fn latitude_deg(self) -> f64 {
        f64::from(self.latitude_e7) * 1e-7
    }

    /// Longitude, degrees east.
    pub fn longitude_deg(self) -> f64 {
        f64::from(self.longitude_e7) * 1e-7
    }
}

/// ATTITUDE: angles in rad, rates in rad/s about the body's axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attitude {
    /// Since it started, ms.
    pub boot_ms: u32,
    /// Roll, rad.
    pub roll_rad: f32,
    /// Pitch, rad, nose up positive.
    pub pitch_rad: f32,
    /// Yaw from true north, rad.
    pub yaw_rad: f32,
    /// Roll, pitch, yaw rates, rad/s.
    pub rates_radps: [f32; 3],
}

/// GLOBAL_POSITION_INT: the estimator's position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GlobalPosition {
    /// Since it started, ms.
    pub boot_ms: u32,
    /// Where; autopilots say 0/0 while they do not know, which is `None` here.
    pub place: Option<Place>,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f32,
    /// Height above home, m.
    pub above_home_m: f32,
    /// Velocity NED, m/s.
    pub velocity_mps: [f32; 3],
    /// Heading, degrees.
    pub heading_deg: Option<f32>,
}

/// VFR_HUD.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AirData {
    /// Speed through the air, m/s (indicated); PX4 says that it is not known where no sensor measures it.
    pub air_speed_mps: Option<f32>,
    /// Speed over ground, m/s.
    pub ground_speed_mps: f32,
    /// Heading, degrees.
    pub heading_deg: f32,
    /// Throttle, 0…1.
    pub throttle: f32,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f32,
    /// Speed upwards, m/s.
    pub climb_mps: f32,
}

/// ALTITUDE.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Altitudes {
    /// Above mean sea level, m.
    pub amsl_m: f32,
    /// Above home, m.
    pub above_home_m: f32,
    /// Above the ground, m, where it is measured or looked up.
    pub above_terrain_m: Option<f32>,
}

/// HOME_POSITION.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HomePosition {
    /// Where.
    pub place: Place,
    /// Height above mean sea level, m.
    pub altitude_amsl_m: f64,
}

/// NAV_CONTROLLER_OUTPUT.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NavigationProgress {
    /// Bearing of the target, degrees.
    pub target_bearing_deg: f32,
    /// Distance to it, m.
    pub target_distance_m: f32,
    /// How far off its height it is, m.
    pub altitude_error_m: f32,
    /// How far off the track it is, m.
    pub cross_track_m: f32,
}

/// What a reported target's height is above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetHeight {
    /// Mean sea level (MAV_FRAME_GLOBAL, GLOBAL_INT).
    MeanSeaLevel,
    /// Home (the relative frames).
    Home,
    /// The ground (the terrain frames).
    Terrain,
    /// A frame that is no global one.
    Unknown(u8),
}

/// POSITION_TARGET_GLOBAL_INT: where the autopilot itself says it goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PositionTarget {
    /// Since it started, ms.
    pub boot_ms: u32,
    /// Where, unless it says that the position is ignored.
    pub place: Option<Place>,
    /// Height, m, unless ignored.
    pub height_m: Option<f32>,
    /// What the height is above.
    pub above: TargetHeight,
    /// Velocity NED, m/s, unless ignored.
    pub velocity_mps: Option<[f32; 3]>,
}

/// The wind that a vehicle feels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wind {
    /// Where it blows from, degrees.
    pub from_deg: f32,
    /// How fast, m/s.
    pub speed_mps: f32,
    /// Upwards, m/s.
    pub up_mps: f32,
}
