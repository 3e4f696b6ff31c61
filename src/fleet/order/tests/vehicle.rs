//! A vehicle that does as it is told, or not, and a link to it that loses, doubles and reorders.

use super::*;
use crate::fleet::command::Directed;
use crate::fleet::lease::{Holder, Lease, Person, Role};
use crate::fleet::order::modes::{copter as c, px4 as p};
use crate::link::report::*;
use crate::link::say::Say;

/// What a vehicle does otherwise than it should.
#[derive(Clone, Debug, Default)]
pub struct Habits {
    /// So many armings are rejected for now.
    pub rejects_arming: u32,
    /// Arming fails with a reason.
    pub fails_arming: bool,
    /// It accepts places and stays, with a text, as PX4 does outside of its fence.
    pub stays: bool,
    /// It accepts everything and does nothing.
    pub only_says_yes: bool,
    /// It does everything and answers nothing.
    pub is_mute: bool,
    /// It tells no target.
    pub hides_target: bool,
    /// It takes heights for heights above home, and tells of them so.
    pub tells_above_home: bool,
    /// The commands that it does not know.
    pub unsupported: Vec<u16>,
}

pub struct Vehicle {
    pub is_px4: bool,
    pub habits: Habits,
    pub mode: u32,
    pub is_armed: bool,
    pub at: Spot,
    pub target: Option<Spot>,
    pub velocity_mps: [f32; 3],
    boot_ms: u32,
    take_off_amsl_m: Option<f64>,
}

impl Vehicle {
    pub fn new(is_px4: bool, habits: Habits) -> Self {
        Self {
            is_px4,
            habits,
            mode: if is_px4 { p::LOITER } else { 0 },
            is_armed: false,
            at: spot(0.0, HOME_AMSL_M),
            target: None,
            velocity_mps: [0.0; 3],
            boot_ms: 100_000,
            take_off_amsl_m: None,
        }
    }

    pub fn flying(is_px4: bool, habits: Habits) -> Self {
        let at = spot(0.0, HOME_AMSL_M + 30.0);
        Self {
            mode: if is_px4 { p::LOITER } else { c::GUIDED },
            is_armed: true,
            at,
            target: Some(at),
            ..Self::new(is_px4, habits)
        }
    }

    /// It is told something. What it says to that.
    pub fn told(&mut self, say: &Say) -> Vec<Report> {
        let mut reports = Vec::new();
        let (command, params, place) = match say {
            Say::CommandLong {
                command, params, ..
            } => (*command, *params, None),
            Say::CommandInt {
                command,
                params: [a, b, c, d],
                x,
                y,
                z,
                ..
            } => {
                let position = Position::new(f64::from(*y) * 1e-7, f64::from(*x) * 1e-7).unwrap();
                let place = Spot {
                    position,
                    amsl_m: f64::from(*z),
                };
                (*command, [*a, *b, *c, *d, 0.0, 0.0, *z], Some(place))
            }
            Say::BodyVelocity { velocity_mps, .. } => {
                self.velocity_mps = *velocity_mps;
                return reports;
            }
            _ => return reports,
        };
        let result = match self.habits.only_says_yes {
            true => CommandResult::Accepted,
            false => self.obey(command, params, place, &mut reports),
        };
        if !self.habits.is_mute {
            reports.push(Report::CommandAck(CommandAck {
                command,
                result,
                progress: None,
                detail: 0,
                target_system: US.system,
                target_component: US.component,
            }));
        }
        reports
    }

    fn obey(
        &mut self,
        command: u16,
        params: [f32; 7],
        place: Option<Spot>,
        reports: &mut Vec<Report>,
    ) -> CommandResult {
        if self.habits.unsupported.contains(&command) {
            return CommandResult::Unsupported;
        }
        match command {
            176 if self.is_px4 => {
                self.change_to((params[1] as u32) << 16 | (params[2] as u32) << 24);
            }
            176 => self.change_to(params[1] as u32),
            400 if params[0] == 0.0 => {
                if self.at.amsl_m > HOME_AMSL_M + 1.0 && params[1] == 0.0 {
                    return CommandResult::Failed;
                }
                self.is_armed = false;
            }
            400 if self.habits.rejects_arming > 0 => {
                self.habits.rejects_arming -= 1;
                return CommandResult::TemporarilyRejected;
            }
            400 if self.habits.fails_arming => {
                reports.push(text(2, "Arm: Need Position Estimate"));
                return CommandResult::Failed;
            }
            400 => self.is_armed = true,
            22 if self.is_px4 => {
                self.change_to(p::TAKEOFF);
                self.take_off_amsl_m = Some(params[6].into());
            }
            22 => {
                let may = self.mode == c::GUIDED && self.is_armed;
                if !may || self.take_off_amsl_m.is_some() {
                    return CommandResult::Failed;
                }
                self.take_off_amsl_m = Some(HOME_AMSL_M + f64::from(params[6]));
            }
            192 if self.habits.stays => {
                reports.push(text(2, "Reposition is outside geofence\t"));
                self.change_to(if self.is_px4 { p::LOITER } else { c::GUIDED });
            }
            192 => {
                self.change_to(if self.is_px4 { p::LOITER } else { c::GUIDED });
                self.target = place;
            }
            300 => self.change_to(if self.is_px4 { p::MISSION } else { c::AUTO }),
            246 => self.boot_ms = 0,
            _ => {}
        }
        CommandResult::Accepted
    }

