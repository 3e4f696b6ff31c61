//! Single vehicles, and what they have in common with those of fleets.

use super::city::City;
use super::given::{Given, PART, Table};
use super::payloads::{PayloadGiven, payload};
use super::{fleets, keys, links, tasks};
use crate::autopilot::parameters::{ARDUPILOT, Definitions, PX4, PX4_VTOL, PX4_WING, Parameters};
use crate::scenario::{Airframe, Autopilot, ParameterOverride, Stand, Task, VehicleSetup};
use crate::wire::Key;
use geofences::Position;
use links::LinkPattern;
use mavlink::dialects::ardupilotmega::MavParamType;
use std::sync::Arc;
use written::{Names, Spot, bounds, closest, say};

/// What others have to know of a vehicle that they name.
#[derive(Clone, Copy)]
pub struct VehicleFacts {
    pub autopilot: Option<Autopilot>,
    pub airframe: Option<Airframe>,
    pub link_count: usize,
}

/// The names of all vehicles.
pub type VehicleNames = Names<VehicleFacts>;

/// A vehicle, and where the file tells of it.
pub struct GivenVehicle {
    pub setup: VehicleSetup,
    pub spot: Spot,
}

/// More vehicles than anyone simulates on one machine.
pub const MOST_VEHICLES: usize = 50_000;

/// Reads all vehicles.
pub fn read(
    file: &Table<'_>,
    city: &City,
    names: &mut VehicleNames,
    vehicle_count: Option<usize>,
) -> Vec<GivenVehicle> {
    let mut vehicles = Vec::new();
    let singles = file.given("vehicle");
    let singles = singles.map_or_else(Vec::new, |given| given.tables(&keys::VEHICLE));
    let single_count = singles.len();
    for table in singles {
        vehicles.extend(single(&table, city, names));
    }
    let others = vehicle_count.map(|count| (count, single_count));
    fleets::read(file, city, names, others, &mut vehicles);
    if names.all().is_empty() && !file.has("vehicle") && !file.has("fleet") {
        let what = say("there is no vehicle", "没有任何飞行器");
        let help = say(
            "add a [[vehicle]] or a [[fleet]]",
            "添加 [[vehicle]] 或 [[fleet]]",
        );
        let report = file.report;
        report.warning("no-vehicle", &file.spot, what, Some(help));
    }
    vehicles
}

fn single(table: &Table<'_>, city: &City, names: &mut VehicleNames) -> Option<GivenVehicle> {
    let common = common(table);
    let name = table.required("name", |given| {
        let name = given.name()?;
        names.add(name.to_owned(), common.facts(), &given);
        Some(name)
    });
    if name.is_none() {
        names.has_gap();
    }
    let system_id = table.required("system_id", |given| system_id(&given));
    let dock = table.optional("dock", |given| {
        let dock = city.docks.one(&given)?;
        Some((Stand::Dock(dock), city.docks.about(dock)?.at?))
    });
    let open = table.optional("at", |given| Some((Stand::Open, given.position()?)));
    match (table.has("dock"), table.has("at")) {
        (true, true) => {
            let what = say(
                "it begins at a place or in a dock, not both",
                "起始于某地或某机库，二者只能选一",
            );
            let report = table.report;
            report.error("contradiction", &table.spot, what, None);
        }
        (false, false) => table.missing("at"),
        _ => {}
    }
    let place = dock.or(open);
    let vehicle = common.vehicle(name?.to_owned(), 0, system_id?, place?)?;
    Some(GivenVehicle {
        setup: vehicle,
        spot: table.spot.clone(),
    })
}

/// A MAVLink system id.
pub fn system_id(given: &Given<'_>) -> Option<u8> {
    let id = given.whole(bounds(1.0, 255.0, ""))? as u8;
    if id == 255 {
        let what = say(
            "255 is what most ground stations call themselves",
            "255 是多数地面站自用的系统号",
        );
        given.report.warning(
            "station-id",
            &given.spot,
            what,
            Some(say("use 1 to 254", "请用 1 至 254")),
        );
    }
    Some(id)
}

/// What single vehicles and fleets have in common. What could not be read is `None`, and noted.
pub struct Common {
    autopilot: Option<Autopilot>,
    airframe: Option<Airframe>,
    height_agl_m: f64,
    heading_deg: f64,
    charge: f64,
    parameters: Arc<[ParameterOverride]>,
    payload: PayloadGiven,
    pub links: Vec<LinkPattern>,
    signing_key: Option<Key>,
    pub task: Option<Task>,
}

/// Reads what single vehicles and fleets have in common.
pub fn common(table: &Table<'_>) -> Common {
    let autopilot = table.required("autopilot", |given| {
        given.choice(
            ("autopilot", "自驾仪"),
            &[
                ("ardupilot-copter", Autopilot::ArduPilotCopter),
                ("px4", Autopilot::Px4),
            ],
        )
    });
    let airframe = table.required("airframe", |given| airframe(&given, autopilot));
    let number = |key, bounds| table.optional(key, |given| given.number(bounds));
    Common {
        autopilot,
        airframe,
        height_agl_m: number("height_agl_m", bounds(0.0, 1_000.0, "m")).unwrap_or(0.0),
        heading_deg: number("heading_deg", bounds(0.0, 360.0, "°")).unwrap_or(0.0),
        charge: number("charge", PART).unwrap_or(1.0),
        parameters: table
            .optional("parameters", |given| {
                parameters(&given, autopilot, airframe)
            })
            .unwrap_or_default()
            .into(),
        payload: payload(table),
        links: links::read(table),
        signing_key: table.optional("signing_key", |given| signing_key(&given)),
        task: tasks::read(table),
    }
}

