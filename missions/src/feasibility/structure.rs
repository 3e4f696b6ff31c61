//! The structure that a patrol looks at stands in its way, too.

use crate::patrol::{Patrol, Pattern, Structure, StructurePattern};
use geofences::{
    Airspace, Altitude, AltitudeDatum, LocalName, Obstacle, ObstacleKind, ObstacleShape, Snapshot,
    Subject, ZoneId,
};
use std::sync::Arc;

/// The true top is within this of what the patrol says, metres.
const TOP_UNCERTAINTY_M: f64 = 3.0;
/// Where the patrol says no top the structure is higher than anything that is flown, metres.
const HIGHER_THAN_FLOWN_M: f64 = 2_000.0;

/// The airspace with the structure of a patrol as an obstacle; `None` where it has none, or it stands there already.
pub(crate) fn with_structure(airspace: &Snapshot, patrol: &Patrol) -> Option<Arc<Snapshot>> {
    let (Pattern::Orbit(pattern) | Pattern::Facade(pattern)) = &patrol.pattern else {
        return None;
    };
    let id = ZoneId::new(format!("structure-of-{}", patrol.id));
    if airspace.get(&id).is_some() {
        return None;
    }
    let structure = Subject::Obstacle(Arc::new(obstacle(id, patrol, pattern)?));
    let others = airspace.entries().map(|it| it.subject().clone());
    // No id of it is there yet.
    let with = Airspace::new(others.chain([structure])).ok()?;
    Some(with.snapshot())
}

fn obstacle(id: ZoneId, patrol: &Patrol, pattern: &StructurePattern) -> Option<Obstacle> {
    let shape = match &pattern.structure {
        Structure::Round { centre, radius_m } => ObstacleShape::Point {
            position: *centre,
            radius_m: *radius_m,
        },
        Structure::Outline(outline) => ObstacleShape::Polygon(outline.clone()),
    };
    let top_m = pattern.top_agl_m.unwrap_or(HIGHER_THAN_FLOWN_M);
    let of = |en: &str, zh: &str| (format!("structure of {en}"), format!("{zh}的构筑物"));
    let (en, zh) = of(&patrol.name.en, &patrol.name.zh);
    Some(Obstacle {
        id,
        name: LocalName {
            en: Some(en),
            zh: Some(zh),
        },
        kind: ObstacleKind::Building,
        shape,
        top: Altitude::new(top_m, AltitudeDatum::AboveGround).ok()?,
        vertical_uncertainty_m: TOP_UNCERTAINTY_M,
        horizontal_uncertainty_m: 0.0,
        surveyed: None,
        source: patrol.source.clone(),
    })
}
