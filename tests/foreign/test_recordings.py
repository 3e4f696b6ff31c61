"""What `haiou record` writes of bytes that pymavlink reads too: simulated vehicles', and damaged ones."""

import os
import random
import socket
import time

os.environ["MAVLINK20"] = "1"

import pytest  # noqa: E402
from logs import capture, kinds, kinds_by_haiou, read_by_pymavlink, replayed  # noqa: E402
from pilot import Pilot  # noqa: E402
from pymavlink.dialects.v20 import ardupilotmega as mavlink  # noqa: E402
from router import US  # noqa: E402
from simulator import SYSTEM_IDS  # noqa: E402

SPEED = 8


def test_pymavlink_reads_what_was_recorded_of_simulated_vehicles(programs, simulator, route):
    ports = {name: simulator.ports[name]["udp_listen"] for name in SYSTEM_IDS}
    links = [
        f"udp://127.0.0.1:{port}?group={name}&origin=simulated" for name, port in ports.items()
    ]
    recording = route(links, ["udp-listen://127.0.0.1:0?name=room"])
    address = f"udpout:127.0.0.1:{recording.port('room')}"
    watchers = [Pilot(address, system_id) for system_id in SYSTEM_IDS.values()]
    for watcher in watchers:
        watcher.wait("HEARTBEAT")
        watcher.wait("SYSTEM_TIME" if watcher.system_id == 2 else "HEARTBEAT")
        watcher.parameters()
        watcher.close()
    assert recording.end() == 0
    assert recording.summary["recorded"]["shed"] == 0
    for name, system_id in SYSTEM_IDS.items():
        [log] = recording.logs(name)
        by_pymavlink = kinds(read_by_pymavlink(log))
        news, summary = replayed(programs["haiou"], log)
        assert kinds_by_haiou(summary) == by_pymavlink
        assert summary["damaged_bytes"] == 0
        assert [it["system"] for it in summary["vehicles"]] == [system_id]
        assert any(it["kind"] == "discovered" for it in news)
        # Both directions are there: the vehicle's, the station's and ours.
        assert {system for system, _, _ in by_pymavlink} == {system_id, 255, US}


def bytes_of(messages):
    return [bytes(message.get_msgbuf()) for message in messages]


def accepted_by_pymavlink(stream):
    """The frames that pymavlink proves in a stream, in their order. What it does not know it takes unproven,
    whatever it is made of."""
    parser = mavlink.MAVLink(None)
    parser.robust_parsing = True
    taken = parser.parse_buffer(bytes(stream)) or []
    return [it for it in taken if it.get_type() != "BAD_DATA" and "UNKNOWN" not in it.get_type()]


def sent_by_tcp(route, stream, cuts):
    """What is recorded of a stream that comes in pieces."""
    recording = route(["tcp-listen://127.0.0.1:0?name=link&group=main"])
    with socket.create_connection(("127.0.0.1", recording.port("link"))) as connection:
        for start, end in zip([0, *cuts], [*cuts, len(stream)]):
            connection.sendall(stream[start:end])
        # Until it has taken everything: it closes when we do, having read what was before.
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(10)
        while connection.recv(65536):
            pass
    assert recording.end() == 0
    assert recording.summary["links"][0]["received_bytes"] == len(stream)
    return [it for it in recording.recorded("main") if it.get_srcSystem() != US]


@pytest.mark.parametrize("seed", [20261130, 7])
def test_of_a_damaged_stream_is_recorded_what_pymavlink_accepts(route, seed):
    """What our search for the next frame finds beyond that, in bytes that pymavlink throws away as one piece,
    pymavlink accepts by itself; and no frame was changed in transit and taken."""
    chance = random.Random(seed)
    whole = bytes_of(read_by_pymavlink(capture("ardupilot-mission")))
    stream = bytearray(b"".join(whole))
    for _ in range(150):
        stream[chance.randrange(len(stream))] ^= 1 << chance.randrange(8)
    for _ in range(30):
        at = chance.randrange(len(stream))
        del stream[at : at + chance.randrange(1, 60)]
    cuts = sorted(chance.sample(range(1, len(stream)), 200))
    recorded = bytes_of(sent_by_tcp(route, stream, cuts))
    by_pymavlink = bytes_of(accepted_by_pymavlink(stream))
    left = iter(recorded)
    missing = [frame for frame in by_pymavlink if not any(frame == one for one in left)]
    assert not missing, f"{len(missing)} of {len(by_pymavlink)}: {missing[:3]}"
    extra = list(recorded)
    for frame in by_pymavlink:
        extra.remove(frame)
    for frame in extra:
        assert len(accepted_by_pymavlink(frame)) == 1, frame.hex()
    said = set(whole)
    changed = [frame for frame in recorded if frame not in said]
    assert not changed, changed[:3]
    assert len(recorded) > len(whole) - 400


def test_a_recording_goes_on_while_others_connect_and_go(route):
    """Each stream by itself: what one cuts off spoils nothing of another."""
    recording = route(["tcp-listen://127.0.0.1:0?name=link&group=main"])
    frames = bytes_of(read_by_pymavlink(capture("ardupilot-mission")))[:300]
    at = ("127.0.0.1", recording.port("link"))
    with socket.create_connection(at) as steady:
        for number, frame in enumerate(frames):
            steady.sendall(frame[:7])
            if number % 10 == 0:
                with socket.create_connection(at) as passing:
                    passing.sendall(frame[: len(frame) // 2])
            steady.sendall(frame[7:])
        steady.shutdown(socket.SHUT_WR)
        steady.settimeout(10)
        while steady.recv(65536):
            pass
    assert recording.end() == 0
    recorded = [it for it in recording.recorded("main") if it.get_srcSystem() != US]
    assert bytes_of(recorded) == frames


def test_the_moments_of_a_recording_are_those_at_which_things_came(route):
    recording = route(["udp-listen://127.0.0.1:0?name=link&group=main"])
    frames = bytes_of(read_by_pymavlink(capture("ardupilot-mission")))[:50]
    began = time.time()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as vehicle:
        vehicle.connect(("127.0.0.1", recording.port("link")))
        for frame in frames:
            vehicle.send(frame)
    ended = time.time()
    assert recording.end() == 0
    moments = [it._timestamp for it in recording.recorded("main") if it.get_srcSystem() != US]
    assert len(moments) == len(frames)
    assert began - 0.01 <= min(moments) and max(moments) <= ended + 0.5
    assert moments == sorted(moments)
