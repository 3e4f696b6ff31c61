//! A picture from a view.

use super::events::GroundEvent;
use super::ground::{Ground, MapCoast, Spot};
use super::light::Light;
use super::noise::{Colour, Noise, blend, hash, part};
use super::relief::Relief;
use super::smoke;
use super::view::View;
use crate::place::DegreeLengths;
use geofences::Terrain;
use nalgebra::Vector3;

/// A picture, row by row from its upper left corner.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Points in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Red, green and blue of each point, about 0 to 1.
    pub points: Vec<[f32; 3]>,
}

impl Picture {
    /// Red, green and blue as bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let parts = self.points.iter().flatten();
        parts
            .map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
            .collect()
    }

    /// The bytes of one point.
    pub fn point(&self, column: usize, row: usize) -> [u8; 3] {
        let colour = self.points[row * self.width + column];
        colour.map(|part| (part.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
    }
}

/// The ground is found exactly for every so many points, and in between by its inverse distance, which
/// over a plane changes evenly.
const TILE: usize = 8;
/// Where it changes more than so many times within them, there may be a crest in between, and what lies
/// behind it must not shine through.
const MOST_CHANGE: f64 = 1.5;
/// The map is laid out with the degrees of this latitude, so that it is one everywhere.
const MAP_LATITUDE_DEG: f64 = 36.1;
/// The noise of the sensor, by day and by night.
const SENSOR_NOISE: (f32, f32) = (0.008, 0.035);

/// Draws what a camera sees.
pub fn render(view: &View, terrain: &dyn Terrain) -> Picture {
    let painter = Painter::new(view, terrain);
    let (width, height) = (usize::from(view.lens.width), usize::from(view.lens.height));
    let mut picture = Picture {
        width,
        height,
        points: vec![[0.0; 3]; width * height],
    };
    let lattice = painter.lattice(width, height);
    let columns = width.div_ceil(TILE) + 1;
    for row in 0..height {
        for tile in 0..width.div_ceil(TILE) {
            let corner = row / TILE * columns + tile;
            let corners = [
                lattice[corner],
                lattice[corner + 1],
                lattice[corner + columns],
                lattice[corner + columns + 1],
            ];
            painter.paint(&mut picture, row, tile * TILE, corners);
        }
    }
    for event in &view.scene.events {
        let ground = painter.ground_amsl_m(event.place);
        smoke::draw(view, &painter.ground.light, event, ground, &mut picture);
    }
    expose(view, &painter.ground.light, &mut picture);
    picture
}

struct Painter<'a> {
    view: &'a View,
    relief: Relief,
    ground: Ground,
    /// The camera on the map, metres east and north.
    camera: (f64, f64),
    /// Metres of the map for a true metre, east and north.
    scale: (f64, f64),
    focal: f64,
    /// From one ray to the next in its row.
    step: Vector3<f64>,
}

impl<'a> Painter<'a> {
    fn new(view: &'a View, terrain: &dyn Terrain) -> Self {
        let map = DegreeLengths::at(MAP_LATITUDE_DEG);
        let here = DegreeLengths::at(view.place.latitude_deg);
        let events = view.scene.events.iter().map(|event| GroundEvent {
            kind: event.kind,
            east_m: event.place.longitude_deg * map.longitude_m,
            north_m: event.place.latitude_deg * map.latitude_m,
            radius_m: event.radius_m.max(0.5) as f32,
            strength: event.strength.clamp(0.0, 1.0) as f32,
        });
        Self {
            view,
            relief: Relief::around(view, terrain),
            ground: Ground {
                noise: Noise::table(),
                light: Light::of(view),
                coast: MapCoast::of(view.scene.coast, (map.latitude_m, map.longitude_m)),
                events: events.collect(),
            },
            camera: (
                view.place.longitude_deg * map.longitude_m,
                view.place.latitude_deg * map.latitude_m,
            ),
            scale: (
                map.longitude_m / here.longitude_m,
                map.latitude_m / here.latitude_m,
            ),
            focal: view.lens.focal_points(),
            step: view.ray(1.0, 0.0) - view.ray(0.0, 0.0),
        }
    }

    fn ground_amsl_m(&self, place: crate::place::Place) -> f64 {
        let ned = self.view.place.ned_to(place);
        self.relief.at(ned.x, ned.y).amsl_m.into()
    }

