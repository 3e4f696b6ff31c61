//! What happens on the ground, as it is painted over it.

use super::ground::{Ground, Look, Spot};
use super::noise::{Colour, blend, floor, hash, mix, part, ramp, shade};
use super::scene::EventKind;
use super::sea;

/// Something on the ground, on the map.
#[derive(Clone, Copy, Debug)]
pub struct GroundEvent {
    /// What it is.
    pub kind: EventKind,
    /// East of the map's zero, metres.
    pub east_m: f64,
    /// North of the map's zero, metres.
    pub north_m: f64,
    /// How far it reaches, metres.
    pub radius_m: f32,
    /// How much of it there is, 0 to 1.
    pub strength: f32,
}

/// Where a point is in an event.
struct Within {
    east_m: f32,
    north_m: f32,
    /// From the middle, in radii, made irregular.
    ragged: f32,
}

impl GroundEvent {
    /// Paints it, where it is.
    #[inline]
    pub fn paint(&self, ground: &Ground, spot: &Spot, look: &mut Look) {
        let east_m = (spot.east_m - self.east_m) as f32;
        let north_m = (spot.north_m - self.north_m) as f32;
        let squared = east_m * east_m + north_m * north_m;
        // Algae may bring their pond.
        let reach_m = 2.6 * self.radius_m;
        if squared > reach_m * reach_m {
            return;
        }
        let scale = f64::from(9.0 / self.radius_m.max(1.0));
        let uneven = ground
            .noise
            .at(spot.east_m * scale + self.north_m, spot.north_m * scale);
        let within = Within {
            east_m,
            north_m,
            ragged: squared.sqrt() / self.radius_m + 0.22 * uneven,
        };
        match self.kind {
            EventKind::Smoke => self.burnt(ground, spot, &within, look),
            EventKind::Algae => self.algae(ground, spot, &within, look),
            EventKind::Dump => self.dump(ground, spot, &within, look),
            EventKind::Crowd => self.crowd(ground, spot, &within, look),
            EventKind::HighWater => self.high_water(ground, spot, &within, look),
        }
    }

    /// Burnt ground, and fire in its middle.
    fn burnt(&self, ground: &Ground, spot: &Spot, within: &Within, look: &mut Look) {
        let burnt = 1.0 - ramp(0.7, 1.25, within.ragged);
        if burnt <= 0.0 {
            return;
        }
        look.colour = blend(look.colour, [0.07, 0.06, 0.055], 0.92 * burnt);
        let flames = ground.noise.at(spot.east_m * 5.0, spot.north_m * 5.0);
        let fire = (1.0 - ramp(0.1, 0.75, within.ragged)) * ramp(0.0, 0.6, flames + 0.3);
        let fire = fire * (0.4 + 0.6 * self.strength);
        if fire > 0.05 {
            // Fire lights itself: brighter than white where the sun does not shine.
            look.colour = blend(look.colour, [2.4, 1.15, 0.25], fire);
            look.sunlit = 0.6;
            look.lamp = look.lamp.max(fire);
        }
    }

    fn algae(&self, ground: &Ground, spot: &Spot, within: &Within, look: &mut Look) {
        if !look.is_water {
            if within.ragged > 1.5 {
                return;
            }
            *look = sea::water(ground, spot, ramp(1.0, 1.5, within.ragged) * 0.9);
        }
        // Threads that the current draws out.
        let threads = ground
            .noise
            .at(spot.east_m * 0.9 + spot.north_m * 0.35, spot.north_m * 2.6);
        let clumps = ground.noise.at(spot.east_m * 2.2, spot.north_m * 2.2);
        let here = 1.15 - within.ragged + 0.35 * threads + 0.18 * clumps;
        let dense = ramp(0.0, 0.35, here) * (0.55 + 0.45 * self.strength);
        let colour = blend([0.25, 0.42, 0.1], [0.48, 0.62, 0.16], 0.5 + 0.4 * clumps);
        look.colour = blend(look.colour, colour, dense);
    }

    fn dump(&self, ground: &Ground, spot: &Spot, within: &Within, look: &mut Look) {
        let dirt = 1.0 - ramp(1.0, 1.35, within.ragged);
        if dirt <= 0.0 {
            return;
        }
        let fine = ground.noise.at(spot.east_m * 3.0, spot.north_m * 3.0);
        let ring = shade([0.42, 0.36, 0.29], 1.0 + 0.12 * fine);
        *look = Look {
            sunlit: mix(look.sunlit, 0.9, dirt),
            ..Look::plain(blend(look.colour, ring, 0.9 * dirt))
        };
        let heap = within.ragged;
        if heap > 1.0 || self.strength < 0.05 + 0.5 * heap * (1.0 - self.strength) {
            return;
        }
        // Pieces of two sizes lie over each other, each lit on one side.
        for (size_m, salt, share) in [(1.7_f64, 21, 0.62), (0.75, 22, 0.8)] {
            if let Some((colour, lit)) = piece(spot, size_m, salt, share) {
                look.colour = colour;
                look.sunlit = lit;
                look.stands_out = true;
            }
        }
        // The heap is lit on the side of the sun.
        let sun = ground.light.to_sun;
        let side = (within.east_m * sun.y + within.north_m * sun.x) / self.radius_m;
        look.sunlit *= (1.0 + 0.7 * side).clamp(0.3, 1.4);
    }

