//! What goes wrong.

use super::city::{City, tables};
use super::events::later;
use super::given::{Given, PART, ScenarioGiven, Table};
use super::keys;
use super::links::quality;
use super::vehicles::VehicleNames;
use crate::scenario::{
    DockFault, Fault, FaultSetup, LinkFault, LinkQuality, SensorFault, TrafficFault, VehicleFault,
    mode_names,
};
use crate::time::SimTime;
use written::{bounds, closest, one_of, say};

/// What a fault is, before its numbers are read.
#[derive(Clone, Copy)]
pub enum Kind {
    LinkDown,
    LinkDegraded,
    GnssDead,
    GnssJammed,
    GnssSpoofed,
    CompassDead,
    CompassTurned,
    BarometerDead,
    Motor,
    BatteryCellDead,
    BatteryDrain,
    Freeze,
    Reboot,
    FlyAway,
    TelemetrySpoofed,
    MissionLie,
    PilotMode,
    Dock(DockFault),
    Sensor(SensorFault),
    SensorDrifting,
    TrafficSilent,
    TrafficSpoofed,
}

/// The words for them.
pub const KINDS: &[(&str, Kind)] = &[
    ("link-down", Kind::LinkDown),
    ("link-degraded", Kind::LinkDegraded),
    ("gnss-dead", Kind::GnssDead),
    ("gnss-jammed", Kind::GnssJammed),
    ("gnss-spoofed", Kind::GnssSpoofed),
    ("compass-dead", Kind::CompassDead),
    ("compass-turned", Kind::CompassTurned),
    ("barometer-dead", Kind::BarometerDead),
    ("motor", Kind::Motor),
    ("battery-cell-dead", Kind::BatteryCellDead),
    ("battery-drain", Kind::BatteryDrain),
    ("freeze", Kind::Freeze),
    ("reboot", Kind::Reboot),
    ("fly-away", Kind::FlyAway),
    ("telemetry-spoofed", Kind::TelemetrySpoofed),
    ("mission-lie", Kind::MissionLie),
    ("pilot-mode", Kind::PilotMode),
    ("dock-lid-jammed", Kind::Dock(DockFault::LidJammed)),
    ("dock-charger-dead", Kind::Dock(DockFault::ChargerDead)),
    ("dock-silent", Kind::Dock(DockFault::Silent)),
    (
        "dock-weather-station-dead",
        Kind::Dock(DockFault::WeatherStationDead),
    ),
    ("sensor-dead", Kind::Sensor(SensorFault::Dead)),
    ("sensor-stuck", Kind::Sensor(SensorFault::Stuck)),
    ("sensor-drifting", Kind::SensorDrifting),
    ("traffic-silent", Kind::TrafficSilent),
    ("traffic-spoofed", Kind::TrafficSpoofed),
];

/// More faults than a scenario has.
const MOST_FAULTS: usize = 200_000;

/// Reads all faults, ascending by their moments.
pub fn read(file: &Table<'_>, names: &VehicleNames, city: &City) -> Vec<FaultSetup> {
    let mut faults = Vec::new();
    for table in tables(file, "fault", &keys::FAULT) {
        read_one(table, names, city, &mut faults);
    }
    if faults.len() == MOST_FAULTS {
        let what = say(
            format!("{MOST_FAULTS} faults or more, each vehicle counted"),
            format!("故障达 {MOST_FAULTS} 个以上（按飞行器计）"),
        );
        file.report.error("out-of-range", &file.spot, what, None);
    }
    faults.sort_by_key(|fault| fault.at);
    faults
}

/// Reads one `[[fault]]`: one for each vehicle that it names.
fn read_one(
    table: Table<'_>,
    names: &VehicleNames,
    city: &City,
    faults: &mut Vec<FaultSetup>,
) -> Option<()> {
    let at = table.required("at_s", |given| given.moment());
    let kind = table.required("kind", |given| given.choice(("fault", "故障"), KINDS))?;
    let of_kind = of_kind(&table, kind, names, city);
    let is_instant = of_kind
        .iter()
        .flatten()
        .next()
        .is_some_and(Fault::is_instant);
    let mut until = None;
    if !is_instant {
        until = table.optional("until_s", |given| {
            later(&given, at.unwrap_or(SimTime::START))
        });
    }
    table.close(("for this fault", "对这种故障"));
    let at = at?;
    let of_each = of_kind?.into_iter();
    let room = MOST_FAULTS - faults.len();
    faults.extend(
        of_each
            .take(room)
            .map(|fault| FaultSetup { at, until, fault }),
    );
    Some(())
}

