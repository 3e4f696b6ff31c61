"""Telemetry logs: what haiou reads of them equals pymavlink's reading of the same bytes."""

import random

import pytest
from logs import NAMES, capture, kinds, kinds_by_haiou, read_by_pymavlink, replayed


@pytest.mark.parametrize("capture_name", NAMES)
def test_every_message_of_a_recorded_flight_is_accounted_for(programs, capture_name):
    path = capture(capture_name)
    expected = kinds(read_by_pymavlink(path))
    _, summary = replayed(programs["haiou"], path)
    assert summary["messages"] == sum(expected.values())
    assert kinds_by_haiou(summary) == expected
    assert summary["damaged_bytes"] == 0


@pytest.mark.parametrize("seed", [20261130, 7, 441])
def test_of_a_damaged_log_nothing_is_read_that_was_not_said(programs, tmp_path, seed):
    """Bytes are changed and a few cut out; what remains whole is read, and nothing else."""
    chance = random.Random(seed)
    original = capture("ardupilot-mission")
    damaged = bytearray(original.read_bytes())
    for _ in range(200):
        damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    for _ in range(20):
        at = chance.randrange(len(damaged))
        del damaged[at : at + chance.randrange(1, 40)]
    path = tmp_path / "damaged.tlog"
    path.write_bytes(damaged)
    said = kinds(read_by_pymavlink(original))
    _, summary = replayed(programs["haiou"], path)
    read = kinds_by_haiou(summary)
    assert read <= said, read - said
    # A changed bit takes one message, and a cut takes one or two with it.
    assert sum(said.values()) - 260 <= summary["messages"] < sum(said.values())
    assert summary["damaged_bytes"] > 0
