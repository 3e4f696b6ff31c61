//! Faults, by the script of a scenario and by command: when each begins and ends, and what it does.

use super::build::quality;
use super::news::{News, Weight};
use crate::scenario::{
    DockFault, Fault, FaultSetup, LinkFault, Scenario, SensorFault, TrafficFault, VehicleFault,
};
use crate::sensors::GnssFault;
use crate::simulation::{LinkId, Quality, Simulation};
use crate::time::SimTime;
use crate::wire::ChannelId;
use geofences::Bilingual;
use nalgebra::Vector3;

/// The faults of a scenario.
#[derive(Debug, Default)]
pub struct Faults {
    /// Those that have not begun, the next one last.
    waiting: Vec<FaultSetup>,
    active: Vec<FaultSetup>,
}

impl Faults {
    /// Those of a script.
    pub fn new(mut script: Vec<FaultSetup>) -> Self {
        script.sort_by_key(|fault| std::cmp::Reverse(fault.at));
        Self {
            waiting: script,
            active: Vec::new(),
        }
    }

    /// Adds one by command.
    pub fn add(&mut self, fault: FaultSetup) {
        let after = self.waiting.partition_point(|it| it.at > fault.at);
        self.waiting.insert(after, fault);
    }

    /// Those that are there now.
    pub fn active(&self) -> &[FaultSetup] {
        &self.active
    }

    /// Those that begin and those that end by now.
    pub fn due(&mut self, now: SimTime) -> Vec<(FaultSetup, Stage)> {
        let mut due = Vec::new();
        let is_over = |fault: &FaultSetup| fault.until.is_some_and(|until| until <= now);
        if self.active.iter().any(is_over) {
            let (over, active) = std::mem::take(&mut self.active)
                .into_iter()
                .partition(is_over);
            self.active = active;
            due.extend(Vec::into_iter(over).map(|fault| (fault, Stage::Ends)));
        }
        while self.waiting.last().is_some_and(|next| next.at <= now) {
            let Some(fault) = self.waiting.pop() else {
                break;
            };
            if !fault.fault.is_instant() {
                self.active.push(fault.clone());
            }
            due.push((fault, Stage::Begins));
        }
        due
    }
}

/// What a fault does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It begins.
    Begins,
    /// It ends.
    Ends,
}

/// Lets a fault of a vehicle or a link begin or end; one that has begun before is applied again as it
/// was. What there is to tell beside.
pub fn apply(
    setup: &FaultSetup,
    stage: Stage,
    now: SimTime,
    scenario: &Scenario,
    simulation: &mut Simulation,
) -> Option<News> {
    match &setup.fault {
        Fault::Vehicle { vehicle, fault } => {
            let moments = (setup.at, now);
            apply_to_vehicle(*vehicle, fault, stage, moments, simulation)
        }
        Fault::Link {
            vehicle,
            link,
            fault,
        } => {
            apply_to_links(*vehicle, *link, fault, stage, scenario, simulation);
            None
        }
        // The city's own.
        Fault::Dock { .. } | Fault::Sensor { .. } | Fault::Traffic { .. } => None,
    }
}

fn apply_to_links(
    vehicle: usize,
    link: Option<usize>,
    fault: &LinkFault,
    stage: Stage,
    scenario: &Scenario,
    simulation: &mut Simulation,
) {
    let Some(setup) = scenario.vehicles.get(vehicle) else {
        return;
    };
    for (channel, setup) in setup.links.iter().enumerate() {
        if link.is_some_and(|link| link != channel) {
            continue;
        }
        let before = quality(&setup.quality);
        let now = match (stage, fault) {
            (Stage::Ends, _) => before,
            (Stage::Begins, LinkFault::Down) => Quality {
                is_down: true,
                ..before
            },
            (Stage::Begins, LinkFault::Degraded(worse)) => quality(worse),
        };
        let channel = ChannelId(channel as u8);
        let vehicle = vehicle as u32;
        simulation.set_quality(LinkId { vehicle, channel }, now);
    }
}

