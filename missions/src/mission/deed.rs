//! What an aircraft and what it carries do on their way.

use geofences::{Altitude, Position};

/// Something that is done without flying anywhere.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// From here on it flies so fast.
    Speed {
        /// m/s.
        mps: f64,
    },
    /// Waits, s.
    Wait {
        /// s.
        seconds: f64,
    },
    /// The camera points there.
    Gimbal {
        /// Degrees above the horizon; −90 straight down.
        pitch_deg: f64,
        /// Degrees clockwise from the nose.
        yaw_deg: f64,
    },
    /// The camera, or the nose where it cannot turn, keeps pointing at a place.
    LookAt {
        /// Where.
        position: Position,
        /// How high.
        altitude: Altitude,
    },
    /// The camera looks ahead again.
    LookAhead,
    /// Takes one photo.
    Photo,
    /// Takes a photo each so many metres, the first one at once.
    PhotosEach {
        /// Metres over ground.
        metres: f64,
    },
    /// Takes no more photos.
    PhotosEnd,
    /// Begins to record.
    VideoBegin,
    /// Ends recording.
    VideoEnd,
    /// The camera zooms.
    Zoom {
        /// Times the widest view.
        ratio: f64,
    },
    /// The light.
    Light {
        /// Whether it is on.
        is_on: bool,
    },
    /// The loudspeaker plays what it is set to.
    Loudspeaker {
        /// Whether it is on.
        is_on: bool,
    },
}

/// Where the nose points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heading {
    /// Along the leg, or as the autopilot is set.
    Along,
    /// So many degrees clockwise from north.
    Degrees(f64),
}
