"""An application's side of a link, by MAVSDK: one vehicle at a port, with the plugins that are wanted."""

import json
import queue
import time

from mavsdk import Autopilot, ComponentType, Configuration, ConnectionResult, Mavsdk
from mavsdk.plugins.action.action import Action
from mavsdk.plugins.mavlink_direct.mavlink_direct import MavlinkDirect, MavlinkMessage
from mavsdk.plugins.telemetry.telemetry import Telemetry
from simulator import SYSTEM_IDS

CONNECTS_WITHIN_S = 10
AUTOPILOTS = {"copter": Autopilot.ARDUPILOT, "px4": Autopilot.PX4}
URLS = {
    "udpin": ("udpin://127.0.0.1:{}", "udp_to"),
    "udpout": ("udpout://127.0.0.1:{}", "udp_listen"),
    "tcpout": ("tcpout://127.0.0.1:{}", "tcp_listen"),
}


def wait_for(plugin, stream, when, within_s=30):
    """The next value of a plugin's stream for which `when` holds."""
    values = queue.Queue()
    handle = getattr(plugin, f"subscribe_{stream}")(lambda value, _: values.put(value))
    deadline = time.monotonic() + within_s
    last = None
    try:
        while True:
            last = values.get(timeout=max(0.0, deadline - time.monotonic()))
            if when(last):
                return last
            # Values that come without end must not hide that the right one does not.
            if time.monotonic() > deadline:
                raise queue.Empty
    except queue.Empty:
        raise AssertionError(f"{stream} in {within_s} s came only to {last}") from None
    finally:
        getattr(plugin, f"unsubscribe_{stream}")(handle)


class Connected:
    """MAVSDK with the one vehicle at a port, and its plugins; a Copter is asked for all that it can tell,
    unless nothing but MAVSDK is to ask."""

    def __init__(self, simulator, name, way, asks_streams=True):
        kind = ComponentType.GROUND_STATION
        self.sdk = Mavsdk(Configuration.create_with_component_type(kind))
        url, port = URLS[way]
        result = self.sdk.add_any_connection(url.format(simulator.ports[name][port]))
        assert result == ConnectionResult.SUCCESS
        self.system = self.sdk.first_autopilot(CONNECTS_WITHIN_S)
        assert self.system is not None, "MAVSDK found no vehicle"
        assert self.system.get_system_id() == SYSTEM_IDS[name]
        # MAVSDK takes whatever component 1 says for its coming; its heartbeat may be a second behind.
        deadline = time.monotonic() + CONNECTS_WITHIN_S
        while self.system.autopilot_type() != AUTOPILOTS[name]:
            assert time.monotonic() < deadline, self.system.autopilot_type()
            time.sleep(0.05)
        self.action = Action(self.system)
        self.telemetry = Telemetry(self.system)
        if name == "copter" and asks_streams:
            self.ask_streams()

    def ask_streams(self):
        """An ArduPilot tells nothing more than its heartbeat unasked, and MAVSDK does not ask for all."""
        fields = {"target_system": self.system.get_system_id(), "target_component": 1}
        fields |= {"req_stream_id": 0, "req_message_rate": 4, "start_stop": 1}
        message = MavlinkMessage(
            "REQUEST_DATA_STREAM", 245, 190, fields["target_system"], 1, json.dumps(fields)
        )
        MavlinkDirect(self.system).send_message(message)

    def wait(self, stream, when, within_s=30):
        """The next value of a telemetry stream for which `when` holds."""
        return wait_for(self.telemetry, stream, when, within_s)
