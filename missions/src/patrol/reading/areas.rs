//! Polygons with holes.

use super::keys;
use geo::{Area, Coord, MapCoords, MultiPolygon};
use geofences::{CircleSide, Footprint, FootprintFault, LocalPlane, Position, RawPolygon};
use written::{Bounds, Given, Spot, Table, bounds, say};

/// What areas that are flown over or around may be.
pub const AREA_M2: Bounds = bounds(100.0, 300e6, "m²");
/// What the ground plans of structures may be.
pub const STRUCTURE_M2: Bounds = bounds(0.5, 1e6, "m²");

const MOST_AREAS: usize = 100;
const MOST_HOLES: usize = 1_000;
const MOST_VERTICES: usize = 10_000;

/// A ring, and where its vertices stand.
struct Ring {
    spot: Spot,
    vertices: Vec<(Position, Spot)>,
}

/// Reads polygons with holes, which together are as large as `within` says.
pub fn several(given: &Given<'_>, within: Bounds) -> Option<Footprint> {
    let tables = given.tables(&keys::AREA);
    if tables.is_empty() {
        return none(given);
    }
    if tables.len() > MOST_AREAS {
        return too_many(given, tables.len(), MOST_AREAS, ("areas", "个区域"));
    }
    let polygons: Vec<_> = tables.iter().map(polygon).collect();
    let polygons: Vec<Vec<Ring>> = polygons.into_iter().collect::<Option<_>>()?;
    footprint(given, &polygons, within)
}

/// Reads one polygon without holes.
pub fn one(given: &Given<'_>, within: Bounds) -> Option<Footprint> {
    let tables = given.tables(&keys::AREA);
    if tables.len() > 1 {
        return too_many(given, tables.len(), 1, ("areas", "个区域"));
    }
    let Some(table) = tables.first() else {
        return none(given);
    };
    if let Some(holes) = table.given("holes") {
        let what = say("holes mean nothing here", "此处的孔没有意义");
        holes.error("useless-key", what, Some(say("take them out", "请删去")));
    }
    let outer = table.required("outer", |given| ring(&given))?;
    footprint(given, &[vec![outer]], within)
}

/// Nothing is there. Where the list is none at all that is told already.
fn none(given: &Given<'_>) -> Option<Footprint> {
    if given.value == &written::Value::List(Vec::new()) {
        given.error("empty", say("there is no area", "没有区域"), None);
    }
    None
}

fn too_many<T>(given: &Given<'_>, count: usize, most: usize, of: (&str, &str)) -> Option<T> {
    let what = say(
        format!("{count} {}; {most} are the most here", of.0),
        format!("{count} {}，此处最多 {most} {}", of.1, of.1),
    );
    given.error("out-of-range", what, None);
    None
}

/// The rings of a polygon: the outer one, and its holes.
fn polygon(table: &Table<'_>) -> Option<Vec<Ring>> {
    let outer = table.required("outer", |given| ring(&given));
    let holes = match table.given("holes") {
        Some(given) => holes(&given),
        None => Some(Vec::new()),
    };
    Some(std::iter::once(outer?).chain(holes?).collect())
}

fn holes(given: &Given<'_>) -> Option<Vec<Ring>> {
    let holes = given.elements()?;
    if holes.len() > MOST_HOLES {
        return too_many(given, holes.len(), MOST_HOLES, ("holes", "个孔"));
    }
    let rings: Vec<_> = holes.iter().map(ring).collect();
    rings.into_iter().collect()
}

fn ring(given: &Given<'_>) -> Option<Ring> {
    let vertices = given.elements()?;
    if vertices.len() > MOST_VERTICES {
        return too_many(given, vertices.len(), MOST_VERTICES, ("vertices", "个顶点"));
    }
    let vertex = |given: &Given<'_>| Some((given.position()?, given.spot.clone()));
    let vertices: Vec<_> = vertices.iter().map(vertex).collect();
    Some(Ring {
        spot: given.spot.clone(),
        vertices: vertices.into_iter().collect::<Option<_>>()?,
    })
}

fn footprint(given: &Given<'_>, polygons: &[Vec<Ring>], within: Bounds) -> Option<Footprint> {
    let coords = |ring: &Ring| ring.vertices.iter().map(|(at, _)| at.coord()).collect();
    let raw: Vec<RawPolygon> = polygons
        .iter()
        .map(|rings| RawPolygon {
            exterior: rings.first().map_or_else(Vec::new, coords),
            holes: rings.iter().skip(1).map(coords).collect(),
        })
        .collect();
    match Footprint::from_polygons(&raw) {
        Ok((footprint, _)) => {
            let area_m2 = area_m2(&footprint.to_polygons(CircleSide::Inscribed));
            is_sized(given, area_m2, within).then_some(footprint)
        }
        Err(faults) => {
            for fault in faults {
                let report = given.report;
                let spot = spot_of(&fault, polygons).unwrap_or(&given.spot);
                let kind = fault.kind;
                report.error(kind.code(), spot, kind.message(), kind.help());
            }
            None
        }
    }
}

/// Where a fault is told: at its vertex, or at its ring.
fn spot_of<'a>(fault: &FootprintFault, polygons: &'a [Vec<Ring>]) -> Option<&'a Spot> {
    let ring = polygons.get(fault.place.polygon)?.get(fault.place.ring)?;
    let vertex = fault.place.vertex.and_then(|it| ring.vertices.get(it));
    Some(vertex.map_or(&ring.spot, |(_, spot)| spot))
}

/// Notes an area that is too small or too large.
fn is_sized(given: &Given<'_>, area_m2: f64, within: Bounds) -> bool {
    let Bounds { least, most, .. } = within;
    let (code, what, help) = if area_m2 < least {
        (
            "area-too-small",
            say(
                format!("the area has {area_m2:.1} m²; {least} m² are the least"),
                format!("面积为 {area_m2:.1} m²，至少 {least} m²"),
            ),
            say(
                "draw it larger, or look at the place as a point: kind = \"points\"",
                "请画大一些，或作为兴趣点查看：kind = \"points\"",
            ),
        )
    } else if area_m2 > most {
        let (km2, most_km2) = (area_m2 / 1e6, most / 1e6);
        (
            "area-too-large",
            say(
                format!("the area has {km2:.1} km²; {most_km2} km² are the most"),
                format!("面积为 {km2:.1} km²，至多 {most_km2} km²"),
            ),
            say(
                "draw it smaller, or divide it among several patrols",
                "请画小一些，或拆分为多个巡查任务",
            ),
        )
    } else {
        return true;
    };
    given.error(code, what, Some(help));
    false
}

/// The polygons' area, each by a plane of its own.
fn area_m2(polygons: &MultiPolygon<f64>) -> f64 {
    let of = |polygon: &geo::Polygon<f64>| {
        let origin = polygon.exterior().0.first().copied();
        let plane = LocalPlane::at(origin.unwrap_or(Coord::zero()));
        polygon
            .map_coords(|coord| plane.metres(coord))
            .unsigned_area()
    };
    polygons.iter().map(of).sum()
}
