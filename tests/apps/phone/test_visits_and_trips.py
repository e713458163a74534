"""An inspector's visit and a driver's trip come in from phones: the same mechanism, the other rooms' operations."""

from uuid import uuid4

import pytest
from tests.apps.inspections.conftest import county, rounds, station  # noqa: F401
from tests.apps.inspections.visiting import picture, right_answers
from tests.apps.places.conftest import live, operating, register  # noqa: F401
from tests.apps.routes.conftest import (  # noqa: F401
    fleet,
    goods,
    hours,
    placed,
    planned,
    released,
    scan,
    trips,
)
from tests.apps.routes.test_journey import numbers_for

from cuntong.apps.inspections.models import Problem, Visit
from cuntong.apps.phone import operations, queries
from cuntong.apps.phone.kinds import SentEntry
from cuntong.apps.routes.models import Trip

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone_of(now):
    """Signs a person in on a phone and sends from it."""

    def make(user, at=now):
        handset = operations.register_handset(
            handset_id=uuid4(), name="示例手机", session_key="", by=user, at=at
        )

        def send(*entries, at=at):
            return operations.accept_entries(
                handset=handset, entries=entries, clock=at, waiting=0, by=user, at=at
            )

        send.handset = handset
        return send

    return make


def test_a_visit_with_photos_and_what_follows(phone_of, people, rounds, station, now):  # noqa: F811
    visit = rounds.planned(station)
    pack = queries.pack_of(people.inspector, None, now).rows
    row = pack[f"visit:{visit.pk}"]
    asked = {one["code"]: one for one in pack[row["checklist"]]["questions"]}
    values = right_answers(visit) | {
        next(code for code, one in asked.items() if one["photo_if_failed"]): "NO"
    }
    send = phone_of(people.inspector)

    def entry(kind, **body):
        return SentEntry(uuid4(), f"inspections.{kind}", now, {"visit": str(visit.pk), **body})

    def sent_photo(shade):
        photo_id = uuid4()
        operations.keep_photo(
            photo_id=photo_id,
            content=picture(shade).read(),
            handset=send.handset,
            by=people.inspector,
            at=now,
        )
        return str(photo_id)

    where = {"longitude": 113.3, "latitude": 25.1, "accuracy_m": 12.0, "measured_at": now.isoformat()}
    photos = [
        entry("photo", question=code, photo=sent_photo(n))
        for n, code in enumerate(asked)
        if values[code] == "TAKEN"
    ]
    answers = send(
        entry("begin", position=where),
        *[entry("answer", question=code, value=value, seconds=5) for code, value in values.items()],
        *photos,
        entry("finish", signature=sent_photo(99)),
    )
    assert {one.state for one in answers} == {"DONE"}, [one for one in answers if one.state != "DONE"]
    visit = Visit.objects.get(pk=visit.pk)
    assert visit.state == "FINISHED"
    assert visit.signature is not None
    assert answers[-1].answer["problems"] == 1

    # the keeper mends it, with a picture; the inspector looks again
    problem = Problem.objects.get()
    assert f"visit:{visit.pk}" not in queries.pack_of(people.inspector, None, now).rows
    mending = people.by_role[problem.owner]
    assert f"problem:{problem.pk}" in queries.pack_of(mending, None, now).rows
    keeper = phone_of(mending)
    photo_id = uuid4()
    operations.keep_photo(
        photo_id=photo_id, content=picture(7).read(), handset=keeper.handset, by=mending, at=now
    )
    repaired = {"problem": str(problem.pk), "note": "已修好", "photo": str(photo_id)}
    (answer,) = keeper(SentEntry(uuid4(), "inspections.repair", now, repaired))
    assert answer.state == "DONE", answer
    assert f"problem:{problem.pk}" in queries.pack_of(people.inspector, None, now).rows
    rechecked = {"problem": str(problem.pk), "passed": True, "note": "看过，合格"}
    (answer,) = send(SentEntry(uuid4(), "inspections.recheck", now, rechecked))
    assert answer.state == "DONE", answer
    problem.refresh_from_db()
    assert problem.state == "CLOSED"


def test_another_inspectors_visit_is_not_answered(phone_of, people, rounds, station, now):  # noqa: F811
    visit = rounds.begun(station)
    (answer,) = phone_of(people.keeper)(
        SentEntry(
            uuid4(),
            "inspections.answer",
            now,
            {"visit": str(visit.pk), "question": "AREA_MEASURED", "value": "1"},
        )
    )
    assert answer.state == "REFUSED"


def test_a_drivers_trip(phone_of, released, fleet, people):  # noqa: F811
    trip = next(one for one in trips() if one.driver is not None)
    driver = fleet.accounts[trip.vehicle_id]
    send = phone_of(driver, at=hours(0.6))
    row = queries.pack_of(driver, None, hours(0.6)).rows[f"trip:{trip.pk}"]
    stop = trip.stops.all()[0]
    assert row["stops"][0]["station"] == stop.station.name
    kind = {"TOWNSHIP": "ARRIVED_TOWNSHIP", "VILLAGE": "ARRIVED_VILLAGE"}[stop.station.level]
    scan(kind, numbers_for(stop), stop.station, hours(2), people)
    photo_id = uuid4()
    operations.keep_photo(
        photo_id=photo_id, content=picture().read(), handset=send.handset, by=driver, at=hours(3)
    )

    def entry(act, at, **body):
        return SentEntry(uuid4(), f"routes.{act}", at, {"trip": trip.pk, **body})

    given = {
        "stop": stop.pk,
        "kind": "DELIVERY",
        "counted": len(numbers_for(stop)),
        "signature": str(photo_id),
    }
    entries = (
        entry("start", hours(1)),
        entry("arrive", hours(2), stop=stop.pk),
        entry("hand_over", hours(2.1), **given),
        entry("exception", hours(2.2), kind="OTHER", note="修路，绕行"),
        entry("back", hours(6), driven_km="41.5"),
    )
    answers = send(*entries, at=hours(7))
    assert [one.state for one in answers] == ["DONE"] * 5, answers
    assert send(*entries, at=hours(8)) == answers
    driven = Trip.objects.get(pk=trip.pk)
    assert (driven.state, driven.started_at, driven.finished_at) == ("FINISHED", hours(1), hours(6))
    assert driven.stops.first().arrived_at == hours(2)
    assert driven.handovers.get().keeper_signature is not None
    other = next(one for one in fleet.accounts.values() if one != driver)
    (answer,) = phone_of(other, at=hours(7))(entry("start", hours(7)))
    assert answer.state == "CONFLICT"
