use super::*;

#[test]
fn a_mission_is_not_started_while_it_is_being_uploaded_and_a_stop_is_taken_at_any_time() {
    let mut bench = Bench::new(Origin::Simulated);
    let refused = |bench: &Bench, id| {
        let message = Refusal::MissionInTransfer.message();
        let is_it =
            |it: &&OrderEvent| matches!(it, OrderEvent::Refused { why, .. } if *why == message);
        bench.events(id).iter().any(is_it)
    };
    bench.begin_upload(60);
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
        if is_late {
            bench.hear_late(heartbeat(mode));
        } else {
            bench.hear(heartbeat(mode));
        }
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
    let wanted = Wanted::CancelOrder {
        id,
        by: li(),
        role: Role::Operator,
    };
    bench.fleet.request(now, Request { vehicle, wanted });
    let told = bench.fleet.take_told();
    bench.told.extend(told);
    let ended = OrderEvent::Failed(OrderFailure::Cancelled { may_be_done: true });
    assert_eq!(bench.events(id).last(), Some(&&ended));
}

#[test]
fn a_stop_is_called_off_by_who_gave_it_who_holds_the_vehicle_or_an_administrator_and_by_nobody_else()
 {
    for (by, role, may) in [
        ("wang", Role::Operator, true),
        ("li", Role::Operator, true),
        ("zhao", Role::Administrator, true),
        ("zhao", Role::Operator, false),
        ("zhao", Role::Reader, false),
    ] {
        let mut bench = Bench::new(Origin::Simulated);
        bench.order += 1;
        let id = OrderId(bench.order);
        bench.want(Wanted::Order(OrderRequest {
            id,
            by: named("wang"),
            role: Role::Operator,
            order: Order::Hold,
        }));
        let by = named(by);
        bench.want(Wanted::CancelOrder { id, by, role });
        let is_over = bench.events(id).iter().any(|event| event.is_final());
        assert_eq!((is_over, bench.impossible()), (may, usize::from(!may)));
    }
}

#[test]
fn a_job_is_called_off_by_who_gave_it_who_holds_the_vehicle_or_an_administrator_and_by_nobody_else()
{
    for (by, role, may) in [
        ("li", Role::Operator, true),
        ("zhao", Role::Administrator, true),
        ("zhao", Role::Operator, false),
    ] {
        for waits in [false, true] {
            let mut bench = Bench::new(Origin::Simulated);
            for _ in 0..1 + u8::from(waits) {
                bench.begin_upload(60);
            }
            let id = JobId(bench.job);
            let by = named(by);
            bench.want(Wanted::CancelJob { id, by, role });
            assert_eq!(bench.impossible(), usize::from(!may), "{waits}");
            bench.run_ms(20_000);
            let is_done = bench.last_end().is_good();
            assert_eq!(is_done, !may || waits);
        }
    }
}

#[test]
fn what_does_not_go_on_cannot_be_called_off() {
    let mut bench = Bench::new(Origin::Simulated);
    let (by, role) = (li(), Role::Administrator);
    bench.want(Wanted::CancelOrder {
        id: OrderId(9),
        by: by.clone(),
        role,
    });
    bench.want(Wanted::CancelJob {
        id: JobId(9),
        by,
        role,
    });
    assert_eq!(bench.impossible(), 2);
}

impl Bench {
    /// Li hands the vehicle over to somebody.
    fn hand_over(&mut self, to: &str) {
        let role = Role::Operator;
        for (by, ask) in [(named(to), LeaseAsk::Ask), (li(), LeaseAsk::Grant)] {
            self.want(Wanted::Lease { by, role, ask });
        }
    }
}

#[test]
fn what_the_former_holder_ordered_ends_when_another_one_holds_the_vehicle() {
    let cancelled =
        |event: &&OrderEvent| matches!(event, OrderEvent::Failed(OrderFailure::Cancelled { .. }));
    for (order, ends) in [
        (
            Order::SetMessageRates(vec![MessageRate {
                message: 33,
                interval: MessageInterval::Every(Duration::from_millis(100)),
            }]),
            true,
        ),
        // A stop goes on.
        (Order::Hold, false),
    ] {
        let mut bench = Bench::new(Origin::Simulated);
        let id = bench.order(order);
        bench.hand_over("li");
        assert!(
            !bench.events(id).iter().any(cancelled),
            "still the same one"
        );
        bench.hand_over("wang");
        assert_eq!(bench.events(id).iter().any(cancelled), ends);
        let events = bench.events(id);
        let finals = events.iter().filter(|event| event.is_final()).count();
        assert_eq!(finals, usize::from(ends));
    }
}

#[test]
fn what_the_former_holder_still_changes_is_left_and_what_they_read_is_read() {
    for (job, is_good) in [
        (
            Job::UploadPlan {
                kind: MISSION,
                items: waypoints(60),
            },
            false,
        ),
        (Job::DownloadPlan { kind: MISSION }, true),
    ] {
        let mut bench = Bench::new(Origin::Simulated);
        bench.somebody_puts(60);
        bench.give(job);
        bench.hand_over("wang");
        bench.run_ms(10_000);
        assert_eq!(bench.last_end().is_good(), is_good);
        // It was left before it was changed, by nobody else's doing.
        assert_eq!(bench.plans.stores[0].len(), 60);
    }
}