    fn change_to(&mut self, mode: u32) {
        self.mode = mode;
        self.target = Some(self.at);
    }

    /// Time goes by.
    pub fn pass(&mut self, ms: u64) {
        self.boot_ms += ms as u32;
        let seconds = ms as f64 / 1_000.0;
        if let Some(amsl_m) = self.take_off_amsl_m.filter(|_| self.is_armed) {
            let target = Spot { amsl_m, ..self.at };
            self.target = Some(target);
        }
        if let Some(target) = self.target.filter(|_| self.is_armed) {
            let (over_ground, up) = self.at.apart_m(&target);
            let part = (5.0 * seconds / over_ground.hypot(up).max(0.01)).min(1.0);
            let between = |a: f64, b: f64| a + (b - a) * part;
            let (from, to) = (self.at.position, target.position);
            self.at = Spot {
                position: Position::new(
                    between(from.longitude_deg(), to.longitude_deg()),
                    between(from.latitude_deg(), to.latitude_deg()),
                )
                .unwrap(),
                amsl_m: between(self.at.amsl_m, target.amsl_m),
            };
        }
    }

    /// What it tells regularly.
    pub fn telemetry(&self) -> Vec<Report> {
        let mut reports = vec![heartbeat(self.mode, self.is_armed), self.position()];
        if let Some(target) = self.target.filter(|_| !self.habits.hides_target) {
            let (above, amsl_m) = match self.habits.tells_above_home {
                true => (TargetHeight::Home, target.amsl_m - HOME_AMSL_M),
                false => (TargetHeight::MeanSeaLevel, target.amsl_m),
            };
            reports.push(Report::PositionTarget(PositionTarget {
                boot_ms: self.boot_ms,
                place: Some(place(&target)),
                height_m: Some(amsl_m as f32),
                above,
                velocity_mps: None,
            }));
        }
        reports
    }

    fn position(&self) -> Report {
        Report::GlobalPosition(GlobalPosition {
            boot_ms: self.boot_ms,
            place: Some(place(&self.at)),
            altitude_amsl_m: self.at.amsl_m as f32,
            above_home_m: (self.at.amsl_m - HOME_AMSL_M) as f32,
            velocity_mps: [0.0; 3],
            heading_deg: None,
        })
    }
}

fn place(spot: &Spot) -> Place {
    Place {
        latitude_e7: (spot.position.latitude_deg() * 1e7).round() as i32,
        longitude_e7: (spot.position.longitude_deg() * 1e7).round() as i32,
    }
}

pub fn heartbeat(custom_mode: u32, is_armed: bool) -> Report {
    Report::Heartbeat(Heartbeat {
        component: ComponentKind::Rotorcraft,
        mav_type: 2,
        autopilot: Some(AutopilotKind::Px4),
        is_armed,
        base_mode: 1,
        custom_mode,
        state: SystemState::Active,
    })
}

fn text(severity: u8, text: &str) -> Report {
    Report::StatusText(Box::new(StatusText {
        severity: Severity(severity),
        text: text.to_owned(),
        id: 0,
        chunk: 0,
        is_last: true,
    }))
}

/// SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % limit
    }
}

/// A link: how long it takes, how much longer it may take, and what it loses and doubles, per cent.
#[derive(Clone, Copy)]
pub struct Link {
    pub delay_ms: u64,
    pub jitter_ms: u64,
    pub loss: u64,
    pub doubles: u64,
}

pub const CLEAN: Link = Link {
    delay_ms: 5,
    jitter_ms: 0,
    loss: 0,
    doubles: 0,
};

/// A vehicle, the link to it, and the desk at the other end.
pub struct Flight {
    pub desk: OrderDesk,
    pub lease: Lease,
    pub vehicle: Vehicle,
    pub news: Vec<OrderNews>,
    pub said: Vec<(u64, Directed)>,
    pub ms: u64,
    pub link: Link,
    pub chance: Chance,
    up: Vec<(u64, Directed)>,
    down: Vec<(u64, Report)>,
    next: u64,
}

pub fn anna() -> Holder {
    Holder::Person(Person::new("anna").unwrap())
}

impl Flight {
    pub fn with(vehicle: Vehicle, link: Link, seed: u64) -> Self {
        let mut flight = Self {
            desk: OrderDesk::new(US),
            lease: Lease::default(),
            vehicle,
            news: Vec::new(),
            said: Vec::new(),
            ms: 0,
            link,
            chance: Chance(seed),
            up: Vec::new(),
            down: Vec::new(),
            next: 1,
        };
        let round_trip = link.delay_ms * 2 + link.jitter_ms;
        let round_trip = Duration::from_millis(round_trip);
        flight.desk.set_round_trip(Some(round_trip));
        flight.run(1_000);
        flight
    }

