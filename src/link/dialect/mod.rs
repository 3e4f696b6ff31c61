//! The only translation between MAVLink's messages and the closed lists of [`Report`](super::report::Report)
//! and [`Say`](super::say::Say).

// Messages and frames that MAVLink has successors for are what autopilots go on to use.
#![allow(deprecated)]

mod decode;
mod encode;
mod message_name;
mod parameter_value;
mod payload;

pub use decode::decode;
pub use encode::encode;
pub use message_name::message_name;
pub use parameter_value::{Encoding, ValueError, decode_value, encode_value};

#[cfg(test)]
mod tests;
