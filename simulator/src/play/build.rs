//! From a scenario to a simulation: terrain, vehicles with what is on board, and their ports.

use super::pads::{GroundWithPads, Pad};
use super::payloads::payload;
use super::plan_file;
use crate::autopilot::Autopilot;
use crate::autopilot::ardupilot::Copter;
use crate::autopilot::missions::{Item, Kind, Patrol, PatrolShape};
use crate::autopilot::px4::{LinkMode, Px4, VehicleKind};
use crate::craft::{Craft, CraftModel};
use crate::place::Place;
use crate::scenario::{self, Flies, GroundModel, LinkAddress, LinkQuality, Scenario, VehicleSetup};
use crate::simulation::{LinkId, Quality, Setup, Simulation};
use crate::time::SimTime;
use crate::transport::{Address, PortPlan};
use crate::vehicle::Vehicle;
use crate::wire::ChannelId;
use geofences::{Bilingual, FlatTerrain, SrtmTerrain, Terrain, synthetic_qingdao};
use mavlink::dialects::ardupilotmega::{MavCmd, MavFrame};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// Vehicles come to life within this of the start, each at its own moment.
const START_SPREAD_US: u64 = 1_000_000;
/// A prime, so that the moments of neighbours are far apart.
const START_STRIDE_US: u64 = 386_117;

