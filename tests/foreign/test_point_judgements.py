"""May one be here, at this height, with this margin: decisions and findings by distances in a plane."""

from collections import Counter

import numpy
import pytest
import shapely
from city import (
    CIRCLE_M,
    OUTSIDE,
    PLANE_ERROR,
    PRECEDENCE,
    ROUNDING_M,
    points_in_plane,
    signed_depth_m,
)

MOST_SKIPPED = 0.02


def expected_findings(city, question, place, distances_m):
    """What applies to a place, by identifier; and whether any of it is too close to call."""
    margins, height_m = question["margins"], question["above_ground_m"]
    applies, imaging, doubtful = {}, set(), False
    for area, distance_m in zip(city.keep_outs, distances_m):
        if not area.meets_at(height_m, margins):
            continue
        margin_m = area.margin_m(margins)
        if distance_m > margin_m * (1 + PLANE_ERROR) + area.slack_m:
            continue
        # Within the margin it must be told; a little beyond it may be.
        doubtful |= distance_m > 0 and distance_m > margin_m - ROUNDING_M
        if not area.imaging:
            applies[area.id] = city.decision_of(area)
        elif area.rule != "advisory":
            imaging.add(area.id)
    margin_m, reach_m = margins["horizontal_m"], margins["vertical_m"]
    for cover in city.covers(height_m - reach_m, height_m + reach_m):
        depth_m = signed_depth_m(cover, place)[0]
        if depth_m < margin_m * (1 + PLANE_ERROR) + CIRCLE_M:
            doubtful |= margin_m - ROUNDING_M < depth_m
            applies[OUTSIDE] = "prohibited"
    return applies, imaging, doubtful


@pytest.fixture(scope="module")
def judged(city):
    """Every question with what is expected: (question, findings, imaging, doubtful)."""
    questions = city.answers["points"]
    places = points_in_plane([question["at"] for question in questions])
    areas = numpy.array([area.plane for area in city.keep_outs])
    shapely.prepare(areas)
    distances_m = shapely.distance(areas[None, :], places[:, None])
    return [
        (question, *expected_findings(city, question, place, row))
        for question, place, row in zip(questions, places[:, None], distances_m)
    ]


def worst(decisions):
    return max(decisions, key=PRECEDENCE.index, default="permitted")


def test_few_places_are_too_close_to_call(judged):
    doubtful = sum(doubtful for *_, doubtful in judged)
    assert doubtful < MOST_SKIPPED * len(judged)


def test_the_decision_is_the_worst_of_what_applies(judged):
    for question, applies, _, doubtful in judged:
        if not doubtful:
            assert question["decision"] == worst(applies.values()), question
    decisions = Counter(question["decision"] for question, *_ in judged)
    for decision in ("permitted", "conditional", "needs_authorization", "prohibited"):
        assert decisions[decision] >= 5, decisions


def test_a_place_too_close_to_call_is_never_judged_better_than_it_may_be(city, judged):
    """Where it is not clear, the answer lies between what surely applies and what may apply."""
    for question, applies, _, doubtful in judged:
        if doubtful:
            told = {finding["about"] for finding in question["findings"]}
            permits = {area.id for area in city.areas.values() if area.permits}
            assert told - permits <= set(applies), question


def test_every_zone_and_obstacle_that_applies_is_named_and_no_other(city, judged):
    permits = {area.id for area in city.areas.values() if area.permits}
    named = 0
    for question, applies, imaging, doubtful in judged:
        if doubtful:
            continue
        findings = {finding["about"]: finding["decision"] for finding in question["findings"]}
        findings = {about: decision for about, decision in findings.items() if about not in permits}
        assert findings == applies, question
        assert set(question["imaging"]) == imaging, question
        named += len(applies)
    assert named > len(judged) / 2
