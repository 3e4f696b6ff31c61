#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::fleet::job::Job;
use crate::fleet::lease::{Person, Role};
use crate::fleet::order::{MessageInterval, MessageRate, Order, OrderEvent, OrderFailure};
use crate::fleet::parameters::fixture::{Autopilot, PX4, START, all_of};
use crate::fleet::plan_transfer::tests::peer::{Habits, Peer, ack};
use crate::fleet::plans_on_board::OnBoard;
use crate::fleet::request::{LeaseAsk, Request, Wanted};
use crate::fleet::test_line::Weather;
use crate::fleet::told::Told;
use crate::fleet::{Fleet, Reported};
use crate::link::names::{GroupId, LinkId};
use crate::link::report::{
    AutopilotVersion, CommandAck, CommandResult, Heartbeat, MissionCurrent, MissionState, PlanItem,
    SystemState,
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
    /// It says nothing any more.
    is_silent: bool,
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
            is_silent: false,
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
        self.fleet.hear(Reported {
            vehicle: ID,
            origin: self.origin,
            at: self.now,
            source: Source {
                link: LinkId(1),
                component: 1,
            },
            is_late: false,
            is_to_another,
            message_id: u32::MAX,
            report: &report,
        });
    }

    fn want(&mut self, wanted: Wanted) {
        let vehicle = ID;
        self.fleet.request(self.now, Request { vehicle, wanted });
        self.go_on();
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
            if let Say::CommandLong { command, .. } = &say {
                self.commanded.push(*command);
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
                self.hear(Report::Heartbeat(Heartbeat {
                    component: ComponentKind::Rotorcraft,
                    mav_type: 2,
                    autopilot: Some(AutopilotKind::Px4),
                    is_armed: false,
                    base_mode: 81,
                    custom_mode: 0,
                    state: SystemState::Standby,
                }));
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
        self.give(Job::UploadPlan {
            kind: MISSION,
            items: waypoints(count),
        });
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
    Holder::Person(Person::new("li").unwrap())
}

fn waypoints(count: u16) -> Vec<PlanItem> {
    let item = |number: u16| PlanItem {
        kind: MISSION,
        sequence: number,
        frame: 6,
        command: 16,
        is_current: false,
        goes_on: true,
        params: [0.0, 0.0, 0.0, f32::NAN],
        x: 360_671_000 + 1_000 * i32::from(number),
        y: 1_203_826_000,
        z: 30.0,
    };
    (0..count).map(item).collect()
}

#[test]
fn an_upload_of_ours_is_never_a_change_behind_our_back_however_early_its_number_comes() {
    let mut bench = Bench::new(Origin::Simulated);
    for count in [5, 3, 8] {
        bench.upload(count);
        assert!(bench.last_end().is_good());
        assert!(matches!(bench.on_board(), OnBoard::Ours { count: it, .. } if it == count));
        bench.run_ms(20_000);
    }
    assert_eq!(bench.changes(), 0);
}

#[test]
fn while_an_upload_goes_on_nothing_is_claimed_of_what_is_on_board() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.upload(4);
    bench.run_ms(20_000);
    bench.give(Job::UploadPlan {
        kind: MISSION,
        items: waypoints(60),
    });
    assert_eq!(bench.on_board(), OnBoard::Unknown);
    let mut seen = 0;
    while !bench
        .fleet
        .desk(ID)
        .unwrap()
        .view(bench.now)
        .jobs
        .is_empty()
    {
        assert_eq!(bench.on_board(), OnBoard::Unknown);
        bench.run_ms(20);
        seen += 1;
    }
    assert!(seen > 0);
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 60, .. }));
}

#[test]
fn one_that_is_called_off_midway_is_nobody_elses_doing() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.upload(4);
    bench.run_ms(20_000);
    bench.give(Job::UploadPlan {
        kind: MISSION,
        items: waypoints(60),
    });
    bench.run_ms(40);
    bench.want(Wanted::CancelJob(JobId(bench.job)));
    bench.run_ms(20_000);
    assert_eq!(bench.changes(), 0);
    // PX4 still has the one of before, and says so by its number.
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 4, .. }));
}

#[test]
fn one_that_waits_behind_another_and_is_called_off_changes_nothing() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.give(Job::DownloadPlan { kind: MISSION });
    bench.give(Job::UploadPlan {
        kind: MISSION,
        items: waypoints(6),
    });
    bench.want(Wanted::CancelJob(JobId(bench.job)));
    bench.run_ms(3_000);
    bench.upload(2);
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 2, .. }));
    assert_eq!(bench.changes(), 0);
}

#[test]
fn a_plan_that_is_too_large_leaves_ours_on_board() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.upload(4);
    bench.upload(60_000);
    assert!(!bench.last_end().is_good());
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 4, .. }));
}

