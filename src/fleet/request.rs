//! What people and programs want of the fleet.

use super::integrity::ExpectedHeading;
use super::job::{JobId, JobRequest};
use super::lease::{Holder, Person, Role};
use super::order::{OrderId, OrderRequest, PayloadSetup, Velocity};
use super::parameters::CachedList;
use super::safety_profile::SafetyProfile;
use crate::link::names::VehicleId;
use std::sync::Arc;

/// Something that is wanted of a vehicle. Every request has its answer among what the fleet tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Of which vehicle.
    pub vehicle: VehicleId,
    /// What.
    pub wanted: Wanted,
}

/// What can be wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// That it does something.
    Order(OrderRequest),
    /// That an order is given up.
    CancelOrder {
        /// Which.
        id: OrderId,
        /// Who gives it up: whoever gave it, the vehicle's holder, or an administrator.
        by: Holder,
        /// What they may do at all.
        role: Role,
    },
    /// That a nudge goes on.
    RenewNudge {
        /// Which.
        id: OrderId,
        /// Who says so: whoever gave it, while they hold the vehicle.
        by: Holder,
        /// With what velocity.
        velocity: Velocity,
    },
    /// That something is put on board, or read from there.
    Job(JobRequest),
    /// That a job is called off.
    CancelJob {
        /// Which.
        id: JobId,
        /// Who calls it off: whoever gave it, the vehicle's holder, or an administrator.
        by: Holder,
        /// What they may do at all.
        role: Role,
    },
    /// Something about who holds it.
    Lease {
        /// Who wants it.
        by: Holder,
        /// What they may do at all.
        role: Role,
        /// What they want.
        ask: LeaseAsk,
    },
    /// An administrator's word on whether a live vehicle may be commanded at all.
    Commission {
        /// Who says so.
        by: Person,
        /// What they may do at all.
        role: Role,
        /// Whether it may.
        is_commissioned: bool,
    },
    /// Which way it must look while it stands in its dock.
    ExpectHeading(Option<ExpectedHeading>),
    /// How what it carries is switched.
    PayloadSetup(PayloadSetup),
    /// That parameters which were kept of it are used, where its hash proves them when they are read next.
    KnownParameters(Box<CachedList>),
    /// What it must have set, in the place of what is laid down for its class; `None` for that again.
    SafetyProfile(Option<Arc<SafetyProfile>>),
    /// To be told whether it has set what it must, with everything that is not so.
    JudgeSafety,
}

/// What can be wanted of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeaseAsk {
    /// To hold a free vehicle, or to hold it for longer.
    Take,
    /// To hold it for longer.
    Renew,
    /// To leave it.
    Release,
    /// That its holder hands it over.
    Ask,
    /// To hand it over to who asked.
    Grant,
    /// To keep it.
    Deny,
    /// To take it from its holder: an administrator, after asking.
    TakeOver,
}
