//! What the index holds: a zone or an obstacle, with its area made ready.

use super::prepared::PreparedArea;
use crate::{AltitudeBand, Obstacle, Rule, Scope, SunPlace, Times, Zone, ZoneId};
use geo::Rect;
use std::sync::Arc;

/// A zone or an obstacle in an airspace.
#[derive(Debug)]
pub struct Entry {
    area: PreparedArea,
    subject: Subject,
    /// What of the zone most questions end at, beside its bounds: no need to visit the zone.
    band: AltitudeBand,
    role: Role,
    rule: Rule,
    scope: Scope,
    is_always_active: bool,
}

/// What an entry can mean for a flight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A zone that lets fly.
    Permit,
    /// A zone that neither lets nor forbids anything: imaging that is allowed.
    Nothing,
    /// Any other zone.
    Zone,
    /// An obstacle.
    Obstacle,
}

/// What an [`Entry`] is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Subject {
    /// A zone.
    Zone(Arc<Zone>),
    /// An obstacle.
    Obstacle(Arc<Obstacle>),
}

impl Subject {
    /// The identifier.
    pub fn id(&self) -> &ZoneId {
        match self {
            Self::Zone(zone) => &zone.id,
            Self::Obstacle(obstacle) => &obstacle.id,
        }
    }
}

impl Subject {
    /// How many hold it.
    pub(super) fn holders(&self) -> usize {
        match self {
            Self::Zone(zone) => Arc::strong_count(zone),
            Self::Obstacle(obstacle) => Arc::strong_count(obstacle),
        }
    }

    /// What people call it, in English and in Chinese.
    pub fn both_names(&self) -> (&str, &str) {
        match self {
            Self::Zone(zone) => zone.name.both(&zone.id),
            Self::Obstacle(obstacle) => obstacle.name.both(&obstacle.id),
        }
    }
}

impl From<Zone> for Subject {
    fn from(zone: Zone) -> Self {
        Self::Zone(Arc::new(zone))
    }
}

impl From<Obstacle> for Subject {
    fn from(obstacle: Obstacle) -> Self {
        Self::Obstacle(Arc::new(obstacle))
    }
}

fn role(zone: &Zone) -> Role {
    match (zone.scope, zone.rule) {
        (Scope::Flight, Rule::Permitted) => Role::Permit,
        (Scope::Imaging, Rule::Permitted | Rule::Advisory) => Role::Nothing,
        _ => Role::Zone,
    }
}

impl Entry {
    /// Makes a zone or an obstacle ready. Its area errs to the safe side: a circle that permits
    /// is inscribed, every other one circumscribed; an obstacle's outline is widened by its
    /// uncertainty.
    pub fn new(subject: Subject) -> Self {
        let rings = match &subject {
            Subject::Zone(zone) => zone.footprint.rings(zone.rule.circle_side()),
            Subject::Obstacle(obstacle) => obstacle.outline(),
        };
        let area = PreparedArea::new(rings);
        match &subject {
            Subject::Zone(zone) => Self {
                area,
                band: zone.band,
                role: role(zone),
                rule: zone.rule,
                scope: zone.scope,
                is_always_active: zone.times == Times::Always,
                subject,
            },
            Subject::Obstacle(_) => Self {
                area,
                band: AltitudeBand::ALL,
                role: Role::Obstacle,
                rule: Rule::Prohibited,
                scope: Scope::Flight,
                is_always_active: true,
                subject,
            },
        }
    }

    /// The rule of the zone; an obstacle prohibits.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// What the rule is about.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The heights of the zone; all of them for an obstacle.
    pub fn band(&self) -> AltitudeBand {
        self.band
    }

    /// What it can mean for a flight.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether it is active at all times.
    pub fn is_always_active(&self) -> bool {
        self.is_always_active
    }

    /// What it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The zone, if it is one.
    pub fn zone(&self) -> Option<&Arc<Zone>> {
        match &self.subject {
            Subject::Zone(zone) => Some(zone),
            Subject::Obstacle(_) => None,
        }
    }

    /// The area.
    pub fn area(&self) -> &PreparedArea {
        &self.area
    }

    /// Where the sun is looked at for the zone's times.
    pub fn sun_place(&self) -> SunPlace {
        SunPlace::over(&self.bounds())
    }

    /// The smallest rectangle around it, degrees.
    pub fn bounds(&self) -> Rect<f64> {
        self.area.bounds()
    }
}
