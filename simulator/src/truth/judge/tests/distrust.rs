//! What is silent, no number or out of order is not taken for well.

use super::*;

const BOUNDS: [&str; 5] = [
    "kind = \"no-crash\"",
    "kind = \"stays-inside\"\nhighest_agl_m = 100",
    "kind = \"mode\"\nmode = \"RTL\"\nnever = true",
    "kind = \"separation\"\nat_least_m = 0.1",
    "kind = \"battery-above\"\ncharge = 0.1",
];

/// All stand where they began, apart, for a hundred seconds.
fn all_well() -> Vec<TruthSample> {
    held(&all_standing(0), 100)
}

/// All is told but for one vehicle between two moments.
fn silent(from_ms: u64, until_ms: u64) -> Vec<TruthSample> {
    let mut told = all_well();
    let is_hidden = |it: &TruthSample| it.vehicle == 1 && (from_ms..until_ms).contains(&it.at.ms());
    told.retain(|it| !is_hidden(it));
    told
}

#[test]
fn a_silence_of_more_than_two_seconds_leaves_a_bound_undecided() {
    for bound in BOUNDS {
        let outcome = |told: &[TruthSample]| judged(bound, told, Some(100)).outcome;
        assert_eq!(outcome(&all_well()), Outcome::Met, "{bound}");
        // The samples before and after are two seconds apart.
        assert_eq!(outcome(&silent(40_500, 42_000)), Outcome::Met, "{bound}");
        for (from_ms, until_ms) in [
            (40_500, 42_500),
            (0, 2_500),
            (98_000, 101_000),
            (500, 101_000),
        ] {
            let told = silent(from_ms, until_ms);
            let verdict = judged(bound, &told, Some(100));
            assert_eq!(verdict.outcome, Outcome::Undecided, "{bound}: {from_ms}");
        }
    }
    let of_another = format!("{}\nvehicle = \"v-1\"", BOUNDS[0]);
    let told = silent(500, 101_000);
    assert_eq!(judged(&of_another, &told, Some(100)).outcome, Outcome::Met);
}

#[test]
fn a_silence_counts_where_it_touches_the_time_that_is_meant() {
    let bound = "kind = \"stays-inside\"\nhighest_agl_m = 100\nfrom_s = 40\nuntil_s = 60";
    for (from_ms, until_ms, expected) in [
        (30_000, 40_000, Outcome::Met),
        (30_000, 40_500, Outcome::Undecided),
        (45_000, 50_000, Outcome::Undecided),
        (57_500, 70_000, Outcome::Undecided),
        (60_500, 70_000, Outcome::Met),
    ] {
        let outcome = judged(bound, &silent(from_ms, until_ms), Some(100)).outcome;
        assert_eq!(outcome, expected, "{from_ms} to {until_ms} ms");
    }
}

#[test]
fn a_moment_is_not_judged_by_what_is_old() {
    for assertion in [
        "kind = \"airborne\"\nat_s = 50\nat_most = 3",
        "kind = \"mode\"\nmode = \"AUTO\"\nat_s = 50",
    ] {
        let outcome = |from_ms| judged(assertion, &silent(from_ms, 60_000), Some(100)).outcome;
        assert_eq!(outcome(48_500), Outcome::Met);
        assert_eq!(outcome(48_000), Outcome::Undecided);
    }
}

#[test]
fn what_was_broken_or_reached_stays_so_whatever_is_told_later() {
    let mut told = silent(20_000, 101_000);
    for sample in told.iter_mut().filter(|it| it.vehicle == 1) {
        sample.contact = Contact::Wrecked;
    }
    let crash = judged("kind = \"no-crash\"", &told, Some(100));
    assert_eq!(crash.outcome, Outcome::NotMet);
    let reached = "kind = \"reaches\"\nplace = [120.38, 36.06]\nwithin_m = 50";
    assert_eq!(judged(reached, &told, Some(100)).outcome, Outcome::Met);
}

#[test]
fn what_is_no_number_or_no_place_keeps_no_bound_and_reaches_no_goal() {
    type Spoil = fn(&mut TruthSample);
    let spoils: [Spoil; 6] = [
        |it| it.place.latitude_deg = f64::NAN,
        |it| it.place.longitude_deg = 1e300,
        |it| it.place.altitude_amsl_m = f64::INFINITY,
        |it| it.ground_amsl_m = f64::NAN,
        |it| it.velocity_mps.y = f64::NAN,
        |it| it.charge = f64::NAN,
    ];
    for spoil in spoils {
        let mut told = all_well();
        told.iter_mut().filter(|it| it.vehicle == 2).for_each(spoil);
        for bound in BOUNDS {
            let verdict = judged(bound, &told, Some(100));
            assert_eq!(verdict.outcome, Outcome::NotMet, "{bound}");
            assert_eq!((verdict.vehicle, verdict.place), (Some(2), None));
        }
        let reached = "kind = \"reaches\"\nplace = [120.38, 36.06]\nwithin_m = 50";
        assert_eq!(judged(reached, &told, Some(100)).outcome, Outcome::NotMet);
        let moment = "kind = \"airborne\"\nat_s = 50\nat_most = 3";
        assert_eq!(judged(moment, &told, Some(100)).outcome, Outcome::Undecided);
    }
}

