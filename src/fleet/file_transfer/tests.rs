#![allow(clippy::unwrap_used)]

mod directories;
mod files;
mod nonsense;
mod packets;
