//! The fleet: what is known of each vehicle, and all that is said to it. One writer; decisions take `now`.

mod patience;

pub mod file_transfer;
pub mod parameters;
pub mod photos;
pub mod safety_profile;
pub mod interview;
pub mod plan_transfer;
pub mod plans_on_board;
pub mod event;
pub mod integrity;
pub mod modes;
pub mod published;
pub mod vehicle;
pub mod command;
pub mod lease;
pub mod order;
