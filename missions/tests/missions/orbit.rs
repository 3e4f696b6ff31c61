//! Flights around structures, judged by geo.

use super::areas::{convex, ragged, rectangle, seeded, square};
use geo::{
    BooleanOps, Contains, Coord, Distance, Euclidean, Line, LineString, MultiPolygon, Point,
    Polygon,
};
use missions::flight_time::SpeedRamp;
use missions::orbit::{
    Aim, FacadeLines, Structure, StructureLeg, StructurePath, StructureRequest, View, plan_facade,
    plan_orbit,
};
use missions::pattern::{PatternFault, Quantity};
use missions::planar::FreeArea;
use rand::Rng;

fn request<'a>(structure: Structure<'a>, free: &'a FreeArea) -> StructureRequest<'a> {
    StructureRequest {
        structure,
        stand_off_m: 10.0,
        lowest_m: 10.0,
        highest_m: 40.0,
        view: View {
            width_m: 5.0,
            height_m: 10.0,
            overlap: 0.5,
        },
        free,
        start: Coord { x: 100.0, y: 0.0 },
        ramp: SpeedRamp::new(5.0, 2.5).unwrap(),
        climb: SpeedRamp::new(3.0, 2.5).unwrap(),
        descent: SpeedRamp::new(1.5, 2.5).unwrap(),
    }
}

fn tower() -> Structure<'static> {
    Structure::Round {
        center: Coord { x: 0.0, y: 0.0 },
        radius_m: 5.0,
    }
}

fn looking(path: &StructurePath) -> impl Iterator<Item = &StructureLeg> {
    path.legs.iter().filter(|it| it.sight.is_some())
}

fn assert_flown(path: &StructurePath, free: &Polygon<f64>, what: &str) {
    for (index, leg) in path.legs.iter().enumerate() {
        let is_inside = match leg.from == leg.until {
            true => free.contains(&Point(leg.from)),
            false => free.contains(&Line::new(leg.from, leg.until)),
        };
        assert!(is_inside, "{what}: {index} {leg:?}");
    }
    for pair in path.legs.windows(2) {
        assert_eq!(pair[0].until, pair[1].from, "{what}");
        assert_eq!(pair[0].until_height_m, pair[1].from_height_m, "{what}");
    }
}

/// How far the legs that look are off walls, at least and at most.
fn off(path: &StructurePath, walls: &LineString<f64>) -> (f64, f64) {
    let mut range = (f64::INFINITY, 0.0_f64);
    for leg in looking(path) {
        for step in 0..=40 {
            let at = leg.from + (leg.until - leg.from) * (f64::from(step) / 40.0);
            let off = Euclidean.distance(&Point(at), walls);
            range = (range.0.min(off), range.1.max(off));
        }
    }
    range
}

#[test]
fn a_tower_is_flown_around_at_all_heights_with_the_camera_at_its_middle() {
    let free = square(400.0);
    let area = FreeArea::new(&free).unwrap();
    let path = plan_orbit(&request(tower(), &area), Aim::AtHeight(20.0)).unwrap();
    assert_flown(&path, &free, "tower");
    let mut heights: Vec<i32> = looking(&path)
        .map(|it| it.from_height_m.round() as i32)
        .collect();
    heights.dedup();
    assert_eq!(heights, [10, 15, 20, 25, 30, 35, 40]);
    for leg in looking(&path) {
        let middle = Line::new(leg.from, leg.until);
        let origin = Point::new(0.0, 0.0);
        let nearest = Euclidean.distance(&origin, &middle);
        assert!(nearest >= 15.0 - 1e-9 && leg.from.x.hypot(leg.from.y) <= 15.3 + 1e-9);
        let sight = leg.sight.unwrap();
        let by_hand = (20.0 - leg.from_height_m).atan2(15.0).to_degrees();
        assert!((sight.gimbal_pitch_deg - by_hand).abs() < 0.5, "{leg:?}");
        let at = (leg.from + leg.until) / 2.0;
        let by_hand = (-at.x).atan2(-at.y).to_degrees().rem_euclid(360.0);
        let turned = (sight.heading_deg - by_hand).rem_euclid(360.0);
        assert!(turned.min(360.0 - turned) < 1e-6, "{leg:?}");
    }
    assert_eq!((path.seen, path.unseen.len()), (1.0, 0));
    // From the place nearest to the start, and back to it at each height.
    let first = path.legs[0].from;
    assert!(
        first.y.abs() < 1e-6 && (15.0..15.31).contains(&first.x),
        "{first:?}"
    );
    assert!(
        path.legs
            .iter()
            .filter(|it| it.sight.is_none())
            .all(|it| it.from == it.until)
    );
}

