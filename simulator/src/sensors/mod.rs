//! What a vehicle believes about itself: sensors that are wrong in the ways of real ones.

mod barometer;
mod compass;
mod gnss;
mod laser;
mod navigation;
mod pitot;

pub use barometer::Barometer;
pub use compass::Compass;
pub use gnss::{Gnss, GnssFault, GnssFix, Reception};
pub use laser::Laser;
pub use navigation::{Estimate, Navigation};
pub use pitot::{Pitot, PitotFault};
