//! The look of a point of the ground.

use super::city;
use super::events::GroundEvent;
use super::light::Light;
use super::noise::{Colour, Noise, ramp};
use super::open_land;
use super::relief::Footing;
use super::scene::Coast;
use super::sea;

/// A point of the ground.
#[derive(Clone, Copy, Debug)]
pub struct Spot {
    /// East on the map, metres from the map's own zero.
    pub east_m: f64,
    /// North on the map, metres.
    pub north_m: f64,
    /// The ground there.
    pub footing: Footing,
    /// How much ground one point of the picture covers, metres.
    pub grain_m: f32,
}

/// How a point looks before light falls on it.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Its colour.
    pub colour: Colour,
    /// How much sun falls on it, 0 in the shadow.
    pub sunlit: f32,
    /// It stands above the ground: a roof, a tree, a car.
    pub stands_out: bool,
    /// It is water.
    pub is_water: bool,
    /// How much of a lamp's light falls on it at night.
    pub lamp: f32,
}

impl Look {
    /// Plain ground in the sun.
    #[inline(always)]
    pub fn plain(colour: Colour) -> Self {
        Self {
            colour,
            sunlit: 1.0,
            stands_out: false,
            is_water: false,
            lamp: 0.0,
        }
    }
}

/// The whole ground of one picture.
pub struct Ground {
    /// Noise.
    pub noise: Noise,
    /// The light, for shadows.
    pub light: Light,
    /// Where the sea is told to be, on the map.
    pub coast: MapCoast,
    /// What happens on the ground.
    pub events: Vec<GroundEvent>,
}

/// The coast on the map, metres.
#[derive(Clone, Copy, Debug)]
pub struct MapCoast {
    south_of_m: f64,
    west_of_m: f64,
}

impl MapCoast {
    /// From degrees.
    pub fn of(coast: Coast, (latitude_m, longitude_m): (f64, f64)) -> Self {
        let on_map = |degrees: Option<f64>, length: f64| {
            degrees.map_or(f64::NEG_INFINITY, |degrees| degrees * length)
        };
        Self {
            south_of_m: on_map(coast.south_of_deg, latitude_m),
            west_of_m: on_map(coast.west_of_deg, longitude_m),
        }
    }

    /// How far inland a point is, metres; less than 0 in the sea.
    #[inline(always)]
    fn inland_m(&self, spot: &Spot) -> f32 {
        let north = spot.north_m - self.south_of_m;
        let east = spot.east_m - self.west_of_m;
        north.min(east).min(1.0e6) as f32
    }
}

/// Ground no higher than this above the sea is sea, metres.
const SEA_AMSL_M: f32 = 0.25;
/// Ground steeper than this is no town.
const STEEPEST_TOWN: f32 = 0.22;
/// Beaches are so wide, metres, and no higher than this above the sea.
const BEACH_M: f32 = 14.0;
const BEACH_AMSL_M: f32 = 1.2;

impl Ground {
    /// The look of a point.
    #[inline]
    pub fn look(&self, spot: &Spot) -> Look {
        let mut look = self.untouched(spot);
        for event in &self.events {
            event.paint(self, spot, &mut look);
        }
        look
    }

    fn untouched(&self, spot: &Spot) -> Look {
        let mut inland_m = self.coast.inland_m(spot);
        if inland_m < 200.0 {
            inland_m += 9.0 * self.noise.at(spot.east_m * 0.11, spot.north_m * 0.11);
        }
        let amsl_m = spot.footing.amsl_m;
        if inland_m < 0.0 || amsl_m <= SEA_AMSL_M {
            let shallow = ramp(-40.0, 0.0, inland_m.min(0.0)) * f32::from(inland_m < 100.0);
            return sea::water(self, spot, shallow);
        }
        if inland_m < BEACH_M || amsl_m < BEACH_AMSL_M {
            return open_land::beach(self, spot);
        }
        let rise = spot.footing.rise_north.abs() + spot.footing.rise_east.abs();
        if rise > STEEPEST_TOWN {
            return open_land::forest(self, spot);
        }
        city::look(self, spot)
    }
}
