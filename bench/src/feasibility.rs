//! The whole feasibility of surveys of 500 waypoints among the zones of the city: one call each.

use crate::city::{self, EXTENT};
use crate::report::{Report, Row, percentile, show};
use crate::ways_home::track;
use geo::Coord;
use geofences::{
    Airspace, Altitude, AltitudeDatum, Approvals, Egm96Geoid, Margins, Position, Snapshot, Subject,
    synthetic_qingdao,
};
use missions::energy::{Air, AirFigures};
use missions::feasibility::{
    Aircraft, Clearances, Feasibility, HindranceKind, Paperwork, Question, Surroundings, judge,
};
use missions::heights::{Following, follow_terrain};
use missions::mission::{Carried, Deed, FlyTo, Heading, Home, Mission, Step};
use missions::vehicle::{Equipment, Vehicle, read_vehicle};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

const MISSIONS: usize = 200;

/// Measures with `count` zones: of all rules, and where a twentieth of them is prohibited and missions may be legal.
pub fn measure(report: &mut Report, seed: u64, count: usize) {
    let zones = city::zones(seed, count).into_iter().map(Subject::from);
    let airspace = Airspace::new(zones).unwrap_or_else(|why| panic!("{why}"));
    measure_in(
        report,
        seed,
        &airspace.snapshot(),
        &format!("{count} zones of all rules"),
    );
    let mut random = ChaCha8Rng::seed_from_u64(seed + 6);
    let open = crate::routes::airspace(seed, count, &mut random);
    measure_in(
        report,
        seed,
        &open,
        &format!("{count} zones, 5 % of them prohibited"),
    );
}

fn measure_in(report: &mut Report, seed: u64, snapshot: &Snapshot, among: &str) {
    let mut random = ChaCha8Rng::seed_from_u64(seed + 5);
    let terrain = synthetic_qingdao(1.0).unwrap_or_else(|why| panic!("{why}"));
    let corner = |x, y| Position::new(x, y).unwrap_or_else(|why| panic!("{why}"));
    let [west, south, east, north] = EXTENT;
    let geoid = Egm96Geoid::for_extent(corner(west, south), corner(east, north))
        .unwrap_or_else(|why| panic!("{why}"));
    let approvals = Approvals::none();
    let air = air();
    let surroundings = Surroundings {
        airspace: snapshot,
        terrain: &terrain,
        geoid: &geoid,
        approvals: &approvals,
        margins: Margins {
            horizontal_m: 10.0,
            vertical_m: 5.0,
            obstacle_horizontal_m: 20.0,
            obstacle_vertical_m: 10.0,
        },
        clearances: Clearances::default(),
        air: &air,
        visibility_m: None,
        people: None,
    };
    let vehicle = vehicle();
    let camera: Vec<&Equipment> = vehicle.equipment.iter().take(1).collect();
    let (mut all, mut fenced, mut feasible) = (Vec::new(), Vec::new(), 0);
    for place in city::points(seed, MISSIONS) {
        let bearing = random.random_range(0.0..std::f64::consts::TAU);
        let Some(mission) = mission(place, bearing, &surroundings, snapshot) else {
            continue;
        };
        let question = Question {
            mission: &mission,
            aircraft: Aircraft {
                vehicle: &vehicle,
                carries: &camera,
                battery_cycles: 10,
                payload_kg: 0.0,
                camera: camera.first().copied(),
            },
            surroundings,
            departure: chrono::DateTime::from_timestamp(1_795_485_600, 0).unwrap_or_default(),
            patrol: None,
            paperwork: Paperwork {
                now: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default(),
                over_network: Some(true),
                approvals: &[],
            },
        };
        let begun = Instant::now();
        let found = judge(&question);
        let took = begun.elapsed();
        all.push(took);
        if found.fence.is_some() {
            fenced.push(took);
        }
        feasible += usize::from(is_legal(&found));
    }
    all.sort();
    fenced.sort();
    let median = percentile(&all, 0.5);
    report.row(Row {
        what: format!(
            "full feasibility of a survey of 500 waypoints among {among}, ways home and fence included, median of \
             {} missions",
            all.len()
        ),
        ours: format!(
            "{} (p99 {}, the slowest {}; {} with a fence: median {}, p99 {}; {feasible} wholly legal)",
            show(median),
            show(percentile(&all, 0.99)),
            show(all.last().copied().unwrap_or_default()),
            fenced.len(),
            show(percentile(&fenced, 0.5)),
            show(percentile(&fenced, 0.99)),
        ),
        baseline: "–".to_owned(),
        ratio: None,
        goal: "≤ 100 ms".to_owned(),
        met: median <= Duration::from_millis(100)
            && (fenced.is_empty() || percentile(&fenced, 0.5) <= Duration::from_millis(100)),
    });
}

