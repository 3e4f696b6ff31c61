//! Light: the sun, the sky, and the haze between.

use super::noise::{Colour, blend, mix, ramp, shade};
use super::sun::{SunPosition, sun_at};
use super::view::View;
use nalgebra::Vector3;

/// The light of one picture.
#[derive(Clone, Copy, Debug)]
pub struct Light {
    /// Where the sun is, north, east, down, of length 1.
    pub to_sun: Vector3<f32>,
    /// What the sun adds to what it shines on.
    pub direct: Colour,
    /// What comes from the whole sky.
    pub ambient: Colour,
    /// The haze, which is the sky at the horizon.
    pub haze: Colour,
    zenith: Colour,
    /// How much is left of what is one metre farther, as an exponent.
    extinction_per_m: f32,
    /// From 0 by day to 1 by night.
    pub night: f32,
    /// Shadows of things reach so far for a metre of their height, north and east, metres.
    pub shadow_m: (f32, f32),
}

/// What remains of the contrast at the distance that is called visibility (Koschmieder).
const VISIBILITY_EXPONENT: f64 = 3.912;

impl Light {
    /// The light of a view.
    pub fn of(view: &View) -> Self {
        let SunPosition {
            elevation_rad,
            azimuth_rad,
        } = sun_at(view.time, view.place.latitude_deg, view.place.longitude_deg);
        let (sin, cos) = (elevation_rad.sin(), elevation_rad.cos());
        let to_sun = Vector3::new(cos * azimuth_rad.cos(), cos * azimuth_rad.sin(), -sin);
        let degrees = elevation_rad.to_degrees() as f32;
        let day = ramp(-9.0, 10.0, degrees);
        let is_up = ramp(-1.0, 12.0, degrees);
        // Low sun is red.
        let sunlight = blend(
            [1.0, 0.55, 0.28],
            [1.0, 0.97, 0.9],
            ramp(0.0, 22.0, degrees),
        );
        let dusk = ramp(-9.0, -1.0, degrees) * (1.0 - ramp(2.0, 14.0, degrees));
        let haze = blend([0.035, 0.04, 0.055], [0.76, 0.8, 0.84], day);
        let haze = blend(haze, [0.8, 0.58, 0.42], 0.55 * dusk);
        let reach = (1.0 / sin.max(0.17)) * cos;
        Self {
            to_sun: to_sun.map(|part| part as f32),
            direct: shade(sunlight, 0.72 * is_up),
            ambient: blend([0.11, 0.115, 0.15], [0.46, 0.5, 0.56], day),
            haze,
            zenith: blend([0.01, 0.012, 0.03], [0.27, 0.46, 0.74], day),
            extinction_per_m: (VISIBILITY_EXPONENT / view.weather.visibility_m.max(50.0)) as f32,
            night: 1.0 - day,
            shadow_m: (
                (-azimuth_rad.cos() * reach) as f32,
                (-azimuth_rad.sin() * reach) as f32,
            ),
        }
    }

    /// What is seen of a surface: its own colour, how squarely the sun shines on it (0 in the shadow).
    #[inline(always)]
    pub fn on(&self, colour: Colour, sunlit: f32) -> Colour {
        [
            colour[0] * (self.ambient[0] + self.direct[0] * sunlit),
            colour[1] * (self.ambient[1] + self.direct[1] * sunlit),
            colour[2] * (self.ambient[2] + self.direct[2] * sunlit),
        ]
    }

    /// The same from so far.
    #[inline(always)]
    pub fn through_haze(&self, colour: Colour, distance_m: f32) -> Colour {
        let seen = (-self.extinction_per_m * distance_m).exp();
        blend(self.haze, colour, seen)
    }

    /// The sky in a direction of length 1.
    pub fn sky(&self, direction: Vector3<f32>) -> Colour {
        let up = -direction.z;
        let colour = blend(self.haze, self.zenith, up.max(0.0).powf(0.5));
        let towards = direction.dot(&self.to_sun).max(0.0);
        let glow = 0.35 * towards.powi(24) + 3.0 * ramp(0.999_85, 0.999_96, towards);
        let glow = glow * mix(1.0, 0.0, self.night);
        [
            colour[0] + glow * (self.direct[0] + 0.1),
            colour[1] + glow * (self.direct[1] + 0.08),
            colour[2] + glow * (self.direct[2] + 0.05),
        ]
    }
}
