//! The plane that a pattern is planned in, and where one may be in it.

use super::looking::{Looking, tolerance_m};
use super::request::PlanRequest;
use crate::camera::Camera;
use crate::energy::Air;
use crate::feasibility::stopping;
use crate::mission::{Carried, Mission};
use crate::patrol::{Patrol, Pattern, Structure};
use crate::planar::FreeArea;
use crate::route::{SpaceRequest, free_space};
use crate::vehicle::{Airframe, EquipmentKind};
use chrono::TimeDelta;
use geo::{
    Area, BooleanOps, BoundingRect, Coord, MultiPoint, MultiPolygon, Point, Polygon, Rect, coord,
};
use geofences::{CircleSide, Context, Footprint, LocalPlane, Margins, Position, TimeRange};

/// What is flown around is looked at so far beyond it, metres: for turns, and ways between.
const BEYOND_M: f64 = 300.0;
/// What the autopilot, the fence and the geodesics take of the room, metres.
const ROOM_M: f64 = 3.0;
/// Obstacles are kept off by so much more than has to be, metres, for ways home begin anywhere beside them.
const OBSTACLE_ROOM_M: f64 = 1.0;
/// No flight is planned that takes longer, s.
pub(super) const LONGEST_FLIGHT_S: f64 = 4.0 * 3_600.0;
/// Parts of areas that are smaller than this are not flown to by themselves, m².
const LEAST_AREA_M2: f64 = 25.0;

/// A plane of metres with its free areas.
pub(super) struct Space {
    pub plane: LocalPlane,
    /// Where one may be at the heights of the pattern, the largest first.
    pub free: Vec<FreeArea>,
    /// The same as polygons.
    pub polygons: MultiPolygon<f64>,
}

/// The margins that are planned with: so far from borders that the fence of the aircraft finds room between.
pub(super) fn planned_margins(request: &PlanRequest<'_>, looking: &Looking) -> Margins {
    let margins = request.surroundings.margins;
    let keep_m = match request.aircraft.vehicle.controller.kind.fence_autopilot() {
        Some(_) => stopping(
            request.aircraft.vehicle,
            request.surroundings.air,
            airspeed_mps(request, looking),
        )
        .stopping_distance_m(),
        None => 0.0,
    };
    Margins {
        horizontal_m: margins.horizontal_m.max(keep_m) + ROOM_M,
        obstacle_horizontal_m: margins.obstacle_horizontal_m + OBSTACLE_ROOM_M,
        ..margins
    }
}

/// The fastest that the flight goes through the air, m/s.
fn airspeed_mps(request: &PlanRequest<'_>, looking: &Looking) -> f64 {
    let vehicle = request.aircraft.vehicle;
    let fastest_mps = looking
        .speed_mps
        .max(transit_mps(request, looking))
        .max(vehicle.controller.return_mps);
    match vehicle.airframe {
        Airframe::Multirotor(_) => {
            (fastest_mps + wind_mps(request.surroundings.air)).min(vehicle.performance.largest_mps)
        }
        Airframe::FixedWing(_) | Airframe::Vtol(_) => fastest_mps,
    }
}

fn wind_mps(air: &Air) -> f64 {
    let figures = air.figures();
    air.wind_mps(figures.measured_amsl_m + 120.0)
        .max(figures.gust_mps)
}

/// How fast the ways there and back are flown, m/s: as the vehicle cruises, and no faster than a patrol that says
/// how fast it is flown.
pub(super) fn transit_mps(request: &PlanRequest<'_>, looking: &Looking) -> f64 {
    let cruise_mps = request.aircraft.vehicle.performance.cruise_mps;
    match request.patrol.speed_mps {
        Some(_) => cruise_mps.min(looking.speed_mps),
        None => cruise_mps,
    }
}

impl Space {
    /// Around what a patrol is flown for, between two heights above ground.
    pub fn around(
        request: &PlanRequest<'_>,
        looking: &Looking,
        heights_agl_m: (f64, f64),
    ) -> Option<Self> {
        let extent = extent_deg(request.patrol)?;
        let plane = LocalPlane::at(extent.center());
        let beyond = coord! { x: BEYOND_M, y: BEYOND_M };
        let region = Rect::new(
            plane.metres(extent.min()) - beyond,
            plane.metres(extent.max()) + beyond,
        );
        let window = TimeRange {
            from: request.departure,
            until: request
                .departure
                .checked_add_signed(TimeDelta::seconds(LONGEST_FLIGHT_S as i64))?,
        };
        let context = Context {
            margins: planned_margins(request, looking),
            ..request.surroundings.context(None)
        };
        let (low_m, high_m) = heights_agl_m;
        let polygons = free_space(&SpaceRequest {
            airspace: request.surroundings.airspace,
            context,
            heights_agl_m: (
                low_m - tolerance_m(request, low_m),
                high_m + tolerance_m(request, high_m),
            ),
            window,
            plane,
            region,
        });
        let mut polygons: Vec<Polygon<f64>> = polygons
            .into_iter()
            .filter(|it| it.unsigned_area() >= LEAST_AREA_M2)
            .collect();
        polygons.sort_by(|a, b| b.unsigned_area().total_cmp(&a.unsigned_area()));
        Some(Self {
            plane,
            free: polygons
                .iter()
                .filter_map(|it| FreeArea::new(it).ok())
                .collect(),
            polygons: MultiPolygon(polygons),
        })
    }

