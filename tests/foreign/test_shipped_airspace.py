"""The shipped airspace, judged by GEOS (shapely) and PROJ (pyproj) instead of by our own code."""

import json
from datetime import datetime
from itertools import combinations
from pathlib import Path

import pytest
from pyproj import Geod
from shapely.geometry import Point, Polygon, box, shape
from shapely.ops import unary_union

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "geofences/qingdao").glob("*.geojson"))
EXTENT = box(119.5, 35 + 35 / 60, 121.0, 37 + 9 / 60)
WGS84 = Geod(ellps="WGS84")

# Runway thresholds (lon, lat) of Jiaodong airport.
RUNWAYS = {
    "QD-ZSQD-1634": ((120.093233, 36.381279), (120.105377, 36.350357)),
    "QD-ZSQD-1735": ((120.071724, 36.371017), (120.083870, 36.340096)),
}


def features(path):
    return json.loads(path.read_text(encoding="utf-8"))["features"]


ALL = [(path.name, feature) for path in FILES for feature in features(path)]
ZONES = [feature for _, feature in ALL if feature["properties"]["kind"] == "zone"]
IDS = [feature["properties"]["id"] for _, feature in ALL]


def with_rule(rule):
    return [zone for zone in ZONES if zone["properties"]["rule"] == rule]


def test_there_are_forty_features_or_more_each_with_its_own_id():
    assert len(ALL) >= 40
    assert len(set(IDS)) == len(IDS)


@pytest.mark.parametrize(("file", "feature"), ALL, ids=IDS)
def test_geometry_is_valid_counter_clockwise_and_in_qingdao(file, feature):
    geometry = shape(feature["geometry"])
    assert geometry.is_valid
    assert EXTENT.contains(geometry)
    if isinstance(geometry, Polygon):
        assert geometry.area > 0
        assert geometry.exterior.is_ccw
        assert not any(hole.is_ccw for hole in geometry.interiors)
    elif isinstance(geometry, Point):
        assert feature["properties"]["radius_m"] > 0


@pytest.mark.parametrize(("file", "feature"), ALL, ids=IDS)
def test_properties_say_who_why_and_that_it_is_illustrative(file, feature):
    properties = feature["properties"]
    for name in ("name_zh", "name_en", "source"):
        assert properties[name]
    assert "示意" in properties["source"]
    if properties["kind"] == "zone":
        assert properties["authority"]["name"]
        assert properties["reason"]
        if properties["rule"] == "permitted":
            assert (properties["upper"], properties["upper_datum"]) == (120, "agl")
        if properties["rule"] == "conditional":
            assert properties["conditions"]
    else:
        assert properties["top"] > 0
        datetime.fromisoformat(properties["surveyed"])


def test_permitted_polygons_share_edges_but_no_area_except_the_bridge_corridor():
    shapes = {z["properties"]["id"]: shape(z["geometry"]) for z in with_rule("permitted")}
    shapes.pop("QD-SUIT-BRIDGE")
    overlaps = [(a, b) for a, b in combinations(shapes, 2) if shapes[a].overlaps(shapes[b])]
    touching = [(a, b) for a, b in combinations(shapes, 2) if shapes[a].intersection(shapes[b]).length > 0]
    assert overlaps == []
    assert len(touching) >= 6


def test_shared_edges_leave_no_gap_in_the_permitted_cover():
    cover = unary_union([shape(zone["geometry"]) for zone in with_rule("permitted")])
    assert all(len(part.interiors) == 0 for part in cover.geoms)


def test_no_permitted_polygon_reaches_into_the_airport_clearance():
    clearance = unary_union([shape(z["geometry"]) for z in ZONES if z["properties"]["id"] in RUNWAYS])
    for zone in with_rule("permitted"):
        assert not shape(zone["geometry"]).intersects(clearance), zone["properties"]["id"]


@pytest.mark.parametrize("zone_id", RUNWAYS)
def test_clearance_reaches_10_km_to_each_side_and_20_km_beyond_the_ends(zone_id):
    zone = next(z for z in ZONES if z["properties"]["id"] == zone_id)
    assert zone["properties"]["rule"] == "prohibited"
    outline = shape(zone["geometry"])
    first, last = RUNWAYS[zone_id]
    bearing = WGS84.inv(*first, *last)[0]

    def inside(start, azimuth, distance_m):
        return outline.contains(Point(WGS84.fwd(*start, azimuth, distance_m)[:2]))

    for start, outward in ((first, bearing + 180), (last, bearing)):
        assert inside(start, outward, 19_999)
        assert not inside(start, outward, 20_010)
        for side in (bearing + 90, bearing - 90):
            assert inside(start, side, 9_999)
            assert not inside(start, side, 10_010)
        # The corners, where a rectangle on a plane would be wrong.
        for side in (90, -90):
            end = WGS84.fwd(*start, outward, 19_990)[:2]
            along = WGS84.inv(*start, *end)[0]
            assert inside(end, along + side, 9_990)
            assert not inside(end, along + side, 10_020)
