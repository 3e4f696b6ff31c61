//! The crate from outside: properties with named seeds, judged by oracles written another way.

#![allow(clippy::unwrap_used)]

mod areas;
mod cut;
mod split;
mod formats;
mod heights;
mod landing_places;
mod patrols;
mod merge;
mod corridor;
mod orbit;
mod perimeter;
mod planar;
mod points;
mod search;
mod route;
mod survey;
mod tour;
mod ways_home;
mod energy;
mod refusals;
mod feasibility;
mod plans;
mod vehicles;
mod applications;
mod people;