fn apply_to_vehicle(
    index: usize,
    fault: &VehicleFault,
    stage: Stage,
    (since, now): (SimTime, SimTime),
    simulation: &mut Simulation,
) -> Option<News> {
    let begins = stage == Stage::Begins;
    let (vehicle, _) = simulation.vehicle_mut(index as u32)?;
    let ned = |north: f64, east: f64, up: f64| Vector3::new(north, east, -up);
    let gnss = |fault: GnssFault| if begins { fault } else { GnssFault::None };
    match fault {
        VehicleFault::GnssDead => vehicle.craft.gnss_mut().set_fault(gnss(GnssFault::Dead)),
        VehicleFault::GnssJammed { strength } => {
            let fault = gnss(GnssFault::Jammed(*strength));
            vehicle.craft.gnss_mut().set_fault(fault);
        }
        VehicleFault::GnssSpoofed {
            north_mps,
            east_mps,
            up_mps,
        } => {
            let fault = gnss(GnssFault::Spoofed {
                drift_mps: ned(*north_mps, *east_mps, *up_mps),
                since,
            });
            vehicle.craft.gnss_mut().set_fault(fault);
        }
        VehicleFault::CompassDead => vehicle.craft.compass_mut().set_dead(begins),
        VehicleFault::CompassTurned { offset_deg } => {
            let turned = if begins { offset_deg.to_radians() } else { 0.0 };
            vehicle.craft.compass_mut().disturb(turned);
        }
        VehicleFault::BarometerDead => vehicle.craft.barometer_mut().set_dead(begins),
        VehicleFault::Motor { motor, thrust_left } => {
            let health = if begins { *thrust_left } else { 1.0 };
            vehicle.craft.rotors_mut().set_health(*motor, health);
        }
        VehicleFault::BatteryCellDead => {
            vehicle.craft.battery_mut().kill_cell();
        }
        VehicleFault::BatteryDrain { power_w } => {
            vehicle
                .craft
                .set_drain_w(if begins { *power_w } else { 0.0 });
        }
        VehicleFault::Freeze => vehicle.set_frozen(begins),
        VehicleFault::Reboot => vehicle.reboot(now),
        VehicleFault::FlyAway {
            course_deg,
            speed_mps,
            climb_mps,
        } => {
            let (east, north) = course_deg.to_radians().sin_cos();
            let velocity = ned(north * speed_mps, east * speed_mps, *climb_mps);
            vehicle.set_flying_away(begins.then_some(velocity));
        }
        VehicleFault::TelemetrySpoofed {
            north_m,
            east_m,
            up_m,
        } => {
            let off = ned(*north_m, *east_m, *up_m);
            vehicle
                .craft
                .set_told_off(if begins { off } else { Vector3::zeros() });
        }
        VehicleFault::MissionLie => vehicle.set_lying_about_mission(begins),
        VehicleFault::PilotMode { mode } => {
            let (name, craft) = (&vehicle.name, &vehicle.craft);
            let refusal = if vehicle.is_frozen() {
                Some(Bilingual::new("autopilot frozen", "飞控死机"))
            } else {
                let asked = vehicle.autopilot.pilot_sets_mode(mode, now, craft);
                // What an autopilot says is English.
                asked
                    .err()
                    .map(|refusal| Bilingual::new(refusal.to_string(), refusal.to_string()))
            };
            if let Some(refusal) = refusal {
                let news = News::note(
                    now,
                    format!("{name}: the pilot's switch does nothing: {}", refusal.en),
                    format!("{name}：遥控器切换无效：{}", refusal.zh),
                );
                return Some(news.weighing(Weight::Warning));
            }
        }
    }
    None
}

/// What there is to tell of a fault that begins or ends.
pub fn news(fault: &Fault, stage: Stage, now: SimTime, scenario: &Scenario) -> News {
    let subject = subject(fault, scenario);
    let what = name(fault);
    let news = match stage {
        Stage::Begins => News::note(
            now,
            format!("fault at {}: {}", subject.en, what.en),
            format!("{} 故障：{}", subject.zh, what.zh),
        ),
        Stage::Ends => News::note(
            now,
            format!("fault at {} is over: {}", subject.en, what.en),
            format!("{} 故障结束：{}", subject.zh, what.zh),
        ),
    };
    match stage {
        Stage::Begins => news.weighing(Weight::Warning),
        Stage::Ends => news,
    }
}

