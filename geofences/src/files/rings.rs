//! Ground plans for readers: what the footprint checks found becomes problems with their place.

use super::AirspaceFile;
use crate::{
    Bilingual, Footprint, FootprintFault, FootprintFaultKind, FootprintRepair, Position,
    ProblemPlace, RawPolygon, RingPlace, Severity,
};
use geo::{Coord, Rect};

/// The footprint of polygons as a file gave them; faults and repairs become problems at `place`.
pub(crate) fn footprint_from_raw(
    raw: &[RawPolygon],
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Option<Footprint> {
    match Footprint::from_polygons(raw) {
        Ok((footprint, repairs)) => {
            for repair in repairs {
                report_repair(repair, place, file);
            }
            Some(footprint)
        }
        Err(faults) => {
            for fault in faults {
                report_fault(&fault, place, file);
            }
            None
        }
    }
}

/// The footprint of a circle as a file gave it; faults become problems at `place`.
pub(crate) fn footprint_circle(
    center: Coord<f64>,
    radius_m: f64,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Option<Footprint> {
    let center = checked_position(center, place, file)?;
    match Footprint::circle(center, radius_m) {
        Ok(footprint) => Some(footprint),
        Err(kind) => {
            report(kind, place.clone(), file);
            None
        }
    }
}

/// A position as a file gave it (x = longitude, y = latitude); a fault becomes a problem.
pub(crate) fn checked_position(
    coord: Coord<f64>,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Option<Position> {
    match Position::try_from(coord) {
        Ok(position) => Some(position),
        Err(error) => {
            use crate::PositionError as E;
            let (code, zh) = match error {
                E::NotFinite { .. } => ("coordinate-not-finite", "坐标不是有限的数".to_owned()),
                E::Latitude(latitude) => (
                    "latitude-out-of-range",
                    format!("纬度 {latitude}° 超出 -90°..90°（经纬度是否颠倒？）"),
                ),
                E::Longitude(longitude) => (
                    "longitude-out-of-range",
                    format!("经度 {longitude}° 超出 -180°..180°"),
                ),
            };
            let what = Bilingual::new(error.to_string(), zh);
            file.problem(Severity::Error, code, place.clone(), what, None);
            None
        }
    }
}

/// Whether all of `vertices` (x = longitude, y = latitude) lie within `extent`; when one does
/// not, an error that names the first one and says whether swapped axes would explain it.
/// Without an extent everything is within.
pub(crate) fn checked_extent(
    vertices: impl Iterator<Item = Coord<f64>> + Clone,
    extent: Option<Rect<f64>>,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> bool {
    let Some(extent) = extent else { return true };
    let Some((index, outside)) = vertices
        .clone()
        .enumerate()
        .find(|(_, vertex)| !within(*vertex, extent))
    else {
        return true;
    };
    let swapped = vertices.clone().all(|vertex| {
        within(
            Coord {
                x: vertex.y,
                y: vertex.x,
            },
            extent,
        )
    });
    let outside_count = vertices.clone().filter(|v| !within(*v, extent)).count();
    let total = vertices.count();
    let (x, y) = (outside.x, outside.y);
    let help = if swapped {
        Bilingual::new(
            "swapped axes: with latitude and longitude exchanged, every vertex lies inside; write longitude first",
            "经纬度顺序颠倒：交换后所有顶点都在范围内；请先写经度，再写纬度",
        )
    } else {
        Bilingual::new(
            "check this vertex, and whether longitude and latitude are swapped in places",
            "请检查该顶点，以及是否有经纬度颠倒",
        )
    };
    file.problem(
        Severity::Error,
        "outside-expected-extent",
        ProblemPlace {
            vertex: place.vertex.or(Some(index)),
            ..place.clone()
        },
        Bilingual::new(
            format!("{outside_count} of {total} vertices lie outside the expected extent; the first is longitude {x}, latitude {y}"),
            format!("{total} 个顶点中有 {outside_count} 个在预期范围之外；第一个为经度 {x}、纬度 {y}"),
        ),
        Some(help),
    );
    false
}

/// All vertices of raw polygons, ring by ring.
pub(crate) fn raw_vertices(raw: &[RawPolygon]) -> impl Iterator<Item = Coord<f64>> + Clone + '_ {
    raw.iter().flat_map(|polygon| {
        polygon
            .exterior
            .iter()
            .chain(polygon.holes.iter().flatten())
            .copied()
    })
}

fn within(vertex: Coord<f64>, extent: Rect<f64>) -> bool {
    let (min, max) = (extent.min(), extent.max());
    (min.x..=max.x).contains(&vertex.x) && (min.y..=max.y).contains(&vertex.y)
}

fn place_of_ring(place: &ProblemPlace, ring: RingPlace) -> ProblemPlace {
    ProblemPlace {
        polygon: Some(ring.polygon),
        ring: Some(ring.ring),
        vertex: ring.vertex,
        ..place.clone()
    }
}

fn report_fault(fault: &FootprintFault, place: &ProblemPlace, file: &mut AirspaceFile) {
    report(fault.kind, place_of_ring(place, fault.place), file);
}

fn report(kind: FootprintFaultKind, place: ProblemPlace, file: &mut AirspaceFile) {
    file.problem(
        Severity::Error,
        kind.code(),
        place,
        kind.message(),
        kind.help(),
    );
}

fn report_repair(repair: FootprintRepair, place: &ProblemPlace, file: &mut AirspaceFile) {
    let (code, ring, en, zh) = match repair {
        FootprintRepair::RingClosed(ring) => (
            "ring-closed",
            ring,
            "the ring was not closed; its last vertex is joined to its first",
            "环未闭合，已把最后一个顶点与第一个顶点相连",
        ),
        FootprintRepair::DoubledVertexRemoved(ring) => (
            "doubled-vertex-removed",
            ring,
            "a vertex that is given twice in a row counts once",
            "连续重复的顶点只计一次",
        ),
        FootprintRepair::LongitudesShifted(ring) => (
            "longitudes-shifted",
            ring,
            "longitudes beyond ±180° were brought into range by whole turns",
            "超出 ±180° 的经度已按整圈移入范围",
        ),
        FootprintRepair::SplitAtAntimeridian(ring) => (
            "split-at-antimeridian",
            ring,
            "the polygon crosses the antimeridian and was split there",
            "多边形跨越 180° 经线，已在该处拆分",
        ),
    };
    file.problem(
        Severity::Note,
        code,
        place_of_ring(place, ring),
        Bilingual::new(en, zh),
        None,
    );
}

#[cfg(test)]
mod tests;
