"""pymavlink asks everything of a simulated vehicle and flies it, by UDP and by TCP."""

import math

import pytest
from pilot import Pilot, distance_m, is_armed, offset, place_of
from pymavlink.dialects.v20 import ardupilotmega as mavlink
from simulator import GROUND_AMSL_M, HOMES, SYSTEM_IDS

SPEED = 20
PARAMETER_COUNTS = {"copter": 1354, "px4": 876}
# One whose value may be anything in a range, and its type as each autopilot tells it.
A_PARAMETER = {"copter": ("WP_YAW_BEHAVIOR", 1, 2), "px4": ("MIS_TAKEOFF_ALT", 7.5, 9)}
TAKE_OFF_HEIGHT_M = 15
MISSION, FENCE, RALLY = 0, 1, 2
GLOBAL, RELATIVE = mavlink.MAV_FRAME_GLOBAL, mavlink.MAV_FRAME_GLOBAL_RELATIVE_ALT
# Modes as DO_SET_MODE takes them: Copter's number, or PX4's main and sub mode.
RETURN_MODES = {"copter": (1, 6), "px4": (1, 4, 5)}


@pytest.fixture(params=["udp", "tcp"])
def pilot(request, simulator, name):
    ports = simulator.ports[name]
    address = {
        "udp": f"udpout:127.0.0.1:{ports['udp_listen']}",
        "tcp": f"tcp:127.0.0.1:{ports['tcp_listen']}",
    }[request.param]
    pilot = Pilot(address, SYSTEM_IDS[name])
    yield pilot
    pilot.close()


def plans(pilot, name, home):
    """A mission, a fence and rally points; with a Copter the first item is home's place."""
    nothing = (0, 0, 0, 0)
    north, corner = offset(home, 60, 0), offset(home, 60, 60)
    yaw_free = (0, 0, 0, math.nan) if name == "px4" else nothing
    mission = [
        (RELATIVE, mavlink.MAV_CMD_NAV_TAKEOFF, yaw_free, home, 20),
        (RELATIVE, mavlink.MAV_CMD_NAV_WAYPOINT, yaw_free, north, 20),
        (RELATIVE, mavlink.MAV_CMD_NAV_WAYPOINT, yaw_free, corner, 25),
    ]
    if name == "copter":
        mission.insert(0, (GLOBAL, mavlink.MAV_CMD_NAV_WAYPOINT, nothing, home, GROUND_AMSL_M))
    square = [offset(home, n, e) for n, e in [(500, 500), (500, -500), (-500, -500), (-500, 500)]]
    inclusion = mavlink.MAV_CMD_NAV_FENCE_POLYGON_VERTEX_INCLUSION
    fence = [(GLOBAL, inclusion, (4, 0, 0, 0), corner, 0) for corner in square]
    exclusion = mavlink.MAV_CMD_NAV_FENCE_CIRCLE_EXCLUSION
    fence.append((GLOBAL, exclusion, (40, 0, 0, 0), offset(home, -300, 0), 0))
    point = mavlink.MAV_CMD_NAV_RALLY_POINT
    rally = [(RELATIVE, point, nothing, offset(home, -30, east), 20) for east in (0, 40)]
    return {
        plan: [pilot.item(seq, *item, plan) for seq, item in enumerate(items)]
        for plan, items in ((MISSION, mission), (FENCE, fence), (RALLY, rally))
    }


def essence(item):
    """What of an item has to come back as it was sent; PX4 names the same frames `_INT`."""
    frame = {5: GLOBAL, 6: RELATIVE}.get(item.frame, item.frame)
    return item.seq, item.command, frame, item.param1, item.x, item.y, item.z


def asked_everything(pilot, name):
    heartbeat = pilot.wait("HEARTBEAT")
    assert heartbeat.autopilot == {"copter": 3, "px4": 12}[name]
    pilot.ask_streams()

    pilot.mav.command_long_send(pilot.system_id, 1, 512, 0, 148, 0, 0, 0, 0, 0, 0)
    version = pilot.wait("AUTOPILOT_VERSION", within_s=5)
    assert version.capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_INT
    assert version.capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_MISSION_FENCE

    parameters, count = pilot.parameters()
    assert count == PARAMETER_COUNTS[name]
    assert ("_HASH_CHECK" in parameters) == (name == "px4")
    assert len(parameters.keys() - {"_HASH_CHECK"}) == count

    key, value, kind = A_PARAMETER[name]
    assert parameters[key][1] == kind
    assert parameters[key][0] != value, "setting it would show nothing"
    assert pilot.set_parameter(key, value, kind).param_value == value
    assert pilot.read_parameter(key).param_value == value


