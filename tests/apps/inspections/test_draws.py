"""Samples of stations and people: drawn by the trail's root, worked through in order, projected to the whole list."""

import hashlib
from datetime import date
from fractions import Fraction
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cuntong.apps.evidence.queries import head
from cuntong.apps.inspections import frames, operations, queries
from cuntong.apps.inspections.frames import Person, SampleFrame
from cuntong.apps.inspections.kinds import Subject
from cuntong.apps.inspections.models import CallBack, Draw, DrawnUnit, Visit
from cuntong.domain.sampling import Method, SamplingError, Unit, published, repeat
from cuntong.domain.sampling import draw as draw_units

pytestmark = pytest.mark.django_db


@pytest.fixture
def stations(operating):
    """Three points in one township, one in another."""
    villages = ("440281103201", "440281103202", "440281103205", "440281102201")
    return [operating(division=village, code=f"D-{village[6:]}") for village in villages]


@pytest.fixture
def draw(people, now):
    def drawn(size, frame="STATIONS", **given):
        said = {"entry_id": uuid4(), "frame": frame, "size": size, "title": "示例抽查"}
        return operations.draw_sample(**said | {"made_at": now, "by": people.bureau, "at": now} | given)

    return drawn


def test_the_seed_is_the_root_of_the_trail_and_the_draw_can_be_repeated(stations, draw):
    before = head()
    drawn = draw(3)
    assert (drawn.seed, drawn.trail_size) == (before.root, before.size)
    units = queries.units_of(drawn)
    document = published(units, draw_units(units, size=drawn.size, seed=drawn.seed))
    assert repeat(document) == []
    chosen = list(
        drawn.units.filter(is_chosen=True).order_by("stratum", "rank").values_list("unit_id", flat=True)
    )
    assert sorted(chosen) == sorted(document["chosen"])
    assert drawn.allocation == {"九峰镇": 2, "北乡镇": 1}
    first = min(
        (s.code for s in stations[:3]),
        key=lambda code: hashlib.sha256(f"{drawn.seed}|{code}".encode()).digest(),
    )
    assert drawn.units.get(stratum="九峰镇", rank=1).unit_id == first


def test_the_same_entry_draws_once(stations, draw):
    entry = uuid4()
    assert draw(3, entry_id=entry) == draw(3, entry_id=entry)
    assert Draw.objects.count() == 1
    with pytest.raises(ValidationError):
        draw(4, entry_id=entry)


@pytest.mark.parametrize(("size", "said"), [(1, "层数"), (5, "名单总数")])
def test_a_size_that_cannot_be_is_refused_with_the_reason(stations, draw, size, said):
    with pytest.raises(ValidationError) as refusal:
        draw(size)
    assert said in str(refusal.value.message_dict["size"])


def test_only_the_office_draws(stations, draw, people):
    with pytest.raises(PermissionDenied):
        draw(3, by=people.inspector)


def test_a_draw_is_never_changed(stations, draw):
    draw(3)
    for rows in (Draw.objects, DrawnUnit.objects):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.all().delete()


def test_visits_are_planned_once_and_a_reserve_comes_by_its_rank(stations, draw, people, now):
    drawn = draw(3)
    said = {"draw": drawn, "inspector": people.inspector, "planned_date": date(2024, 8, 20), "made_at": now}
    said |= {"by": people.bureau, "at": now}
    assert len(operations.plan_drawn_visits(**said)) == 3
    assert operations.plan_drawn_visits(**said) == []
    visit = Visit.objects.filter(drawn__stratum="九峰镇").first()
    off = {
        "entry_id": uuid4(),
        "visit": visit,
        "reason": "站点停电",
        "made_at": now,
        "by": people.bureau,
        "at": now,
    }
    reserve = operations.cancel_visit(**off)
    assert reserve.drawn == drawn.units.get(stratum="九峰镇", rank=3)
    assert operations.cancel_visit(**off) == reserve
    assert Visit.objects.count() == 4
    alone = Visit.objects.get(drawn__stratum="北乡镇")
    assert operations.cancel_visit(**off | {"entry_id": uuid4(), "visit": alone}) is None


