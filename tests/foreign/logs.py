"""Telemetry logs as pymavlink reads them, and as haiou does."""

import json
import os
import subprocess
from collections import Counter
from pathlib import Path

os.environ["MAVLINK20"] = "1"

from pymavlink import mavutil  # noqa: E402

CAPTURES = Path(__file__).resolve().parents[1] / "captures"
NAMES = ["ardupilot-mission", "ardupilot-groundstation", "px4-mission"]


def capture(name):
    return CAPTURES / f"{name}.tlog"


def read_by_pymavlink(path):
    """The messages of a log, each with its moment in microseconds."""
    log = mavutil.mavlink_connection(str(path), dialect="ardupilotmega", robust_parsing=True)
    messages = []
    while (message := log.recv_msg()) is not None:
        if message.get_type() != "BAD_DATA":
            messages.append(message)
    log.close()
    return messages


def kind(message):
    """Who said which message. Of one that pymavlink does not know, both stand in its bytes alone."""
    if "UNKNOWN" not in message.get_type():
        return message.get_srcSystem(), message.get_srcComponent(), message.get_msgId()
    header = message.get_msgbuf()[:10]
    return header[5], header[6], int.from_bytes(header[7:10], "little")


def kinds(messages):
    """How often each component said each message."""
    return Counter(kind(message) for message in messages)


def replayed(program, path, *arguments):
    """The events that a replay told, and its summary, the last line."""
    said = subprocess.run(
        [program, "replay", str(path), "--speed", "0", "--json", *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
    )
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    return lines[:-1], lines[-1]


def kinds_by_haiou(summary):
    return Counter(
        {(one["system"], one["component"], one["id"]): one["count"] for one in summary["by_message"]}
    )
