"""A day from plan to bill: planned, changed, released, driven, settled; and one on which a van breaks down at noon."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from tests.apps.routes.conftest import DAY, add_parcel, hours, key, run, scan, stop_codes, trips, van

from cuntong.apps.jobs import operations as jobs
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.routes import facts, operations, queries
from cuntong.apps.routes.models import DayPlan, Trip
from cuntong.apps.routes.operations import AgreedPrice
from cuntong.domain.routing import Slot

pytestmark = pytest.mark.django_db


def numbers_for(stop, direction="DOWN"):
    return list(
        Parcel.objects.filter(station=stop.station, direction=direction).values_list("number", flat=True)
    )


def drive(trip, driver, people, network, *, from_hour=1.0, stops=None, finish=True):
    """Load, leave, serve the stops and come back, an hour each; what is handed over is scanned first."""
    do = {"by": driver, "trip": trip}
    bound = [number for stop in trip.stops.all() for number in numbers_for(stop)]
    scan("LOADED", bound, network.hub, hours(from_hour - 0.2), people)
    operations.hand_over(
        kind="LOADING",
        counted=len(bound),
        entry_id=key(f"load {trip.pk}"),
        made_at=hours(from_hour - 0.1),
        at=hours(from_hour - 0.1),
        **do,
    )
    at = hours(from_hour)
    operations.start_trip(entry_id=key(f"start {trip.pk}"), made_at=at, at=at, **do)
    for nth, stop in enumerate(list(trip.stops.all())[:stops], start=1):
        serve(trip, stop, driver, people, hours(from_hour + nth))
    if finish:
        at = hours(from_hour + 8)
        km = trip.planned_km + 2
        operations.finish_trip(entry_id=key(f"back {trip.pk}"), made_at=at, at=at, driven_km=km, **do)


def serve(trip, stop, driver, people, at):
    kind = {"TOWNSHIP": "ARRIVED_TOWNSHIP", "VILLAGE": "ARRIVED_VILLAGE"}[stop.station.level]
    do = {"trip": trip, "stop": stop, "by": driver, "made_at": at, "at": at}
    operations.arrive(entry_id=key(f"arrive {trip.pk} {stop.pk}"), **do)
    down, up = numbers_for(stop), numbers_for(stop, "UP")
    if down:
        scan(kind, down, stop.station, at, people)
        operations.hand_over(kind="DELIVERY", counted=len(down), entry_id=key(f"give {stop.pk}"), **do)
    if up:
        scan("LOADED", up, stop.station, at, people)
        operations.hand_over(kind="COLLECTION", counted=len(up), entry_id=key(f"take {stop.pk}"), **do)


def test_a_day_from_plan_to_bill(planned, fleet, goods, people):
    # proposed: everything is served, both ways, and the plan says where its kilometres come from
    assert planned.state == "PROPOSED"
    assert (planned.stop_count, planned.unserved_count, planned.feasible) == (4, 0, True)
    assert planned.distance_source == "ESTIMATE"

    # changed: the dispatcher gives a stop to the other van, sees what it costs, and locks it there
    other = next(
        one.plate
        for one in fleet.vans
        if one.plate not in {route["vehicle"] for route in planned.edited["routes"]}
    )
    stop = goods.other_village.code
    do = {"by": people.hub, "at": hours(0.2)}
    changed = operations.move_stop(plan=planned, stop=stop, to=Slot(other), **do)
    assert changed.cost_yuan > planned.cost_yuan
    assert changed.vehicle_count == 2
    changed = operations.lock_stop(plan=changed, stop=stop, locked=True, **do)

    # released: a trip for each van, each with its driver
    operations.release_plan(plan=changed, by=people.hub, at=hours(0.5))
    made = trips()
    assert {trip.vehicle.plate: trip.driver.name for trip in made} == {
        "测A001": "示例司机甲",
        "测A002": "示例司机乙",
    }
    assert sorted(code for trip in made for code in stop_codes(trip)) == ["CD-1", "CD-2", "ZZ-1", "ZZ-2"]

    # driven: counts balance at every tier
    for trip in made:
        drive(trip, fleet.accounts[trip.vehicle_id], people, goods)
    for trip in trips():
        assert trip.state == "FINISHED"
        assert {stop.state for stop in trip.stops.all()} == {"DONE"}
        for handover in trip.handovers.all():
            assert handover.counted == handover.scanned
    told = facts.export()
    assert sum(told["trips"]["parcel_count"].to_pylist()) == 8
    assert sum(told["trip_stops"]["scan_count"].to_pylist()) == 8
    assert sum(told["trip_stops"]["cost_yuan"].to_pylist()) == sum(told["trips"]["cost_yuan"].to_pylist())

    # settled: each parcel once, at its price; asked again there is nothing left to bill
    finance = {"by": people.finance, "at": hours(12)}
    for carrier in ("STO", "JT"):
        operations.sign_price_contract(
            carrier=carrier,
            number=f"示例协议 {carrier}",
            from_date=DAY.replace(day=1),
            prices=[
                AgreedPrice("DOWN", "VILLAGE", Decimal("0.90"), Decimal("0.10")),
                AgreedPrice("DOWN", "TOWNSHIP", Decimal("0.50")),
                AgreedPrice("UP", "VILLAGE", Decimal("1.20")),
            ],
            **finance,
        )
    bills = {
        carrier: operations.issue_statement(carrier=carrier, from_date=DAY, to_date=DAY, **finance)
        for carrier in ("STO", "JT")
    }
    # STO: A1 0.90 + 0.15, A3 0.50, B1 0.90 + 0.30; JT: A2 0.90 + 0.20, B2 0.90 (nobody weighed it), B3 0.50
    assert bills["STO"].amount_yuan == Decimal("2.75")
    assert bills["JT"].amount_yuan == Decimal("2.50")
    with pytest.raises(ValidationError, match="以前的对账单"):
        operations.issue_statement(carrier="JT", from_date=DAY, to_date=DAY, **finance)


def test_a_van_breaks_down_at_noon_and_the_loaded_one_keeps_its_stops(planned, fleet, goods, people):
    do = {"by": people.hub, "at": hours(0.2)}
    plan = planned
    first, second = (van.plate for van in fleet.vans)
    for nth, station in enumerate((goods.township, goods.village)):
        plan = operations.move_stop(plan=plan, stop=station.code, to=Slot(first, 1, 0, nth), **do)
    for nth, station in enumerate((goods.other_township, goods.other_village)):
        plan = operations.move_stop(plan=plan, stop=station.code, to=Slot(second, 1, 0, nth), **do)
    operations.release_plan(plan=plan, by=people.hub, at=hours(0.5))
    broken, loaded = trips()
    driver_of = fleet.accounts
    drive(broken, driver_of[broken.vehicle_id], people, goods, stops=1, finish=False)
    drive(loaded, driver_of[loaded.vehicle_id], people, goods, stops=1, finish=False)
    noon = hours(4)
    operations.report_exception(
        trip=broken,
        kind="BREAKDOWN",
        note="示例：水箱漏水",
        entry_id=key("breakdown"),
        made_at=noon,
        by=driver_of[broken.vehicle_id],
        at=noon,
    )

    # a third van stands ready; the rest of the day is planned anew
    spare = van("测A003", people)
    released = DayPlan.objects.get(state="RELEASED")
    with pytest.raises(ValidationError, match="余下"):
        operations.release_plan(plan=_proposal(goods, people), by=people.hub, at=noon)
    rest = operations.replan_rest(plan=released, by=people.hub, at=noon)
    assert run(rest.job_id, noon).state == "DONE"
    rest = DayPlan.objects.get(pk=rest.pk)
    kept = {one["vehicle"]: [stop for stop, _ in one["trips"][0]] for one in rest.edited["routes"]}
    assert kept[loaded.vehicle.plate] == [goods.other_village.code]
    assert broken.vehicle.plate not in kept
    assert rest.held == {goods.other_village.code: loaded.vehicle.plate}

    # the loaded van's stop cannot be moved away
    with pytest.raises(ValidationError, match="锁定"):
        operations.move_stop(
            plan=rest, stop=goods.other_village.code, to=Slot(spare.plate), by=people.hub, at=noon
        )

    operations.release_plan(plan=rest, by=people.hub, at=hours(4.5))
    by_plate = {trip.vehicle.plate: trip for trip in trips()}
    assert {stop.station.code: stop.state for stop in by_plate[first].stops.all()} == {
        goods.township.code: "DONE",
        goods.village.code: "MOVED",
    }
    assert by_plate[second].state == "UNDER_WAY"
    assert stop_codes(by_plate[spare.plate]) == [goods.village.code]
    assert DayPlan.objects.get(pk=released.pk).state == "REPLACED"


def _proposal(network, people):
    """Another plan of the whole day, asked for as if nobody were on the road."""
    add_parcel(network.other_village, "LATE", state="AT_HUB")
    plan = operations.plan_routes(day=DAY, by=people.hub, at=hours(4))
    assert run(plan.job_id, hours(4)).state == "DONE"
    return DayPlan.objects.get(pk=plan.pk)


def test_cancelling_the_search_leaves_the_plan_that_was_found(goods, fleet, people):
    plan = operations.plan_routes(day=DAY, by=people.hub, at=hours(0))
    asked = []

    def clock():
        """Somebody cancels as soon as the first plan is there."""
        if DayPlan.objects.get(pk=plan.pk).state == "PROPOSED" and not asked:
            asked.append(True)
            jobs.request_cancel(job=plan.job, by=people.hub, at=hours(0))
        return hours(0)

    job = jobs.run(job_id=plan.job_id, clock=clock)
    plan.refresh_from_db()
    assert plan.state == "PROPOSED"
    assert queries.work_out(plan).plan.feasible
    assert job.state in ("CANCELLED", "DONE")


def test_the_same_day_gives_the_same_plan(planned, people):
    again = operations.plan_routes(day=DAY, by=people.hub, at=hours(0.1))
    assert run(again.job_id).state == "DONE"
    again.refresh_from_db()
    assert again.problem_sha256 == planned.problem_sha256
    assert again.proposal == planned.proposal
    assert Trip.objects.count() == 0
