//! The obstacles on a map.

use super::Picture;
use super::frame::Frame;
use super::labels::{Label, Labels};
use super::sheet::{Area, Sheet};
use super::zones::rings;
use geo::{BoundingRect, Coord, MapCoords, MultiPolygon};
use geofences::{Obstacle, Subject};
use std::sync::Arc;

/// A thin mast is drawn so wide, pixels.
const LEAST_RADIUS: f64 = 3.0;
/// So many have a name at most.
const MOST_NAMES: usize = 40;

/// An obstacle as it lies on the map.
pub(super) struct ObstacleOnMap {
    obstacle: Arc<Obstacle>,
    shape: MultiPolygon<f64>,
    middle: Coord<f64>,
    radius: f64,
}

/// The obstacles that a map shows.
pub(super) fn on_map(picture: &Picture<'_>, frame: &Frame) -> Vec<ObstacleOnMap> {
    let mut all = Vec::new();
    picture
        .airspace
        .for_each_touching(&frame.window(), |entry| {
            if let Subject::Obstacle(obstacle) = entry.subject() {
                let shape = obstacle.outline().to_polygons();
                let shape = shape.map_coords(|it| frame.at(it));
                if let Some(bounds) = shape.bounding_rect() {
                    all.push(ObstacleOnMap {
                        obstacle: Arc::clone(obstacle),
                        middle: bounds.center(),
                        radius: bounds.width().max(bounds.height()) / 2.0,
                        shape,
                    });
                }
            }
        });
    all.sort_by(|a, b| a.obstacle.id.cmp(&b.obstacle.id));
    all
}

/// Draws them.
pub(super) fn draw(sheet: &mut Sheet, obstacles: &[ObstacleOnMap]) {
    for it in obstacles {
        if it.radius < LEAST_RADIUS {
            sheet.circle("obstacle", it.middle, LEAST_RADIUS);
        } else {
            sheet.closed("obstacle", rings(&it.shape));
        }
    }
}

/// Names them, with their tops.
pub(super) fn name(labels: &mut Labels, obstacles: &[ObstacleOnMap], area: Area) {
    let shown = obstacles.iter().filter(|it| {
        (area.left..=area.right()).contains(&it.middle.x)
            && (area.top..=area.bottom()).contains(&it.middle.y)
    });
    for it in shown.take(MOST_NAMES) {
        let (en, zh) = it.obstacle.name.both(&it.obstacle.id);
        let top = it.obstacle.top;
        let label = Label::new(&format!("{zh} {top}"), &format!("{en} {top}"));
        // Long ones, such as power lines, have their name at their middle.
        labels.beside(it.middle, it.radius.clamp(LEAST_RADIUS, 24.0), label);
    }
}
