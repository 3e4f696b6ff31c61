//! airspace
pub mod cells;
pub mod entry;
pub mod index;
pub mod prepared;
mod tile;
