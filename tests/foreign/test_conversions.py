"""The shipped airspace in other formats, read with plain JSON and XML parsers instead of ours."""

import json
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest
import shapely
from pyproj import Geod
from shapely.geometry import Point, Polygon, shape

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "geofences/qingdao").glob("*.geojson"))
WGS84 = Geod(ellps="WGS84")
KML = "{http://www.opengis.net/kml/2.2}"
ED318_TYPES = {
    "permitted": "NO_RESTRICTION",
    "conditional": "CONDITIONAL",
    "needs_authorization": "REQ_AUTHORIZATION",
    "prohibited": "PROHIBITED",
}
# Unions of neighbours move a border by what arithmetic rounds: this much of a square degree.
NO_AREA = 1e-12


@pytest.fixture(scope="module", params=FILES, ids=[path.stem for path in FILES])
def source(request):
    """The file and its features by identifier, as they are written."""
    features = json.loads(request.param.read_text(encoding="utf-8"))["features"]
    return request.param, {feature["properties"]["id"]: feature for feature in features}


@pytest.fixture
def convert(programs, source, tmp_path):
    """Converts the source; the text of the output, or None when there is none, and what was said."""

    def converted(name, path=source[0]):
        out = tmp_path / name
        command = [programs["haiou"], "airspace", "convert", str(path), str(out)]
        ran = subprocess.run(command, capture_output=True, text=True)
        assert ran.returncode == (0 if out.exists() else 1), ran.stdout + ran.stderr
        return out.read_text(encoding="utf-8") if out.exists() else None, ran.stdout

    return converted


def is_zone(feature):
    return feature["properties"]["kind"] == "zone"


def governs_flight(feature):
    """Whether a vehicle can be held to it."""
    properties = feature["properties"]
    imaging = properties.get("scope") == "imaging"
    return is_zone(feature) and not imaging and properties["rule"] != "advisory"


def is_permitted(feature):
    return feature["properties"]["rule"] == "permitted"


def same(one, other):
    return one.symmetric_difference(other).area < NO_AREA


def circle_of(feature):
    return shape(feature["geometry"]), feature["properties"].get("radius_m")


def test_ed318_has_the_same_polygons_and_circles(source, convert):
    _, features = source
    wanted = {id: feature for id, feature in features.items() if governs_flight(feature)}
    text, said = convert("out.ed318.json")
    for id in features.keys() - wanted.keys():
        assert id in said
    if not wanted:
        assert text is None or json.loads(text)["features"] == []
        return
    written = {zone["properties"]["identifier"]: zone for zone in json.loads(text)["features"]}
    assert written.keys() == wanted.keys()
    for id, feature in wanted.items():
        zone, geometry = written[id], written[id]["geometry"]
        assert zone["properties"]["type"] == ED318_TYPES[feature["properties"]["rule"]]
        drawn, radius_m = circle_of(feature)
        if isinstance(drawn, Point):
            assert geometry["extent"] == {"subType": "Circle", "radius": radius_m}
            assert geometry["coordinates"] == list(drawn.coords[0])
        else:
            members = geometry.get("geometries", [geometry])
            assert same(shapely.union_all([shape(member) for member in members]), drawn), id


def test_ed318_has_the_same_heights(source, convert):
    _, features = source
    text, _ = convert("out.ed318.json")
    for zone in json.loads(text)["features"] if text else []:
        wanted = features[zone["properties"]["identifier"]]["properties"]
        geometry = zone["geometry"]
        for member in geometry.get("geometries", [geometry]):
            layer = member["layer"]
            assert layer["uom"] == "m"
            upper = wanted.get("upper", "UNL")
            if upper != "UNL":
                assert layer["upper"] == upper
                assert layer["upperReference"].lower() == wanted["upper_datum"]
            else:
                assert layer["upper"] >= 10_000
            lower = wanted.get("lower", "GND")
            assert layer["lower"] == (0 if lower == "GND" else lower)


def kml_rings(polygon, kind):
    for boundary in polygon.iter(f"{KML}{kind}"):
        text = boundary.find(f"{KML}LinearRing/{KML}coordinates").text
        yield [tuple(map(float, place.split(",")[:2])) for place in text.split()]


