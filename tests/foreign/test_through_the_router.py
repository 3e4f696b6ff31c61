"""Ground stations that others wrote fly simulated vehicles of both flavours through `haiou record`."""

import time

import pytest
from application import Connected
from pilot import Pilot
from pymavlink.dialects.v20 import ardupilotmega as mavlink
from simulator import SYSTEM_IDS, Simulator
from test_mavproxy_flies import MavProxy, flew_a_file_of_waypoints
from test_mavsdk_flies import armed_and_up, came_home, flew_a_px4, looked_at, went_to
from test_pymavlink_flies import asked_everything, flew, took_off, took_plans

# MAVSDK's own patience is measured by our clock; pymavlink's is the vehicle's.
SPEED = 8
CONTROL = "tcp-listen://127.0.0.1:0?access=control&name=room"
LOOK = "udp-listen://127.0.0.1:0?name=gallery"
RETURN_MODES = {"copter": (1, 6), "px4": (1, 4, 5)}


def links_to(simulator, names=tuple(SYSTEM_IDS)):
    ports = {name: simulator.ports[name]["udp_listen"] for name in names}
    return [f"udp://127.0.0.1:{port}?group={name}&origin=simulated" for name, port in ports.items()]


@pytest.fixture
def routed(simulator, route):
    """A router with an endpoint that may control, and one that may look on."""
    return route(links_to(simulator), [CONTROL, LOOK])


@pytest.fixture
def pilots():
    """Pilots at endpoints, closed at the end."""
    opened = []

    def at(router, endpoint, system_id, **who):
        scheme = {"room": "tcp", "gallery": "udpout"}[endpoint]
        address = f"{scheme}:127.0.0.1:{router.port(endpoint)}"
        opened.append(Pilot(address, system_id, **who))
        opened[-1].wait("HEARTBEAT")
        return opened[-1]

    yield at
    for pilot in opened:
        pilot.close()


def test_pymavlink_asks_everything_and_flies(routed, pilots, name):
    pilot = pilots(routed, "room", SYSTEM_IDS[name])
    pilot.take_hold()
    asked_everything(pilot, name)
    flew(pilot, name)
    leases = [one for one in routed.news if one["kind"] == "lease"]
    assert [(one["group"], one["system"]) for one in leases] == [(name, SYSTEM_IDS[name])]
    assert "lease-ended" not in routed.kinds_of_news(), "its heartbeats hold it"


def test_mavproxy_flies_a_file_of_waypoints(routed, pilots, tmp_path):
    mavproxy = MavProxy(f"tcp:127.0.0.1:{routed.port('room')}", tmp_path)
    try:
        # It sees what MAVProxy has the vehicle say, and may not ask for more itself.
        observer = pilots(routed, "gallery", SYSTEM_IDS["copter"], source_system=254)
        flew_a_file_of_waypoints(mavproxy, observer, tmp_path)
    finally:
        mavproxy.end()


class Ports:
    """An endpoint of a router in the place of a vehicle's own port."""

    def __init__(self, router, name):
        self.ports = {name: {"tcp_listen": router.port("room")}}


def connected(simulator, route, name):
    """MAVSDK at an endpoint that shows one vehicle, holding it."""
    router = route(links_to(simulator), [f"{CONTROL}&sees={name}"])
    vehicle = Connected(Ports(router, name), name, "tcpout", asks_streams=False)
    deadline = time.monotonic() + 20
    while "lease" not in router.kinds_of_news():
        assert time.monotonic() < deadline, router.news[-5:]
        vehicle.ask_streams()
        time.sleep(0.2)
    vehicle.ask_streams()
    return vehicle


def test_mavsdk_flies_a_px4(simulator, route):
    vehicle = connected(simulator, route, "px4")
    try:
        flew_a_px4(vehicle)
    finally:
        vehicle.sdk.destroy()


def test_mavsdk_flies_a_copter(simulator, route):
    vehicle = connected(simulator, route, "copter")
    try:
        looked_at(vehicle, "copter")
        armed_and_up(vehicle, 12)
        at = vehicle.telemetry.position()
        went_to(vehicle, (at.latitude_deg + 0.0002, at.longitude_deg), 12)
        came_home(vehicle, "copter")
    finally:
        vehicle.sdk.destroy()


