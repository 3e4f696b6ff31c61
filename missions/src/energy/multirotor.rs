//! What rotors take: blades, induced flow, drag and climbing.

use super::gravity::GRAVITY_MPS2;
use crate::vehicle::Rotors;

/// So many halvings find the induced flow to 1e-9 of that in a hover.
const HALVINGS: u32 = 30;

/// Leishman 2006, 2.13.6: what the induced flow over that of a hover is in a descent, by powers of the rate of
/// climb over it from the first on; measured, and good until the flow goes up through the disc twice as fast.
const IN_OWN_WAKE: [f64; 4] = [-1.125, -1.372, -1.718, -0.655];

impl Rotors {
    /// Power from the battery to fly with `mass_kg` at `airspeed_mps` level through air of this density while
    /// it climbs with `climb_mps` (below 0: sinks), W.
    ///
    /// Blade profile, induced flow and drag as in Zeng, Xu and Zhang 2019, eq. 12, in the general case that
    /// it is a special one of:
    /// - The tip speed is not given but follows from the thrust, U² = T/(ρ·A·C_T) (Leishman 2006, 2.2.3),
    ///   since such rotors turn faster to lift more. Profile: ⅛·δ·σ·ρ·A·U³·(1 + 3·V²/U²).
    /// - The rotors lean by α, tan α = D/W, and so T² = W² + D². Drag and climbing are what the air goes down
    ///   through the discs with, μ = (V·D + climb·W)/T, and take T·μ.
    /// - The induced flow is Glauert's v = (T/2ρA) / √(along² + (μ + v)²) (Leishman 2006, 2.14), solved by
    ///   halving; the paper's closed form is its solution for α = 0. Who climbs slowly pays about half of weight
    ///   times rate, for there is less induced flow in more air.
    /// - Where the air goes up through the discs the rotors fly in their own wake, and momentum theory says
    ///   nothing; by what was measured (Leishman 2006, 2.13.6) sinking slowly gives nearly nothing back. No
    ///   less than [`Rotors::descent_floor`] of what there is without that flow is ever taken.
    pub fn power_w(&self, mass_kg: f64, density: f64, airspeed_mps: f64, climb_mps: f64) -> f64 {
        let weight_n = mass_kg * GRAVITY_MPS2;
        let drag_n = 0.5 * density * self.drag_area_m2 * airspeed_mps * airspeed_mps;
        let thrust_n = weight_n.hypot(drag_n);
        let profile_w = self.profile_w(thrust_n, density, airspeed_mps);
        let through_mps = (airspeed_mps * drag_n + climb_mps * weight_n) / thrust_n;
        let along_mps = (airspeed_mps * weight_n - climb_mps * drag_n) / thrust_n;
        let hover_2 = thrust_n / (2.0 * density * self.disc_area_m2());
        let shaft_w = if through_mps < 0.0 {
            let v_mps = induced_mps(hover_2, along_mps, 0.0);
            let still_w = profile_w + self.induced_factor * thrust_n * v_mps;
            let x = through_mps / v_mps;
            let powers = IN_OWN_WAKE.iter().rev().fold(0.0, |sum, k| (sum + k) * x);
            (still_w + thrust_n * v_mps * (x + powers)).max(self.descent_floor * still_w)
        } else {
            let v_mps = induced_mps(hover_2, along_mps, through_mps);
            profile_w + thrust_n * (self.induced_factor * v_mps + through_mps)
        };
        shaft_w / self.drive_efficiency
    }

    fn profile_w(&self, thrust_n: f64, density: f64, airspeed_mps: f64) -> f64 {
        let area_m2 = self.disc_area_m2();
        let tip_2 = thrust_n / (density * area_m2 * self.thrust_coefficient);
        self.profile_drag / 8.0
            * self.solidity
            * density
            * area_m2
            * tip_2.powf(1.5)
            * (1.0 + 3.0 * airspeed_mps * airspeed_mps / tip_2)
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
