//! What a vehicle carries, as whoever builds it says.

use crate::place::Place;

/// What is carried; without any of it nothing is allocated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PayloadSetup {
    /// A camera.
    pub camera: Option<CameraSetup>,
    /// A gimbal, on which the camera sits.
    pub gimbal: Option<GimbalSetup>,
    /// A sender of Remote ID.
    pub remote_id: Option<RemoteIdSetup>,
    /// Telemetry radios that report how well they hear, at most one on a link.
    pub radios: Vec<RadioSetup>,
}

/// A camera.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraSetup {
    /// Its number as a component; 100 is MAV_COMP_ID_CAMERA.
    pub component_id: u8,
    /// Who made it, at most 32 bytes.
    pub vendor: String,
    /// What it is called, at most 32 bytes.
    pub model: String,
    /// Points in a row of a picture.
    pub width: u16,
    /// Rows of a picture.
    pub height: u16,
    /// Width of its sensor, mm; the height follows from the picture's.
    pub sensor_width_mm: f64,
    /// Its shortest focal length, mm.
    pub focal_mm: f64,
    /// Its longest focal length is so many times the shortest.
    pub most_zoom: f64,
    /// Where it looks where there is no gimbal: below the nose, degrees.
    pub tilt_deg: f64,
    /// Every picture takes so much room, bytes. A file is filled up to it, so that its size is known
    /// before it is fetched.
    pub image_bytes: u32,
    /// Its card holds so much, MiB.
    pub storage_mib: f64,
    /// Taking a picture and storing it takes so long, s.
    pub capture_s: f64,
    /// Where its video is to be had (RTSP, H.264); without it the camera tells of no video.
    pub video_uri: Option<String>,
    /// What its video takes, bits/s.
    pub video_bitrate: u32,
}

impl Default for CameraSetup {
    fn default() -> Self {
        Self {
            component_id: 100,
            vendor: "Haiou".to_owned(),
            model: "Simulated city camera".to_owned(),
            width: 1_280,
            height: 960,
            // A sensor of one inch and a lens that looks 74° wide.
            sensor_width_mm: 13.2,
            focal_mm: 8.8,
            most_zoom: 8.0,
            tilt_deg: 90.0,
            image_bytes: 320_000,
            storage_mib: 32_768.0,
            capture_s: 0.8,
            video_uri: None,
            video_bitrate: 4_000_000,
        }
    }
}

/// A gimbal.
#[derive(Clone, Debug, PartialEq)]
pub struct GimbalSetup {
    /// Lowest and highest pitch against the horizon, degrees; down is negative.
    pub pitch_deg: (f64, f64),
    /// The yaw joint turns so far to each side of the nose, degrees.
    pub most_yaw_deg: f64,
    /// The roll joint turns so far to each side, degrees: it keeps level while the vehicle leans no
    /// more.
    pub most_roll_deg: f64,
    /// It turns no faster, degrees/s.
    pub most_rate_degps: f64,
}

impl Default for GimbalSetup {
    fn default() -> Self {
        Self {
            pitch_deg: (-90.0, 30.0),
            most_yaw_deg: 170.0,
            most_roll_deg: 45.0,
            most_rate_degps: 60.0,
        }
    }
}

/// A sender of Remote ID.
#[derive(Clone, Debug, PartialEq)]
pub struct RemoteIdSetup {
    /// The maker's serial number (ANSI/CTA-2063-A), at most 20 characters.
    pub serial: String,
    /// The registration, at most 20 characters: in China `UAS` and eight digits.
    pub registration: String,
    /// The operator, at most 20 characters; empty until a station tells.
    pub operator: String,
    /// What the flight is for, at most 23 characters.
    pub purpose: String,
    /// How far the ellipsoid of WGS 84 lies beneath the sea here, metres.
    pub geoid_m: f64,
}

impl Default for RemoteIdSetup {
    fn default() -> Self {
        Self {
            serial: "1581HAIOU00000000001".to_owned(),
            registration: "UAS00000001".to_owned(),
            operator: String::new(),
            purpose: "City patrol".to_owned(),
            geoid_m: QINGDAO_GEOID_M,
        }
    }
}

/// EGM96 in Qingdao, metres.
const QINGDAO_GEOID_M: f64 = 5.7;

/// A telemetry radio.
#[derive(Clone, Debug, PartialEq)]
pub struct RadioSetup {
    /// The link that it carries.
    pub channel: u8,
    /// Where its other end stands; without one, where the vehicle starts.
    pub station: Option<Place>,
    /// What it sends with, dBm.
    pub power_dbm: f64,
    /// Its frequency, MHz.
    pub frequency_mhz: f64,
}

impl Default for RadioSetup {
    fn default() -> Self {
        Self {
            channel: 0,
            station: None,
            power_dbm: 20.0,
            frequency_mhz: 433.0,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use geofences::{Egm96Geoid, Geoid, Position};

    #[test]
    fn the_geoid_in_qingdao_is_that_of_the_model() {
        let (from, until) = (Position::new(120.3, 36.0), Position::new(120.4, 36.1));
        let geoid = Egm96Geoid::for_extent(from.unwrap(), until.unwrap()).unwrap();
        let here = Position::new(120.3826, 36.0671).unwrap();
        let model_m = geoid.undulation_at(here).unwrap().height_m;
        assert!((model_m - QINGDAO_GEOID_M).abs() < 0.2, "{model_m}");
    }
}
