//! What people do in a world, and what becomes of it.

use super::seconds;
use super::world::World;
use haiou::fleet::desk::is_observed_only;
use haiou::fleet::job::{Job, JobEvent, JobId, JobOutcome, JobRequest};
use haiou::fleet::lease::{Holder, Person, Role};
use haiou::fleet::order::{Order, OrderEvent, OrderId, OrderRequest};
use haiou::fleet::request::{LeaseAsk, Request, Wanted};
use haiou::fleet::told::Told;
use haiou::ground_control::Tidings;
use haiou::link::names::VehicleId;
use std::time::Duration;

pub fn person(name: &str) -> Person {
    Person::new(name).unwrap()
}

pub fn operator(name: &str) -> Holder {
    Holder::Person(person(name))
}

impl World {
    /// Waits until a vehicle is connected and says that it can be armed, which takes it some seconds.
    pub fn connect(&mut self, vehicle: VehicleId) {
        self.until("it is connected", seconds(30), |world| {
            world.is_connected(vehicle)
        });
        self.until(
            "it told who it is, and where home is",
            seconds(90),
            |world| {
                let known = world.known(vehicle);
                known.version.is_some() && known.home.is_some() && known.extended.is_some()
            },
        );
        self.until("its position can be relied on", seconds(90), |world| {
            use haiou::fleet::integrity::PositionIntegrity;
            matches!(world.vehicle(vehicle).integrity(), PositionIntegrity::Good)
        });
        // Both autopilots want a filter that has settled.
        self.pass(seconds(25));
    }

    /// Somebody takes a vehicle, and keeps it.
    pub fn hold(&mut self, vehicle: VehicleId, name: &str) {
        self.lease(vehicle, operator(name), LeaseAsk::Take).unwrap();
        self.kept_up.push((vehicle, operator(name)));
    }

    pub fn ask_for_lease(&mut self, vehicle: VehicleId, by: Holder, ask: LeaseAsk) {
        self.ask_for_lease_as(vehicle, by, Role::Operator, ask);
    }

    fn ask_for_lease_as(&mut self, vehicle: VehicleId, by: Holder, role: Role, ask: LeaseAsk) {
        let wanted = Wanted::Lease { by, role, ask };
        self.request(Request { vehicle, wanted });
    }

    /// Asks something of a lease; why it was not done, in English.
    pub fn lease(&mut self, vehicle: VehicleId, by: Holder, ask: LeaseAsk) -> Result<(), String> {
        self.lease_as(vehicle, by, Role::Operator, ask)
    }

    pub fn lease_as(
        &mut self,
        vehicle: VehicleId,
        by: Holder,
        role: Role,
        ask: LeaseAsk,
    ) -> Result<(), String> {
        let before = self.told.len();
        self.ask_for_lease_as(vehicle, by.clone(), role, ask);
        self.step();
        let answer = self.told[before..].iter().find_map(|it| match it {
            Tidings::Fleet(Told::Lease {
                by: whose,
                ask: what,
                result,
                ..
            }) if *whose == by && *what == ask => Some(result.clone()),
            _ => None,
        });
        answer.expect("an answer").map_err(|why| why.en)
    }

    /// An administrator's word; why it was not done, in English.
    pub fn commission(&mut self, vehicle: VehicleId, role: Role, is: bool) -> Result<(), String> {
        let before = self.told.len();
        let wanted = Wanted::Commission {
            by: person("root"),
            role,
            is_commissioned: is,
        };
        self.request(Request { vehicle, wanted });
        self.step();
        let answer = self.told[before..].iter().find_map(|it| match it {
            Tidings::Fleet(Told::Commission { result, .. }) => Some(result.clone()),
            _ => None,
        });
        answer.expect("an answer").map_err(|why| why.en)
    }

    pub fn may_only_be_observed(&self, vehicle: VehicleId) -> bool {
        is_observed_only(self.vehicle(vehicle))
    }

    /// Gives an order.
    pub fn order(&mut self, vehicle: VehicleId, by: Holder, order: Order) -> OrderId {
        let id = OrderId(self.next_id);
        self.next_id += 1;
        let role = Role::Operator;
        let wanted = Wanted::Order(OrderRequest {
            id,
            by,
            role,
            order,
        });
        self.request(Request { vehicle, wanted });
        self.step();
        id
    }

