//! The town: roads in a grid, and blocks of houses, halls, parks and schools between them.

use super::ground::{Ground, Look, Spot};
use super::houses::{house, is_in_a_houses_shadow, roof};
use super::noise::{Colour, blend, floor, floor_of, hash, part, ramp, rest, shade};
use super::open_land::{grass, trees};

/// From the middle of one road to that of the next, metres.
pub(super) const BLOCK_M: (f64, f64) = (132.0, 98.0);
/// The grid of roads is turned against north, sine and cosine of 17°.
pub(super) const TURN: (f64, f64) = (0.292_371_704_7, 0.956_304_756_0);
/// Every fourth road is a large one.
const LARGE_EVERY: i32 = 4;
/// Half the width of roads, metres.
pub(super) const LARGE_ROAD_M: f32 = 10.5;
const SMALL_ROAD_M: f32 = 5.0;
/// Pavements are so wide, metres.
pub(super) const PAVEMENT_M: f32 = 3.5;

/// A point in its block.
#[derive(Clone, Copy)]
pub(super) struct InBlock {
    /// The block.
    pub column: i32,
    pub row: i32,
    /// Along and across in the block, from the middle of the roads at its lower corner, metres.
    pub x: f32,
    pub y: f32,
}

#[inline(always)]
pub(super) fn place_in_block(spot: &Spot) -> InBlock {
    let along = spot.east_m * TURN.1 + spot.north_m * TURN.0;
    let across = spot.north_m * TURN.1 - spot.east_m * TURN.0;
    let (column, row) = (floor(along / BLOCK_M.0), floor(across / BLOCK_M.1));
    InBlock {
        column: column as i32,
        row: row as i32,
        x: (along - column * BLOCK_M.0) as f32,
        y: (across - row * BLOCK_M.1) as f32,
    }
}

/// The nearest road of one direction: how far its middle is (signed), half its width, its number.
#[inline(always)]
fn nearest_road(at_m: f32, pitch_m: f32, number: i32) -> (f32, f32, i32) {
    let (off_m, number) = if at_m < 0.5 * pitch_m {
        (at_m, number)
    } else {
        (at_m - pitch_m, number + 1)
    };
    let half_m = if number.rem_euclid(LARGE_EVERY) == 0 {
        LARGE_ROAD_M
    } else {
        SMALL_ROAD_M
    };
    (off_m, half_m, number)
}

/// The look of a point in the town.
pub fn look(ground: &Ground, spot: &Spot) -> Look {
    let here = place_in_block(spot);
    let (off_x, half_x, _) = nearest_road(here.x, BLOCK_M.0 as f32, here.column);
    let (off_y, half_y, _) = nearest_road(here.y, BLOCK_M.1 as f32, here.row);
    let (in_x, in_y) = (off_x.abs() < half_x, off_y.abs() < half_y);
    let mut look = if in_x || in_y {
        let mut look = Look::plain(asphalt(ground, spot));
        match (in_x, in_y) {
            // The road runs across, and its markings along y.
            (true, false) => markings(
                spot,
                &mut look,
                (off_x, half_x),
                (here.y, off_y.abs() - half_y),
            ),
            (false, true) => markings(
                spot,
                &mut look,
                (off_y, half_y),
                (here.x, off_x.abs() - half_x),
            ),
            _ => {}
        }
        if in_x != in_y {
            let (off, half, along, lane) = if in_x {
                (off_x, half_x, here.y, here.column)
            } else {
                (off_y, half_y, here.x, here.row + 7_000)
            };
            cars(ground, (off, half, along), (lane, here), &mut look);
        }
        look
    } else if off_x.abs() < half_x + PAVEMENT_M || off_y.abs() < half_y + PAVEMENT_M {
        pavement(ground, spot)
    } else {
        block(ground, spot, here)
    };
    if ground.light.night > 0.0 {
        // Lamps stand along the roads.
        let from_road = (off_x.abs() - half_x).min(off_y.abs() - half_y).max(0.0);
        let along = if off_x.abs() - half_x < off_y.abs() - half_y {
            here.y
        } else {
            here.x
        };
        let from_lamp = (rest(along, 28.0) - 14.0).abs();
        let squared = from_road * from_road + 0.35 * from_lamp * from_lamp;
        look.lamp = 1.0 / (1.0 + squared / 22.0);
    }
    if !look.stands_out && look.sunlit > 0.5 && is_in_a_houses_shadow(ground, spot) {
        look.sunlit = 0.1;
    }
    look
}

fn asphalt(ground: &Ground, spot: &Spot) -> Colour {
    let broad = ground.noise.at(spot.east_m * 0.25, spot.north_m * 0.25);
    let fine = ground.noise.grain(spot.east_m * 9.0, spot.north_m * 9.0);
    let seen = 1.0 - ramp(0.08, 0.5, spot.grain_m);
    shade([0.37, 0.37, 0.38], 1.0 + 0.05 * broad + 0.05 * seen * fine)
}

