//! What all patterns have in common: legs, lines cut to where one may be and joined by ways, and refusals.

mod beside;
mod cut;
mod fault;
mod leg;
mod rings;

pub(crate) use beside::{Nearness, beside};
pub(crate) use cut::{cut, left_out, nearest_on, turned_to_longest_gap, turned_to_nearest};
pub(crate) use fault::Checks;
pub use fault::{PatternFault, Quantity};
pub use leg::Leg;
pub(crate) use leg::{in_order, line_length_m, time_s};
pub use rings::Side;
pub(crate) use rings::{polygon_of, rings, without};
