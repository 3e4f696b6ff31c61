//! The fleet: what is known of each vehicle, and all that is said to it. One writer; decisions take `now`.

pub mod interview;
pub mod plan_transfer;
pub mod plans_on_board;
