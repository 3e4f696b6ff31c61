//! In which conditions a patrol is flown, and what has to be approved before.

use super::keys;
use crate::patrol::{ApprovalKind, Approvals, Light, Limits};
use geofences::ZoneId;
use std::collections::HashSet;
use std::hash::Hash;
use written::{Bounds, Given, Table, bounds, say};

/// Nothing small flies in more, m/s.
const WIND_MPS: Bounds = bounds(1.0, 30.0, "m/s");
const RAIN_MM_PER_H: Bounds = bounds(0.0, 100.0, "mm/h");
const TEMPERATURE_C: Bounds = bounds(-40.0, 60.0, "°C");
const VISIBILITY_M: Bounds = bounds(50.0, 50_000.0, "m");
const MOST_ZONES: usize = 200;

/// Reads `[limits]`. Where nothing is said it is flown by day.
pub fn limits(file: &Table<'_>) -> Limits {
    let table = file.optional("limits", |given| given.table(&keys::LIMITS));
    let number = |key, within| {
        let table = table.as_ref()?;
        table.optional(key, |given| given.number(within))
    };
    let light = table.as_ref().and_then(|table| {
        table.optional("light", |given| {
            given.choice(
                ("light", "光照条件"),
                &[
                    ("day", Light::Day),
                    ("day-and-twilight", Light::DayAndTwilight),
                    ("night", Light::Night),
                    ("any", Light::Any),
                ],
            )
        })
    });
    let limits = Limits {
        wind_mps: number("wind_mps", WIND_MPS),
        gust_mps: number("gust_mps", WIND_MPS),
        rain_mm_per_h: number("rain_mm_per_h", RAIN_MM_PER_H),
        least_temperature_c: number("least_temperature_c", TEMPERATURE_C),
        highest_temperature_c: number("highest_temperature_c", TEMPERATURE_C),
        visibility_m: number("visibility_m", VISIBILITY_M),
        light: light.unwrap_or(Light::Day),
    };
    let Some(table) = table else { return limits };
    let temperatures = (limits.least_temperature_c, limits.highest_temperature_c);
    if let (Some(least), Some(highest)) = temperatures
        && least > highest
    {
        let what = say(
            format!("no temperature is at least {least} °C and at most {highest} °C"),
            format!("没有温度既不低于 {least} °C 又不高于 {highest} °C"),
        );
        let report = table.report;
        report.error("contradiction", &table.spot, what, None);
    }
    if let (Some(wind), Some(gust)) = (limits.wind_mps, limits.gust_mps)
        && gust < wind
    {
        let what = say(
            format!("gusts of at most {gust} m/s let no wind of {wind} m/s be"),
            format!("阵风上限 {gust} m/s 低于平均风上限 {wind} m/s"),
        );
        let report = table.report;
        report.error("contradiction", &table.spot, what, None);
    }
    limits
}

/// Reads `[approvals]`.
pub fn approvals(file: &Table<'_>) -> Approvals {
    let Some(table) = file.optional("approvals", |given| given.table(&keys::APPROVALS)) else {
        return Approvals::default();
    };
    let kinds = table.optional("kinds", |given| {
        each(&given, |given| {
            given.choice(
                ("approval", "审批类型"),
                &[
                    ("flight-activity", ApprovalKind::FlightActivity),
                    ("controlled-airspace", ApprovalKind::ControlledAirspace),
                    ("network", ApprovalKind::Network),
                    ("over-crowds", ApprovalKind::OverCrowds),
                    ("dropping", ApprovalKind::Dropping),
                    ("from-moving-vehicle", ApprovalKind::FromMovingVehicle),
                    ("swarm", ApprovalKind::Swarm),
                ],
            )
        })
    });
    let zones = table.optional("zones", |given| each(&given, |given| given.text()));
    let zones = zones.unwrap_or_default();
    Approvals {
        kinds: kinds.unwrap_or_default(),
        zones: zones.into_iter().map(ZoneId::new).collect(),
    }
}

/// What `read` makes of each element; doubled ones are noted.
fn each<'a, T: Copy + Eq + Hash>(
    given: &Given<'a>,
    read: impl Fn(&Given<'a>) -> Option<T>,
) -> Option<Vec<T>> {
    let elements = given.elements()?;
    if elements.len() > MOST_ZONES {
        let what = say(
            format!("{} of them; {MOST_ZONES} are the most", elements.len()),
            format!("共 {} 项，最多 {MOST_ZONES} 项", elements.len()),
        );
        given.error("out-of-range", what, None);
        return None;
    }
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    for element in &elements {
        let Some(value) = read(element) else { continue };
        if seen.insert(value) {
            list.push(value);
        } else {
            let what = say("this is there already", "此项重复");
            element.error("duplicate", what, Some(say("take it out", "请删去")));
        }
    }
    Some(list)
}
