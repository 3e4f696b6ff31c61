//! Missions judged whole: one that may be flown, and the same with one thing wrong.

use crate::vehicles::named;
use chrono::{DateTime, TimeDelta, Utc};
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Approvals, Bilingual, ConstantGeoid,
    FlatTerrain, Footprint, LocalPlane, Margins, Position, Rule, Scope, Snapshot, Subject, Times,
    Zone, ZoneId,
};
use missions::energy::{Air, AirFigures};
use missions::feasibility::{
    Aircraft, Clearances, Feasibility, HindranceKind, Paperwork, Question, Surroundings, judge,
};
use missions::mission::{
    Carried, Deed, FlyTo, ForeignItem, Heading, Home, Mission, RallyPlace, Step, Switch,
};
use missions::vehicle::{Equipment, Vehicle, read_vehicle};
use std::sync::Arc;

const GROUND_M: f64 = 20.0;

/// Ten kilometres of suitable airspace over flat ground, a prohibited circle in the north-east, and a place that may
/// not be pictured in the west.
struct World {
    airspace: Arc<Snapshot>,
    terrain: FlatTerrain,
    geoid: ConstantGeoid,
    approvals: Approvals,
    figures: AirFigures,
    vehicle: Vehicle,
    cycles: u32,
    /// So many pieces of the equipment are carried, the first ones.
    carried: usize,
    departure: DateTime<Utc>,
    now: DateTime<Utc>,
    clearances: Clearances,
}

fn at(east_m: f64, north_m: f64) -> Position {
    let plane = LocalPlane::at(geo::Coord { x: 120.4, y: 36.1 });
    let place = geo::Coord {
        x: east_m,
        y: north_m,
    };
    Position::try_from(plane.coord(place)).unwrap()
}

fn circle(id: &str, rule: Rule, scope: Scope, center: Position, radius_m: f64) -> Subject {
    let upper = Altitude::new(120.0, AltitudeDatum::AboveGround).unwrap();
    Subject::Zone(Arc::new(Zone {
        id: ZoneId::new(id),
        name: geofences::LocalName::default(),
        rule,
        scope,
        footprint: Footprint::circle(center, radius_m).unwrap(),
        band: AltitudeBand::new(None, Some(upper)).unwrap(),
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }))
}

impl World {
    fn new() -> Self {
        let zones = [
            circle(
                "suitable",
                Rule::Permitted,
                Scope::Flight,
                at(0.0, 0.0),
                5_000.0,
            ),
            circle(
                "prison",
                Rule::Prohibited,
                Scope::Flight,
                at(1_500.0, 1_500.0),
                300.0,
            ),
            circle(
                "quay",
                Rule::Prohibited,
                Scope::Imaging,
                at(-1_000.0, 0.0),
                100.0,
            ),
        ];
        Self {
            airspace: Airspace::new(zones).unwrap().snapshot(),
            terrain: FlatTerrain {
                elevation_amsl_m: GROUND_M,
                uncertainty_m: 0.5,
            },
            geoid: ConstantGeoid::new(8.0, 0.5).unwrap(),
            approvals: Approvals::none(),
            figures: AirFigures {
                temperature_c: 20.0,
                measured_amsl_m: GROUND_M + 10.0,
                measured_agl_m: 10.0,
                pressure_hpa: 1_013.0,
                wind_east_mps: 2.0,
                wind_north_mps: 1.0,
                gust_mps: 4.0,
                rain_mm_per_h: 0.0,
            },
            vehicle: named("inspection-quad"),
            cycles: 10,
            carried: 1,
            departure: "2027-03-02T02:00:00Z".parse().unwrap(),
            now: "2027-02-27T02:00:00Z".parse().unwrap(),
            clearances: Clearances::default(),
        }
    }

