use super::*;

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
    bench.begin_upload(60);
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
    bench.begin_upload(60);
    bench.run_ms(40);
    bench.call_off_job();
    bench.run_ms(20_000);
    assert_eq!(bench.changes(), 0);
    // PX4 still has the one of before, and says so by its number.
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 4, .. }));
}

#[test]
fn one_that_waits_behind_another_and_is_called_off_changes_nothing() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.give(Job::DownloadPlan { kind: MISSION });
    bench.begin_upload(6);
    bench.call_off_job();
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
    bench.begin_upload(3);
    bench.hear_for(ack(MISSION, 0, 77), true);
    bench.run_ms(3_000);
    assert!(!bench.last_end().is_good());
}

#[test]
fn an_older_number_that_comes_late_is_no_change() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.upload(5);
    let ids = PlanKind::ALL.map(|kind| bench.plans.id(kind));
    bench.upload(3);
    bench.run_ms(20_000);
    bench.hear_late(Report::MissionCurrent(MissionCurrent {
        sequence: 0,
        total: None,
        state: MissionState::NotStarted,
        plan_ids: ids,
    }));
    bench.go_on();
    assert_eq!(bench.changes(), 0);
    assert!(matches!(bench.on_board(), OnBoard::Ours { count: 3, .. }));
}
