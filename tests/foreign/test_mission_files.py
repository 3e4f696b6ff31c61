"""Our mission files, loaded by pymavlink's readers and by a plain JSON parser."""

import json
import subprocess

import pytest
from pymavlink import mavwp
from pymavlink.dialects.v20 import ardupilotmega as mavlink

SEEDS = range(36_060, 36_080)
# Whole 1e-7 degrees and centimetres, printed in full.
TOLERANCE = 1e-9


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
        assert one == pytest.approx(other, abs=TOLERANCE)


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