    fn judge(&self, mission: &Mission) -> Feasibility {
        let air = Air::new(self.figures).unwrap();
        let carries: Vec<&Equipment> = self.vehicle.equipment.iter().take(self.carried).collect();
        judge(&Question {
            mission,
            aircraft: Aircraft {
                vehicle: &self.vehicle,
                carries: &carries,
                battery_cycles: self.cycles,
                payload_kg: 0.0,
                camera: carries.first().copied(),
            },
            surroundings: Surroundings {
                airspace: &self.airspace,
                terrain: &self.terrain,
                geoid: &self.geoid,
                approvals: &self.approvals,
                margins: Margins {
                    horizontal_m: 10.0,
                    vertical_m: 5.0,
                    obstacle_horizontal_m: 10.0,
                    obstacle_vertical_m: 10.0,
                },
                clearances: self.clearances,
                air: &air,
                visibility_m: None,
                people: None,
            },
            departure: self.departure,
            patrol: None,
            paperwork: Paperwork {
                now: self.now,
                over_network: Some(false),
                approvals: &[],
            },
        })
    }

    /// The kinds of what is in the way, each once.
    fn kinds(&self, mission: &Mission) -> Vec<HindranceKind> {
        let mut kinds: Vec<_> = self
            .judge(mission)
            .hindrances
            .iter()
            .map(|it| it.kind)
            .collect();
        kinds.dedup();
        kinds
    }
}

fn above_home(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::AboveHome).unwrap()
}

fn fly_to(east_m: f64, north_m: f64, height_m: f64) -> Step {
    Step::FlyTo(FlyTo {
        position: at(east_m, north_m),
        altitude: above_home(height_m),
        hold_s: 0.0,
        is_passed: true,
        heading: Heading::Along,
    })
}

/// Up, 800 m to the south and back, down.
fn mission() -> Mission {
    Mission {
        name: Bilingual::new("south", "向南"),
        home: Home {
            position: at(0.0, 0.0),
            ground_amsl_m: GROUND_M,
        },
        steps: vec![
            Step::TakeOff {
                altitude: above_home(60.0),
            },
            fly_to(0.0, -800.0, 60.0),
            fly_to(0.0, 0.0, 60.0),
            Step::Land {
                position: at(0.0, 0.0),
            },
        ],
        speed_mps: 8.0,
        return_height_m: 60.0,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: Carried::default(),
    }
}

fn with_step(index: usize, step: Step) -> Mission {
    let mut mission = mission();
    mission.steps.insert(index, step);
    mission
}

#[test]
fn a_mission_in_the_open_may_be_flown_and_the_proof_covers_all_of_it() {
    let found = World::new().judge(&mission());
    assert_eq!(found.hindrances, []);
    assert!(found.is_feasible());
    // Up, out, back, down.
    assert_eq!(found.legs.len(), 4);
    for leg in &found.legs {
        let (least_m, most_m) = leg.above_ground_m.unwrap();
        assert!(
            (-0.6..=60.6).contains(&least_m) && most_m <= 60.6,
            "{least_m} to {most_m}"
        );
        assert!(leg.balance.is_some_and(|it| it.keeps_reserve));
        assert!(leg.way_home.is_some());
        assert!(leg.zones.iter().any(|it| it.id.as_str() == "suitable"));
    }
    let energy = found.energy.unwrap();
    let used: Vec<f64> = found
        .legs
        .iter()
        .map(|it| it.balance.unwrap().used_wh)
        .collect();
    assert!(used.windows(2).all(|pair| pair[0] < pair[1]), "{used:?}");
    assert_eq!(energy.at_landing.used_wh, used[3]);
    // From the far end it still comes home with its reserve, and takes more for that than from above home.
    let ways: Vec<f64> = found
        .legs
        .iter()
        .map(|it| it.way_home.unwrap().energy_wh)
        .collect();
    assert!(ways[1] > ways[3]);
    assert!(energy.least_left_wh >= energy.budget.reserve_wh);
    let fence = found.fence.unwrap();
    assert!(fence.near.is_empty() && !fence.fence.items.is_empty());
    assert!(found.landing.unwrap() > World::new().departure);
}

