//! What a wing takes: drag by its glide, climbing and turning.

use super::gravity::GRAVITY_MPS2;
use crate::vehicle::Wing;

/// Standard density at sea level, which the speeds of a wing's figures are for, kg/m³ (ISO 2533).
pub(crate) const REFERENCE_DENSITY: f64 = 1.225;

impl Wing {
    /// Power from the battery to fly with `mass_kg` at `airspeed_mps` through air of this density, with
    /// `load_factor` (lift over weight: 1 straight on, more in a turn) while it climbs with `climb_mps`, W.
    ///
    /// With u the airspeed over the one of the best glide, and E that glide's lift over drag, a parabolic
    /// polar has the drag W/(2E)·(u² + n²/u²) (Anderson, Introduction to Flight, 8th ed., 6.7). Sinking
    /// faster than it glides takes no power, and gives none back.
    pub fn power_w(
        &self,
        mass_kg: f64,
        density: f64,
        airspeed_mps: f64,
        climb_mps: f64,
        load_factor: f64,
    ) -> f64 {
        let weight_n = mass_kg * GRAVITY_MPS2;
        let u_2 = (airspeed_mps / (self.glide_mps * self.speed_scale(mass_kg, density))).powi(2);
        let drag_n = weight_n / (2.0 * self.glide_ratio) * (u_2 + load_factor * load_factor / u_2);
        let power_w = (drag_n * airspeed_mps + weight_n * climb_mps) / self.propulsion_efficiency;
        // What is no number stays none, and does not become nothing.
        if power_w < 0.0 { 0.0 } else { power_w }
    }

    /// The slowest that it is flown, m/s through the air: it grows with the root of what it lifts.
    pub fn slowest_at_mps(&self, mass_kg: f64, density: f64, load_factor: f64) -> f64 {
        self.slowest_mps * self.speed_scale(mass_kg, density) * load_factor.sqrt()
    }

    /// Lift over weight in level circles of its smallest radius: the bank φ has tan φ = V²/(g·r), and the
    /// load factor is 1/cos φ.
    pub fn load_factor_in_turn(&self, airspeed_mps: f64) -> f64 {
        (airspeed_mps * airspeed_mps / (GRAVITY_MPS2 * self.turn_radius_m)).hypot(1.0)
    }

    fn speed_scale(&self, mass_kg: f64, density: f64) -> f64 {
        (mass_kg / self.reference_kg * REFERENCE_DENSITY / density).sqrt()
    }
}
