//! Questions about places, paths and borders, with the crate's answers.

use crate::city::{City, REACH_M, above_ground, noon};
use crate::shapes::{moved, place, position, random_place};
use chrono::TimeDelta;
use geo::{Coord, CoordsIter};
use geofences::{
    Cause, CircleSide, Decision, Finding, FootprintView, Margins, Path, PathMoment, PathPoint,
    Stretch, Subject, Zone,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};
use std::f64::consts::TAU;
use std::sync::Arc;

const HORIZONTAL_MARGINS_M: [f64; 3] = [0.0, 5.0, 30.0];

/// Margins of a question. The vertical one lets no height lie at a limit's very edge.
fn margins(rng: &mut ChaCha8Rng) -> Margins {
    let horizontal_m = HORIZONTAL_MARGINS_M[rng.random_range(0..HORIZONTAL_MARGINS_M.len())];
    Margins {
        horizontal_m,
        vertical_m: 7.5,
        obstacle_horizontal_m: horizontal_m * 0.5,
        obstacle_vertical_m: 10.0,
    }
}

fn margins_told(margins: &Margins) -> Value {
    json!({
        "horizontal_m": margins.horizontal_m,
        "vertical_m": margins.vertical_m,
        "obstacle_horizontal_m": margins.obstacle_horizontal_m,
        "obstacle_vertical_m": margins.obstacle_vertical_m,
    })
}

/// A whole number of metres, mostly below 120.
fn height_m(rng: &mut ChaCha8Rng) -> f64 {
    f64::from(if rng.random_bool(0.8) {
        rng.random_range(10..120)
    } else {
        rng.random_range(120..250)
    })
}

/// A corner of a polygon that a file would tell; circles have none.
fn any_corner(city: &City, rng: &mut ChaCha8Rng) -> Coord<f64> {
    loop {
        let zone = &city.zones[rng.random_range(0..city.zones.len())];
        if let FootprintView::Polygons(polygons) = zone.footprint.view() {
            let corners: Vec<Coord<f64>> = polygons.coords_iter().collect();
            return corners[rng.random_range(0..corners.len())];
        }
    }
}

/// A place about `distance_m` from a zone's border, on either side.
fn near_border(city: &City, rng: &mut ChaCha8Rng, distance_m: f64) -> Coord<f64> {
    let zone = &city.zones[rng.random_range(0..city.zones.len())];
    let polygons = zone.footprint.to_polygons(CircleSide::Inscribed);
    let edges: Vec<_> = polygons
        .iter()
        .flat_map(|polygon| polygon.exterior().lines())
        .collect();
    let edge = edges[rng.random_range(0..edges.len())];
    let at = edge.start + (edge.end - edge.start) * rng.random_range(0.0..1.0);
    let off_m = (distance_m + rng.random_range(-8.0..8.0_f64)).abs();
    moved(at, off_m, rng.random_range(0.0..TAU))
}

/// Which zones and obstacles contain a place, whatever the height; corners of zones are asked too.
pub fn containing(city: &City, rng: &mut ChaCha8Rng) -> Vec<Value> {
    let ask = |number: usize, rng: &mut ChaCha8Rng| {
        let at = match number % 3 {
            0 => any_corner(city, rng),
            1 => near_border(city, rng, 0.0),
            _ => random_place(rng, REACH_M),
        };
        let mut ids = Vec::new();
        city.snapshot.for_each_containing(position(at), |entry, _| {
            ids.push(entry.subject().id().clone())
        });
        json!({"at": [at.x, at.y], "ids": ids})
    };
    (0..1_500).map(|number| ask(number, rng)).collect()
}

pub fn points(city: &City, rng: &mut ChaCha8Rng) -> Vec<Value> {
    let ask = |number: usize, rng: &mut ChaCha8Rng| {
        let margins = margins(rng);
        let at = match number % 2 {
            0 => near_border(city, rng, margins.horizontal_m),
            _ => random_place(rng, REACH_M),
        };
        let above_ground_m = height_m(rng);
        let point = PathPoint {
            position: position(at),
            altitude: above_ground(above_ground_m),
            time: noon(),
        };
        let judged = city.snapshot.judge_point(&point, &city.context(margins));
        json!({
            "at": [at.x, at.y],
            "above_ground_m": above_ground_m,
            "margins": margins_told(&margins),
            "decision": judged.decision,
            "findings": judged.findings.iter().map(finding).collect::<Vec<_>>(),
            "imaging": judged.imaging.iter().map(|zone| zone.id.clone()).collect::<Vec<_>>(),
        })
    };
    (0..2_000).map(|number| ask(number, rng)).collect()
}

