"""Our mission files, loaded by pymavlink's reader and by plain parsers of JSON, XML and zip."""

import json
import subprocess
import zipfile
from xml.etree import ElementTree

import pytest
from pymavlink import mavwp
from pymavlink.dialects.v20 import ardupilotmega as mavlink

SEEDS = range(36_060, 36_080)
# Whole 1e-7 degrees and centimetres, printed in full.
TOLERANCE = 1e-9
KML = "{http://www.opengis.net/kml/2.2}"
WPML = "{http://www.dji.com/wpmz/1.0.6}"


@pytest.fixture(params=SEEDS)
def files(request, programs, tmp_path):
    """The folder of one random mission's files, and what is in it."""
    command = [programs["mission_files"], str(request.param), str(tmp_path)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return tmp_path, json.loads(said.stdout)


def flown(items):
    """What is flown to, of items that are (command, frame, param1, latitude, longitude, height)."""
    places = [it for it in items if it[0] == mavlink.MAV_CMD_NAV_WAYPOINT]
    return [it[1:] for it in places]


def told(mission):
    """The same, as the mission has it."""
    keys = ["frame", "hold_s", "latitude", "longitude", "height"]
    return [tuple(place[key] for key in keys) for place in mission["flown"]]


def same(found, expected):
    assert len(found) == len(expected)
    for one, other in zip(found, expected):
        assert tuple(one) == pytest.approx(other, abs=TOLERANCE)


def test_waypoints_load_with_home_first_and_every_place_where_it_was_planned(files):
    folder, mission = files
    loader = mavwp.MAVWPLoader()
    count = loader.load(str(folder / "mission.waypoints"))
    items = [loader.wp(index) for index in range(count)]
    assert [it.seq for it in items] == list(range(count))
    assert [it.current for it in items] == [1] + [0] * (count - 1)
    assert all(it.autocontinue == 1 for it in items)
    home = items[0]
    assert (home.x, home.y, home.z) == pytest.approx(mission["home"], abs=TOLERANCE)
    speed = items[1]
    assert speed.command == mavlink.MAV_CMD_DO_CHANGE_SPEED
    assert speed.param2 == pytest.approx(mission["speed_mps"])
    fields = [(it.command, it.frame, it.param1, it.x, it.y, it.z) for it in items[1:]]
    same(flown(fields), told(mission))


def test_every_command_is_one_that_mavlink_knows(files):
    folder, _ = files
    loader = mavwp.MAVWPLoader()
    for index in range(1, loader.load(str(folder / "mission.waypoints"))):
        assert loader.wp(index).command in mavlink.enums["MAV_CMD"]


def test_a_plan_holds_the_same_items_with_fence_and_rally_points(files):
    folder, mission = files
    plan = json.loads((folder / "mission.plan").read_text(encoding="utf-8"))
    part = plan["mission"]
    assert (plan["fileType"], plan["version"], part["version"]) == ("Plan", 1, 2)
    assert part["firmwareType"] == mavlink.MAV_AUTOPILOT_ARDUPILOTMEGA
    assert part["vehicleType"] == mavlink.MAV_TYPE_QUADROTOR
    assert part["plannedHomePosition"] == mission["home"]
    items = part["items"]
    assert [it["doJumpId"] for it in items] == list(range(1, len(items) + 1))
    assert all(len(it["params"]) == 7 for it in items)
    fields = [(it["command"], it["frame"], it["params"][0], *it["params"][4:]) for it in items]
    same(flown(fields), told(mission))
    corners = sum(len(polygon["polygon"]) for polygon in plan["geoFence"]["polygons"])
    assert corners == mission["fence"]
    assert len(plan["rallyPoints"]["points"]) == mission["rally"]


def test_the_plan_is_loaded_by_pymavlink_like_the_waypoints(files):
    """pymavlink's loader of the mission protocol reads `.waypoints`; the plan's items are the same."""
    folder, _ = files
    loader = mavwp.MAVWPLoader()
    count = loader.load(str(folder / "mission.waypoints"))
    plan = json.loads((folder / "mission.plan").read_text(encoding="utf-8"))
    commands = [item["command"] for item in plan["mission"]["items"]]
    assert commands == [loader.wp(index).command for index in range(1, count)]


def above_home(mission):
    """Longitude, latitude and height above home of what is flown to."""
    ground = {0: mission["home"][2], 3: 0.0}
    return [
        (it["longitude"], it["latitude"], it["height"] - ground[it["frame"]]) for it in mission["flown"]
    ]


def tuples(element):
    return [tuple(map(float, it.split(","))) for it in element.find(f".//{KML}coordinates").text.split()]


def test_both_documents_of_a_wayline_hold_every_place_at_its_height_above_home(files):
    folder, mission = files
    with zipfile.ZipFile(folder / "mission.kmz") as archive:
        assert archive.namelist() == ["wpmz/template.kml", "wpmz/waylines.wpml"]
        roots = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist()]
    for root, height in zip(roots, ["height", "executeHeight"]):
        config = root.find(f".//{WPML}missionConfig")
        assert config.find(f"{WPML}executeRCLostAction").text == "goBack"
        placemarks = root.findall(f".//{KML}Folder/{KML}Placemark")
        numbers = [int(it.find(f"{WPML}index").text) for it in placemarks]
        assert numbers == list(range(len(placemarks)))
        found = [(*tuples(it)[0], float(it.find(f"{WPML}{height}").text)) for it in placemarks]
        expected = above_home(mission)
        # It may land at one more.
        assert len(found) - len(expected) in (0, 1)
        same(found[: len(expected)], expected)


def test_kml_draws_the_path_in_its_heights(files):
    folder, mission = files
    root = ElementTree.parse(folder / "mission.kml").getroot()
    line = root.find(f".//{KML}LineString")
    assert line.find(f"{KML}altitudeMode").text == "absolute"
    drawn = iter(tuples(line))
    for longitude, latitude, height in above_home(mission):
        place = pytest.approx((longitude, latitude, height + mission["home"][2]), abs=TOLERANCE)
        assert any(place == it for it in drawn)


def test_geojson_has_a_feature_for_each_place(files):
    folder, mission = files
    collection = json.loads((folder / "mission.geojson").read_text(encoding="utf-8"))
    flown = [it for it in collection["features"] if it["properties"]["do"] == "fly-to"]
    found = [it["geometry"]["coordinates"] for it in flown]
    same(found, [it[:2] for it in above_home(mission)])
