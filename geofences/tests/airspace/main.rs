//! Properties of whole airspaces, compared with oracles that work another way.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

mod changes;
mod containing;
mod cover;
mod distance;
mod limits;
mod odd_input;
mod paths;
mod points;
mod precedence;
mod volumes;
mod windows;
