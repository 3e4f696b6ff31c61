//! The houses of the town: homes with tiled roofs, and halls with flat ones.

use super::city::{BLOCK_M, InBlock, LARGE_ROAD_M, PAVEMENT_M, TURN, Use, place_in_block, use_of};
use super::ground::{Ground, Look, Spot};
use super::noise::{Colour, floor, floor_of, hash, part, rest, shade};

/// A house: its colour, how high it is, and where in it the point is.
pub(super) struct House {
    number: u32,
    height_m: f32,
    /// Across its ridge, −1 to 1.
    across: f32,
    /// To its nearest edge, metres.
    to_edge_m: f32,
    is_hall: bool,
}

/// The house that stands on a point.
pub(super) fn house(here: InBlock) -> Option<House> {
    let used = use_of(here.column, here.row);
    let (width, depth, gap_x, gap_y, is_hall) = match used {
        Use::Homes => (40.0, 24.0, 4.0, 11.0, false),
        Use::Halls => (58.0, 42.0, 6.0, 8.0, true),
        _ => return None,
    };
    let inner = (
        here.x - LARGE_ROAD_M - PAVEMENT_M,
        here.y - LARGE_ROAD_M - PAVEMENT_M,
    );
    let room = (
        BLOCK_M.0 as f32 - 2.0 * (LARGE_ROAD_M + PAVEMENT_M),
        BLOCK_M.1 as f32 - 2.0 * (LARGE_ROAD_M + PAVEMENT_M),
    );
    if inner.0 < 0.0 || inner.1 < 0.0 || inner.0 >= room.0 || inner.1 >= room.1 {
        return None;
    }
    // The room is divided evenly.
    let counts = (
        floor_of(room.0 / width).max(1.0),
        floor_of(room.1 / depth).max(1.0),
    );
    let size = (room.0 / counts.0, room.1 / counts.1);
    let lot = (floor_of(inner.0 / size.0), floor_of(inner.1 / size.1));
    let number = hash(
        here.column.wrapping_mul(8) + lot.0 as i32,
        here.row.wrapping_mul(8) + lot.1 as i32,
        2,
    );
    if part(number, 0) < 0.1 {
        return None;
    }
    let shrink = 1.0 - 0.25 * part(number, 1);
    let half = (
        0.5 * (size.0 - gap_x) * shrink,
        0.5 * (size.1 - gap_y) * (1.0 - 0.2 * part(number, 2)),
    );
    let off = (
        inner.0 - (lot.0 + 0.5) * size.0,
        inner.1 - (lot.1 + 0.5) * size.1,
    );
    let to_edge_m = (half.0 - off.0.abs()).min(half.1 - off.1.abs());
    let height_m = if is_hall {
        7.0 + 6.0 * part(number, 3)
    } else {
        16.0 + 8.0 * part(number, 3)
    };
    (to_edge_m > 0.0).then_some(House {
        number,
        height_m,
        across: off.1 / half.1,
        to_edge_m,
        is_hall,
    })
}

/// Parts of the way to the highest shadow at which something that casts it is looked for.
const SHADOW_STEPS: [f32; 3] = [0.25, 0.55, 0.9];
/// Houses are about so high, metres.
const USUAL_HEIGHT_M: f32 = 18.0;

pub(super) fn is_in_a_houses_shadow(ground: &Ground, spot: &Spot) -> bool {
    let (north, east) = ground.light.shadow_m;
    SHADOW_STEPS.iter().any(|part| {
        let height_m = part * USUAL_HEIGHT_M;
        let caster = Spot {
            east_m: spot.east_m - f64::from(east * height_m),
            north_m: spot.north_m - f64::from(north * height_m),
            ..*spot
        };
        house(place_in_block(&caster)).is_some_and(|house| house.height_m > height_m)
    })
}

/// The colours of roofs of homes: tiles, mostly red as in the old town.
const TILES: [Colour; 6] = [
    [0.63, 0.31, 0.23],
    [0.58, 0.27, 0.2],
    [0.68, 0.38, 0.27],
    [0.5, 0.27, 0.22],
    [0.45, 0.46, 0.49],
    [0.57, 0.52, 0.45],
];
/// Those of halls: concrete, felt and blue sheet.
const SHEETS: [Colour; 5] = [
    [0.66, 0.66, 0.64],
    [0.52, 0.52, 0.52],
    [0.28, 0.44, 0.64],
    [0.74, 0.73, 0.7],
    [0.41, 0.43, 0.43],
];

pub(super) fn roof(ground: &Ground, spot: &Spot, house: &House) -> Look {
    let palette: &[Colour] = if house.is_hall { &SHEETS } else { &TILES };
    let colour = palette[(house.number >> 9) as usize % palette.len()];
    let weathered = ground.noise.at(spot.east_m * 1.2, spot.north_m * 1.2);
    let mut colour = shade(colour, 1.0 + 0.07 * weathered);
    let mut sunlit = 1.0;
    if house.is_hall {
        if house.to_edge_m < 0.5 {
            colour = [0.72, 0.71, 0.69];
        } else if house.to_edge_m > 2.5 {
            // Machines of the air conditioning, in a grid with gaps.
            let (x, y) = (floor(spot.east_m / 5.0), floor(spot.north_m / 5.0));
            let number = hash(x as i32, y as i32, 6);
            let (at_x, at_y) = (
                (spot.east_m / 5.0 - x) as f32,
                (spot.north_m / 5.0 - y) as f32,
            );
            if part(number, 0) < 0.22 && at_x < 0.5 && at_y < 0.4 {
                let is_fan = (at_x - 0.25).hypot(at_y - 0.2) < 0.14;
                colour = if is_fan {
                    [0.25, 0.26, 0.27]
                } else {
                    [0.8, 0.81, 0.82]
                };
            }
        }
    } else {
        // Two slopes: one turned to the sun, one away from it.
        let sun = ground.light.to_sun;
        let towards = (sun.x * TURN.1 as f32 - sun.y * TURN.0 as f32) / (-sun.z).max(0.3);
        let slope = 0.32 * house.across.signum();
        sunlit = (1.0 + slope * towards).clamp(0.3, 1.4);
        if house.across.abs() < 0.045 {
            colour = shade(colour, 0.72);
        }
        let rows = rest(house.across * 22.0, 1.0);
        if spot.grain_m < 0.25 && rows < 0.25 {
            colour = shade(colour, 0.9);
        }
    }
    Look {
        sunlit,
        stands_out: true,
        ..Look::plain(colour)
    }
}
