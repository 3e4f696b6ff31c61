//! A random city: permitted neighbours and everything that may stand in the way.

use crate::shapes::{cut_neighbours, footprint, moved, place, position, quilt, random_place, star};
use chrono::{DateTime, TimeZone, Utc};
use geo::Coord;
use geofences::{
    Airspace, Altitude, AltitudeBand, AltitudeDatum, Approval, Approvals, ConstantGeoid, Context,
    FlatTerrain, Footprint, Margins, Obstacle, ObstacleKind, ObstacleShape, Rule, Scope, Snapshot,
    Subject, TimeRange, Times, Zone, ZoneId,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::f64::consts::TAU;
use std::sync::Arc;

/// How far the city reaches from its middle.
pub const REACH_M: f64 = 4_500.0;

/// Limits of zones above ground; questions are asked at other heights.
const LIMITS_M: [f64; 5] = [40.0, 80.0, 120.0, 160.0, 240.0];

pub struct City {
    pub zones: Vec<Zone>,
    pub obstacles: Vec<Obstacle>,
    /// The zones that need an authorization and have one.
    pub approved: Vec<ZoneId>,
    pub approvals: Approvals,
    pub snapshot: Arc<Snapshot>,
    pub terrain: FlatTerrain,
    pub geoid: ConstantGeoid,
}

/// The time that everything is asked for.
pub fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 4, 0, 0).unwrap()
}

pub fn above_ground(metres: f64) -> Altitude {
    Altitude::new(metres, AltitudeDatum::AboveGround).unwrap()
}

impl City {
    pub fn random(rng: &mut ChaCha8Rng) -> Self {
        let mut zones = permitted_zones(rng);
        for number in 0..45 {
            zones.push(restricting_zone(rng, number));
        }
        let obstacles: Vec<Obstacle> = (0..15).map(|number| obstacle(rng, number)).collect();
        let approved: Vec<ZoneId> = zones
            .iter()
            .filter(|zone| zone.rule == Rule::NeedsAuthorization)
            .map(|zone| zone.id.clone())
            .step_by(3)
            .collect();
        let valid = TimeRange {
            from: noon() - chrono::TimeDelta::hours(1),
            until: noon() + chrono::TimeDelta::hours(1),
        };
        let approvals = approved.iter().map(|zone| Approval {
            zone: zone.clone(),
            number: "1".into(),
            valid,
        });
        let subjects = zones.iter().cloned().map(Subject::from);
        let all = subjects.chain(obstacles.iter().cloned().map(Subject::from));
        Self {
            snapshot: Airspace::new(all).unwrap().snapshot(),
            approvals: approvals.collect(),
            approved,
            zones,
            obstacles,
            terrain: FlatTerrain {
                elevation_amsl_m: 10.0,
                uncertainty_m: 0.0,
            },
            geoid: ConstantGeoid::new(10.0, 0.0).unwrap(),
        }
    }

    pub fn context(&self, margins: Margins) -> Context<'_> {
        Context {
            terrain: &self.terrain,
            geoid: &self.geoid,
            margins,
            approvals: &self.approvals,
            home: None,
        }
    }
}

fn zone(id: String, rule: Rule, footprint: Footprint, band: AltitudeBand) -> Zone {
    Zone {
        id: ZoneId::new(id),
        name: Default::default(),
        rule,
        scope: Scope::Flight,
        footprint,
        band,
        times: Times::Always,
        authority: None,
        reason: None,
        conditions: None,
        source: None,
    }
}

fn band(lower_m: Option<f64>, upper_m: Option<f64>) -> AltitudeBand {
    AltitudeBand::new(lower_m.map(above_ground), upper_m.map(above_ground)).unwrap()
}

fn random_band(rng: &mut ChaCha8Rng) -> AltitudeBand {
    let lower = rng.random_range(0..LIMITS_M.len());
    let upper = rng.random_range(lower + 1..=LIMITS_M.len());
    let lower = rng.random_bool(0.4).then(|| LIMITS_M[lower]);
    band(lower, LIMITS_M.get(upper).copied())
}

