//! Circles in KML, which has none: drawn as a polygon, with centre and radius as data.

use crate::files::AirspaceFile;
use crate::{Bilingual, ProblemPlace, RawPolygon, Severity};
use geo::{Coord, Distance, Geodesic, Point};
use serde_json::{Map, Value};

/// The property with the centre of a drawn circle, `[longitude, latitude]`.
pub(super) const CENTER: &str = "center";
/// The property with the radius, metres.
pub(super) const RADIUS: &str = "radius_m";

/// How far vertices of the drawing may lie from the circle, metres: our own lie within 0.05 m,
/// other programs round to six decimals (0.1 m).
const DRAWING_TOLERANCE_M: f64 = 0.3;
/// The fewest vertices that a drawn circle has.
const FEWEST_VERTICES: usize = 8;

/// The centre of the circle that the data tells of, when the drawing agrees with it.
///
/// A polygon that somebody moved or changed while its data stayed must not be read as the circle
/// that it was: that is an error and gives `None`.
pub(super) fn drawn(
    polygons: &[RawPolygon],
    properties: &Map<String, Value>,
    place: &ProblemPlace,
    file: &mut AirspaceFile,
) -> Option<Coord<f64>> {
    let center = properties.get(CENTER).and_then(center_of);
    let radius_m = properties.get(RADIUS).and_then(Value::as_f64);
    if let (Some(center), Some(radius_m)) = (center, radius_m)
        && agrees(polygons, center, radius_m)
    {
        return Some(center);
    }
    file.problem(
        Severity::Error,
        "kml-circle-differs",
        place.clone(),
        Bilingual::new(
            "the drawing is not the circle that center and radius_m tell of",
            "图形与 center 和 radius_m 所述的圆不符",
        ),
        Some(Bilingual::new(
            "where the drawing is meant, remove center and radius_m; else draw a Point",
            "若以图形为准，请删除 center 和 radius_m；否则请改画为点",
        )),
    );
    None
}

fn center_of(value: &Value) -> Option<Coord<f64>> {
    let [x, y] = value.as_array()?.as_slice() else {
        return None;
    };
    let (x, y) = (x.as_f64()?, y.as_f64()?);
    crate::Position::new(x, y).ok().map(crate::Position::coord)
}

/// Whether every vertex and the middle of every edge lie on the circle: a drawing that lacks a
/// part of it has an edge across.
fn agrees(polygons: &[RawPolygon], center: Coord<f64>, radius_m: f64) -> bool {
    let holes: usize = polygons.iter().map(|polygon| polygon.holes.len()).sum();
    let middle = Point::from(center);
    let is_on_circle = |place: Coord<f64>| {
        let in_range = crate::Position::try_from(place).is_ok();
        // A circle at the antimeridian is drawn in parts, with a border there.
        let is_border = place.x.abs() == 180.0;
        in_range && {
            let off_m = Geodesic.distance(middle, Point::from(place)) - radius_m;
            off_m.abs() <= DRAWING_TOLERANCE_M || (is_border && off_m <= 0.0)
        }
    };
    let edges = |ring: &[Coord<f64>]| {
        ring.len() >= FEWEST_VERTICES
            && ring.windows(2).all(|edge| match edge {
                [a, b] => is_on_circle(*a) && is_on_circle((*a + *b) / 2.0),
                _ => true,
            })
            && ring.first() == ring.last()
    };
    holes == 0 && polygons.iter().all(|polygon| edges(&polygon.exterior))
}