def is_armed(heartbeat):
    return bool(heartbeat.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED)


def refusals(router, what):
    return [one["en"] for one in router.news if one["kind"] == "refused" and what in one["en"]]


def test_who_may_only_look_sees_and_reads_and_is_not_obeyed(routed, pilots, name):
    pilot = pilots(routed, "gallery", SYSTEM_IDS[name])
    parameter = {"copter": "WP_YAW_BEHAVIOR", "px4": "MIS_TAKEOFF_ALT"}[name]
    before = pilot.read_parameter(parameter).param_value
    assert pilot.download(0) is not None
    arm = mavlink.MAV_CMD_COMPONENT_ARM_DISARM
    interval = mavlink.MAV_CMD_SET_MESSAGE_INTERVAL
    send = pilot.mav.command_long_send
    for _ in range(10):
        send(pilot.system_id, 1, arm, 0, 1, 21196, 0, 0, 0, 0, 0)
        send(pilot.system_id, 1, interval, 0, 33, 50_000, 0, 0, 0, 0, 0)
        pilot.mav.param_set_send(pilot.system_id, 1, parameter.encode(), before + 1, 9)
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            message = pilot.next()
            if message is None:
                continue
            assert message.get_type() not in ("COMMAND_ACK", "PARAM_VALUE"), message
            assert message.get_type() != "HEARTBEAT" or not is_armed(message)
    assert pilot.read_parameter(parameter).param_value == before
    for what in (f"COMMAND_LONG {arm}", f"COMMAND_LONG {interval}", "PARAM_SET"):
        assert refusals(routed, what), what
        assert all("may only read" in why for why in refusals(routed, what))
    assert "lease" not in routed.kinds_of_news()


def test_two_vehicles_of_one_system_id_are_two_at_an_endpoint_and_both_fly(
    programs, tmp_path, route, pilots
):
    simulators = []
    try:
        for group in ("north", "south"):
            folder = tmp_path / group
            folder.mkdir()
            simulators.append(Simulator(programs["haiou-sim"], folder, 20, ""))
        links = [
            f"udp://127.0.0.1:{it.ports['copter']['udp_listen']}?group={group}&origin=simulated"
            for it, group in zip(simulators, ("north", "south"))
        ]
        both_fly(route(links, [CONTROL]), pilots)
    finally:
        assert [it.end() for it in simulators] == [0] * len(simulators)


def ids_shown(pilot):
    """The system ids of autopilots at an endpoint, for a while."""
    shown, until = set(), time.monotonic() + 2
    while time.monotonic() < until:
        message = pilot.link.recv_match(type="HEARTBEAT", blocking=True, timeout=0.1)
        if message is not None and message.autopilot != 8:
            shown.add(message.get_srcSystem())
    return shown


def both_fly(router, pilots):
    first = pilots(router, "room", 1)
    shown = ids_shown(first)
    assert len(shown) == 2 and 1 in shown, shown
    [other] = shown - {1}
    second = pilots(router, "room", other)
    for pilot in (first, second):
        pilot.take_hold()
        pilot.ask_streams()
        ready = pilot.wait("GLOBAL_POSITION_INT", lambda it: abs(it.lat) > 0 and it.alt, within_s=60)
    took_plans(second, "copter", (ready.lat / 1e7, ready.lon / 1e7))
    assert first.download(0) == [] or len(first.download(0)) == 1
    took_off(first, "copter", 0)
    on_ground = second.wait("GLOBAL_POSITION_INT")
    assert abs(on_ground.relative_alt) < 1000, "it was not for this one"
    took_off(second, "copter", 0)
    for pilot in (first, second):
        pilot.obeyed(mavlink.MAV_CMD_DO_SET_MODE, *RETURN_MODES["copter"])
    for pilot in (first, second):
        pilot.wait("HEARTBEAT", lambda it: not is_armed(it), within_s=180)
    groups = {(one["group"], one["system"]) for one in router.news if one["kind"] == "armed"}
    assert groups == {("north", 1), ("south", 1)}
