"""Where missions fly that were planned in random airspace, judged by shapely at each metre."""

import json
import math
import subprocess

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

# Worlds by their seeds: a thousand in all.
FIRST_SEEDS = range(41_000, 42_000, 250)
COUNT = 250
# The plane below is off by less within a kilometre of its middle.
PLANE_M = 0.05
LONGITUDE, LATITUDE = 120.4, 36.1


def metres(places):
    """Places in a plane that touches the ellipsoid of WGS 84."""
    a, e2 = 6_378_137.0, 0.006_694_379_990_14
    sine = math.sin(math.radians(LATITUDE))
    north = a * (1 - e2) / (1 - e2 * sine * sine) ** 1.5
    east = a / math.sqrt(1 - e2 * sine * sine) * math.cos(math.radians(LATITUDE))
    offsets = np.radians(np.asarray(places) - [LONGITUDE, LATITUDE])
    return offsets * [east, north]


def polygon(rings):
    outer, *holes = [metres(ring) for ring in rings]
    return Polygon(outer, holes)


def each_metre(path):
    """Places along a path that are no more than a metre apart."""
    places = metres(path)
    all_places = [places[:1]]
    for start, end in zip(places, places[1:]):
        count = max(1, math.ceil(np.hypot(*(end - start))))
        shares = np.arange(1, count + 1)[:, None] / count
        all_places.append(start + (end - start) * shares)
    return shapely.points(np.concatenate(all_places))


@pytest.fixture(scope="module", params=FIRST_SEEDS)
def worlds(request, programs):
    command = [programs["random_plans"], str(request.param), str(COUNT)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_no_place_of_any_path_is_nearer_to_a_border_than_the_margin(worlds):
    assert len(worlds) == COUNT
    planned = [world for world in worlds if "path" in world]
    # The others have no room, or no legal way home.
    assert len(planned) >= COUNT / 2
    for world in planned:
        places = each_metre(world["path"])
        least_m = world["margin_m"] - PLANE_M
        permitted = polygon(world["permitted"])
        assert shapely.contains(permitted, places).all(), world["seed"]
        assert (shapely.distance(permitted.exterior, places) >= least_m).all(), world["seed"]
        for rings in world["prohibited"]:
            assert (shapely.distance(polygon(rings), places) >= least_m).all(), world["seed"]


def test_what_is_refused_says_why(worlds):
    for world in worlds:
        assert ("path" in world) != bool(world.get("refused")), world["seed"]
