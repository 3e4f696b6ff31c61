//! What the fleet tells: a closed list, for whoever acts on it, keeps it or shows it.

use super::event::FleetEvent;
use super::job::JobNews;
use super::lease::{Holder, Person};
use super::order::OrderNews;
use super::photos::Photo;
use super::plans_on_board::PlanChangedBehindOurBack;
use super::request::LeaseAsk;
use super::safety_profile::Verdict;
use crate::link::names::VehicleId;
use crate::moment::Moment;
use geofences::Bilingual;

/// Something that is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Something happened to a vehicle.
    Vehicle(FleetEvent),
    /// Something became of an order.
    Order {
        /// To which vehicle.
        vehicle: VehicleId,
        /// What.
        news: OrderNews,
    },
    /// Something became of a job.
    Job {
        /// With which vehicle.
        vehicle: VehicleId,
        /// What.
        news: JobNews,
    },
    /// A plan on board was changed, and not by us.
    PlanChanged {
        /// Of which vehicle.
        vehicle: VehicleId,
        /// When it became known.
        at: Moment,
        /// Which.
        change: PlanChangedBehindOurBack,
    },
    /// Whether a vehicle has set what its safety profile says: asked for, or after its parameters were read or
    /// set.
    Safety {
        /// Of which vehicle.
        vehicle: VehicleId,
        /// When it was judged.
        at: Moment,
        /// The judgement.
        verdict: Verdict,
    },
    /// A photo was taken.
    Photo(Box<Photo>),
    /// What was wanted of a lease was done, or not.
    Lease {
        /// Of which vehicle.
        vehicle: VehicleId,
        /// When.
        at: Moment,
        /// Who wanted it.
        by: Holder,
        /// What.
        ask: LeaseAsk,
        /// Why it was not done.
        result: Result<(), Bilingual>,
    },
    /// A lease ran out.
    LeaseEnded {
        /// Of which vehicle.
        vehicle: VehicleId,
        /// When.
        at: Moment,
        /// Whose.
        by: Holder,
    },
    /// A vehicle may be commanded, or no longer; or it was not done.
    Commission {
        /// Which vehicle.
        vehicle: VehicleId,
        /// When.
        at: Moment,
        /// Who said so.
        by: Person,
        /// Whether it may.
        is_commissioned: bool,
        /// Why it was not done.
        result: Result<(), Bilingual>,
    },
    /// What was wanted cannot be done, for there is no such vehicle, order, nudge or job, or its number was used.
    Impossible {
        /// Of which vehicle.
        vehicle: VehicleId,
        /// When.
        at: Moment,
        /// Why.
        why: Bilingual,
    },
}
