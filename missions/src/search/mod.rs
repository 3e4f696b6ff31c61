//! Searching around a place where somebody or something was last known to be: the expanding square (SS) and the
//! sector search (VS) of the International Aeronautical and Maritime Search and Rescue Manual (IAMSAR), volume II,
//! chapter 5 (the same figures stand in volume III, section 3).

mod plan;
mod tracks;

pub use plan::{SearchPath, SearchPattern, SearchRequest, plan_search};
pub use tracks::{Turn, expanding_square, sector};
