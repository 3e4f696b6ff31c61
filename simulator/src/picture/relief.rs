//! How far the ground is that a point of the picture shows.

use super::view::View;
use crate::place::{DegreeLengths, Place};
use geofences::Terrain;
use nalgebra::Vector3;

/// Heights around a camera on a square grid.
pub struct Relief {
    /// Above mean sea level, metres, row by row from the south-west.
    heights_m: Vec<f32>,
    is_flat: bool,
    reach_m: f64,
    /// The ground outside the grid.
    level_m: f64,
    highest_m: f64,
    camera_amsl_m: f64,
}

/// Points of a side of the grid.
const SIDE: usize = 129;
/// What is farther is sky, metres.
const HORIZON_M: f64 = 40_000.0;
/// The ground is found to this, metres.
const CLOSE_ENOUGH_M: f64 = 0.03;

/// The height of the ground, and how it rises to the north and to the east.
#[derive(Clone, Copy, Debug)]
pub struct Footing {
    /// Above mean sea level, metres.
    pub amsl_m: f32,
    /// Metres a metre to the north.
    pub rise_north: f32,
    /// Metres a metre to the east.
    pub rise_east: f32,
}

impl Relief {
    /// The ground around a camera; where there is no data it is taken to be at sea level.
    pub fn around(view: &View, terrain: &dyn Terrain) -> Self {
        let ground = |place: Place| {
            let ground = place.position().and_then(|at| terrain.ground_at(at));
            ground.map_or(0.0, |ground| ground.elevation_amsl_m)
        };
        let beneath_m = ground(view.place);
        let above_m = (view.place.altitude_amsl_m - beneath_m).max(1.0);
        let reach_m = (8.0 * above_m).clamp(300.0, 4_000.0);
        let lengths = DegreeLengths::at(view.place.latitude_deg);
        let step_m = 2.0 * reach_m / (SIDE - 1) as f64;
        let offset = |index: usize| index as f64 * step_m - reach_m;
        let heights_m: Vec<f32> = (0..SIDE * SIDE)
            .map(|index| {
                let (north, east) = (offset(index / SIDE), offset(index % SIDE));
                let at = view
                    .place
                    .moved_ned(Vector3::new(north, east, 0.0), lengths);
                ground(at) as f32
            })
            .collect();
        let (mut lowest, mut highest) = (f32::INFINITY, f32::NEG_INFINITY);
        for height in &heights_m {
            lowest = lowest.min(*height);
            highest = highest.max(*height);
        }
        let sum: f64 = heights_m.iter().map(|height| f64::from(*height)).sum();
        Self {
            level_m: sum / (SIDE * SIDE) as f64,
            heights_m,
            is_flat: highest - lowest < 0.01,
            reach_m,
            highest_m: highest.into(),
            // A camera on the ground has its eye above it.
            camera_amsl_m: view.place.altitude_amsl_m.max(beneath_m + 0.3),
        }
    }

    /// The eye of the camera above mean sea level, metres.
    pub fn camera_amsl_m(&self) -> f64 {
        self.camera_amsl_m
    }

    /// The ground north and east of the camera.
    #[inline(always)]
    pub fn at(&self, north_m: f64, east_m: f64) -> Footing {
        let is_outside = north_m.abs() >= self.reach_m || east_m.abs() >= self.reach_m;
        if self.is_flat || is_outside {
            return Footing {
                amsl_m: self.level_m as f32,
                rise_north: 0.0,
                rise_east: 0.0,
            };
        }
        let scale = (SIDE - 1) as f64 / (2.0 * self.reach_m);
        let (row, column) = (
            (north_m + self.reach_m) * scale,
            (east_m + self.reach_m) * scale,
        );
        let (south, west) = (row as usize, column as usize);
        let (up, right) = ((row - south as f64) as f32, (column - west as f64) as f32);
        let at = south * SIDE + west;
        let corner = |index: usize| self.heights_m.get(index).copied().unwrap_or(0.0);
        let (sw, se) = (corner(at), corner(at + 1));
        let (nw, ne) = (corner(at + SIDE), corner(at + SIDE + 1));
        let (lower, upper) = (sw + (se - sw) * right, nw + (ne - nw) * right);
        let scale = scale as f32;
        Footing {
            amsl_m: lower + (upper - lower) * up,
            rise_north: (upper - lower) * scale,
            rise_east: ((se - sw) * (1.0 - up) + (ne - nw) * up) * scale,
        }
    }

    /// How far along a ray its ground is, in lengths of the ray; `None` for the sky.
    pub fn meet(&self, ray: Vector3<f64>) -> Option<f64> {
        if self.is_flat {
            let above_m = self.camera_amsl_m - self.level_m;
            let far = above_m / ray.z;
            return (ray.z > 0.0 && far * ray.norm() < HORIZON_M).then_some(far);
        }
        let length = ray.norm();
        let mut far = 0.0;
        for _ in 0..400 {
            let height_m = self.camera_amsl_m - ray.z * far;
            if ray.z <= 0.0 && height_m > self.highest_m {
                return None;
            }
            let ground = self.at(ray.x * far, ray.y * far);
            let above_m = height_m - f64::from(ground.amsl_m);
            if above_m < CLOSE_ENOUGH_M {
                return Some(far);
            }
            if far * length > HORIZON_M {
                return None;
            }
            // Steps that cannot pass through slopes of up to 45°, and grow with the distance.
            let towards = ray.z + ray.xy().norm();
            far += (above_m / towards).max(0.002 * far);
        }
        Some(far)
    }
}
