//! The crate from outside: properties with named seeds, judged by oracles written another way.

#![allow(clippy::unwrap_used)]

mod areas;
mod patrols;
mod planar;
mod survey;
mod tour;
