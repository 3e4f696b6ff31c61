"""A city judged by GEOS and PROJ: zones and obstacles as areas of a plane in metres.

The plane is an azimuthal equidistant projection around the city. Within 10 km of its middle its
scale is true to a part in a million, and a border that is straight in longitude and latitude is
cut so fine (150 m) that it is true to a millimetre. Nothing here is computed as the crate does it.
"""

import math
from dataclasses import dataclass, field

import numpy
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point, shape

WGS84 = Geod(ellps="WGS84")
MIDDLE = (120.38, 36.10)
PLANE = Transformer.from_crs(
    "EPSG:4326",
    f"+proj=aeqd +lon_0={MIDDLE[0]} +lat_0={MIDDLE[1]} +ellps=WGS84 +units=m",
    always_xy=True,
)
FINEST_EDGE_DEG = 0.0015
FINEST_LEG_M = 50.0
QUARTER_CIRCLE_EDGES = 512

# What the crate may answer on the safe side of a border, and how far beyond it: a circle's polygon
# lies within 0.05 m of it, distances in a local plane are true to 3 parts in a thousand, and an
# obstacle is widened by up to 2 parts in a hundred.
CIRCLE_M = 0.06
PLANE_ERROR = 0.003
WIDENING = 0.02
# What this oracle is wrong by at most; the crate gets no more than this on the unsafe side.
ROUNDING_M = 0.004

PRECEDENCE = ["permitted", "conditional", "needs_authorization", "unknown", "prohibited"]
OUTSIDE = "outside every permitted zone"


def metres(degrees):
    """A geometry whose edges are straight in lon/lat, or an array of such, in the plane."""
    fine = shapely.segmentize(degrees, FINEST_EDGE_DEG)
    return shapely.transform(fine, lambda x, y: PLANE.transform(x, y), interleaved=False)


def geodesic(start, end):
    """The leg from one place to another as the aircraft flies it, in the plane."""
    _, _, length_m = WGS84.inv(*start, *end)
    count = math.ceil(length_m / FINEST_LEG_M)
    between = WGS84.npts(*start, *end, count)
    places = numpy.array([start, *between, end])
    return LineString(numpy.column_stack(PLANE.transform(places[:, 0], places[:, 1])))


@dataclass
class Area:
    """A zone, or an obstacle with what surrounds it for sure."""

    id: str
    degrees: shapely.Geometry
    """What the file draws; a point for circles and masts."""
    plane: shapely.Geometry
    """The same in the plane, with its radius or width."""
    rule: str = "prohibited"
    imaging: bool = False
    lower_m: float = -math.inf
    upper_m: float = math.inf
    is_obstacle: bool = False
    is_circle: bool = False
    slack_m: float = ROUNDING_M
    """How far beyond it the crate may still see it."""

    @property
    def permits(self):
        return self.rule == "permitted" and not self.imaging

    @property
    def decision(self):
        return "permitted" if self.rule == "advisory" else self.rule

    def holds(self, lowest_m, highest_m):
        """Whether all heights between are in the band."""
        return self.lower_m <= lowest_m and highest_m <= self.upper_m

    def meets(self, lowest_m, highest_m):
        """Whether any height between is in the band."""
        return self.lower_m <= highest_m and lowest_m <= self.upper_m

    def margin_m(self, margins):
        return margins["obstacle_horizontal_m" if self.is_obstacle else "horizontal_m"]

    def vertical_margin_m(self, margins):
        return margins["obstacle_vertical_m" if self.is_obstacle else "vertical_m"]

    def meets_at(self, above_ground_m, margins):
        reach_m = self.vertical_margin_m(margins)
        return self.meets(above_ground_m - reach_m, above_ground_m + reach_m)


def zone(feature):
    properties = feature["properties"]
    drawn = shape(feature["geometry"])
    circle = isinstance(drawn, Point)
    plane = metres(drawn)
    if circle:
        plane = plane.buffer(properties["radius_m"], quad_segs=QUARTER_CIRCLE_EDGES)
    lower, upper = properties["lower"], properties["upper"]
    # Nothing flies below the ground.
    ground = lower == "GND" or lower <= 0
    assert {properties.get("lower_datum", "agl"), properties.get("upper_datum", "agl")} == {"agl"}
    return Area(
        id=feature["id"],
        degrees=drawn,
        plane=plane,
        rule=properties["rule"],
        imaging=properties["scope"] == "imaging",
        lower_m=-math.inf if ground else lower,
        upper_m=math.inf if upper == "UNL" else upper,
        is_circle=circle,
        slack_m=CIRCLE_M if circle else ROUNDING_M,
    )


def obstacle(feature):
    properties = feature["properties"]
    assert properties["top_datum"] == "agl"
    drawn = shape(feature["geometry"])
    reach_m = properties["horizontal_uncertainty_m"]
    reach_m += properties.get("radius_m") or properties.get("half_width_m") or 0.0
    return Area(
        id=feature["id"],
        degrees=drawn,
        plane=metres(drawn).buffer(reach_m, quad_segs=QUARTER_CIRCLE_EDGES),
        upper_m=properties["top"] + properties["vertical_uncertainty_m"],
        is_obstacle=True,
        slack_m=CIRCLE_M + WIDENING * reach_m,
    )


@dataclass
class City:
    answers: dict
    areas: dict = field(default_factory=dict)
    approved: set = field(default_factory=set)
    unions: dict = field(default_factory=dict)

    def __post_init__(self):
        for feature in self.answers["airspace"]["features"]:
            make = zone if feature["properties"]["kind"] == "zone" else obstacle
            self.areas[feature["id"]] = make(feature)
        self.approved = set(self.answers["approved"])

    @property
    def keep_outs(self):
        return [area for area in self.areas.values() if not area.permits]

    def decision_of(self, area):
        """What the area means for a flight in it."""
        return "permitted" if area.id in self.approved else area.decision

    def covers(self, lowest_m, highest_m):
        """The unions of permitted zones that must all cover a flight at these heights: one for
        each layer between limits of zones."""
        permits = [area for area in self.areas.values() if area.permits]
        limits = {limit for area in permits for limit in (area.lower_m, area.upper_m)}
        cuts = [lowest_m, *sorted(m for m in limits if lowest_m < m < highest_m), highest_m]
        layers = zip(cuts, cuts[1:])
        return [self.union([area for area in permits if area.holds(*layer)]) for layer in layers]

    def union(self, areas):
        """The union of areas, with seams of rounding between neighbours closed."""
        key = frozenset(area.id for area in areas)
        if key not in self.unions:
            sealed = [area.plane.buffer(0.001, join_style="mitre") for area in areas]
            # Mitred corners may leave a ring that touches itself; the last step sorts it out.
            union = shapely.union_all(sealed).buffer(-0.001, join_style="mitre").buffer(0)
            assert union.is_valid
            shapely.prepare(union)
            shapely.prepare(union.boundary)
            self.unions[key] = union
        return self.unions[key]


def signed_depth_m(area, places):
    """How deep places of the plane lie in an area; negative outside."""
    if area.is_empty:
        return numpy.full(len(places), -math.inf)
    depth_m = shapely.distance(area.boundary, places)
    return numpy.where(shapely.intersects(area, places), depth_m, -depth_m)


def points_in_plane(coordinates):
    x, y = PLANE.transform(*numpy.array(coordinates).T)
    return shapely.points(x, y)
