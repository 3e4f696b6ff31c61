//! The crate from outside: properties with named seeds, judged by oracles written another way.

#![allow(clippy::unwrap_used)]

mod areas;
mod planar;
mod route;
mod survey;
mod tour;
