//! Smoke: puffs that rise, grow, and drift with the wind.

use super::light::Light;
use super::noise::{Noise, blend, hash, mix, part, ramp, shade};
use super::render::Picture;
use super::scene::{EventKind, SceneEvent};
use super::view::View;
use nalgebra::Vector3;

/// One puff, seen.
struct Puff {
    column: f32,
    row: f32,
    radius: f32,
    along_m: f32,
    thickness: f32,
    tone: f32,
    swirl: (f64, f64),
}

/// A new puff leaves the fire so often, s.
const INTERVAL_S: f64 = 0.3;
/// A puff can be seen for so long, s.
const LIFETIME_S: f64 = 55.0;
/// Puffs that are nearer to the camera than this are not drawn, metres.
const NEAREST_M: f64 = 4.0;

/// Draws the smoke of a fire. `ground_amsl_m` is the ground that it burns on.
pub fn draw(
    view: &View,
    light: &Light,
    event: &SceneEvent,
    ground_amsl_m: f64,
    picture: &mut Picture,
) {
    if event.kind != EventKind::Smoke || event.strength <= 0.0 {
        return;
    }
    let fire = event.place.at_amsl_m(ground_amsl_m);
    let origin = view.place.ned_to(fire);
    let mut puffs = puffs(view, event, origin);
    // From behind, so that what is nearer covers what is farther.
    puffs.sort_by(|a, b| b.along_m.total_cmp(&a.along_m));
    let noise = Noise::table();
    for puff in &puffs {
        lay(puff, light, noise, picture);
    }
}

fn puffs(view: &View, event: &SceneEvent, origin: Vector3<f64>) -> Vec<Puff> {
    let seconds = view.time.timestamp_micros() as f64 * 1e-6;
    let newest = (seconds / INTERVAL_S).floor();
    let focal = view.lens.focal_points();
    let count = (LIFETIME_S / INTERVAL_S) as i64;
    let mut puffs = Vec::new();
    for back in 0..count {
        let born = newest - back as f64;
        let age_s = seconds - born * INTERVAL_S;
        let number = hash(born as i64 as i32, (born / 4.0e9) as i32, 41);
        // It rises fast at first, and slower as it cools.
        let rise_m = 3.2 * age_s.powf(0.72) * (0.85 + 0.3 * f64::from(part(number, 0)));
        let wind = view.weather.wind.at_height(0.5 * rise_m + 2.0);
        let spread_m = 0.35 * event.radius_m + 0.16 * rise_m;
        let sway = |which| (f64::from(part(number, which)) - 0.5) * 2.0 * spread_m;
        let at =
            origin + wind * age_s + Vector3::new(sway(1), sway(2), -rise_m - 0.5 * event.radius_m);
        let Some((column, row, along_m)) = view.point_of(at) else {
            continue;
        };
        if along_m < NEAREST_M {
            continue;
        }
        let size_m = 0.55 * event.radius_m + 0.42 * age_s.powf(0.9) + 0.8;
        let fades = ramp(0.0, 0.006, (age_s / LIFETIME_S) as f32)
            * (1.0 - ramp(0.25, 1.0, (age_s / LIFETIME_S) as f32));
        puffs.push(Puff {
            column: column as f32,
            row: row as f32,
            radius: (size_m * focal / along_m) as f32,
            along_m: along_m as f32,
            thickness: fades * (0.3 + 0.4 * event.strength as f32),
            tone: mix(0.42, 0.78, ramp(0.0, 14.0, age_s as f32)) * mix(0.9, 1.1, part(number, 3)),
            swirl: (f64::from(number & 0x3FF), f64::from(number >> 20)),
        });
    }
    puffs
}

fn lay(puff: &Puff, light: &Light, noise: Noise, picture: &mut Picture) {
    let (width, height) = (picture.width as f32, picture.height as f32);
    let reach = puff.radius;
    if puff.column + reach < 0.0
        || puff.row + reach < 0.0
        || puff.column - reach > width
        || puff.row - reach > height
    {
        return;
    }
    let range = |middle: f32, most: f32| {
        let low = (middle - reach).max(0.0) as usize;
        let high = (middle + reach).min(most - 1.0) as usize;
        low..high + 1
    };
    let scale = 14.0 / f64::from(reach);
    let lit = light.on(shade([1.0, 0.99, 0.97], puff.tone), 0.75);
    let dark = light.on(shade([0.8, 0.8, 0.82], puff.tone), 0.25);
    for row in range(puff.row, height) {
        for column in range(puff.column, width) {
            let right = (column as f32 - puff.column) / reach;
            let down = (row as f32 - puff.row) / reach;
            let inside = 1.0 - right * right - down * down;
            if inside <= 0.0 {
                continue;
            }
            let ragged = noise.at(
                f64::from(right) * f64::from(reach) * scale + puff.swirl.0,
                f64::from(down) * f64::from(reach) * scale + puff.swirl.1,
            );
            let dense = (inside * (1.0 + 0.75 * ragged)).clamp(0.0, 1.0);
            let cover = puff.thickness * dense;
            let colour = blend(
                dark,
                lit,
                (0.6 - 0.35 * down + 0.3 * ragged).clamp(0.0, 1.0),
            );
            let colour = light.through_haze(colour, puff.along_m);
            let at = row * picture.width + column;
            picture.points[at] = blend(picture.points[at], colour, cover);
        }
    }
}
