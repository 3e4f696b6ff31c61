//! A city's fleet that does not exist: vehicles, sensors and cameras that speak as real ones do.
//!
//! Operators train on it, tests run on it, and the controller is proven against it. Nothing here
//! reads a clock: time is [`time::SimTime`], and passes as fast as it is stepped. The same seed gives
//! the same day.
//!
//! Modules in suggested reading order:

#![allow(
    deprecated,
    reason = "vehicles still speak what the standard would have them forget"
)]

pub mod time;
pub mod random;
pub mod place;
pub mod environment;
pub mod battery;
pub mod airframe;
pub mod sensors;
pub mod autopilot;
pub mod wire;
pub mod files;
pub mod picture;
pub mod craft;
pub mod payload;
pub mod vehicle;
pub mod simulation;
pub mod transport;
pub mod scenario;
pub mod truth;
pub mod play;
pub mod city;
pub mod publish;
