"""Network design: as good as trying every set of villages, and what is asked is met."""

import json
import math
import random
from dataclasses import replace
from itertools import combinations

import pytest

from cuntong.domain.routing import (
    Aim,
    ProblemRefused,
    SiteProblem,
    Township,
    Village,
    coverage_curve,
    design_document,
    design_network,
    next_village,
    read_site_problem,
)


def _network(seed, villages=9, townships=2, **more):
    chance = random.Random(seed)
    stations = tuple(
        Township(
            key=f"T{nth}",
            latitude=25.1 + chance.uniform(-0.08, 0.08),
            longitude=113.3 + chance.uniform(-0.08, 0.08),
        )
        for nth in range(townships)
    )
    hosts = tuple(
        Village(
            key=f"V{nth}",
            latitude=25.1 + chance.uniform(-0.08, 0.08),
            longitude=113.3 + chance.uniform(-0.08, 0.08),
            residents=chance.randint(100, 3000),
            township=chance.choice(stations).key,
            host_yuan=chance.randint(5, 15) * 1000,
        )
        for nth in range(villages)
    )
    settings = {"supply_yuan_per_km": 200.0, "within_km": 5.0} | more
    return SiteProblem(villages=hosts, townships=stations, **settings)


def _km(problem, a, b):
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    turn = math.radians(a.longitude - b.longitude)
    cosine = math.sin(lat_a) * math.sin(lat_b) + math.cos(lat_a) * math.cos(lat_b) * math.cos(turn)
    return 6371.0088 * math.acos(min(1.0, cosine)) * problem.terrain.detour


def _worth(problem, points):
    """Return (cost, residents within reach) of a set of points by the plain formula, or None where it is not allowed."""
    network = sum(
        point.host_yuan
        + min(2 * _km(problem, point, station) for station in problem.townships) * problem.supply_yuan_per_km
        for point in points
    )
    ways = [
        min((_km(problem, village, point) for point in points), default=math.inf)
        for village in problem.villages
    ]
    reached = sum(
        village.residents
        for village, km in zip(problem.villages, ways, strict=True)
        if km <= problem.within_km
    )
    everybody = sum(village.residents for village in problem.villages)
    allowed = (
        len(points) >= problem.min_villages_share * len(problem.villages)
        and reached >= problem.min_residents_share * everybody - 1e-6
        and (problem.budget_yuan is None or network <= problem.budget_yuan)
        and (problem.most_points is None or len(points) <= problem.most_points)
    )
    if not allowed:
        return None
    travel = problem.travel_yuan_per_km
    walked = (
        sum(village.residents * km for village, km in zip(problem.villages, ways, strict=True))
        if travel
        else 0
    )
    return network + travel * walked, reached


def _tried_out(problem):
    sets = (
        points for size in range(len(problem.villages) + 1) for points in combinations(problem.villages, size)
    )
    found = [worth for points in sets if (worth := _worth(problem, points)) is not None]
    if problem.aim is Aim.RESIDENTS:
        most = max(reached for _, reached in found)
        return min(cost for cost, reached in found if reached == most)
    return min(cost for cost, _ in found)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "asked",
    [
        {"min_residents_share": 0.8},
        {"min_villages_share": 0.5, "travel_yuan_per_km": 1.0},
        {"travel_yuan_per_km": 2.0, "most_points": 3, "min_villages_share": 0.1},
        {"budget_yuan": 40_000.0, "aim": Aim.RESIDENTS},
    ],
)
def test_no_other_set_of_villages_is_better(seed, asked):
    problem = _network(seed, **asked)
    design = design_network(problem)
    assert design.optimal
    assert design.total_yuan == pytest.approx(_tried_out(problem), rel=2e-4)


def test_what_is_asked_of_townships_and_stations_is_met():
    problem = _network(2, villages=30, townships=3, min_residents_share=0.6, min_points_per_township=3)
    stations = tuple(replace(station, most_points=4) for station in problem.townships)
    existing = tuple(replace(village, existing=nth == 7) for nth, village in enumerate(problem.villages))
    design = design_network(replace(problem, townships=stations, villages=existing, route_yuan=9_000.0))
    served = list(design.points.values())
    assert all(served.count(station.key) <= 4 for station in stations)
    assert "V7" in design.points
    home = [village.township for village in existing if village.key in design.points]
    assert all(home.count(station.key) >= 3 for station in stations)
    assert design.route_yuan == 9_000 * sum(design.routes.values())


def test_the_nearest_points_that_are_written_out_suffice_or_more_are_written_out():
    problem = _network(5, villages=80, travel_yuan_per_km=1.0, most_points=2, min_villages_share=0.01)
    design = design_network(problem)
    assert design.optimal
    chosen = [village for village in problem.villages if village.key in design.points]
    assert len(chosen) == 2
    assert min(_worth(problem, pair)[0] for pair in combinations(problem.villages, 2)) == pytest.approx(
        design.total_yuan, rel=2e-4
    )


def test_more_coverage_never_costs_less_along_the_curve():
    curve = coverage_curve(_network(3, villages=25, min_residents_share=0.3), steps=6)
    assert len(curve) > 3
    costs = [design.network_yuan for design in curve]
    shares = [design.residents_share for design in curve]
    assert costs == sorted(costs)
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_the_next_village_has_a_price_until_every_village_has_a_point():
    problem = _network(4, villages=12, min_villages_share=0.5)
    now, more = next_village(problem)
    assert len(more.points) == len(now.points) + 1
    assert more.total_yuan > now.total_yuan
    assert next_village(replace(problem, min_villages_share=1.0))[1] is None


@pytest.mark.parametrize(
    "asked",
    [
        {"min_villages_share": 1.0, "budget_yuan": 10_000.0},
        {"min_villages_share": 0.9, "most_points": 2},
        {"min_residents_share": 1.5},
        {"villages": ()},
        {"townships": ()},
    ],
)
def test_what_cannot_be_met_is_said(asked):
    with pytest.raises(ProblemRefused):
        design_network(replace(_network(1), **asked))


def _document():
    return {
        "villages": [
            {
                "id": f"V{nth}",
                "latitude": 25 + nth / 50,
                "longitude": 113,
                "residents": 100 * nth,
                "township": "T",
            }
            for nth in range(1, 5)
        ],
        "townships": [{"id": "T", "latitude": 25, "longitude": 113}],
        "min_villages_share": 0.5,
        "supply_yuan_per_km": 10,
    }


def test_a_document_is_read_and_answered():
    design = design_network(read_site_problem(json.dumps(_document())))
    answer = json.loads(json.dumps(design_document(design)))
    assert answer["points"] == {"V1": "T", "V2": "T"}
    assert answer["villages_share"] == 0.5
    assert answer["optimal"] is True


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda one: one["villages"][0].update(residents=-1), "villages.0.residents"),
        (lambda one: one["villages"][0].update(town="T"), "villages.0.town"),
        (lambda one: one.update(aim="GLORY"), "aim"),
        (lambda one: one.pop("townships"), "townships"),
    ],
)
def test_what_is_wrong_in_a_document_is_named(change, field):
    document = _document()
    change(document)
    with pytest.raises(ProblemRefused) as refused:
        read_site_problem(json.dumps(document))
    assert [fault.field for fault in refused.value.faults] == [field]


def test_an_unknown_township_is_named():
    document = _document()
    document["villages"][1]["township"] = "U"
    with pytest.raises(ProblemRefused) as refused:
        design_network(read_site_problem(json.dumps(document)))
    assert refused.value.faults[0].field == "villages.1.township"
