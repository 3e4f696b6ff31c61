//! The whole program from outside: the real binary, its output and its exit codes.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod airspace_check;
mod airspace_convert;
mod airspace_query;
mod flights;
mod haiou;
mod plan;
mod record;
mod recording;
mod replay;
mod replay_into;
mod terminal;
mod usage;
