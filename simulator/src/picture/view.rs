//! Where a camera is and how it looks: a pinhole.

use super::Scene;
use crate::environment::Weather;
use crate::place::Place;
use chrono::{DateTime, Utc};
use nalgebra::{UnitQuaternion, Vector3};
use std::sync::Arc;

/// How wide a camera looks and how many points its pictures have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lens {
    /// Points in a row.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// The angle from the left edge to the right one, radians.
    pub horizontal_view_rad: f64,
}

impl Lens {
    /// The focal length in points.
    pub fn focal_points(&self) -> f64 {
        0.5 * f64::from(self.width) / (0.5 * self.horizontal_view_rad).tan()
    }

    /// The angle from the upper edge to the lower one, radians.
    pub fn vertical_view_rad(&self) -> f64 {
        2.0 * (0.5 * f64::from(self.height) / self.focal_points()).atan()
    }
}

/// One look.
#[derive(Clone, Debug)]
pub struct View {
    /// Where the camera truly is.
    pub place: Place,
    /// Turns the camera's axes (forward, right, down) into north, east, down.
    pub attitude: UnitQuaternion<f64>,
    /// Its lens.
    pub lens: Lens,
    /// When.
    pub time: DateTime<Utc>,
    /// The weather then.
    pub weather: Weather,
    /// What happened then.
    pub scene: Arc<Scene>,
    /// Makes the noise of the sensor differ from picture to picture.
    pub seed: u64,
}

impl View {
    /// The direction that a point of the picture shows, north, east, down; its part along the axis of
    /// the camera is 1. Columns count to the right and rows down, both from the outer corner.
    pub fn ray(&self, column: f64, row: f64) -> Vector3<f64> {
        let focal = self.lens.focal_points();
        let right = (column - 0.5 * f64::from(self.lens.width)) / focal;
        let down = (row - 0.5 * f64::from(self.lens.height)) / focal;
        self.attitude * Vector3::new(1.0, right, down)
    }

    /// Column and row where something is seen that lies north, east and down of the camera, and how far
    /// it is along its axis; `None` for what is not before the camera.
    pub fn point_of(&self, ned_m: Vector3<f64>) -> Option<(f64, f64, f64)> {
        let seen = self.attitude.inverse_transform_vector(&ned_m);
        if seen.x < 0.1 {
            return None;
        }
        let focal = self.lens.focal_points();
        Some((
            0.5 * f64::from(self.lens.width) + focal * seen.y / seen.x,
            0.5 * f64::from(self.lens.height) + focal * seen.z / seen.x,
            seen.x,
        ))
    }
}
