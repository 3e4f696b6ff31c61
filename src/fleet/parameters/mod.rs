//! Parameters of autopilots: read whole, kept, compared and set.
//!
//! PX4 tells a hash over all of its parameters, so a list that was read before may still be right: see
//! [`ParameterCache`]. ArduPilot has no hash, and is read anew each time; what it offers instead is the whole
//! list in one file, [`PACKED_LIST_PATH`], which takes a second instead of half a minute.

mod cache_file;
mod encoding;
mod list_progress;
mod list_reader;
mod packed_list;
mod reader;
mod set;
mod setter;

pub use cache_file::{CacheKey, CachedList, NoCache, ParameterCache};
pub use encoding::{bits_of, encoding_of, value_of};
pub use list_progress::{ListFailure, ListProgress, ListState, ParameterListRead};
pub use list_reader::{ListRequest, ParameterListReader};
pub use packed_list::{PACKED_LIST_PATH, PackedListFault, read_packed_list};
pub use reader::ParameterReader;
pub use set::{Difference, Parameter, ParameterSet};
pub use setter::{ParameterSetter, SetFailure, SetState};

/// The name under which PX4 tells the hash of all parameters.
const HASH_NAME: &str = "_HASH_CHECK";
/// The index of a parameter that is told without one.
const NO_INDEX: u16 = u16::MAX;

#[cfg(test)]
pub(super) mod fixture;
#[cfg(test)]
mod tests;
