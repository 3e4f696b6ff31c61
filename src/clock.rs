//! The one place that reads the clock (invariant 4: everything else takes `now` as an argument).

use crate::moment::Moment;
use chrono::{DateTime, Utc};
use std::time::SystemTime;

/// The time by the system clock.
#[allow(
    clippy::disallowed_methods,
    reason = "this module owns the clock; the lint keeps everyone else away from it"
)]
pub fn now() -> DateTime<Utc> {
    DateTime::from(SystemTime::now())
}

/// The same as everything on links is stamped with it.
pub fn moment() -> Moment {
    now().into()
}