/// Legal but for the battery, which no survey of 20 km is flown on.
fn is_legal(found: &Feasibility) -> bool {
    let is_energy = |kind: HindranceKind| kind == HindranceKind::Energy;
    found.hindrances.iter().all(|it| is_energy(it.kind))
}

fn air() -> Air {
    let figures = AirFigures {
        temperature_c: 20.0,
        measured_amsl_m: 20.0,
        measured_agl_m: 10.0,
        pressure_hpa: 1_013.0,
        wind_east_mps: 3.0,
        wind_north_mps: 2.0,
        gust_mps: 6.0,
        rain_mm_per_h: 0.0,
    };
    Air::new(figures).unwrap_or_else(|why| panic!("{why:?}"))
}

fn vehicle() -> Vehicle {
    let text = include_str!("../../missions/vehicles/inspection-quad.toml");
    let (vehicle, problems) = read_vehicle("inspection-quad.toml", text);
    vehicle.unwrap_or_else(|| panic!("{problems:?}"))
}

fn mission(
    place: Coord<f64>,
    bearing: f64,
    surroundings: &Surroundings<'_>,
    snapshot: &Snapshot,
) -> Option<Mission> {
    let following = Following {
        wanted_m: 60.0,
        tolerance_m: 5.0,
        lowest_m: 30.0,
        highest_m: 115.0,
        climb_mps: 3.0,
        descent_mps: 2.0,
    };
    let context = surroundings.context(None);
    let profile = follow_terrain(&track(place, bearing), &following, snapshot, &context).ok()?;
    let position = Position::try_from(place).ok()?;
    let home = Home {
        position,
        ground_amsl_m: surroundings.terrain.ground_at(position)?.elevation_amsl_m,
    };
    let altitude =
        |amsl_m: f64| Altitude::new(amsl_m - home.ground_amsl_m, AltitudeDatum::AboveHome).ok();
    let fly_to = |position: Position, amsl_m: f64| {
        Some(Step::FlyTo(FlyTo {
            position,
            altitude: altitude(amsl_m)?,
            hold_s: 0.0,
            is_passed: true,
            heading: Heading::Along,
        }))
    };
    let first = profile.points.first()?;
    let last = profile.points.last()?;
    let mut steps = vec![
        Step::TakeOff {
            altitude: altitude(first.amsl_m)?,
        },
        Step::Do(Deed::Gimbal {
            pitch_deg: -90.0,
            yaw_deg: 0.0,
        }),
        fly_to(first.position, first.amsl_m)?,
        Step::Do(Deed::PhotosEach { metres: 30.0 }),
    ];
    for point in profile.points.iter().skip(1) {
        steps.push(fly_to(point.position, point.amsl_m)?);
    }
    steps.push(Step::Do(Deed::PhotosEnd));
    steps.push(fly_to(position, last.amsl_m)?);
    steps.push(Step::Land { position });
    Some(Mission {
        name: geofences::Bilingual::new("survey", "测绘"),
        home,
        steps,
        speed_mps: 8.0,
        return_height_m: 60.0,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: Carried::default(),
    })
}
