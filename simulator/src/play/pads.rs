//! Where vehicles stand that do not stand on the ground itself: roofs and docks. The ground of the
//! simulation is the terrain with these on it.

use geofences::{Ground, GroundPiece, GroundRange, Position, Terrain};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A pad.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pad {
    /// Its middle.
    pub at: Position,
    /// Above the ground beneath it, metres.
    pub height_agl_m: f64,
}

/// Terrain with pads on it.
pub struct GroundWithPads {
    terrain: Arc<dyn Terrain>,
    /// By cell.
    pads: HashMap<(i32, i32), Vec<Pad>>,
}

/// A pad reaches so far around its middle, metres: a vehicle lands on it with an error of metres.
const REACH_M: f64 = 3.0;
/// Cells are so wide, degrees: about 111 m. A pad lies in up to four of them.
const CELL_DEG: f64 = 1e-3;
/// A degree of latitude, metres, good to a percent everywhere.
const DEGREE_M: f64 = 111_200.0;

fn cell(at: Position) -> (i32, i32) {
    let index = |degrees: f64| (degrees / CELL_DEG).floor() as i32;
    (index(at.longitude_deg()), index(at.latitude_deg()))
}

/// The cells that a pad touches: it is far smaller than a cell.
fn cells_of(at: Position) -> BTreeSet<(i32, i32)> {
    let north_deg = REACH_M / DEGREE_M;
    let east_deg = north_deg / at.latitude_deg().to_radians().cos().max(0.01);
    let sides = [-1.0, 1.0];
    let corners = sides.into_iter().flat_map(|east| {
        sides.into_iter().filter_map(move |north| {
            let lon = at.longitude_deg() + east * east_deg;
            let lat = at.latitude_deg() + north * north_deg;
            Position::new(lon, lat).ok().map(cell)
        })
    });
    corners.collect()
}

impl GroundWithPads {
    /// Terrain with these pads.
    pub fn new(terrain: Arc<dyn Terrain>, all: impl IntoIterator<Item = Pad>) -> Self {
        let mut pads: HashMap<_, Vec<Pad>> = HashMap::new();
        for pad in all.into_iter().filter(|pad| pad.height_agl_m > 0.0) {
            for cell in cells_of(pad.at) {
                pads.entry(cell).or_default().push(pad);
            }
        }
        Self { terrain, pads }
    }

    fn pad_at(&self, at: Position) -> Option<&Pad> {
        if self.pads.is_empty() {
            return None;
        }
        let mut pads = self.pads.get(&cell(at))?.iter();
        pads.find(|pad| {
            let north_m = (at.latitude_deg() - pad.at.latitude_deg()) * DEGREE_M;
            let east_m = (at.longitude_deg() - pad.at.longitude_deg())
                * DEGREE_M
                * at.latitude_deg().to_radians().cos();
            north_m.hypot(east_m) <= REACH_M
        })
    }
}

impl Terrain for GroundWithPads {
    fn ground_at(&self, position: Position) -> Option<Ground> {
        let ground = self.terrain.ground_at(position)?;
        let pad_m = self.pad_at(position).map_or(0.0, |pad| pad.height_agl_m);
        Some(Ground {
            elevation_amsl_m: ground.elevation_amsl_m + pad_m,
            ..ground
        })
    }

    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        self.terrain.ground_along(from, until, pieces)
    }

    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange> {
        self.terrain.ground_range(south_west, north_east)
    }

    fn name(&self) -> &str {
        self.terrain.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geofences::FlatTerrain;

    #[test]
    fn the_ground_is_higher_on_a_pad_and_nowhere_else() {
        let at = |lon, lat| Position::new(lon, lat).unwrap();
        let flat = FlatTerrain {
            elevation_amsl_m: 20.0,
            uncertainty_m: 0.0,
        };
        let pad = Pad {
            at: at(120.382_999_99, 36.066_999_99),
            height_agl_m: 12.0,
        };
        let ground = GroundWithPads::new(Arc::new(flat), [pad]);
        let height = |lon, lat| ground.ground_at(at(lon, lat)).unwrap().elevation_amsl_m;
        assert_eq!(height(120.382_999_99, 36.066_999_99), 32.0);
        // 2 m and 4 m east, over the edge of a cell; by the length of a degree at 36°: 90 163 m.
        assert_eq!(height(120.383 + 2.0 / 90_163.0, 36.067), 32.0);
        assert_eq!(height(120.383 + 4.0 / 90_163.0, 36.067), 20.0);
    }
}
