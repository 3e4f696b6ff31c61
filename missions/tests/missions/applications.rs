//! What the rules require of a flight: each limit just inside and just outside, and what is not known.

mod deadlines;
mod held;
mod reasons;

use chrono::{DateTime, TimeDelta, Utc};
use geofences::{
    AltitudeBand, Approval, Approvals, Authority, Footprint, LocalName, Position, Rule, Scope,
    TimeRange, Times, Zone, ZoneId,
};
use missions::applications::{
    Application, ApplicationKind, FlightApproval, FlightFacts, ReportDue, ReportKind, Required,
    Term, ZoneTouched,
};
use missions::patrol::{ApprovalKind, Light, Priority};
use missions::vehicle::WeightClass;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Half an hour from a take-off.
fn flight(take_off: &str) -> TimeRange {
    let from = at(take_off);
    TimeRange::new(from, from + TimeDelta::minutes(30)).unwrap()
}

/// A small aircraft in suitable airspace by direct radio at 10:00 of 2 December in Qingdao, asked a week before.
fn free() -> FlightFacts<'static> {
    FlightFacts {
        now: at("2026-11-25T02:00:00Z"),
        flight: flight("2026-12-02T10:00:00+08:00"),
        weight_class: Some(WeightClass::Small),
        priority: Priority::Normal,
        highest_agl_m: Some(120.0),
        in_suitable_airspace: Some(true),
        over_network: Some(false),
        over_gathering: Some(false),
        drops: Some(false),
        from_moving_vehicle: Some(false),
        in_swarm: Some(false),
        light: Light::Day,
        asked_by_patrol: &[],
        zones: Some(&[]),
        approvals: &[],
    }
}

fn networked() -> FlightFacts<'static> {
    FlightFacts {
        over_network: Some(true),
        ..free()
    }
}

fn emergency() -> FlightFacts<'static> {
    FlightFacts {
        priority: Priority::Emergency,
        ..networked()
    }
}

fn only(required: &Required) -> &Application {
    let [application] = required.applications.as_slice() else {
        panic!("{required:?}")
    };
    application
}

fn harbour(authority: Option<Authority>) -> Zone {
    Zone {
        id: ZoneId::new("QD-PORT"),
        name: LocalName {
            zh: Some("前湾港".to_owned()),
            en: None,
        },
        rule: Rule::NeedsAuthorization,
        scope: Scope::Flight,
        footprint: Footprint::circle(Position::new(120.215, 36.010).unwrap(), 500.0).unwrap(),
        band: AltitudeBand::ALL,
        times: Times::Always,
        authority,
        reason: None,
        conditions: None,
        source: None,
    }
}

fn port_authority() -> Authority {
    Authority {
        name: "港口管理单位".to_owned(),
        contact: Some("0532-0000-0003".to_owned()),
    }
}
