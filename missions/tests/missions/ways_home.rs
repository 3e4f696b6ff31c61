//! Ways home against sampled returns that are computed another way, and limits just inside and outside.

use crate::areas::seeded;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use geo::{Coord, Distance, Geodesic, InterpolatePoint, Point};
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Approvals, Bilingual, ConstantGeoid, Context,
    FlatTerrain, Footprint, LocalPlane, Margins, Obstacle, ObstacleKind, ObstacleShape, Path,
    PathPoint, Position, RawPolygon, Rule, Scope, Snapshot, Subject, Terrain, TimeRange,
    TimeWindow, Times, Zone, ZoneId, synthetic_qingdao,
};
use missions::mission::{Home, RallyPlace};
use missions::ways_home::{
    Blocked, CopterReturn, FlownLeg, GroundUse, HeightLimits, LandingPlace, LandingPlaceFault,
    Px4Return, Px4Target, Return, ReturnTarget, Targets, Task, Verdict, WingReturn,
    judge_ways_home, make_legal, ways_home_from,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::sync::Arc;

const SEED: u64 = 20_262;
const HOME: (f64, f64) = (120.20, 36.20);
const MARGINS: Margins = Margins {
    horizontal_m: 10.0,
    vertical_m: 5.0,
    obstacle_horizontal_m: 15.0,
    obstacle_vertical_m: 10.0,
};
const FLAT: FlatTerrain = FlatTerrain {
    elevation_amsl_m: 10.0,
    uncertainty_m: 1.0,
};
const LIMITS: HeightLimits = HeightLimits {
    clear_of_ground_m: 15.0,
    landing_radius_m: 60.0,
    highest_above_ground_m: Some(120.0),
};

fn plane() -> LocalPlane {
    LocalPlane::at(Coord {
        x: HOME.0,
        y: HOME.1,
    })
}

/// So many metres east and north of home.
fn at(east_m: f64, north_m: f64) -> Position {
    Position::try_from(plane().coord(Coord {
        x: east_m,
        y: north_m,
    }))
    .unwrap()
}

fn now() -> DateTime<Utc> {
    // 2026-11-24, 10:00 in China.
    DateTime::from_timestamp(1_795_485_600, 0).unwrap()
}

fn window() -> TimeRange {
    TimeRange::new(now(), now() + TimeDelta::minutes(40)).unwrap()
}

fn zone(
    id: &str,
    rule: Rule,
    corners: &[(f64, f64)],
    band: (f64, f64),
    datum: AltitudeDatum,
) -> Zone {
    let raw = RawPolygon {
        exterior: corners.iter().map(|(x, y)| at(*x, *y).coord()).collect(),
        holes: Vec::new(),
    };
    let limit = |metres: f64| {
        metres
            .is_finite()
            .then(|| Altitude::new(metres, datum).unwrap())
    };
    Zone {
        id: ZoneId::new(id),
        name: Default::default(),
        rule,
        scope: Scope::Flight,
        footprint: Footprint::from_polygons(&[raw]).unwrap().0,
        band: AltitudeBand::new(limit(band.0), limit(band.1)).unwrap(),
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

fn rectangle(west: f64, south: f64, east: f64, north: f64) -> [(f64, f64); 4] {
    [(west, south), (east, south), (east, north), (west, north)]
}

/// Permits everything up to 120 m above ground.
fn permit() -> Zone {
    let corners = rectangle(-8e3, -8e3, 8e3, 8e3);
    zone(
        "permit",
        Rule::Permitted,
        &corners,
        (f64::NAN, 120.0),
        AltitudeDatum::AboveGround,
    )
}

/// A wall from west to east, 300 m north of home, from the ground up.
fn wall(top_m: f64) -> Zone {
    let corners = rectangle(-3e3, 300.0, 3e3, 350.0);
    zone(
        "wall",
        Rule::Prohibited,
        &corners,
        (f64::NAN, top_m),
        AltitudeDatum::AboveGround,
    )
}

fn snapshot(zones: impl IntoIterator<Item = Zone>) -> Arc<Snapshot> {
    Airspace::new(zones.into_iter().map(Subject::from))
        .unwrap()
        .snapshot()
}

fn with_context<R>(terrain: &dyn Terrain, asked: impl FnOnce(&Context) -> R) -> R {
    let geoid = ConstantGeoid::new(5.0, 0.5).unwrap();
    let approvals = Approvals::none();
    asked(&Context {
        terrain,
        geoid: &geoid,
        margins: MARGINS,
        approvals: &approvals,
        home: None,
    })
}

fn copter() -> CopterReturn {
    CopterReturn {
        height_m: 60.0,
        least_climb_m: 0.0,
        cone_slope: 3.0,
        fence_top_m: None,
        rally_limit_m: 300.0,
        is_home_a_rally_place: true,
        most_rally_places: 5,
    }
}

fn px4() -> Px4Return {
    Px4Return {
        target: Px4Target::HomeOrRally,
        height_m: 60.0,
        cone_deg: 0.0,
        cone_within_m: 10.0,
        acceptance_m: 2.0,
        most_rally_places: 5,
    }
}

fn places(ground_amsl_m: f64, rally: Vec<RallyPlace>) -> Targets {
    Targets {
        home: Home {
            position: at(0.0, 0.0),
            ground_amsl_m,
        },
        landing: None,
        rally,
    }
}

fn leg(from: (f64, f64), until: (f64, f64), amsl_m: f64) -> FlownLeg {
    FlownLeg {
        from: at(from.0, from.1),
        from_amsl_m: amsl_m,
        until: at(until.0, until.1),
        until_amsl_m: amsl_m,
    }
}

fn task<'a>(legs: &'a [FlownLeg], places: &'a Targets, rules: Return) -> Task<'a> {
    Task {
        legs,
        places,
        rules,
        limits: LIMITS,
        window: window(),
    }
}

fn verdict_of(legs: &[FlownLeg], places: &Targets, rules: Return, snapshot: &Snapshot) -> Verdict {
    with_context(&FLAT, |context| {
        let ways = judge_ways_home(&task(legs, places, rules), snapshot, context);
        ways.legs.into_iter().next().unwrap().verdict
    })
}

fn blocking_ids(verdict: &Verdict) -> Vec<String> {
    let obstructions = &verdict.found().unwrap().obstructions;
    let id = |what: &Blocked| match what {
        Blocked::Airspace(finding) => match &finding.cause {
            geofences::Cause::Subject(subject) => subject.id().as_str().to_owned(),
            cause => format!("{cause:?}"),
        },
        other => format!("{other:?}"),
    };
    obstructions.iter().map(|it| id(&it.what)).collect()
}

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
        let from_start = ways_home_from(at(300.0, 0.0), 40.0, &task, &snapshot, context);
        assert!((from_start[0].across_m - 300.0).abs() < 2.0);
    });
}