#[test]
fn behind_a_tower_where_one_may_not_be_it_is_not_seen_and_said_so() {
    // All west of x = 3 is closed.
    let free = Polygon::new(
        vec![(3.0, -200.0), (200.0, -200.0), (200.0, 200.0), (3.0, 200.0)].into(),
        Vec::new(),
    );
    let area = FreeArea::new(&free).unwrap();
    let path = plan_orbit(&request(tower(), &area), Aim::Level).unwrap();
    assert_flown(&path, &free, "half a tower");
    assert_eq!(path.unseen.len(), 1, "{:?}", path.unseen);
    assert!(path.seen > 0.4 && path.seen < 0.6, "{}", path.seen);
    let unseen = &path.unseen[0];
    let middle = unseen[unseen.len() / 2];
    assert!(middle.x < -4.9, "{middle:?}");
    assert!(looking(&path).all(|it| it.sight.unwrap().gimbal_pitch_deg == 0.0));
}

#[test]
fn legs_straight_up_and_down_take_as_long_as_the_aircraft_climbs_and_sinks() {
    let free = square(400.0);
    let area = FreeArea::new(&free).unwrap();
    let house = rectangle(20.0, 10.0);
    let mut asked = request(Structure::Outline(house.exterior()), &area);
    asked.view.overlap = 0.2;
    let path = plan_facade(&asked, FacadeLines::Vertical).unwrap();
    let ways_s = path.legs.iter().filter(|it| it.sight.is_none());
    let ways_s = ways_s.map(|it| asked.ramp.leg_s(Euclidean.distance(it.from, it.until)));
    // Eight columns of 30 m up at 3 m/s and eight down at 1.5 m/s, with ramps of 2.5 m/s².
    let by_hand_s = 8.0 * (10.0 + 1.2) + 8.0 * (20.0 + 0.6) + ways_s.sum::<f64>();
    assert!(
        (path.time_s - by_hand_s).abs() < 1e-6,
        "{} {by_hand_s}",
        path.time_s
    );
    // Between the rings of a tower too: 5 m up, six times.
    let asked = request(tower(), &area);
    let path = plan_orbit(&asked, Aim::Level).unwrap();
    let level_s = path.legs.iter().filter(|it| it.from != it.until);
    let level_s = level_s.map(|it| asked.ramp.leg_s(Euclidean.distance(it.from, it.until)));
    let by_hand_s = 6.0 * (5.0 / 3.0 + 1.2) + level_s.sum::<f64>();
    assert!(
        (path.time_s - by_hand_s).abs() < 1e-6,
        "{} {by_hand_s}",
        path.time_s
    );
}

#[test]
fn a_rectangle_has_columns_as_its_walls_views_need_and_lines_as_its_height_needs() {
    let free = square(400.0);
    let area = FreeArea::new(&free).unwrap();
    let house = rectangle(20.0, 10.0);
    let mut asked = request(Structure::Outline(house.exterior()), &area);
    // Views 4 m apart: five and three to the walls; 5 m apart: seven to the height.
    asked.view.overlap = 0.2;
    let path = plan_facade(&asked, FacadeLines::Vertical).unwrap();
    assert_eq!(looking(&path).count(), 2 * (5 + 3));
    assert!(looking(&path).all(|it| (it.until_height_m - it.from_height_m).abs() == 30.0));
    assert_flown(&path, &free, "columns");
    assert_eq!(path.seen, 1.0);
    asked.view.overlap = 0.5;
    let path = plan_facade(&asked, FacadeLines::Horizontal).unwrap();
    assert_eq!(looking(&path).count(), 4 * 7);
    assert_flown(&path, &free, "lines");
    let (least, most) = off(&path, house.exterior());
    assert!(least >= 10.0 && most <= 10.3, "{least} {most}");
    assert_eq!(path.seen, 1.0);
    // Straight at the wall: the right one is looked at towards the west.
    let first = path.legs[0].sight.unwrap();
    assert!((first.heading_deg - 270.0).abs() < 1e-9 && first.gimbal_pitch_deg == 0.0);
    let length: f64 = looking(&path)
        .map(|it| Euclidean.distance(it.from, it.until))
        .sum();
    assert!((length - 7.0 * 60.0).abs() < 0.1, "{length}");
}

