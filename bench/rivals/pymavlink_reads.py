"""How fast pymavlink reads frames: those of the file that is named, and the CPU seconds that it takes."""

import os
import sys
import time

os.environ["MAVLINK20"] = "1"

from pymavlink.dialects.v20 import ardupilotmega as mavlink  # noqa: E402


def main():
    with open(sys.argv[1], "rb") as file:
        frames = file.read()
    reader = mavlink.MAVLink(None)
    began = time.process_time()
    messages = 0
    # As it comes from a socket.
    for start in range(0, len(frames), 1_024):
        messages += len(reader.parse_buffer(frames[start : start + 1_024]) or ())
    print(messages, time.process_time() - began)


main()
