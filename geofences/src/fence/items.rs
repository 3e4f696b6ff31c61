//! Fence items as both autopilots take them, and how many of them each can hold.

/// Which autopilot the fence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Autopilot {
    /// ArduPilot.
    ArduPilot,
    /// PX4.
    Px4,
}

/// How many vertices a fence may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VertexBudget {
    /// The sum over all polygons.
    pub total: usize,
    /// The most in one polygon.
    pub per_polygon: usize,
}

impl VertexBudget {
    /// A budget that the usual boards of an autopilot hold.
    ///
    /// - ArduPilot: 64, at most 255 a polygon. A polygon's vertex count is one byte, and a Copter
    ///   on a 16 KB board has 48 + 256 + 256 bytes for the fence (ArduPilot,
    ///   `StorageManager.cpp`, layout for copter); 4 for the header, 1 for the end, 2 a polygon
    ///   and 8 a vertex leave room for 64 vertices in 21 polygons, which is all that 64 vertices
    ///   can make. The count of items is also held below 560 / 8 = 70
    ///   (`AC_PolyFence_loader::max_items`). 8 KB boards hold 304 bytes: set 32 for them.
    /// - PX4: 63. `DM_KEY_FENCE_POINTS_MAX` is 64 (PX4, `dataman.h`), and up to 1.14 the first
    ///   place holds the count (`MavlinkMissionManager::MAX_COUNT` is one less). Boards built as
    ///   memory-constrained hold 16: set 15 for them.
    pub fn default_for(autopilot: Autopilot) -> Self {
        match autopilot {
            Autopilot::ArduPilot => Self {
                total: 64,
                per_polygon: 255,
            },
            Autopilot::Px4 => Self {
                total: 63,
                per_polygon: 63,
            },
        }
    }

    /// The most vertices that one polygon of this budget may have on `autopilot`.
    pub fn per_polygon_on(self, autopilot: Autopilot) -> usize {
        match autopilot {
            Autopilot::ArduPilot => self.per_polygon.min(255),
            Autopilot::Px4 => self.per_polygon,
        }
    }
}

/// A vertex as MAVLink carries it: whole multiples of 1e-7 degrees, so that nothing rounds later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VertexE7 {
    /// Longitude, 1e-7 degrees east.
    pub longitude_e7: i32,
    /// Latitude, 1e-7 degrees north.
    pub latitude_e7: i32,
}

/// One item of a fence plan, `MAV_MISSION_TYPE_FENCE`, frame `MAV_FRAME_GLOBAL`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FenceItem {
    /// `MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION` (5001): a vertex of the one polygon that must
    /// not be left. Its group (param2) is stored by neither autopilot and stays 0.
    PolygonInclusionVertex {
        /// param1: how many vertices the polygon has; they follow each other.
        vertex_count: u16,
        /// Where.
        vertex: VertexE7,
    },
    /// `MAV_CMD_NAV_FENCE_POLYGON_VERTEX_EXCLUSION` (5002): a vertex of a polygon that must not
    /// be entered.
    PolygonExclusionVertex {
        /// param1: how many vertices the polygon has; they follow each other.
        vertex_count: u16,
        /// Where.
        vertex: VertexE7,
    },
}

impl FenceItem {
    /// The number of the MAVLink command.
    pub fn mav_cmd(self) -> u16 {
        match self {
            Self::PolygonInclusionVertex { .. } => 5001,
            Self::PolygonExclusionVertex { .. } => 5002,
        }
    }

    /// Where the vertex is.
    pub fn vertex(self) -> VertexE7 {
        match self {
            Self::PolygonInclusionVertex { vertex, .. }
            | Self::PolygonExclusionVertex { vertex, .. } => vertex,
        }
    }

    /// How many vertices the item's polygon has.
    pub fn vertex_count(self) -> u16 {
        match self {
            Self::PolygonInclusionVertex { vertex_count, .. }
            | Self::PolygonExclusionVertex { vertex_count, .. } => vertex_count,
        }
    }
}

/// The items of one inclusion polygon and any exclusions; `None` when a polygon has more vertices
/// than its count can say.
pub(super) fn items_of(
    inclusion: &[VertexE7],
    exclusions: &[Vec<VertexE7>],
) -> Option<Vec<FenceItem>> {
    let mut items = Vec::new();
    let vertex_count = u16::try_from(inclusion.len()).ok()?;
    items.extend(
        inclusion
            .iter()
            .map(|vertex| FenceItem::PolygonInclusionVertex {
                vertex_count,
                vertex: *vertex,
            }),
    );
    for exclusion in exclusions {
        let vertex_count = u16::try_from(exclusion.len()).ok()?;
        items.extend(
            exclusion
                .iter()
                .map(|vertex| FenceItem::PolygonExclusionVertex {
                    vertex_count,
                    vertex: *vertex,
                }),
        );
    }
    Some(items)
}
