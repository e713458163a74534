"""A carrier's file on its way: all errors at once, nothing half-written, known parcels, the same file again, undo."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from tests.apps.parcels.conftest import batch_id, sent
from tests.apps.parcels.intake import (
    LANGTIAN,
    LANGTIAN_TOWN,
    commit,
    csv_file,
    large_xlsx,
    messages,
    upload,
    xlsx,
)

from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.parcels import operations
from cuntong.apps.parcels.models import Completion, Parcel, Scan
from cuntong.apps.parcels.operations import Waybill
from cuntong.apps.places import operations as places

pytestmark = pytest.mark.django_db
HEADER = ("运单号", "收件人", "收件手机号", "收件地址")
ADDRESS = "广东省韶关市乐昌市廊田镇廊田村委会12号"
NUMBER = "773277027280336"


@pytest.fixture
def stations(operating):
    """An operating point in 廊田村, and the township's station."""
    return operating("TOWNSHIP", LANGTIAN_TOWN), operating("VILLAGE", LANGTIAN)


def test_a_parcel_finds_its_village_point_else_the_townships_station(people, now, stations):
    township, village = stations
    rows = [
        (NUMBER, "示例甲", "13800000001", ADDRESS),
        ("773277027280337", "示例乙", "13800000002", "乐昌市廊田镇马屋村3号"),
        ("773277027280338", "示例丙", "13800000003", "浙江省杭州市余杭区五常街道荆长路1号"),
        ("773277027280339", "示例丁", "13800000004", "乐昌市"),
        ("773277027280340", "示例戊", "13800000005", ""),
    ]
    batch = commit(upload(xlsx(HEADER, *rows), people.hub, now), people.hub, now)
    found = list(Parcel.objects.order_by("number"))
    assert [parcel.resolution for parcel in found] == ["AUTO", "AUTO", "ELSEWHERE", "REVIEW", "REVIEW"]
    assert [parcel.station for parcel in found] == [village, township, None, None, None]
    assert found[2].elsewhere_code.startswith("330110")
    assert found[0].reasons[0]["zh"]
    assert found[4].reasons == [{"zh": "没有地址", "en": "no address"}]
    assert {parcel.import_batch for parcel in found} == {batch}


def test_ten_thousand_rows_with_three_hundred_bad_ones(people, now, stations):
    rows = [
        (
            f"7732770{number:08}",
            f"示例{number}",
            "1380000" if number % 34 == 0 else f"138{number:08}",
            ADDRESS,
        )
        for number in range(10_000)
    ]
    bad = sum(number % 34 == 0 for number in range(10_000))
    batch = upload(large_xlsx([HEADER, *rows]), people.hub, now)
    assert (batch.state, batch.error_count, batch.row_count) == ("FAULTY", bad, 10_000 - bad)
    assert bad == 295
    assert batch.annotated
    assert not Parcel.objects.exists()


def test_the_same_file_twice_is_refused_by_name(people, now, stations):
    content = xlsx(HEADER, (NUMBER, "示例甲", "13800000001", ADDRESS))
    commit(upload(content, people.hub, now, filename="申通0814.xlsx"), people.hub, now)
    with pytest.raises(ValidationError, match=r"申通0814\.xlsx"):
        upload(content, people.hub, now, filename="另名.xlsx")


def test_a_known_parcel_with_the_same_content_is_passed_over_and_counted(people, now, stations):
    known = (NUMBER, "示例甲", "13800000001", ADDRESS)
    commit(upload(xlsx(HEADER, known), people.hub, now), people.hub, now)
    masked = (NUMBER, "示**", "138****0001", ADDRESS)
    new = ("773277027280337", "示例乙", "13800000002", ADDRESS)
    batch = upload(xlsx(HEADER, masked, new), people.hub, now)
    assert [note["zh"] for note in batch.findings["notes"]] == ["1 件已登记，内容相同，跳过"]
    commit(batch, people.hub, now)
    assert Parcel.objects.count() == 2
    assert decrypt(Parcel.objects.get(number=NUMBER).recipient_encrypted) == "示例甲"