#[test]
fn a_plan_of_another_station_is_told_once() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.upload(5);
    bench.run_ms(20_000);
    bench.somebody_puts(7);
    bench.hear_for(ack(MISSION, 0, bench.plans.id(MISSION)), true);
    bench.run_ms(20_000);
    assert_eq!(bench.changes(), 1);
    assert!(matches!(bench.on_board(), OnBoard::NotOurs { .. }));
    // Another one is told of again, and ours makes it good.
    bench.somebody_puts(3);
    bench.run_ms(20_000);
    assert_eq!(bench.changes(), 2);
    bench.upload(5);
    bench.run_ms(20_000);
    assert_eq!(bench.changes(), 2);
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 5, .. }));
}

#[test]
fn an_answer_to_another_station_moves_no_job_of_ours() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.plans.refuses = Some((0, 5));
    bench.give(Job::UploadPlan {
        kind: MISSION,
        items: waypoints(3),
    });
    bench.hear_for(ack(MISSION, 0, 77), true);
    bench.run_ms(3_000);
    assert!(!bench.last_end().is_good());
}

#[test]
fn its_safety_is_seen_by_readers_and_told_after_it_was_read_and_set() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.run_ms(2_000);
    assert_eq!(bench.safety(), SafetyState::Unknown);
    bench.give(Job::ReadParameters);
    bench.run_ms(8_000);
    let NotMet { shortfalls, .. } = bench.safety() else {
        panic!("{:?}", bench.safety())
    };
    assert_eq!(shortfalls, 7);
    assert!(matches!(bench.verdicts()[..], [Verdict::NotMet { .. }]));
    bench.give(Job::SetSafety);
    bench.run_ms(8_000);
    assert_eq!(bench.safety(), SafetyState::Met);
    assert_eq!(bench.verdicts().last(), Some(&&Verdict::Met));
    // Somebody sets something else, which is told to all.
    let at = bench.autopilot.find("NAV_DLL_ACT").unwrap();
    bench.autopilot.all[at].1 = 0;
    bench.autopilot.tell(at);
    bench.run_ms(2_000);
    assert!(matches!(bench.safety(), NotMet { shortfalls: 1, .. }));
    bench.want(Wanted::JudgeSafety);
    assert!(matches!(
        bench.verdicts().last(),
        Some(Verdict::NotMet { .. })
    ));
}

#[test]
fn what_was_met_is_unknown_when_it_is_old_when_the_vehicle_was_lost_and_by_another_profile() {
    let met = || {
        let mut bench = Bench::new(Origin::Simulated);
        bench.give(Job::ReadParameters);
        bench.run_ms(8_000);
        bench.give(Job::SetSafety);
        bench.run_ms(8_000);
        assert_eq!(bench.safety(), SafetyState::Met);
        bench
    };
    let mut old = met();
    old.now = old.now + Duration::from_secs(3_600);
    assert_eq!(old.safety(), SafetyState::Unknown);

    let mut lost = met();
    lost.now = lost.now + Duration::from_secs(60);
    lost.go_on();
    lost.run_ms(4_000);
    assert_eq!(lost.safety(), SafetyState::Unknown);

    let mut other = met();
    let hovers = false;
    let copter =
        SafetyProfile::shipped(AutopilotKind::ArduPilot, ComponentKind::Rotorcraft, hovers);
    other.want(Wanted::SafetyProfile(copter.cloned().map(Arc::new)));
    other.run_ms(2_000);
    assert_eq!(other.safety(), SafetyState::Unknown, "it has none of those");
    other.want(Wanted::SafetyProfile(None));
    other.run_ms(2_000);
    assert_eq!(other.safety(), SafetyState::Met);
}

#[test]
fn a_recording_is_said_nothing_whatever_it_shows() {
    let mut bench = Bench::new(Origin::Replayed);
    bench.give(Job::ReadParameters);
    bench.run_ms(10_000);
    assert_eq!(bench.said, 0);
}

#[test]
fn a_mission_is_not_started_while_it_is_being_uploaded_and_a_stop_is_taken_at_any_time() {
    let mut bench = Bench::new(Origin::Simulated);
    let refused = |bench: &Bench, id| {
        let message = Refusal::MissionInTransfer.message();
        let is_it =
            |it: &&OrderEvent| matches!(it, OrderEvent::Refused { why, .. } if *why == message);
        bench.events(id).iter().any(is_it)
    };
    bench.give(Job::UploadPlan {
        kind: MISSION,
        items: waypoints(60),
    });
    bench.commanded.clear();
    for order in [Order::StartMission { from_item: 0 }, Order::ResumeMission] {
        let id = bench.order(order);
        assert!(refused(&bench, id));
    }
    assert!(!bench.commanded.contains(&300) && !bench.commanded.contains(&176));
    bench.order(Order::Hold);
    assert!(bench.commanded.contains(&176));
    bench.run_ms(20_000);
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 60, .. }));
    let id = bench.order(Order::StartMission { from_item: 0 });
    assert!(!refused(&bench, id), "{:?}", bench.events(id));
}