fn of_kind(table: &Table<'_>, kind: Kind, names: &VehicleNames, city: &City) -> Option<Vec<Fault>> {
    match kind {
        Kind::Dock(fault) => {
            let dock = table.required("dock", |given| {
                let dock = city.docks.one(&given)?;
                let facts = city.docks.about(dock)?;
                if fault == DockFault::WeatherStationDead && !facts.has_weather_station {
                    let what = say(
                        "it has no weather station that could fall silent",
                        "该机库没有气象站，无从失效",
                    );
                    given.error("contradiction", what, None);
                }
                Some(dock)
            })?;
            Some(vec![Fault::Dock { dock, fault }])
        }
        Kind::Sensor(fault) => of_sensor(table, city, Some(fault)),
        Kind::SensorDrifting => {
            let rate = bounds(-1_000.0, 1_000.0, "");
            let per_hour = table.required("per_hour", |given| given.number(rate));
            let fault = per_hour.map(|per_hour| SensorFault::Drifting { per_hour });
            of_sensor(table, city, fault)
        }
        Kind::TrafficSilent => of_traffic(table, city, TrafficFault::Silent),
        Kind::TrafficSpoofed => {
            let [north_m, east_m, up_m] = offset_m(table);
            let fault = TrafficFault::Spoofed {
                north_m,
                east_m,
                up_m,
            };
            of_traffic(table, city, fault)
        }
        Kind::LinkDown => of_links(table, names, LinkFault::Down),
        Kind::LinkDegraded => {
            let quality = quality(table);
            if quality == LinkQuality::default() {
                let what = say(
                    "nothing is said of how bad the link becomes",
                    "未说明链路劣化到何种程度",
                );
                let help = say(
                    "give loss, delay_ms, jitter_ms, duplicate, reorder or corrupt",
                    "请给出 loss、delay_ms、jitter_ms、duplicate、reorder 或 corrupt",
                );
                let report = table.report;
                report.error("missing-key", &table.spot, what, Some(help));
            }
            of_links(table, names, LinkFault::Degraded(quality))
        }
        _ => {
            let vehicles = table.required("vehicle", |given| names.several(&given));
            let fault = vehicle_fault(table, kind, names, vehicles.as_deref())?;
            let of_vehicle = |vehicle| Fault::Vehicle {
                vehicle,
                fault: fault.clone(),
            };
            Some(vehicles?.into_iter().map(of_vehicle).collect())
        }
    }
}

fn of_sensor(table: &Table<'_>, city: &City, fault: Option<SensorFault>) -> Option<Vec<Fault>> {
    let sensor = table.required("sensor", |given| city.sensors.one(&given));
    let (sensor, fault) = (sensor?, fault?);
    Some(vec![Fault::Sensor { sensor, fault }])
}

/// One that broadcasts nothing can neither fall silent nor lie.
fn of_traffic(table: &Table<'_>, city: &City, fault: TrafficFault) -> Option<Vec<Fault>> {
    let traffic = table.required("traffic", |given| {
        let traffic = city.traffic.one(&given)?;
        if city.traffic.about(traffic) == Some(&false) {
            let what = say(
                "it broadcasts nothing that could go wrong",
                "它不广播任何信息，无从出错",
            );
            given.error("contradiction", what, None);
        }
        Some(traffic)
    })?;
    Some(vec![Fault::Traffic { traffic, fault }])
}

/// So far off, north, east and up, metres.
fn offset_m(table: &Table<'_>) -> [f64; 3] {
    let far = bounds(-100_000.0, 100_000.0, "m");
    ["north_m", "east_m", "up_m"].map(|key| {
        let given = table.optional(key, |given| given.number(far));
        given.unwrap_or(0.0)
    })
}

fn of_links(table: &Table<'_>, names: &VehicleNames, fault: LinkFault) -> Option<Vec<Fault>> {
    let vehicles = table.required("vehicle", |given| names.several(&given));
    let link = table.optional("link", |given| link(&given, names, vehicles.as_deref()));
    let of_vehicle = |vehicle| Fault::Link {
        vehicle,
        link,
        fault,
    };
    Some(vehicles?.into_iter().map(of_vehicle).collect())
}

/// The index of a link that each of the vehicles has.
pub fn link(given: &Given<'_>, names: &VehicleNames, vehicles: Option<&[usize]>) -> Option<usize> {
    let link = given.whole(bounds(0.0, 255.0, ""))? as usize;
    let counts = vehicles.unwrap_or_default().iter();
    let fewest = counts
        .filter_map(|vehicle| names.about(*vehicle))
        .map(|facts| facts.link_count)
        .min();
    if let Some(fewest) = fewest.filter(|fewest| link >= *fewest) {
        let what = say(
            format!("there is no link {link}: there are {fewest}, counted from 0"),
            format!("没有第 {link} 条链路：共 {fewest} 条，从 0 计"),
        );
        given.error("unknown-link", what, None);
        return None;
    }
    Some(link)
}

