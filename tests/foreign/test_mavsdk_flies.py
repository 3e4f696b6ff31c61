"""MAVSDK flies simulated vehicles with what an application takes of it."""

import math

import pytest
from application import URLS, wait_for
from mavsdk.plugins.mission.mission import Mission, MissionItem, MissionPlan
from mavsdk.plugins.mission_raw.mission_raw import MissionItem as RawItem
from mavsdk.plugins.mission_raw.mission_raw import MissionRaw
from mavsdk.plugins.param.param import Param
from mavsdk.plugins.telemetry.telemetry import LandedState
from pilot import BELIEVED_HEIGHT_ERROR_M, BELIEVED_PLACE_ERROR_M, distance_m, offset
from simulator import GROUND_AMSL_M, HOMES

# MAVSDK's own patience is measured by our clock, so the vehicle's must not run far ahead.
SPEED = 4
PARAMETER_COUNTS = {"copter": 1354, "px4": 876}


def place_of(position):
    return position.latitude_deg, position.longitude_deg


def looked_at(vehicle, name):
    """Telemetry says what is true; the position as soon as it is known."""
    vehicle.wait("health", lambda it: it.is_global_position_ok and it.is_home_position_ok)
    at = vehicle.wait("position", lambda it: math.isfinite(it.latitude_deg))
    assert distance_m(place_of(at), HOMES[name]) < 5
    assert abs(at.absolute_altitude_m - GROUND_AMSL_M) < 8
    battery = vehicle.wait("battery", lambda it: it.voltage_v > 10)
    assert 90 < battery.remaining_percent <= 100
    vehicle.wait("gps_info", lambda it: it.num_satellites > 8 and it.fix_type >= 3)


def parameters_checked(vehicle, name):
    param = Param(vehicle.system)
    everything = param.get_all_params()
    names = {it.name for it in everything.int_params} | {it.name for it in everything.float_params}
    assert len(names - {"_HASH_CHECK"}) == PARAMETER_COUNTS[name]
    if name == "px4":
        param.set_param_float("MIS_TAKEOFF_ALT", 7.5)
        assert param.get_param_float("MIS_TAKEOFF_ALT") == 7.5
        before = param.get_param_int("NAV_RCL_ACT")
        param.set_param_int("NAV_RCL_ACT", before + 1)
        assert param.get_param_int("NAV_RCL_ACT") == before + 1
    else:
        param.set_param_int("WP_YAW_BEHAVIOR", 1)
        assert param.get_param_int("WP_YAW_BEHAVIOR") == 1


def armed_and_up(vehicle, height_m):
    vehicle.wait("health", lambda it: it.is_armable)
    vehicle.action.set_takeoff_altitude(height_m)
    vehicle.action.arm()
    vehicle.wait("armed", lambda it: it)
    vehicle.action.takeoff()
    vehicle.wait("position", lambda it: it.relative_altitude_m > height_m - 1.5)
    vehicle.wait("in_air", lambda it: it)


def went_to(vehicle, target, height_m):
    at = vehicle.telemetry.position()
    amsl_m = at.absolute_altitude_m - at.relative_altitude_m + height_m
    vehicle.action.goto_location(*target, amsl_m, math.nan)
    vehicle.wait("position", lambda it: distance_m(place_of(it), target) < 2)


def took_fence_and_rally_points(mission, home):
    """MAVSDK's own geofence plugin cannot be read back; the raw plans can."""
    corners = [offset(home, n, e) for n, e in [(500, 500), (500, -500), (-500, -500), (-500, 500)]]
    # Farther away than home ever is, so that nobody returns there.
    refuges = [offset(home, -300, 0), offset(home, -300, 60)]
    fence = [
        RawItem(seq, 0, 5001, 0, 1, len(corners), 0, 0, 0, *coordinates(corner), 0, 1)
        for seq, corner in enumerate(corners)
    ]
    rally = [
        RawItem(seq, 3, 5100, 0, 1, 0, 0, 0, 0, *coordinates(refuge), 20, 2)
        for seq, refuge in enumerate(refuges)
    ]
    mission.upload_geofence(fence)
    mission.upload_rally_points(rally)
    for sent, told in [
        (fence, mission.download_geofence()),
        (rally, mission.download_rallypoints()),
    ]:
        assert [essence(item) for item in told] == [essence(item) for item in sent]


def essence(item):
    """What of an item has to come back as it was sent."""
    return item.seq, item.command, item.param1, item.x, item.y, item.z, item.mission_type


