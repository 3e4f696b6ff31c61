"""The camera and the gimbal of simulated vehicles, as pymavlink and MAVSDK use them."""

import math
import queue

import jpeg
import pytest
from application import wait_for
from mavsdk.plugins.camera.camera import Camera
from mavsdk.plugins.ftp.ftp import Ftp, FtpResult
from mavsdk.plugins.gimbal.gimbal import ControlMode, Gimbal, GimbalError, GimbalMode, SendMode
from pilot import AUTOPILOT, CAMERA, GIMBAL
from pymavlink import mavftp
from pymavlink.dialects.v20 import ardupilotmega as mavlink

SPEED = 4
CARRIES = "camera = { image_width_px = 640, image_height_px = 480 }\ngimbal = true"
PICTURE_SIZE = (640, 480)
FTP_PREFIX = "mavlinkftp:///"
NAN = math.nan


@pytest.fixture
def pilot(pilot):
    pilot.ask_streams()
    return pilot


def pitch_deg(attitude):
    w, x, y, z = attitude.q
    return math.degrees(math.asin(2 * (w * y - z * x)))


def test_pymavlink_takes_a_photo_and_fetches_it(pilot, tmp_path):
    heartbeat = pilot.wait("HEARTBEAT", component=CAMERA)
    assert heartbeat.type == mavlink.MAV_TYPE_CAMERA
    pilot.obeyed(mavlink.MAV_CMD_REQUEST_MESSAGE, 259, component=CAMERA)
    information = pilot.wait("CAMERA_INFORMATION", component=CAMERA, within_s=5)
    assert (information.resolution_h, information.resolution_v) == PICTURE_SIZE
    assert information.gimbal_device_id == GIMBAL

    pilot.obeyed(mavlink.MAV_CMD_IMAGE_START_CAPTURE, 0, 0, 1, 1, component=CAMERA)
    captured = pilot.wait("CAMERA_IMAGE_CAPTURED", component=CAMERA, within_s=5)
    assert (captured.capture_result, captured.image_index) == (1, 0)
    assert captured.file_url.startswith(FTP_PREFIX)
    # One picture was asked for.
    second = pilot.hear("CAMERA_IMAGE_CAPTURED", component=CAMERA, within_s=4)
    assert second is None

    client = mavftp.MAVFTP(pilot.link, pilot.system_id, CAMERA)
    client.ftp_settings.burst_read_size = 239
    file = tmp_path / "photo.jpg"
    client.cmd_get([captured.file_url.removeprefix(FTP_PREFIX), str(file)])
    result = client.process_ftp_reply("OpenFileRO", timeout=40)
    assert result.error_code == mavftp.FtpError.Success, result.error_code
    assert jpeg.size(file.read_bytes()) == PICTURE_SIZE

    client.cmd_get(["DCIM/IMG_00001.JPG", str(tmp_path / "none.jpg")])
    result = client.process_ftp_reply("OpenFileRO", timeout=10)
    assert result.error_code == mavftp.FtpError.FileNotFound
    assert not (tmp_path / "none.jpg").exists()


def test_pymavlink_steers_a_gimbal_with_the_control_alone(pilot):
    def looks(degrees):
        return lambda it: abs(pitch_deg(it) - degrees) < 1

    kind = "GIMBAL_DEVICE_ATTITUDE_STATUS"
    steer, configure = (
        mavlink.MAV_CMD_DO_GIMBAL_MANAGER_PITCHYAW,
        mavlink.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE,
    )
    pilot.wait(kind, looks(0), component=GIMBAL)
    down = (-45, 0, NAN, NAN, 0, 0, GIMBAL)
    assert pilot.command(steer, *down) == mavlink.MAV_RESULT_DENIED
    assert pilot.hear(kind, looks(-45), component=GIMBAL, within_s=5) is None

    pilot.obeyed(configure, -2, -2, -1, -1, 0, 0, GIMBAL)
    status = pilot.wait("GIMBAL_MANAGER_STATUS", component=AUTOPILOT, within_s=5)
    assert status.primary_control_sysid == pilot.mav.srcSystem
    pilot.obeyed(steer, *down)
    pilot.wait(kind, looks(-45), component=GIMBAL, within_s=10)

    # Given up, nobody has it.
    pilot.obeyed(configure, -3, -3, -1, -1, 0, 0, GIMBAL)
    assert pilot.command(steer, 0, 0, NAN, NAN, 0, 0, GIMBAL) == mavlink.MAV_RESULT_DENIED
    assert pilot.hear(kind, looks(0), component=GIMBAL, within_s=5) is None


def fetched(system, path, folder):
    """Downloads a file of the camera by MAVSDK."""
    ftp, ended = Ftp(system), queue.Queue()
    ftp.set_target_compid(CAMERA)
    ftp.download_async(path, str(folder), True, lambda result, _progress, _user: ended.put(result))
    while (result := ended.get(timeout=30)) == FtpResult.NEXT:
        pass
    assert result == FtpResult.SUCCESS
    return (folder / path.rsplit("/", 1)[1]).read_bytes()


def test_mavsdk_takes_a_photo_and_fetches_it(connect, name, tmp_path):
    vehicle = connect(name, "udpout")
    camera = Camera(vehicle.system)
    cameras = wait_for(camera, "camera_list", lambda it: it.cameras).cameras
    assert [(it.component_id, it.horizontal_resolution_px) for it in cameras] == [(CAMERA, 640)]
    captures = queue.Queue()
    camera.subscribe_capture_info(lambda it, _: captures.put(it))
    camera.take_photo(CAMERA)
    captured = captures.get(timeout=10)
    assert captured.is_success and captured.index == 0
    path = captured.file_url.removeprefix(FTP_PREFIX)
    assert jpeg.size(fetched(vehicle.system, path, tmp_path)) == PICTURE_SIZE


def test_mavsdk_steers_a_gimbal_with_the_control_alone(connect, name):
    vehicle = connect(name, "udpout")
    gimbal = Gimbal(vehicle.system)
    (found,) = wait_for(gimbal, "gimbal_list", lambda it: it.gimbals).gimbals
    assert found.gimbal_device_id == GIMBAL
    down = (found.gimbal_id, 0, -45, 0, GimbalMode.YAW_FOLLOW, SendMode.ONCE)
    with pytest.raises(GimbalError):
        gimbal.set_angles(*down)

    gimbal.take_control(found.gimbal_id, ControlMode.PRIMARY)
    wait_for(gimbal, "control_status", lambda it: it.control_mode == ControlMode.PRIMARY)
    gimbal.set_angles(*down)
    wait_for(
        gimbal, "attitude", lambda it: abs(it.euler_angle_forward.pitch_deg + 45) < 1, within_s=10
    )
    gimbal.release_control(found.gimbal_id)
    with pytest.raises(GimbalError):
        gimbal.set_angles(*down)
