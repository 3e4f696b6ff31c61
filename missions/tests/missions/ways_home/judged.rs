//! Single returns and what is in their way.

use super::*;

#[test]
fn a_return_over_a_wall_is_legal_by_its_margin_and_no_lower() {
    let legs = [leg((-100.0, 800.0), (100.0, 800.0), 40.0)];
    let places = places(10.0, Vec::new());
    // 60 m above home at 10 m AMSL, ground within 1 m of 10 m, 5 m of margin.
    let rules = Return::Copter(copter());
    assert!(verdict_of(&legs, &places, rules, &snapshot([permit(), wall(53.9)])).is_legal());
    let no = verdict_of(&legs, &places, rules, &snapshot([permit(), wall(54.1)]));
    assert!(matches!(no, Verdict::Illegal(_)), "{no:?}");
    assert_eq!(blocking_ids(&no), ["wall"]);
    assert!(
        verdict_of(
            &legs,
            &places,
            Return::Px4(px4()),
            &snapshot([permit(), wall(53.9)])
        )
        .is_legal()
    );
    assert!(
        !verdict_of(
            &legs,
            &places,
            Return::Px4(px4()),
            &snapshot([permit(), wall(54.1)])
        )
        .is_legal()
    );
}

#[test]
fn a_return_higher_than_the_ceiling_or_nearer_to_the_ground_than_the_limit_is_illegal() {
    let legs = [leg((-100.0, 800.0), (100.0, 800.0), 40.0)];
    let places = places(10.0, Vec::new());
    let all = zone(
        "all",
        Rule::Permitted,
        &rectangle(-8e3, -8e3, 8e3, 8e3),
        (f64::NAN, f64::NAN),
        AltitudeDatum::AboveGround,
    );
    let snapshot = snapshot([all]);
    let at_height = |height_m: f64| {
        let rules = Return::Copter(CopterReturn {
            height_m,
            ..copter()
        });
        verdict_of(&legs, &places, rules, &snapshot)
    };
    assert!(at_height(118.9).is_legal());
    let high = at_height(119.1);
    assert!(
        matches!(
            &high.found().unwrap().obstructions[0].what,
            Blocked::TooHigh { .. }
        ),
        "{high:?}"
    );
    let low = [leg((-100.0, 800.0), (100.0, 800.0), 20.0)];
    let at_height = |height_m: f64| {
        let rules = Return::Copter(CopterReturn {
            height_m,
            ..copter()
        });
        verdict_of(&low, &places, rules, &snapshot)
    };
    assert!(at_height(16.1).is_legal());
    let ground = at_height(15.9);
    assert!(
        matches!(
            &ground.found().unwrap().obstructions[0].what,
            Blocked::Ground { .. }
        ),
        "{ground:?}"
    );
}

#[test]
fn without_terrain_or_permission_nothing_is_legal() {
    let legs = [leg((-100.0, 800.0), (100.0, 800.0), 40.0)];
    let places = places(10.0, Vec::new());
    let rules = Return::Copter(copter());
    let unknown = FlatTerrain {
        elevation_amsl_m: f64::NAN,
        uncertainty_m: 0.0,
    };
    let verdict = with_context(&unknown, |context| {
        judge_ways_home(&task(&legs, &places, rules), &snapshot([permit()]), context).legs[0]
            .verdict
            .clone()
    });
    assert!(matches!(verdict, Verdict::Unknown(_)), "{verdict:?}");
    let verdict = verdict_of(&legs, &places, rules, &snapshot([]));
    assert!(matches!(verdict, Verdict::Illegal(_)), "{verdict:?}");
    let nan = Return::Copter(CopterReturn {
        height_m: f64::NAN,
        ..copter()
    });
    let verdict = verdict_of(&legs, &places, nan, &snapshot([permit()]));
    assert!(matches!(verdict, Verdict::Unknown(_)), "{verdict:?}");
}