fn subject(fault: &Fault, scenario: &Scenario) -> Bilingual {
    let name = |name: Option<&String>| {
        let name = name.cloned().unwrap_or_default();
        Bilingual::new(name.clone(), name)
    };
    match fault {
        Fault::Vehicle { vehicle, .. } => name(scenario.vehicles.get(*vehicle).map(|it| &it.name)),
        Fault::Link { vehicle, link, .. } => {
            let vehicle = name(scenario.vehicles.get(*vehicle).map(|it| &it.name));
            match link {
                Some(link) => Bilingual::new(
                    format!("{} (link {link})", vehicle.en),
                    format!("{}（链路 {link}）", vehicle.zh),
                ),
                None => vehicle,
            }
        }
        Fault::Dock { dock, .. } => name(scenario.docks.get(*dock).map(|it| &it.name)),
        Fault::Sensor { sensor, .. } => name(scenario.sensors.get(*sensor).map(|it| &it.name)),
        Fault::Traffic { traffic, .. } => name(scenario.traffic.get(*traffic).map(|it| &it.name)),
    }
}

/// What a fault is called, in a few words.
pub fn name(fault: &Fault) -> Bilingual {
    let (en, zh) = match fault {
        Fault::Vehicle { fault, .. } => return vehicle_fault_name(fault),
        Fault::Link { fault, .. } => match fault {
            LinkFault::Down => ("link down", "链路中断"),
            LinkFault::Degraded(_) => ("bad link", "链路劣化"),
        },
        Fault::Dock { fault, .. } => match fault {
            DockFault::LidJammed => ("lid jammed", "舱盖卡住"),
            DockFault::ChargerDead => ("charger dead", "充电器故障"),
            DockFault::Silent => ("silent", "机库失联"),
            DockFault::WeatherStationDead => ("weather station dead", "气象站失效"),
        },
        Fault::Sensor { fault, .. } => match fault {
            SensorFault::Dead => ("dead", "传感器失效"),
            SensorFault::Stuck => ("stuck", "读数卡死"),
            SensorFault::Drifting { .. } => ("drifting", "读数漂移"),
        },
        Fault::Traffic { fault, .. } => match fault {
            TrafficFault::Silent => ("broadcasts nothing", "停止广播"),
            TrafficFault::Spoofed { .. } => ("broadcasts another place", "广播虚假位置"),
        },
    };
    Bilingual::new(en, zh)
}

fn vehicle_fault_name(fault: &VehicleFault) -> Bilingual {
    let (en, zh) = match fault {
        VehicleFault::GnssDead => ("GNSS dead", "卫星定位失效"),
        VehicleFault::GnssJammed { .. } => ("GNSS jammed", "卫星定位受干扰"),
        VehicleFault::GnssSpoofed { .. } => ("GNSS spoofed", "卫星定位被诱骗"),
        VehicleFault::CompassDead => ("compass dead", "罗盘失效"),
        VehicleFault::CompassTurned { .. } => ("compass disturbed", "罗盘受扰"),
        VehicleFault::BarometerDead => ("barometer dead", "气压计失效"),
        VehicleFault::Motor { motor, thrust_left } => {
            let percent = thrust_left * 100.0;
            return Bilingual::new(
                format!("motor {motor} at {percent:.0} %"),
                format!("电机 {motor} 推力 {percent:.0} %"),
            );
        }
        VehicleFault::BatteryCellDead => ("battery cell dead", "电芯失效"),
        VehicleFault::BatteryDrain { .. } => ("battery drained", "电池异常放电"),
        VehicleFault::Freeze => ("autopilot frozen", "飞控死机"),
        VehicleFault::Reboot => ("autopilot reboots", "飞控重启"),
        VehicleFault::FlyAway { .. } => ("flies away", "失控飞离"),
        VehicleFault::TelemetrySpoofed { .. } => ("telemetry tells another place", "遥测位置造假"),
        VehicleFault::MissionLie => ("lies about its mission", "谎报任务"),
        VehicleFault::PilotMode { mode } => {
            return Bilingual::new(
                format!("pilot switches to {mode}"),
                format!("飞手切换到 {mode}"),
            );
        }
    };
    Bilingual::new(en, zh)
}