impl Common {
    /// What others have to know of each of them.
    pub fn facts(&self) -> VehicleFacts {
        VehicleFacts {
            autopilot: self.autopilot,
            airframe: self.airframe,
            link_count: self.links.len(),
        }
    }

    /// The vehicle with this index among those that are alike; `None` where something of it could not
    /// be read.
    pub fn vehicle(
        &self,
        name: String,
        index: usize,
        system_id: u8,
        (stand, at): (Stand, Position),
    ) -> Option<VehicleSetup> {
        let links = self.links.iter().map(|link| link.at(index));
        Some(VehicleSetup {
            payload: self.payload.of(&name),
            name,
            fleet: None,
            autopilot: self.autopilot?,
            airframe: self.airframe?,
            system_id,
            stand,
            at,
            height_agl_m: self.height_agl_m,
            heading_deg: self.heading_deg,
            charge: self.charge,
            parameters: Arc::clone(&self.parameters),
            links: links.collect::<Option<_>>()?,
            signing_key: self.signing_key.clone(),
            task: self.task.clone(),
        })
    }
}

fn airframe(given: &Given<'_>, autopilot: Option<Autopilot>) -> Option<Airframe> {
    let airframe = given.choice(
        ("airframe", "机型"),
        &[
            ("inspection-quad", Airframe::InspectionQuad),
            ("patrol-hexa", Airframe::PatrolHexa),
            ("survey-vtol", Airframe::SurveyVtol),
            ("survey-wing", Airframe::SurveyWing),
        ],
    )?;
    if autopilot == Some(Autopilot::ArduPilotCopter) && !airframe.is_multirotor() {
        let what = say(
            "ArduPilot Copter flies no aeroplane",
            "ArduPilot Copter 不能驾驶固定翼",
        );
        let help = say(
            "take autopilot = \"px4\", or another airframe",
            "改用 autopilot = \"px4\"，或换机型",
        );
        given.error("contradiction", what, Some(help));
    }
    Some(airframe)
}

fn definitions(autopilot: Autopilot, airframe: Option<Airframe>) -> &'static Arc<Definitions> {
    match (autopilot, airframe) {
        (Autopilot::ArduPilotCopter, _) => &ARDUPILOT,
        // Where the airframe could not be read, all that there are count.
        (Autopilot::Px4, Some(Airframe::SurveyVtol) | None) => &PX4_VTOL,
        (Autopilot::Px4, Some(Airframe::SurveyWing)) => &PX4_WING,
        (Autopilot::Px4, _) => &PX4,
    }
}

fn parameters(
    given: &Given<'_>,
    autopilot: Option<Autopilot>,
    airframe: Option<Airframe>,
) -> Option<Vec<ParameterOverride>> {
    let entries = given.entries()?;
    // Of which autopilot they are is not known where that could not be read.
    let definitions = definitions(autopilot?, airframe);
    let mut held = Parameters::new(definitions);
    let each = entries
        .iter()
        .map(|(name, value)| parameter(name, value, &mut held, definitions));
    Some(each.flatten().collect())
}

fn parameter(
    name: &str,
    given: &Given<'_>,
    held: &mut Parameters,
    definitions: &Definitions,
) -> Option<ParameterOverride> {
    let value = given.number(bounds(f64::from(f32::MIN), f64::from(f32::MAX), ""));
    let Some(index) = held.index_of(name) else {
        let what = say(
            format!("the autopilot has no parameter {name:?}"),
            format!("该自驾仪没有参数 {name:?}"),
        );
        let names: Vec<&str> = definitions.list().iter().map(|it| it.name).collect();
        given.error(
            "unknown-parameter",
            what,
            closest(given.report, name, &names),
        );
        return None;
    };
    let value = value?;
    held.set(name, value).ok()?;
    let (name, kept, kind) = held.at(index)?;
    if kind != MavParamType::MAV_PARAM_TYPE_REAL32 && kept != value {
        let what = say(
            format!("{name} holds whole numbers of its type: {value} would become {kept}"),
            format!("{name} 只能存放其类型的整数：{value} 会变成 {kept}"),
        );
        given.error("out-of-range", what, None);
        return None;
    }
    Some(ParameterOverride { name, value })
}

fn signing_key(given: &Given<'_>) -> Option<Key> {
    let text = given.text()?;
    let mut key = [0; 32];
    let is_hex = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pairs = (0..32).map(|at| text.get(2 * at..2 * at + 2));
    for (byte, pair) in key.iter_mut().zip(pairs) {
        *byte = pair.map_or(0, |pair| u8::from_str_radix(pair, 16).unwrap_or(0));
    }
    if !is_hex {
        let what = say(
            "a signing key is 32 bytes, written as 64 hexadecimal digits",
            "签名密钥为 32 字节，写作 64 位十六进制数字",
        );
        given.error("bad-key", what, None);
        return None;
    }
    Some(Key(key))
}
