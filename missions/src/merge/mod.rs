//! Patrols of several departments that look at the same places, flown as one, and what of it each department bears.
//!
//! What is flown together is what all of them ask for: the finer of what they ask of a picture, the slower of their
//! speeds, the times at which all of them are open, the strictest of their limits. Whatever cannot be had together
//! keeps patrols apart, and is told.
//!
//! What each department bears is told by [`shares()`].

mod apart;
mod areas;
mod conditions;
mod costs;
mod flown;
mod groups;
mod patterns;
mod points;
mod request;
mod shares;

pub use apart::{Apart, WhyApart};
pub use costs::{MergedCosts, ShareFault};
pub use groups::{Group, Merging, merge};
pub use patterns::{Asked, AskedFor, Asker};
pub use request::{MergeFault, MergeRequest};
pub use shares::{DepartmentShare, Share, shares};
