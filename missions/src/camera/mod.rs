//! What a camera sees: how fine, how wide, how often, and how fast one may fly for it.
//!
//! All of it is the pinhole camera of photogrammetry (Kraus, Photogrammetry, 2nd ed. 2007, chapters 1 and 3):
//! a length on the ground is to the height above it as its image is to the focal length.

mod fault;
mod footprint;
mod pace;
mod view;

pub use fault::Fault;
pub(crate) use fault::{Faults, within};
pub use footprint::{GroundPoint, NadirFootprint, ObliqueFootprint, SeesNoGround};
pub use pace::{MOST_MOTION_BLUR_GSD, Overlap, PhotoSpeed};
pub use view::{BadZoom, View};

/// What a camera is made of, as its maker writes it. [`Camera::new`] checks it.
#[derive(Clone, Debug, PartialEq)]
pub struct CameraFigures {
    /// The long side of the part of the sensor that makes the image, mm. It lies across the track.
    pub sensor_width_mm: f64,
    /// The short side of it, mm. It lies along the track.
    pub sensor_height_mm: f64,
    /// Pixels of the image along the long side.
    pub image_width_px: u32,
    /// Pixels of the image along the short side.
    pub image_height_px: u32,
    /// True focal length with the widest view, mm; not the one "equivalent to 35 mm".
    pub shortest_focal_mm: f64,
    /// True focal length with the optics zoomed in as far as they go, mm; that of the widest view where they
    /// cannot.
    pub longest_focal_mm: f64,
    /// The least time from one photo to the next, s.
    pub least_interval_s: f64,
    /// The longest exposure of a photo that is taken in flight, s.
    pub exposure_s: f64,
    /// How far down the gimbal turns, degrees above the horizon: −90 straight down.
    pub lowest_pitch_deg: f64,
    /// How far up it turns, degrees above the horizon.
    pub highest_pitch_deg: f64,
}

/// Camera figures that make sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Camera(CameraFigures);

/// Pixels are as high as they are wide, but for what makers round: more between both than this part of them
/// is a figure that was mistyped or of another image format.
const MOST_PIXEL_DISTORTION: f64 = 0.05;

impl Camera {
    /// Checks the figures of a camera.
    ///
    /// # Errors
    /// All that is wrong with them.
    pub fn new(figures: CameraFigures) -> Result<Self, Vec<Fault>> {
        let mut faults = Faults::default();
        let f = &figures;
        faults.number(
            "sensor_width_mm",
            f.sensor_width_mm,
            within(1.0, 100.0, "mm"),
        );
        faults.number(
            "sensor_height_mm",
            f.sensor_height_mm,
            within(1.0, 100.0, "mm"),
        );
        let pixels = within(16.0, 100_000.0, "px");
        faults.number("image_width_px", f64::from(f.image_width_px), pixels);
        faults.number("image_height_px", f64::from(f.image_height_px), pixels);
        let focal = within(0.5, 2_000.0, "mm");
        faults.number("shortest_focal_mm", f.shortest_focal_mm, focal);
        faults.number("longest_focal_mm", f.longest_focal_mm, focal);
        faults.number(
            "least_interval_s",
            f.least_interval_s,
            within(0.01, 600.0, "s"),
        );
        faults.number("exposure_s", f.exposure_s, within(1e-6, 1.0, "s"));
        let pitch = within(-90.0, 90.0, "°");
        faults.number("lowest_pitch_deg", f.lowest_pitch_deg, pitch);
        faults.number("highest_pitch_deg", f.highest_pitch_deg, pitch);
        if !faults.is_empty() {
            return Err(faults.into_list());
        }
        faults.not_above(
            ("shortest_focal_mm", f.shortest_focal_mm),
            ("longest_focal_mm", f.longest_focal_mm),
        );
        faults.not_above(
            ("lowest_pitch_deg", f.lowest_pitch_deg),
            ("highest_pitch_deg", f.highest_pitch_deg),
        );
        faults.not_above(
            ("sensor_height_mm", f.sensor_height_mm),
            ("sensor_width_mm", f.sensor_width_mm),
        );
        let across = f.sensor_width_mm / f64::from(f.image_width_px);
        let along = f.sensor_height_mm / f64::from(f.image_height_px);
        if (across / along - 1.0).abs() > MOST_PIXEL_DISTORTION {
            faults.add(
                "image_width_px",
                format!("pixels of {:.2} by {:.2} µm are not square: sensor and image do not fit each other",
                    across * 1e3, along * 1e3),
                format!("像素为 {:.2} × {:.2} µm，不是正方形：传感器尺寸与像素数不符", across * 1e3, along * 1e3),
            );
        }
        if faults.is_empty() {
            Ok(Self(figures))
        } else {
            Err(faults.into_list())
        }
    }

    /// Its figures.
    pub fn figures(&self) -> &CameraFigures {
        &self.0
    }

    /// What it sees with its widest view.
    pub fn widest(&self) -> View {
        View::of(&self.0, self.0.shortest_focal_mm)
    }

    /// What it sees zoomed in so many times its widest view.
    ///
    /// # Errors
    /// Its optics do not zoom so.
    pub fn zoomed(&self, times: f64) -> Result<View, BadZoom> {
        let most = self.most_zoom();
        if (1.0..=most).contains(&times) {
            Ok(View::of(&self.0, self.0.shortest_focal_mm * times))
        } else {
            Err(BadZoom { times, most })
        }
    }

    /// How far its optics zoom in, times the widest view.
    pub fn most_zoom(&self) -> f64 {
        self.0.longest_focal_mm / self.0.shortest_focal_mm
    }

    /// Whether the gimbal turns there, degrees above the horizon.
    pub fn can_pitch_to(&self, pitch_deg: f64) -> bool {
        (self.0.lowest_pitch_deg..=self.0.highest_pitch_deg).contains(&pitch_deg)
    }
}

#[cfg(test)]
mod tests;
