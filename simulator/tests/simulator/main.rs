//! The simulator from outside: as a library, against recorded flights and against foreign peers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    deprecated,
    reason = "a test that cannot go on has failed; vehicles still speak what the standard would have them forget"
)]

mod captures;
mod program;
