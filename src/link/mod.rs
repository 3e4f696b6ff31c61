//! MAVLink: from bytes on links to what vehicles say, and from what they are told to bytes. The only
//! place in the controller that names the MAVLink crate.

pub mod names;
pub mod arrival;

pub mod frame;
pub mod mav_cmd;
pub mod report;
pub mod say;

pub mod dialect;

pub mod account;
pub mod boot_clock;
pub mod file_count;
pub mod hub;
mod pace;
pub mod recent;
pub mod signing;
pub mod tlog;

pub mod recorder;
pub mod transport;
