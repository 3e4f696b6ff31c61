//! What is done with what is wanted of the fleet.

use super::job::{JobEvent, JobNews};
use super::lease::{Holder, LeaseRefusal, Role};
use super::member::Member;
use super::order::{OrderEvent, OrderNews};
use super::request::{LeaseAsk, Request, Wanted};
use super::told::Told;
use super::vehicle::NotCommissionable;
use super::writer::Fleet;
use crate::link::names::VehicleId;
use crate::moment::Moment;
use geofences::Bilingual;

impl Fleet {
    /// Takes what is wanted. What becomes of it is told.
    pub fn request(&mut self, now: Moment, request: Request) {
        let Request { vehicle, wanted } = request;
        let Some(place) = self.place(vehicle) else {
            let why = unknown(vehicle);
            self.told.push(refused(now, vehicle, wanted, why));
            return;
        };
        let Some(member) = self.members.get_mut(place) else {
            return;
        };
        let out = &mut self.says;
        let tell = match wanted {
            Wanted::Order(order) => {
                let given = member.desk.order(now, &member.vehicle, order, out);
                given.is_err().then(number_used)
            }
            Wanted::CancelOrder { id, by, role } => {
                let by = (&by, role);
                let cancelled = member.desk.cancel_order(now, &member.vehicle, id, by, out);
                cancelled.err()
            }
            Wanted::RenewNudge { id, by, velocity } => {
                let renewed = member.desk.renew_nudge(now, id, &by, velocity, out);
                renewed.err().map(|refusal| refusal.message())
            }
            Wanted::Job(job) => {
                let is_new = member.desk.job(now, &member.vehicle, job, out);
                (!is_new).then(number_used)
            }
            Wanted::CancelJob { id, by, role } => {
                let by = (&by, role);
                let cancelled = member.desk.cancel_job(now, &member.vehicle, id, by, out);
                cancelled.err()
            }
            Wanted::Lease { by, role, ask } => {
                let result = lease(member, now, &by, role, ask);
                member.desk.lease_changed(now, &member.vehicle, out);
                self.told.push(Told::Lease {
                    vehicle,
                    at: now,
                    by,
                    ask,
                    result: result.map_err(|refusal| refusal.message()),
                });
                None
            }
            Wanted::Commission {
                by,
                role,
                is_commissioned,
            } => {
                self.told.push(Told::Commission {
                    vehicle,
                    at: now,
                    by,
                    is_commissioned,
                    result: commission(now, member, role, is_commissioned),
                });
                None
            }
            Wanted::ExpectHeading(expected) => {
                member.vehicle.expect_heading(expected);
                None
            }
            Wanted::PayloadSetup(setup) => {
                member.desk.payload = setup;
                None
            }
            Wanted::KnownParameters(cached) => {
                member.desk.know_parameters(*cached);
                None
            }
            Wanted::SafetyProfile(profile) => {
                member.desk.set_profile(profile);
                None
            }
            Wanted::JudgeSafety => {
                self.told.push(Told::Safety {
                    vehicle,
                    at: now,
                    verdict: member.desk.judge_safety(now, &member.vehicle),
                });
                None
            }
        };
        if let Some(why) = tell {
            self.told.push(Told::Impossible {
                vehicle,
                at: now,
                why,
            });
        }
        self.settle(place, now);
    }

    /// Refuses what is wanted.
    pub fn refuse(&mut self, now: Moment, request: Request, why: Bilingual) {
        self.told.push(request.refused(now, why));
    }

    /// Nobody follows what goes on any more: all of it ends, and that is told.
    pub fn close(&mut self, now: Moment) {
        for place in 0..self.members.len() {
            if let Some(member) = self.members.get_mut(place) {
                member.desk.close(now, &member.vehicle);
            }
            self.settle(place, now);
        }
    }
}

impl Request {
    /// The answer where nothing is done of it.
    pub fn refused(self, at: Moment, why: Bilingual) -> Told {
        let Self { vehicle, wanted } = self;
        refused(at, vehicle, wanted, why)
    }
}

fn lease(
    member: &mut Member,
    now: Moment,
    by: &Holder,
    role: Role,
    ask: LeaseAsk,
) -> Result<(), LeaseRefusal> {
    let lease = &mut member.desk.lease;
    match ask {
        LeaseAsk::Take => lease.take(now, by, role),
        LeaseAsk::Renew => lease.renew(now, by),
        LeaseAsk::Release => lease.release(now, by),
        LeaseAsk::Ask => lease.ask(now, by, role),
        LeaseAsk::Grant => lease.grant(now, by),
        LeaseAsk::Deny => lease.deny(now, by),
        LeaseAsk::TakeOver => match by {
            Holder::Person(person) => lease.take_over(now, person, role),
            Holder::Station { .. } => Err(LeaseRefusal::NoAdministrator),
        },
    }
}

fn commission(
    now: Moment,
    member: &mut Member,
    role: Role,
    is_commissioned: bool,
) -> Result<(), Bilingual> {
    if role != Role::Administrator {
        return Err(Bilingual::new(
            "Only an administrator commissions a vehicle.",
            "只有管理员可以启用飞行器。",
        ));
    }
    if is_commissioned {
        member.vehicle.commission().map_err(not_commissionable)?;
    } else {
        member.vehicle.decommission();
    }
    member.desk.commission_changed(now, &member.vehicle);
    Ok(())
}

fn not_commissionable(why: NotCommissionable) -> Bilingual {
    match why {
        NotCommissionable::Simulated => Bilingual::new(
            "A simulated vehicle needs no commission.",
            "仿真飞行器无需启用。",
        ),
        NotCommissionable::Replayed => Bilingual::new(
            "A recording is never commanded.",
            "回放记录永远不能被指挥。",
        ),
    }
}

fn unknown(vehicle: VehicleId) -> Bilingual {
    Bilingual::new(
        format!(
            "There is no vehicle {} of link group {}: nothing was heard of it.",
            vehicle.system, vehicle.group.0
        ),
        format!(
            "链路组 {} 中没有飞行器 {}：从未收到其消息。",
            vehicle.group.0, vehicle.system
        ),
    )
}

/// The answer where nothing is done: orders and jobs end as all of them do, in a final event.
fn refused(at: Moment, vehicle: VehicleId, wanted: Wanted, why: Bilingual) -> Told {
    match wanted {
        Wanted::Order(request) => Told::Order {
            vehicle,
            news: OrderNews {
                id: request.id,
                by: request.by,
                at,
                event: OrderEvent::Refused {
                    order: request.order,
                    why,
                },
            },
        },
        Wanted::Job(request) => Told::Job {
            vehicle,
            news: JobNews {
                id: request.id,
                by: request.by,
                at,
                event: JobEvent::Refused(why),
            },
        },
        Wanted::Lease { by, ask, .. } => Told::Lease {
            vehicle,
            at,
            by,
            ask,
            result: Err(why),
        },
        Wanted::Commission {
            by,
            is_commissioned,
            ..
        } => Told::Commission {
            vehicle,
            at,
            by,
            is_commissioned,
            result: Err(why),
        },
        Wanted::CancelOrder { .. }
        | Wanted::RenewNudge { .. }
        | Wanted::CancelJob { .. }
        | Wanted::ExpectHeading(_)
        | Wanted::PayloadSetup(_)
        | Wanted::KnownParameters(_)
        | Wanted::SafetyProfile(_)
        | Wanted::JudgeSafety => Told::Impossible { vehicle, at, why },
    }
}

fn number_used() -> Bilingual {
    Bilingual::new(
        "This number was used already; nothing was done.",
        "该编号已被使用，未执行任何操作。",
    )
}
