//! From places on the earth to places on the map.

use super::Picture;
use super::flight::Flight;
use super::looked_at::LookedAt;
use super::sheet::Area;
use geo::{Coord, Rect, coord};
use geofences::LocalPlane;

/// The map shows so much more than the flight on each side, parts of it.
const AROUND: f64 = 0.10;
/// And so much at least from side to side, metres.
const LEAST_M: f64 = 300.0;
/// What is in the way farther than this from the flight is not followed, metres.
const FARTHEST_M: f64 = 5_000.0;
/// Nor is the fence, parts of the flight's size.
const FENCE_WITHIN: f64 = 0.4;
/// From so many times the scale on a detail is worth it.
const DETAIL: f64 = 2.5;

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
    /// All of a flight and its fence, or what there is of them.
    pub fn of(area: Area, picture: &Picture<'_>, flight: &Flight) -> Self {
        let mut shown: Vec<Coord<f64>> = vec![picture.home.coord()];
        shown.extend(flight.places().map(|it| it.0.position.coord()));
        shown.extend(LookedAt::of(picture.pattern).places());
        if let Some(plan) = picture.plan {
            shown.extend(plan.mission.rally.iter().map(|it| it.position.coord()));
        }
        let plane = LocalPlane::at(picture.home.coord());
        let flown = around(shown.iter().map(|it| plane.metres(*it)));
        let is_near = |at: &Coord<f64>, within_m: f64| {
            let at = plane.metres(*at);
            picture.plan.is_none()
                || (flown.min().x - within_m..=flown.max().x + within_m).contains(&at.x)
                    && (flown.min().y - within_m..=flown.max().y + within_m).contains(&at.y)
        };
        let found = picture.hindrances.iter().filter_map(|it| it.position);
        let found = found.map(|it| it.coord());
        shown.extend(found.filter(|it| is_near(it, FARTHEST_M)));
        let fence = picture.plan.and_then(|it| it.feasibility.fence.as_ref());
        let fence = fence.map(|it| it.fence.inclusion.exterior().coords());
        let within_m = flown.width().max(flown.height()) * FENCE_WITHIN;
        shown.extend(
            fence
                .into_iter()
                .flatten()
                .filter(|it| is_near(it, within_m)),
        );
        Self::around(area, &shown)
    }

    /// What a flight is flown for, where it is so small on the map of the whole that it cannot be seen well.
    pub fn of_detail(area: Area, whole: &Self, flight: &Flight) -> Option<Self> {
        let on = flight.strands.iter().filter(|it| it.is_on);
        let on = on.flat_map(|it| it.places.iter().map(|place| place.0));
        let stops = flight.stops.iter().map(|it| it.place);
        let shown: Vec<Coord<f64>> = on.chain(stops).map(|it| it.position.coord()).collect();
        if shown.is_empty() {
            return None;
        }
        let detail = Self::around(area, &shown);
        (detail.px_per_m > whole.px_per_m * DETAIL).then_some(detail)
    }

    /// Places of the earth (degrees), and some room around them.
    fn around(area: Area, shown: &[Coord<f64>]) -> Self {
        let first = shown.first().copied().unwrap_or_default();
        let plane = LocalPlane::at(first);
        let all = around(shown.iter().map(|it| plane.metres(*it)));
        let more = 1.0 + 2.0 * AROUND;
        let width_m = (all.width() * more).max(LEAST_M);
        let height_m = (all.height() * more).max(LEAST_M * area.height / area.width);
        Self {
            area,
            plane: LocalPlane::at(plane.coord(all.center())),
            px_per_m: (area.width / width_m).min(area.height / height_m),
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

fn around(places: impl Iterator<Item = Coord<f64>>) -> Rect<f64> {
    let one = |at: Coord<f64>| Rect::new(at, at);
    let both = |all: Rect<f64>, at: Rect<f64>| {
        let (a, b) = (all.min(), at.min());
        let min = coord! { x: a.x.min(b.x), y: a.y.min(b.y) };
        let (a, b) = (all.max(), at.max());
        Rect::new(min, coord! { x: a.x.max(b.x), y: a.y.max(b.y) })
    };
    let all = places.map(one).reduce(both);
    all.unwrap_or_else(|| one(Coord::default()))
}
