//! Irregularity that is the same at the same place.

use std::sync::LazyLock;

/// Three parts of a colour, red, green and blue, from 0 to 1.
pub type Colour = [f32; 3];

/// A number from two others and a salt (the mixing of Wellons, `lowbias32`).
#[inline(always)]
pub fn hash(x: i32, y: i32, salt: u32) -> u32 {
    let mut mixed = (x as u32).wrapping_mul(0x9E37_79B1)
        ^ (y as u32).wrapping_mul(0x85EB_CA77)
        ^ salt.wrapping_mul(0xC2B2_AE3D);
    mixed ^= mixed >> 16;
    mixed = mixed.wrapping_mul(0x7FEB_352D);
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x846C_A68B);
    mixed ^ mixed >> 16
}

/// Eight bits of a number, from 0 to 1.
#[inline(always)]
pub fn part(number: u32, which: u32) -> f32 {
    ((number >> (8 * which)) & 0xFF) as f32 * (1.0 / 255.0)
}

/// Points of a side of the table.
const SIDE: usize = 512;

/// Noise of four octaves, mean 0, about ±1, that goes on at its edges.
static TABLE: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let mut table = vec![0.0; SIDE * SIDE];
    let octaves = [(16, 1.0), (8, 0.55), (4, 0.35), (1, 0.3)];
    for (octave, (cell, weight)) in octaves.into_iter().enumerate() {
        let cells = (SIDE / cell) as i32;
        let corner = |x: i32, y: i32| {
            let number = hash(x.rem_euclid(cells), y.rem_euclid(cells), 77 + octave as u32);
            2.0 * part(number, 0) - 1.0
        };
        for row in 0..SIDE {
            for column in 0..SIDE {
                let (x, y) = ((column / cell) as i32, (row / cell) as i32);
                let smooth = |at: usize| {
                    let part = (at % cell) as f32 / cell as f32;
                    part * part * (3.0 - 2.0 * part)
                };
                let (right, down) = (smooth(column), smooth(row));
                let upper = mix(corner(x, y), corner(x + 1, y), right);
                let lower = mix(corner(x, y + 1), corner(x + 1, y + 1), right);
                table[row * SIDE + column] += weight * mix(upper, lower, down);
            }
        }
    }
    table
});

/// The table of noise, fetched once for many points.
#[derive(Clone, Copy)]
pub struct Noise(&'static [f32]);

impl Noise {
    /// The table.
    pub fn table() -> Self {
        Self(&TABLE)
    }

    /// Noise at a point; features are about 16 units wide, the finest one unit.
    #[inline(always)]
    pub fn at(self, x: f64, y: f64) -> f32 {
        let (left, top) = (floor(x), floor(y));
        let (right_part, down_part) = ((x - left) as f32, (y - top) as f32);
        let mask = SIDE as i64 - 1;
        let column = (left as i64 & mask) as usize;
        let row = (top as i64 & mask) as usize;
        let (next_column, next_row) = ((column + 1) & (SIDE - 1), (row + 1) & (SIDE - 1));
        let point = |column: usize, row: usize| self.0[row * SIDE + column];
        let upper = mix(point(column, row), point(next_column, row), right_part);
        let lower = mix(
            point(column, next_row),
            point(next_column, next_row),
            right_part,
        );
        mix(upper, lower, down_part)
    }

    /// The same without smoothing between points, for fine grain.
    #[inline(always)]
    pub fn grain(self, x: f64, y: f64) -> f32 {
        let mask = SIDE as i64 - 1;
        let column = (floor(x) as i64 & mask) as usize;
        let row = (floor(y) as i64 & mask) as usize;
        self.0[row * SIDE + column]
    }
}

/// The next whole number below. Without newer instructions than every processor has, `f64::floor` is a
/// call, and this is done many times for each point.
#[inline(always)]
pub fn floor(value: f64) -> f64 {
    let cut = value as i64 as f64;
    if cut > value { cut - 1.0 } else { cut }
}

/// The same of smaller numbers.
#[inline(always)]
pub fn floor_of(value: f32) -> f32 {
    let cut = value as i32 as f32;
    if cut > value { cut - 1.0 } else { cut }
}

/// What is left of a value above the last whole multiple of another.
#[inline(always)]
pub fn rest(value: f32, of: f32) -> f32 {
    value - of * floor_of(value / of)
}

/// Between two values.
#[inline(always)]
pub fn mix(a: f32, b: f32, part: f32) -> f32 {
    a + (b - a) * part
}

/// Between two colours.
#[inline(always)]
pub fn blend(a: Colour, b: Colour, part: f32) -> Colour {
    [
        mix(a[0], b[0], part),
        mix(a[1], b[1], part),
        mix(a[2], b[2], part),
    ]
}

/// A colour made lighter or darker.
#[inline(always)]
pub fn shade(colour: Colour, factor: f32) -> Colour {
    [colour[0] * factor, colour[1] * factor, colour[2] * factor]
}

/// From 0 below `low` to 1 above `high`, smoothly.
#[inline(always)]
pub fn ramp(low: f32, high: f32, value: f32) -> f32 {
    let part = ((value - low) / (high - low)).clamp(0.0, 1.0);
    part * part * (3.0 - 2.0 * part)
}
