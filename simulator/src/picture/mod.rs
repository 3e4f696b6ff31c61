//! What a camera would see: pictures of a city that does not exist, the same each time they are made.
//!
//! Every point of the ground has its look from its place alone, so that two pictures that overlap
//! agree; time of day, weather and what happens there ([`Scene`]) are laid over it.

mod city;
mod events;
mod footprint;
mod ground;
mod houses;
mod jpeg;
mod light;
mod noise;
mod open_land;
mod relief;
mod render;
mod scene;
mod sea;
mod smoke;
mod sun;
mod view;

pub use footprint::footprint;
pub use jpeg::{Tags, encode};
pub use render::{Picture, render};
pub use scene::{Coast, EventKind, Scene, SceneEvent};
pub use sun::{SunPosition, sun_at};
pub use view::{Lens, View};
