"""Which zones contain a place: the index against GEOS's exact predicates, borders included."""

import numpy
import shapely
from city import ROUNDING_M, points_in_plane


def polygons_of_zones(city):
    zones = city.areas.values()
    return [area for area in zones if not (area.is_obstacle or area.is_circle)]


def holds_for(predicate, geometries, questions):
    """A table of an exact predicate in lon/lat: a row for each question."""
    geometries = numpy.array(geometries)
    shapely.prepare(geometries)
    places = shapely.points([question["at"] for question in questions])
    return predicate(geometries[None, :], places[:, None])


def test_the_index_finds_exactly_the_zones_that_cover_a_place_or_its_border(city):
    questions = city.answers["containing"]
    zones = polygons_of_zones(city)
    covered = holds_for(shapely.covers, [area.degrees for area in zones], questions)
    for question, row in zip(questions, covered):
        told = [area.id in question["ids"] for area in zones]
        assert told == row.tolist(), question
    assert covered.sum() > len(questions)


def test_a_corner_of_a_polygon_belongs_to_it(city):
    questions = city.answers["containing"]
    zones = polygons_of_zones(city)
    on_border = holds_for(shapely.intersects, [area.degrees.boundary for area in zones], questions)
    for question, row in zip(questions, on_border):
        assert {area.id for area, on in zip(zones, row) if on} <= set(question["ids"]), question
    assert on_border.sum() > 100


def test_circles_and_obstacles_are_found_within_their_reach_and_little_beyond(city):
    questions = city.answers["containing"]
    places = points_in_plane([question["at"] for question in questions])
    decided, skipped = 0, 0
    for area in city.areas.values():
        if not (area.is_obstacle or area.is_circle):
            continue
        # A permitted circle may be seen smaller, anything else larger.
        inner, outer = area.plane.buffer(-ROUNDING_M), area.plane.buffer(area.slack_m)
        if area.permits:
            inner, outer = area.plane.buffer(-area.slack_m), area.plane.buffer(ROUNDING_M)
        for question, place in zip(questions, places):
            told = area.id in question["ids"]
            surely, perhaps = inner.intersects(place), outer.intersects(place)
            assert told or not surely, (area.id, question["at"])
            assert perhaps or not told, (area.id, question["at"])
            decided += surely
            skipped += perhaps and not surely
    assert decided > 100
    assert skipped < 0.02 * len(questions)
