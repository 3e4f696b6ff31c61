"""How far it is to the nearest border: GEOS's distances in the plane."""

import numpy
import shapely
from city import CIRCLE_M, ROUNDING_M, points_in_plane

# Of the distance, and beside it.
RELATIVE = 0.001
ABSOLUTE_M = 0.05 + CIRCLE_M


def test_the_nearest_border_is_as_far_as_told_and_whose_it_is(city):
    questions = city.answers["nearest"]
    places = points_in_plane([question["at"] for question in questions])
    zones = [area for area in city.areas.values() if not area.is_obstacle]
    borders = numpy.array([area.plane.boundary for area in zones])
    shapely.prepare(borders)
    distances_m = shapely.distance(borders[None, :], places[:, None])
    found_some, found_none, skipped = 0, 0, 0
    for question, place, row in zip(questions, places, distances_m):
        wanted = [not question["restricting_only"] or area.rule != "permitted" for area in zones]
        true_m = row[wanted].min()
        tolerance_m = RELATIVE * true_m + ABSOLUTE_M
        if abs(true_m - question["radius_m"]) < tolerance_m:
            skipped += 1
            continue
        found = question["found"]
        assert (found is not None) == (true_m < question["radius_m"]), question
        if found is None:
            found_none += 1
            continue
        found_some += 1
        assert abs(found["distance_m"] - true_m) < tolerance_m, question
        ids = [area.id for area in zones]
        index = ids.index(found["id"])
        assert wanted[index]
        assert row[index] < true_m + tolerance_m, question
        foot = points_in_plane([found["at"]])[0]
        assert borders[index].distance(foot) < tolerance_m, question
        if row[index] > ABSOLUTE_M:
            assert found["inside"] == zones[index].plane.buffer(ROUNDING_M).intersects(place)
    assert skipped < 0.02 * len(questions)
    assert found_some > 100
    assert found_none > 10
