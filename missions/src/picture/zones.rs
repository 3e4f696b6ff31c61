//! The zones on a map, by their rules.

use super::Picture;
use super::frame::Frame;
use super::labels::{Label, Labels};
use super::sheet::{Area, Sheet};
use chrono::TimeDelta;
use geo::{BooleanOps, BoundingRect, Coord, MapCoords, MultiPolygon, Rect, coord};
use geofences::{Rule, Scope, TimeRange, TimeReading, Zone};
use std::sync::Arc;

/// What is smaller on the map than this is not drawn, pixels.
const LEAST_PX: f64 = 1.5;
/// Names are given to so many zones at most, the largest first.
const MOST_NAMES: usize = 60;

/// How a zone is drawn, in the order in which they cover each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    Permitted,
    NotNow,
    Advisory,
    Conditional,
    Approved,
    NeedsApproval,
    Prohibited,
    NoImage,
}

impl Look {
    pub const ALL: [Self; 8] = [
        Self::Permitted,
        Self::Conditional,
        Self::NeedsApproval,
        Self::Approved,
        Self::Prohibited,
        Self::NoImage,
        Self::Advisory,
        Self::NotNow,
    ];

    pub fn class(self) -> &'static str {
        match self {
            Self::Permitted => "permitted",
            Self::NotNow => "not-now",
            Self::Advisory => "advisory",
            Self::Conditional => "conditional",
            Self::Approved => "approved",
            Self::NeedsApproval => "needs-approval",
            Self::Prohibited => "prohibited",
            Self::NoImage => "no-image",
        }
    }

    /// What it means: Chinese, English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Permitted => ("适飞空域", "permitted"),
            Self::NotNow => ("此时段不生效", "not active at this time"),
            Self::Advisory => ("提示", "advisory"),
            Self::Conditional => ("有条件飞行", "under conditions"),
            Self::Approved => ("须批准，已获批准", "approval held"),
            Self::NeedsApproval => ("须批准，未获批准", "approval needed, not held"),
            Self::Prohibited => ("禁飞", "prohibited"),
            Self::NoImage => ("禁止拍摄", "no pictures"),
        }
    }

    fn of(zone: &Zone, picture: &Picture<'_>, window: TimeRange) -> Self {
        let reading = if zone.rule.restricts() {
            TimeReading::Longest
        } else {
            TimeReading::Shortest
        };
        let sun = geofences::SunPlace::over(&zone.footprint.bounding_rect());
        if zone.times.active_ranges(window, &sun, reading).is_empty() {
            return Self::NotNow;
        }
        match (zone.scope, zone.rule) {
            (_, Rule::Advisory) => Self::Advisory,
            (Scope::Imaging, Rule::Permitted) => Self::Advisory,
            (Scope::Imaging, _) => Self::NoImage,
            (Scope::Flight, Rule::Permitted) => Self::Permitted,
            (Scope::Flight, Rule::Conditional) => Self::Conditional,
            (Scope::Flight, Rule::NeedsAuthorization) => {
                if picture.approvals.hold_through(&zone.id, window) {
                    Self::Approved
                } else {
                    Self::NeedsApproval
                }
            }
            (Scope::Flight, Rule::Prohibited) => Self::Prohibited,
        }
    }
}

/// A zone as it lies on the map.
pub(super) struct ZoneOnMap {
    zone: Arc<Zone>,
    look: Look,
    /// Pixels, cut off a little outside of the map.
    shape: MultiPolygon<f64>,
    bounds: Area,
}

/// The zones that a map shows, what covers the others last.
pub(super) fn on_map(picture: &Picture<'_>, frame: &Frame) -> Vec<ZoneOnMap> {
    let landing = picture.plan.and_then(|it| it.feasibility.landing);
    let window = TimeRange {
        from: picture.departure,
        until: landing
            .filter(|it| *it >= picture.departure)
            .unwrap_or_else(|| picture.departure + TimeDelta::hours(1)),
    };
    let mut all = Vec::new();
    picture
        .airspace
        .for_each_touching(&frame.window(), |entry| {
            if let Some(zone) = entry.zone()
                && let Some((shape, bounds)) = shape(zone, frame)
            {
                all.push(ZoneOnMap {
                    look: Look::of(zone, picture, window),
                    zone: Arc::clone(zone),
                    shape,
                    bounds,
                });
            }
        });
    all.sort_by(|a, b| a.look.cmp(&b.look).then_with(|| a.zone.id.cmp(&b.zone.id)));
    all
}

fn shape(zone: &Zone, frame: &Frame) -> Option<(MultiPolygon<f64>, Area)> {
    let shape = zone.footprint.to_polygons(zone.rule.circle_side());
    let shape = shape.map_coords(|it| frame.at(it));
    let bounds = shape.bounding_rect()?;
    if bounds.width().max(bounds.height()) < LEAST_PX {
        return None;
    }
    // Borders of the cut itself are to lie outside.
    let cut = frame.area.grown(6.0);
    let cut = Rect::new(
        coord! { x: cut.left, y: cut.top },
        coord! { x: cut.right(), y: cut.bottom() },
    );
    let shape = shape.intersection(&MultiPolygon(vec![cut.to_polygon()]));
    let bounds = shape.bounding_rect()?;
    let bounds = Area::new(
        bounds.min().x,
        bounds.min().y,
        bounds.width(),
        bounds.height(),
    );
    Some((shape, bounds))
}

/// Draws them.
pub(super) fn draw(sheet: &mut Sheet, zones: &[ZoneOnMap]) {
    for zone in zones {
        sheet.closed(zone.look.class(), rings(&zone.shape));
    }
}

/// All rings of polygons.
pub(super) fn rings(shape: &MultiPolygon<f64>) -> impl Iterator<Item = &[Coord<f64>]> {
    shape.iter().flat_map(|polygon| {
        let holes = polygon.interiors().iter();
        std::iter::once(polygon.exterior())
            .chain(holes)
            .map(|ring| ring.0.as_slice())
    })
}

/// Names them: what forbids first, then what is large.
pub(super) fn name(labels: &mut Labels, zones: &[ZoneOnMap], area: Area) {
    let mut order: Vec<&ZoneOnMap> = zones.iter().collect();
    let size = |it: &ZoneOnMap| it.bounds.width * it.bounds.height;
    order.sort_by(|a, b| {
        b.look
            .cmp(&a.look)
            .then_with(|| size(b).total_cmp(&size(a)))
    });
    for it in order.into_iter().take(MOST_NAMES) {
        let (en, zh) = it.zone.name.both(&it.zone.id);
        let label = || {
            let label = Label::new(zh, en);
            if it.look == Look::NotNow {
                label.faint()
            } else {
                label
            }
        };
        let is_in = labels.within(&it.shape, it.bounds, label());
        let is_small = it.bounds.width.max(it.bounds.height) < 120.0;
        if !is_in && is_small && area.holds(&it.bounds) {
            let middle = coord! {
                x: it.bounds.left + it.bounds.width / 2.0,
                y: it.bounds.top + it.bounds.height / 2.0,
            };
            let radius = it.bounds.width.max(it.bounds.height) / 2.0;
            labels.beside(middle, radius, label());
        }
    }
}