#[test]
fn a_leg_into_a_prohibited_zone_is_told_with_its_step_and_where() {
    let world = World::new();
    let mut mission = mission();
    mission.steps[1] = fly_to(1_500.0, 1_500.0, 60.0);
    let found = world.judge(&mission);
    let airspace = found
        .hindrances
        .iter()
        .find(|it| it.kind == HindranceKind::Airspace)
        .unwrap();
    assert!(airspace.what.en.contains("prison"), "{}", airspace.what.en);
    assert!(airspace.steps.contains(&1));
    // Where it enters: 300 m and the margin off the middle, on the way from home.
    let entered =
        LocalPlane::at(geo::Coord { x: 120.4, y: 36.1 }).metres(airspace.position.unwrap().coord());
    let from_middle_m = (entered.x - 1_500.0).hypot(entered.y - 1_500.0);
    assert!((309.0..312.0).contains(&from_middle_m), "{from_middle_m}");
}

#[test]
fn the_way_home_over_a_prohibited_zone_is_no_way_home_though_the_mission_goes_round() {
    let world = World::new();
    let mut mission = mission();
    mission.steps[1] = fly_to(2_400.0, 600.0, 60.0);
    mission.steps[2] = fly_to(2_400.0, 2_400.0, 60.0);
    for (east_m, north_m) in [(2_400.0, 600.0), (0.0, 0.0)].into_iter().rev() {
        mission.steps.insert(3, fly_to(east_m, north_m, 60.0));
    }
    let kinds = world.kinds(&mission);
    assert!(kinds.contains(&HindranceKind::WayHome), "{kinds:?}");
    assert!(!kinds.contains(&HindranceKind::Airspace), "{kinds:?}");
}

#[test]
fn true_height_is_allowed_up_to_its_limit_and_no_farther() {
    let world = World::new();
    // Half a metre of doubt about the ground, and 5 m that are kept from the zone's limit.
    let at_height = |height_m: f64| {
        let mut mission = mission();
        mission.steps[0] = Step::TakeOff {
            altitude: above_home(height_m),
        };
        mission.steps[1] = fly_to(0.0, -800.0, height_m);
        mission.steps[2] = fly_to(0.0, 0.0, height_m);
        world.kinds(&mission)
    };
    assert_eq!(at_height(114.4), []);
    assert!(at_height(114.6).contains(&HindranceKind::Airspace));
    assert!(!at_height(114.6).contains(&HindranceKind::Ground));
    assert!(at_height(119.6).contains(&HindranceKind::Ground));
}

#[test]
fn the_ground_is_kept_off() {
    let world = World::new();
    let low = |height_m: f64| {
        let mut mission = mission();
        mission.steps[1] = fly_to(0.0, -800.0, height_m);
        world.kinds(&mission).contains(&HindranceKind::Ground)
    };
    assert!(!low(5.6));
    assert!(low(5.4));
}

#[test]
fn what_is_not_understood_or_does_not_land_is_not_judged_as_flyable() {
    let world = World::new();
    let foreign = ForeignItem {
        command: 177,
        frame: 2,
        parameters: [Some(1.0), Some(-1.0), None, None, None, None, None],
        is_continued: true,
    };
    assert!(
        world
            .kinds(&with_step(2, Step::Foreign(foreign)))
            .contains(&HindranceKind::Mission)
    );
    let mut without_landing = mission();
    without_landing.steps.pop();
    assert!(
        world
            .kinds(&without_landing)
            .contains(&HindranceKind::Mission)
    );
    let mut returning = without_landing;
    returning.steps.push(Step::ReturnHome);
    assert!(world.kinds(&returning).contains(&HindranceKind::Mission));
    let mut nothing = mission();
    nothing.steps.clear();
    assert!(world.kinds(&nothing).contains(&HindranceKind::Mission));
    let mut without_take_off = mission();
    without_take_off.steps.remove(0);
    assert!(
        world
            .kinds(&without_take_off)
            .contains(&HindranceKind::Mission)
    );
}

#[test]
fn heights_above_ground_are_no_heights_between_two_places() {
    let world = World::new();
    let mut mission = mission();
    let agl = Altitude::new(60.0, AltitudeDatum::AboveGround).unwrap();
    mission.steps[1] = Step::FlyTo(FlyTo {
        position: at(0.0, -800.0),
        altitude: agl,
        hold_s: 0.0,
        is_passed: true,
        heading: Heading::Along,
    });
    assert!(world.kinds(&mission).contains(&HindranceKind::Mission));
}

