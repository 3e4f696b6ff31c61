//! Writing a mission as GeoJSON.

use crate::formats::Written;
use crate::formats::record::{Feature, Shape, features_of, mission_members};
use crate::mission::Mission;
use geofences::{Position, Problem};
use serde_json::{Value, json};

/// Writes a mission. Coordinates have no heights, which RFC 7946 has above the ellipsoid; they stand in the
/// properties with what they are above.
///
/// # Errors
/// A fence that is none.
pub fn write(mission: &Mission) -> Result<Written, Vec<Problem>> {
    let features = features_of(mission)?;
    let collection = json!({
        "type": "FeatureCollection",
        "mission": mission_members(mission),
        "features": features.iter().map(feature).collect::<Vec<_>>(),
    });
    let mut bytes = serde_json::to_vec_pretty(&collection).unwrap_or_default();
    bytes.push(b'\n');
    Ok(Written {
        bytes,
        lost: Vec::new(),
    })
}

fn feature(feature: &Feature) -> Value {
    let geometry = match &feature.shape {
        Shape::None => Value::Null,
        Shape::Point(position) => json!({ "type": "Point", "coordinates": pair(*position) }),
        Shape::Path { places, .. } if places.len() > 1 => {
            let line: Vec<Value> = places.iter().map(|place| pair(*place)).collect();
            json!({ "type": "LineString", "coordinates": line })
        }
        Shape::Path { .. } => Value::Null,
        Shape::Ring(corners) => {
            let ring: Vec<Value> = corners.iter().map(|(x, y)| json!([x, y])).collect();
            json!({ "type": "Polygon", "coordinates": [ring] })
        }
    };
    json!({ "type": "Feature", "geometry": geometry, "properties": feature.record })
}

fn pair(position: Position) -> Value {
    json!([position.longitude_deg(), position.latitude_deg()])
}
