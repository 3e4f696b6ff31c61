//! What rotors take: blades, induced flow, drag and climbing.

use super::gravity::GRAVITY_MPS2;
use crate::vehicle::Rotors;

/// So many halvings find the induced flow to 1e-9 of that in a hover.
const HALVINGS: u32 = 30;

impl Rotors {
    /// Power from the battery to fly with `mass_kg` at `airspeed_mps` level through air of this density while
    /// it climbs with `climb_mps` (below 0: sinks), W.
    ///
    /// Blade profile, induced flow and drag as in Zeng, Xu and Zhang 2019, eq. 12, in the general case that
    /// it is a special one of:
    /// - The tip speed is not given but follows from the thrust, U² = T/(ρ·A·C_T) (Leishman 2006, 2.2.3),
    ///   since such rotors turn faster to lift more. Profile: ⅛·δ·σ·ρ·A·U³·(1 + 3·V²/U²).
    /// - The rotors lean by α, tan α = D/W, and so T² = W² + D². The induced flow is Glauert's
    ///   v = (T/2ρA) / √((V·cos α)² + (V·sin α + v)²) (Leishman 2006, 2.14), solved by halving; the paper's
    ///   closed form is its solution for α = 0.
    /// - Climbing adds weight times rate. Sinking takes that away, but no more than to
    ///   [`Rotors::descent_floor`] of level flight: the rotors then fly in their own wake.
    pub fn power_w(&self, mass_kg: f64, density: f64, airspeed_mps: f64, climb_mps: f64) -> f64 {
        let weight_n = mass_kg * GRAVITY_MPS2;
        let level_w = self.level_shaft_power_w(weight_n, density, airspeed_mps);
        let least_w = self.descent_floor * level_w;
        let climbing_w = level_w + weight_n * climb_mps;
        // What is no number stays none, and does not become the least.
        let shaft_w = if climbing_w < least_w {
            least_w
        } else {
            climbing_w
        };
        shaft_w / self.drive_efficiency
    }

    fn level_shaft_power_w(&self, weight_n: f64, density: f64, airspeed_mps: f64) -> f64 {
        let drag_n = 0.5 * density * self.drag_area_m2 * airspeed_mps * airspeed_mps;
        let thrust_n = weight_n.hypot(drag_n);
        let area_m2 = self.disc_area_m2();
        let tip_2 = thrust_n / (density * area_m2 * self.thrust_coefficient);
        let profile_w = self.profile_drag / 8.0
            * self.solidity
            * density
            * area_m2
            * tip_2.powf(1.5)
            * (1.0 + 3.0 * airspeed_mps * airspeed_mps / tip_2);
        let through_mps = airspeed_mps * drag_n / thrust_n;
        let along_mps = airspeed_mps * weight_n / thrust_n;
        let induced_mps = induced_mps(thrust_n / (2.0 * density * area_m2), along_mps, through_mps);
        profile_w + self.induced_factor * thrust_n * induced_mps + drag_n * airspeed_mps
    }

    /// Area of all discs, m².
    pub fn disc_area_m2(&self) -> f64 {
        f64::from(self.count) * std::f64::consts::PI * self.radius_m * self.radius_m
    }
}

/// The v with v·√(along² + (through + v)²) = `hover_2`, which is the square of the induced flow in a hover.
/// The left side grows with v.
fn induced_mps(hover_2: f64, along_mps: f64, through_mps: f64) -> f64 {
    let (mut low, mut high) = (0.0, hover_2.sqrt());
    for _ in 0..HALVINGS {
        let middle: f64 = 0.5 * (low + high);
        if middle * along_mps.hypot(through_mps + middle) < hover_2 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