/// How much of a point a line covers that is `half_m` wide to each side.
#[inline(always)]
fn line(off_m: f32, half_m: f32, grain_m: f32) -> f32 {
    let half_grain = 0.5 * grain_m;
    ((half_m + half_grain - off_m.abs()) / grain_m.max(1e-3)).clamp(0.0, 1.0)
        * (2.0 * half_m / grain_m.max(2.0 * half_m)).min(1.0)
}

fn markings(
    spot: &Spot,
    look: &mut Look,
    (off_m, half_m): (f32, f32),
    (along_m, from_crossing_m): (f32, f32),
) {
    if spot.grain_m > 0.8 {
        return;
    }
    let white = [0.82, 0.82, 0.8];
    if (1.0..4.2).contains(&from_crossing_m) && off_m.abs() < half_m - 0.6 {
        // A zebra crossing.
        let stripe = f32::from(rest(off_m, 1.1) < 0.55);
        look.colour = blend(look.colour, white, 0.85 * stripe);
        return;
    }
    if from_crossing_m < 5.5 {
        return;
    }
    let edge = line(off_m.abs() - (half_m - 0.5), 0.07, spot.grain_m);
    let dash = f32::from(rest(along_m, 6.0) < 2.5);
    if half_m > 7.0 {
        let middle = line(off_m.abs() - 0.18, 0.08, spot.grain_m);
        look.colour = blend(look.colour, [0.85, 0.68, 0.2], 0.85 * middle);
        for lane in [3.6, 7.0] {
            let between = line(off_m.abs() - lane, 0.07, spot.grain_m) * dash;
            look.colour = blend(look.colour, white, 0.8 * between);
        }
    } else {
        let middle = line(off_m, 0.07, spot.grain_m) * dash;
        look.colour = blend(look.colour, white, 0.8 * middle);
    }
    look.colour = blend(look.colour, white, 0.7 * edge);
}

/// The colours of cars.
const PAINTS: [Colour; 8] = [
    [0.87, 0.87, 0.86],
    [0.9, 0.9, 0.9],
    [0.15, 0.15, 0.17],
    [0.55, 0.57, 0.6],
    [0.62, 0.12, 0.1],
    [0.16, 0.26, 0.48],
    [0.78, 0.76, 0.7],
    [0.3, 0.3, 0.32],
];

/// A car of 4.6 × 1.9 m whose middle is `(along, across)` away; `None` outside of it.
fn car(along_m: f32, across_m: f32, number: u32) -> Option<Look> {
    if along_m.abs() > 2.3 || across_m.abs() > 0.95 {
        return None;
    }
    let paint = PAINTS[(number >> 13) as usize % PAINTS.len()];
    let is_glass = ((0.5..1.15).contains(&along_m) || (-1.9..-1.45).contains(&along_m))
        && across_m.abs() < 0.78;
    Some(Look {
        stands_out: true,
        ..Look::plain(if is_glass { [0.1, 0.12, 0.15] } else { paint })
    })
}

fn cars(
    ground: &Ground,
    (off_m, half_m, along_m): (f32, f32, f32),
    (road, here): (i32, InBlock),
    look: &mut Look,
) {
    let is_large = half_m > 7.0;
    let lane = if is_large {
        floor_of(off_m.abs() / 3.5).min(2.0)
    } else {
        0.0
    };
    let middle = if is_large { 1.8 + 3.45 * lane } else { 2.3 };
    let side = if off_m < 0.0 { 1 } else { 0 };
    let cell = floor_of(along_m / 11.0);
    let block = here.column.wrapping_mul(31).wrapping_add(here.row);
    let number = hash(
        road.wrapping_mul(64) + cell as i32,
        block.wrapping_mul(8) + side * 4 + lane as i32,
        5,
    );
    if part(number, 0) > if is_large { 0.34 } else { 0.2 } {
        return;
    }
    let within = along_m - cell * 11.0 - 2.6 - 5.8 * part(number, 1);
    let across = off_m.abs() - middle - 0.3 * (part(number, 2) - 0.5);
    let facing = if side == 1 { within } else { -within };
    if let Some(car) = car(facing, across, number) {
        *look = car;
    } else if within.abs() < 2.5 && across.abs() < 1.3 && ground.light.shadow_m.0.abs() > 0.2 {
        look.sunlit = 0.35;
    }
}

fn pavement(ground: &Ground, spot: &Spot) -> Look {
    if let Some(tree) = trees(ground, spot, 8.0, 0.4, 3) {
        return tree;
    }
    let fine = ground.noise.grain(spot.east_m * 3.0, spot.north_m * 3.0);
    Look::plain(shade([0.64, 0.61, 0.57], 1.0 + 0.05 * fine))
}

