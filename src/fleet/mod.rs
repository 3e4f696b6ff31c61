//! The fleet: what is known of each vehicle, and all that is said to it. One writer; decisions take `now`.

pub mod event;
pub mod integrity;
pub mod modes;
pub mod published;
pub mod vehicle;
