//! The controller's ears: how fast frames become a fleet's state, from memory and from sockets, and what a
//! vehicle takes of memory.

mod city;
mod from_memory;
mod from_socket;
mod populated;
mod rig;
mod sender;
mod serving;
mod traffic;

use crate::report::Report;

/// Measures and adds all rows.
pub fn measure(report: &mut Report) {
    from_memory::measure(report);
    from_socket::measure(report);
    city::measure(report);
    populated::measure(report);
}
