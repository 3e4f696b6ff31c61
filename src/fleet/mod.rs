//! The fleet: what is known of each vehicle, and all that is said to it. One writer; decisions take `now`.

pub mod command;
pub mod lease;
pub mod order;
