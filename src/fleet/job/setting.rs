//! What is known of a vehicle when a job is given or begins, and whether it may be done.

use super::Job;
use super::begin::takes_int;
use super::safety::SafetySetting;
use crate::fleet::lease::{Holder, Lease, Role};
use crate::fleet::plan_transfer::{Capacities, TransferPartner};
use crate::link::dialect::Encoding;
use crate::link::report::{AutopilotKind, ComponentKind};
use crate::moment::Moment;
use geofences::Bilingual;
use std::time::Duration;

/// What has to be known of a vehicle for a job.
#[derive(Clone, Debug)]
pub struct JobSetting<'a> {
    /// Whose autopilot it is.
    pub autopilot: AutopilotKind,
    /// What flies.
    pub kind: ComponentKind,
    /// The component of its autopilot.
    pub autopilot_component: u8,
    /// MAV_PROTOCOL_CAPABILITY bits, where it told them.
    pub capabilities: Option<u64>,
    /// How it encodes parameters; `None` while that is not known.
    pub encoding: Option<Encoding>,
    /// What it holds.
    pub capacities: Capacities,
    /// Whether its motors may turn, or it may be off the ground; `None` where it has not said so of late.
    pub is_armed: Option<bool>,
    /// What it must have set, and has.
    pub safety: SafetySetting<'a>,
    /// The round trip to it.
    pub round_trip: Duration,
    /// Whether the round trip was measured.
    pub round_trip_is_measured: bool,
    /// Its lease.
    pub lease: &'a Lease,
    /// Why nothing may be changed on it, where that is so.
    pub observed_only: Option<Bilingual>,
    /// Whether it is a recording, which answers nothing.
    pub is_replayed: bool,
}

impl JobSetting<'_> {
    /// The same for plans.
    pub(super) fn partner(&self) -> TransferPartner {
        TransferPartner {
            autopilot: self.autopilot,
            component: self.kind,
            takes_int: takes_int(self.capabilities),
            round_trip: self.round_trip_is_measured.then_some(self.round_trip),
            capacities: self.capacities,
        }
    }
}

/// Whether somebody may give a job at all. Each takes a share of the vehicle's link from those who fly it, so
/// that who only looks sees what others read.
pub(super) fn may_give(job: &Job, role: Role) -> Result<(), Bilingual> {
    let may = match role {
        Role::Operator | Role::Administrator => true,
        Role::Inspector => !job.changes_something(),
        Role::Reader => false,
    };
    may.then_some(()).ok_or_else(|| {
        Bilingual::new(
            "Your role does not allow this job.",
            "您的角色无权执行该作业。",
        )
    })
}

/// Whether a job may be done.
pub(super) fn may(
    now: Moment,
    job: &Job,
    by: &Holder,
    setting: &JobSetting<'_>,
) -> Result<(), Bilingual> {
    if setting.is_replayed {
        return Err(Bilingual::new(
            "A recording is never asked for anything.",
            "回放记录不会被查询。",
        ));
    }
    if !job.changes_something() {
        return Ok(());
    }
    if let Some(why) = &setting.observed_only {
        return Err(why.clone());
    }
    holds(now, setting.lease, by)
}

fn holds(now: Moment, lease: &Lease, by: &Holder) -> Result<(), Bilingual> {
    lease.holds(now, by).map_err(|refusal| refusal.message())
}