def kml_polygons(placemark):
    return [
        Polygon(*kml_rings(polygon, "outerBoundaryIs"), list(kml_rings(polygon, "innerBoundaryIs")))
        for polygon in placemark.iter(f"{KML}Polygon")
    ]


def kml_data(placemark):
    return {data.get("name"): data.find(f"{KML}value").text for data in placemark.iter(f"{KML}Data")}


def test_kml_has_every_feature_with_its_shape_and_circles_drawn_on_the_safe_side(source, convert):
    _, features = source
    text, _ = convert("out.kml")
    marks = {kml_data(mark)["id"]: mark for mark in ElementTree.fromstring(text).iter(f"{KML}Placemark")}
    assert marks.keys() == features.keys()
    for id, feature in features.items():
        drawn, radius_m = circle_of(feature)
        polygons = kml_polygons(marks[id])
        if polygons and isinstance(drawn, Point):
            assert is_zone(feature)
            (polygon,) = polygons
            places = shapely.get_coordinates(polygon.segmentize(1e-5))
            middle = [[c] * len(places) for c in drawn.coords[0]]
            _, _, distances_m = WGS84.inv(*middle, *places.T)
            inside = is_permitted(feature)
            lowest_m, highest_m = (radius_m - 0.05, radius_m) if inside else (radius_m, radius_m + 0.05)
            assert lowest_m - 1e-6 <= min(distances_m) and max(distances_m) <= highest_m + 1e-6, id
        elif polygons:
            assert same(shapely.union_all(polygons), drawn), id
        else:
            texts = [element.text for element in marks[id].iter(f"{KML}coordinates")]
            places = [tuple(map(float, place.split(",")[:2])) for text in texts for place in text.split()]
            assert places == list(drawn.coords), id


def permission_around(features):
    """One permitted zone around all features, edges a tenth of a degree off."""
    west, south, east, north = shapely.union_all([shape(f["geometry"]) for f in features]).bounds
    frame = shapely.box(west - 0.1, south - 0.1, east + 0.1, north + 0.1)
    properties = {"kind": "zone", "id": "AROUND", "rule": "permitted", "upper": 120, "upper_datum": "agl"}
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(frame)}


def test_a_plan_keeps_out_of_the_same_areas_and_in_their_union(source, convert, tmp_path):
    path, features = source
    features = list(features.values())
    if not any(governs_flight(f) and is_permitted(f) for f in features):
        # Where nothing permits, a fence without keep-in would permit the rest of the world.
        assert convert("nothing.plan")[0] is None
        features.append(permission_around(features))
        path = tmp_path / "permitted.geojson"
        collection = {"type": "FeatureCollection", "features": features}
        path.write_text(json.dumps(collection), encoding="utf-8")
    wanted = [feature for feature in features if governs_flight(feature)]
    permitted = shapely.union_all([shape(f["geometry"]) for f in wanted if is_permitted(f)])
    text, said = convert("out.plan", path)
    if text is None:
        # Vehicles demand to be inside all keep-ins, so that one polygon it must be.
        assert permitted.geom_type == "MultiPolygon", said
        return
    fence = json.loads(text)["geoFence"]
    rings = {True: [], False: []}
    for polygon in fence["polygons"]:
        rings[polygon["inclusion"]].append(Polygon([(lon, lat) for lat, lon in polygon["polygon"]]))
    kept_in, kept_out = rings[True], rings[False]
    assert len(kept_in) == 1
    drawn = [shape(f["geometry"]) for f in wanted if not is_permitted(f)]
    # Keep-outs have no holes in a plan: they are closed.
    closed = [Polygon(part.exterior) for d in drawn for part in shapely.get_parts(d) if part.area > 0]
    holes = [Polygon(hole) for part in shapely.get_parts(permitted) for hole in part.interiors]
    assert same(shapely.union_all(kept_out), shapely.union_all(closed + holes))
    assert same(kept_in[0].difference(shapely.union_all(holes)), permitted)
    circles = sorted((*c["circle"]["center"][::-1], c["circle"]["radius"]) for c in fence["circles"])
    assert not any(circle["inclusion"] for circle in fence["circles"])
    points = [f for f in wanted if isinstance(shape(f["geometry"]), Point)]
    assert circles == sorted((*f["geometry"]["coordinates"], f["properties"]["radius_m"]) for f in points)
