"""A ground station's side of a link, by pymavlink: it waits in the vehicle's time, not in ours."""

import math
import os
import time

# Otherwise it begins with MAVLink 1, in which fences and rally points cannot be named.
os.environ["MAVLINK20"] = "1"

from pymavlink import mavutil  # noqa: E402
from pymavlink.dialects.v20 import ardupilotmega as mavlink  # noqa: E402

# A vehicle's clock that stands still for so long of our time has failed.
STILL_S = 20
GROUND_STATION_ID = 255
AUTOPILOT, CAMERA, GIMBAL = 1, 100, 154
# A receiver's error wanders by this to each side (one sigma, metres) within minutes of the vehicle's time, of which
# there are any number while a busy machine does one thing; upwards by so much more (simulator/src/sensors/gnss.rs).
GNSS_BIAS_M, GNSS_VERTICAL_FACTOR = 0.7, 1.7
# So far may a place where a vehicle believes to be be from another that it believed in before, home's say: four
# sigmas of the difference of two. It says nothing about whether the vehicle stands on the ground.
BELIEVED_PLACE_ERROR_M = 4 * math.sqrt(2) * GNSS_BIAS_M
BELIEVED_HEIGHT_ERROR_M = BELIEVED_PLACE_ERROR_M * GNSS_VERTICAL_FACTOR


def offset(place, north_m, east_m):
    """The place so far from another, degrees; good to centimetres over hundreds of metres."""
    latitude, longitude = place
    metres_a_degree = 111_132.95 - 559.85 * math.cos(2 * math.radians(latitude))
    east_metres_a_degree = 111_412.88 * math.cos(math.radians(latitude)) - 93.5 * math.cos(
        3 * math.radians(latitude)
    )
    return latitude + north_m / metres_a_degree, longitude + east_m / east_metres_a_degree


def distance_m(one, other):
    """Over the ground."""
    north = (other[0] - one[0]) * 111_000
    east = (other[1] - one[1]) * 111_320 * math.cos(math.radians(one[0]))
    return math.hypot(north, east)


def place_of(position):
    """Of a GLOBAL_POSITION_INT, degrees."""
    return position.lat / 1e7, position.lon / 1e7


def is_armed(heartbeat):
    return bool(heartbeat.base_mode & mavlink.MAV_MODE_FLAG_SAFETY_ARMED)


