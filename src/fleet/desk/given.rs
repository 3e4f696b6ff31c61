//! What people give it to do, and what came of it.

use super::{Desk, DeskNews, encoding, facts, is_observed_only, kind_of};
use crate::fleet::command::Directed;
use crate::fleet::job::{JobEvent, JobId, JobNews, JobOutcome, JobRequest, JobSetting};
use crate::fleet::lease::{Holder, Role};
use crate::fleet::order::{Order, OrderId, OrderIdUsed, OrderRequest, Refusal, Velocity};
use crate::fleet::plan_transfer::{Capacities, Outcome};
use crate::fleet::vehicle::Vehicle;
use crate::link::names::Origin;
use crate::link::report::{AutopilotKind, ComponentKind, PlanKind};
use crate::moment::Moment;
use geofences::Bilingual;

impl Desk {
    /// Gives an order.
    ///
    /// # Errors
    /// Its number was used.
    pub fn order(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        request: OrderRequest,
        out: &mut Vec<Directed>,
    ) -> Result<(), OrderIdUsed> {
        let in_doubt = self.plans.is_in_doubt(PlanKind::Mission);
        let (payload, photo) = (&self.payload, self.next_photo);
        let facts = facts(vehicle, payload, photo, in_doubt, self.us, now);
        let is_photo = request.order == Order::TakePhoto;
        self.orders
            .give(now, request, &mut self.lease, &facts, out)?;
        self.next_photo = self.next_photo.wrapping_add(u32::from(is_photo)).max(1);
        self.collect(now, vehicle);
        Ok(())
    }

    /// Somebody took or got the vehicle: what another one ordered under their lease ends, and what they change.
    pub fn lease_changed(&mut self, now: Moment, vehicle: &Vehicle, out: &mut Vec<Directed>) {
        if let Some(held) = self.lease.held(now) {
            self.orders.held_by(now, &held.by, out);
            self.jobs.held_by(now, &held.by, out);
            self.collect(now, vehicle);
        }
    }

    /// Gives an order up.
    ///
    /// # Errors
    /// It does not go on, or is not theirs to give up.
    pub fn cancel_order(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        id: OrderId,
        (by, role): (&Holder, Role),
        out: &mut Vec<Directed>,
    ) -> Result<(), Bilingual> {
        let giver = self.orders.giver(id).ok_or_else(no_such_order)?;
        let may = self.lease.may_call_off(now, giver, by, role);
        may.map_err(|refusal| refusal.message())?;
        self.orders.cancel(now, id, out);
        self.collect(now, vehicle);
        Ok(())
    }

    /// Repeats a nudge.
    ///
    /// # Errors
    /// It has ended, or is too fast, or is no longer allowed, or another one gave it.
    pub fn renew_nudge(
        &mut self,
        now: Moment,
        id: OrderId,
        by: &Holder,
        velocity: Velocity,
        out: &mut Vec<Directed>,
    ) -> Result<(), Refusal> {
        let lease = &self.lease;
        self.orders.renew_nudge(now, id, by, velocity, lease, out)
    }

    /// Gives a job. Whether its number was not used before.
    pub fn job(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        request: JobRequest,
        out: &mut Vec<Directed>,
    ) -> bool {
        let mut jobs = std::mem::take(&mut self.jobs);
        let is_new = jobs.give(now, request, &self.setting(now, vehicle), out);
        self.jobs = jobs;
        self.collect(now, vehicle);
        is_new
    }

    /// Calls a job off.
    ///
    /// # Errors
    /// There is no such job, or it is not theirs to call off.
    pub fn cancel_job(
        &mut self,
        now: Moment,
        vehicle: &Vehicle,
        id: JobId,
        (by, role): (&Holder, Role),
        out: &mut Vec<Directed>,
    ) -> Result<(), Bilingual> {
        let giver = self.jobs.giver(id).ok_or_else(no_such_job)?;
        let may = self.lease.may_call_off(now, giver, by, role);
        may.map_err(|refusal| refusal.message())?;
        self.jobs.cancel(now, id, out);
        self.collect(now, vehicle);
        Ok(())
    }

