"""The simulator's program with two vehicles on free ports, started and ended as a person would."""

import json
import queue
import socket
import subprocess
import threading
import time

# Where both stand, and the height of the sea's surface there is 0.
COPTER_AT = (36.0700, 120.3700)
PX4_AT = (36.0700, 120.3720)
GROUND_AMSL_M = 20
SYSTEM_IDS = {"copter": 1, "px4": 2}
HOMES = {"copter": COPTER_AT, "px4": PX4_AT}

SCENARIO = """
[scenario]
name = "foreign peers"
seed = 3
start = 2026-11-24T08:00:00+08:00

[weather]
wind_speed_mps = 2
wind_from_deg = 330

[terrain]
kind = "flat"
elevation_amsl_m = {ground_amsl_m}
"""

VEHICLE = """
[[vehicle]]
name = "{name}"
system_id = {system_id}
at = [{longitude}, {latitude}]
autopilot = "{autopilot}"
airframe = "{airframe}"
{carries}
links = [
  {{ udp_listen = "127.0.0.1:{udp_listen}" }},
  {{ tcp_listen = "127.0.0.1:{tcp_listen}" }},
  {{ udp_to = "127.0.0.1:{udp_to}" }},
]
"""

STARTS_WITHIN_S = 20
ENDS_WITHIN_S = 10


def free_port(kind):
    """A loopback port that nobody has."""
    with socket.socket(socket.AF_INET, kind) as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


class Simulator:
    """A running `haiou-sim`. `ports[NAME]` has the ports of that vehicle by kind of link; `carries` are
    lines of the scenario that say what each vehicle has beside its autopilot."""

    def __init__(self, program, folder, speed, carries):
        self.ports = {
            name: {
                "udp_listen": free_port(socket.SOCK_DGRAM),
                "tcp_listen": free_port(socket.SOCK_STREAM),
                "udp_to": free_port(socket.SOCK_DGRAM),
            }
            for name in SYSTEM_IDS
        }
        scenario = folder / "foreign-peers.toml"
        scenario.write_text(self._scenario(carries), encoding="utf-8")
        self._events = queue.Queue()
        self.news = []
        self._process = subprocess.Popen(
            [program, str(scenario), "--json", "--speed", str(speed), "--lang", "en"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._await_ports()
        except BaseException:
            self.end()
            raise

    def _scenario(self, carries):
        text = SCENARIO.format(ground_amsl_m=GROUND_AMSL_M)
        for name, autopilot, airframe in [
            ("copter", "ardupilot-copter", "patrol-hexa"),
            ("px4", "px4", "inspection-quad"),
        ]:
            latitude, longitude = HOMES[name]
            text += VEHICLE.format(
                name=name,
                system_id=SYSTEM_IDS[name],
                latitude=latitude,
                longitude=longitude,
                autopilot=autopilot,
                airframe=airframe,
                carries=carries,
                **self.ports[name],
            )
        return text

    def _read(self):
        for line in self._process.stdout:
            event = json.loads(line)
            if event["event"] == "news":
                self.news.append(event["en"])
            self._events.put(event)
        self._events.put(None)

    def _await_ports(self):
        """Every port is open when its line is printed: two vehicles with three each."""
        deadline = time.monotonic() + STARTS_WITHIN_S
        opened = set()
        expected = {
            ports[kind] for ports in self.ports.values() for kind in ("udp_listen", "tcp_listen")
        }
        port_count = sum(len(ports) for ports in self.ports.values())
        for _ in range(port_count):
            event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            assert event is not None, "haiou-sim ended before its ports were open"
            assert event["event"] == "port", event
            if event["local"]:
                opened.add(int(event["local"].rsplit(":", 1)[1]))
        assert expected <= opened, f"asked for {expected}, opened {opened}"

    def end(self):
        """Asks it to quit as a person would; ends it by force only when it does not. Its exit code."""
        try:
            self._process.stdin.write("quit\n")
            self._process.stdin.close()
        except BrokenPipeError:
            pass
        try:
            code = self._process.wait(timeout=ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reader.join(timeout=ENDS_WITHIN_S)
        self._process.stdout.close()
        return code
