"""Grades by rule, and a keeper who is released only when everything balances."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from tests.apps.inspections.visiting import picture

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.inspections import handover, operations, queries
from cuntong.apps.inspections.handover import HandoverItem
from cuntong.apps.inspections.models import HandoverCount, Problem, Replacement, StationGrade
from cuntong.apps.places import queries as places
from cuntong.apps.places.models import Station

pytestmark = pytest.mark.django_db


@pytest.fixture
def grade(people, now):
    def graded(days=60, **given):
        at = now + timedelta(days=days)
        said = {"entry_id": uuid4(), "title": "示例考核", "from_date": date(2024, 8, 1)}
        said |= {"to_date": at.date(), "made_at": at, "by": people.bureau, "at": at}
        return operations.assess(**said | given)

    return graded


def test_every_deduction_has_its_reason_and_the_list_follows(rounds, station, grade):
    rounds.finished(station, FIRE_SAFE="NO", SCREEN_WORKS="NO")
    found = grade().grades.get()
    assert found.score == Decimal("86.00")  # 96 of 100, two problems late: 5 each
    assert found.station_list == "WARNING"
    assert [(one["code"], one["points"]) for one in found.deductions] == [
        ("FIRE_SAFE", "2"),
        ("SCREEN_WORKS", "2"),
        ("OVERDUE_PROBLEM", "10"),
    ]
    assert all(one["zh"] and one["en"] for one in found.deductions)
    assert found.dimensions["AREA"] == ["13", "15"]


def test_a_station_without_fault_is_on_the_incentive_list(rounds, station, grade):
    rounds.finished(station)
    assert grade().grades.get().station_list == "INCENTIVE"


def test_the_last_visit_of_the_period_counts(rounds, station, grade, now):
    rounds.finished(station, FIRE_SAFE="NO")
    rounds.finished(station, at=now + timedelta(hours=1))
    assert grade(days=1).grades.get().score == 100


def test_an_assessment_is_made_once_and_never_changed(rounds, station, grade):
    rounds.finished(station)
    entry = uuid4()
    assert grade(entry_id=entry) == grade(entry_id=entry)
    assert StationGrade.objects.count() == 1
    with pytest.raises(ValidationError):
        grade(entry_id=entry, title="别的")
    with pytest.raises(IntegrityError), transaction.atomic():
        StationGrade.objects.update(score=1)


@pytest.mark.parametrize(
    "given",
    [
        {"title": " "},
        {"to_date": date(2024, 7, 1)},
        {"to_date": date(2030, 1, 1)},
        {"from_date": date(2024, 9, 1)},
    ],
)
def test_a_period_that_cannot_be_graded_is_refused(rounds, station, grade, given):
    rounds.finished(station)
    with pytest.raises(ValidationError):
        grade(**given)


# --- Replacement -----------------------------------------------------------------------------------------------------


@pytest.fixture
def shelf(monkeypatch):
    """Something that a room above declares, whose count one can move."""
    held = {"count": 12}
    monkeypatch.setitem(
        handover.ITEMS, "SHELF", HandoverItem("SHELF", "货架", lambda station: held["count"], "件")
    )
    for code in set(handover.ITEMS) - {"SHELF", "EQUIPMENT", "DATA_RIGHTS"}:  # what the rooms above declare
        monkeypatch.delitem(handover.ITEMS, code)
    return held


@pytest.fixture
def begin(people, station, another_keeper, now):
    def begun(**given):
        said = {"entry_id": uuid4(), "station": station, "kind": "KEEPER", "reason": "连续两次整改未通过"}
        said |= {"old_keeper": people.keeper, "new_keeper": another_keeper}
        return operations.begin_replacement(**said | {"made_at": now, "by": people.bureau, "at": now} | given)

    return begun


@pytest.fixture
def count(people, now):
    def counted(replacement, item, number, **given):
        said = {"entry_id": uuid4(), "replacement": replacement, "item": item, "counted": Decimal(number)}
        return operations.count_item(**said | {"made_at": now, "by": people.inspector, "at": now} | given)

    return counted


@pytest.fixture
def release(people, now):
    def released(replacement, **given):
        said = {
            "entry_id": uuid4(),
            "replacement": replacement,
            "made_at": now,
            "by": people.bureau,
            "at": now,
        }
        return operations.release_keeper(**said | given)

    return released


@pytest.fixture
def sheet(people, now):
    """Attaches the signed handover sheet."""

    def attached(replacement):
        document = evidence.upload(file=picture(3), filename="sheet.png", by=people.bureau, at=now)
        evidence.attach(
            document=document,
            record_kind="inspections.replacement",
            record_id=replacement.pk,
            by=people.bureau,
            at=now,
        )

    return attached


def test_the_old_keeper_is_released_when_all_is_counted_and_signed(
    shelf, begin, count, release, sheet, people, another_keeper, station
):
    replacement = begin()
    with pytest.raises(ValidationError) as refusal:
        release(replacement)
    assert len(refusal.value.messages) == 4  # three items and the sheet
    count(replacement, "SHELF", 12)
    count(replacement, "EQUIPMENT", 9)
    count(replacement, "DATA_RIGHTS", 1)
    with pytest.raises(ValidationError, match=r"签字|signatures"):
        release(replacement)
    sheet(replacement)
    entry = uuid4()
    assert release(replacement, entry_id=entry).state == "RELEASED"
    assert release(replacement, entry_id=entry).state == "RELEASED"
    people.keeper.refresh_from_db()
    assert not people.keeper.is_active  # it was the keeper's only place
    assert list(handover.keepers_of(station)) == [another_keeper]
    assert places.visible_to(another_keeper).filter(pk=station.pk).exists()


def test_a_difference_has_to_be_settled_in_words(shelf, begin, count):
    replacement = begin()
    with pytest.raises(ValidationError, match="settlement"):
        count(replacement, "SHELF", 10)
    assert count(replacement, "SHELF", 10, settlement="两件由原站长按价赔付").counted == 10


def test_what_moved_after_the_count_is_counted_again(shelf, begin, count, release, sheet, now):
    replacement = begin()
    for item, number in (("SHELF", 12), ("EQUIPMENT", 9), ("DATA_RIGHTS", 1)):
        count(replacement, item, number)
    sheet(replacement)
    shelf["count"] = 13
    with pytest.raises(ValidationError, match="货架"):
        release(replacement)
    count(replacement, "SHELF", 13, at=now + timedelta(minutes=5))
    assert release(replacement).state == "RELEASED"


def test_the_same_count_twice_is_one(shelf, begin, count):
    replacement, entry = begin(), uuid4()
    assert count(replacement, "SHELF", 12, entry_id=entry) == count(replacement, "SHELF", 12, entry_id=entry)
    with pytest.raises(ValidationError):
        count(replacement, "SHELF", 13, entry_id=entry, settlement="x")
    assert HandoverCount.objects.count() == 1


def test_a_station_that_ends_is_replaced_in_its_life(shelf, begin, count, release, sheet, station):
    replacement = begin(kind="STATION", new_keeper=None)
    for item, number in (("SHELF", 12), ("EQUIPMENT", 9), ("DATA_RIGHTS", 1)):
        count(replacement, item, number)
    sheet(replacement)
    release(replacement)
    assert places.with_state(Station.objects.filter(pk=station.pk)).get().state == "REPLACED"


def test_only_one_handover_at_a_time_and_it_can_be_called_off(begin, people, now):
    replacement = begin()
    with pytest.raises(ValidationError, match="station"):
        begin()
    said = {"entry_id": uuid4(), "replacement": replacement, "made_at": now, "by": people.bureau, "at": now}
    operations.call_off_replacement(**said, reason="整改已通过")
    operations.call_off_replacement(**said, reason="整改已通过")
    assert Replacement.objects.get().state == "CANCELLED"
    assert begin().state == "COUNTING"


@pytest.mark.parametrize(
    "given", [{"reason": ""}, {"new_keeper": None}, {"old_keeper": "another"}, {"new_keeper": "old"}]
)
def test_a_replacement_that_cannot_be_is_refused(begin, another_keeper, people, given):
    persons = {"another": another_keeper, "old": people.keeper}
    with pytest.raises(ValidationError):
        begin(**{name: persons.get(value, value) for name, value in given.items()})


def test_only_the_office_begins_and_ends_it(begin, release, people):
    replacement = begin()
    with pytest.raises(PermissionDenied):
        release(replacement, by=people.inspector)
    with pytest.raises(PermissionDenied):
        begin(by=people.inspector)
    assert queries.replacements_visible_to(people.keeper).get() == replacement
    assert not Problem.objects.exists()
