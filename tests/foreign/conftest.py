"""The programs under test, built by the workspace's own dev profile, and what they answer."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from application import Connected
from city import City
from pilot import Pilot
from router import Router
from simulator import SYSTEM_IDS, Simulator

ROOT = Path(__file__).resolve().parents[2]

# Each seed is a city with its own questions.
SEEDS = {"city A": 20261124, "city B": 36101, "city C": 12038}


@pytest.fixture(scope="session")
def programs():
    """The executables by name. Built already when tools/run-tests calls; then this takes no time."""
    cargo = os.environ.get("CARGO", "cargo")
    command = [cargo, "build", "--locked", "--workspace", "--bins", "--examples", "--quiet"]
    said = subprocess.run(
        [*command, "--message-format=json"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
    )
    messages = [json.loads(line) for line in said.stdout.splitlines()]
    return {
        message["target"]["name"]: message["executable"]
        for message in messages
        if message["reason"] == "compiler-artifact" and message["executable"]
    }


@pytest.fixture(scope="session", params=SEEDS.values(), ids=SEEDS.keys())
def city(request, programs):
    """A random city with what the crate answered about it."""
    said = subprocess.run(
        [programs["oracle_answers"], str(request.param)], check=True, stdout=subprocess.PIPE
    )
    return City(json.loads(said.stdout))


@pytest.fixture
def simulator(programs, tmp_path, request):
    """A simulator with a Copter and a PX4; its speed is the module's `SPEED`, and what both carry the
    module's `CARRIES` where it has one."""
    carries = getattr(request.module, "CARRIES", "")
    running = Simulator(programs["haiou-sim"], tmp_path, request.module.SPEED, carries)
    yield running
    assert running.end() == 0, "haiou-sim did not end well"


@pytest.fixture
def route(programs, tmp_path):
    """Starts `haiou record` with links and endpoints; it has to end well, however the test goes."""
    running = []

    def started(links, stations=()):
        folder = tmp_path / f"logs-{len(running)}"
        running.append(Router(programs["haiou"], folder, links, stations))
        return running[-1]

    yield started
    # Each is ended, also after one that did not end well.
    codes = [router.end() for router in running]
    assert not any(codes), f"haiou record ended with {codes}"


@pytest.fixture(params=["copter", "px4"])
def name(request):
    """Each of the simulator's vehicles."""
    return request.param


@pytest.fixture
def pilot(simulator, name):
    """A pilot of that vehicle by UDP, who has heard it."""
    port = simulator.ports[name]["udp_listen"]
    pilot = Pilot(f"udpout:127.0.0.1:{port}", SYSTEM_IDS[name])
    pilot.wait("HEARTBEAT")
    yield pilot
    pilot.close()


@pytest.fixture
def connect(simulator):
    """Connects to a vehicle by its name and one of MAVSDK's ways; closed at the end."""
    opened = []

    def connected(name, way, asks_streams=True):
        opened.append(Connected(simulator, name, way, asks_streams))
        return opened[-1]

    yield connected
    for one in opened:
        one.sdk.destroy()
