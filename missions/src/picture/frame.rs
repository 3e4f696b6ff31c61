//! From places on the earth to places on the map.

use super::Picture;
use super::flight::Flight;
use super::sheet::Area;
use geo::{Coord, Rect, coord};
use geofences::LocalPlane;

/// The map shows so much more than the flight on each side, parts of it.
const AROUND: f64 = 0.14;
/// And so much at least from side to side, metres.
const LEAST_M: f64 = 500.0;
/// What is in the way farther than this from the flight is not followed, metres.
const FARTHEST_M: f64 = 5_000.0;

/// The map's scale and middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    /// Where it is drawn.
    pub area: Area,
    plane: LocalPlane,
    /// Pixels a metre.
    pub px_per_m: f64,
}

impl Frame {
    /// All of a flight, or what there is of it.
    pub fn of(area: Area, picture: &Picture<'_>, flight: &Flight) -> Self {
        let home = picture.home.coord();
        let mut plane = LocalPlane::at(home);
        let mut shown: Vec<Coord<f64>> = vec![plane.metres(home)];
        shown.extend(
            flight
                .places()
                .map(|it| plane.metres(it.0.position.coord())),
        );
        if let Some(plan) = picture.plan {
            let rally = plan.mission.rally.iter();
            shown.extend(rally.map(|it| plane.metres(it.position.coord())));
        }
        let flown = around(&shown);
        let found = picture.hindrances.iter().filter_map(|it| it.position);
        let found = found.map(|it| plane.metres(it.coord()));
        let is_near = |at: &Coord<f64>| {
            picture.plan.is_none()
                || (flown.min().x - FARTHEST_M..=flown.max().x + FARTHEST_M).contains(&at.x)
                    && (flown.min().y - FARTHEST_M..=flown.max().y + FARTHEST_M).contains(&at.y)
        };
        shown.extend(found.filter(is_near));
        let all = around(&shown);
        let more = 1.0 + 2.0 * AROUND;
        let width_m = (all.width() * more).max(LEAST_M);
        let height_m = (all.height() * more).max(LEAST_M * area.height / area.width);
        let px_per_m = (area.width / width_m).min(area.height / height_m);
        plane = LocalPlane::at(plane.coord(all.center()));
        Self {
            area,
            plane,
            px_per_m,
        }
    }

    /// Where on the picture a place of the earth (degrees) is.
    pub fn at(&self, degrees: Coord<f64>) -> Coord<f64> {
        let metres = self.plane.metres(degrees);
        coord! {
            x: self.area.left + self.area.width / 2.0 + metres.x * self.px_per_m,
            y: self.area.top + self.area.height / 2.0 - metres.y * self.px_per_m,
        }
    }

    /// What the map shows, degrees.
    pub fn window(&self) -> Rect<f64> {
        let half = coord! {
            x: self.area.width / 2.0 / self.px_per_m,
            y: self.area.height / 2.0 / self.px_per_m,
        };
        Rect::new(self.plane.coord(-half), self.plane.coord(half))
    }
}

fn around(places: &[Coord<f64>]) -> Rect<f64> {
    let mut all = Rect::new(coord! { x: 0.0, y: 0.0 }, coord! { x: 0.0, y: 0.0 });
    if let Some(first) = places.first() {
        all = Rect::new(*first, *first);
    }
    for at in places {
        let min = coord! { x: all.min().x.min(at.x), y: all.min().y.min(at.y) };
        let max = coord! { x: all.max().x.max(at.x), y: all.max().y.max(at.y) };
        all = Rect::new(min, max);
    }
    all
}