    /// A place in the plane.
    pub fn metres(&self, position: Position) -> Coord<f64> {
        self.plane.metres(position.coord())
    }

    /// A place of the plane on the earth.
    pub fn position(&self, at: Coord<f64>) -> Option<Position> {
        Position::try_from(self.plane.coord(at)).ok()
    }

    /// The polygons of an area in the plane.
    pub fn polygons_of(&self, area: &Footprint) -> Vec<Polygon<f64>> {
        use geo::MapCoords;
        let all = area.to_polygons(CircleSide::Circumscribed);
        all.iter()
            .map(|it| it.map_coords(|at| self.plane.metres(at)))
            .collect()
    }

    /// What of areas is in one of the free areas, kept a little off its border.
    pub fn within(&self, area: &MultiPolygon<f64>, free: usize) -> MultiPolygon<f64> {
        use geo::Buffer;
        /// Far below every margin, and far above what is rounded, metres.
        const OFF_M: f64 = 0.01;
        let Some(polygon) = self.polygons.0.get(free) else {
            return MultiPolygon(Vec::new());
        };
        let inside = area.intersection(&polygon.buffer(-OFF_M));
        MultiPolygon(
            inside
                .into_iter()
                .filter(|it| it.unsigned_area() >= LEAST_AREA_M2)
                .collect(),
        )
    }
}

/// A rectangle around what a patrol is flown for, degrees.
pub(super) fn extent_deg(patrol: &Patrol) -> Option<Rect<f64>> {
    let corners = |area: &Footprint| -> Vec<Coord<f64>> {
        let all = area.to_polygons(CircleSide::Circumscribed);
        all.iter()
            .filter_map(BoundingRect::bounding_rect)
            .flat_map(|it| [it.min(), it.max()])
            .collect()
    };
    let around = |at: Position, radius_m: f64| {
        let reach = LocalPlane::at(at.coord()).degrees(radius_m);
        vec![at.coord() - reach, at.coord() + reach]
    };
    let places: Vec<Coord<f64>> = match &patrol.pattern {
        Pattern::Points(points) => points.iter().map(|it| it.at.coord()).collect(),
        Pattern::Survey(survey) => corners(&survey.area),
        Pattern::Corridor(corridor) => corridor
            .line
            .iter()
            .flat_map(|at| around(*at, corridor.width_m))
            .collect(),
        Pattern::Perimeter(perimeter) => {
            let beyond_m = perimeter.distance_m + perimeter.apart_m * perimeter.rings as f64;
            let plane = |at: Coord<f64>| LocalPlane::at(at).degrees(beyond_m);
            let all = corners(&perimeter.area);
            all.into_iter()
                .flat_map(|at| [at - plane(at), at + plane(at)])
                .collect()
        }
        Pattern::Orbit(pattern) | Pattern::Facade(pattern) => match &pattern.structure {
            Structure::Round { centre, radius_m } => {
                around(*centre, radius_m + pattern.stand_off_m)
            }
            Structure::Outline(area) => {
                let plane = |at: Coord<f64>| LocalPlane::at(at).degrees(pattern.stand_off_m);
                corners(area)
                    .into_iter()
                    .flat_map(|at| [at - plane(at), at + plane(at)])
                    .collect()
            }
        },
        Pattern::Search(search) => around(search.datum, search.radius_m * 1.5),
    };
    let places: MultiPoint<f64> = places.into_iter().map(Point).collect::<Vec<_>>().into();
    places.bounding_rect()
}

/// A mission without steps, for questions that are asked before there are any.
pub(super) fn empty_mission(
    request: &PlanRequest<'_>,
    speed_mps: f64,
    return_height_m: f64,
) -> Mission {
    Mission {
        name: request.patrol.name.clone(),
        home: request.home,
        steps: Vec::new(),
        speed_mps,
        return_height_m,
        rally: Vec::new(),
        fence: Vec::new(),
        carried: carried(request),
    }
}

/// How what it carries is switched: of several lights or loudspeakers the first that can be.
fn carried(request: &PlanRequest<'_>) -> Carried {
    let aircraft = &request.aircraft;
    let zoom = aircraft.camera_figures().map(Camera::most_zoom);
    let switch_of = |kind: &EquipmentKind| {
        let mut of_kind = aircraft.carries.iter().filter(|it| it.kind == *kind);
        of_kind.find_map(|it| it.switch)
    };
    Carried {
        light: switch_of(&EquipmentKind::Light),
        loudspeaker: switch_of(&EquipmentKind::Loudspeaker),
        largest_zoom: zoom.filter(|it| *it > 1.0),
    }
}
