//! Missions, fences and rally points: the three stores of a vehicle and the protocol that fills and
//! reads them (MAVLink developer guide, mission protocol), from the vehicle's side.

mod dispatch;
mod item;
mod patrol;
mod store;
mod transfer;

pub use item::Item;
pub use patrol::{Patrol, PatrolShape};
pub use store::{Kind, Store, Stores};
pub use transfer::{Event, Habits, Partner, RefusedItem, Transfer, admitted};
