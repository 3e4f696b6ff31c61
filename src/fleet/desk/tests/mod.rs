#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod orders;
mod photos;
mod plans;
mod safety;

use super::*;
use crate::fleet::job::{Job, JobEvent, JobOutcome, JobRequest};
use crate::fleet::lease::{Person, Role};
use crate::fleet::order::{
    MessageInterval, MessageRate, Order, OrderEvent, OrderFailure, OrderId, OrderRequest, Refusal,
};
use crate::fleet::parameters::fixture::{Autopilot, PX4, START, all_of};
use crate::fleet::plan_transfer::tests::peer::{Habits, Peer, ack, waypoints};
use crate::fleet::plans_on_board::OnBoard;
use crate::fleet::request::{LeaseAsk, Request, Wanted};
use crate::fleet::test_line::Weather;
use crate::fleet::told::Told;
use crate::fleet::{Fleet, Reported};
use crate::link::mav_cmd;
use crate::link::names::{GroupId, LinkId, PeerId};
use crate::link::report::{
    AutopilotKind, AutopilotVersion, CommandAck, CommandResult, ComponentKind, Heartbeat,
    MissionCurrent, MissionState, Report, SystemState,
};
use crate::observed::Source;
use SafetyState::NotMet;

const US: Sender = Sender {
    system: 250,
    component: 190,
};
const ID: VehicleId = VehicleId {
    group: GroupId(1),
    system: 7,
};
const MISSION: PlanKind = PlanKind::Mission;

/// A fleet of one vehicle with PX4 over a line without loss, which tells the number of its mission before
/// everything else.
struct Bench {
    fleet: Fleet,
    now: Moment,
    origin: Origin,
    plans: Peer,
    autopilot: Autopilot,
    told: Vec<Told>,
    said: usize,
    job: u64,
    order: u64,
    commanded: Vec<u16>,
    /// By which commands it was asked for which photos.
    asked_for_photos: Vec<(u16, i32)>,
    /// It says nothing any more.
    is_silent: bool,
    /// Of what it said last.
    place: u32,
}

impl Bench {
    fn new(origin: Origin) -> Self {
        let mut autopilot = Autopilot::new(PX4, Encoding::Bytewise, Weather::CLEAR, "desk");
        let all = all_of(PX4);
        autopilot.all = all;
        let mut bench = Self {
            fleet: Fleet::new(US),
            now: START,
            origin,
            plans: Peer::new(Habits::Px4),
            autopilot,
            told: Vec::new(),
            said: 0,
            job: 0,
            order: 0,
            commanded: Vec::new(),
            asked_for_photos: Vec::new(),
            is_silent: false,
            place: 0,
        };
        bench.run_ms(1_000);
        bench.hear(Report::AutopilotVersion(Box::new(AutopilotVersion {
            capabilities: AutopilotVersion::MISSION_INT | AutopilotVersion::PARAMETERS_BYTEWISE,
            firmware: [1, 17, 0, 255],
            git_hash: [1; 8],
            board: (1, 2),
            hardware_id: vec![3; 18],
        })));
        bench.run_ms(3_000);
        bench.want(Wanted::Lease {
            by: li(),
            role: Role::Operator,
            ask: LeaseAsk::Take,
        });
        bench
    }

    fn hear(&mut self, report: Report) {
        self.hear_for(report, false);
    }

    fn hear_for(&mut self, report: Report, is_to_another: bool) {
        self.place += 1;
        self.comes(&report, is_to_another, (false, self.place));
    }

    /// Everything else that it said came before.
    fn hear_late(&mut self, report: Report) {
        self.comes(&report, false, (true, 0));
    }

    /// What it said afterwards came before, but nothing that it said before came after.
    fn hear_overtaken_by_telemetry(&mut self, report: Report) {
        self.place += 1;
        self.comes(&report, false, (true, self.place));
    }

    fn comes(&mut self, report: &Report, is_to_another: bool, (is_late, place): (bool, u32)) {
        self.fleet.hear(Reported {
            vehicle: ID,
            origin: self.origin,
            at: self.now,
            source: Source {
                link: LinkId(1),
                component: 1,
            },
            peer: PeerId::ONLY,
            is_late,
            place,
            is_to_another,
            message_id: u32::MAX,
            report,
        });
    }

    fn want(&mut self, wanted: Wanted) {
        let vehicle = ID;
        self.fleet.request(self.now, Request { vehicle, wanted });
        self.go_on();
    }

    fn begin_upload(&mut self, count: u16) {
        self.give(Job::UploadPlan {
            kind: MISSION,
            items: waypoints(count),
        });
    }

    fn give(&mut self, job: Job) {
        self.job += 1;
        self.want(Wanted::Job(JobRequest {
            id: JobId(self.job),
            by: li(),
            role: Role::Operator,
            job,
        }));
    }

    fn order(&mut self, order: Order) -> OrderId {
        self.order += 1;
        let id = OrderId(self.order);
        self.want(Wanted::Order(OrderRequest {
            id,
            by: li(),
            role: Role::Operator,
            order,
        }));
        id
    }

