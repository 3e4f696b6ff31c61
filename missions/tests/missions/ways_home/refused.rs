//! What cannot be judged is not legal, and is told with what would help.

use super::*;

fn rally(east_m: f64, north_m: f64) -> RallyPlace {
    RallyPlace {
        position: at(east_m, north_m),
        height_above_home_m: 60.0,
    }
}

/// Flat ground that is not known north of a latitude, or along any line.
struct Patchy {
    known_until_m: f64,
    tells_lines: bool,
}

impl Patchy {
    fn knows(&self, position: Position) -> bool {
        plane().metres(position.coord()).y < self.known_until_m
    }
}

impl Terrain for Patchy {
    fn ground_at(&self, position: Position) -> Option<Ground> {
        FLAT.ground_at(position).filter(|_| self.knows(position))
    }

    fn ground_along(&self, from: Position, until: Position, pieces: &mut Vec<GroundPiece>) -> bool {
        let is_known = self.knows(from) && self.knows(until);
        is_known && (!self.tells_lines || FLAT.ground_along(from, until, pieces))
    }

    fn ground_range(&self, south_west: Position, north_east: Position) -> Option<GroundRange> {
        FLAT.ground_range(south_west, north_east)
            .filter(|_| self.knows(north_east))
    }

    fn name(&self) -> &str {
        "patchy"
    }
}

/// Asserts that no leg is judged and no way told, and why.
fn assert_not_judged(task: &Task, context: &Context, en: &str, zh: &str) {
    let snapshot = snapshot([permit()]);
    let ways = judge_ways_home(task, &snapshot, context);
    assert_eq!(ways.legs.len(), task.legs.len());
    assert!(!ways.is_legal());
    for leg in &ways.legs {
        let Verdict::Unknown(found) = &leg.verdict else {
            panic!("{leg:?}")
        };
        let text = found.obstructions[0].text();
        assert!(text.en.contains(en) && text.zh.contains(zh), "{text}");
        assert!(leg.ways.is_empty());
    }
    let place = LandingPlace::new(
        Bilingual::new("roof", "楼顶"),
        at(0.0, 700.0),
        500.0,
        NaiveDate::from_ymd_opt(2026, 11, 1).unwrap(),
        NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(),
        [GroundUse::Clear; 24],
    );
    let refusal = make_legal(task, &[place.unwrap()], 10.0, &snapshot, context).unwrap_err();
    let text = refusal.text();
    assert!(text.en.contains(en) && text.zh.contains(zh), "{text}");
}

const LEGS: [((f64, f64), (f64, f64)); 2] = [
    ((-100.0, 800.0), (100.0, 800.0)),
    ((100.0, 800.0), (100.0, 600.0)),
];

fn legs() -> Vec<FlownLeg> {
    LEGS.map(|(from, until)| leg(from, until, 40.0)).into()
}

#[test]
fn margins_that_are_no_numbers_from_nothing_to_their_largest_are_not_judged_with() {
    let legs = legs();
    let places = places(10.0, Vec::new());
    for rules in [Return::Copter(copter()), Return::Px4(px4())] {
        let task = task(&legs, &places, rules);
        with_context(&FLAT, |context| {
            let with = |margin_m: f64| {
                let margins = [
                    Margins {
                        horizontal_m: margin_m,
                        ..MARGINS
                    },
                    Margins {
                        vertical_m: margin_m,
                        ..MARGINS
                    },
                    Margins {
                        obstacle_horizontal_m: margin_m,
                        ..MARGINS
                    },
                    Margins {
                        obstacle_vertical_m: margin_m,
                        ..MARGINS
                    },
                ];
                margins.map(|margins| Context {
                    margins,
                    ..*context
                })
            };
            for context in [f64::NAN, -0.1, 10_000.1, f64::INFINITY]
                .iter()
                .flat_map(|it| with(*it))
            {
                assert_not_judged(&task, &context, "each margin", "间隔余量");
                let snapshot = snapshot([permit()]);
                let why = ways_home_from(at(0.0, 800.0), 40.0, &task, &snapshot, &context);
                let why = why.unwrap_err().obstructions[0].text();
                assert!(why.en.contains("each margin"), "{why}");
            }
            for context in with(0.0) {
                let ways = judge_ways_home(&task, &snapshot([permit()]), &context);
                assert!(ways.is_legal(), "{ways:?}");
            }
        });
    }
}

