use super::*;

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
    assert_eq!(shortfalls, 8);
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
fn an_older_value_that_comes_late_is_not_taken_and_the_vehicle_is_asked() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.give(Job::ReadParameters);
    bench.run_ms(8_000);
    let at = bench.autopilot.find("NAV_DLL_ACT").unwrap();
    let held = |bench: &Bench| {
        let desk = bench.fleet.desk(ID).unwrap();
        desk.parameters().unwrap().get("NAV_DLL_ACT").unwrap().value
    };
    let before = held(&bench);
    let mut old = bench.autopilot.value(at);
    let same = Report::ParameterValue(old);
    let said = bench.said;
    // What stands by says the same later: that is nothing to ask about.
    bench.hear_late(same);
    assert_eq!(bench.fleet.sayings().len(), 0);
    old.bytes = 2_i32.to_le_bytes();
    bench.hear_late(Report::ParameterValue(old));
    let says: Vec<_> = bench
        .fleet
        .sayings()
        .iter()
        .map(|it| it.directed.say.clone())
        .collect();
    assert_eq!(says, [Say::ParameterRequestName(old.name)]);
    assert_eq!(held(&bench), before);
    // It has been changed to that indeed: the answer says so.
    bench.autopilot.all[at].1 = 2;
    bench.run_ms(1_000);
    assert!(bench.said > said);
    assert!((held(&bench) - 2.0).abs() < f64::EPSILON);
}

#[test]
fn a_value_that_only_telemetry_overtook_is_taken() {
    let mut bench = Bench::new(Origin::Simulated);
    bench.give(Job::ReadParameters);
    bench.run_ms(8_000);
    let at = bench.autopilot.find("NAV_DLL_ACT").unwrap();
    let mut new = bench.autopilot.value(at);
    new.bytes = 2_i32.to_le_bytes();
    bench.hear_overtaken_by_telemetry(Report::ParameterValue(new));
    let desk = bench.fleet.desk(ID).unwrap();
    let held = desk.parameters().unwrap().get("NAV_DLL_ACT").unwrap();
    assert!((held.value - 2.0).abs() < f64::EPSILON);
}
