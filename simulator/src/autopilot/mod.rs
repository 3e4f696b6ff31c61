//! The autopilots: what they decide, what they remember, and how they speak.

pub mod ardupilot;
pub mod channel;
pub mod guidance;
pub mod missions;
pub mod parameters;
pub mod streams;
pub mod wing_guidance;