    /// The inverse distances along the axis at the corners of the tiles; 0 for the sky.
    fn lattice(&self, width: usize, height: usize) -> Vec<f64> {
        let (columns, rows) = (width.div_ceil(TILE) + 1, height.div_ceil(TILE) + 1);
        let mut lattice = Vec::with_capacity(columns * rows);
        for row in 0..rows {
            for column in 0..columns {
                let ray = self.view.ray((column * TILE) as f64, (row * TILE) as f64);
                lattice.push(self.relief.meet(ray).map_or(0.0, |far| 1.0 / far));
            }
        }
        lattice
    }

    /// Paints what one row has of a tile.
    fn paint(&self, picture: &mut Picture, row: usize, from: usize, corners: [f64; 4]) {
        let until = (from + TILE).min(picture.width);
        let (middle_row, down) = (row as f64 + 0.5, ((row % TILE) as f64 + 0.5) / TILE as f64);
        let left = corners[0] + (corners[2] - corners[0]) * down;
        let right = corners[1] + (corners[3] - corners[1]) * down;
        let nearest = corners.iter().copied().fold(0.0, f64::max);
        let is_even = corners
            .iter()
            .all(|inverse| *inverse * MOST_CHANGE > nearest);
        let first = self.view.ray(from as f64 + 0.5, middle_row);
        let step = self.step;
        for column in from..until {
            let within = (column - from) as f64;
            let ray = first + step * within;
            let far = if is_even {
                let inverse = left + (right - left) * (within + 0.5) / TILE as f64;
                Some(1.0 / inverse)
            } else {
                self.relief.meet(ray)
            };
            picture.points[row * picture.width + column] = match far {
                Some(far) => self.ground_point(ray, far),
                None => {
                    let direction = ray.normalize().map(|part| part as f32);
                    self.ground.light.sky(direction)
                }
            };
        }
    }

    fn ground_point(&self, ray: Vector3<f64>, far: f64) -> Colour {
        let (north_m, east_m) = (ray.x * far, ray.y * far);
        let length = ray.norm();
        // Seen at a slant a point covers more ground; the mean of its two sides counts.
        let slant = (length / ray.z.max(0.05)).sqrt();
        let spot = Spot {
            east_m: self.camera.0 + east_m * self.scale.0,
            north_m: self.camera.1 + north_m * self.scale.1,
            footing: self.relief.at(north_m, east_m),
            grain_m: (far / self.focal * slant) as f32,
        };
        let look = self.ground.look(&spot);
        let light = &self.ground.light;
        let mut colour = light.on(look.colour, look.sunlit);
        if look.is_water {
            colour = self.reflect(colour, ray / length);
        }
        if light.night > 0.0 {
            let lamp = light.night * 0.9 * look.lamp;
            colour = [
                colour[0] + look.colour[0] * lamp,
                colour[1] + look.colour[1] * lamp * 0.82,
                colour[2] + look.colour[2] * lamp * 0.55,
            ];
        }
        light.through_haze(colour, (far * length) as f32)
    }

    /// Water mirrors the sky, the more the flatter one looks at it (Schlick).
    fn reflect(&self, colour: Colour, direction: Vector3<f64>) -> Colour {
        let down = direction.z.clamp(0.0, 1.0) as f32;
        let mirrored = 0.02 + 0.98 * (1.0 - down).powi(5);
        let up = Vector3::new(direction.x as f32, direction.y as f32, -direction.z as f32);
        blend(colour, self.ground.light.sky(up), 0.85 * mirrored)
    }
}

/// What the lens and the sensor make of it.
fn expose(view: &View, light: &Light, picture: &mut Picture) {
    let noise = SENSOR_NOISE.0 + (SENSOR_NOISE.1 - SENSOR_NOISE.0) * light.night;
    let (middle_x, middle_y) = (0.5 * picture.width as f32, 0.5 * picture.height as f32);
    let corner = middle_x * middle_x + middle_y * middle_y;
    let salt = view.seed as u32 ^ (view.seed >> 32) as u32;
    for (row, points) in picture.points.chunks_exact_mut(picture.width).enumerate() {
        let down = row as f32 - middle_y;
        for (column, point) in points.iter_mut().enumerate() {
            let right = column as f32 - middle_x;
            let vignette = 1.0 - 0.14 * (right * right + down * down) / corner;
            let number = hash(column as i32, row as i32, salt);
            for (which, value) in point.iter_mut().enumerate() {
                let random = part(number, which as u32) - 0.5;
                *value = *value * vignette + 2.0 * noise * random;
            }
        }
    }
}

#[cfg(test)]
mod tests;