#[test]
fn a_round_wall_has_columns_all_around_or_lines_that_keep_the_distance() {
    let free = square(400.0);
    let area = FreeArea::new(&free).unwrap();
    for (radius_m, width_m) in [(5.0, 5.0), (0.5, 20.0), (60.0, 30.0), (60.0, 2.0)] {
        let center = Coord { x: 3.0, y: 4.0 };
        let mut asked = request(Structure::Round { center, radius_m }, &area);
        asked.view.width_m = width_m;
        asked.view.overlap = 0.2;
        for lines in [FacadeLines::Vertical, FacadeLines::Horizontal] {
            let what = format!("{radius_m} {width_m} {lines:?}");
            let path = plan_facade(&asked, lines).unwrap();
            assert_flown(&path, &free, &what);
            assert_eq!(path.seen, 1.0, "{what}");
            for leg in looking(&path) {
                let nearest = Euclidean.distance(&Point(center), &Line::new(leg.from, leg.until));
                let farthest = Euclidean.distance(center, leg.from);
                assert!(nearest >= radius_m + 10.0 - 1e-9, "{what}: {nearest}");
                assert!(farthest <= radius_m + 10.3 + 1e-9, "{what}: {farthest}");
            }
            let turns = std::f64::consts::TAU * radius_m / (0.8 * width_m);
            let columns = looking(&path).count() as f64;
            let is_few = columns >= turns && columns <= turns.max(3.0) + 2.0;
            assert!(
                lines == FacadeLines::Horizontal || is_few,
                "{what}: {columns} {turns}"
            );
        }
    }
}

#[test]
fn in_a_court_too_narrow_for_the_stand_off_walls_are_not_seen() {
    // A U with a court of 12 m between its wings.
    let ring = vec![
        (0.0, 0.0),
        (52.0, 0.0),
        (52.0, 60.0),
        (32.0, 60.0),
        (32.0, 20.0),
        (20.0, 20.0),
        (20.0, 60.0),
        (0.0, 60.0),
    ];
    let house = Polygon::new(ring.into(), Vec::new());
    let free = square(400.0);
    let area = FreeArea::new(&free).unwrap();
    let asked = request(Structure::Outline(house.exterior()), &area);
    let facade = plan_facade(&asked, FacadeLines::Horizontal).unwrap();
    let orbit = plan_orbit(&asked, Aim::Level).unwrap();
    for path in [facade, orbit] {
        assert_flown(&path, &free, "court");
        let (least, most) = off(&path, house.exterior());
        assert!(
            least >= 10.0 - 1e-3 && most <= 10.3 + 1e-3,
            "{least} {most}"
        );
        // Of the walls' 304 m the court's are 92 m.
        assert!(
            path.seen < 1.0 - 80.0 / 304.0 && path.seen > 0.6,
            "{}",
            path.seen
        );
        assert!(
            path.unseen
                .iter()
                .flatten()
                .all(|it| (19.9..32.1).contains(&it.x))
        );
    }
}

#[test]
fn ragged_structures_among_obstacles_are_kept_off_everywhere() {
    let mut flown = 0;
    for seed in 0..30 {
        let house = ragged(seed);
        let mut random = seeded(6_000 + seed);
        let mut free = MultiPolygon(vec![square(400.0)]);
        for _ in 0..8 {
            let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
            let far = random.random_range(20.0..100.0);
            let center = Coord {
                x: far * angle.cos(),
                y: far * angle.sin(),
            };
            free = free.difference(&convex(&mut random, center, 12.0));
        }
        for free in free {
            let Ok(area) = FreeArea::new(&free) else {
                continue;
            };
            let mut asked = request(Structure::Outline(house.exterior()), &area);
            asked.stand_off_m = 6.0;
            let paths = [
                plan_orbit(&asked, Aim::Level),
                plan_facade(&asked, FacadeLines::Vertical),
                plan_facade(&asked, FacadeLines::Horizontal),
            ];
            for (kind, path) in paths.into_iter().enumerate() {
                let what = format!("{seed} {kind}");
                match path {
                    Ok(path) => {
                        assert_flown(&path, &free, &what);
                        let (least, most) = off(&path, house.exterior());
                        assert!(
                            least >= 6.0 - 2e-3 && most <= 6.18 + 2e-3,
                            "{what} {least} {most}"
                        );
                        let walls = Polygon::new(house.exterior().clone(), Vec::new());
                        for leg in &path.legs {
                            let line = Line::new(leg.from, leg.until);
                            let away = Euclidean.distance(&line, &walls);
                            assert!(away >= 5.4 - 2e-3, "{what}: {away} {leg:?}");
                        }
                        assert!((0.0..=1.0).contains(&path.seen), "{what}");
                        flown += 1;
                    }
                    Err(faults) => assert_eq!(faults, [PatternFault::NothingFree], "{what}"),
                }
            }
        }
    }
    assert!(flown > 60, "{flown}");
}

