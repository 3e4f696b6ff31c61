//! The geofence and the rally points of a plan.

use super::read::Reader;
use super::{PART_VERSION, SHAPE_VERSION};
use crate::formats::MOST_ITEMS;
use crate::formats::fence_rings::{FenceRing, items_of, vertex_at};
use crate::formats::findings::place;
use crate::formats::json::{Members, Node};
use crate::mission::RallyPlace;
use geofences::fence::FenceItem;
use geofences::{Altitude, Bilingual, CircleSide, Footprint, Position};

/// A circle's polygon keeps this far to the safe side, so that rounding to 1e-7 degrees does not bring it over, m.
const ROUNDING_M: f64 = 0.02;

/// What stands in the rally points.
const RALLY_MEMBERS: [&str; 2] = ["version", "points"];

/// The largest circle, m: up to here its polygon is within 0.05 m of it ([`Footprint::to_polygons`]). A larger one
/// is none that an aircraft comes to.
const LARGEST_RADIUS_M: f64 = 100_000.0;

impl Reader<'_, '_> {
    /// The fence; empty where the plan has none.
    pub(super) fn fence(&mut self, plan: &Members<'_>) -> Vec<FenceItem> {
        let mut items = Vec::new();
        let Some(part) = self.part(plan, "geoFence", PART_VERSION) else {
            return items;
        };
        self.known_only(&part, &["version", "polygons", "circles", "breachReturn"]);
        for node in self.list(&part, "polygons") {
            if let Some(ring) = self.fence_polygon(&node) {
                self.take_ring(&node, &ring, &mut items);
            }
            if self.is_full(&node, &items) {
                return items;
            }
        }
        for node in self.list(&part, "circles") {
            if let Some(ring) = self.fence_circle(&node) {
                self.take_ring(&node, &ring, &mut items);
            }
            if self.is_full(&node, &items) {
                return items;
            }
        }
        if let Some(node) = part.get("breachReturn") {
            self.findings.warning(
                "breach-return-not-kept",
                node.place(None),
                Bilingual::new(
                    "the place to return to after a breach is not kept",
                    "越界返回点未保留",
                ),
            );
        }
        items
    }

    /// A few bytes of a circle make a hundred corners: a file of them ends here.
    fn is_full(&mut self, node: &Node<'_>, items: &[FenceItem]) -> bool {
        let is_full = items.len() > MOST_ITEMS;
        if is_full {
            self.wrong(
                node,
                "too-many-items",
                "the fence has more than 65535 corners; the rest is not read",
                "围栏超过 65535 个顶点，其余未读取",
            );
        }
        is_full
    }

    /// A member that is not known may be a misspelt list of keep-outs: it is refused, not passed over.
    fn known_only(&mut self, part: &Members<'_>, known: &[&str]) {
        if let Some((_, node)) = part.others_than(known).next() {
            self.wrong(
                &node,
                "fence-member-unknown",
                "this is nothing that a fence holds",
                "围栏中没有此成员",
            );
        }
    }

    fn take_ring(&mut self, node: &Node<'_>, ring: &FenceRing, items: &mut Vec<FenceItem>) {
        match items_of(ring) {
            Some(more) => items.extend(more),
            None => self.wrong(
                node,
                "fence-corners",
                "a fence polygon has 3 to 65535 corners",
                "围栏多边形应有 3 至 65535 个顶点",
            ),
        }
    }