/// Neighbours from a cut polygon and a quilt, and some areas that overlap them.
fn permitted_zones(rng: &mut ChaCha8Rng) -> Vec<Zone> {
    let usual = band(Some(0.0), Some(120.0));
    let mut areas: Vec<(Footprint, AltitudeBand)> = Vec::new();
    for piece in cut_neighbours(rng, place(-1_200.0, -400.0), 3_000.0) {
        let reaches = if rng.random_bool(0.2) {
            band(None, Some(80.0))
        } else {
            usual
        };
        areas.push((piece, reaches));
    }
    for patch in quilt(rng, place(2_200.0, 700.0), 1_200.0) {
        areas.push((patch, usual));
    }
    // Stacked on what lies below.
    areas.push((
        stars(rng, 2_500.0, 1, false),
        band(Some(120.0), Some(240.0)),
    ));
    areas.push((stars(rng, 2_500.0, 1, false), band(Some(80.0), Some(160.0))));
    areas.push((stars(rng, 1_500.0, 1, true), band(None, None)));
    areas.push((stars(rng, 800.0, 3, false), usual));
    for _ in 0..3 {
        areas.push((circle(rng, 200.0..900.0), usual));
    }
    let named = areas.into_iter().enumerate();
    named
        .map(|(number, (area, band))| {
            zone(format!("permitted-{number}"), Rule::Permitted, area, band)
        })
        .collect()
}

fn circle(rng: &mut ChaCha8Rng, radius_m: std::ops::Range<f64>) -> Footprint {
    let middle = position(random_place(rng, REACH_M * 0.8));
    Footprint::circle(middle, rng.random_range(radius_m)).unwrap()
}

/// Stars side by side from west to east, apart from each other.
fn stars(rng: &mut ChaCha8Rng, radius_m: f64, count: u32, holed: bool) -> Footprint {
    let first = random_place(rng, REACH_M * 0.6);
    let polygons: Vec<_> = (0..count)
        .map(|number| {
            let middle = moved(first, f64::from(number) * 2.1 * radius_m, 0.0);
            star(rng, middle, radius_m, holed)
        })
        .collect();
    footprint(&polygons)
}

fn restricting_zone(rng: &mut ChaCha8Rng, number: usize) -> Zone {
    let rules = [
        Rule::Prohibited,
        Rule::NeedsAuthorization,
        Rule::Conditional,
        Rule::Advisory,
    ];
    let area = match number % 4 {
        0 => circle(rng, 20.0..400.0),
        1 => {
            let radius_m = rng.random_range(40.0..200.0);
            stars_anywhere(rng, radius_m, 3, true)
        }
        _ => {
            let radius_m = rng.random_range(40.0..500.0);
            let holed = rng.random_bool(0.3);
            stars_anywhere(rng, radius_m, 1, holed)
        }
    };
    let rule = rules[(number + number / 4) % rules.len()];
    let mut zone = zone(
        format!("restricting-{number}"),
        rule,
        area,
        random_band(rng),
    );
    if rng.random_bool(0.15) {
        zone.scope = Scope::Imaging;
    }
    zone
}

fn stars_anywhere(rng: &mut ChaCha8Rng, radius_m: f64, count: u32, holed: bool) -> Footprint {
    let first = random_place(rng, REACH_M * 0.8);
    let polygons: Vec<_> = (0..count)
        .map(|number| {
            let middle = moved(first, f64::from(number) * 2.1 * radius_m, 0.7);
            star(rng, middle, radius_m, holed)
        })
        .collect();
    footprint(&polygons)
}

fn obstacle(rng: &mut ChaCha8Rng, number: usize) -> Obstacle {
    let at = random_place(rng, REACH_M);
    let (kind, shape) = match number % 3 {
        0 => {
            let radius_m = rng.random_range(1.0..20.0);
            (
                ObstacleKind::Mast,
                ObstacleShape::Point {
                    position: position(at),
                    radius_m,
                },
            )
        }
        1 => {
            let mut vertices: Vec<Coord<f64>> = vec![at];
            for _ in 0..3 {
                let step_m = rng.random_range(100.0..600.0);
                vertices.push(moved(
                    vertices[vertices.len() - 1],
                    step_m,
                    rng.random_range(0.0..TAU),
                ));
            }
            let vertices = vertices.into_iter().map(position).collect();
            let half_width_m = rng.random_range(1.0..15.0);
            (
                ObstacleKind::PowerLine,
                ObstacleShape::Line {
                    vertices,
                    half_width_m,
                },
            )
        }
        _ => {
            let radius_m = rng.random_range(20.0..80.0);
            let block = star(rng, at, radius_m, false);
            (
                ObstacleKind::Building,
                ObstacleShape::Polygon(footprint(&[block])),
            )
        }
    };
    Obstacle {
        id: ZoneId::new(format!("obstacle-{number}")),
        name: Default::default(),
        kind,
        shape,
        // A quarter, so that no question asks for a height at the very limit.
        top: above_ground(f64::from(rng.random_range(10..200)) + 0.25),
        vertical_uncertainty_m: f64::from(rng.random_range(0..5)),
        horizontal_uncertainty_m: rng.random_range(0.0..8.0),
        surveyed: None,
        source: None,
    }
}
