//! Smoke near the ground: a plume along the line that its air has taken.
//!
//! Every few seconds a mark is let go at the fire and carried by the wind. The marks are the axis of
//! the plume, which therefore bends when the wind turns, ends where the first smoke has come to, and
//! drifts off when the fire is out. Across the axis it is Gauss's, with Briggs' widths for a town in
//! neutral air (Briggs 1973, class D: σy = 0.16·x·(1 + 0.0004·x)^-½, σz = 0.14·x·(1 + 0.0003·x)^-½).

use nalgebra::Vector2;
use std::collections::VecDeque;
use std::f64::consts::PI;
use std::time::Duration;

/// A mark is let go so often.
const MARK_INTERVAL: Duration = Duration::from_secs(10);
/// Smoke older than this is forgotten.
const OLDEST: Duration = Duration::from_secs(30 * 60);
/// Smoke spreads in a calm as if the air went this fast, m/s.
const LEAST_WIND_MPS: f64 = 0.5;
/// Light that smoke of flames takes away, m²/g (Mulholland and Croarkin 2000).
const EXTINCTION_M2_PER_G: f64 = 8.7;

/// A piece of a plume as an eye sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmokePuff {
    /// Its middle on the ground.
    pub place: crate::place::Place,
    /// Half its width, m: 95 % of the smoke is within.
    pub half_width_m: f64,
    /// It reaches so high above ground, m.
    pub top_m: f64,
    /// Part of the light that it keeps back where it is thickest, seen from above, 0…1.
    pub opacity: f64,
}

#[derive(Clone, Copy, Debug)]
struct Mark {
    at_m: Vector2<f64>,
    travelled_m: f64,
    age: Duration,
}

impl Mark {
    const AT_FIRE: Self = Self {
        at_m: Vector2::new(0.0, 0.0),
        travelled_m: 0.0,
        age: Duration::ZERO,
    };
}

/// A plume; places in it are metres north and east of the fire.
#[derive(Clone, Debug)]
pub struct Plume {
    extent_m: f64,
    /// Newest first.
    marks: VecDeque<Mark>,
    until_next: Duration,
    /// While it burns, the axis begins at the fire.
    burns: bool,
}

/// Half-widths of a plume, m: one standard deviation.
struct Widths {
    across_m: f64,
    up_m: f64,
}

impl Plume {
    /// The plume of a fire that is `extent_m` in radius and not yet lit.
    pub fn new(extent_m: f64) -> Self {
        Self {
            extent_m,
            marks: VecDeque::new(),
            until_next: Duration::ZERO,
            burns: false,
        }
    }

    /// Carries the smoke on, and adds some while it burns.
    pub fn step(&mut self, dt: Duration, wind_ne_mps: Vector2<f64>, burns: bool) {
        let dt_s = dt.as_secs_f64();
        for mark in &mut self.marks {
            mark.at_m += wind_ne_mps * dt_s;
            mark.travelled_m += wind_ne_mps.norm().max(LEAST_WIND_MPS) * dt_s;
            mark.age += dt;
        }
        while self.marks.back().is_some_and(|mark| mark.age > OLDEST) {
            self.marks.pop_back();
        }
        self.until_next = self.until_next.saturating_sub(dt);
        let goes_out = self.burns && !burns;
        if goes_out || (burns && self.until_next.is_zero()) {
            self.until_next = if burns { MARK_INTERVAL } else { Duration::ZERO };
            self.marks.push_front(Mark::AT_FIRE);
        }
        self.burns = burns;
    }

    fn widths(&self, travelled_m: f64) -> Widths {
        let across = 0.16 * travelled_m / (1.0 + 0.000_4 * travelled_m).sqrt();
        let up = 0.14 * travelled_m / (1.0 + 0.000_3 * travelled_m).sqrt();
        let at_fire_m = (0.5 * self.extent_m).max(0.5);
        Widths {
            across_m: across.hypot(at_fire_m),
            up_m: up.hypot(at_fire_m.min(2.0)),
        }
    }

    /// The stretches of the axis: from the newer end to the older one.
    fn stretches(&self) -> impl Iterator<Item = (Mark, Mark)> + '_ {
        let first = self.burns.then_some(Mark::AT_FIRE);
        let newer = first.into_iter().chain(self.marks.iter().copied());
        let older = self.marks.iter().copied();
        newer
            .zip(older.skip(usize::from(!self.burns)))
            .filter(|(newer, older)| newer.age < older.age)
    }

    /// Concentration over emission somewhere, s/m³: `height_m` above ground.
    pub fn dilution_s_per_m3(&self, at_ne_m: Vector2<f64>, height_m: f64) -> f64 {
        let thickest = |most: f64, (newer, older): (Mark, Mark)| {
            most.max(self.dilution_along(newer, older, at_ne_m, height_m))
        };
        self.stretches().fold(0.0, thickest)
    }

    fn dilution_along(&self, newer: Mark, older: Mark, at: Vector2<f64>, height_m: f64) -> f64 {
        let along = older.at_m - newer.at_m;
        let part = if along.norm() > 1e-6 {
            (at - newer.at_m).dot(&along) / along.norm_squared()
        } else {
            0.0
        };
        let off_m = (at - newer.at_m - along * part.clamp(0.0, 1.0)).norm();
        // Nothing is upwind of the fire, but for the fire itself, and nothing ahead of the first smoke.
        let stands_in_it = off_m <= self.extent_m.max(1.0);
        if !(0.0..=1.0).contains(&part) && !stands_in_it {
            return 0.0;
        }
        let part = part.clamp(0.0, 1.0);
        let travelled_m = newer.travelled_m + part * (older.travelled_m - newer.travelled_m);
        let Widths { across_m, up_m } = self.widths(travelled_m);
        let gauss = |off: f64, sigma: f64| (-0.5 * (off / sigma).powi(2)).exp();
        gauss(off_m, across_m) * gauss(height_m, up_m)
            / (PI * wind_mps(newer, older) * across_m * up_m)
    }

    /// What one sees of it, for `emission_g_per_s`: middles in metres from the fire, half-widths,
    /// tops and opacities.
    pub fn visible(
        &self,
        emission_g_per_s: f64,
    ) -> impl Iterator<Item = (Vector2<f64>, f64, f64, f64)> + '_ {
        self.stretches().map(move |(newer, older)| {
            let travelled_m = 0.5 * (newer.travelled_m + older.travelled_m);
            let Widths { across_m, up_m } = self.widths(travelled_m);
            // The concentration over the axis, added up from the ground to the sky.
            let column_g_per_m2 =
                emission_g_per_s / ((2.0 * PI).sqrt() * wind_mps(newer, older) * across_m);
            let opacity = 1.0 - (-EXTINCTION_M2_PER_G * column_g_per_m2).exp();
            let middle = 0.5 * (newer.at_m + older.at_m);
            (middle, 2.0 * across_m, 2.0 * up_m, opacity)
        })
    }
}

/// How fast the air went between two marks, m/s.
fn wind_mps(newer: Mark, older: Mark) -> f64 {
    let seconds = older.age.saturating_sub(newer.age).as_secs_f64();
    let length_m = older.travelled_m - newer.travelled_m;
    (length_m / seconds.max(1e-3)).max(LEAST_WIND_MPS)
}
