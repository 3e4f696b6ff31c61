//! Terrain following: heights along a track that keep to a height above ground, within what the aircraft
//! can climb, above all that stands there and below the highest height allowed above the ground under it.
//!
//! The ground along a line is a row of parabolas, each known within its uncertainty. Bounds are laid around
//! them that are straight between knots, the upper one below all that is allowed over the lowest plausible
//! ground, the lower one above all that is demanded over the highest, so that a profile with its corners at
//! knots that keeps within them at the knots keeps within them everywhere.

mod knots;
mod obstacles;
mod tube;
mod refusal;
mod follow;

pub use follow::{Following, HeightReference, Profile, ProfilePoint, TrackPoint, follow_terrain};
pub(crate) use knots::is_whole;
pub use refusal::HeightsRefusal;
