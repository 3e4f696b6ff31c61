//! The fleet: what is known of each vehicle, and all that is said to it. One writer; decisions take `now`.

mod patience;

pub mod file_transfer;
pub mod parameters;
pub mod photos;
pub mod safety_profile;
pub mod interview;

#[cfg(test)]
mod test_line;
