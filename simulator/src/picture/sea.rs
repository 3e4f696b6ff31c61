//! Water.

use super::ground::{Ground, Look, Spot};
use super::noise::{blend, ramp};

/// The sea, the shallower the greener.
pub fn water(ground: &Ground, spot: &Spot, shallow: f32) -> Look {
    let (east, north) = (spot.east_m, spot.north_m);
    let broad = ground.noise.at(east * 0.06, north * 0.06);
    // Waves run with a slant; they are not seen where they are smaller than the picture's points.
    let waves = ground.noise.at(
        east * 1.9 + north * 0.7 + f64::from(broad) * 3.0,
        north * 3.6 - east * 1.1,
    );
    let seen = 1.0 - ramp(0.5, 4.0, spot.grain_m);
    let deep = blend([0.075, 0.19, 0.25], [0.1, 0.25, 0.3], 0.5 + 0.5 * broad);
    let mut colour = blend(deep, [0.34, 0.48, 0.42], 0.7 * shallow);
    let crest = seen * (0.055 * waves + 0.28 * ramp(1.05, 1.6, waves));
    for part in &mut colour {
        *part += crest;
    }
    // Surf.
    let surf = ramp(0.86, 1.0, shallow + 0.08 * waves);
    Look {
        is_water: true,
        ..Look::plain(blend(colour, [0.86, 0.88, 0.88], 0.8 * surf))
    }
}
