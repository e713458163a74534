"""Firms, shops, livestreams and fairs: each counted once, with its owner, and taken back as a whole."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.market import facts, operations
from cuntong.apps.market.models import Livestream, Shop, Tenancy
from cuntong.domain.workbooks import export

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(people, now):
    return operations.register_firm(code="QY-1", name="示例企业", by=people.bureau, at=now)


def open_shop(people, now, firm, url="https://example.com/1"):
    return operations.open_shop(
        kind="FIRM",
        firm=firm,
        platform="抖音小店",
        shop_url=url,
        opened_date=date(2023, 5, 1),
        with_help=True,
        by=people.bureau,
        at=now,
    )


def test_a_shop_is_recorded_once_by_its_address(people, now, firm):
    open_shop(people, now, firm)
    with pytest.raises(ValidationError) as refusal:
        open_shop(people, now, firm)
    assert "shop_url" in refusal.value.message_dict


def test_the_database_refuses_an_owner_of_another_kind(people, now, firm):
    with pytest.raises(IntegrityError), transaction.atomic():
        Shop.objects.create(
            kind="STATION", firm=firm, platform="x", shop_url="https://x.cn", opened_date=date(2023, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Livestream.objects.create(
            code="Z", kind="CENTRE", firm=firm, platform="x", held_date=date(2023, 1, 1)
        )


def test_a_firm_settles_once_until_it_moves_out(people, now, firm):
    do = {"by": people.bureau, "at": now}
    tenancy = operations.settle_firm(firm=firm, from_date=date(2023, 1, 1), **do)
    with pytest.raises(ValidationError):
        operations.settle_firm(firm=firm, from_date=date(2023, 2, 1), **do)
    with pytest.raises(ValidationError):
        operations.end_tenancy(tenancy=tenancy, to_date=date(2022, 12, 31), **do)
    operations.end_tenancy(tenancy=tenancy, to_date=date(2023, 6, 30), **do)
    assert operations.settle_firm(firm=firm, from_date=date(2023, 7, 1), **do).pk
    assert Tenancy.objects.count() == 2


def test_a_product_shown_at_two_fairs_is_one_product(people, now):
    for day in (1, 2):
        operations.hold_fair(
            name="示例展会",
            fair_date=date(2023, 5, day),
            product_names=["黄金柰李"],
            by=people.bureau,
            at=now,
        )
    rows = facts.export()["exhibits"].to_pylist()
    assert len(rows) == 2
    assert len({row["product_id"] for row in rows}) == 1


def test_sales_that_nobody_exported_stay_unknown(people, now, firm):
    operations.hold_livestream(
        code="ZB-1",
        kind="FIRM",
        firm=firm,
        platform="抖音",
        held_date=date(2023, 5, 1),
        by=people.bureau,
        at=now,
    )
    (row,) = facts.export()["livestreams"].to_pylist()
    assert row["sales_yuan"] is None


def test_finance_reads_and_does_not_write(people, now):
    with pytest.raises(PermissionDenied):
        operations.register_firm(code="QY-2", name="x", by=people.finance, at=now)


def test_livestreams_come_in_by_workbook_and_are_taken_back(people, now, firm):
    sheet = SHEETS["market.livestreams"]
    row = {
        "code": "ZB-9",
        "kind": "FIRM",
        "owner_code": "QY-1",
        "platform": "抖音",
        "held_date": date(2023, 5, 1),
        "sales_yuan": Decimal("1234.50"),
    }
    content = export(
        sheet.sheet,
        [row, row | {"code": "ZB-10", "kind": "CENTRE", "owner_code": None}],
        title="直播",
        as_of=now.date(),
    )
    batch = imports.upload(
        sheet=sheet, file=io.BytesIO(content), filename="直播.xlsx", by=people.bureau, at=now
    )
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    batch.refresh_from_db()
    assert (batch.state, batch.error_count) == ("READY", 0), batch.findings
    batch = imports.request_commit(batch=batch, by=people.bureau, at=now)
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    assert Livestream.objects.count() == 2
    imports.undo(batch=batch, by=people.bureau, at=now)
    assert not Livestream.objects.exists()


def test_an_unknown_owner_is_named_at_its_row(people, now):
    sheet = SHEETS["market.shops"]
    row = {
        "kind": "FIRM",
        "owner_code": "QY-404",
        "platform": "淘宝",
        "shop_url": "https://example.com/9",
        "opened_date": date(2023, 5, 1),
        "with_help": True,
    }
    content = export(sheet.sheet, [row], title="网店", as_of=now.date())
    batch = imports.upload(
        sheet=sheet, file=io.BytesIO(content), filename="网店.xlsx", by=people.bureau, at=now
    )
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    batch.refresh_from_db()
    assert batch.state == "FAULTY"
    assert batch.findings["errors"][0]["title"]["zh"] == "站点或企业编号"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_list_and_record_opens(client, people, now, firm, language):
    shop = open_shop(people, now, firm)
    client.force_login(people.auditor)
    client.cookies.load({"django_language": language})
    for name in ("firms", "shops", "livestreams", "fairs"):
        assert client.get(reverse(f"market:{name}")).status_code == 200
    assert "示例企业" in client.get(shop.get_absolute_url()).content.decode()
    assert client.get(reverse("market:shops"), {"export": "xlsx"}).headers["Content-Type"].endswith("sheet")
