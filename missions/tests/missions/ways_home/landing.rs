//! Landing places, and missions that rally places make legal.

use super::*;

fn landing_place(east_m: f64, north_m: f64, use_at_ten: GroundUse) -> LandingPlace {
    landing_circle(east_m, north_m, use_at_ten, 10.0)
}

fn landing_circle(east_m: f64, north_m: f64, use_at_ten: GroundUse, radius_m: f64) -> LandingPlace {
    let mut ground_use = [GroundUse::NotSurveyed; 24];
    ground_use[10] = use_at_ten;
    ground_use[3] = GroundUse::Clear;
    LandingPlace::new(
        Bilingual::new("roof", "楼顶"),
        at(east_m, north_m),
        radius_m,
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
        ground_use,
    )
    .unwrap()
}

#[test]
fn a_landing_place_is_open_in_the_hours_without_a_crowd_while_its_survey_holds() {
    let window = |from_minutes: i64, until_minutes: i64| {
        let time = |minutes| now() + TimeDelta::minutes(minutes);
        TimeRange::new(time(from_minutes), time(until_minutes)).unwrap()
    };
    let place = landing_place(0.0, 0.0, GroundUse::Few);
    assert_eq!(place.closed_because(window(0, 59)), None);
    assert!(place.closed_because(window(0, 60)).is_some());
    assert!(place.closed_because(window(-1, 30)).is_some());
    assert!(
        landing_place(0.0, 0.0, GroundUse::Crowd)
            .closed_because(window(0, 30))
            .is_some()
    );
    let week = 7 * 24 * 60;
    assert_eq!(place.closed_because(window(week, week + 30)), None);
    let eighth_day = 8 * 24 * 60;
    assert!(
        place
            .closed_because(window(eighth_day, eighth_day + 30))
            .is_some()
    );
    let reversed = TimeRange {
        from: now() + TimeDelta::minutes(30),
        until: now(),
    };
    let why = place.closed_because(reversed).unwrap();
    assert!(
        why.en.contains("before") && why.zh.contains("早于"),
        "{why}"
    );
    let day = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
    let name = Bilingual::new("", "");
    let faults = LandingPlace::new(
        name,
        at(0.0, 0.0),
        f64::NAN,
        day,
        day.pred_opt().unwrap(),
        [GroundUse::Crowd; 24],
    );
    let faults = faults.unwrap_err();
    assert_eq!(faults.len(), 3);
    assert!(faults.contains(&LandingPlaceFault::NeverOpen));
}

#[test]
fn rally_places_make_a_mission_behind_a_wall_legal() {
    let legs = [
        leg((-200.0, 500.0), (200.0, 500.0), 40.0),
        leg((200.0, 500.0), (200.0, 700.0), 40.0),
        leg((200.0, 700.0), (-200.0, 700.0), 40.0),
    ];
    let places = places(10.0, Vec::new());
    let snapshot = snapshot([permit(), wall(110.0)]);
    let rules = Return::Copter(copter());
    let candidates = [
        landing_place(0.0, -200.0, GroundUse::Clear),
        landing_place(0.0, 600.0, GroundUse::Crowd),
        landing_place(10.0, 600.0, GroundUse::Few),
        landing_place(0.0, 900.0, GroundUse::Clear),
    ];
    with_context(&FLAT, |context| {
        let task = task(&legs, &places, rules);
        let made =
            make_legal(&task, &candidates, MARGINS.horizontal_m, &snapshot, context).unwrap();
        assert_eq!(made.chosen, [2]);
        assert!(made.ways.is_legal() && made.rally.len() == 1);
        let refusal = make_legal(
            &task,
            &candidates[..2],
            MARGINS.horizontal_m,
            &snapshot,
            context,
        )
        .unwrap_err();
        assert_eq!(refusal.legs.len(), 3);
        assert_eq!(blocking_ids(&refusal.legs[0].verdict), ["wall"]);
        assert_eq!(refusal.closed.len(), 1);
        assert_eq!(refusal.other_height_m, None);
        let text = refusal.text();
        assert!(
            text.en.contains("wall") && text.zh.contains("有人群聚集"),
            "{text:?}"
        );
        // The farthest point is 232.6 m from the roof, known to 0.4 %; the slack for its position is 20 m.
        let short = Return::Copter(CopterReturn {
            rally_limit_m: 253.0,
            ..copter()
        });
        let short = Task {
            rules: short,
            ..task
        };
        assert!(
            make_legal(
                &short,
                &candidates,
                MARGINS.horizontal_m,
                &snapshot,
                context
            )
            .is_err()
        );
        let long = Return::Copter(CopterReturn {
            rally_limit_m: 254.0,
            ..copter()
        });
        let long = Task {
            rules: long,
            ..task
        };
        assert!(make_legal(&long, &candidates, MARGINS.horizontal_m, &snapshot, context).is_ok());
        let px4 = Task {
            rules: Return::Px4(self::px4()),
            ..task
        };
        assert_eq!(
            make_legal(&px4, &candidates, MARGINS.horizontal_m, &snapshot, context)
                .unwrap()
                .chosen,
            [2]
        );
    });
}

#[test]
fn a_landing_place_has_to_be_clear_as_far_as_the_aircraft_may_come_down_beside_it() {
    let legs = [leg((-100.0, 600.0), (100.0, 600.0), 40.0)];
    let places = places(10.0, Vec::new());
    let snapshot = snapshot([permit(), wall(110.0)]);
    let wing = Return::Wing(WingReturn {
        height: WingHeight::AboveHome(60.0),
        turn_radius_m: 40.0,
        rally_limit_m: 0.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    });
    with_context(&FLAT, |context| {
        // Within 10 m, and the circles of a wing.
        for (rules, needed_m) in [(Return::Copter(copter()), 10.0), (wing, 50.0)] {
            let task = task(&legs, &places, rules);
            let place = |radius_m| landing_circle(0.0, 650.0, GroundUse::Clear, radius_m);
            let made =
                |radius_m: f64| make_legal(&task, &[place(radius_m)], 10.0, &snapshot, context);
            assert_eq!(made(needed_m).unwrap().chosen, [0]);
            let refusal = made(needed_m - 0.1).unwrap_err();
            let [(0, why)] = refusal.closed.as_slice() else {
                panic!("{refusal:?}")
            };
            assert!(
                why.en.contains("clear within") && why.zh.contains("净空半径"),
                "{why}"
            );
            // What is kept from borders, to stop before them, is not asked of the circle.
            let kept = Context {
                margins: Margins {
                    horizontal_m: 60.0,
                    ..context.margins
                },
                ..*context
            };
            let made = make_legal(&task, &[place(needed_m)], 10.0, &snapshot, &kept);
            assert_eq!(made.unwrap().chosen, [0]);
            let unknown = make_legal(&task, &[place(500.0)], f64::NAN, &snapshot, context);
            assert_eq!(unknown.unwrap_err().closed.len(), 1);
        }
    });
}

#[test]
fn the_nearest_legal_return_height_is_proposed() {
    let legs = [leg((-100.0, 800.0), (100.0, 800.0), 40.0)];
    let places = places(10.0, Vec::new());
    let snapshot = snapshot([permit(), wall(70.0)]);
    with_context(&FLAT, |context| {
        let refusal = make_legal(
            &task(&legs, &places, Return::Copter(copter())),
            &[],
            MARGINS.horizontal_m,
            &snapshot,
            context,
        );
        // 70 m, 5 m of margin and 1 m of doubt: the next step of 5 m.
        assert_eq!(refusal.unwrap_err().other_height_m, Some(80.0));
    });
}
