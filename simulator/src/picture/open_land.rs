//! Land without houses: beaches, forests, parks, and the trees of them all.

use super::ground::{Ground, Look, Spot};
use super::noise::{Colour, blend, floor, hash, mix, part, ramp, shade};

/// Sand.
pub fn beach(ground: &Ground, spot: &Spot) -> Look {
    let grain = ground.noise.at(spot.east_m * 0.9, spot.north_m * 0.9);
    Look::plain(shade([0.78, 0.7, 0.54], 1.0 + 0.06 * grain))
}

/// Grass.
pub fn grass(ground: &Ground, spot: &Spot) -> Colour {
    let broad = ground.noise.at(spot.east_m * 0.4, spot.north_m * 0.4);
    let fine = ground.noise.grain(spot.east_m * 7.0, spot.north_m * 7.0);
    let colour = blend([0.36, 0.45, 0.22], [0.5, 0.5, 0.29], 0.5 + 0.4 * broad);
    let seen = 1.0 - ramp(0.1, 0.6, spot.grain_m);
    shade(colour, 1.0 + 0.06 * seen * fine)
}

/// A slope with trees.
pub fn forest(ground: &Ground, spot: &Spot) -> Look {
    let broad = ground.noise.at(spot.east_m * 0.05, spot.north_m * 0.05);
    let floor = Look::plain(blend(
        [0.33, 0.33, 0.2],
        [0.45, 0.41, 0.31],
        0.5 + 0.5 * broad,
    ));
    // Lit by how the slope faces the sun.
    let sun = ground.light.to_sun;
    let footing = &spot.footing;
    let faces = -sun.z - footing.rise_north * sun.x - footing.rise_east * sun.y;
    let lit = (faces / (-sun.z).max(0.15)).clamp(0.25, 1.5);
    let mut look = trees(ground, spot, 6.5, 0.9 - 0.25 * broad, 11).unwrap_or(floor);
    look.sunlit *= lit;
    look
}

/// The tree that a point belongs to, or its shadow; `None` where there is neither. Each cell of the
/// given size has at most one, all within the cell.
#[inline]
pub fn trees(ground: &Ground, spot: &Spot, cell_m: f64, density: f32, salt: u32) -> Option<Look> {
    if let Some(look) = crown(ground, spot, cell_m, density, salt) {
        return Some(look);
    }
    // A tree of six metres between here and the sun.
    let (north, east) = ground.light.shadow_m;
    let height = 3.0_f32;
    let shifted = Spot {
        east_m: spot.east_m - f64::from(east * height),
        north_m: spot.north_m - f64::from(north * height),
        ..*spot
    };
    is_crown(&shifted, cell_m, density, salt).then_some(Look {
        sunlit: 0.12,
        ..Look::plain(grass(ground, spot))
    })
}

#[inline(always)]
fn cell(spot: &Spot, cell_m: f64) -> (i32, i32, f32, f32) {
    let (x, y) = (spot.east_m / cell_m, spot.north_m / cell_m);
    let (column, row) = (floor(x), floor(y));
    let size = cell_m as f32;
    (
        column as i32,
        row as i32,
        (x - column) as f32 * size,
        (y - row) as f32 * size,
    )
}

/// East and north of the crown's middle, its size squared, how much smaller, and its number.
#[inline(always)]
fn from_crown(spot: &Spot, cell_m: f64, density: f32, salt: u32) -> Option<(f32, f32, f32, u32)> {
    let (column, row, x, y) = cell(spot, cell_m);
    let number = hash(column, row, salt);
    if part(number, 0) > density {
        return None;
    }
    let size = cell_m as f32;
    let radius = size * (0.24 + 0.22 * part(number, 1));
    let room = size - 2.0 * radius;
    let east = x - (radius + room * part(number, 2));
    let north = y - (radius + room * part(number, 3));
    let inside = 1.0 - (east * east + north * north) / (radius * radius);
    (inside > 0.0).then_some((east / radius, north / radius, inside, number))
}

fn is_crown(spot: &Spot, cell_m: f64, density: f32, salt: u32) -> bool {
    from_crown(spot, cell_m, density, salt).is_some()
}

#[inline]
fn crown(ground: &Ground, spot: &Spot, cell_m: f64, density: f32, salt: u32) -> Option<Look> {
    let (east, north, inside, number) = from_crown(spot, cell_m, density, salt)?;
    let leaves = ground.noise.at(spot.east_m * 4.0, spot.north_m * 4.0);
    if inside < 0.25 && leaves > 0.35 {
        return None;
    }
    let tint = part(number.rotate_left(7), 1);
    let colour = blend([0.19, 0.29, 0.13], [0.34, 0.41, 0.17], tint);
    let sun = ground.light.to_sun;
    let side = east * sun.y + north * sun.x;
    let seen = 1.0 - ramp(0.3, 1.5, spot.grain_m);
    let shading = 1.0 + seen * (0.3 * side + 0.22 * leaves);
    Some(Look {
        sunlit: mix(0.8, shading.max(0.1), seen),
        stands_out: true,
        ..Look::plain(shade(colour, 0.85 + 0.3 * inside.sqrt()))
    })
}
