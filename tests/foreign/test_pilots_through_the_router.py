"""pymavlink at endpoints of `haiou record`: it flies, it only looks, and tells apart what has one id."""

import time

import pytest
from pilot import is_armed, place_of
from pymavlink.dialects.v20 import ardupilotmega as mavlink
from router import CONTROL, LOOK, links_to, pilot_at
from simulator import COPTER_AT, SYSTEM_IDS, Simulator
from test_pymavlink_flies import asked_everything, flew, took_off, took_plans

SPEED = 20
RETURN_MODE = (1, 6)


@pytest.fixture
def pilots():
    """Pilots at endpoints, closed at the end."""
    opened = []

    def at(*where, **who):
        opened.append(pilot_at(*where, **who))
        return opened[-1]

    yield at
    for pilot in opened:
        pilot.close()


def test_pymavlink_asks_everything_and_flies(simulator, route, pilots, name):
    router = route(links_to(simulator), [f"{CONTROL}&sees={name}"])
    pilot = pilots(router, "room", SYSTEM_IDS[name])
    pilot.take_hold()
    asked_everything(pilot, name)
    flew(pilot, name)
    leases = [one for one in router.news if one["kind"] == "lease"]
    assert [(one["group"], one["system"]) for one in leases] == [(name, SYSTEM_IDS[name])]
    assert "lease-ended" not in router.kinds_of_news(), "its heartbeats hold it"


def test_who_may_only_look_sees_and_reads_and_is_not_obeyed(simulator, route, pilots, name):
    router = route(links_to(simulator), [f"{LOOK}&sees={name}"])
    pilot = pilots(router, "gallery", SYSTEM_IDS[name])
    parameter = {"copter": "WP_YAW_BEHAVIOR", "px4": "MIS_TAKEOFF_ALT"}[name]
    before = pilot.read_parameter(parameter).param_value
    pilot.download(0)
    arm = mavlink.MAV_CMD_COMPONENT_ARM_DISARM
    interval = mavlink.MAV_CMD_SET_MESSAGE_INTERVAL
    send = pilot.mav.command_long_send
    for _ in range(5):
        send(pilot.system_id, 1, arm, 0, 1, 21196, 0, 0, 0, 0, 0)
        send(pilot.system_id, 1, interval, 0, 33, 50_000, 0, 0, 0, 0, 0)
        pilot.mav.param_set_send(pilot.system_id, 1, parameter.encode(), before + 1, 9)
        until = time.monotonic() + 0.4
        while time.monotonic() < until:
            message = pilot.next()
            kind = message.get_type() if message else None
            assert kind != "COMMAND_ACK" or message.command not in (arm, interval), message
            assert kind != "HEARTBEAT" or not is_armed(message)
    assert pilot.read_parameter(parameter).param_value == before
    refused = [one["en"] for one in router.news if one["kind"] == "refused"]
    for what in (f"COMMAND_LONG {arm} ", f"COMMAND_LONG {interval} ", "PARAM_SET "):
        assert any(what in one for one in refused), (what, refused)
    assert all("may only read" in one for one in refused), refused
    assert "lease" not in router.kinds_of_news()


def test_two_vehicles_of_one_system_id_are_two_at_an_endpoint_and_both_fly(
    programs, tmp_path, route, pilots
):
    groups = ("north", "south")
    simulators = []
    try:
        for group in groups:
            folder = tmp_path / group
            folder.mkdir()
            simulators.append(Simulator(programs["haiou-sim"], folder, SPEED, ""))
        ports = [it.ports["copter"]["udp_listen"] for it in simulators]
        links = [
            f"udp://127.0.0.1:{port}?group={group}&origin=simulated"
            for port, group in zip(ports, groups)
        ]
        both_flew(route(links, [CONTROL]), pilots)
    finally:
        assert [it.end() for it in simulators] == [0] * len(simulators)


def ids_shown(pilot):
    """The system ids of autopilots that are seen in two seconds."""
    shown, until = set(), time.monotonic() + 2
    while time.monotonic() < until:
        message = pilot.link.recv_match(type="HEARTBEAT", blocking=True, timeout=0.1)
        if message is not None and message.autopilot != mavlink.MAV_AUTOPILOT_INVALID:
            shown.add(message.get_srcSystem())
    return shown


def both_flew(router, pilots):
    first = pilots(router, "room", 1)
    shown = ids_shown(first)
    assert len(shown) == 2 and 1 in shown, shown
    [other] = shown - {1}
    second = pilots(router, "room", other)
    for pilot in (first, second):
        pilot.catch_up()
        pilot.take_hold()
        pilot.ask_streams()
        ready = pilot.wait("GLOBAL_POSITION_INT", lambda it: abs(it.lat) > 0 and it.alt, 60)
    took_plans(second, "copter", place_of(ready))
    first.catch_up()
    assert len(first.download(0)) <= 1, "the plan was not for this one"
    took_off(first, "copter")
    second.catch_up()
    # The commands were not for this one.
    assert not is_armed(second.wait("HEARTBEAT"))
    second.stands_on_the_ground()
    took_off(second, "copter")
    for pilot in (first, second):
        pilot.catch_up()
        # Which nobody need hold it for.
        pilot.obeyed(mavlink.MAV_CMD_DO_SET_MODE, *RETURN_MODE)
        pilot.landed_at(COPTER_AT, within_s=180)
    armed = [(one["group"], one["system"]) for one in router.news if one["kind"] == "armed"]
    assert sorted(armed) == [("north", 1), ("south", 1)]