#[test]
fn wind_rain_and_cold_beyond_the_vehicle_are_weather() {
    let mut world = World::new();
    let limit_mps = world.vehicle.limits.wind_mps;
    world.figures.gust_mps = limit_mps;
    assert_eq!(world.kinds(&mission()), []);
    world.figures.gust_mps = limit_mps * 1.01;
    assert_eq!(world.kinds(&mission()), [HindranceKind::Weather]);
    let mut rain = World::new();
    rain.figures.rain_mm_per_h = rain.vehicle.limits.rain_mm_per_h + 0.1;
    assert_eq!(rain.kinds(&mission()), [HindranceKind::Weather]);
}

#[test]
fn an_old_battery_and_a_long_flight_are_energy() {
    let mut old = World::new();
    old.cycles = old.vehicle.battery.rated_cycles + 1;
    assert!(old.kinds(&mission()).contains(&HindranceKind::Energy));
    let world = World::new();
    let mut long = mission();
    for leg in 0..20 {
        let north_m = if leg % 2 == 0 { -800.0 } else { -100.0 };
        long.steps.insert(2, fly_to(0.0, north_m, 60.0));
    }
    let found = world.judge(&long);
    let energy: Vec<_> = found
        .hindrances
        .iter()
        .filter(|it| it.kind == HindranceKind::Energy)
        .collect();
    assert!(!energy.is_empty());
    assert!(energy.iter().any(|it| {
        it.help
            .as_ref()
            .is_some_and(|help| help.en.contains("batteries"))
    }));
}

#[test]
fn more_items_and_rally_places_than_the_autopilot_holds_are_told() {
    let world = World::new();
    let mut many = mission();
    let most = world.vehicle.controller.mission_items;
    for _ in 0..most {
        many.steps.insert(
            1,
            Step::Do(Deed::Gimbal {
                pitch_deg: -90.0,
                yaw_deg: 0.0,
            }),
        );
    }
    assert!(world.kinds(&many).contains(&HindranceKind::Mission));
    let mut rally = mission();
    for place in 0..=world.vehicle.controller.rally_points {
        rally.rally.push(RallyPlace {
            position: at(0.0, -100.0 - f64::from(place)),
            height_above_home_m: 60.0,
        });
    }
    assert!(world.kinds(&rally).contains(&HindranceKind::Mission));
}

/// An aircraft that carries its camera, a loudspeaker and a light, of whose switches its file says this.
fn with_equipment(class: &str, loudspeaker: &str, light: &str) -> World {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/vehicles");
    let mut text = std::fs::read_to_string(format!("{folder}/{class}.toml")).unwrap();
    for (kind, switch) in [("loudspeaker", loudspeaker), ("light", light)] {
        text += &format!(
            "\n[[equipment]]\nname = \"my-{kind}\"\nkind = \"{kind}\"\nmass_kg = 0\npower_w = 5\n{switch}\n"
        );
    }
    let (vehicle, problems) = read_vehicle("mine.toml", &text);
    assert_eq!(problems, []);
    let vehicle = vehicle.unwrap();
    World {
        carried: vehicle.equipment.len(),
        vehicle,
        ..World::new()
    }
}

/// With both switched on and off, one after the other, on the way.
fn switching(carried: Carried) -> Mission {
    let deeds = [
        Deed::Light { is_on: true },
        Deed::Loudspeaker { is_on: true },
        Deed::Light { is_on: false },
        Deed::Loudspeaker { is_on: false },
    ];
    let mut mission = mission();
    mission.carried = carried;
    mission.steps.splice(2..2, deeds.map(Step::Do));
    mission
}

