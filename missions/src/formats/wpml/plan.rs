//! A mission as waypoints with actions at them.

use geofences::Position;

/// What is done at a waypoint, one after the other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Action {
    /// `hover`, s.
    Hover(f64),
    /// `gimbalRotate`, pitch in degrees.
    Gimbal(f64),
    /// `takePhoto`.
    Photo,
    /// `startRecord`.
    StartRecord,
    /// `stopRecord`.
    StopRecord,
    /// `zoom`, focal length in mm.
    Zoom(f64),
    /// `rotateYaw`, degrees from north, −180…180.
    RotateYaw(f64),
}

/// Where the nose points on the way to the next waypoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Nose {
    /// `followWayline`.
    Along,
    /// `fixed`, after the nose was turned, degrees.
    Fixed(f64),
    /// `towardPOI`.
    Toward(Position),
}

/// A waypoint.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Waypoint {
    pub position: Position,
    /// By the plan's height mode, m.
    pub height_m: f64,
    /// Speed to the next one, m/s.
    pub speed_mps: f64,
    pub is_passed: bool,
    pub nose: Nose,
    pub actions: Vec<Action>,
}

/// Photos each so many metres from one waypoint to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Photos {
    pub first: usize,
    pub last: usize,
    pub metres: f64,
}

/// What is done at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// `goHome`.
    GoHome,
    /// `autoLand`.
    Land,
    /// `noAction`: it stays where it is.
    Nothing,
}

/// What heights are above.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeightMode {
    /// `relativeToStartPoint`.
    AboveStart,
    /// `WGS84`.
    Ellipsoid,
}

/// A mission as DJI aircraft fly it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Plan {
    pub waypoints: Vec<Waypoint>,
    pub photos: Vec<Photos>,
    pub finish: Finish,
    pub height_mode: HeightMode,
    /// Above the take-off place, m.
    pub security_height_m: f64,
    /// To the first waypoint, m/s.
    pub transition_mps: f64,
}