#[test]
fn parameters_are_not_set_on_a_vehicle_that_last_said_so_long_ago_that_its_motors_are_off() {
    for (silent_ms, may_set) in [(3_000, true), (6_000, false)] {
        let mut bench = Bench::new(Origin::Simulated);
        bench.give(Job::ReadParameters);
        bench.run_ms(8_000);
        bench.is_silent = true;
        bench.run_ms(silent_ms);
        bench.want(Wanted::Lease {
            by: li(),
            role: Role::Operator,
            ask: LeaseAsk::Take,
        });
        let before = bench.autopilot.all.clone();
        bench.give(Job::SetSafety);
        bench.run_ms(500);
        assert_eq!(bench.autopilot.all != before, may_set, "{silent_ms}");
    }
}

#[test]
fn orders_end_when_the_vehicle_is_no_longer_to_be_commanded_and_are_not_taken_up_again() {
    let mut bench = Bench::new(Origin::Live);
    let commission = |bench: &mut Bench, is_commissioned| {
        bench.want(Wanted::Commission {
            by: Person::new("li").unwrap(),
            role: Role::Administrator,
            is_commissioned,
        });
    };
    commission(&mut bench, true);
    bench.run_ms(1_000);
    let id = bench.order(Order::Hold);
    assert!(bench.commanded.contains(&176));
    commission(&mut bench, false);
    let ended = OrderEvent::Failed(OrderFailure::Cancelled { may_be_done: true });
    assert_eq!(bench.events(id).last(), Some(&&ended));
    bench.commanded.clear();
    commission(&mut bench, true);
    bench.run_ms(20_000);
    assert!(!bench.commanded.contains(&176));
}

#[test]
fn a_late_heartbeat_is_not_what_an_order_waits_for() {
    let mut bench = Bench::new(Origin::Simulated);
    let id = bench.order(Order::Hold);
    bench.answer(176, CommandResult::Accepted);
    let mode = 50_593_792;
    for is_late in [true, false] {
        let heartbeat = Report::Heartbeat(Heartbeat {
            component: ComponentKind::Rotorcraft,
            mav_type: 2,
            autopilot: Some(AutopilotKind::Px4),
            is_armed: false,
            base_mode: 81,
            custom_mode: mode,
            state: SystemState::Standby,
        });
        bench.fleet.hear(Reported {
            vehicle: ID,
            origin: bench.origin,
            at: bench.now,
            source: Source {
                link: LinkId(1),
                component: 1,
            },
            is_late,
            is_to_another: false,
            message_id: 0,
            report: &heartbeat,
        });
        bench.go_on();
        let is_done = bench.events(id).last() == Some(&&OrderEvent::Done);
        assert_eq!(is_done, !is_late);
    }
}

#[test]
fn the_answer_to_an_orders_rate_is_told_from_that_to_a_question_of_the_interview() {
    let mut bench = Bench::new(Origin::Simulated);
    // The interview asks for rates, which nobody answers; an order comes while a question is open.
    while bench.commanded.last() != Some(&511) {
        bench.run_ms(20);
    }
    let id = bench.order(Order::SetMessageRates(vec![MessageRate {
        message: 33,
        interval: MessageInterval::Every(Duration::from_millis(100)),
    }]));
    // The question's answer first, and then that to the order, as they were asked.
    bench.answer(511, CommandResult::Accepted);
    bench.go_on();
    assert_ne!(bench.events(id).last(), Some(&&OrderEvent::Done));
    bench.answer(511, CommandResult::Denied);
    for _ in 0..40 {
        bench.run_ms(100);
        if bench.commanded.last() == Some(&511) {
            bench.answer(511, CommandResult::Denied);
        }
    }
    let refused =
        |event: &&OrderEvent| matches!(event, OrderEvent::Failed(OrderFailure::Refused { .. }));
    assert!(
        bench.events(id).iter().any(refused),
        "{:?}",
        bench.events(id)
    );
}

#[test]
fn that_an_order_was_given_up_is_told_at_once() {
    let mut bench = Bench::new(Origin::Simulated);
    let id = bench.order(Order::Hold);
    let (now, vehicle) = (bench.now, ID);
    let wanted = Wanted::CancelOrder(id);
    bench.fleet.request(now, Request { vehicle, wanted });
    let told = bench.fleet.take_told();
    bench.told.extend(told);
    let ended = OrderEvent::Failed(OrderFailure::Cancelled { may_be_done: true });
    assert_eq!(bench.events(id).last(), Some(&&ended));
}