    /// A shape of the fence, with whether it keeps in.
    fn shape<'a>(&mut self, node: &Node<'a>) -> Option<(Members<'a>, bool)> {
        let shape = self.members(node, None)?;
        self.version(&shape, SHAPE_VERSION);
        self.known_only(&shape, &["version", "inclusion", "polygon", "circle"]);
        let inclusion = shape.get("inclusion").and_then(|it| it.boolean());
        if inclusion.is_none() {
            self.wrong(
                node,
                "fence-inclusion",
                "it does not say whether it keeps in or out (\"inclusion\")",
                "未说明是允许区还是禁入区（inclusion）",
            );
        }
        Some((shape, inclusion?))
    }

    fn fence_polygon(&mut self, node: &Node<'_>) -> Option<FenceRing> {
        let (shape, is_inclusion) = self.shape(node)?;
        let mut vertices = Vec::new();
        for corner in self.list(&shape, "polygon") {
            let position = self.latitude_longitude(&corner)?;
            vertices.extend(vertex_at(position.longitude_deg(), position.latitude_deg()));
        }
        if vertices.len() > 3 && vertices.first() == vertices.last() {
            vertices.pop();
        }
        Some(FenceRing {
            is_inclusion,
            vertices,
        })
    }

    /// A circle as a polygon on its safe side.
    fn fence_circle(&mut self, node: &Node<'_>) -> Option<FenceRing> {
        let (shape, is_inclusion) = self.shape(node)?;
        let circle = shape.get("circle").and_then(|circle| circle.members());
        if let Some(circle) = &circle {
            self.known_only(circle, &["version", "center", "radius"]);
            circle.refuse_doubled(None, self.findings);
        }
        let center = circle.as_ref().and_then(|circle| circle.get("center"));
        let radius = circle.as_ref().and_then(|circle| circle.get("radius"));
        let center = center.and_then(|center| self.latitude_longitude(&center));
        let is_radius = |it: &f64| *it > 0.0 && *it <= LARGEST_RADIUS_M;
        let radius_m = radius.and_then(|radius| radius.number()).filter(is_radius);
        let (side, radius_m) = if is_inclusion {
            (CircleSide::Inscribed, radius_m.map(|it| it - ROUNDING_M))
        } else {
            (
                CircleSide::Circumscribed,
                radius_m.map(|it| it + ROUNDING_M),
            )
        };
        let footprint = match (center, radius_m) {
            (Some(center), Some(radius_m)) => Footprint::circle(center, radius_m).ok(),
            _ => None,
        };
        let polygons = footprint.map(|footprint| footprint.to_polygons(side));
        let Some([polygon]) = polygons.as_ref().map(|polygons| polygons.0.as_slice()) else {
            self.wrong(
                node,
                "fence-circle",
                "a centre and a radius above 0 and up to 100 km that make a circle clear of poles and date line are wanted",
                "应有圆心和大于 0 且不超过 100 公里的半径，且圆不跨越极点或日期变更线",
            );
            return None;
        };
        self.findings.warning(
            "fence-circle-as-polygon",
            node.place(None),
            Bilingual::new(
                "the circle is taken for a polygon on its safe side, within 0.1 m",
                "圆已转换为偏安全一侧的多边形，误差不超过 0.1 米",
            ),
        );
        // The last corner of a ring repeats the first.
        let corners = polygon.exterior().0.iter().skip(1);
        let vertices = corners.filter_map(|corner| vertex_at(corner.x, corner.y));
        Some(FenceRing {
            is_inclusion,
            vertices: vertices.collect(),
        })
    }

    /// The rally points; none where the plan has none.
    pub(super) fn rally(&mut self, plan: &Members<'_>) -> Vec<RallyPlace> {
        let Some(part) = self.part(plan, "rallyPoints", PART_VERSION) else {
            return Vec::new();
        };
        self.tell_others(&part, &RALLY_MEMBERS, None);
        let mut places = Vec::new();
        for node in self.list(&part, "points") {
            let numbers = self.numbers(&node);
            match numbers.as_deref() {
                Some(&[Some(latitude), Some(longitude), Some(height_above_home_m)])
                    if (Altitude::LOWEST_M..=Altitude::HIGHEST_M)
                        .contains(&height_above_home_m) =>
                {
                    let position = self.checked_position(&node, longitude, latitude);
                    places.extend(position.map(|position| RallyPlace {
                        position,
                        height_above_home_m,
                    }));
                }
                _ => self.wrong(
                    &node,
                    "rally-point",
                    "latitude, longitude and height above home are wanted",
                    "应为纬度、经度和相对起飞点的高度",
                ),
            }
        }
        places
    }

    fn latitude_longitude(&mut self, node: &Node<'_>) -> Option<Position> {
        match self.numbers(node).as_deref() {
            Some(&[Some(latitude), Some(longitude)]) => {
                self.checked_position(node, longitude, latitude)
            }
            _ => {
                self.wrong(
                    node,
                    "not-a-position",
                    "latitude and longitude are wanted",
                    "应为 [纬度, 经度]",
                );
                None
            }
        }
    }

    pub(super) fn checked_position(
        &mut self,
        node: &Node<'_>,
        longitude: f64,
        latitude: f64,
    ) -> Option<Position> {
        match Position::new(longitude, latitude) {
            Ok(position) => Some(position),
            Err(error) => {
                let zh = format!("经度 {longitude} 或纬度 {latitude} 超出范围");
                let what = Bilingual::new(error.to_string(), zh);
                let at = place(None, node.place(None).field, Some(node.line()));
                self.findings.error("position-out-of-range", at, what);
                None
            }
        }
    }
}
