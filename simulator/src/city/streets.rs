//! Streets as a net of points, and the shortest way along them.

use crate::place::Place;
use geofences::Bilingual;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// A net of streets: points at crossings, bends and about every hundred metres, and which are joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Streets {
    points: Vec<Place>,
    /// For each point its neighbours and how far they are, m.
    joined: Vec<Vec<(usize, f64)>>,
}

/// Why there is no net.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StreetsError {
    /// A street joins a point that is not there.
    #[error("street {street} joins point {point}, but there are only {points} points, from 0 on")]
    NoSuchPoint {
        /// Which street.
        street: usize,
        /// Which point.
        point: usize,
        /// How many there are.
        points: usize,
    },
    /// A point is no place on earth.
    #[error("point {0} is no place: latitude within ±90°, longitude within ±180°")]
    NoPlace(usize),
}

impl StreetsError {
    /// The error as a message to people.
    pub fn message(&self) -> Bilingual {
        let zh = match self {
            Self::NoSuchPoint {
                street,
                point,
                points,
            } => format!("道路 {street} 连接点 {point}，但只有 {points} 个点（从 0 起）"),
            Self::NoPlace(point) => {
                format!("点 {point} 不是有效位置：纬度须在 ±90° 内，经度须在 ±180° 内")
            }
        };
        Bilingual::new(self.to_string(), zh)
    }
}

#[derive(PartialEq)]
struct Reached {
    distance_m: f64,
    point: usize,
}

impl Eq for Reached {}

impl Ord for Reached {
    /// The nearest is the greatest, as the heap hands out the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        let by_distance = other.distance_m.total_cmp(&self.distance_m);
        by_distance.then(other.point.cmp(&self.point))
    }
}

impl PartialOrd for Reached {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Streets {
    /// A net of points and of streets that join two of them, both ways.
    ///
    /// # Errors
    /// [`StreetsError`] for the first point or street that is none.
    pub fn new(points: Vec<Place>, streets: &[(usize, usize)]) -> Result<Self, StreetsError> {
        if let Some(point) = points.iter().position(|point| point.position().is_none()) {
            return Err(StreetsError::NoPlace(point));
        }
        let mut joined = vec![Vec::new(); points.len()];
        for (street, &(a, b)) in streets.iter().enumerate() {
            if let Some(&point) = [a, b].iter().find(|&&point| point >= points.len()) {
                let points = points.len();
                return Err(StreetsError::NoSuchPoint {
                    street,
                    point,
                    points,
                });
            }
            let length_m = points[a].ground_distance_m(points[b]);
            joined[a].push((b, length_m));
            joined[b].push((a, length_m));
        }
        Ok(Self { points, joined })
    }

    /// The way between two places: straight to the nearest point, along streets, and straight from
    /// the last one. Straight all the way where streets do not join them or would only be a detour to
    /// a place nearby.
    pub fn way(&self, from: Place, to: Place) -> Vec<Place> {
        let straight_m = from.ground_distance_m(to);
        let (Some((first, off_m)), Some((last, _))) = (self.nearest(from), self.nearest(to)) else {
            return vec![to];
        };
        if straight_m <= off_m {
            return vec![to];
        }
        let Some(points) = self.shortest(first, last) else {
            return vec![to];
        };
        let along = points.into_iter().map(|point| self.points[point]);
        along.chain([to]).collect()
    }

    fn nearest(&self, place: Place) -> Option<(usize, f64)> {
        let distances = self
            .points
            .iter()
            .map(|point| place.ground_distance_m(*point));
        distances
            .enumerate()
            .min_by(|(_, a), (_, b)| a.total_cmp(b))
    }

    /// Dijkstra's shortest way, both ends included.
    fn shortest(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        let mut best_m = vec![f64::INFINITY; self.points.len()];
        let mut came_from = vec![usize::MAX; self.points.len()];
        let mut reached = BinaryHeap::new();
        best_m[from] = 0.0;
        reached.push(Reached {
            distance_m: 0.0,
            point: from,
        });
        while let Some(Reached { distance_m, point }) = reached.pop() {
            if point == to {
                return Some(traced(&came_from, from, to));
            }
            if distance_m > best_m[point] {
                continue;
            }
            for &(next, length_m) in &self.joined[point] {
                let distance_m = distance_m + length_m;
                if distance_m < best_m[next] {
                    best_m[next] = distance_m;
                    came_from[next] = point;
                    reached.push(Reached {
                        distance_m,
                        point: next,
                    });
                }
            }
        }
        None
    }
}

fn traced(came_from: &[usize], from: usize, to: usize) -> Vec<usize> {
    let mut way = vec![to];
    let mut point = to;
    while point != from {
        point = came_from[point];
        way.push(point);
    }
    way.reverse();
    way
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::DegreeLengths;
    use nalgebra::Vector3;

    fn at(north_m: f64, east_m: f64) -> Place {
        let origin = Place::new(36.06, 120.38, 0.0);
        let lengths = DegreeLengths::at(36.06);
        origin.moved_ned(Vector3::new(north_m, east_m, 0.0), lengths)
    }

    fn length_m(from: Place, way: &[Place]) -> f64 {
        let starts = std::iter::once(&from).chain(way);
        starts.zip(way).map(|(a, b)| a.ground_distance_m(*b)).sum()
    }

    /// A block of 300 by 100 m with a way around each side, and an island that nothing leads to.
    fn block() -> Streets {
        let points = vec![
            at(0.0, 0.0),
            at(0.0, 300.0),
            at(100.0, 300.0),
            at(100.0, 0.0),
            at(5_000.0, 0.0),
        ];
        Streets::new(points, &[(0, 1), (1, 2), (2, 3), (3, 0)]).unwrap()
    }

    #[test]
    fn the_way_goes_around_the_shorter_side() {
        let (from, to) = (at(0.0, 10.0), at(100.0, 290.0));
        let way = block().way(from, to);
        // Out to the corner, around the block one way or the other (400 m each), and to the place.
        assert!((length_m(from, &way) - 420.0).abs() < 1.0);
        assert_eq!(way.last(), Some(&to));
        let near = block().way(at(0.0, 290.0), at(100.0, 310.0));
        assert!((length_m(at(0.0, 290.0), &near) - 120.0).abs() < 1.0);
    }

    #[test]
    fn what_no_street_leads_to_is_reached_straight() {
        let to = at(5_001.0, 0.0);
        assert_eq!(block().way(at(0.0, 0.0), to), vec![to]);
        let next_door = at(50.0, 150.0);
        assert_eq!(block().way(at(52.0, 150.0), next_door), vec![next_door]);
    }

    #[test]
    fn a_street_to_a_point_that_is_not_there_is_an_error() {
        let result = Streets::new(vec![at(0.0, 0.0)], &[(0, 3)]);
        let error = result.unwrap_err();
        assert_eq!(
            (error, error.message().zh.is_empty()),
            (
                StreetsError::NoSuchPoint {
                    street: 0,
                    point: 3,
                    points: 1,
                },
                false,
            )
        );
    }
}
