//! MAVLink: from bytes on links to what vehicles say, and from what they are told to bytes. The only
//! place in the controller that names the MAVLink crate.

pub mod account;
pub mod frame;
pub mod signing;
pub mod tlog;