#[test]
fn structures_that_cannot_be_flown_around_are_refused_with_all_reasons() {
    let free = FreeArea::new(&square(400.0)).unwrap();
    let mut asked = request(tower(), &free);
    asked.stand_off_m = 0.9;
    asked.lowest_m = 50.0;
    asked.view.overlap = 0.96;
    asked.view.width_m = f64::NAN;
    let faults = plan_orbit(&asked, Aim::AtHeight(-1.0)).unwrap_err();
    let told: Vec<_> = faults
        .iter()
        .filter_map(|it| match it {
            PatternFault::OutOfRange { what, .. } => Some(*what),
            _ => None,
        })
        .collect();
    let expected = [
        Quantity::StandOff,
        Quantity::ViewWidth,
        Quantity::Overlap,
        Quantity::Height,
    ];
    assert_eq!(told, expected);
    assert!(
        faults
            .iter()
            .any(|it| matches!(it, PatternFault::HeightsInverted { .. }))
    );
    let crossing = LineString::from(vec![(0.0, 0.0), (10.0, 10.0), (10.0, 0.0), (0.0, 10.0)]);
    let asked = request(Structure::Outline(&crossing), &free);
    let faults = plan_facade(&asked, FacadeLines::Vertical).unwrap_err();
    assert_eq!(faults, [PatternFault::CrossesItself]);
    // Only the square's corners lie so far off, and none can be reached from another.
    let narrow = FreeArea::new(&square(27.9)).unwrap();
    let corner = plan_orbit(&request(tower(), &narrow), Aim::Level).unwrap();
    assert!(corner.seen > 0.2 && corner.seen < 0.3, "{}", corner.seen);
    let narrower = FreeArea::new(&square(20.0)).unwrap();
    let faults = plan_orbit(&request(tower(), &narrower), Aim::Level).unwrap_err();
    assert_eq!(faults, [PatternFault::NothingFree]);
    let mut fine = request(tower(), &free);
    fine.view.height_m = 0.1;
    fine.view.overlap = 0.95;
    fine.highest_m = 2_000.0;
    let faults = plan_orbit(&fine, Aim::Level).unwrap_err();
    assert!(matches!(faults[..], [PatternFault::TooMany { .. }]));
}

#[test]
fn more_legs_than_a_mission_has_are_counted_and_refused_before_any_is_made() {
    let free = FreeArea::new(&square(20_000.0)).unwrap();
    let center = Coord { x: 0.0, y: 0.0 };
    let tank = Structure::Round {
        center,
        radius_m: 1_000.0,
    };
    let mut asked = request(tank, &free);
    asked.view.width_m = 0.1;
    asked.view.height_m = 0.1;
    asked.view.overlap = 0.95;
    asked.highest_m = 2_000.0;
    for lines in [FacadeLines::Vertical, FacadeLines::Horizontal] {
        let faults = plan_facade(&asked, lines).unwrap_err();
        assert!(matches!(faults[..], [PatternFault::TooMany { .. }]));
    }
    // 1 256 638 columns.
    let faults = plan_facade(&asked, FacadeLines::Vertical).unwrap_err();
    let PatternFault::TooMany { count, .. } = faults[0] else {
        panic!("{faults:?}");
    };
    assert!((5_000_000..5_100_000).contains(&count), "{count}");
    let house = rectangle(5_000.0, 5_000.0);
    asked.structure = Structure::Outline(house.exterior());
    for lines in [FacadeLines::Vertical, FacadeLines::Horizontal] {
        let faults = plan_facade(&asked, lines).unwrap_err();
        assert!(matches!(faults[..], [PatternFault::TooMany { .. }]));
    }
    // Also where nothing of them would be free, which is known only once they are made.
    asked.start = Coord { x: 9_000.0, y: 0.0 };
    let away = FreeArea::new(&square(10.0)).unwrap();
    asked.free = &away;
    asked.structure = tank;
    let faults = plan_facade(&asked, FacadeLines::Vertical).unwrap_err();
    assert!(matches!(faults[..], [PatternFault::TooMany { .. }]));
}
