//! Finds what is wrong with a city's configuration: everything at once.

use super::{CityConfig, CityProblem};
use crate::city::events::{Event, EventKind};
use crate::city::ground_sensors::SensorKind;
use crate::city::moment::TICK;
use crate::city::names::{LONGEST_NAME, is_name};
use crate::city::route::FlightConfig;
use crate::city::traffic::RemoteIdSender;
use crate::place::Place;
use geofences::Bilingual;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The problems of one thing.
struct Check<'a> {
    thing: String,
    found: &'a mut Vec<CityProblem>,
}

impl<'a> Check<'a> {
    fn of(kind: &str, id: &str, found: &'a mut Vec<CityProblem>) -> Self {
        let thing = format!("{kind} \"{id}\"");
        Self { thing, found }
    }

    fn add(&mut self, member: &'static str, en: impl Into<String>, zh: impl Into<String>) {
        self.found.push(CityProblem {
            thing: self.thing.clone(),
            member,
            message: Bilingual::new(en, zh),
        });
    }

    fn name(&mut self, member: &'static str, text: &str) {
        if !is_name(text) {
            self.add(
                member,
                format!("no name for a topic: 1 to {LONGEST_NAME} of A-Z a-z 0-9 - _ ."),
                format!("不能用作主题名：须为 1 至 {LONGEST_NAME} 个字符，限 A-Z a-z 0-9 - _ ."),
            );
        }
    }

    /// A name that stands in no topic.
    fn some_name(&mut self, member: &'static str, text: &str) {
        if text.trim().is_empty() {
            self.add(member, "is empty: give it a name", "名称为空：须给出名称");
        }
    }

    /// Text of ASCII up to a length, as a broadcast message holds it.
    fn ascii(&mut self, member: &'static str, text: &str, longest: usize) {
        let is_plain = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
        if text.is_empty() || text.len() > longest || !is_plain {
            self.add(
                member,
                format!("\"{text}\" does not fit: 1 to {longest} characters of ASCII"),
                format!("\"{text}\" 不合规：须为 1 至 {longest} 个 ASCII 字符"),
            );
        }
    }

    fn place(&mut self, member: &'static str, place: Place) {
        if place.position().is_none() || !place.altitude_amsl_m.is_finite() {
            self.add(
                member,
                format!(
                    "longitude {}, latitude {}, {} m is no place: within ±180° and ±90°",
                    place.longitude_deg, place.latitude_deg, place.altitude_amsl_m
                ),
                format!(
                    "经度 {}、纬度 {}、{} 米不是有效位置：须在 ±180° 与 ±90° 内",
                    place.longitude_deg, place.latitude_deg, place.altitude_amsl_m
                ),
            );
        }
    }

    fn number(&mut self, member: &'static str, value: f64, allowed: RangeInclusive<f64>) {
        if !allowed.contains(&value) {
            let (low, high) = (allowed.start(), allowed.end());
            self.add(
                member,
                format!("{value} is not within {low} to {high}"),
                format!("{value} 不在 {low} 至 {high} 之间"),
            );
        }
    }

    fn at_least(&mut self, member: &'static str, value: Duration, least: Duration) {
        if value < least {
            self.add(
                member,
                format!("{value:?} is too short: {least:?} at least"),
                format!("{value:?} 太短：至少 {least:?}"),
            );
        }
    }

    fn sender(&mut self, sender: &RemoteIdSender) {
        self.name("uas_id", &sender.uas_id);
        self.ascii("uas_id", &sender.uas_id, 20);
        if let Some(operator_id) = &sender.operator_id {
            self.ascii("operator_id", operator_id, 20);
        }
        if let Some(description) = &sender.self_description {
            self.ascii("self_description", description, 23);
        }
        self.place("operator_place", sender.operator_place);
    }

    fn flight(&mut self, flight: &FlightConfig) {
        if flight.route.is_empty() {
            self.add(
                "route",
                "has no point: give one at least",
                "航线没有点：至少给出一个",
            );
        }
        for point in &flight.route {
            self.place("route", point.place);
            self.number("route.speed_mps", point.speed_mps, 0.5..=350.0);
        }
        let limits = flight.limits;
        self.number("limits.turn_rate_dps", limits.turn_rate_dps, 0.5..=180.0);
        self.number("limits.climb_mps", limits.climb_mps, 0.1..=60.0);
        self.number(
            "limits.acceleration_mps2",
            limits.acceleration_mps2,
            0.1..=20.0,
        );
    }
}

