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

/// A vertex of a polygon. Unlike in missions, 0° 0° is a place.
fn corner_deg(item: &Item) -> (f64, f64) {
    (f64::from(item.x) * 1e-7, f64::from(item.y) * 1e-7)
}

fn is_vertex(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
            | MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION
    )
}

fn is_circle(command: MavCmd) -> bool {
    matches!(
        command,
        MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION | MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
    )
}

/// Whether a whole list draws areas: the vertices of each polygon stand together, all of one kind, and
/// each says how many they are, at least three; circles have a radius; all places are on the earth.
pub fn is_well_formed(items: &[Item]) -> bool {
    let mut left = items;
    while let Some(first) = left.first() {
        let size = first.params[0];
        let count = if is_vertex(first.command) {
            let is_count = size >= LEAST_VERTICES && size.fract() == 0.0;
            let agrees = |it: &Item| it.command == first.command && it.params[0] == size;
            let polygon = is_count.then(|| left.get(..size as usize)).flatten();
            match polygon {
                Some(polygon) if polygon.iter().all(agrees) => polygon.len(),
                _ => return false,
            }
        } else if is_circle(first.command) && !(size > 0.0 && size.is_finite()) {
            return false;
        } else {
            1
        };
        let is_on_earth = |it: &Item| {
            let (latitude_deg, longitude_deg) = corner_deg(it);
            latitude_deg.abs() <= 90.0 && longitude_deg.abs() <= 180.0
        };
        if !left[..count].iter().all(is_on_earth) {
            return false;
        }
        left = &left[count..];
    }
    true
}

/// A polygon has at least so many vertices.
const LEAST_VERTICES: f32 = 3.0;

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
                let vertices = vertices.map(corner_deg).collect();
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

#[cfg(test)]
mod tests {
    use super::*;
    use mavlink::dialects::ardupilotmega::MavFrame;

    const IN: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION;
    const OUT: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION;
    const CIRCLE: MavCmd = MavCmd::MAV_CMD_NAV_FENCE_CIRCLE_INCLUSION;

    fn item(command: MavCmd, size: f32) -> Item {
        Item {
            frame: MavFrame::MAV_FRAME_GLOBAL,
            command,
            autocontinue: true,
            params: [size, 0.0, 0.0, 0.0],
            x: 360_671_000,
            y: 1_203_826_000,
            z: 0.0,
        }
    }

    #[test]
    fn polygons_whose_vertices_agree_and_circles_are_well_formed() {
        let mut items = vec![item(IN, 3.0); 3];
        items.push(item(CIRCLE, 20.0));
        // Two polygons of a kind behind one another.
        items.extend(vec![item(OUT, 4.0); 8]);
        assert!(is_well_formed(&items) && is_well_formed(&[]));
        assert_eq!(areas_of(&items).len(), 4);
    }

    #[test]
    fn a_polygon_that_is_not_whole_is_not() {
        let with = |at: usize, other: Item| {
            let mut items = vec![item(IN, 4.0); 4];
            items[at] = other;
            items
        };
        let off_earth = Item {
            x: 900_000_001,
            ..item(IN, 4.0)
        };
        let lists = [
            vec![item(IN, 4.0); 3],
            vec![item(IN, 4.0); 5],
            vec![item(IN, 2.0); 2],
            vec![item(IN, 3.5); 3],
            vec![item(IN, f32::NAN); 3],
            vec![item(IN, f32::INFINITY); 3],
            with(2, item(OUT, 4.0)),
            with(2, item(CIRCLE, 4.0)),
            with(3, item(IN, 3.0)),
            with(1, off_earth),
            vec![item(CIRCLE, 0.0)],
            vec![item(CIRCLE, f32::NAN)],
            vec![item(CIRCLE, f32::INFINITY)],
        ];
        for (number, list) in lists.iter().enumerate() {
            assert!(!is_well_formed(list), "list {number}");
        }
    }

    #[test]
    fn a_vertex_at_0_0_is_a_vertex() {
        let corner = |x, y| Item {
            x,
            y,
            ..item(IN, 3.0)
        };
        let items = [corner(0, 0), corner(0, 100_000_000), corner(100_000_000, 0)];
        let (area, _) = &areas_of(&items)[0];
        assert!(area.contains(Place::new(1.0, 1.0, 0.0)));
    }
}