    /// How an order ended, once it has.
    pub fn order_end(&self, id: OrderId) -> Option<&OrderEvent> {
        let mut news = self.order_news().filter(|it| it.id == id);
        news.find(|it| it.event.is_final()).map(|it| &it.event)
    }

    /// Gives an order as whoever holds the vehicle in these flights, and waits for its end.
    pub fn ends(&mut self, vehicle: VehicleId, order: Order, within: Duration) -> OrderEvent {
        self.ends_for(vehicle, operator("anna"), order, within)
    }

    pub fn ends_for(
        &mut self,
        vehicle: VehicleId,
        by: Holder,
        order: Order,
        within: Duration,
    ) -> OrderEvent {
        let what = format!("{order:?} ends");
        let id = self.order(vehicle, by, order);
        self.until(&what, within, |world| world.order_end(id).is_some());
        self.order_end(id).cloned().unwrap()
    }

    /// The same, and it is done.
    pub fn done(&mut self, vehicle: VehicleId, order: Order, within: Duration) {
        let what = format!("{order:?}");
        let end = self.ends(vehicle, order, within);
        if end != OrderEvent::Done {
            self.fail(&format!("{what} ended {end:?}"));
        }
    }

    /// Gives a job as whoever holds the vehicle in these flights.
    pub fn job(&mut self, vehicle: VehicleId, job: Job) -> JobId {
        self.job_of(vehicle, operator("anna"), job)
    }

    pub fn job_of(&mut self, vehicle: VehicleId, by: Holder, job: Job) -> JobId {
        let id = JobId(self.next_id);
        self.next_id += 1;
        let role = Role::Operator;
        let wanted = Wanted::Job(JobRequest { id, by, role, job });
        self.request(Request { vehicle, wanted });
        self.step();
        id
    }

    /// How a job ended, once it has.
    pub fn job_end(&self, id: JobId) -> Option<&JobEvent> {
        let mut news = self.job_news().filter(|it| it.id == id);
        news.find(|it| it.event.is_final()).map(|it| &it.event)
    }

    /// Waits for the end of a job.
    pub fn outcome(&mut self, id: JobId, within: Duration) -> JobOutcome {
        self.until("the job ends", within, |world| world.job_end(id).is_some());
        match self.job_end(id).cloned() {
            Some(JobEvent::Ended(outcome)) => outcome,
            other => self.fail(&format!("{other:?}")),
        }
    }

    /// Does a job, and it comes to what was wanted.
    pub fn does(&mut self, vehicle: VehicleId, job: Job, within: Duration) -> JobOutcome {
        let what = job.name().en;
        let id = self.job(vehicle, job);
        let outcome = self.outcome(id, within);
        if !outcome.is_good() {
            self.fail(&format!("{what}: {outcome:?}"));
        }
        outcome
    }

    /// Every order and every job begins once, goes on, and ends once.
    pub fn check_what_was_told(&mut self) {
        let orders: Vec<(OrderId, bool, bool)> = self
            .order_news()
            .map(|it| {
                let begins = matches!(
                    it.event,
                    OrderEvent::Accepted { .. } | OrderEvent::Refused { .. }
                );
                (it.id, begins, it.event.is_final())
            })
            .collect();
        let jobs: Vec<(JobId, bool, bool)> = self
            .job_news()
            .map(|it| {
                let begins = matches!(it.event, JobEvent::Accepted { .. } | JobEvent::Refused(_));
                (it.id, begins, it.event.is_final())
            })
            .collect();
        let wrong = out_of_order(&orders).map(|it| format!("order {it:?}"));
        let wrong = wrong.or_else(|| out_of_order(&jobs).map(|it| format!("job {it:?}")));
        if let Some(wrong) = wrong {
            self.fail(&format!("told out of order: {wrong}"));
        }
    }
}

/// The first of which what was told does not begin with a beginning and end with the only end.
fn out_of_order<Id: Copy + Eq>(told: &[(Id, bool, bool)]) -> Option<Id> {
    let wrong = told.iter().find(|(id, ..)| {
        let its: Vec<_> = told.iter().filter(|(of, ..)| of == id).collect();
        let begins = its.iter().filter(|(_, begins, _)| *begins).count();
        let ends = its.iter().filter(|(.., ends)| *ends).count();
        let (first, last) = (its.first(), its.last());
        begins != 1
            || ends != 1
            || !first.is_some_and(|(_, begins, _)| *begins)
            || !last.is_some_and(|(.., ends)| *ends)
    });
    wrong.map(|(id, ..)| *id)
}