#[test]
fn a_wing_needs_room_to_turn_and_to_circle() {
    let legs = [leg((0.0, 1_500.0), (0.0, 2_000.0), 60.0)];
    let places = places(10.0, Vec::new());
    let rules = Return::Wing(WingReturn {
        height_m: 60.0,
        turn_radius_m: 50.0,
        rally_limit_m: 0.0,
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

fn landing_place(east_m: f64, north_m: f64, use_at_ten: GroundUse) -> LandingPlace {
    let mut ground_use = [GroundUse::NotSurveyed; 24];
    ground_use[10] = use_at_ten;
    ground_use[3] = GroundUse::Clear;
    LandingPlace::new(
        Bilingual::new("roof", "楼顶"),
        at(east_m, north_m),
        5.0,
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
        let made = make_legal(&task, &candidates, &snapshot, context).unwrap();
        assert_eq!(made.chosen, [2]);
        assert!(made.ways.is_legal() && made.rally.len() == 1);
        let refusal = make_legal(&task, &candidates[..2], &snapshot, context).unwrap_err();
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
        assert!(make_legal(&short, &candidates, &snapshot, context).is_err());
        let long = Return::Copter(CopterReturn {
            rally_limit_m: 254.0,
            ..copter()
        });
        let long = Task {
            rules: long,
            ..task
        };
        assert!(make_legal(&long, &candidates, &snapshot, context).is_ok());
        let px4 = Task {
            rules: Return::Px4(self::px4()),
            ..task
        };
        assert_eq!(
            make_legal(&px4, &candidates, &snapshot, context)
                .unwrap()
                .chosen,
            [2]
        );
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
            &snapshot,
            context,
        );
        // 70 m, 5 m of margin and 1 m of doubt: the next step of 5 m.
        assert_eq!(refusal.unwrap_err().other_height_m, Some(80.0));
    });
}

/// A return of ArduCopter or PX4 as the manuals tell it, computed apart from what is tested.
fn return_path(
    rules: Return,
    places: &Targets,
    from: Position,
    amsl_m: f64,
    terrain: &dyn Terrain,
) -> Vec<(Position, f64)> {
    let to = returns_to(rules, places, from);
    return_path_to(rules, places, (from, amsl_m), to, terrain)
}

fn distance_m(from: Position, until: Position) -> f64 {
    Geodesic.distance(Point::from(from.coord()), Point::from(until.coord()))
}

/// The rally place that it returns to; home where there is none.
fn returns_to(rules: Return, places: &Targets, from: Position) -> Option<RallyPlace> {
    let far = |rally: &RallyPlace| distance_m(from, rally.position);
    let home_m = distance_m(from, places.home.position);
    let nearest = places
        .rally
        .iter()
        .min_by(|a, b| far(a).total_cmp(&far(b)))
        .copied()?;
    let is_taken = match rules {
        Return::Copter(rules) => far(&nearest) <= rules.rally_limit_m && far(&nearest) <= home_m,
        Return::Px4(_) => far(&nearest) + 2.0 < home_m,
        Return::Wing(_) => unreachable!("no test samples a wing"),
    };
    is_taken.then_some(nearest)
}

fn return_path_to(
    rules: Return,
    places: &Targets,
    (from, amsl_m): (Position, f64),
    rally: Option<RallyPlace>,
    terrain: &dyn Terrain,
) -> Vec<(Position, f64)> {
    let home = places.home;
    let target = rally.map_or(home.position, |it| it.position);
    let stored_m = rally.map_or(0.0, |it| it.height_above_home_m);
    let height_m = match rules {
        Return::Copter(rules) => {
            let now_m = amsl_m - home.ground_amsl_m;
            let wanted_m = rules.height_m.max(stored_m).max(now_m);
            let cone_m = (distance_m(from, target) * rules.cone_slope).max(now_m);
            home.ground_amsl_m + wanted_m.min(cone_m)
        }
        Return::Px4(rules) => amsl_m.max(home.ground_amsl_m + stored_m + rules.height_m),
        Return::Wing(_) => unreachable!("no test samples a wing"),
    };
    let ground_m = terrain.ground_at(target).unwrap().elevation_amsl_m;
    vec![
        (from, amsl_m),
        (from, height_m),
        (target, height_m),
        (target, ground_m.min(height_m)),
    ]
}

/// All places that it may return to when positions are up to 10 m off: distances up to 20 m and 0.4 %.
fn may_return_to(rules: Return, places: &Targets, from: Position) -> Vec<Option<RallyPlace>> {
    let doubt_m = 35.0;
    let far = |to: &Option<RallyPlace>| {
        distance_m(from, to.map_or(places.home.position, |it| it.position))
    };
    let nominal = returns_to(rules, places, from);
    let all = || std::iter::once(None).chain(places.rally.iter().copied().map(Some));
    let nearest_m = all().map(|to| far(&to)).fold(f64::INFINITY, f64::min);
    let is_at_limit =
        matches!(rules, Return::Copter(rules) if nearest_m > rules.rally_limit_m - doubt_m);
    all()
        .filter(|to| {
            *to == nominal || far(to) <= nearest_m + doubt_m || (is_at_limit && to.is_none())
        })
        .collect()
}

fn is_allowed(path: &[(Position, f64)], snapshot: &Snapshot, context: &Context) -> bool {
    let points = path.iter().map(|(position, amsl_m)| PathPoint {
        position: *position,
        altitude: Altitude::new(*amsl_m, AltitudeDatum::MeanSeaLevel).unwrap(),
        time: now(),
    });
    let path_is_allowed = {
        let path = Path::new(points.collect()).unwrap();
        snapshot.judge_path(&path, context).decision.allows_flight()
    };
    path_is_allowed && is_clear_of_ground(path, context.terrain)
}

/// Samples the way across each 5 m.
fn is_clear_of_ground(path: &[(Position, f64)], terrain: &dyn Terrain) -> bool {
    let (from, until) = (
        Point::from(path[1].0.coord()),
        Point::from(path[2].0.coord()),
    );
    let length_m = Geodesic.distance(from, until);
    let count = (length_m / 5.0).ceil().max(1.0) as usize;
    (0..=count).all(|step| {
        let part = step as f64 / count as f64;
        let at = Geodesic.point_at_ratio_between(from, until, part);
        let ground = terrain
            .ground_at(Position::try_from(at.0).unwrap())
            .unwrap();
        let above_m = path[1].1 - ground.elevation_amsl_m;
        let is_landing = (1.0 - part) * length_m <= LIMITS.landing_radius_m;
        above_m + ground.uncertainty_m <= 120.0
            && (is_landing || above_m - ground.uncertainty_m >= LIMITS.clear_of_ground_m)
    })
}

fn random_city(random: &mut ChaCha8Rng) -> Arc<Snapshot> {
    let mut subjects: Vec<Subject> = vec![permit().into()];
    for index in 0..35 {
        let middle = (
            random.random_range(-1_500.0..1_500.0),
            random.random_range(-1_500.0..1_500.0),
        );
        let far = random.random_range(20.0..150.0);
        let count = random.random_range(3..9);
        let corner = |corner: i32| {
            let angle = std::f64::consts::TAU * f64::from(corner) / f64::from(count);
            (middle.0 + far * angle.cos(), middle.1 + far * angle.sin())
        };
        let corners: Vec<(f64, f64)> = (0..count).map(corner).collect();
        let rule = [
            Rule::Prohibited,
            Rule::NeedsAuthorization,
            Rule::Conditional,
        ][random.random_range(0..3)];
        let datum = [
            AltitudeDatum::AboveGround,
            AltitudeDatum::MeanSeaLevel,
            AltitudeDatum::Wgs84Ellipsoid,
        ][random.random_range(0..3)];
        let band = if random.random_bool(0.6) {
            (f64::NAN, random.random_range(20.0..110.0))
        } else {
            (random.random_range(70.0..140.0), f64::NAN)
        };
        if index % 3 > 0 {
            subjects.push(zone(&format!("zone-{index}"), rule, &corners, band, datum).into());
            continue;
        }
        let obstacle = Obstacle {
            id: ZoneId::new(format!("obstacle-{index}")),
            name: Default::default(),
            kind: ObstacleKind::Building,
            shape: ObstacleShape::Point {
                position: at(middle.0, middle.1),
                radius_m: 0.3 * far,
            },
            top: Altitude::new(random.random_range(20.0..90.0), AltitudeDatum::AboveGround)
                .unwrap(),
            vertical_uncertainty_m: 1.0,
            horizontal_uncertainty_m: 1.0,
            surveyed: None,
            source: None,
        };
        subjects.push(obstacle.into());
    }
    Airspace::new(subjects).unwrap().snapshot()
}

fn assert_no_sampled_return_is_illegal(terrain: &dyn Terrain, seed: u64, rounds: usize) {
    let mut random = seeded(seed);
    let (mut legal, mut illegal, mut close, mut sampled, mut confirmed) = (0, 0, 0, 0, 0);
    for round in 0..rounds {
        let snapshot = random_city(&mut random);
        let home_ground_m = terrain.ground_at(at(0.0, 0.0)).unwrap().elevation_amsl_m;
        let rally = (0..random.random_range(0..4)).map(|_| RallyPlace {
            position: at(
                random.random_range(-1_000.0..1_000.0),
                random.random_range(-1_000.0..1_000.0),
            ),
            height_above_home_m: random.random_range(0.0..30.0),
        });
        let places = places(home_ground_m, rally.collect());
        let height_m = random.random_range(40.0..100.0);
        let rules = if round % 2 == 0 {
            Return::Copter(CopterReturn {
                height_m,
                rally_limit_m: 700.0,
                ..copter()
            })
        } else {
            Return::Px4(Px4Return { height_m, ..px4() })
        };
        let mut corner = |_| {
            let place = (
                random.random_range(-1_200.0..1_200.0),
                random.random_range(-1_200.0..1_200.0),
            );
            let ground_m = terrain
                .ground_at(at(place.0, place.1))
                .unwrap()
                .elevation_amsl_m;
            (
                at(place.0, place.1),
                ground_m + random.random_range(30.0..90.0),
            )
        };
        let corners: Vec<(Position, f64)> = (0..12).map(&mut corner).collect();
        let legs: Vec<FlownLeg> = corners
            .windows(2)
            .map(|pair| {
                // Short legs: most long ones meet something.
                let until = Geodesic.point_at_ratio_between(
                    Point::from(pair[0].0.coord()),
                    Point::from(pair[1].0.coord()),
                    0.15,
                );
                FlownLeg {
                    from: pair[0].0,
                    from_amsl_m: pair[0].1,
                    until: Position::try_from(until.0).unwrap(),
                    until_amsl_m: pair[0].1 + 0.15 * (pair[1].1 - pair[0].1),
                }
            })
            .collect();
        with_context(terrain, |context| {
            let ways = judge_ways_home(&task(&legs, &places, rules), &snapshot, context);
            for (leg, ways) in legs.iter().zip(&ways.legs) {
                let path_from = |part: f64| {
                    let (from, until) = (
                        Point::from(leg.from.coord()),
                        Point::from(leg.until.coord()),
                    );
                    let at = Geodesic.point_at_ratio_between(from, until, part);
                    let amsl_m = leg.from_amsl_m + part * (leg.until_amsl_m - leg.from_amsl_m);
                    return_path(
                        rules,
                        &places,
                        Position::try_from(at.0).unwrap(),
                        amsl_m,
                        terrain,
                    )
                };
                match &ways.verdict {
                    Verdict::Legal => {
                        legal += 1;
                        for _ in 0..30 {
                            let part = random.random_range(0.0..=1.0);
                            let path = path_from(part);
                            assert!(
                                is_allowed(&path, &snapshot, context),
                                "round {round}, leg {}, {part}: {path:?}",
                                ways.leg
                            );
                            sampled += 1;
                        }
                    }
                    Verdict::Illegal(found) => {
                        illegal += 1;
                        let [start, ..] = path_from(found.fraction)[..] else {
                            panic!()
                        };
                        let is_illegal = |to| {
                            let path = return_path_to(rules, &places, start, to, terrain);
                            !is_allowed(&path, &snapshot, context)
                        };
                        let targets = may_return_to(rules, &places, start.0);
                        confirmed += usize::from(targets.into_iter().any(is_illegal));
                    }
                    Verdict::TooClose(_) => close += 1,
                    Verdict::Unknown(found) => panic!("{found:?}"),
                }
            }
        });
    }
    println!(
        "{legal} legal, {illegal} illegal, {confirmed} confirmed, {close} too close, {sampled} sampled"
    );
    // Where it may return to either of two places, both ways have to be legal, and it is asked for one alone.
    assert!(
        20 * confirmed >= 19 * illegal,
        "{confirmed} of {illegal} are"
    );
    assert!(
        legal > 2 * rounds && illegal > rounds,
        "{legal} legal, {illegal} illegal"
    );
    assert!(
        10 * close < illegal + legal,
        "{close} too close of {legal} and {illegal}"
    );
}

#[test]
fn over_level_ground_no_sampled_return_from_a_legal_leg_is_illegal() {
    assert_no_sampled_return_is_illegal(&FLAT, SEED, 60);
}

#[test]
fn over_hills_no_sampled_return_from_a_legal_leg_is_illegal() {
    assert_no_sampled_return_is_illegal(&hills(), SEED + 1, 60);
}

/// The synthetic mountains moved to here, a tenth as high.
struct Hills(geofences::GridTerrain);

fn hills() -> Hills {
    Hills(synthetic_qingdao(1.0).unwrap())
}

impl Hills {
    fn there(position: Position) -> Position {
        Position::new(
            position.longitude_deg() + 0.35,
            position.latitude_deg() - 0.02,
        )
        .unwrap()
    }
}

impl Terrain for Hills {
    fn ground_at(&self, position: Position) -> Option<geofences::Ground> {
        let ground = self.0.ground_at(Self::there(position))?;
        Some(geofences::Ground {
            elevation_amsl_m: 0.1 * ground.elevation_amsl_m,
            ..ground
        })
    }

    fn ground_along(
        &self,
        from: Position,
        until: Position,
        pieces: &mut Vec<geofences::GroundPiece>,
    ) -> bool {
        let before = pieces.len();
        let is_told = self
            .0
            .ground_along(Self::there(from), Self::there(until), pieces);
        for piece in pieces.iter_mut().skip(before) {
            piece.constant *= 0.1;
            piece.linear *= 0.1;
            piece.quadratic *= 0.1;
        }
        is_told
    }

    fn ground_range(
        &self,
        south_west: Position,
        north_east: Position,
    ) -> Option<geofences::GroundRange> {
        let range = self
            .0
            .ground_range(Self::there(south_west), Self::there(north_east))?;
        Some(geofences::GroundRange {
            lowest_amsl_m: 0.1 * range.lowest_amsl_m,
            highest_amsl_m: 0.1 * range.highest_amsl_m,
            ..range
        })
    }

    fn name(&self) -> &str {
        "hills"
    }
}
