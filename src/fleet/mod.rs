//! The fleet: what is known of each vehicle, and all that is said to it. One writer; decisions take `now`.

mod patience;

pub mod event;
pub mod modes;
pub mod integrity;
pub mod vehicle;

pub mod command;
pub mod order;
pub mod lease;

pub mod plan_transfer;
pub mod plans_on_board;
pub mod parameters;
pub mod safety_profile;
pub mod file_transfer;
pub mod photos;
pub mod job;

pub mod interview;
pub mod desk;

pub mod published;

mod due;
pub mod request;
pub mod told;
mod member;
mod members;
mod requests;
mod waking;
mod writer;

pub use member::HubNews;
pub use writer::{Fleet, Reported, Saying, is_connected};

#[cfg(test)]
mod test_line;
