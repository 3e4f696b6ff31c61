"""Compiled fences, read as an autopilot reads them: every place they leave free keeps its margin."""

from statistics import median

import pytest
import shapely
from city import ROUNDING_M, geodesic, metres, points_in_plane
from shapely.geometry import Polygon

INCLUSION, EXCLUSION = 5001, 5002
# The plane and closed seams; the crate's own frame is allowed for in its margins.
TOLERANCE_M = 3 * ROUNDING_M


def decoded(items):
    """The polygons of fence items, as both autopilots take them: count, then so many vertices."""
    polygons, rest = {INCLUSION: [], EXCLUSION: []}, list(items)
    while rest:
        command, count = rest[0]["command"], rest[0]["param1"]
        group, rest = rest[:count], rest[count:]
        assert len(group) == count >= 3
        assert all((item["command"], item["param1"]) == (command, count) for item in group)
        polygons[command].append(Polygon([(item["y"] / 1e7, item["x"] / 1e7) for item in group]))
    return polygons


class Fence:
    """A fence, and what of the city shapes it."""

    def __init__(self, city, told):
        self.told = told
        polygons = decoded(told["items"])
        assert len(polygons[INCLUSION]) == 1
        self.drawn = polygons[INCLUSION] + polygons[EXCLUSION]
        inclusion, *exclusions = [metres(polygon) for polygon in self.drawn]
        self.free = inclusion.difference(shapely.union_all(exclusions))
        height_m, error_m = told["above_ground_m"], told["vertical_error_m"]
        lowest_m, highest_m = height_m - error_m, height_m + error_m
        permits = [a for a in city.areas.values() if a.permits and a.holds(lowest_m, highest_m)]
        self.cover = city.union(permits)
        self.keep_outs = [
            area
            for area in city.keep_outs
            if not area.imaging
            and city.decision_of(area) in ("needs_authorization", "prohibited")
            and area.meets(lowest_m - told["obstacle_clearance_m"] * area.is_obstacle, highest_m)
        ]

    def stopping_distance_m(self):
        """How far a vehicle gets that notices its fence late and brakes in the wind."""
        speed, brake = self.told["speed_mps"], self.told["deceleration_mps2"]
        rest_s = self.told["latency_s"] + speed / brake
        through_air_m = speed * self.told["latency_s"] + speed**2 / (2 * brake)
        return through_air_m + self.told["wind_mps"] * rest_s + self.told["position_error_m"]

    def path(self):
        places = self.told["path"]
        if len(places) == 1:
            return points_in_plane(places)[0]
        return shapely.union_all([geodesic(*leg) for leg in zip(places, places[1:])])

    def ideal(self):
        """All that could be free around the mission, without a budget and without rounding."""
        margin_m = self.told["margin_m"]
        keep_outs = [area.plane.buffer(margin_m) for area in self.keep_outs]
        west, south, east, north = self.path().bounds
        beyond_m = self.told["surroundings_m"]
        looked_at = shapely.box(west - beyond_m, south - beyond_m, east + beyond_m, north + beyond_m)
        free = self.cover.buffer(-margin_m).difference(shapely.union_all(keep_outs))
        parts = shapely.get_parts(free.intersection(looked_at))
        return next(part for part in parts if part.intersects(self.path()))


@pytest.fixture(scope="module")
def fences(city):
    return [Fence(city, told) for told in city.answers["fences"] if told["items"]]


def test_enough_missions_get_a_fence_and_every_other_a_reason(city, fences):
    assert len(fences) >= 8
    assert all(bool(told["items"]) != bool(told["refusals"]) for told in city.answers["fences"])


def test_a_fence_is_simple_polygons_within_its_budget(fences):
    for fence in fences:
        assert all(polygon.is_valid for polygon in fence.drawn)
        assert len(fence.told["items"]) <= fence.told["most_vertices"]


def test_the_margin_is_no_less_than_the_way_to_stop(fences):
    for fence in fences:
        assert fence.told["margin_m"] >= fence.stopping_distance_m() - 1e-9
        assert fence.told["margin_m"] < fence.stopping_distance_m() + 1.0


def test_every_free_place_is_permitted_with_the_whole_margin_around_it(fences):
    for fence in fences:
        assert fence.free.within(fence.cover)
        kept_m = fence.free.distance(fence.cover.boundary)
        assert kept_m >= fence.told["margin_m"] - TOLERANCE_M, fence.told["path"]


def test_every_free_place_keeps_its_margin_from_every_keep_out(fences):
    near = 0
    for fence in fences:
        for area in fence.keep_outs:
            kept_m = fence.free.distance(area.plane)
            assert kept_m >= fence.told["margin_m"] - TOLERANCE_M, (area.id, fence.told["path"])
            near += kept_m < 2 * fence.told["margin_m"]
    assert near > 10


def test_nothing_free_lies_outside_the_permitted_area_eroded_by_the_margin(fences):
    for fence in fences:
        margin_m = fence.told["margin_m"] - TOLERANCE_M
        eroded = fence.cover.buffer(-margin_m, quad_segs=64)
        assert fence.free.difference(eroded).area < 0.01


def test_the_whole_mission_stays_free(fences):
    for fence in fences:
        assert fence.free.covers(fence.path())


def test_a_fence_leaves_most_of_the_free_space_that_there_is(fences):
    shares = [fence.free.area / fence.ideal().area for fence in fences]
    assert all(0 < share < 1.01 for share in shares)
    assert median(shares) > 0.95, shares
