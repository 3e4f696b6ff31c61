//! All orders to one vehicle: who may give them, which goes before which, and what became of each.

use super::machine::Start;
use super::seen::Seen;
use super::{
    Order, OrderEvent, OrderFailure, OrderId, OrderMachine, OrderNews, Refusal, Step, VehicleFacts,
    Velocity, plan,
};
use crate::fleet::command::{CommandDesk, Directed};
use crate::fleet::lease::{Holder, Lease, LeaseRefusal, Person, Role};
use crate::link::frame::Sender;
use crate::link::mav_cmd;
use crate::link::report::Report;
use crate::moment::Moment;
use std::collections::VecDeque;
use std::time::Duration;

/// An order and who gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRequest {
    /// Its number: higher than that of any before it.
    pub id: OrderId,
    /// Who gives it.
    pub by: Holder,
    /// What they may do at all.
    pub role: Role,
    /// What is ordered.
    pub order: Order,
}

/// An order's number is not higher than the last one's: it is not taken, and nothing is told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderIdUsed;

/// See the module.
#[derive(Clone, Debug)]
pub struct OrderDesk {
    commands: CommandDesk,
    running: Vec<Running>,
    news: VecDeque<OrderNews>,
    shed_progress: u64,
    last: Option<OrderId>,
}

#[derive(Clone, Debug)]
struct Running {
    id: OrderId,
    by: Holder,
    is_flight: bool,
    /// It goes on whoever holds the vehicle.
    outlasts_lease: bool,
    machine: OrderMachine,
}

/// Besides the one flight order.
const MOST_OTHERS: usize = 8;
/// Beyond it progress is no longer told, and counted. What is final always is.
const MOST_NEWS: usize = 256;

impl OrderDesk {
    /// The desk of a vehicle, which `us` commands.
    pub fn new(us: Sender) -> Self {
        Self {
            commands: CommandDesk::new(us),
            running: Vec::new(),
            news: VecDeque::new(),
            shed_progress: 0,
            last: None,
        }
    }

    /// The round trip of the vehicle's link, as measured last.
    pub fn set_round_trip(&mut self, round_trip: Option<Duration>) {
        self.commands.set_round_trip(round_trip);
    }

    /// The commands of the vehicle, for what is asked of it without anybody's order (messages and their
    /// rates): their answers are not to be taken for one another's.
    pub fn commands(&mut self) -> &mut CommandDesk {
        &mut self.commands
    }

    /// Takes an order. What becomes of it is told by [`Self::take_news`].
    ///
    /// # Errors
    /// Its number was used.
    pub fn give(
        &mut self,
        now: Moment,
        request: OrderRequest,
        lease: &mut Lease,
        facts: &VehicleFacts,
        out: &mut Vec<Directed>,
    ) -> Result<(), OrderIdUsed> {
        if self.last >= Some(request.id) {
            return Err(OrderIdUsed);
        }
        self.last = Some(request.id);
        match self.checked(now, &request, lease, facts) {
            Ok((steps, with)) => self.begin(now, request, steps, with, facts, out),
            Err(refusal) => {
                let event = OrderEvent::Refused {
                    order: request.order,
                    why: refusal.message(),
                };
                self.tell(now, request.id, &request.by, event);
            }
        }
        Ok(())
    }

    /// Takes what a component of the vehicle says.
    pub fn hear(&mut self, now: Moment, component: u8, report: &Report, out: &mut Vec<Directed>) {
        self.commands.hear(now, component, report, out);
        for at in 0..self.running.len() {
            if let Some(running) = self.running.get_mut(at) {
                let desk = &mut self.commands;
                running.machine.hear(now, component, report, desk, out);
            }
        }
        self.collect(now, out);
    }

    /// Does what is due.
    pub fn wake(&mut self, now: Moment, out: &mut Vec<Directed>) {
        self.commands.wake(now, out);
        for running in &mut self.running {
            running.machine.wake(now, &mut self.commands, out);
        }
        self.collect(now, out);
    }