    pub fn of(vehicle: Vehicle) -> Self {
        Self::with(vehicle, CLEAN, 1)
    }

    /// The facts as they are.
    pub fn facts(&self) -> VehicleFacts {
        let facts = if self.vehicle.is_px4 { px4() } else { copter() };
        VehicleFacts {
            is_armed: Some(self.vehicle.is_armed),
            is_in_air: Some(self.vehicle.at.amsl_m > HOME_AMSL_M + 0.5),
            custom_mode: Some(self.vehicle.mode),
            at: Some(self.vehicle.at),
            ..facts
        }
    }

    pub fn give(&mut self, order: Order) -> OrderId {
        let facts = self.facts();
        self.give_by(anna(), order, &facts)
    }

    pub fn give_by(&mut self, by: Holder, order: Order, facts: &VehicleFacts) -> OrderId {
        let now = at(self.ms);
        let _ = self.lease.take(now, &anna(), Role::Operator);
        let id = OrderId(self.next);
        self.next += 1;
        let request = OrderRequest {
            id,
            by,
            role: Role::Operator,
            order,
        };
        let mut out = Vec::new();
        let lease = &mut self.lease;
        self.desk
            .give(now, request, lease, facts, &mut out)
            .unwrap();
        self.send(out);
        id
    }

    pub fn cancel(&mut self, id: OrderId) -> bool {
        let mut out = Vec::new();
        let was_running = self.desk.cancel(at(self.ms), id, &mut out);
        self.send(out);
        was_running
    }

    pub fn renew(&mut self, id: OrderId, velocity: Velocity) -> Result<(), Refusal> {
        self.renew_by(&anna(), id, velocity)
    }

    pub fn renew_by(
        &mut self,
        by: &Holder,
        id: OrderId,
        velocity: Velocity,
    ) -> Result<(), Refusal> {
        let mut out = Vec::new();
        let (now, lease) = (at(self.ms), &self.lease);
        let renewed = self
            .desk
            .renew_nudge(now, id, by, velocity, lease, &mut out);
        self.send(out);
        renewed
    }

    /// So much time goes by, in steps of 10 ms.
    pub fn run(&mut self, ms: u64) {
        for _ in 0..ms / 10 {
            self.ms += 10;
            self.vehicle.pass(10);
            for directed in due(&mut self.up, self.ms) {
                let reports = self.vehicle.told(&directed.say);
                self.receive(reports);
            }
            if self.ms.is_multiple_of(500) {
                let reports = self.vehicle.telemetry();
                self.receive(reports);
            }
            let mut out = Vec::new();
            for report in due(&mut self.down, self.ms) {
                self.desk.hear(at(self.ms), 1, &report, &mut out);
            }
            if self.desk.due().is_some_and(|due| due <= at(self.ms)) {
                self.desk.wake(at(self.ms), &mut out);
            }
            self.send(out);
        }
    }

    fn send(&mut self, out: Vec<Directed>) {
        self.take_news();
        for directed in out {
            self.said.push((self.ms, directed.clone()));
            for when in arrivals(&self.link, &mut self.chance, self.ms) {
                self.up.push((when, directed.clone()));
            }
        }
    }

    fn receive(&mut self, reports: Vec<Report>) {
        for report in reports {
            for when in arrivals(&self.link, &mut self.chance, self.ms) {
                self.down.push((when, report.clone()));
            }
        }
    }

    fn take_news(&mut self) {
        while let Some(news) = self.desk.take_news() {
            self.news.push(news);
        }
    }

    pub fn events(&self, id: OrderId) -> Vec<&OrderEvent> {
        let of_it = self.news.iter().filter(|news| news.id == id);
        of_it.map(|news| &news.event).collect()
    }

    /// How an order ended, and that it ended once and nothing came after it.
    pub fn end(&self, id: OrderId) -> &OrderEvent {
        let events = self.events(id);
        let finals = events.iter().filter(|event| event.is_final()).count();
        assert_eq!(finals, 1, "{events:?}");
        let last = events.last().unwrap();
        assert!(last.is_final(), "{events:?}");
        last
    }

    pub fn commands(&self) -> Vec<u16> {
        let number = |say: &Say| match say {
            Say::CommandLong { command, .. } | Say::CommandInt { command, .. } => Some(*command),
            _ => None,
        };
        self.said
            .iter()
            .filter_map(|(_, it)| number(&it.say))
            .collect()
    }
}

fn arrivals(link: &Link, chance: &mut Chance, ms: u64) -> Vec<u64> {
    let copies = 1 + u64::from(chance.below(100) < link.doubles);
    (0..copies)
        .filter_map(|_| {
            let is_lost = chance.below(100) < link.loss;
            let when = ms + link.delay_ms + chance.below(link.jitter_ms + 1);
            (!is_lost).then_some(when)
        })
        .collect()
}

fn due<T>(queue: &mut Vec<(u64, T)>, ms: u64) -> Vec<T> {
    queue.sort_by_key(|(when, _)| *when);
    let until = queue.partition_point(|(when, _)| *when <= ms);
    queue.drain(..until).map(|(_, it)| it).collect()
}