/// Everything that is wrong with a configuration.
pub fn problems(config: &CityConfig) -> Vec<CityProblem> {
    let mut found = Vec::new();
    receivers(config, &mut found);
    traffic(config, &mut found);
    docks(config, &mut found);
    sensors(config, &mut found);
    crews(config, &mut found);
    let mut known: Vec<String> = Vec::new();
    for event in &config.events {
        found.extend(event_problems(event, &known));
        known.push(event.id.clone());
    }
    found
}

/// Names that occur twice among things of a kind.
fn doubled<'a>(kind: &str, ids: impl Iterator<Item = &'a str>, found: &mut Vec<CityProblem>) {
    let mut ids: Vec<&str> = ids.collect();
    ids.sort_unstable();
    for pair in ids.windows(2).filter(|pair| pair[0] == pair[1]) {
        Check::of(kind, pair[0], found).add(
            "id",
            "occurs twice: each needs a name of its own",
            "名称重复：须各不相同",
        );
    }
}

fn receivers(config: &CityConfig, found: &mut Vec<CityProblem>) {
    let all = || config.receivers.iter();
    doubled(
        "receiver",
        all().map(|receiver| receiver.id.as_str()),
        found,
    );
    for receiver in all() {
        let mut check = Check::of("receiver", &receiver.id, found);
        check.name("id", &receiver.id);
        check.place("place", receiver.place);
        let ranges = [
            ("adsb_range_m", receiver.adsb_range_m),
            ("remote_id_range_m", receiver.remote_id_range_m),
        ];
        for (member, range_m) in ranges {
            check.number(member, range_m.unwrap_or(1.0), 1.0..=500_000.0);
        }
    }
}

fn traffic(config: &CityConfig, found: &mut Vec<CityProblem>) {
    let aircraft = || config.aircraft.iter();
    doubled("aircraft", aircraft().map(|one| one.icao24.as_str()), found);
    for one in aircraft() {
        let mut check = Check::of("aircraft", &one.icao24, found);
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if one.icao24.len() != 6 || !one.icao24.bytes().all(is_digit) {
            check.add(
                "icao24",
                "no ICAO address: six hexadecimal digits in lower case, as 780a3f",
                "不是 ICAO 地址：须为六位小写十六进制数，如 780a3f",
            );
        }
        let is_octal = |byte: u8| (b'0'..=b'7').contains(&byte);
        if one.squawk.len() != 4 || !one.squawk.bytes().all(is_octal) {
            check.add(
                "squawk",
                "no transponder code: four digits from 0 to 7, as 2613",
                "不是应答机编码：须为四位 0 至 7 的数字，如 2613",
            );
        }
        if let Some(callsign) = &one.callsign {
            check.ascii("callsign", callsign, 8);
        }
        check.flight(&one.flight);
    }
    let drones = || config.remote_id_drones.iter();
    doubled(
        "drone with Remote ID",
        drones()
            .map(|one| &one.sender)
            .chain(config.remote_id_vehicles.iter().map(|one| &one.sender))
            .map(|sender| sender.uas_id.as_str()),
        found,
    );
    for one in drones() {
        let mut check = Check::of("drone with Remote ID", &one.sender.uas_id, found);
        check.sender(&one.sender);
        check.flight(&one.flight);
    }
    for one in &config.remote_id_vehicles {
        Check::of("vehicle with Remote ID", &one.vehicle, found).sender(&one.sender);
    }
    let helicopters = || config.helicopters.iter();
    doubled(
        "helicopter",
        helicopters().map(|one| one.id.as_str()),
        found,
    );
    for one in helicopters() {
        let mut check = Check::of("helicopter", &one.id, found);
        check.some_name("id", &one.id);
        check.flight(&one.flight);
    }
}