fn vehicle_fault(
    table: &Table<'_>,
    kind: Kind,
    names: &VehicleNames,
    vehicles: Option<&[usize]>,
) -> Option<VehicleFault> {
    let number = |key, bounds| table.required(key, |given| given.number(bounds));
    let or_0 = |key, bounds| {
        let given = table.optional(key, |given| given.number(bounds));
        given.unwrap_or(0.0)
    };
    let drift = bounds(-50.0, 50.0, "m/s");
    Some(match kind {
        Kind::GnssDead => VehicleFault::GnssDead,
        Kind::GnssJammed => VehicleFault::GnssJammed {
            strength: number("strength", PART)?,
        },
        Kind::GnssSpoofed => VehicleFault::GnssSpoofed {
            north_mps: or_0("north_mps", drift),
            east_mps: or_0("east_mps", drift),
            up_mps: or_0("up_mps", drift),
        },
        Kind::CompassDead => VehicleFault::CompassDead,
        Kind::CompassTurned => VehicleFault::CompassTurned {
            offset_deg: number("offset_deg", bounds(-180.0, 180.0, "°"))?,
        },
        Kind::BarometerDead => VehicleFault::BarometerDead,
        Kind::Motor => {
            let motor = table.required("motor", |given| motor(&given, names, vehicles));
            let left = table.optional("thrust_left", |given| given.number(PART));
            VehicleFault::Motor {
                motor: motor?,
                thrust_left: left.unwrap_or(0.0),
            }
        }
        Kind::BatteryCellDead => VehicleFault::BatteryCellDead,
        Kind::BatteryDrain => VehicleFault::BatteryDrain {
            power_w: number("power_w", bounds(1.0, 20_000.0, "W"))?,
        },
        Kind::Freeze => VehicleFault::Freeze,
        Kind::Reboot => VehicleFault::Reboot,
        Kind::FlyAway => {
            let course = number("course_deg", bounds(0.0, 360.0, "°"));
            let speed = number("speed_mps", bounds(0.0, 40.0, "m/s"));
            VehicleFault::FlyAway {
                climb_mps: or_0("climb_mps", bounds(-10.0, 10.0, "m/s")),
                course_deg: course?,
                speed_mps: speed?,
            }
        }
        Kind::TelemetrySpoofed => {
            let [north_m, east_m, up_m] = offset_m(table);
            VehicleFault::TelemetrySpoofed {
                north_m,
                east_m,
                up_m,
            }
        }
        Kind::MissionLie => VehicleFault::MissionLie,
        Kind::PilotMode => VehicleFault::PilotMode {
            mode: table.required("mode", |given| mode(&given, names, vehicles))?,
        },
        Kind::LinkDown
        | Kind::LinkDegraded
        | Kind::Dock(_)
        | Kind::Sensor(_)
        | Kind::SensorDrifting
        | Kind::TrafficSilent
        | Kind::TrafficSpoofed => return None,
    })
}

fn motor(given: &Given<'_>, names: &VehicleNames, vehicles: Option<&[usize]>) -> Option<usize> {
    let motor = given.whole(bounds(0.0, 255.0, ""))? as usize;
    let each = vehicles.unwrap_or_default().iter();
    let fewest = each
        .filter_map(|vehicle| Some(names.about(*vehicle)?.airframe?.motor_count()))
        .min();
    if let Some(fewest) = fewest.filter(|fewest| motor >= *fewest) {
        let what = say(
            format!("there is no motor {motor}: there are {fewest}, counted from 0"),
            format!("没有第 {motor} 个电机：共 {fewest} 个，从 0 计"),
        );
        given.error("unknown-motor", what, None);
        return None;
    }
    Some(motor)
}

/// A mode that the autopilots of all the vehicles have.
pub fn mode(
    given: &Given<'_>,
    names: &VehicleNames,
    vehicles: Option<&[usize]>,
) -> Option<&'static str> {
    let word = given.text()?;
    let each = vehicles?.iter();
    let mut autopilots: Vec<_> = each
        .filter_map(|vehicle| names.about(*vehicle)?.autopilot)
        .collect();
    autopilots.dedup();
    let mut found = None;
    for autopilot in autopilots {
        let modes = mode_names(autopilot);
        found = modes.iter().copied().find(|mode| *mode == word);
        if found.is_none() {
            let what = say(
                format!("{word:?} is no mode of its autopilot"),
                format!("该自驾仪没有模式 {word:?}"),
            );
            let help = closest(given.report, word, modes).unwrap_or_else(|| one_of(modes));
            given.error("unknown-word", what, Some(help));
            return None;
        }
    }
    found
}
