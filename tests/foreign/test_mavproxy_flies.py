"""MAVProxy, without a screen, loads a file of waypoints and flies them; another link looks on."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pilot import Pilot, distance_m, is_armed, offset, place_of
from pymavlink.dialects.v20 import ardupilotmega as mavlink
from simulator import HOMES, SYSTEM_IDS

SPEED = 8
HOME = HOMES["copter"]
PLACES = [offset(HOME, 40, 0), offset(HOME, 40, 40)]
SAYS_WITHIN_S = 30


def waypoint_file(folder):
    """The plain text that Mission Planner, QGroundControl and MAVProxy exchange."""
    rows = [(0, 16, HOME, 0), (3, 22, HOME, 20), *((3, 16, place, 20) for place in PLACES)]
    lines = ["QGC WPL 110"]
    for seq, (frame, command, place, height_m) in enumerate(rows):
        values = [seq, int(seq == 0), frame, command, 0, 0, 0, 0, *place, height_m, 1]
        lines.append("\t".join(str(value) for value in values))
    path = folder / "square.waypoints"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class MavProxy:
    """A running MAVProxy whose commands are typed and whose lines are read."""

    def __init__(self, master, folder):
        program = Path(sys.executable).parent / "mavproxy.py"
        self._process = subprocess.Popen(
            [sys.executable, "-u", program, f"--master={master}", "--mav20", "--nowait",
             f"--state-basedir={folder}", "--default-modules=wp,arm,mode,cmdlong,param,misc",
             "--target-system=1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", cwd=folder,
        )  # fmt: skip
        self._said = ""
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        # A character at a time: its prompts end no line.
        while character := self._process.stdout.read(1):
            with self._more:
                self._said += character
                self._more.notify_all()

    def type(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def wait(self, text):
        """Until it has said this."""
        with self._more:
            heard = self._more.wait_for(lambda: text in self._said, SAYS_WITHIN_S)
            assert heard, f"MAVProxy did not say {text!r} but {self._said[-1500:]}"

    def end(self):
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(timeout=5)


@pytest.fixture
def mavproxy(simulator, tmp_path):
    port = simulator.ports["copter"]["tcp_listen"]
    running = MavProxy(f"tcp:127.0.0.1:{port}", tmp_path)
    yield running
    running.end()


@pytest.fixture
def observer(simulator):
    """Another link to the same vehicle that only looks on."""
    port = simulator.ports["copter"]["udp_listen"]
    pilot = Pilot(f"udpout:127.0.0.1:{port}", SYSTEM_IDS["copter"], source_system=254)
    pilot.wait("HEARTBEAT")
    pilot.ask_streams()
    yield pilot
    pilot.close()


def type_until(mavproxy, observer, line, kind, when):
    """Types a command again each few seconds of the vehicle until the vehicle shows its effect."""
    for _ in range(30):
        mavproxy.type(line)
        if observer.hear(kind, when, within_s=4) is not None:
            return
    raise AssertionError(f"{line}: {observer.texts[-8:]}; {mavproxy._said[-1500:]}")


def flew_a_file_of_waypoints(mavproxy, observer, tmp_path):
    mavproxy.wait("Detected vehicle 1:1")
    mavproxy.type(f"wp load {waypoint_file(tmp_path)}")
    mavproxy.wait("Flight plan received")
    assert [item.command for item in observer.download(0)] == [16, 22, 16, 16]

    def is_mode(number):
        return lambda it: it.custom_mode == number

    type_until(mavproxy, observer, "mode guided", "HEARTBEAT", is_mode(4))
    type_until(mavproxy, observer, "arm throttle", "HEARTBEAT", is_armed)
    mavproxy.type("takeoff 15")
    observer.wait("GLOBAL_POSITION_INT", lambda it: it.relative_alt > 13_500)
    mavproxy.type("mode auto")
    observer.wait("HEARTBEAT", is_mode(3))
    for place in PLACES:
        observer.wait(
            "GLOBAL_POSITION_INT",
            lambda it, place=place: distance_m(place_of(it), place) < 3,
            within_s=60,
        )
    mavproxy.type("mode rtl")
    observer.landed_at(HOME, within_s=120)


def test_mavproxy_flies_a_file_of_waypoints(mavproxy, observer, tmp_path):
    flew_a_file_of_waypoints(mavproxy, observer, tmp_path)
