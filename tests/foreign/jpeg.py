"""Just enough of JPEG (ITU-T T.81) to know that a file is a whole picture, and how large it is."""

import struct

START, END, SCAN = 0xD8, 0xD9, 0xDA
# Frames of every coding but the tables' markers DHT, JPG and DAC between them.
FRAMES = set(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def size(data):
    """Width and height in points; goes from segment to segment, and through the scan to its end."""
    assert data[:2] == bytes([0xFF, START]), "no picture begins here"
    at, found = 2, None
    while True:
        assert data[at] == 0xFF, f"no marker at {at}"
        marker = data[at + 1]
        assert marker != END, "it ends before any scan"
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker in FRAMES:
            height, width, components = struct.unpack_from(">HHB", data, at + 5)
            assert components in (1, 3)
            found = width, height
        at += 2 + length
        if marker == SCAN:
            break
    assert found is not None, "a scan without a frame"
    # In a scan 0xFF stands before 0 (a byte of data) and before restart markers alone.
    scanned = at
    while True:
        at = data.index(0xFF, at)
        following = data[at + 1]
        if following == END:
            assert at - scanned > 1000, "next to nothing is in the picture"
            return found
        assert following == 0 or 0xD0 <= following <= 0xD7, f"marker {following:#x} in the scan"
        at += 2
