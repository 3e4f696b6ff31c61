//! What an autopilot flies unaided when it has lost its link or its strength: from every point of every leg
//! to the place where it lands, judged as a whole against airspace, obstacles and ground.
//!
//! All ways home from a stretch of a mission lie within a distance of the one from its middle, a distance
//! that shrinks to nothing at the place where they meet. So the airspace is asked about that one way with
//! so much more margin, and about ground as high and as low as it is anywhere within that distance: where
//! the answer is yes it is yes for all of them. Where it is not, the stretch is cut, until it is short or
//! one exact way says no.

mod span;
mod return_rules;
mod of_vehicle;
mod ground_near;
mod strictest;
mod obstruction;
mod corridor;
mod sweep;
mod answer;
mod soundness;
mod judging;
mod landing_place;
mod reading;
mod making_legal;

pub use answer::{FlownLeg, Found, LegWays, Task, Verdict, WayHome, WaysHome};
pub use judging::{judge_ways_home, ways_home_from};
pub use landing_place::{GroundUse, LandingPlace, LandingPlaceFault};
pub use making_legal::{MadeLegal, NoLegalWays, make_legal};
pub use obstruction::{Blocked, Obstruction, Phase};
pub use of_vehicle::UnknownReturn;
pub use reading::{LandingPlaces, read_landing_places};
pub use return_rules::{
    CopterReturn, DjiReturn, Px4Return, Px4Target, Return, ReturnTarget, Targets, WingHeight,
    WingReturn,
};
pub use sweep::HeightLimits;
