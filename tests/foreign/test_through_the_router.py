"""MAVProxy and MAVSDK fly simulated vehicles through `haiou record`."""

import time

import pytest
from application import Connected
from router import CONTROL, LOOK, links_to, pilot_at
from simulator import SYSTEM_IDS
from test_mavproxy_flies import MavProxy, flew_a_file_of_waypoints
from test_mavsdk_flies import armed_and_up, came_home, flew_a_px4, looked_at, went_to

# MAVSDK's own patience is measured by our clock, so the vehicle's must not run far ahead.
SPEED = 6


def test_mavproxy_flies_a_file_of_waypoints(simulator, route, tmp_path):
    router = route(links_to(simulator), [f"{CONTROL}&sees=copter", f"{LOOK}&sees=copter"])
    mavproxy = MavProxy(f"tcp:127.0.0.1:{router.port('room')}", tmp_path)
    # It sees what MAVProxy has the vehicle say, and may not ask for more itself.
    observer = pilot_at(router, "gallery", SYSTEM_IDS["copter"], source_system=254)
    try:
        # What streams it asks for takes holding the vehicle.
        router.wait_for_news("lease", meanwhile=observer.next)
        flew_a_file_of_waypoints(mavproxy, observer, tmp_path)
    finally:
        observer.close()
        mavproxy.end()


class Endpoint:
    """An endpoint of a router in the place of a vehicle's own port."""

    def __init__(self, router, name):
        self.ports = {name: {"tcp_listen": router.port("room")}}


@pytest.fixture
def connect_through(simulator, route):
    """MAVSDK at an endpoint that shows one vehicle, holding it; closed at the end."""
    opened = []

    def connected(name):
        router = route(links_to(simulator), [f"{CONTROL}&sees={name}"])
        vehicle = Connected(Endpoint(router, name), name, "tcpout", asks_streams=False)
        opened.append(vehicle)

        def ask():
            vehicle.ask_streams()
            time.sleep(0.2)

        router.wait_for_news("lease", meanwhile=ask)
        vehicle.ask_streams()
        return vehicle

    yield connected
    for one in opened:
        one.sdk.destroy()


def test_mavsdk_flies_a_px4(connect_through):
    flew_a_px4(connect_through("px4"))


def test_mavsdk_flies_a_copter(connect_through):
    vehicle = connect_through("copter")
    looked_at(vehicle, "copter")
    armed_and_up(vehicle, 12)
    at = vehicle.telemetry.position()
    went_to(vehicle, (at.latitude_deg + 0.0002, at.longitude_deg), 12)
    came_home(vehicle, "copter")
