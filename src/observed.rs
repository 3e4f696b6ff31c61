//! A value that cannot exist without its age and its source (invariant 3).

use crate::link::names::LinkId;
use crate::moment::Moment;
use std::time::Duration;

/// Who said it, and over which link it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The link.
    pub link: LinkId,
    /// The component of the vehicle.
    pub component: u8,
}

/// Something seen, with when and from where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observed<T> {
    /// What.
    pub value: T,
    /// When it arrived.
    pub at: Moment,
    /// From where.
    pub source: Source,
}

impl<T> Observed<T> {
    /// How old it is.
    pub fn age(&self, now: Moment) -> Duration {
        now.since(self.at)
    }

    /// The value, while it is no older than `limit`: what is stale is not known.
    pub fn fresh(&self, now: Moment, limit: Duration) -> Option<&T> {
        (self.age(now) <= limit).then_some(&self.value)
    }
}