    /// When [`Self::wake`] is due.
    pub fn due(&self) -> Option<Moment> {
        let orders = self.running.iter().filter_map(|it| it.machine.due()).min();
        match (orders, self.commands.due()) {
            (Some(orders), Some(commands)) => Some(orders.min(commands)),
            (orders, commands) => orders.or(commands),
        }
    }

    /// Gives an order up. Whether it was going on.
    pub fn cancel(&mut self, now: Moment, id: OrderId, out: &mut Vec<Directed>) -> bool {
        let Some(running) = self.running.iter_mut().find(|it| it.id == id) else {
            return false;
        };
        running.machine.cancel(now, &mut self.commands, out);
        self.collect(now, out);
        true
    }

    /// What others ordered that needed the lease is given up: its later steps would be taken under the lease of
    /// who holds the vehicle now.
    pub fn held_by(&mut self, now: Moment, holder: &Holder, out: &mut Vec<Directed>) {
        for running in &mut self.running {
            if !running.outlasts_lease && running.by != *holder {
                running.machine.cancel(now, &mut self.commands, out);
            }
        }
        self.collect(now, out);
    }

    /// Who gave an order that goes on.
    pub fn giver(&self, id: OrderId) -> Option<&Holder> {
        let running = self.running.iter().find(|it| it.id == id)?;
        Some(&running.by)
    }

    /// Repeats a nudge, which has to come twice a second or more often. Whoever gave it may, while they hold
    /// the vehicle.
    ///
    /// # Errors
    /// It has ended, or is too fast, or is no longer allowed, or another one gave it.
    pub fn renew_nudge(
        &mut self,
        now: Moment,
        id: OrderId,
        by: &Holder,
        velocity: Velocity,
        lease: &Lease,
        out: &mut Vec<Directed>,
    ) -> Result<(), Refusal> {
        let running = self.running.iter_mut().find(|it| it.id == id);
        let running = running.ok_or(Refusal::NoSuchNudge)?;
        if running.by != *by {
            return Err(Refusal::Lease(LeaseRefusal::NotTheirs));
        }
        lease.holds(now, by).map_err(Refusal::Lease)?;
        running.machine.renew(now, velocity, out)
    }

