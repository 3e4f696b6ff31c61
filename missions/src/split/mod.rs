//! One pattern split among several drones, so that the longest of their flights is as short as can be.
//!
//! Each drone that flies takes what follows on each other in the pattern, so the ways between its lanes are the
//! pattern's own. Which drone takes which part, where the parts end and which way round each is flown is searched
//! for a given longest flight, and that is made shorter until there is no more such split: of parts that can be taken
//! within it, all places where the next one may begin are known, in one pass over the pattern, since what a part
//! takes is the sum of what its beginning and what its end say (a minimax partition of a sequence by parametric
//! search, as Megiddo 1979, "Combinatorial optimization with rational objective functions", does it; which drones have
//! flown is the state, as Held and Karp 1962, "A dynamic programming approach to sequencing problems", have it).

mod fault;
mod fleet;
mod orders;
mod pieces;
mod plan;
mod reach;
mod request;

pub use fault::{DronesNeeded, SplitFault};
pub use plan::{Split, SplitPart, split};
pub use request::{LegTime, SplitDrone, SplitRequest, TransitTime, by_ramp};