    fn call_off_job(&mut self) {
        self.want(Wanted::CancelJob {
            id: JobId(self.job),
            by: li(),
            role: Role::Operator,
        });
    }

    /// What could not be done.
    fn impossible(&self) -> usize {
        let told = self.told.iter();
        told.filter(|it| matches!(it, Told::Impossible { .. }))
            .count()
    }

    fn events(&self, id: OrderId) -> Vec<&OrderEvent> {
        let told = self.told.iter().filter_map(|it| match it {
            Told::Order { news, .. } if news.id == id => Some(&news.event),
            _ => None,
        });
        told.collect()
    }

    fn answer(&mut self, command: u16, result: CommandResult) {
        self.hear(Report::CommandAck(CommandAck {
            command,
            result,
            progress: None,
            detail: 0,
            target_system: US.system,
            target_component: US.component,
        }));
    }

    fn current(&mut self) {
        self.hear(Report::MissionCurrent(MissionCurrent {
            sequence: 0,
            total: None,
            state: MissionState::NotStarted,
            plan_ids: PlanKind::ALL.map(|kind| self.plans.id(kind)),
        }));
    }

    fn go_on(&mut self) {
        self.fleet.wake(self.now);
        for saying in std::mem::take(self.fleet.sayings()) {
            self.said += 1;
            let say = saying.directed.say;
            if let Say::CommandLong {
                command, params, ..
            } = &say
            {
                let photo = match *command {
                    mav_cmd::REQUEST_CAMERA_IMAGE_CAPTURE => Some(params[0]),
                    mav_cmd::REQUEST_MESSAGE => {
                        (params[0].to_bits() == 263.0_f32.to_bits()).then_some(params[1])
                    }
                    _ => None,
                };
                match photo {
                    Some(index) => self.asked_for_photos.push((*command, index as i32)),
                    None => self.commanded.push(*command),
                }
            }
            let mut answers = Vec::new();
            match say {
                Say::MissionCount { .. }
                | Say::MissionItem(_)
                | Say::MissionItemFloat(_)
                | Say::MissionRequestList { .. }
                | Say::MissionRequest { .. }
                | Say::MissionAck { .. }
                | Say::MissionClear { .. } => self.plans.hear(self.now, &say, &mut answers),
                Say::ParameterRequestList
                | Say::ParameterRequestIndex(_)
                | Say::ParameterRequestName(_)
                | Say::ParameterSet { .. } => self.autopilot.take(vec![say]),
                _ => {}
            }
            // The number comes first, as it may.
            self.current();
            for answer in answers {
                self.hear(answer);
            }
        }
        while self.autopilot.now < self.now {
            for told in self.autopilot.next(self.now) {
                self.hear(Report::ParameterValue(told));
            }
        }
        self.told.extend(self.fleet.take_told());
    }

    fn run_ms(&mut self, ms: u64) {
        for at in 0..ms / 20 {
            self.now = self.now + Duration::from_millis(20);
            if at % 50 == 0 && !self.is_silent {
                self.hear(heartbeat(0));
                self.current();
                self.want(Wanted::Lease {
                    by: li(),
                    role: Role::Operator,
                    ask: LeaseAsk::Renew,
                });
            }
            self.go_on();
        }
    }

    fn upload(&mut self, count: u16) {
        self.begin_upload(count);
        self.run_ms(3_000);
    }

    /// A plan of somebody else is on board.
    fn somebody_puts(&mut self, count: u16) {
        let held = self.plans.held(MISSION, &waypoints(count));
        self.plans.stores[0] = held;
    }

    fn changes(&self) -> usize {
        let told = self.told.iter();
        told.filter(|it| matches!(it, Told::PlanChanged { .. }))
            .count()
    }

    fn on_board(&self) -> OnBoard {
        self.fleet.desk(ID).unwrap().plans().of(MISSION)
    }

    fn last_end(&self) -> &JobOutcome {
        let mut ends = self.told.iter().rev().filter_map(|it| match it {
            Told::Job { news, .. } => match &news.event {
                JobEvent::Ended(outcome) => Some(outcome),
                _ => None,
            },
            _ => None,
        });
        ends.next().unwrap()
    }

    fn safety(&mut self) -> SafetyState {
        self.fleet.desk(ID).unwrap().view(self.now).safety
    }

    fn verdicts(&self) -> Vec<&Verdict> {
        let told = self.told.iter().filter_map(|it| match it {
            Told::Safety { verdict, .. } => Some(verdict),
            _ => None,
        });
        told.collect()
    }
}

fn li() -> Holder {
    named("li")
}

fn named(name: &str) -> Holder {
    Holder::Person(Person::new(name).unwrap())
}

/// A disarmed quadrotor of PX4 in a mode.
fn heartbeat(custom_mode: u32) -> Report {
    Report::Heartbeat(Heartbeat {
        component: ComponentKind::Rotorcraft,
        mav_type: 2,
        autopilot: Some(AutopilotKind::Px4),
        is_armed: false,
        base_mode: 81,
        custom_mode,
        state: SystemState::Standby,
    })
}
