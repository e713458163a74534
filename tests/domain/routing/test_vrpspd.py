"""Plans of .vrpspd files: valid by an independent checker, optimal where the optimum can be tried out."""

from decimal import Decimal

import pytest

from cuntong.domain.routing import Effort, ProblemRefused, TravelSource, plan_day, read_vrpspd

QUICK = Effort(iterations=400, seeds=1, rounds=2)


def _plan(instance, *, effort=QUICK, seed=1):
    plan = plan_day(read_vrpspd(instance.text), effort=effort, seed=seed)
    return plan, [[int(stop) for stop in timed.route.stops] for timed in plan.routes]


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_is_valid_and_its_cost_is_its_length(made, seed):
    instance = made(seed, 10 + 5 * seed)
    plan, routes = _plan(instance)
    assert float(plan.cost_yuan) == pytest.approx(instance.check(routes), abs=1e-4)
    assert plan.feasible
    assert not plan.unserved


@pytest.mark.parametrize("seed", range(6))
def test_a_small_plan_is_the_best_of_all_plans(made, seed):
    instance = made(seed, 6, per_route=3)
    _, routes = _plan(instance, effort=Effort(iterations=3_000, seeds=2, rounds=2))
    assert instance.check(routes) == pytest.approx(instance.shortest(), abs=1e-6)


def test_the_same_iterations_and_seed_give_the_same_plan(made):
    instance = made(3, 30)
    assert _plan(instance)[1] == _plan(instance)[1]


def test_an_explicit_matrix_counts_in_ten_thousandths():
    text = "\n".join(
        [
            "DIMENSION : 3",
            "VEHICLES : 1",
            "CAPACITY : 10",
            "EDGE_WEIGHT_TYPE : EXPLICIT",
            "EDGE_WEIGHT_FORMAT : FULL_MATRIX",
            "EDGE_WEIGHT_SECTION",
            "0 10000 20000 10000 0",
            "15000 20000 15000 0",
            "PICKUP_AND_DELIVERY_SECTION",
            "1 0 0 10000000 0 0 0",
            "2 0 0 10000000 0 4 5",
            "3 0 0 10000000 0 6 5",
        ]
    )
    problem = read_vrpspd(text)
    plan = plan_day(problem, effort=QUICK)
    assert problem.travel.source is TravelSource.MATRIX
    assert plan.cost_yuan == Decimal("4.5")


def _half(form: str, numbers: str) -> str:
    return (
        "DIMENSION:3\nCAPACITY:10\nEDGE_WEIGHT_TYPE:EXPLICIT\n"
        f"EDGE_WEIGHT_FORMAT:{form}\nEDGE_WEIGHT_SECTION\n{numbers}\n"
        "DEMAND_SECTION\n1 0\n2 4\n3 4\nEOF"
    )


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("UPPER_ROW", "7 8 9"),
        ("LOWER_ROW", "7\n8 9"),
        ("UPPER_DIAG_ROW", "0 7 8\n0 9\n0"),
        ("LOWER_DIAG_ROW", "0 7 0 8 9 0"),
        ("FULL_MATRIX", "0 7 8 7 0 9 8 9 0"),
    ],
)
def test_every_form_of_a_matrix_means_the_same(form, numbers):
    km = read_vrpspd(_half(form, numbers)).travel.distance_mm // 1_000_000
    assert km.tolist() == [[0, 7, 8], [7, 0, 9], [8, 9, 0]]


def test_a_matrix_of_the_wrong_size_or_form_is_refused():
    for form, numbers, field in (
        ("UPPER_ROW", "7 8", "EDGE_WEIGHT_SECTION"),
        ("UPPER_ROW", "7 8 -9", "EDGE_WEIGHT_SECTION"),
        ("SPIRAL", "7 8 9", "EDGE_WEIGHT_FORMAT"),
    ):
        with pytest.raises(ProblemRefused) as refused:
            read_vrpspd(_half(form, numbers))
        assert [fault.field for fault in refused.value.faults] == [field]


@pytest.mark.parametrize(
    ("kind", "length"), [("EXACT_2D", 5**0.5), ("EUC_2D", 2), ("CEIL_2D", 3), ("FLOOR_2D", 2)]
)
def test_lengths_are_rounded_as_the_file_says(kind, length):
    text = f"DIMENSION:2\nCAPACITY:9\nEDGE_WEIGHT_TYPE:{kind}\nNODE_COORD_SECTION\n1 0 0\n2 1 2\nDEMAND_SECTION\n1 0\n2 4"
    assert read_vrpspd(text).travel.distance_mm[0, 1] == round(length * 1_000_000)


def test_sections_in_another_order_and_windows_line_ends_mean_the_same(made):
    instance = made(3, 9)
    head, rest = instance.text.split("NODE_COORD_SECTION\n")
    points, visits = rest.split("PICKUP_AND_DELIVERY_SECTION\n")
    visits = visits.split("DEPOT_SECTION")[0]
    turned = "\n".join(
        [
            "COMMENT : made: turned round",
            "PICKUP_AND_DELIVERY_SECTION :",
            visits + "# customers",
            "NODE_COORD_SECTION",
            points + head.replace(" : ", ":").lower().replace("exact_2d", "EXACT_2D"),
            "EOF",
            "anything",
        ]
    )
    one, other = read_vrpspd(instance.text), read_vrpspd(turned.replace("\n", "\r\n"))
    assert (one.stops, one.vehicles) == (other.stops, other.vehicles)
    assert (one.travel.distance_mm == other.travel.distance_mm).all()