def took_plans(pilot, name, home):
    for plan, items in plans(pilot, name, home).items():
        pilot.upload(items, plan)
        # Copter tells where home truly is instead of the item that stands for it.
        first = 1 if (name, plan) == ("copter", MISSION) else 0
        told = pilot.download(plan)
        assert [essence(item) for item in told[first:]] == [essence(item) for item in items[first:]]


def took_off(pilot, name):
    if name == "copter":
        pilot.insist(mavlink.MAV_CMD_DO_SET_MODE, 1, 4)
    pilot.insist(mavlink.MAV_CMD_COMPONENT_ARM_DISARM, 1)
    pilot.wait("HEARTBEAT", is_armed)
    if name == "copter":
        pilot.obeyed(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, 0, 0, 0, TAKE_OFF_HEIGHT_M)
    else:
        # Home is where it is armed, as high as it believes to be then.
        amsl_m = pilot.home_amsl_m() + TAKE_OFF_HEIGHT_M
        nan = math.nan
        pilot.obeyed(mavlink.MAV_CMD_NAV_TAKEOFF, 0, 0, 0, nan, nan, nan, amsl_m)
    pilot.wait("GLOBAL_POSITION_INT", lambda it: it.relative_alt > 1000 * (TAKE_OFF_HEIGHT_M - 1.5))


def went_to(pilot, name, target):
    x, y = (round(degrees * 1e7) for degrees in target)
    if name == "copter":
        pilot.mav.set_position_target_global_int_send(
            0, pilot.system_id, 1, 6, 0x0DF8, x, y, TAKE_OFF_HEIGHT_M, 0, 0, 0, 0, 0, 0, 0, 0
        )
    else:
        reposition = mavlink.MAV_CMD_DO_REPOSITION
        amsl_m = pilot.home_amsl_m() + TAKE_OFF_HEIGHT_M
        pilot.mav.command_int_send(
            pilot.system_id, 1, GLOBAL, reposition, 0, 0, -1, 1, 0, math.nan, x, y, amsl_m
        )
        acknowledged = pilot.wait("COMMAND_ACK", lambda it: it.command == reposition, within_s=5)
        assert acknowledged.result == mavlink.MAV_RESULT_ACCEPTED
    pilot.wait(
        "GLOBAL_POSITION_INT", lambda it: distance_m(place_of(it), target) < 2, within_s=60
    )


def flew(pilot, name):
    """Takes off, goes somewhere, flies the mission, and comes home."""
    # Its own place once it knows it.
    ready = pilot.wait("GLOBAL_POSITION_INT", lambda it: abs(it.lat) > 0 and it.alt, within_s=60)
    home = HOMES[name]
    assert distance_m(place_of(ready), home) < 5
    took_plans(pilot, name, home)

    took_off(pilot, name)
    went_to(pilot, name, offset(home, -20, 30))

    pilot.obeyed(mavlink.MAV_CMD_MISSION_START)
    last = len(plans(pilot, name, home)[MISSION]) - 1
    pilot.wait("MISSION_ITEM_REACHED", lambda it: it.seq == last, within_s=120)
    there = pilot.wait("GLOBAL_POSITION_INT", within_s=5)
    assert distance_m(place_of(there), offset(home, 60, 60)) < 10

    # A rally point nearer than home would be chosen; home is to be it.
    pilot.mav.mission_clear_all_send(pilot.system_id, 1, RALLY)
    pilot.wait("MISSION_ACK", lambda it: it.mission_type == RALLY, within_s=5)
    pilot.obeyed(mavlink.MAV_CMD_DO_SET_MODE, *RETURN_MODES[name])
    pilot.landed_at(home, within_s=180)


def test_pymavlink_asks_everything_and_flies(pilot, name):
    asked_everything(pilot, name)
    flew(pilot, name)