    fn crowd(&self, ground: &Ground, spot: &Spot, within: &Within, look: &mut Look) {
        if within.ragged > 1.0 || look.is_water {
            return;
        }
        let density = self.strength * (1.0 - 0.6 * within.ragged * within.ragged);
        if let Some(person) = person(ground, spot, density) {
            *look = person;
        }
    }

    fn high_water(&self, ground: &Ground, spot: &Spot, within: &Within, look: &mut Look) {
        if look.stands_out || look.is_water || within.ragged > 1.1 {
            return;
        }
        let depth = 1.0 - ramp(0.8, 1.1, within.ragged);
        let ripples = ground.noise.at(spot.east_m * 1.6, spot.north_m * 2.4);
        let muddy = shade([0.43, 0.37, 0.27], 1.0 + 0.07 * ripples);
        // What is beneath shines through where there is little.
        let cover = depth * (0.6 + 0.38 * self.strength);
        look.colour = blend(look.colour, muddy, cover);
        look.sunlit = mix(look.sunlit, 0.85, cover);
        look.is_water = depth > 0.5;
    }
}

/// What people throw away: concrete, brick, wood, sheets, sacks, plastic.
const WASTE: [Colour; 9] = [
    [0.7, 0.69, 0.67],
    [0.58, 0.57, 0.55],
    [0.6, 0.3, 0.22],
    [0.5, 0.39, 0.27],
    [0.88, 0.88, 0.86],
    [0.17, 0.17, 0.18],
    [0.2, 0.38, 0.66],
    [0.75, 0.62, 0.25],
    [0.3, 0.48, 0.33],
];

/// A piece of waste on a point: its colour and how it is lit.
fn piece(spot: &Spot, size_m: f64, salt: u32, share: f32) -> Option<(Colour, f32)> {
    let (x, y) = (spot.east_m / size_m, spot.north_m / size_m);
    let (column, row) = (floor(x), floor(y));
    let number = hash(column as i32, row as i32, salt);
    if part(number, 0) > share {
        return None;
    }
    // A box, turned, within its cell.
    let (sin, cos) = (std::f32::consts::TAU * part(number, 1)).sin_cos();
    let (off_x, off_y) = ((x - column) as f32 - 0.5, (y - row) as f32 - 0.5);
    let (along, across) = (off_x * cos + off_y * sin, off_y * cos - off_x * sin);
    let half = (0.26 + 0.22 * part(number, 2), 0.14 + 0.24 * part(number, 3));
    if along.abs() > half.0 || across.abs() > half.1 {
        return None;
    }
    let colour = WASTE[(number >> 5) as usize % WASTE.len()];
    let lit = if across > 0.55 * half.1 {
        0.45
    } else {
        0.75 + 0.5 * part(number, 1)
    };
    Some((colour, lit))
}

/// The colours of clothes.
const CLOTHES: [Colour; 8] = [
    [0.85, 0.85, 0.85],
    [0.12, 0.13, 0.17],
    [0.7, 0.15, 0.15],
    [0.18, 0.3, 0.6],
    [0.85, 0.7, 0.25],
    [0.35, 0.37, 0.4],
    [0.8, 0.45, 0.55],
    [0.25, 0.45, 0.35],
];
/// Every person has so much room, metres.
const ROOM_M: f64 = 1.0;

fn person(ground: &Ground, spot: &Spot, density: f32) -> Option<Look> {
    let (x, y) = (spot.east_m / ROOM_M, spot.north_m / ROOM_M);
    let (column, row) = (floor(x), floor(y));
    let number = hash(column as i32, row as i32, 31);
    if part(number, 0) > density {
        return None;
    }
    let room = ROOM_M as f32;
    let off_x = ((x - column) as f32 - 0.32 - 0.36 * part(number, 1)) * room;
    let off_y = ((y - row) as f32 - 0.32 - 0.36 * part(number, 2)) * room;
    let head = off_x * off_x + off_y * off_y;
    if head < 0.12 * 0.12 {
        return Some(Look {
            stands_out: true,
            ..Look::plain([0.13, 0.1, 0.09])
        });
    }
    let (sin, cos) = (std::f32::consts::TAU * part(number, 3)).sin_cos();
    let (along, across) = (off_x * cos + off_y * sin, off_y * cos - off_x * sin);
    if (along / 0.33).powi(2) + (across / 0.22).powi(2) < 1.0 {
        return Some(Look {
            stands_out: true,
            ..Look::plain(CLOTHES[(number >> 11) as usize % CLOTHES.len()])
        });
    }
    // Their shadows.
    let (north, east) = ground.light.shadow_m;
    let (off_x, off_y) = (off_x - 0.8 * east, off_y - 0.8 * north);
    (off_x * off_x + off_y * off_y < 0.09).then_some(Look {
        sunlit: 0.15,
        ..Look::plain([0.5, 0.49, 0.47])
    })
}