/// Builds the simulation of a scenario whose file lies in `folder`.
///
/// # Errors
/// Everything that cannot be built: terrain or missions that cannot be read.
pub fn simulation(scenario: &Scenario, folder: &Path) -> Result<Simulation, Vec<Bilingual>> {
    let mut problems = Vec::new();
    let terrain = terrain(&scenario.ground, folder).unwrap_or_else(|found| {
        problems.extend(found);
        // Nothing is built on it: it lets the other problems be found.
        Arc::new(FlatTerrain {
            elevation_amsl_m: 0.0,
            uncertainty_m: 0.0,
        })
    });
    let docks = scenario.docks.iter().map(|dock| Pad {
        at: dock.at,
        height_agl_m: dock.height_agl_m,
    });
    let stands = scenario.vehicles.iter().map(|vehicle| Pad {
        at: vehicle.at,
        height_agl_m: vehicle.height_agl_m,
    });
    let ground = GroundWithPads::new(terrain, docks.chain(stands));
    let mut simulation = Simulation::new(Setup {
        seed: scenario.seed,
        started: scenario.start.to_utc(),
        step: scenario.step,
        terrain: Arc::new(ground),
        weather: scenario.weather.clone(),
    });
    let mut plans = Plans::default();
    for (index, setup) in scenario.vehicles.iter().enumerate() {
        let offset_us = (index as u64).wrapping_mul(START_STRIDE_US) % START_SPREAD_US;
        let starts = SimTime::from_us(offset_us);
        match vehicle(scenario, setup, starts, folder, &mut plans, &simulation) {
            Ok(vehicle) => {
                let vehicle = simulation.add(vehicle, starts);
                set_qualities(&mut simulation, vehicle, setup);
            }
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() {
        Ok(simulation)
    } else {
        Err(problems)
    }
}

fn set_qualities(simulation: &mut Simulation, vehicle: u32, setup: &VehicleSetup) {
    for (channel, link) in setup.links.iter().enumerate() {
        let channel = ChannelId(channel as u8);
        simulation.set_quality(LinkId { vehicle, channel }, quality(&link.quality));
    }
}

/// A link's quality as lines take it: their delay is the least, their jitter what may come on top.
pub fn quality(setup: &LinkQuality) -> Quality {
    let ms = |ms: f64| Duration::from_secs_f64(ms.max(0.0) * 1e-3);
    Quality {
        loss: setup.loss,
        duplicate: setup.duplicate,
        reorder: setup.reorder,
        corrupt: setup.corrupt,
        delay: ms(setup.delay_ms - setup.jitter_ms),
        jitter: ms(2.0 * setup.jitter_ms),
        is_down: false,
    }
}

fn terrain(model: &GroundModel, folder: &Path) -> Result<Arc<dyn Terrain>, Vec<Bilingual>> {
    let failed = |error: &geofences::TerrainError| {
        Bilingual::new(
            format!("the terrain cannot be read: {error}"),
            format!("无法读取地形：{error}"),
        )
    };
    Ok(match model {
        GroundModel::Flat { elevation_amsl_m } => Arc::new(FlatTerrain {
            elevation_amsl_m: *elevation_amsl_m,
            uncertainty_m: 0.0,
        }),
        GroundModel::Srtm { folder: tiles } => {
            let read = SrtmTerrain::from_directory(&folder.join(tiles), 0.0);
            Arc::new(read.map_err(|errors| errors.iter().map(failed).collect::<Vec<_>>())?)
        }
        GroundModel::SyntheticQingdao => {
            Arc::new(synthetic_qingdao(0.0).map_err(|error| vec![failed(&error)])?)
        }
    })
}

/// Mission files that were read, so that a fleet reads its file once.
#[derive(Default)]
struct Plans(
    std::collections::HashMap<std::path::PathBuf, Result<plan_file::Plan, Vec<Bilingual>>>,
);

impl Plans {
    fn read(&mut self, file: &Path) -> Result<plan_file::Plan, Vec<Bilingual>> {
        let read = self.0.entry(file.to_owned()).or_insert_with(|| {
            let text = std::fs::read_to_string(file)
                .map_err(|error| vec![Bilingual::new(error.to_string(), error.to_string())])?;
            plan_file::read(&text)
        });
        let named = |problem: &Bilingual| {
            let file = file.display();
            Bilingual::new(
                format!("{file}: {}", problem.en),
                format!("{file}：{}", problem.zh),
            )
        };
        match read {
            Ok(plan) => Ok(plan.clone()),
            // Told once, however many vehicles fly it.
            Err(problems) => Err(std::mem::take(problems).iter().map(named).collect()),
        }
    }
}

fn vehicle(
    scenario: &Scenario,
    setup: &VehicleSetup,
    starts: SimTime,
    folder: &Path,
    plans: &mut Plans,
    simulation: &Simulation,
) -> Result<Vehicle, Vec<Bilingual>> {
    let model = model(setup);
    let at = Place::new(setup.at.latitude_deg(), setup.at.longitude_deg(), 0.0);
    let yaw_rad = setup.heading_deg.to_radians();
    let seed = (scenario.seed, setup.name.as_str());
    let craft = Craft::new(model, at, yaw_rad, setup.charge, seed, simulation.world());
    let mut autopilot = autopilot(scenario, setup, starts);
    for parameter in setup.parameters.iter() {
        if let Err(error) = autopilot
            .parameters_mut()
            .set(parameter.name, parameter.value)
        {
            return Err(vec![Bilingual::new(error.to_string(), error.to_string())]);
        }
    }
    autopilot.signing_mut().set_key(setup.signing_key.clone());
    load(setup, craft.body().place, folder, plans, autopilot.as_mut())?;
    let links = setup.links.len() as u8;
    let mut vehicle = Vehicle::new(setup.name.clone(), craft, autopilot, links);
    vehicle.payload = payload(scenario, setup, simulation.world().terrain.as_ref());
    Ok(vehicle)
}

/// One for all of its kind, which read it at each step.
fn model(setup: &VehicleSetup) -> Arc<CraftModel> {
    type Shared = LazyLock<Arc<CraftModel>>;
    static QUAD: Shared = LazyLock::new(|| Arc::new(CraftModel::inspection_quad()));
    static HEXA: Shared = LazyLock::new(|| Arc::new(CraftModel::patrol_hexa()));
    static VTOL: Shared = LazyLock::new(|| Arc::new(CraftModel::survey_vtol()));
    static WING: Shared = LazyLock::new(|| Arc::new(CraftModel::survey_wing()));
    Arc::clone(match setup.airframe {
        scenario::Airframe::InspectionQuad => &QUAD,
        scenario::Airframe::PatrolHexa => &HEXA,
        scenario::Airframe::SurveyVtol => &VTOL,
        scenario::Airframe::SurveyWing => &WING,
    })
}

fn autopilot(scenario: &Scenario, setup: &VehicleSetup, starts: SimTime) -> Box<dyn Autopilot> {
    let links = setup.links.len() as u8;
    let started = scenario.start.to_utc();
    let yaw_rad = setup.heading_deg.to_radians();
    match setup.autopilot {
        scenario::Autopilot::ArduPilotCopter => Box::new(Copter::new(
            setup.system_id,
            links,
            yaw_rad,
            started,
            starts,
        )),
        scenario::Autopilot::Px4 => {
            // Every link is what a ground station on the vehicle's own network gets.
            let links = vec![LinkMode::Normal; usize::from(links)];
            let kind = VehicleKind::of(&model(setup).airframe);
            let id = setup.system_id;
            Box::new(Px4::of_kind(kind, id, &links, yaw_rad, started, starts))
        }
    }
}

/// Puts on board what a vehicle is to fly.
fn load(
    setup: &VehicleSetup,
    home: Place,
    folder: &Path,
    plans: &mut Plans,
    autopilot: &mut dyn Autopilot,
) -> Result<(), Vec<Bilingual>> {
    let home_is_item_0 = setup.autopilot == scenario::Autopilot::ArduPilotCopter;
    let plan = match setup.task.as_ref().map(|task| &task.flies) {
        None => return Ok(()),
        Some(Flies::Patrol(patrol)) => {
            let patrol = Patrol {
                shape: match patrol.shape {
                    scenario::PatrolShape::Circle => PatrolShape::Circle,
                    scenario::PatrolShape::Box => PatrolShape::Box,
                },
                radius_m: patrol.radius_m,
                height_m: patrol.height_m,
                speed_mps: patrol.speed_mps,
            };
            let mut mission = patrol.items(home, home_is_item_0);
            if setup.airframe == scenario::Airframe::SurveyVtol {
                take_off_onto_wing(&mut mission);
            }
            plan_file::Plan {
                mission,
                ..plan_file::Plan::default()
            }
        }
        Some(Flies::MissionFile(file)) => {
            let mut plan = plans.read(&folder.join(file))?;
            if home_is_item_0 {
                plan.mission.insert(0, home_item(home));
            } else {
                without_home(&mut plan.mission);
            }
            plan
        }
    };
    let parts = [
        (Kind::Mission, &plan.mission),
        (Kind::Fence, &plan.fence),
        (Kind::Rally, &plan.rally),
    ];
    let refused = parts.into_iter().filter_map(|(kind, items)| {
        let refused = autopilot.load(kind, items).err()?;
        let (name, index, result) = (&setup.name, refused.index, refused.result);
        Some(Bilingual::new(
            format!("{name}: its autopilot refuses item {index} of its {kind:?}: {result:?}"),
            format!("{name}：飞控拒绝 {kind:?} 的第 {index} 项：{result:?}"),
        ))
    });
    let refused: Vec<Bilingual> = refused.collect();
    if refused.is_empty() {
        Ok(())
    } else {
        Err(refused)
    }
}

/// Patrols are flown on the wing where there is one.
fn take_off_onto_wing(mission: &mut [Item]) {
    let is_take_off = |item: &&mut Item| item.command == MavCmd::MAV_CMD_NAV_TAKEOFF;
    for item in mission.iter_mut().filter(is_take_off) {
        item.command = MavCmd::MAV_CMD_NAV_VTOL_TAKEOFF;
    }
}

/// Files count home as item 0, whatever the autopilot; where it has no such item, jumps go to one less.
fn without_home(mission: &mut [Item]) {
    let is_jump = |item: &&mut Item| item.command == MavCmd::MAV_CMD_DO_JUMP;
    for jump in mission.iter_mut().filter(is_jump) {
        jump.params[0] -= 1.0;
    }
}

fn home_item(home: Place) -> Item {
    let degrees_e7 = |degrees: f64| (degrees * 1e7).round() as i32;
    Item {
        frame: MavFrame::MAV_FRAME_GLOBAL,
        command: MavCmd::MAV_CMD_NAV_WAYPOINT,
        autocontinue: true,
        params: [0.0; 4],
        x: degrees_e7(home.latitude_deg),
        y: degrees_e7(home.longitude_deg),
        z: home.altitude_amsl_m as f32,
    }
}

/// The ports of a scenario: links of one address share one.
pub fn ports(scenario: &Scenario) -> Vec<PortPlan> {
    let mut plans: Vec<PortPlan> = Vec::new();
    let mut index_of = std::collections::HashMap::new();
    for (vehicle, setup) in scenario.vehicles.iter().enumerate() {
        for (channel, link) in setup.links.iter().enumerate() {
            let address = match link.address {
                LinkAddress::UdpTo(to) => Address::UdpTo(to),
                LinkAddress::UdpListen(at) => Address::UdpListen(at),
                LinkAddress::TcpListen(at) => Address::TcpListen(at),
            };
            let member = (
                setup.system_id,
                LinkId {
                    vehicle: vehicle as u32,
                    channel: ChannelId(channel as u8),
                },
            );
            let at = *index_of.entry(address).or_insert_with(|| {
                plans.push(PortPlan {
                    address,
                    members: Vec::new(),
                });
                plans.len() - 1
            });
            plans[at].members.push(member);
        }
    }
    plans
}