#[test]
fn a_gap_in_a_wall_is_used_where_the_way_leads_through_it_and_only_there() {
    let walls = [
        zone(
            "west",
            Rule::Prohibited,
            &rectangle(-3e3, 300.0, -60.0, 350.0),
            (f64::NAN, 200.0),
            AltitudeDatum::AboveGround,
        ),
        zone(
            "east",
            Rule::Prohibited,
            &rectangle(60.0, 300.0, 3e3, 350.0),
            (f64::NAN, 200.0),
            AltitudeDatum::AboveGround,
        ),
    ];
    let snapshot = snapshot(walls.into_iter().chain([permit()]));
    let places = places(10.0, Vec::new());
    let rules = Return::Copter(copter());
    // Through the gap of ±50 m at 350 m come the ways from ±142 m at 1 000 m.
    let within = [leg((-140.0, 1_000.0), (140.0, 1_000.0), 40.0)];
    assert!(verdict_of(&within, &places, rules, &snapshot).is_legal());
    let beyond = [leg((-140.0, 1_000.0), (150.0, 1_000.0), 40.0)];
    let no = verdict_of(&beyond, &places, rules, &snapshot);
    assert_eq!(blocking_ids(&no), ["east"]);
    let found = no.found().unwrap();
    assert!(found.fraction > 0.95, "{found:?}");
}

#[test]
fn a_zone_that_becomes_active_before_the_last_return_has_landed_counts() {
    let legs = [leg((-100.0, 800.0), (100.0, 800.0), 40.0)];
    let places = places(10.0, Vec::new());
    let from = |minutes: i64| {
        let window =
            TimeWindow::new(Some(now() + TimeDelta::minutes(minutes)), None, None).unwrap();
        let times = Times::Windows(vec![window]);
        snapshot([
            permit(),
            Zone {
                times,
                ..wall(100.0)
            },
        ])
    };
    let rules = Return::Copter(copter());
    assert!(verdict_of(&legs, &places, rules, &from(41)).is_legal());
    assert!(!verdict_of(&legs, &places, rules, &from(39)).is_legal());
    let permitted_for = |minutes: i64| {
        let window =
            TimeWindow::new(None, Some(now() + TimeDelta::minutes(minutes)), None).unwrap();
        let times = Times::Windows(vec![window]);
        snapshot([Zone { times, ..permit() }])
    };
    assert!(verdict_of(&legs, &places, rules, &permitted_for(41)).is_legal());
    assert!(!verdict_of(&legs, &places, rules, &permitted_for(39)).is_legal());
}

#[test]
fn the_longest_way_home_is_told_in_its_parts() {
    let legs = [leg((300.0, 0.0), (400.0, 300.0), 40.0)];
    let places = places(10.0, Vec::new());
    with_context(&FLAT, |context| {
        let task = task(&legs, &places, Return::Copter(copter()));
        let snapshot = snapshot([permit()]);
        let ways = judge_ways_home(&task, &snapshot, context);
        let [way] = ways.legs[0].ways.as_slice() else {
            panic!("{ways:?}")
        };
        assert_eq!(way.target, ReturnTarget::Home);
        assert!((way.across_m - 500.0).abs() < 3.0, "{way:?}");
        assert!((way.climb_m - 30.0).abs() < 1e-9 && (way.height_amsl_m - 70.0).abs() < 1e-9);
        assert!((way.descent_m - 61.0).abs() < 1e-9);
        let from_start = ways_home_from(at(300.0, 0.0), 40.0, &task, &snapshot, context).unwrap();
        assert!((from_start[0].across_m - 300.0).abs() < 2.0);
    });
}

#[test]
fn a_wing_needs_room_to_turn_and_to_circle() {
    let legs = [leg((0.0, 1_500.0), (0.0, 2_000.0), 60.0)];
    let places = places(10.0, Vec::new());
    let rules = Return::Wing(WingReturn {
        height: WingHeight::AboveHome(60.0),
        turn_radius_m: 50.0,
        rally_limit_m: 0.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    });
    let beside = |west_m: f64| {
        let corners = rectangle(west_m, 500.0, west_m + 100.0, 600.0);
        let block = zone(
            "block",
            Rule::Prohibited,
            &corners,
            (f64::NAN, 100.0),
            AltitudeDatum::AboveGround,
        );
        verdict_of(&legs, &places, rules, &snapshot([permit(), block])).is_legal()
    };
    assert!(beside(115.0));
    assert!(!beside(105.0));
}
