"""Stations: registered, corrected, their events recorded and annulled; what the database refuses by itself."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.evidence.queries import change_of
from cuntong.apps.places import operations, queries
from cuntong.apps.places.kinds import State
from cuntong.apps.places.models import Division, Station, StationEvent

from .conftest import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE

pytestmark = pytest.mark.django_db


def state_of(station, as_of=None):
    return queries.with_state(Station.objects.filter(pk=station.pk), as_of).get().state


# --- Registering -------------------------------------------------------------------------------------------------


def test_a_registered_station_has_no_state_yet(register):
    station = register(area_m2=Decimal("25.5"), longitude=Decimal("113.37"), latitude=Decimal("25.35"))
    assert state_of(station) is None
    assert station.is_live
    assert station.position_source == "REPORTED"
    assert station.township.pk == TOWNSHIP
    assert TrailEntry.objects.get(verb="register").record_id == str(station.pk)


def refused(field, action):
    with pytest.raises(ValidationError) as refusal:
        action()
    assert field in refusal.value.error_dict
    return str(refusal.value.error_dict[field][0].message)


def test_a_code_is_given_once(register):
    register(code="LC-1")
    assert "LC-1" in refused("code", lambda: register(division=OTHER_VILLAGE, code="LC-1"))


@pytest.mark.parametrize(
    ("level", "place"),
    [("CENTRE", TOWNSHIP), ("TOWNSHIP", COUNTY), ("TOWNSHIP", VILLAGE), ("VILLAGE", TOWNSHIP)],
)
def test_a_station_stands_at_its_own_level(register, level, place):
    refused("division", lambda: register(level, place))


def test_a_village_has_one_live_point(register, live):
    first = live(register(code="LC-1"), BUILT="2022-08-20")
    refused("division", lambda: register(code="LC-2"))
    live(first, REPLACED="2023-03-01")
    assert register(code="LC-2").is_live


def test_the_county_has_one_centre(register):
    register("CENTRE", COUNTY, code="LC-1")
    refused("level", lambda: register("CENTRE", COUNTY, code="LC-2"))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": " "}, "name"),
        ({"area_m2": Decimal(0)}, "area_m2"),
        ({"longitude": Decimal(113)}, "latitude"),
        ({"longitude": Decimal(25), "latitude": Decimal(113)}, "longitude"),
        ({"level": "HAMLET"}, "level"),
    ],
)
def test_facts_that_cannot_be(register, facts, field):
    refused(field, lambda: register(**facts))


def test_only_the_bureau_writes(register, people, now):
    station = register()
    for person in (
        people.finance,
        people.auditor,
        people.keeper,
        people.inspector,
        people.contractor,
        people.hub,
    ):
        with pytest.raises(PermissionDenied):
            operations.register_station(
                code="X", name="示例", level="VILLAGE", division=station.division, by=person, at=now
            )
        with pytest.raises(PermissionDenied):
            operations.correct_station(station=station, name="示例", by=person, at=now)
        with pytest.raises(PermissionDenied):
            operations.record_event(
                station=station, state="BUILT", event_date=date(2022, 8, 20), by=person, at=now
            )


# --- Correcting --------------------------------------------------------------------------------------------------


def test_a_correction_says_what_changed(register, people, now):
    station = register(area_m2=Decimal(25))
    firm = Organisation.objects.create(name="示例运营公司", kind="CONTRACTOR")
    operations.correct_station(
        station=station, area_m2=Decimal("30.00"), operator=firm, by=people.bureau, at=now
    )
    entry = TrailEntry.objects.get(verb="correct")
    assert change_of(entry) == {"area_m2": "30.00", "operator": firm.pk}


def test_a_correction_of_nothing_leaves_no_trail(register, people, now):
    station = register()
    operations.correct_station(station=station, name=station.name, by=people.bureau, at=now)
    assert not TrailEntry.objects.filter(verb="correct").exists()


def test_code_and_level_stay(register, people, now):
    station = register()
    for fact in ("code", "level"):
        with pytest.raises(TypeError):
            operations.correct_station(station=station, **{fact: "X"}, by=people.bureau, at=now)
        with pytest.raises(IntegrityError), transaction.atomic():
            Station.objects.filter(pk=station.pk).update(**{fact: "TOWNSHIP"})


def test_a_correction_cannot_move_a_point_where_another_stands(register, people, now):
    register(division=OTHER_VILLAGE)
    station = register()

    def correct(**facts):
        return operations.correct_station(station=station, **facts, by=people.bureau, at=now)

    refused("division", lambda: correct(division=Division.objects.get(pk=OTHER_VILLAGE)))
    refused("division", lambda: correct(division=Division.objects.get(pk=TOWNSHIP)))
    refused("latitude", lambda: correct(longitude=Decimal(113)))
    refused("name", lambda: correct(name=""))
    refused("area_m2", lambda: correct(area_m2=Decimal(-1)))


# --- Events ------------------------------------------------------------------------------------------------------


def test_the_state_follows_the_events(operating):
    station = operating()
    assert state_of(station) == State.OPERATING
    assert state_of(station, date(2022, 9, 30)) == State.ACCEPTED
    assert state_of(station, date(2022, 3, 9)) is None


def test_every_event_stands_in_the_trail(operating):
    operating()
    assert TrailEntry.objects.filter(verb="record", record_kind="places.station_event").count() == 5


def test_an_event_cannot_stand_before_its_cause(register, live):
    station = live(register(), BUILT="2022-08-20")
    message = refused("event_date", lambda: live(station, ACCEPTED="2022-08-19"))
    assert "2022-08-19" in message
    assert not station.events.filter(state="ACCEPTED").exists()


def test_what_lies_ahead_is_no_event(register, live):
    refused("event_date", lambda: live(register(), BUILT="2024-08-15"))
    assert live(register(division=OTHER_VILLAGE), BUILT="2024-08-14").events.count() == 1


def test_an_unknown_state(register, live):
    refused("state", lambda: live(register(), DREAMT="2022-01-01"))


def test_acceptance_during_operation_lets_it_go_on(register, live):
    station = live(register(), BUILT="2022-08-20", OPERATING="2022-09-01", ACCEPTED="2022-12-01")
    assert state_of(station) == State.OPERATING
    assert station.events.filter(state="OPERATING").count() == 2
    assert state_of(station, date(2022, 12, 1)) == State.OPERATING


def test_annulling_that_acceptance_takes_its_continuation_along(register, live, people, now):
    station = live(register(), BUILT="2022-08-20", OPERATING="2022-09-01", ACCEPTED="2022-12-01")
    accepted = station.events.get(state="ACCEPTED")
    operations.annul_event(event=accepted, reason="示例：日期有误", by=people.bureau, at=now)
    assert list(queries.standing(station.events.all()).values_list("state", flat=True)) == [
        "BUILT",
        "OPERATING",
    ]
    assert state_of(station) == State.OPERATING


def test_an_annulled_event_stays_with_its_reason(operating, people, now):
    station = operating()
    event = station.events.get(state="OPERATING")
    annulled = operations.annul_event(event=event, reason="示例：尚未营业", by=people.bureau, at=now)
    assert (annulled.annulled_by, annulled.annulled_reason) == (people.bureau, "示例：尚未营业")
    assert state_of(station) == State.ACCEPTED
    with pytest.raises(ValidationError):
        operations.annul_event(event=event, reason="再次", by=people.bureau, at=now)


def test_what_others_depend_on_is_annulled_last(operating, people, now):
    station = operating()
    with pytest.raises(ValidationError):
        operations.annul_event(
            event=station.events.get(state="BUILT"), reason="示例", by=people.bureau, at=now
        )
    refused(
        "reason",
        lambda: operations.annul_event(
            event=station.events.get(state="OPERATING"), reason=" ", by=people.bureau, at=now
        ),
    )
    with pytest.raises(PermissionDenied):
        operations.annul_event(
            event=station.events.get(state="OPERATING"), reason="示例", by=people.auditor, at=now
        )


def test_an_ended_station_makes_room_and_cannot_come_back_into_it(operating, register, live, people, now):
    first = live(operating(code="LC-1"), WITHDRAWN="2023-03-01")
    first.refresh_from_db()
    assert not first.is_live
    register(code="LC-2")
    withdrawn = first.events.get(state="WITHDRAWN")
    refused(
        "event_date", lambda: operations.annul_event(event=withdrawn, reason="示例", by=people.bureau, at=now)
    )
    withdrawn.refresh_from_db()
    assert withdrawn.annulled_at is None


def test_nothing_follows_the_end(operating, live):
    station = live(operating(), REPLACED="2023-03-01")
    refused("event_date", lambda: live(station, OPERATING="2023-04-01"))


def test_suspended_and_open_again(operating, live):
    station = live(operating(), SUSPENDED="2023-01-10", OPERATING="2023-02-10")
    assert state_of(station, date(2023, 1, 31)) == State.SUSPENDED
    assert state_of(station) == State.OPERATING


# --- What the database itself refuses ----------------------------------------------------------------------------


def raw(**values):
    return Station(
        **{"code": "LC-9", "name": "示例站点", "level": "VILLAGE", "division_id": VILLAGE} | values
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": ""},
        {"name": ""},
        {"level": "HAMLET"},
        {"level": "CENTRE"},
        {"level": "TOWNSHIP"},
        {"level": "TOWNSHIP", "division_id": COUNTY},
        {"level": "CENTRE", "division_id": TOWNSHIP},
        {"division_id": TOWNSHIP},
        {"area_m2": Decimal(0)},
        {"longitude": Decimal(113), "position_source": "MAP"},
        {"longitude": Decimal(25), "latitude": Decimal(113), "position_source": "MAP"},
        {"longitude": Decimal(113), "latitude": Decimal(25)},
        {"position_source": "MAP"},
    ],
)
def test_the_database_refuses_a_station(county, wrong):
    raw().save()
    Station.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(**wrong).save()


def test_the_database_refuses_a_second_point_and_a_second_centre(county):
    raw().save()
    raw(code="LC-10", is_live=False).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(code="LC-11").save()
    raw(code="LC-12", level="CENTRE", division_id=COUNTY).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        raw(code="LC-13", level="CENTRE", division_id=COUNTY).save()


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "DREAMT"},
        {"annulled": "by"},
        {"annulled": "at"},
        {"annulled_reason": "示例"},
    ],
)
def test_the_database_refuses_an_event(register, people, now, wrong):
    values = {
        "state": "BUILT",
        "event_date": date(2022, 8, 20),
        "recorded_by": people.bureau,
        "recorded_at": now,
    }
    pair = {"by": {"annulled_by": people.bureau}, "at": {"annulled_at": now}}
    values |= pair.get(wrong.pop("annulled", ""), {}) | wrong if "annulled" in wrong else wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        StationEvent.objects.create(station=register(), **values)


def test_the_database_refuses_a_second_building_and_the_same_day_twice(operating, people, now):
    station = operating()
    for state, day in (("BUILT", date(2022, 8, 21)), ("OPERATING", date(2022, 10, 1))):
        with pytest.raises(IntegrityError), transaction.atomic():
            StationEvent.objects.create(
                station=station, state=state, event_date=day, recorded_by=people.bureau, recorded_at=now
            )
