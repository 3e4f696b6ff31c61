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

/// Measures the parts that are wanted, and adds their rows.
pub fn measure(report: &mut Report, wanted: impl Fn(&str) -> bool) {
    let wanted = |part| wanted("link") || wanted(part);
    if wanted("link-memory") {
        from_memory::measure(report);
    }
    if wanted("link-socket") {
        from_socket::measure(report);
    }
    if wanted("link-city") {
        city::measure(report);
    }
    if wanted("link-populated") {
        populated::measure(report);
    }
}