#[test]
fn what_is_switched_has_to_be_carried_and_the_autopilot_has_to_know_how() {
    let told = |world: &World, carried: Carried| {
        let hindrances = world.judge(&switching(carried)).hindrances;
        let told = hindrances.into_iter().map(|it| {
            assert_eq!(it.kind, HindranceKind::Mission);
            assert!(it.help.is_some());
            (it.what.en, it.steps)
        });
        told.collect::<Vec<_>>()
    };
    let known = Carried {
        light: Some(Switch::Relay(2)),
        loudspeaker: Some(Switch::Servo {
            output: 9,
            on_us: 1_900,
            off_us: 1_100,
        }),
        largest_zoom: None,
    };
    let says = |en: &str, steps: [usize; 2]| (en.to_owned(), steps.to_vec());
    assert_eq!(
        told(&World::new(), known),
        [
            says("it switches a light, and carries none", [2, 4]),
            says("it switches a loudspeaker, and carries none", [3, 5]),
        ]
    );
    let carries = with_equipment("inspection-quad", "", "");
    assert_eq!(told(&carries, known), []);
    let no_light = Carried {
        light: None,
        ..known
    };
    assert_eq!(
        told(&carries, no_light),
        [says(
            "nobody says which relay or servo switches its light",
            [2, 4]
        )]
    );
    let of_px4 = told(&with_equipment("patrol-hexa", "", ""), known);
    let px4 = "PX4 switches no relay and no servo in a mission, and so no";
    let told_of_px4: Vec<_> = of_px4
        .into_iter()
        .filter(|it| it.0.starts_with(px4))
        .collect();
    assert_eq!(
        told_of_px4,
        [
            says(&format!("{px4} light"), [2, 4]),
            says(&format!("{px4} loudspeaker"), [3, 5])
        ]
    );
    // Its waylines switch nothing: whoever writes one is told.
    assert_eq!(
        told(&with_equipment("field-quad", "", ""), Carried::default()),
        []
    );
}

/// To the west, past what may not be pictured, with a camera that does something on the way.
fn west(north_m: f64, deeds: &[Deed]) -> Mission {
    let mut mission = mission();
    mission.steps = vec![
        Step::TakeOff {
            altitude: above_home(60.0),
        },
        fly_to(0.0, north_m, 60.0),
    ];
    mission.steps.extend(deeds.iter().map(|it| Step::Do(*it)));
    mission.steps.extend([
        fly_to(-1_600.0, north_m, 60.0),
        Step::Do(Deed::VideoEnd),
        fly_to(0.0, 0.0, 60.0),
        Step::Land {
            position: at(0.0, 0.0),
        },
    ]);
    mission
}

#[test]
fn no_picture_shows_what_may_not_be_pictured_wherever_the_aircraft_is() {
    let world = World::new();
    let down = Deed::Gimbal {
        pitch_deg: -90.0,
        yaw_deg: 0.0,
    };
    let right = Deed::Gimbal {
        pitch_deg: -20.0,
        yaw_deg: 90.0,
    };
    let left = Deed::Gimbal {
        pitch_deg: -20.0,
        yaw_deg: -90.0,
    };
    let is_shown = |north_m, deeds: &[Deed]| {
        world
            .kinds(&west(north_m, deeds))
            .contains(&HindranceKind::Imaging)
    };
    // 400 m south of it a picture straight down does not show it, and one over it does.
    assert!(!is_shown(-400.0, &[down, Deed::VideoBegin]));
    assert!(is_shown(0.0, &[down, Deed::VideoBegin]));
    // Flying west, north is to the right.
    assert!(is_shown(-400.0, &[right, Deed::VideoBegin]));
    assert!(!is_shown(-400.0, &[left, Deed::VideoBegin]));
    // Where it is not told where to look it may look anywhere.
    assert!(is_shown(-400.0, &[Deed::VideoBegin]));
    // Nothing is taken, nothing is shown.
    assert!(!is_shown(0.0, &[down]));
}

#[test]
fn an_application_that_can_no_longer_be_filed_is_in_the_way() {
    let mut world = World::new();
    world.vehicle = named("cargo-octo");
    let required = world.judge(&mission()).required.unwrap();
    assert!(!required.applications.is_empty());
    world.now = world.departure - TimeDelta::hours(1);
    assert!(
        world
            .kinds(&mission())
            .contains(&HindranceKind::Application)
    );
}

#[test]
fn margins_and_clearances_that_are_no_numbers_are_refused() {
    let mut world = World::new();
    world.clearances.ground_m = f64::NAN;
    assert!(world.kinds(&mission()).contains(&HindranceKind::Request));
    world.clearances = Clearances {
        highest_agl_m: -1.0,
        ..Clearances::default()
    };
    assert!(world.kinds(&mission()).contains(&HindranceKind::Request));
}