def test_demands_windows_and_backhauls_stated_apart_are_read():
    problem = read_vrpspd(
        "TYPE : VRPMPDTW\nDIMENSION : 3\nCAPACITY : 9.5\nSERVICE_TIME : 2.5\nEDGE_WEIGHT_TYPE : EXACT_2D\n"
        "DEMAND_SECTION\n1 0\n2 4.5\n3 3\nBACKHAUL_SECTION\n3 -1\n"
        "TIME_WINDOW_SECTION\n1 0 100\n2 10 20\n3 0 10000000\n"
        "NODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n"
    )
    down, up = problem.stops
    assert (down.deliver, down.collect, up.deliver, up.collect) == ((4500,), (0,), (0,), (3000,))
    assert (down.windows[0].from_s, down.windows[0].to_s) == (36_000, 72_000)
    assert down.service_s == up.service_s == 9_000
    assert problem.vehicles[0].shift.to_s == 360_000
    assert (problem.vehicles[0].capacity, problem.vehicles[0].count) == ((9_500,), 2)
    assert problem.travel.duration_s[0, 1] == 5 * 3600


def test_windows_and_a_limit_on_length_hold(made):
    instance = made(5, 8)
    text = instance.text.replace("CAPACITY", "DISTANCE : 320\nCAPACITY").replace(
        "2 0 0 10000000 0", "2 0 100 200 10"
    )
    plan = plan_day(read_vrpspd(text), effort=QUICK)
    first = next(visit for timed in plan.routes for visit in timed.visits if visit.stop == "1")
    assert 100 * 3600 <= first.begin_s <= 200 * 3600
    assert all(timed.duration_s <= 320 * 3600 for timed in plan.routes)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("DIMENSION : 6", "DIMENSION : six", "DIMENSION"),
        ("DIMENSION : 6", "DIMENSION : 60000", "DIMENSION"),
        ("CAPACITY : 80", "CAPACITY : -1", "CAPACITY"),
        ("EXACT_2D", "GEO_3D", "EDGE_WEIGHT_TYPE"),
        ("3 0 0 10000000 0", "3 0 0 x 0", "line 17"),
        ("3 0 0 10000000 0", "3 0 0 nan 0", "line 17"),
        ("3 0 0 10000000 0", "3 0 0 0", "PICKUP_AND_DELIVERY_SECTION"),
        ("3 0 0 10000000 0", "3 0 -5 10000000 0", "PICKUP_AND_DELIVERY_SECTION"),
        ("NODE_COORD_SECTION\n1 ", "NODE_COORD_SECTION\n9 ", "NODE_COORD_SECTION"),
        ("NODE_COORD_SECTION\n1 ", "NODE_COORD_SECTION\n1 99999999", "NODE_COORD_SECTION"),
        ("TYPE : VRPSPD", "TYPE : PDPTW", "TYPE"),
        ("DEPOT_SECTION\n1", "DEPOT_SECTION\n2", "DEPOT_SECTION"),
        ("DEPOT_SECTION", "FIXED_EDGES_SECTION", "FIXED_EDGES_SECTION"),
        ("DEPOT_SECTION", "NODE_COORD_SECTION", "NODE_COORD_SECTION"),
        ("3 0 0 10000000 0", "3 0 20 10 0", "node 3"),
        ("PICKUP_AND_DELIVERY_SECTION", "DISPLAY_DATA_SECTION", "PICKUP_AND_DELIVERY_SECTION"),
    ],
)
def test_what_is_wrong_is_named(made, old, new, field):
    text = made(1, 5).text
    assert old in text
    with pytest.raises(ProblemRefused) as refused:
        read_vrpspd(text.replace(old, new))
    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_customer_larger_than_the_vehicle_stays_behind_with_the_reason(made):
    instance = made(2, 6)
    text = instance.text.replace("7 0 0 10000000 0", "7 0 0 10000000 0 999")
    text = "\n".join(
        line if not line.startswith("7 0 0") else "7 0 0 10000000 0 999 1" for line in text.split("\n")
    )
    plan = plan_day(read_vrpspd(text), effort=QUICK)
    assert [left.stop for left in plan.unserved] == ["6"]
    assert "999" in plan.unserved[0].message.en


def test_vehicles_that_cannot_take_everything_take_what_they_can(made):
    instance = made(4, 12)
    text = instance.text.replace(f"VEHICLES : {instance.vehicles}", "VEHICLES : 1")
    plan = plan_day(read_vrpspd(text), effort=QUICK)
    assert plan.unserved
    assert {left.reason for left in plan.unserved} == {"NO_ROOM"}
    assert plan.feasible
    assert len(plan.routes) == 1