#[test]
fn limits_heights_and_times_that_mean_nothing_are_not_judged_with() {
    let legs = legs();
    let places = places(10.0, Vec::new());
    let task = task(&legs, &places, Return::Copter(copter()));
    with_context(&FLAT, |context| {
        for limit_m in [f64::NAN, -0.1, f64::INFINITY] {
            for limits in [
                HeightLimits {
                    clear_of_ground_m: limit_m,
                    ..LIMITS
                },
                HeightLimits {
                    landing_radius_m: limit_m,
                    ..LIMITS
                },
                HeightLimits {
                    highest_above_ground_m: Some(limit_m),
                    ..LIMITS
                },
            ] {
                assert_not_judged(
                    &Task { limits, ..task },
                    context,
                    "the clearance of ground",
                    "真高上限",
                );
            }
        }
        for amsl_m in [f64::NAN, -1_000.1, 100_000.3] {
            let mut high = legs.clone();
            high[1].until_amsl_m = amsl_m;
            let high = Task {
                legs: &high,
                ..task
            };
            assert_not_judged(&high, context, "leg 1 is flown from 40 m", "第 1 航段");
            let home = self::places(amsl_m, Vec::new());
            let home = Task {
                places: &home,
                ..task
            };
            assert_not_judged(&home, context, "the ground at home", "起飞点地面");
            let stored = RallyPlace {
                height_above_home_m: amsl_m - 10.2,
                ..rally(0.0, 700.0)
            };
            let stored = self::places(10.0, vec![rally(0.0, 650.0), stored]);
            let stored = Task {
                places: &stored,
                ..task
            };
            assert_not_judged(&stored, context, "rally place 1 has no height", "备降点 1");
        }
        let window = TimeRange {
            from: now() + TimeDelta::minutes(40),
            until: now(),
        };
        let reversed = Task { window, ..task };
        assert_not_judged(&reversed, context, "before it begins", "早于开始时间");
    });
}

#[test]
fn of_a_mission_without_legs_nothing_is_legal() {
    let places = places(10.0, Vec::new());
    let task = task(&[], &places, Return::Copter(copter()));
    with_context(&FLAT, |context| {
        assert_not_judged(&task, context, "there is no leg", "没有可判断的航段");
    });
}

#[test]
fn more_rally_places_than_the_autopilot_holds_are_not_judged_with() {
    let legs = legs();
    let rules = Return::Copter(CopterReturn {
        most_rally_places: 2,
        ..copter()
    });
    let of = |count: usize| {
        let rally = [rally(0.0, 700.0), rally(0.0, 750.0), rally(50.0, 700.0)];
        places(10.0, rally.into_iter().take(count).collect())
    };
    with_context(&FLAT, |context| {
        let full = of(2);
        let ways = judge_ways_home(&task(&legs, &full, rules), &snapshot([permit()]), context);
        assert!(ways.is_legal(), "{ways:?}");
        let (en, zh) = ("3 rally places, and the autopilot holds 2", "3 个备降点");
        assert_not_judged(&task(&legs, &of(3), rules), context, en, zh);
    });
}

#[test]
fn where_the_ground_is_not_known_at_one_place_to_return_to_no_way_is_told() {
    let legs = [leg((-20.0, 300.0), (20.0, 300.0), 40.0)];
    let places = places(10.0, vec![rally(0.0, 620.0)]);
    let patchy = Patchy {
        known_until_m: 600.0,
        tells_lines: true,
    };
    let rules = Return::Copter(CopterReturn {
        rally_limit_m: 330.0,
        ..copter()
    });
    let asked = |terrain: &dyn Terrain| {
        with_context(terrain, |context| {
            let (task, snapshot) = (task(&legs, &places, rules), snapshot([permit()]));
            let ways = judge_ways_home(&task, &snapshot, context);
            let from = ways_home_from(at(0.0, 300.0), 40.0, &task, &snapshot, context);
            (ways, from)
        })
    };
    let (ways, from) = asked(&FLAT);
    assert!(ways.is_legal(), "{ways:?}");
    let targets: Vec<_> = from.unwrap().iter().map(|it| it.target).collect();
    assert_eq!(targets, [ReturnTarget::Rally(0), ReturnTarget::Home]);
    let (ways, from) = asked(&patchy);
    assert!(
        matches!(ways.legs[0].verdict, Verdict::Unknown(_)),
        "{ways:?}"
    );
    assert!(ways.legs[0].ways.is_empty());
    let found = from.unwrap_err();
    assert_eq!(found.obstructions[0].what, Blocked::NoTerrain);
    assert_eq!(found.obstructions[0].position, at(0.0, 620.0));
}

#[test]
fn ground_that_is_told_with_gaps_is_not_known() {
    let legs = legs();
    let places = places(10.0, Vec::new());
    let gaps = Patchy {
        known_until_m: f64::INFINITY,
        tells_lines: false,
    };
    let all = zone(
        "all",
        Rule::Permitted,
        &rectangle(-8e3, -8e3, 8e3, 8e3),
        (f64::NAN, f64::NAN),
        AltitudeDatum::AboveGround,
    );
    with_context(&gaps, |context| {
        let task = task(&legs, &places, Return::Copter(copter()));
        let ways = judge_ways_home(&task, &snapshot([all]), context);
        assert!(!ways.is_legal(), "{ways:?}");
    });
}