class Pilot:
    """Talks to one vehicle."""

    def __init__(self, address, system_id, source_system=GROUND_STATION_ID):
        self.system_id = system_id
        self.link = mavutil.mavlink_connection(
            address, source_system=source_system, dialect="ardupilotmega"
        )
        self.mav = self.link.mav
        self.at_s = None  # the vehicle's clock
        self.texts = []
        self._heartbeat_due = 0.0
        self._moved = time.monotonic()
        self._ticked = self._moved  # when its clock was seen to go on
        self._listened = self._moved
        self._asked_streams = False

    def close(self):
        self.link.close()

    def next(self):
        """The next message of the vehicle, None when none came for a moment. Says that we live."""
        now = time.monotonic()
        if now - self._listened > 1:
            # While nobody listened it was not the vehicle that was silent.
            self._moved, self._ticked = now, now
        self._listened = now
        if now >= self._heartbeat_due:
            # Often enough for a vehicle whose seconds pass many times as fast.
            self._heartbeat_due = now + 0.05
            self.mav.heartbeat_send(6, 8, 0, 0, 4)
        message = self.link.recv_match(blocking=True, timeout=0.02)
        if self._asked_streams:
            # Whatever else it says: one that is to tell its time each quarter of a second has to.
            assert now - self._ticked < STILL_S, f"its clock stands still at {self.at_s} s"
        if message is None or message.get_srcSystem() != self.system_id:
            assert now - self._moved < STILL_S, "the vehicle fell silent"
            return None
        self._moved = now
        at_s = getattr(message, "time_boot_ms", 0) / 1000
        if at_s > (self.at_s or 0):
            self.at_s, self._ticked = at_s, now
        if message.get_type() == "STATUSTEXT":
            self.texts.append(message.text)
        return message

    def catch_up(self):
        """Takes what came while nobody listened: it is of the past."""
        while (message := self.link.recv_match(blocking=False)) is not None:
            if message.get_srcSystem() == self.system_id and hasattr(message, "time_boot_ms"):
                self.at_s = max(self.at_s or 0, message.time_boot_ms / 1000)
        self._listened = self._moved = self._ticked = time.monotonic()

    def hear(self, kinds, when=lambda message: True, within_s=30, component=AUTOPILOT):
        """The next message of these kinds from a component for which `when` holds; None after so long of
        the vehicle's time, or of ours where nothing tells the vehicle's: that one goes no slower."""
        kinds = [kinds] if isinstance(kinds, str) else kinds
        began_s, ours_ends = self.at_s, time.monotonic() + max(within_s, STILL_S)
        while self.at_s is None or began_s is None or self.at_s - began_s < within_s:
            if time.monotonic() > ours_ends:
                return None
            message = self.next()
            began_s = self.at_s if began_s is None else began_s
            if (
                message is not None
                and message.get_srcComponent() == component
                and message.get_type() in kinds
                and when(message)
            ):
                return message
        return None

    def wait(self, kinds, when=lambda message: True, within_s=30, component=AUTOPILOT):
        """As `hear`, and it has to come."""
        message = self.hear(kinds, when, within_s, component)
        assert message is not None, f"no such {kinds} in {within_s} s; it said {self.texts[-8:]}"
        return message

    def command(self, command, *values, component=AUTOPILOT):
        """Sends a COMMAND_LONG; the result in its acknowledgement."""
        values = list(values) + [0] * (7 - len(values))
        self.mav.command_long_send(self.system_id, component, command, 0, *values)

        def is_answer(ack):
            return ack.command == command

        return self.wait("COMMAND_ACK", is_answer, within_s=5, component=component).result

    def obeyed(self, command, *values, component=AUTOPILOT):
        result = self.command(command, *values, component=component)
        assert result == mavlink.MAV_RESULT_ACCEPTED, f"{command}: {result}; {self.texts[-8:]}"

    def insist(self, command, *values, within_s=120):
        """Commands once a second until it obeys: what needs a place is refused until it knows it."""
        self.wait("HEARTBEAT")
        assert self._asked_streams, "without its clock there is no end to insisting"
        began_s = self.at_s or 0
        while (result := self.command(command, *values)) != mavlink.MAV_RESULT_ACCEPTED:
            assert (self.at_s or 0) - began_s < within_s, f"{command}: {result}; {self.texts[-8:]}"
            self.wait("HEARTBEAT")

    def stands_on_the_ground(self):
        """It says so itself, which is no matter of heights; and it does not believe to be anywhere else."""
        state = mavlink.MAVLINK_MSG_ID_EXTENDED_SYS_STATE
        request = mavlink.MAV_CMD_REQUEST_MESSAGE
        self.mav.command_long_send(self.system_id, AUTOPILOT, request, 0, state, 0, 0, 0, 0, 0, 0)
        told = self.wait("EXTENDED_SYS_STATE", within_s=10)
        assert told.landed_state == mavlink.MAV_LANDED_STATE_ON_GROUND, told
        at = self.wait("GLOBAL_POSITION_INT", within_s=5)
        assert abs(at.relative_alt) < 1000 * BELIEVED_HEIGHT_ERROR_M, at
        return at

    def landed_at(self, home, within_s):
        """It disarms by itself, and has landed there."""
        self.wait("HEARTBEAT", lambda it: not is_armed(it), within_s)
        at = self.stands_on_the_ground()
        assert distance_m(place_of(at), home) < BELIEVED_PLACE_ERROR_M, at

    def home_amsl_m(self):
        """How high it believes home to be now."""
        at = self.wait("GLOBAL_POSITION_INT", within_s=5)
        return (at.alt - at.relative_alt) / 1000

    def take_hold(self):
        """Asks for something that takes holding it until it is obeyed: through a router the first one only
        asks for the lease."""
        interval = mavlink.MAV_CMD_SET_MESSAGE_INTERVAL
        until = time.monotonic() + STILL_S
        while time.monotonic() < until:
            self.mav.command_long_send(
                self.system_id, AUTOPILOT, interval, 0, 33, 250_000, 0, 0, 0, 0, 0
            )
            again = time.monotonic() + 0.5
            while time.monotonic() < again:
                message = self.next()
                if message is not None and message.get_type() == "COMMAND_ACK":
                    assert message.result == mavlink.MAV_RESULT_ACCEPTED, message
                    return
        raise AssertionError(f"it was not obeyed in {STILL_S} s; it said {self.texts[-8:]}")

    def ask_streams(self, rate_hz=4):
        self.mav.request_data_stream_send(self.system_id, 1, 0, rate_hz, 1)
        self._asked_streams, self._ticked = True, time.monotonic()

    def parameters(self):
        """All of them: name to (value, type); asks again for what was lost as ground stations do."""
        self.mav.param_request_list_send(self.system_id, 1)
        found, by_index, count = {}, set(), None
        for _ in range(10):
            while (value := self.hear("PARAM_VALUE", within_s=5)) is not None:
                found[value.param_id] = (value.param_value, value.param_type)
                # Changes that it tells by itself, and the hash, have no place in the list.
                if value.param_index < value.param_count:
                    count = value.param_count
                    by_index.add(value.param_index)
                if len(by_index) == count:
                    return found, count
            for index in sorted(set(range(count or 0)) - by_index)[:100]:
                self.mav.param_request_read_send(self.system_id, 1, b"", index)
        raise AssertionError(f"{len(by_index)} of {count} parameters came")

    def read_parameter(self, name):
        self.mav.param_request_read_send(self.system_id, 1, name.encode(), -1)
        return self.wait("PARAM_VALUE", lambda it: it.param_id == name, within_s=5)

    def set_parameter(self, name, value, kind):
        self.mav.param_set_send(self.system_id, 1, name.encode(), value, kind)
        return self.wait("PARAM_VALUE", lambda it: it.param_id == name, within_s=5)

    def upload(self, items, plan):
        """Gives it a plan (0 mission, 1 fence, 2 rally points) of MISSION_ITEM_INTs."""
        self.mav.mission_count_send(self.system_id, 1, len(items), plan)
        while True:
            asked = self.wait(
                ["MISSION_REQUEST_INT", "MISSION_REQUEST", "MISSION_ACK"],
                lambda it: it.mission_type == plan,
                within_s=10,
            )
            if asked.get_type() == "MISSION_ACK":
                assert asked.type == mavlink.MAV_MISSION_ACCEPTED, f"{asked}; {self.texts[-8:]}"
                return
            self.mav.send(items[asked.seq])

    def download(self, plan):
        """What it has of that plan."""

        def ours(message):
            return message.mission_type == plan

        self.mav.mission_request_list_send(self.system_id, 1, plan)
        count = self.wait("MISSION_COUNT", ours, within_s=10).count
        items = []
        for seq in range(count):
            self.mav.mission_request_int_send(self.system_id, 1, seq, plan)
            items.append(
                self.wait(
                    "MISSION_ITEM_INT", lambda it, seq=seq: ours(it) and it.seq == seq, within_s=10
                )
            )
        self.mav.mission_ack_send(self.system_id, 1, 0, plan)
        return items

    def item(self, seq, frame, command, values, place, z, plan):
        """A MISSION_ITEM_INT for `upload`; the place is in degrees."""
        return mavlink.MAVLink_mission_item_int_message(
            self.system_id,
            1,
            seq,
            frame,
            command,
            0,
            1,
            *values,
            round(place[0] * 1e7),
            round(place[1] * 1e7),
            z,
            plan,
        )
