"""`haiou record` as a program: a recorder of links to vehicles, and a router for ground stations."""

import json
import queue
import subprocess
import threading
import time

from logs import read_by_pymavlink
from pilot import Pilot

# Our id in recordings.
US = 247
OPENS_WITHIN_S = 10

# Endpoints: one that may control, and one that may only look.
CONTROL = "tcp-listen://127.0.0.1:0?access=control&name=room"
LOOK = "udp-listen://127.0.0.1:0?name=gallery"


def links_to(simulator):
    """Links to all vehicles of a simulator, each a group of its name."""
    ports = {name: ports["udp_listen"] for name, ports in simulator.ports.items()}
    return [f"udp://127.0.0.1:{port}?group={name}&origin=simulated" for name, port in ports.items()]


def pilot_at(router, endpoint, system_id, **who):
    """A pilot at an endpoint who has heard the vehicle; to be closed."""
    scheme = {"room": "tcp", "gallery": "udpout"}[endpoint]
    pilot = Pilot(f"{scheme}:127.0.0.1:{router.port(endpoint)}", system_id, **who)
    pilot.wait("HEARTBEAT")
    return pilot

ENDS_WITHIN_S = 20
NEWS_WITHIN_S = 20


class Router:
    """A running `haiou record`. `local[NAME]` is where the link of that name is; `news` is what it said."""

    def __init__(self, program, folder, links, stations=()):
        self.folder = folder
        arguments = [program, "--lang", "en", "record", "--json", "-o", str(folder)]
        for link in links:
            arguments += ["--link", link]
        for station in stations:
            arguments += ["--station", station]
        self.news, self.local, self.summary = [], {}, None
        self._told = queue.Queue()
        self._process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        try:
            self._await_links(len(links) + len(stations))
        except BaseException:
            self.end()
            raise

    def _read(self):
        for line in self._process.stdout:
            event = json.loads(line)
            if event["event"] == "end":
                self.summary = event
            elif event["event"] == "link":
                self.local[event["name"]] = event["local"]
                self._told.put(event)
            else:
                self.news.append(event)
        self._told.put(None)

    def _await_links(self, count):
        deadline = time.monotonic() + OPENS_WITHIN_S
        while len(self.local) < count:
            event = self._told.get(timeout=max(0.0, deadline - time.monotonic()))
            assert event is not None, "haiou record ended before its links were open"

    def port(self, name):
        return int(self.local[name].rsplit(":", 1)[1])

    def kinds_of_news(self):
        return {one["kind"] for one in self.news}

    def wait_for_news(self, kind, meanwhile=lambda: time.sleep(0.1)):
        """Until there was news of this kind."""
        deadline = time.monotonic() + NEWS_WITHIN_S
        while kind not in self.kinds_of_news():
            assert time.monotonic() < deadline, self.news[-5:]
            meanwhile()

    def end(self):
        """Ends it as a service manager does, where it has not ended. Its exit code."""
        if self._process.poll() is None:
            self._process.terminate()
        try:
            code = self._process.wait(timeout=ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._reader.join(timeout=ENDS_WITHIN_S)
        self._process.stdout.close()
        return code

    def logs(self, group):
        """The logs of a group, in their order."""
        return sorted((self.folder / group).glob("*.tlog"))

    def recorded(self, group):
        """What pymavlink reads of a group's logs."""
        return [message for log in self.logs(group) for message in read_by_pymavlink(log)]
