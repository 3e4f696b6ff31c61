"""The files of simulated autopilots, as pymavlink's client sees them."""

import pytest
from pilot import AUTOPILOT
from pymavlink import mavftp
from pymavlink.dialects.v20 import ardupilotmega as mavlink

SPEED = 2
CARDS = {"copter": "/APM", "px4": "/fs/microsd"}
PATIENCE_S = 40


def listed(client, path):
    """What is in a directory: each entry's name with its size, None for a directory."""
    result = client.cmd_list([path])
    assert result.error_code == mavftp.FtpError.Success, result.error_code
    return {it.name: None if it.is_dir else it.size_b for it in client.list_result}


def put(client, file, path):
    client.cmd_put([str(file), path])
    return client.process_ftp_reply("put", timeout=PATIENCE_S).error_code


def get(client, path, file):
    client.cmd_get([path, str(file)])
    return client.process_ftp_reply("OpenFileRO", timeout=PATIENCE_S).error_code


def test_a_file_is_put_on_the_card_and_fetched_again(pilot, name, tmp_path):
    # PX4 says it before it acknowledges.
    asked = (mavlink.MAV_CMD_REQUEST_MESSAGE, 0, 148, 0, 0, 0, 0, 0, 0)
    pilot.mav.command_long_send(pilot.system_id, AUTOPILOT, *asked)
    version = pilot.wait("AUTOPILOT_VERSION")
    assert version.capabilities & mavlink.MAV_PROTOCOL_CAPABILITY_FTP

    client = mavftp.MAVFTP(pilot.link, pilot.system_id, AUTOPILOT)
    before = listed(client, CARDS[name])
    assert before and all(size is None for size in before.values())

    ours, theirs = tmp_path / "ours.bin", tmp_path / "theirs.bin"
    content = bytes(at * at >> 5 & 0xFF for at in range(9_000))
    ours.write_bytes(content)
    path = f"{CARDS[name]}/ours.bin"
    assert put(client, ours, path) == mavftp.FtpError.Success
    assert listed(client, CARDS[name]) == {**before, "ours.bin": len(content)}
    assert get(client, path, theirs) == mavftp.FtpError.Success
    assert theirs.read_bytes() == content

    removed = client.cmd_rm([path])
    assert removed.error_code == mavftp.FtpError.Success
    assert listed(client, CARDS[name]) == before
    nowhere = tmp_path / "nowhere.bin"
    assert get(client, path, nowhere) == mavftp.FtpError.FileNotFound
    assert not nowhere.exists()


@pytest.mark.parametrize("name", ["px4"], indirect=True)
def test_beside_its_card_px4_lets_nothing_be_written(pilot):
    client = mavftp.MAVFTP(pilot.link, pilot.system_id, AUTOPILOT)
    root = listed(client, "/")
    assert {"etc", "fs"} <= root.keys()
    for path in ["/new", "/etc/new"]:
        assert client.cmd_mkdir([path]).error_code == mavftp.FtpError.FileProtected
    assert client.cmd_rmdir(["/etc"]).error_code == mavftp.FtpError.FileProtected
    assert client.cmd_mkdir([f"{CARDS['px4']}/new"]).error_code == mavftp.FtpError.Success
    assert listed(client, "/") == root
