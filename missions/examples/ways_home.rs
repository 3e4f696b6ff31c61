//! Times the ways home of a survey of 500 waypoints in a synthetic city of 10 000 zones.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]
use geo::Coord;
use geofences::*;
use missions::heights::{Following, TrackPoint, follow_terrain};
use missions::mission::Home;
use missions::ways_home::*;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::Instant;

const EXTENT: [f64; 4] = [119.5, 35.583, 121.0, 37.15];

fn zone(id: String, rule: Rule, ring: Vec<Coord<f64>>, band: AltitudeBand) -> Subject {
    let raw = RawPolygon {
        exterior: ring,
        holes: Vec::new(),
    };
    let zone = Zone {
        id: ZoneId::new(id),
        name: Default::default(),
        rule,
        scope: Scope::Flight,
        footprint: Footprint::from_polygons(&[raw]).unwrap().0,
        band,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    };
    Subject::from(zone)
}

/// Clustered star-shaped polygons of 8 to 64 vertices, as in the city of the bench.
fn city(random: &mut ChaCha8Rng, count: usize) -> (Vec<Subject>, Vec<Coord<f64>>) {
    let centers: Vec<(Coord<f64>, f64)> = (0..80)
        .map(|_| {
            let x = random.random_range(EXTENT[0] + 0.1..EXTENT[2] - 0.1);
            let y = random.random_range(EXTENT[1] + 0.1..EXTENT[3] - 0.1);
            (Coord { x, y }, random.random_range(0.02..0.08))
        })
        .collect();
    let place = |random: &mut ChaCha8Rng| loop {
        let (center, spread) = centers[random.random_range(0..centers.len())];
        let far = spread * (-2.0 * random.random_range(f64::MIN_POSITIVE..1.0_f64).ln()).sqrt();
        let angle: f64 = random.random_range(0.0..std::f64::consts::TAU);
        let at = Coord {
            x: center.x + far * angle.cos(),
            y: center.y + far * angle.sin(),
        };
        let inside = |value: f64, low: f64, high: f64| value > low + 0.05 && value < high - 0.05;
        if inside(at.x, EXTENT[0], EXTENT[2]) && inside(at.y, EXTENT[1], EXTENT[3]) {
            break at;
        }
    };
    let mut zones = Vec::new();
    for index in 0..count {
        let center = place(random);
        let vertices = random.random_range(8..=64);
        let radius = 0.0013 * (random.random_range(0.0..1.9_f64)).exp();
        let ring = (0..vertices)
            .map(|vertex| {
                let turn = f64::from(vertex) + random.random_range(-0.3..0.3);
                let angle = std::f64::consts::TAU * turn / f64::from(vertices);
                let far = radius * random.random_range(0.7..1.3);
                Coord {
                    x: center.x + 1.25 * far * angle.cos(),
                    y: center.y + far * angle.sin(),
                }
            })
            .collect();
        let rule = match random.random_range(0..10) {
            0 | 1 => Rule::Prohibited,
            2 | 3 => Rule::NeedsAuthorization,
            4 | 5 => Rule::Conditional,
            6 => Rule::Advisory,
            _ => Rule::Permitted,
        };
        let datum = if random.random_bool(0.5) {
            AltitudeDatum::AboveGround
        } else {
            AltitudeDatum::MeanSeaLevel
        };
        let lower = f64::from(random.random_range(0..8)) * 10.0;
        let limit = |metres| Altitude::new(metres, datum).ok();
        let band = AltitudeBand::new(
            limit(lower),
            limit(lower + random.random_range(20.0..200.0)),
        )
        .unwrap();
        zones.push(zone(format!("zone-{index}"), rule, ring, band));
    }
    let [west, south, east, north] = EXTENT;
    let ring = [(west, south), (east, south), (east, north), (west, north)];
    let upper = Altitude::new(120.0, AltitudeDatum::AboveGround).ok();
    zones.push(zone(
        "city".into(),
        Rule::Permitted,
        ring.iter().map(|(x, y)| Coord { x: *x, y: *y }).collect(),
        AltitudeBand::new(None, upper).unwrap(),
    ));
    (zones, (0..400).map(|_| place(random)).collect())
}

