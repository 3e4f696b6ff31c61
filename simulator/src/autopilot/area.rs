//! The areas of which fences are made, as their items draw them.

use super::missions::Item;
use crate::place::Place;
use mavlink::dialects::ardupilotmega::MavCmd;
use nalgebra::Vector2;

/// One area.
#[derive(Clone, Debug, PartialEq)]
pub enum Area {
    /// Vertices, latitude and longitude in degrees.
    Polygon(Vec<(f64, f64)>),
    /// A center and a radius in metres.
    Circle(Place, f64),
}

impl Area {
    /// How far a place is from its border along the ground, m; infinitely far from one that has none.
    pub fn border_distance_m(&self, place: Place) -> f64 {
        match self {
            Self::Circle(center, radius_m) => (center.ground_distance_m(place) - radius_m).abs(),
            Self::Polygon(vertices) => {
                let flat = |&(latitude_deg, longitude_deg): &(f64, f64)| {
                    place
                        .ned_to(Place::new(latitude_deg, longitude_deg, 0.0))
                        .xy()
                };
                let ends = vertices.iter().cycle().skip(1);
                let edges = vertices.iter().zip(ends);
                edges
                    .map(|(from, to)| distance_to_edge_m(flat(from), flat(to)))
                    .fold(f64::INFINITY, f64::min)
            }
        }
    }

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

/// How far it is to an edge from where its ends are told from, m.
fn distance_to_edge_m(from: Vector2<f64>, to: Vector2<f64>) -> f64 {
    let along = to - from;
    let length = along.norm_squared();
    let part = if length > 0.0 {
        (-from.dot(&along) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (from + along * part).norm()
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
    fn the_border_is_as_far_away_as_its_nearest_edge() {
        // About 1.1 km to the north and 0.9 km to the east.
        let corner = |x: i32, y: i32| (36.0 + f64::from(x) * 0.01, 120.0 + f64::from(y) * 0.01);
        let square = [corner(0, 0), corner(0, 1), corner(1, 1), corner(1, 0)];
        let square = Area::Polygon(square.to_vec());
        let north_m = 0.01 * crate::place::DegreeLengths::at(36.0).latitude_m;
        let distance_m = |latitude_deg, longitude_deg| {
            square.border_distance_m(Place::new(latitude_deg, longitude_deg, 50.0))
        };
        // Beyond an edge, beyond a corner, and within.
        assert!((distance_m(36.02, 120.005) - north_m).abs() < 1.0);
        assert!(distance_m(36.02, 120.02) > 1.2 * north_m);
        assert!((distance_m(36.002, 120.005) - 0.2 * north_m).abs() < 1.0);
        let circle = Area::Circle(Place::new(36.0, 120.0, 0.0), 100.0);
        let far = Place::new(36.01, 120.0, 0.0);
        assert!((circle.border_distance_m(far) - (north_m - 100.0)).abs() < 1.0);
        assert_eq!(
            Area::Polygon(Vec::new()).border_distance_m(far),
            f64::INFINITY
        );
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