def test_what_the_visits_found_is_projected_to_all_stations(stations, draw, rounds, people, now):
    drawn = draw(2)
    assert isinstance(queries.projection_of(drawn), SamplingError)
    for unit in drawn.units.filter(is_chosen=True):
        station = next(one for one in stations if one.code == unit.unit_id)
        bad = dict.fromkeys(
            ("COMPUTER_WORKS", "LEDGER_KEPT", "SIGN_WORDS", "PARCELS_SHELVED", "NOTICE_BOARD"), "NO"
        )
        bad |= {"LEDGER_SAMPLE": "1", "PARCELS_COUNT": "4", "NO_SECOND_FEE": "YES"}
        wrong = bad if unit.stratum == "九峰镇" else {}
        rounds.finished(station, drawn=unit, inspector=people.bureau, **wrong)
    found = queries.projection_of(drawn)
    assert found.rate == Fraction(3, 4)
    assert found.method is Method.WILSON
    assert found.low < 0.75 < found.high


# --- Call-backs ------------------------------------------------------------------------------------------------------


@pytest.fixture
def villagers(monkeypatch):
    """A list of six people in one stratum, as a room above declares it."""
    people = {
        f"V{number}": Person(f"村民{number}", "13800000000", township_code="440281103000")
        for number in range(6)
    }
    monkeypatch.setitem(
        frames.FRAMES,
        "TEST",
        SampleFrame(
            "TEST", "名单", lambda on: [Unit(one, "全县") for one in people], Subject.VILLAGER, people.get
        ),
    )


@pytest.fixture
def call(people, now):
    def called(unit, outcome="ANSWERED", **given):
        said = {
            "entry_id": uuid4(),
            "drawn": unit,
            "outcome": outcome,
            "made_at": now,
            "by": people.bureau,
            "at": now,
        }
        if outcome == "ANSWERED":
            said |= {"answers": {"COLLECTED": "YES", "SECOND_FEE": "NO"}, "rating": 5}
        return operations.record_call(**said | given)

    return called


def test_who_is_called_next_when_somebody_cannot_be_reached(villagers, draw, call):
    drawn = draw(2, "TEST")
    order = list(drawn.units.order_by("rank"))
    assert [line.unit for line in queries.call_lines(drawn)] == order[:2]
    for _try in range(3):
        call(order[0], "NO_ANSWER")
    call(order[1], "WRONG_NUMBER")
    assert [line.unit for line in queries.call_lines(drawn) if line.is_open] == order[2:4]
    with pytest.raises(PermissionDenied):
        call(order[5])


def test_an_answer_is_kept_once_and_a_contradiction_is_an_error_of_the_sample(villagers, draw, call):
    drawn = draw(2, "TEST")
    first, second = drawn.units.order_by("rank")[:2]
    entry = uuid4()
    assert call(first, entry_id=entry) == call(first, entry_id=entry)
    with pytest.raises(ValidationError):
        call(first, entry_id=entry, rating=1)
    assert call(second, answers={"COLLECTED": "NO", "SECOND_FEE": "NO"}, rating=2).contradicts
    assert CallBack.objects.get(pk=entry).township_code == "440281103000"
    found = queries.projection_of(drawn)
    assert (found.rate, found.method, found.checked) == (Fraction(1, 2), Method.EXACT, 2)


@pytest.mark.parametrize(
    "given",
    [
        {"answers": {"COLLECTED": "YES"}},
        {"rating": None},
        {"rating": 6},
        {"answers": {"COLLECTED": "YES", "SECOND_FEE": "NO", "NAME": "YES"}},
        {"outcome": "NO_ANSWER", "answers": {}, "rating": 4},
    ],
)
def test_what_is_no_answer_is_refused(villagers, draw, call, given):
    unit = draw(1, "TEST").units.first()
    with pytest.raises(ValidationError):
        call(unit, **given)


def test_a_number_is_personal_so_an_inspector_does_not_call(villagers, draw, call, people):
    unit = draw(1, "TEST").units.first()
    with pytest.raises(PermissionDenied):
        call(unit, by=people.inspector)


def test_stations_are_not_called(stations, draw, call):
    with pytest.raises(ValidationError):
        call(draw(2).units.first())
