#![allow(clippy::unwrap_used, clippy::float_cmp)]

mod cache;
mod list;
mod recordings;
mod setting;
mod values;
