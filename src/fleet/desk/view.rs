//! What readers see of what is said to a vehicle.

use super::SafetyState;
use crate::fleet::job::{JobId, JobProgress};
use crate::fleet::lease::Holder;
use crate::fleet::order::OrderId;
use crate::fleet::plans_on_board::OnBoard;
use std::time::Duration;

/// A desk at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct DeskView {
    /// Who holds the vehicle.
    pub holder: Option<Holder>,
    /// Who asked for it.
    pub asked_by: Option<Holder>,
    /// What is known of its plans, by [`crate::link::report::PlanKind`].
    pub plans: [OnBoard; 3],
    /// Orders that go on.
    pub orders: Vec<OrderId>,
    /// Jobs that go on, and how far they are.
    pub jobs: Vec<(JobId, Option<JobProgress>)>,
    /// The round trip of its best link.
    pub round_trip: Option<Duration>,
    /// How many parameters were read of it.
    pub parameters: Option<usize>,
    /// Whether it has set what it must before it may fly.
    pub safety: SafetyState,
    /// Photos of which nothing was told, however often they were asked for.
    pub missing_photos: usize,
    /// Messages that it was asked for, and refuses to send.
    pub refused: Vec<u32>,
}