    /// Whether nothing goes on, so that nothing waits for what the vehicle says.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty() && self.commands.is_idle() && self.news.is_empty()
    }

    /// Which orders go on.
    pub fn running(&self) -> impl Iterator<Item = OrderId> {
        self.running.iter().map(|it| it.id)
    }

    /// The oldest news that was not taken yet.
    pub fn take_news(&mut self) -> Option<OrderNews> {
        self.news.pop_front()
    }

    /// How much progress was not told since nobody took the news.
    pub fn shed_progress(&self) -> u64 {
        self.shed_progress
    }

    fn checked(
        &self,
        now: Moment,
        request: &OrderRequest,
        lease: &mut Lease,
        facts: &VehicleFacts,
    ) -> Result<(Vec<Step>, Option<Person>), Refusal> {
        let steps = plan(&request.order, facts)?;
        let others = self.running.iter().filter(|it| !it.is_flight).count();
        if !request.order.is_flight() && others >= MOST_OTHERS {
            return Err(Refusal::Busy);
        }
        let with = lease
            .may(now, &request.order, &request.by, request.role)
            .map_err(Refusal::Lease)?;
        Ok((steps, with))
    }

    fn begin(
        &mut self,
        now: Moment,
        request: OrderRequest,
        steps: Vec<Step>,
        with: Option<Person>,
        facts: &VehicleFacts,
        out: &mut Vec<Directed>,
    ) {
        let OrderRequest { id, by, order, .. } = request;
        let (is_flight, is_stop) = (order.is_flight(), order.is_stop());
        let mut may_arrive = false;
        if is_flight {
            for running in self.running.iter_mut().filter(|it| it.is_flight) {
                may_arrive |= running.machine.supersede(now, id, &mut self.commands, out);
            }
            self.collect(now, out);
        }
        let event = OrderEvent::Accepted {
            order: order.clone(),
            with,
        };
        self.tell(now, id, &by, event);
        // What was given up before, or not answered in time, may overtake it as well.
        let autopilot = facts.autopilot_component;
        may_arrive |= self.commands.may_arrive(now, autopilot, is_of_flight);
        let puts_an_end = is_stop || matches!(order, Order::Disarm | Order::DisarmInAir);
        let round_trip = self.commands.round_trip();
        let start = Start {
            steps,
            hold: plan(&Order::Hold, facts).unwrap_or_default(),
            seen: Seen::new(
                facts.autopilot_component,
                facts.us,
                facts.home.map(|home| home.amsl_m),
                facts.boot_ms,
            ),
            autopilot_component: facts.autopilot_component,
            is_urgent: is_stop || order == Order::DisarmInAir,
            // What it takes the place of may overtake it on the way.
            steady: match puts_an_end && may_arrive {
                true => Duration::from_secs(1) + round_trip * 2,
                false => Duration::ZERO,
            },
        };
        let machine = OrderMachine::start(now, start, &mut self.commands, out);
        self.running.push(Running {
            id,
            by,
            is_flight,
            // A stop needs no lease, and the word of two people holds.
            outlasts_lease: is_stop || order == Order::DisarmInAir,
            machine,
        });
        self.collect(now, out);
    }

    /// Tells what there is to tell, and takes out what has ended.
    fn collect(&mut self, now: Moment, out: &mut Vec<Directed>) {
        // One that ends may have let another one's command go.
        for running in &mut self.running {
            running.machine.wake(now, &mut self.commands, out);
        }
        let mut running = std::mem::take(&mut self.running);
        running.retain_mut(|it| {
            while let Some(progress) = it.machine.take_progress() {
                self.tell(now, it.id, &it.by, OrderEvent::Progress(progress));
            }
            let event = match it.machine.end() {
                None => return true,
                Some(Ok(())) => OrderEvent::Done,
                Some(Err(failure)) => OrderEvent::Failed(failure.clone()),
            };
            self.tell(now, it.id, &it.by, event);
            false
        });
        self.running = running;
    }

    fn tell(&mut self, now: Moment, id: OrderId, by: &Holder, event: OrderEvent) {
        if matches!(event, OrderEvent::Progress(_)) && self.news.len() >= MOST_NEWS {
            self.shed_progress += 1;
            return;
        }
        self.news.push_back(OrderNews {
            id,
            by: by.clone(),
            at: now,
            event,
        });
    }

    /// The vehicle is gone for good, or is no longer to be commanded: whatever goes on ends, and nothing more is
    /// said of it.
    pub fn close(&mut self, now: Moment) {
        self.commands.close(now);
        for running in std::mem::take(&mut self.running) {
            let failure = OrderFailure::Cancelled { may_be_done: true };
            self.tell(now, running.id, &running.by, OrderEvent::Failed(failure));
        }
    }
}

/// Whether a command changes how or whether a vehicle flies.
fn is_of_flight(command: u16) -> bool {
    matches!(
        command,
        mav_cmd::DO_SET_MODE
            | mav_cmd::DO_REPOSITION
            | mav_cmd::COMPONENT_ARM_DISARM
            | mav_cmd::NAV_TAKEOFF
            | mav_cmd::MISSION_START
            | mav_cmd::DO_LAND_START
            | mav_cmd::NAV_RETURN_TO_LAUNCH
            | mav_cmd::NAV_LAND
            | mav_cmd::NAV_LOITER_UNLIM
            | mav_cmd::DO_PAUSE_CONTINUE
    )
}
