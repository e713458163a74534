"""A header that nobody knows: shown with masked rows, said once by a person, read by itself from then on."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from tests.apps.parcels.intake import checked, commit, upload, xlsx

from cuntong.apps.jobs import operations as jobs
from cuntong.apps.parcels import operations
from cuntong.apps.parcels.models import ColumnMapping, Parcel

pytestmark = pytest.mark.django_db
HEADER = ("单", "谁", "打给", "送哪", "几斤")
ROW = ("75312345678901", "示例甲", "13800000001", "乐昌市廊田镇马屋村1号", "2")
SAID = {"number": "单", "recipient": "谁", "phone": "打给", "address": "送哪"}


@pytest.fixture(autouse=True)
def _county(county):
    """The sample county with its division list."""


@pytest.fixture
def refused(people, now):
    return upload(xlsx(("中通对账",), HEADER, ROW), people.hub, now, carrier="OTHER")


def test_the_file_waits_for_a_person_who_sees_titles_and_masked_rows(client, people, refused):
    assert refused.state == "REFUSED"
    client.force_login(people.hub)
    batch = client.get(reverse("imports:batch", args=[refused.pk])).content.decode()
    address = reverse("parcels:columns", args=[refused.pk])
    assert address in batch
    page = client.get(address).content.decode()
    assert all(title in page for title in HEADER)
    assert "乐昌市****" in page
    for private in ("示例甲", "13800000001", "马屋村"):
        assert private not in page


def test_what_was_said_is_remembered_and_the_next_file_is_read_by_itself(client, people, now, refused):
    client.force_login(people.hub)
    answer = client.post(
        reverse("parcels:columns", args=[refused.pk]),
        {"carrier": "ZTO", "carrier_column": "", "weight_kg": "", **SAID},
    )
    assert answer.status_code == 302
    refused.refresh_from_db()
    commit(checked(refused, now), people.hub, now)
    assert Parcel.objects.get().carrier == "ZTO"
    swapped = xlsx(
        (*HEADER[::-1],), ("2", "乐昌市廊田镇马屋村2号", "13800000002", "示例乙", "75312345678902")
    )
    commit(upload(swapped, people.hub, now, carrier="OTHER"), people.hub, now)
    assert set(Parcel.objects.values_list("number", "division__name")) == {
        ("75312345678901", "马屋村村民委员会"),
        ("75312345678902", "马屋村村民委员会"),
    }


def test_the_carrier_chosen_at_the_upload_outranks_the_remembered_one(people, now, refused):
    operations.map_columns(batch=refused, carrier="ZTO", columns=SAID, by=people.hub, at=now)
    number = ("431234567890123", *ROW[1:])
    commit(upload(xlsx(HEADER, number), people.hub, now, carrier="YD"), people.hub, now)
    assert Parcel.objects.get().carrier == "YD"


def test_saying_it_again_corrects_what_is_remembered(people, now, refused):
    operations.map_columns(batch=refused, carrier="ZTO", columns=SAID, by=people.hub, at=now)
    operations.map_columns(
        batch=refused, carrier="ZTO", columns={"number": "单", "address": "谁"}, by=people.bureau, at=now
    )
    mapping = ColumnMapping.objects.get()
    assert mapping.columns == {"number": "单", "address": "谁"}
    assert mapping.mapped_by == people.bureau


@pytest.mark.parametrize(
    "columns",
    [
        {"address": "送哪"},
        {"number": "没有这列", "address": "送哪"},
        {"number": "单", "address": "单"},
        {"number": "单", "moon": "送哪"},
    ],
)
def test_an_impossible_answer_is_refused(people, now, refused, columns):
    with pytest.raises(ValidationError):
        operations.map_columns(batch=refused, carrier="ZTO", columns=columns, by=people.hub, at=now)
    with pytest.raises(ValidationError):
        operations.map_columns(batch=refused, carrier="MOON", columns=SAID, by=people.hub, at=now)
    assert not ColumnMapping.objects.exists()


def test_a_file_of_numbers_alone_comes_in_once_a_person_says_so(people, now):
    batch = upload(xlsx(("单", "备注"), ("75312345678901", "易碎")), people.hub, now, carrier="ZTO")
    assert batch.state == "REFUSED"
    operations.map_columns(batch=batch, carrier="ZTO", columns={"number": "单"}, by=people.hub, at=now)
    batch.refresh_from_db()
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    batch.refresh_from_db()
    commit(batch, people.hub, now)
    assert Parcel.objects.get().resolution == "REVIEW"