/// A survey of 25 lanes of 20 waypoints, 40 m apart each way, 1.5 km off home.
fn track(home: Coord<f64>, bearing: f64) -> Vec<TrackPoint> {
    let plane = LocalPlane::at(home);
    let (sin, cos) = bearing.sin_cos();
    let at = |along: f64, across: f64| {
        let metres = Coord {
            x: along * sin + across * cos,
            y: along * cos - across * sin,
        };
        TrackPoint {
            position: Position::try_from(plane.coord(metres)).unwrap(),
            speed_mps: 8.0,
        }
    };
    let lane = |lane: usize| {
        (0..20).map(move |point| {
            let point = if lane & 1 == 0 { point } else { 19 - point };
            at(1_500.0 + 40.0 * lane as f64, 40.0 * (point as f64 - 9.5))
        })
    };
    (0..25).flat_map(lane).collect()
}

fn main() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    let (zones, places) = city(&mut random, 10_000);
    let snapshot = Airspace::new(zones).unwrap().snapshot();
    let terrain = synthetic_qingdao(1.0).unwrap();
    let corner = |x, y| Position::new(x, y).unwrap();
    let geoid =
        Egm96Geoid::for_extent(corner(EXTENT[0], EXTENT[1]), corner(EXTENT[2], EXTENT[3])).unwrap();
    let approvals = Approvals::none();
    let context = Context {
        terrain: &terrain,
        geoid: &geoid,
        margins: Margins {
            horizontal_m: 10.0,
            vertical_m: 5.0,
            obstacle_horizontal_m: 20.0,
            obstacle_vertical_m: 10.0,
        },
        approvals: &approvals,
        home: None,
    };
    let following = Following {
        wanted_m: 60.0,
        tolerance_m: 5.0,
        lowest_m: 30.0,
        highest_m: 115.0,
        climb_mps: 3.0,
        descent_mps: 2.0,
    };
    let now = chrono::DateTime::from_timestamp(1_795_485_600, 0).unwrap();
    let (mut legal, mut others, mut heights) = (Vec::new(), Vec::new(), Vec::new());
    for place in places {
        let track = track(place, random.random_range(0.0..std::f64::consts::TAU));
        let started = Instant::now();
        let Ok(profile) = follow_terrain(&track, &following, &snapshot, &context) else {
            continue;
        };
        heights.push(started.elapsed().as_secs_f64() * 1e3);
        let home = Position::try_from(place).unwrap();
        let ground = terrain.ground_at(home).unwrap().elevation_amsl_m;
        let legs: Vec<FlownLeg> = profile
            .points
            .windows(2)
            .map(|ends| FlownLeg {
                from: ends[0].position,
                from_amsl_m: ends[0].amsl_m,
                until: ends[1].position,
                until_amsl_m: ends[1].amsl_m,
            })
            .collect();
        let targets = Targets {
            home: Home {
                position: home,
                ground_amsl_m: ground,
            },
            landing: None,
            rally: Vec::new(),
        };
        let task = Task {
            legs: &legs,
            places: &targets,
            rules: Return::Copter(CopterReturn {
                height_m: 60.0,
                least_climb_m: 0.0,
                cone_slope: 3.0,
                fence_top_m: None,
                rally_limit_m: 300.0,
                is_home_a_rally_place: true,
                most_rally_places: 5,
            }),
            limits: HeightLimits {
                clear_of_ground_m: 15.0,
                landing_radius_m: 50.0,
                highest_above_ground_m: Some(120.0),
            },
            window: TimeRange::new(now, now + chrono::TimeDelta::minutes(40)).unwrap(),
        };
        let started = Instant::now();
        let ways = judge_ways_home(&task, &snapshot, &context);
        let took = started.elapsed().as_secs_f64() * 1e3;
        let count = ways.not_legal().count();
        if count == 0 {
            legal.push(took)
        } else {
            others.push((took, count, legs.len()))
        }
    }
    legal.sort_by(f64::total_cmp);
    heights.sort_by(f64::total_cmp);
    others.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |times: &[f64], part: f64| {
        times
            .get((part * (times.len() as f64 - 1.0)) as usize)
            .copied()
    };
    println!(
        "heights: {} tracks, ms median {:?} p99 {:?}",
        heights.len(),
        at(&heights, 0.5),
        at(&heights, 0.99)
    );
    println!(
        "wholly legal: {} missions, ms median {:?} worst {:?}",
        legal.len(),
        at(&legal, 0.5),
        legal.last()
    );
    let times: Vec<f64> = others.iter().map(|it| it.0).collect();
    println!(
        "others: {} missions, ms median {:?} worst {:?}",
        others.len(),
        at(&times, 0.5),
        others.last()
    );
}