    /// Takes what orders and jobs have to tell, and what it means for plans and parameters.
    pub(super) fn collect(&mut self, now: Moment, vehicle: &Vehicle) {
        while let Some(news) = self.orders.take_news() {
            self.news.push(DeskNews::Order(news));
        }
        if !self.jobs.has_news() {
            return;
        }
        for news in self.jobs.take_news() {
            self.consequences(now, vehicle, &news);
            self.news.push(DeskNews::Job(news));
        }
        // Before anything that it says has gone out: its number may come back before its acknowledgement.
        if self.in_transfer.is_none()
            && let Some((id, kind)) = self.jobs.changing()
        {
            self.in_transfer = Some((id, kind));
            self.plans.transfer_begins(kind);
        }
    }

    fn consequences(&mut self, now: Moment, vehicle: &Vehicle, news: &JobNews) {
        match &news.event {
            JobEvent::Ended(JobOutcome::Plan(kind, outcome)) => {
                if self.in_transfer.is_some_and(|(id, _)| id == news.id) {
                    self.in_transfer = None;
                    self.plans.transfer_ended(now, *kind, outcome);
                }
                if let Outcome::Refused { refusal, .. } = outcome
                    && let Some((autopilot, _)) = kind_of(vehicle)
                {
                    let known = self
                        .capacities
                        .unwrap_or_else(|| Capacities::default_for(autopilot));
                    self.capacities = Some(known.learn(autopilot, *kind, refusal));
                }
            }
            JobEvent::Ended(JobOutcome::Parameters(read)) => {
                self.parameters = Some(Box::new(read.set.clone()));
                self.tell_safety(now, vehicle);
            }
            JobEvent::Ended(JobOutcome::ParameterSet(_) | JobOutcome::ParametersSet(_)) => {
                self.tell_safety(now, vehicle);
            }
            _ => {}
        }
    }

    fn tell_safety(&mut self, now: Moment, vehicle: &Vehicle) {
        self.safety.changed();
        let verdict = self.judge_safety(now, vehicle);
        self.news.push(DeskNews::Safety(verdict));
    }

    pub(super) fn setting(&self, now: Moment, vehicle: &Vehicle) -> JobSetting<'_> {
        let (autopilot, kind) =
            kind_of(vehicle).unwrap_or((AutopilotKind::Other(0), ComponentKind::Other));
        let capacities = self
            .capacities
            .unwrap_or_else(|| Capacities::default_for(autopilot));
        JobSetting {
            autopilot,
            kind,
            autopilot_component: vehicle.autopilot().unwrap_or(1),
            capabilities: vehicle
                .known()
                .version
                .as_ref()
                .map(|it| it.value.capabilities),
            encoding: encoding(vehicle),
            capacities,
            is_armed: super::facts::may_fly(vehicle.known(), now),
            safety: self.safety.setting(vehicle, self.parameters.as_deref()),
            round_trip: self.round_trip(),
            round_trip_is_measured: self.round_trip.is_some(),
            lease: &self.lease,
            observed_only: is_observed_only(vehicle).then(observed_only),
            is_replayed: vehicle.origin() == Origin::Replayed,
        }
    }
}

fn observed_only() -> Bilingual {
    Bilingual::new(
        "The vehicle is only observed: an administrator has not commissioned it, or it is a recording.",
        "该飞行器仅供观察：尚未由管理员启用，或为回放记录。",
    )
}

fn no_such_order() -> Bilingual {
    Bilingual::new("No such order goes on.", "没有正在执行的该指令。")
}

fn no_such_job() -> Bilingual {
    Bilingual::new("No such job goes on.", "没有正在进行的该作业。")
}