def came_home(vehicle, name):
    vehicle.action.return_to_launch()
    vehicle.wait("armed", lambda it: not it, within_s=60)
    # It says so itself, which is no matter of heights.
    vehicle.wait("landed_state", lambda it: it == LandedState.ON_GROUND)
    at = vehicle.telemetry.position()
    assert abs(at.relative_altitude_m) < BELIEVED_HEIGHT_ERROR_M
    assert distance_m(place_of(at), HOMES[name]) < BELIEVED_PLACE_ERROR_M


def test_mavsdk_asks_a_px4_everything_and_flies_it(connect):
    flew_a_px4(connect("px4", "udpin"))


def flew_a_px4(vehicle):
    parameters_checked(vehicle, "px4")
    looked_at(vehicle, "px4")
    home = HOMES["px4"]
    places = [offset(home, 40, 0), offset(home, 40, 30)]
    plan = [
        MissionItem(*place, 20, speed_m_s=8, is_fly_through=True, acceptance_radius_m=2)
        for place in places
    ]
    mission = Mission(vehicle.system)
    mission.upload_mission(MissionPlan(plan))
    told = mission.download_mission().mission_items
    assert [distance_m(place_of(item), place) < 0.05 for item, place in zip(told, places)] == [
        True,
        True,
    ]
    assert [item.relative_altitude_m for item in told] == [20, 20]
    assert [item.speed_m_s for item in told] == [8, 8]
    took_fence_and_rally_points(MissionRaw(vehicle.system), home)

    armed_and_up(vehicle, 12)
    went_to(vehicle, offset(home, -15, 10), 12)
    mission.start_mission()
    wait_for(
        mission, "mission_progress", lambda it: (it.current, it.total) == (2, 2), within_s=40
    )
    assert mission.is_mission_finished()
    assert distance_m(place_of(vehicle.telemetry.position()), places[-1]) < 10
    came_home(vehicle, "px4")


def test_mavsdk_asks_a_copter_everything_and_flies_it(connect):
    flew_a_copter(connect("copter", "tcpout"))


def flew_a_copter(vehicle):
    parameters_checked(vehicle, "copter")
    looked_at(vehicle, "copter")
    home = HOMES["copter"]
    # The raw plan: MAVSDK's own does not know that a Copter's first item stands for home.
    places = [home, home, offset(home, 40, 0), offset(home, 40, 30)]
    commands = [16, 22, 16, 16]
    plan = [
        RawItem(seq, 3, command, int(seq == 0), 1, 0, 0, 0, 0, *coordinates(place), 20, 0)
        for seq, (command, place) in enumerate(zip(commands, places))
    ]
    mission = MissionRaw(vehicle.system)
    mission.upload_mission(plan)
    told = mission.download_mission()
    assert [(it.seq, it.command, it.x, it.y, it.z) for it in told[1:]] == [
        (it.seq, it.command, it.x, it.y, it.z) for it in plan[1:]
    ]
    took_fence_and_rally_points(mission, home)

    armed_and_up(vehicle, 12)
    went_to(vehicle, offset(home, -15, 10), 12)
    mission.start_mission()
    vehicle.wait("position", lambda it: distance_m(place_of(it), places[-1]) < 3, within_s=40)
    came_home(vehicle, "copter")


def coordinates(place):
    return [round(degrees * 1e7) for degrees in place]


@pytest.mark.parametrize("name", ["copter", "px4"])
@pytest.mark.parametrize("way", URLS)
def test_mavsdk_connects_in_every_way(connect, name, way):
    vehicle = connect(name, way)
    vehicle.wait("health", lambda it: it.is_global_position_ok)


# What MAVSDK's health is made of.
HEALTH = [
    "is_gyrometer_calibration_ok",
    "is_accelerometer_calibration_ok",
    "is_magnetometer_calibration_ok",
    "is_local_position_ok",
    "is_global_position_ok",
    "is_home_position_ok",
    "is_armable",
]


def test_a_copter_becomes_healthy_for_mavsdk_alone(connect):
    """Without the stream requests of other ground stations: MAVSDK asks for what its health needs."""
    vehicle = connect("copter", "udpin", asks_streams=False)
    # An ArduPilot tells nothing of its health unasked, wherever it could be.
    health = vehicle.wait("health", lambda it: True)
    assert not health.is_armable and not health.is_global_position_ok
    vehicle.telemetry.set_rate_health(4)
    vehicle.wait("health", lambda it: all(getattr(it, part) for part in HEALTH), within_s=60)
    assert vehicle.telemetry.health_all_ok()
    vehicle.action.arm()
    vehicle.wait("armed", lambda it: it)