fn docks(config: &CityConfig, found: &mut Vec<CityProblem>) {
    doubled(
        "dock",
        config.docks.iter().map(|dock| dock.id.as_str()),
        found,
    );
    for dock in &config.docks {
        let mut check = Check::of("dock", &dock.id, found);
        check.name("id", &dock.id);
        check.place("place", dock.place);
        check.at_least("lid_travel", dock.lid_travel, Duration::from_secs(1));
        check.number("bay_radius_m", dock.bay_radius_m, 0.1..=20.0);
        check.number("charger_power_w", dock.charger_power_w, 1.0..=20_000.0);
        check.number("charges_to", dock.charges_to, 0.1..=1.0);
    }
}

fn sensors(config: &CityConfig, found: &mut Vec<CityProblem>) {
    let all = || config.sensors.iter();
    doubled(
        "ground sensor",
        all().map(|sensor| sensor.id.as_str()),
        found,
    );
    for sensor in all() {
        let mut check = Check::of("ground sensor", &sensor.id, found);
        check.name("id", &sensor.id);
        check.place("place", sensor.place);
        check.at_least("interval", sensor.interval, TICK);
        check.number("noise", sensor.noise, 0.0..=1_000.0);
        check.number("battery_charge", sensor.battery_charge, 0.0..=1.0);
        check.at_least(
            "battery_lasts",
            sensor.battery_lasts,
            Duration::from_secs(60),
        );
        match sensor.kind {
            SensorKind::WaterLevel {
                mean_m,
                tide_amplitude_m,
                ..
            } => {
                check.number("mean_m", mean_m, -100.0..=1_000.0);
                check.number("tide_amplitude_m", tide_amplitude_m, 0.0..=20.0);
            }
            SensorKind::Smoke {
                background_ug_per_m3,
            } => check.number("background_ug_per_m3", background_ug_per_m3, 0.0..=2_000.0),
            SensorKind::Noise { background_dba } => {
                check.number("background_dba", background_dba, 0.0..=140.0);
            }
            SensorKind::Wind { mast_m } => check.number("mast_m", mast_m, 1.0..=500.0),
            SensorKind::CrowdCount {
                radius_m,
                usual_people,
            } => {
                check.number("radius_m", radius_m, 1.0..=2_000.0);
                check.number("usual_people", usual_people, 0.0..=1e6);
            }
        }
    }
}

fn crews(config: &CityConfig, found: &mut Vec<CityProblem>) {
    doubled(
        "crew",
        config.crews.iter().map(|crew| crew.id.as_str()),
        found,
    );
    for crew in &config.crews {
        let mut check = Check::of("crew", &crew.id, found);
        check.name("id", &crew.id);
        check.place("base", crew.base);
        for place in &crew.round {
            check.place("round", *place);
        }
        check.number("people", f64::from(crew.people), 1.0..=200.0);
        check.number("speed_mps", crew.speed_mps, 0.1..=50.0);
        check.at_least("works_for", crew.works_for, Duration::from_secs(60));
        check.at_least("rests_for", crew.rests_for, Duration::from_secs(60));
    }
}

/// Everything that is wrong with an event, beside others of these names.
pub fn event_problems(event: &Event, known: &[String]) -> Vec<CityProblem> {
    let mut found = Vec::new();
    let mut check = Check::of("event", &event.id, &mut found);
    check.some_name("id", &event.id);
    if known.contains(&event.id) {
        check.add(
            "id",
            "occurs twice: each needs a name of its own",
            "名称重复：须各不相同",
        );
    }
    check.place("place", event.place);
    check.number("extent_m", event.extent_m, 0.1..=50_000.0);
    if event.until.is_some_and(|until| until <= event.from) {
        check.add(
            "until",
            "is not after \"from\": the event would never happen",
            "不晚于 \"from\"：事件不会发生",
        );
    }
    let (member, most) = match event.kind {
        EventKind::Smoke { .. } => ("emission_g_per_s", 10_000.0),
        EventKind::AlgaePatch { .. } => ("cover", 1.0),
        EventKind::IllegalDump { .. } => ("volume_m3", 1e6),
        EventKind::Crowd { .. } => ("people", 1e7),
        EventKind::HighWater { .. } => ("rise_m", 30.0),
    };
    check.number(member, event.kind.strength(), 0.001..=most);
    found
}
