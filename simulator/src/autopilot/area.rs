//! The areas of which fences are made, as their items draw them.

use super::missions::Item;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::MavCmd;

/// One area.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Vertices, latitude and longitude in degrees.
    Polygon(Vec<(f64, f64)>),
    /// A center and a radius in metres.
    Circle(Place, f64),
}

impl Area {
    /// Whether a place is in it, whatever its height.
    pub fn contains(&self, place: Place) -> bool {
        match self {
            Self::Circle(center, radius_m) => center.ground_distance_m(place) <= *radius_m,
            Self::Polygon(vertices) => {
                let (y, x) = (place.latitude_deg, place.longitude_deg);
                let mut inside = false;
                let mut previous = vertices.last();
                for vertex in vertices {
                    if let Some(&(y0, x0)) = previous {
                        let (y1, x1) = *vertex;
                        let crosses = (y0 > y) != (y1 > y);
                        if crosses && x < x0 + (y - y0) / (y1 - y0) * (x1 - x0) {
                            inside = !inside;
                        }
                    }
                    previous = Some(vertex);
                }
                inside
            }
        }
    }
}

/// The areas of a fence, each with whether one has to stay inside of it.
pub fn areas_of(items: &[Item]) -> Vec<(Area, bool)> {
    let mut areas = Vec::new();
    let mut index = 0;
    while let Some(item) = items.get(index) {
        let size = item.params[0];
        let center = item.place_or(Place::new(0.0, 0.0, 0.0));
        match item.command {
            MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION => {
                areas.push((Area::Circle(center, size.into()), true));
            }
            MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION => {
                areas.push((Area::Circle(center, size.into()), false));
            }
            MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
            | MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION => {
                let count = (size as usize).clamp(1, items.len() - index);
                let vertices = items[index..index + count].iter();
                let vertices = vertices.filter_map(Item::lat_lon_deg).collect();
                let is_inclusion =
                    item.command == MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
                areas.push((Area::Polygon(vertices), is_inclusion));
                index += count - 1;
            }
            _ => {}
        }
        index += 1;
    }
    areas
}
