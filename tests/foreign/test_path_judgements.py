"""Where along a path something begins and ends: geodesic legs cut by GEOS at borders in a plane."""

import math
from collections import defaultdict

import numpy
import pytest
import shapely
from city import (
    CIRCLE_M,
    OUTSIDE,
    PLANE_ERROR,
    PRECEDENCE,
    ROUNDING_M,
    geodesic,
    points_in_plane,
    signed_depth_m,
)

# A chord leaves its geodesic by up to 0.1 m, and as much is added to the margin, to the safe side:
# so far across the border may a place that is told lie from it.
PLACE_M = 0.2
SAMPLES_M = 0.5


class Flight:
    """A path of the answers, its legs as lines of the plane."""

    def __init__(self, told):
        self.told = told
        self.margins = told["margins"]
        self.above_ground_m = told["above_ground_m"]
        self.legs = [geodesic(*leg) for leg in zip(told["places"], told["places"][1:])]
        for leg in self.legs:
            shapely.prepare(leg)

    def stretches_told(self, kind="stretches"):
        """By what they are about: the (leg, from, until) in metres along the leg."""
        stretches = defaultdict(list)
        for stretch in self.told[kind]:
            begin, end = stretch["from"], stretch["until"]
            for leg in range(begin["leg"], end["leg"] + 1):
                length_m = self.legs[leg].length
                start_m = begin["fraction"] * length_m if leg == begin["leg"] else 0.0
                until_m = end["fraction"] * length_m if leg == end["leg"] else length_m
                stretches[stretch["about"]].append((leg, start_m, until_m))
        return stretches

    def stretches_within(self, area):
        """Where the legs are in an area of the plane, as (leg, from, until) in metres."""
        stretches = []
        for number, leg in enumerate(self.legs):
            if shapely.intersects(leg, area):
                for part in shapely.get_parts(shapely.intersection(leg, area)):
                    ends = [leg.project(shapely.Point(part.coords[end])) for end in (0, -1)]
                    stretches.append((number, min(ends), max(ends)))
        return stretches

    def samples(self, stretches):
        """Places along stretches, no farther apart than SAMPLES_M, their ends among them."""
        places = []
        for leg, start_m, until_m in stretches:
            count = max(2, math.ceil((until_m - start_m) / SAMPLES_M) + 1)
            at_m = numpy.linspace(start_m, until_m, count)
            places.append(shapely.line_interpolate_point(self.legs[leg], at_m))
        return numpy.concatenate(places) if places else numpy.array([])


def without(stretches, others):
    """What is left of stretches when others are taken away."""
    left = []
    for leg, start_m, until_m in stretches:
        for _, other_from, other_until in sorted(other for other in others if other[0] == leg):
            if other_from > start_m:
                left.append((leg, start_m, min(other_from, until_m)))
            start_m = max(start_m, other_until)
        left.append((leg, start_m, until_m))
    return [stretch for stretch in left if stretch[1] < stretch[2]]


@pytest.fixture(scope="module")
def flights(city):
    return [Flight(told) for told in city.answers["paths"]]


def check_against(flight, about, told, expected, beyond_m, slack_m):
    """`beyond_m` says how far places lie beyond the border at the margin, negative within."""
    missed = flight.samples(without(expected, told))
    if len(missed):
        assert beyond_m(missed).min() >= -ROUNDING_M, (about, flight.told["places"])
    extra = flight.samples(without(told, expected))
    if len(extra):
        assert beyond_m(extra).max() <= slack_m, (about, flight.told["places"])


def test_stretches_of_zones_and_obstacles_begin_and_end_at_their_borders(city, flights):
    compared = 0
    for flight in flights:
        told = {**flight.stretches_told("imaging"), **flight.stretches_told()}
        for area in city.keep_outs:
            if area.imaging and area.rule == "advisory":
                assert area.id not in told
                continue
            margin_m = area.margin_m(flight.margins)
            if not area.meets_at(flight.above_ground_m, flight.margins):
                assert area.id not in told
                continue
            widened = area.plane.buffer(margin_m, quad_segs=64) if margin_m else area.plane
            expected = flight.stretches_within(widened)
            compared += len(expected)

            def beyond_m(places):
                return -signed_depth_m(area.plane, places) - margin_m

            slack_m = area.slack_m + PLACE_M + margin_m * PLANE_ERROR
            check_against(flight, area.id, told.get(area.id, []), expected, beyond_m, slack_m)
    assert compared > 60


def test_a_path_is_outside_where_a_permitted_layer_does_not_cover_it_with_its_margin(city, flights):
    compared = 0
    for flight in flights:
        margin_m, reach_m = flight.margins["horizontal_m"], flight.margins["vertical_m"]
        covers = city.covers(flight.above_ground_m - reach_m, flight.above_ground_m + reach_m)
        whole = [(number, 0.0, leg.length) for number, leg in enumerate(flight.legs)]
        inside = whole
        for cover in covers:
            eroded = cover.buffer(-margin_m, quad_segs=64) if margin_m else cover
            outside = without(whole, flight.stretches_within(eroded))
            inside = without(inside, outside)
        expected = without(whole, inside)
        compared += len(expected)

        def beyond_m(places):
            return numpy.min([signed_depth_m(cover, places) for cover in covers], axis=0) - margin_m

        slack_m = CIRCLE_M + PLACE_M + margin_m * PLANE_ERROR
        told = flight.stretches_told().get(OUTSIDE, [])
        check_against(flight, OUTSIDE, told, expected, beyond_m, slack_m)
    assert compared > 60


def test_each_place_told_lies_on_the_leg_and_its_crossing_within_0_2_m_of_the_border(city, flights):
    crossings = 0
    for flight in flights:
        margin_m = flight.margins["horizontal_m"]
        for stretch in flight.told["stretches"]:
            for moment in (stretch["from"], stretch["until"]):
                place = points_in_plane([moment["at"]])
                leg = flight.legs[moment["leg"]]
                along = leg.interpolate(moment["fraction"], normalized=True)
                assert along.distance(place[0]) < PLACE_M, moment
                area = city.areas.get(stretch["about"])
                at_end = moment["leg"] in (0, len(flight.legs) - 1) and moment["fraction"] in (0, 1)
                if area and not area.is_obstacle and not at_end:
                    crossings += 1
                    off_m = abs(-signed_depth_m(area.plane, place)[0] - margin_m)
                    assert off_m < PLACE_M + margin_m * PLANE_ERROR, (stretch["about"], moment)
    assert crossings > 60


def test_the_decision_is_the_worst_stretch_and_the_first_no_comes_first(flights):
    decisions = set()
    for flight in flights:
        told = [stretch["decision"] for stretch in flight.told["stretches"]]
        worst = max(told, key=PRECEDENCE.index, default="permitted")
        assert flight.told["decision"] == worst
        decisions.add(worst)
        noes = [
            (stretch["from"]["leg"], stretch["from"]["fraction"])
            for stretch in flight.told["stretches"]
            if PRECEDENCE.index(stretch["decision"]) > PRECEDENCE.index("conditional")
        ]
        first = flight.told["first_no"]
        assert (first is None) == (not noes)
        assert first is None or (first["from"]["leg"], first["from"]["fraction"]) == min(noes)
    assert {"permitted", "prohibited"} <= decisions


def test_stretches_mean_what_their_zone_says(city, flights):
    for flight in flights:
        for stretch in flight.told["stretches"]:
            if stretch["about"] == OUTSIDE:
                assert stretch["decision"] == "prohibited"
            else:
                area = city.areas[stretch["about"]]
                assert stretch["decision"] == city.decision_of(area), stretch