#[test]
fn records_that_do_not_belong_leave_nothing_met() {
    let well: Vec<_> = all_well().into_iter().map(TruthRecord::Sample).collect();
    let outcome = |records: Vec<TruthRecord>| judged_records(BOUNDS[0], records, Some(100)).outcome;
    assert_eq!(outcome(well.clone()), Outcome::Met);
    let crash = |at_s, vehicle| {
        TruthRecord::Sample(TruthSample {
            contact: Contact::Wrecked,
            ..standing(at_s, vehicle, 0.0)
        })
    };
    let count = TruthRecord::LinkCount(TruthLinkCount {
        at: SimTime::from_s(100),
        vehicle: 0,
        link: 2,
        sent: 1,
        lost: 0,
    });
    let end = TruthRecord::End {
        at: SimTime::from_s(100),
    };
    for stranger in [crash(50, 0), crash(100, 3), count, end] {
        let mut records = well.clone();
        records.push(stranger.clone());
        assert_eq!(outcome(records), Outcome::Undecided, "{stranger:?}");
    }
    // Two that are too near at moments that take turns are not taken for apart.
    let mut told = held(
        &[
            flying(0, 0, 0.0, 50.0),
            standing(0, 1, 0.0),
            flying(0, 2, 1.0, 50.0),
        ],
        100,
    );
    told.retain(|it| it.vehicle != 2 || it.at < SimTime::from_s(100));
    told.sort_by_key(|it| (it.vehicle, it.at));
    let near = "kind = \"separation\"\nat_least_m = 5";
    assert_eq!(judged(near, &told, Some(100)).outcome, Outcome::Undecided);
}

#[test]
fn an_assertion_about_nothing_that_is_there_is_undecided_and_not_left_out() {
    let text = "[[assert]]\nkind = \"no-crash\"\n[[assert]]\nkind = \"reaches\"\n\
                place = [120.38, 36.06]\nwithin_m = 50\n[[assert]]\nkind = \"airborne\"\nat_s = 5\n\
                at_most = 3\n[[assert]]\nkind = \"event-seen\"\nevent = \"smoke\"\n";
    let verdicts = |scenario: &Scenario| {
        let mut judge = Judge::new(scenario);
        let samples = all_well().into_iter().map(TruthRecord::Sample);
        samples.for_each(|record| judge.take(&record));
        let at = SimTime::from_s(100);
        judge.take(&TruthRecord::End { at });
        judge.verdicts()
    };
    for vehicles in [vec![], vec![0, 3], vec![0, 0]] {
        let mut scenario = scenario(text);
        for assertion in &mut scenario.assertions {
            assertion.vehicles.clone_from(&vehicles);
        }
        let outcomes: Vec<_> = verdicts(&scenario).iter().map(|it| it.outcome).collect();
        assert_eq!(outcomes, [Outcome::Undecided; 4], "{vehicles:?}");
    }
    let mut no_event = scenario(text);
    no_event.events.clear();
    assert_eq!(verdicts(&no_event)[3].outcome, Outcome::Undecided);
    let mut after_the_end =
        scenario("[[assert]]\nkind = \"stays-inside\"\nhighest_agl_m = 9\nfrom_s = 10");
    after_the_end.duration = Some(std::time::Duration::from_secs(5));
    assert_eq!(verdicts(&after_the_end)[0].outcome, Outcome::Undecided);
}

#[test]
fn counts_of_frames_as_large_as_they_can_be_are_added_up() {
    let count = |vehicle, link| {
        TruthRecord::LinkCount(TruthLinkCount {
            at: SimTime::from_s(100),
            vehicle,
            link,
            sent: u64::MAX,
            lost: u64::MAX,
        })
    };
    let mut records: Vec<_> = all_well().into_iter().map(TruthRecord::Sample).collect();
    records.extend([count(0, 0), count(0, 1)]);
    for limit in ["at_most = 9", "at_most_part = 0.5"] {
        let assertion = format!("kind = \"messages-lost\"\n{limit}");
        assert_eq!(
            judged_records(&assertion, records.clone(), Some(100)).outcome,
            Outcome::NotMet
        );
    }
}
