//! What has to be applied for before a flight, and reported.

use super::hindrance::{Found, Hindrance, HindranceKind};
use super::proof::{LegProof, ZoneOnLeg};
use super::question::Question;
use crate::applications::{FlightApproval, FlightFacts, Required, ZoneTouched};
use crate::patrol::{ApprovalKind, Light, Priority};
use chrono::{DateTime, Utc};
use geofences::{Rule, Snapshot, TimeRange};
use std::collections::BTreeMap;

/// What is known of how a flight is controlled, and what is approved of it.
#[derive(Clone, Copy, Debug)]
pub struct Paperwork<'a> {
    /// The moment at which it is asked.
    pub now: DateTime<Utc>,
    /// Whether it is controlled over cell stations or the internet; `None` where nobody said.
    pub over_network: Option<bool>,
    /// The flight activity approvals that are held.
    pub approvals: &'a [FlightApproval],
}

/// What was found of a flight that its papers depend on.
pub(super) struct OfFlight<'a> {
    pub flight: TimeRange,
    pub legs: &'a [LegProof],
    /// Whether all of it may be flown by the airspace.
    pub is_in_airspace: bool,
    pub over_gathering: Option<bool>,
}

/// What a flight requires; what can no longer be applied for in time is found.
pub(super) fn judge(
    question: &Question<'_>,
    of_flight: &OfFlight<'_>,
    found: &mut Found,
) -> Required {
    let paperwork = question.paperwork;
    let asked = question.patrol.map_or(&[][..], |it| &it.approvals.kinds);
    let asks = |kind| asked.contains(&kind);
    let zones = zones(question.surroundings.airspace, of_flight, question);
    let heights: Option<Vec<f64>> = of_flight
        .legs
        .iter()
        .map(|it| it.above_ground_m.map(|it| it.1))
        .collect();
    let facts = FlightFacts {
        now: paperwork.now,
        flight: of_flight.flight,
        weight_class: Some(question.aircraft.vehicle.weight_class()),
        priority: question.patrol.map_or(Priority::Normal, |it| it.priority),
        highest_agl_m: heights.map(|it| it.into_iter().fold(0.0, f64::max)),
        in_suitable_airspace: Some(of_flight.is_in_airspace),
        over_network: paperwork
            .over_network
            .or(asks(ApprovalKind::Network).then_some(true)),
        over_gathering: of_flight.over_gathering,
        // What is carried may be dropped.
        drops: Some(question.aircraft.payload_kg > 0.0 || asks(ApprovalKind::Dropping)),
        from_moving_vehicle: Some(asks(ApprovalKind::FromMovingVehicle)),
        in_swarm: Some(asks(ApprovalKind::Swarm)),
        light: question.patrol.map_or(Light::Any, |it| it.limits.light),
        asked_by_patrol: asked,
        zones: Some(&zones),
        approvals: paperwork.approvals,
    };
    let required = facts.required();
    for application in required.applications.iter().filter(|it| it.is_late) {
        let mut hindrance = Hindrance::new(HindranceKind::Application, application.why.clone());
        hindrance.help.clone_from(&application.help);
        found.add(hindrance);
    }
    required
}

/// The zones on the way that need authorization.
fn zones(
    airspace: &Snapshot,
    of_flight: &OfFlight<'_>,
    question: &Question<'_>,
) -> Vec<ZoneTouched> {
    let all: BTreeMap<&str, &ZoneOnLeg> = of_flight
        .legs
        .iter()
        .flat_map(|it| &it.zones)
        .map(|it| (it.id.as_str(), it))
        .collect();
    let entries = all
        .values()
        .filter_map(|it| airspace.get(&it.id)?.zone().cloned());
    entries
        .filter(|zone| zone.rule == Rule::NeedsAuthorization)
        .map(|zone| ZoneTouched::new(&zone, of_flight.flight, question.surroundings.approvals))
        .collect()
}