fn finding(finding: &Finding) -> Value {
    let about = match &finding.cause {
        Cause::Subject(subject) => subject.id().to_string(),
        Cause::OutsidePermitted => "outside every permitted zone".into(),
        Cause::EmptyAirspace => "empty airspace".into(),
        Cause::Unknown { why, .. } => format!("unknown: {}", why.text().en),
    };
    json!({"about": about, "decision": finding.decision})
}

pub fn paths(city: &City, rng: &mut ChaCha8Rng) -> Vec<Value> {
    let longest = [600.0, 2_000.0, 12_000.0];
    (0..120)
        .map(|number| one_path(city, rng, longest[number % 3]))
        .collect()
}

fn one_path(city: &City, rng: &mut ChaCha8Rng, longest_leg_m: f64) -> Value {
    let margins = margins(rng);
    let above_ground_m = height_m(rng);
    let mut places = vec![random_place(rng, REACH_M)];
    for _ in 0..rng.random_range(1..6) {
        let step_m = rng.random_range(100.0..longest_leg_m);
        places.push(moved(
            places[places.len() - 1],
            step_m,
            rng.random_range(0.0..TAU),
        ));
    }
    let points = places.iter().enumerate().map(|(index, at)| PathPoint {
        position: position(*at),
        altitude: above_ground(above_ground_m),
        time: noon() + TimeDelta::minutes(index as i64),
    });
    let path = Path::new(points.collect()).unwrap();
    let judged = city.snapshot.judge_path(&path, &city.context(margins));
    json!({
        "places": places.iter().map(|at| [at.x, at.y]).collect::<Vec<_>>(),
        "above_ground_m": above_ground_m,
        "margins": margins_told(&margins),
        "decision": judged.decision,
        "first_no": judged.first_worse_than(Decision::Conditional).map(stretch),
        "stretches": judged.stretches.iter().map(stretch).collect::<Vec<_>>(),
        "imaging": judged.imaging.iter().map(stretch).collect::<Vec<_>>(),
    })
}

fn stretch(stretch: &Stretch) -> Value {
    let mut told = finding(&stretch.finding);
    told["from"] = moment(&stretch.from);
    told["until"] = moment(&stretch.until);
    told
}

fn moment(moment: &PathMoment) -> Value {
    json!({
        "leg": moment.leg,
        "fraction": moment.fraction,
        "at": [moment.position.longitude_deg(), moment.position.latitude_deg()],
    })
}

/// Whose border is nearest: of all zones, of keep-outs, or far away from everything.
pub fn nearest(city: &City, rng: &mut ChaCha8Rng) -> Vec<Value> {
    let restricts = |zone: &Arc<Zone>| zone.rule.restricts();
    let ask = |number: usize, rng: &mut ChaCha8Rng| {
        let at = match number % 5 {
            0 => place(
                rng.random_range(7_000.0..12_000.0),
                rng.random_range(-9_000.0..9_000.0),
            ),
            _ => random_place(rng, REACH_M),
        };
        let radius_m = [300.0, 3_000.0, 6_000.0][number % 3];
        let restricting_only = number.is_multiple_of(2);
        let wanted = |subject: &Subject| matches!(subject, Subject::Zone(zone) if !restricting_only || restricts(zone));
        let found = city
            .snapshot
            .nearest_boundary(position(at), radius_m, wanted);
        json!({
            "at": [at.x, at.y],
            "radius_m": radius_m,
            "restricting_only": restricting_only,
            "found": found.map(|found| json!({
                "distance_m": found.distance_m,
                "at": [found.position.longitude_deg(), found.position.latitude_deg()],
                "id": found.subject.id(),
                "inside": found.inside,
            })),
        })
    };
    (0..300).map(|number| ask(number, rng)).collect()
}