/// What a block is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    Homes,
    Halls,
    Park,
    School,
    Building,
}

#[inline(always)]
pub(super) fn use_of(column: i32, row: i32) -> Use {
    match hash(column, row, 1) % 16 {
        0..=7 => Use::Homes,
        8..=11 => Use::Halls,
        12 | 13 => Use::Park,
        14 => Use::School,
        _ => Use::Building,
    }
}

fn block(ground: &Ground, spot: &Spot, here: InBlock) -> Look {
    if let Some(house) = house(here) {
        return roof(ground, spot, &house);
    }
    match use_of(here.column, here.row) {
        Use::Homes => trees(ground, spot, 7.0, 0.34, 4).unwrap_or_else(|| yard(ground, spot)),
        Use::Halls => {
            trees(ground, spot, 9.0, 0.08, 4).unwrap_or_else(|| parking(ground, spot, here))
        }
        Use::Park => park(ground, spot),
        Use::School => sports_ground(ground, spot, here),
        Use::Building => building_site(ground, spot),
    }
}

fn yard(ground: &Ground, spot: &Spot) -> Look {
    let broad = ground.noise.at(spot.east_m * 0.7, spot.north_m * 0.7);
    let paved = [0.57, 0.55, 0.52];
    Look::plain(blend(grass(ground, spot), paved, ramp(-0.1, 0.05, broad)))
}

fn parking(ground: &Ground, spot: &Spot, here: InBlock) -> Look {
    let mut look = Look::plain(shade(asphalt(ground, spot), 1.18));
    let (column, row) = (floor_of(here.x / 2.7), floor_of(here.y / 11.0));
    let (x, y) = (here.x - column * 2.7, here.y - row * 11.0);
    if y < 5.2 {
        let number = hash(
            column as i32 + here.column.wrapping_mul(97),
            row as i32 + here.row.wrapping_mul(89),
            8,
        );
        if spot.grain_m < 0.4 && x < 0.12 {
            look.colour = [0.8, 0.8, 0.78];
        }
        if part(number, 0) < 0.45
            && let Some(car) = car(y - 2.6, x - 1.4, number)
        {
            return car;
        }
    }
    look
}

fn park(ground: &Ground, spot: &Spot) -> Look {
    let bend = ground.noise.at(spot.east_m * 0.22, spot.north_m * 0.22);
    if bend < -0.95 {
        return super::sea::water(ground, spot, 0.35);
    }
    if (bend - 0.15).abs() < 0.06 {
        return Look::plain([0.7, 0.64, 0.53]);
    }
    trees(ground, spot, 6.0, 0.62, 9).unwrap_or_else(|| Look::plain(grass(ground, spot)))
}

fn sports_ground(ground: &Ground, spot: &Spot, here: InBlock) -> Look {
    // A running track of 8 lanes around a football field.
    let x = (here.x - 0.5 * BLOCK_M.0 as f32).abs();
    let y = (here.y - 0.5 * BLOCK_M.1 as f32).abs();
    let straight = 26.0;
    let from_middle = (x - straight).max(0.0).hypot(y);
    if from_middle > 31.0 {
        return trees(ground, spot, 7.0, 0.4, 4).unwrap_or_else(|| yard(ground, spot));
    }
    if from_middle > 22.5 {
        let lane = rest(from_middle - 22.5, 1.06);
        let white = line(lane - 0.53, 0.05, spot.grain_m);
        return Look::plain(blend([0.63, 0.27, 0.21], [0.85, 0.83, 0.8], 0.7 * white));
    }
    let is_line = (x - 30.0).abs() < 0.12 && y < 19.0
        || (y - 19.0).abs() < 0.12 && x < 30.0
        || x < 0.12 && y < 19.0
        || (x.hypot(y) - 6.0).abs() < 0.12;
    let mown = if floor_of(here.x / 5.0) as i32 % 2 == 0 {
        1.0
    } else {
        0.9
    };
    let lawn = shade([0.27, 0.45, 0.2], mown);
    Look::plain(if is_line && spot.grain_m < 0.5 {
        [0.85, 0.87, 0.83]
    } else {
        lawn
    })
}

fn building_site(ground: &Ground, spot: &Spot) -> Look {
    let broad = ground.noise.at(spot.east_m * 0.5, spot.north_m * 0.5);
    let fine = ground.noise.at(spot.east_m * 2.5, spot.north_m * 2.5);
    let earth = blend([0.55, 0.45, 0.33], [0.64, 0.56, 0.45], 0.5 + 0.5 * broad);
    // Nets of green laid over heaps of earth, as the law has it.
    let net = ramp(0.55, 0.62, broad);
    Look::plain(shade(
        blend(earth, [0.26, 0.44, 0.31], 0.85 * net),
        1.0 + 0.08 * fine,
    ))
}
