//! Other things that fly.

use super::city::{City, own_name, tables};
use super::given::{Given, ScenarioGiven, Table};
use super::keys;
use super::payloads::MOST_SERIAL_CHARACTERS;
use super::vehicles::GivenVehicle;
use crate::scenario::{ReceiverSetup, RoutePoint, TrafficKind, TrafficSetup};
use crate::time::SimTime;
use std::collections::HashSet;
use written::{Bounds, bounds, say};

const ALTITUDE_M: Bounds = bounds(-500.0, 15_000.0, "m");

/// Reads the other traffic. What the vehicles broadcast is theirs alone.
pub fn read(
    file: &Table<'_>,
    vehicles: &[GivenVehicle],
    receivers: &[ReceiverSetup],
    city: &mut City,
) -> Vec<TrafficSetup> {
    let ids = vehicles.iter().filter_map(|vehicle| {
        let remote_id = vehicle.setup.payload.remote_id.as_ref()?;
        Some(remote_id.serial_number.clone())
    });
    let mut ids: HashSet<String> = ids.collect();
    let tables = tables(file, "traffic", &keys::TRAFFIC);
    let traffic = tables
        .into_iter()
        .filter_map(|table| traffic(table, city, &mut ids));
    let traffic: Vec<TrafficSetup> = traffic.collect();
    let broadcasts = |one: &TrafficSetup| one.kind != TrafficKind::Helicopter;
    if receivers.is_empty() && !file.has("receiver") && traffic.iter().any(broadcasts) {
        let what = say(
            "nothing hears what the traffic broadcasts",
            "没有接收机接收其他飞行物的广播",
        );
        let help = say("add a [[receiver]]", "添加 [[receiver]]");
        let report = file.report;
        report.warning("nobody-hears", &file.spot, what, Some(help));
    }
    traffic
}

#[derive(Clone, Copy)]
enum Seen {
    Adsb,
    RemoteId,
    Not,
}

fn traffic(table: Table<'_>, city: &mut City, ids: &mut HashSet<String>) -> Option<TrafficSetup> {
    let seen = table.required("kind", |given| {
        given.choice(
            ("kind of traffic", "飞行物类型"),
            &[
                ("adsb-aircraft", Seen::Adsb),
                ("remote-id-drone", Seen::RemoteId),
                ("helicopter", Seen::Not),
            ],
        )
    });
    let name = own_name(&table, &mut city.traffic, !matches!(seen, Some(Seen::Not)));
    let from = table.optional("from_s", |given| given.moment());
    let route = table.required("route", |given| route(&given));
    let repeats = table.optional("repeat", |given| given.flag());
    let kind = seen.and_then(|seen| traffic_kind(&table, seen, ids));
    if seen.is_some() {
        table.close(("for this kind of traffic", "对这种飞行物"));
    }
    Some(TrafficSetup {
        name: name?,
        kind: kind?,
        from: from.unwrap_or(SimTime::START),
        route: route?,
        repeats: repeats.unwrap_or(false),
    })
}

fn traffic_kind(table: &Table<'_>, seen: Seen, ids: &mut HashSet<String>) -> Option<TrafficKind> {
    match seen {
        Seen::Adsb => {
            let address = table.required("icao_address", |given| icao_address(&given, ids));
            let callsign = table.required("callsign", |given| given.short_ascii(8));
            Some(TrafficKind::AdsbAircraft {
                icao_address: address?,
                callsign: callsign?,
            })
        }
        Seen::RemoteId => {
            let serial_number = table.required("serial_number", |given| {
                let serial_number = given.serial_number(MOST_SERIAL_CHARACTERS)?;
                own_id(&serial_number, &given, ids);
                Some(serial_number)
            });
            Some(TrafficKind::RemoteIdDrone {
                serial_number: serial_number?,
            })
        }
        Seen::Not => Some(TrafficKind::Helicopter),
    }
}

fn own_id(id: &str, given: &Given<'_>, ids: &mut HashSet<String>) {
    if !ids.insert(id.to_owned()) {
        let what = say(
            format!("something else that flies is {id} already"),
            format!("已有其他飞行物使用 {id}"),
        );
        given.error("duplicate-serial-number", what, None);
    }
}

fn icao_address(given: &Given<'_>, ids: &mut HashSet<String>) -> Option<u32> {
    let text = given.text()?;
    let address = (text.len() == 6)
        .then(|| u32::from_str_radix(text, 16).ok())
        .flatten();
    let Some(address) = address.filter(|address| *address != 0) else {
        let what = say(
            format!("{text:?} is no ICAO address"),
            format!("{text:?} 不是 ICAO 地址"),
        );
        let help = say(
            "write six hexadecimal digits, such as \"780ABC\"",
            "写作六位十六进制数字，如 \"780ABC\"",
        );
        given.error("bad-address", what, Some(help));
        return None;
    };
    own_id(&format!("{address:06X}"), given, ids);
    Some(address)
}

fn route(given: &Given<'_>) -> Option<Vec<RoutePoint>> {
    let tables = given.tables(&keys::ROUTE);
    if tables.len() < 2 {
        let what = say("a route has at least two points", "航线至少需要两个点");
        given.error("empty", what, None);
        return None;
    }
    let points: Vec<_> = tables.iter().map(route_point).collect();
    points.into_iter().collect()
}

fn route_point(table: &Table<'_>) -> Option<RoutePoint> {
    let at = table.required("at", |given| given.position());
    let altitude = table.required("altitude_amsl_m", |given| given.number(ALTITUDE_M));
    let speed = bounds(0.5, 350.0, "m/s");
    let speed = table.required("speed_mps", |given| given.number(speed));
    Some(RoutePoint {
        at: at?,
        altitude_amsl_m: altitude?,
        speed_mps: speed?,
    })
}