def test_a_known_parcel_with_other_content_is_an_error_that_names_it(people, now, stations):
    commit(upload(xlsx(HEADER, (NUMBER, "示例甲", "13800000001", ADDRESS)), people.hub, now), people.hub, now)
    other = (NUMBER, "示例甲", "13900000001", "乐昌市廊田镇马屋村")
    batch = upload(xlsx(HEADER, other), people.hub, now)
    assert messages(batch) == [(2, "这个运单号已登记，内容不同：收件人手机、收件地址；请核对，或删除本行")]
    with pytest.raises(ValidationError, match=NUMBER):
        operations.register(
            waybills=[Waybill(carrier="STO", number=NUMBER, address="别处")], by=people.hub, at=now
        )


def test_the_same_number_of_another_carrier_is_another_parcel(people, now, stations):
    for carrier in ("STO", "YD"):
        operations.register(
            waybills=[Waybill(carrier=carrier, number=NUMBER, address=ADDRESS)], by=people.hub, at=now
        )
    assert Parcel.objects.count() == 2


def test_an_address_feed_fills_in_what_was_missing_and_is_undone_alone(people, now, stations):
    first = commit(upload(xlsx(("运单号", "收件地址"), (NUMBER, "")), people.hub, now), people.hub, now)
    assert Parcel.objects.get().resolution == "REVIEW"
    feed = upload(csv_file(("运单号", "收件地址"), (NUMBER, ADDRESS)), people.hub, now)
    assert [note["zh"] for note in feed.findings["notes"]] == ["1 件已登记，本文件补上原来缺少的内容"]
    commit(feed, people.hub, now)
    assert Parcel.objects.get().resolution == "AUTO"
    imports.undo(batch=feed, by=people.hub, at=now)
    parcel = Parcel.objects.get()
    assert (parcel.resolution, parcel.division, parcel.address_encrypted) == ("REVIEW", None, "")
    assert not Completion.objects.exists()
    imports.undo(batch=first, by=people.hub, at=now)
    assert not Parcel.objects.exists()


def test_a_file_whose_parcels_were_scanned_stays(people, now, network):
    make_home(people, now)
    batch = commit(
        upload(xlsx(HEADER, (NUMBER, "示例甲", "13800000001", ADDRESS)), people.hub, now), people.hub, now
    )
    operations.receive_scans(
        batch_id=batch_id("arrival"),
        scans=[sent(0, "ARRIVED_HUB", NUMBER, place="ZX-1")],
        by=people.hub,
        at=now,
    )
    with pytest.raises(UndoRefused):
        imports.undo(batch=batch, by=people.hub, at=now)
    assert Parcel.objects.count() == 1


def test_a_scan_that_came_before_the_file_counts_once_the_parcel_is_known(people, now, network):
    make_home(people, now)
    operations.receive_scans(
        batch_id=batch_id("early"),
        scans=[sent(0, "ARRIVED_HUB", NUMBER, place="ZX-1")],
        by=people.hub,
        at=now,
    )
    assert Scan.objects.get().parcel is None
    commit(upload(xlsx(HEADER, (NUMBER, "示例甲", "13800000001", ADDRESS)), people.hub, now), people.hub, now)
    assert Parcel.objects.get().state == "AT_HUB"


def make_home(people, now):
    places.set_county(
        code="440281000000", name="乐昌市", project_start_date=date(2021, 7, 1), by=people.bureau, at=now
    )


def test_the_file_itself_is_removed_once_its_parcels_are_safe(
    people, now, stations, django_capture_on_commit_callbacks
):
    batch = upload(xlsx(HEADER, (NUMBER, "示例甲", "13800000001", ADDRESS)), people.hub, now)
    path = Path(batch.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        commit(batch, people.hub, now)
    batch.refresh_from_db()
    assert not batch.file
    assert batch.document is None
    assert not path.exists()


@pytest.mark.parametrize("role", ["keeper", "driver", "finance", "auditor", "contractor", "trainer"])
def test_only_the_hub_and_the_bureau_register_parcels(people, now, county, role):
    with pytest.raises(PermissionDenied):
        operations.register(
            waybills=[Waybill(carrier="STO", number=NUMBER)], by=getattr(people, role), at=now
        )
    with pytest.raises(PermissionDenied):
        upload(xlsx(HEADER, (NUMBER, "", "", ADDRESS)), getattr(people, role), now)


def test_without_a_county_nothing_can_be_placed(people, now):
    with pytest.raises(ValidationError, match=r"区划|county"):
        operations.register(waybills=[Waybill(carrier="STO", number=NUMBER)], by=people.hub, at=now)
