"""The division list: the county's denominators, any county's list, every fault named, undone as a batch."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.places import operations, queries
from cuntong.apps.places.kinds import DivisionKind, DivisionRow, kind_of
from cuntong.apps.places.models import County, Division
from cuntong.domain.values import DivisionCode

from .conftest import COUNTY, TOWNSHIP, VILLAGE, listed_divisions

pytestmark = pytest.mark.django_db


def counted(kind):
    return Division.objects.filter(kind=kind).count()


def test_the_countys_denominators(county):
    assert counted(DivisionKind.TOWNSHIP) == 17
    assert counted(DivisionKind.ADMINISTRATIVE_VILLAGE) == 194
    assert counted(DivisionKind.COMMUNITY) == 31
    statistical = Division.objects.filter(kind=DivisionKind.STATISTICAL)
    assert set(statistical.values_list("code", flat=True)) == {"440281451000", "440281452000"}


def test_every_village_lies_in_its_township(county):
    for village in Division.objects.filter(level="VILLAGE"):
        assert village.parent_id == village.code[:9] + "000"
        assert village.township == village.parent
    assert Division.objects.get(pk=COUNTY).township is None


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("440281106220", "梅花村村居民委员会", DivisionKind.COMMUNITY),
        ("440281001001", "城北社区居民委员会", DivisionKind.COMMUNITY),
        ("440281451401", "南岭居民区社区", DivisionKind.COMMUNITY),
        ("440281103201", "示例村民委员会", DivisionKind.ADMINISTRATIVE_VILLAGE),
        ("440281103215", "示例嘎查", DivisionKind.ADMINISTRATIVE_VILLAGE),
        ("440281103015", "示例小区", DivisionKind.COMMUNITY),
        ("440281103598", "示例农场生活区", DivisionKind.STATISTICAL),
        ("440281451000", "示例管理区", DivisionKind.STATISTICAL),
        ("440281001000", "示例街道", DivisionKind.TOWNSHIP),
    ],
)
def test_what_a_division_is(code, name, kind):
    assert kind_of(DivisionCode(code), name) is kind


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("沿溪村民委员会", "沿溪村"),
        ("上村村民委员会", "上村"),
        ("城北社区居民委员会", "城北社区"),
        ("九峰镇", "九峰镇"),
    ],
)
def test_the_name_as_people_say_it(name, short):
    assert Division(name=name).short_name == short


def test_the_same_list_again_changes_nothing(county, people, now):
    taken = operations.import_divisions(rows=listed_divisions(), by=people.bureau, at=now)
    assert (taken.created, taken.changed, taken.unchanged) == (0, 0, 247)


def test_a_position_is_rounded_half_up_and_the_list_stays_the_same(county, people, now):
    township = next(row for row in listed_divisions() if row.code == TOWNSHIP)
    finer = replace(township, longitude=Decimal("113.3666705"), latitude=Decimal("25.35"))
    assert operations.import_divisions(rows=[finer], by=people.bureau, at=now).changed == 1
    assert Division.objects.get(pk=TOWNSHIP).longitude == Decimal("113.366671")
    assert operations.import_divisions(rows=[finer], by=people.bureau, at=now).unchanged == 1


def test_a_later_list_renames_and_keeps_the_position(county, people, now):
    township = next(row for row in listed_divisions() if row.code == TOWNSHIP)
    later = replace(township, name="新九峰镇", longitude=None, latitude=None)
    taken = operations.import_divisions(rows=[later], by=people.bureau, at=now)
    found = Division.objects.get(pk=TOWNSHIP)
    assert (taken.changed, found.name, found.longitude) == (1, "新九峰镇", Decimal("113.366670"))


def test_another_countys_list(people, now):
    """A prefecture without counties holds its townships directly."""
    rows = [
        DivisionRow("441900000000", "东莞市"),
        DivisionRow("441900003000", "东城街道"),
        DivisionRow("441900003001", "岗贝社区居民委员会"),
    ]
    operations.set_county(
        code="441900000000", name="东莞市", project_start_date="2021-07-01", by=people.bureau, at=now
    )
    assert operations.import_divisions(rows=rows, by=people.bureau, at=now).created == 3
    assert Division.objects.get(pk="441900003000").parent_id == "441900000000"


def test_one_entry_in_the_trail_for_the_whole_list(county):
    assert TrailEntry.objects.filter(verb="import").count() == 1


VALID = (DivisionRow("440281000000", "乐昌市"), DivisionRow("440281103000", "九峰镇"))


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        (DivisionRow("44028110320", "示例村民委员会"), "code"),
        (DivisionRow("4402811032０1", "示例村民委员会"), "code"),
        (DivisionRow("440281103000", "九峰镇"), "code"),
        (DivisionRow("440282001000", "示例街道"), "code"),
        (DivisionRow("440281103201", " "), "name"),
        (DivisionRow("440281103201", "示例村民委员会", level="TOWNSHIP"), "level"),
        (DivisionRow("440281103201", "示例村民委员会", kind="TOWNSHIP"), "kind"),
        (DivisionRow("440281103201", "示例村民委员会", parent_code="440281000000"), "parent_code"),
        (DivisionRow("440281104201", "示例村民委员会"), "parent_code"),
        (DivisionRow("440281103201", "示例村民委员会", longitude=Decimal(113)), "latitude"),
        (
            DivisionRow("440281103201", "示例村民委员会", longitude=Decimal(25), latitude=Decimal(113)),
            "longitude",
        ),
    ],
)
def test_a_fault_is_named_and_nothing_is_written(people, now, wrong, column):
    rows = [*VALID, wrong]
    assert column in {fault.column for fault in queries.division_faults(rows) if rows[fault.index] == wrong}
    with pytest.raises(ValidationError):
        operations.import_divisions(rows=rows, by=people.bureau, at=now)
    assert not Division.objects.exists()


def test_all_faults_at_once_and_a_long_list_is_cut(people, now):
    rows = [*VALID, *[DivisionRow(f"4402811032{i:02}", "") for i in range(1, 31)]]
    with pytest.raises(ValidationError) as refusal:
        operations.import_divisions(rows=rows, by=people.bureau, at=now)
    assert len(refusal.value.messages) == 21
    assert "440281103201" in refusal.value.messages[0]
    assert "10" in refusal.value.messages[-1]


def test_an_empty_list_is_refused(people, now):
    with pytest.raises(ValidationError):
        operations.import_divisions(rows=[], by=people.bureau, at=now)


def test_only_the_bureau_takes_in_a_list(people, now):
    for person in (people.finance, people.auditor, people.keeper, people.inspector, people.contractor):
        with pytest.raises(PermissionDenied):
            operations.import_divisions(rows=VALID, by=person, at=now)


# --- What the database itself refuses ----------------------------------------------------------------------------


def division(**values):
    return Division(
        **{
            "code": "440281103299",
            "name": "示例村",
            "level": "VILLAGE",
            "kind": "COMMUNITY",
            "parent_id": TOWNSHIP,
        }
        | values
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "44028110329"},
        {"name": ""},
        {"kind": "TOWNSHIP"},
        {"level": "TOWNSHIP"},
        {"parent_id": None},
        {"longitude": Decimal(113)},
        {"longitude": Decimal(25), "latitude": Decimal(113)},
    ],
)
def test_the_database_refuses(county, wrong):
    division().save()
    Division.objects.filter(pk="440281103299").delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        division(**wrong).save(force_insert=True)


def test_one_county(county, people, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        County(id=2, code=COUNTY, name="乐昌市", project_start_date="2021-07-01").save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        County.objects.update(code="440281001000")


def test_setting_the_county_again_changes_it(county, people, now):
    operations.set_county(
        code=COUNTY, name="乐昌市", project_start_date="2021-08-01", synthetic=True, by=people.bureau, at=now
    )
    assert County.objects.count() == 1
    assert queries.county().synthetic


def test_a_county_code_that_is_none(people, now):
    with pytest.raises(ValidationError) as refusal:
        operations.set_county(
            code=VILLAGE, name="乐昌市", project_start_date="2021-07-01", by=people.bureau, at=now
        )
    assert "code" in refusal.value.error_dict
    with pytest.raises(PermissionDenied):
        operations.set_county(
            code=COUNTY, name="乐昌市", project_start_date="2021-07-01", by=people.auditor, at=now
        )
