//! What has to be known of a flight to say what it requires.

use crate::patrol::{ApprovalKind, Light, Priority};
use crate::vehicle::WeightClass;
use chrono::{DateTime, Utc};
use geofences::{Approvals, Authority, LocalName, TimeRange, Zone, ZoneId};

/// What is known of a flight. `None` is not known, and counts as what requires an application.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightFacts<'a> {
    /// The moment at which it is asked.
    pub now: DateTime<Utc>,
    /// From the planned take-off to the planned landing.
    pub flight: TimeRange,
    /// The class of the vehicle.
    pub weight_class: Option<WeightClass>,
    /// An emergency has shorter ways.
    pub priority: Priority,
    /// The highest that it flies above the ground beneath it, metres (true height, 真高).
    pub highest_agl_m: Option<f64>,
    /// Whether all of it lies in published suitable airspace (适飞空域), whatever its height.
    pub in_suitable_airspace: Option<bool>,
    /// Whether it is controlled over cell stations or the internet.
    pub over_network: Option<bool>,
    /// Whether it flies over a gathering of people.
    pub over_gathering: Option<bool>,
    /// Whether it drops anything or carries dangerous goods.
    pub drops: Option<bool>,
    /// Whether it is controlled from a moving vehicle or vessel.
    pub from_moving_vehicle: Option<bool>,
    /// Whether several aircraft fly as one.
    pub in_swarm: Option<bool>,
    /// In which light it may be flown.
    pub light: Light,
    /// What the patrol itself says has to be approved.
    pub asked_by_patrol: &'a [ApprovalKind],
    /// The zones on its way that need authorization; `None` where they could not be looked up.
    pub zones: Option<&'a [ZoneTouched]>,
    /// The flight activity approvals that are held.
    pub approvals: &'a [FlightApproval],
}

/// A zone that needs authorization and is on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct ZoneTouched {
    /// Which one.
    pub id: ZoneId,
    /// What people call it.
    pub name: LocalName,
    /// Who is asked; where none is named, the air traffic management body.
    pub authority: Option<Authority>,
    /// Whether one approval for it is valid for the whole flight.
    pub is_held: bool,
}

impl ZoneTouched {
    /// A zone on the way of a flight, with the zone approvals that are held.
    pub fn new(zone: &Zone, flight: TimeRange, held: &Approvals) -> Self {
        Self {
            id: zone.id.clone(),
            name: zone.name.clone(),
            authority: zone.authority.clone(),
            is_held: flight.from <= flight.until && held.hold_through(&zone.id, flight),
        }
    }
}

/// An approval of flight activity (飞行活动批准) by the air traffic management body.
#[derive(Clone, Debug, PartialEq)]
pub struct FlightApproval {
    /// Its number.
    pub number: String,
    /// When it is valid.
    pub valid: TimeRange,
    /// What it approves.
    pub kinds: Vec<ApprovalKind>,
    /// Whether it is for this flight or for many.
    pub term: Term,
}

/// For how many flights an approval is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// For this flight.
    OneFlight,
    /// For regular flights in fixed airspace (长期飞行活动): the plan of each is filed the day before.
    LongTerm {
        /// Whether the plan of this flight is filed.
        is_plan_filed: bool,
    },
}

impl FlightFacts<'_> {
    pub(super) fn is_emergency(&self) -> bool {
        self.priority == Priority::Emergency
    }

    /// The approvals by which a kind is approved for the whole flight. In an emergency one whose plan is not filed
    /// is of no use: the plan would have been due the day before, and the application of Art. 29 is not.
    pub(super) fn held(&self, kind: ApprovalKind) -> impl Iterator<Item = &FlightApproval> {
        let flight = self.flight;
        self.approvals.iter().filter(move |approval| {
            let valid = approval.valid;
            let is_ready = approval.term.is_ready() || !self.is_emergency();
            is_ready
                && approval.kinds.contains(&kind)
                && flight.from <= flight.until
                && valid.from <= flight.from
                && flight.until <= valid.until
        })
    }
}

impl Term {
    /// Whether nothing has to be filed any more.
    pub(super) fn is_ready(self) -> bool {
        match self {
            Self::OneFlight => true,
            Self::LongTerm { is_plan_filed } => is_plan_filed,
        }
    }
}
