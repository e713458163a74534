"""The counter on a phone, the journal, receipts, monthly sheets and findings as people open them."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cuntong.apps.services import operations, queries
from cuntong.apps.services.kinds import Deed
from cuntong.apps.services.models import DayClose, FindingAnswer, GroupOrder, ServiceEntry, ServiceOffer

from .conftest import VILLAGER, minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper(client, people):
    client.force_login(people.keeper)
    return client


@pytest.fixture
def bureau(client, people):
    client.force_login(people.bureau)
    return client


def test_a_keepers_day_at_the_counter(keeper, counter):
    """Six buttons, a purchase, the next form begins with it, it is settled, taken back, counted, closed."""
    home = keeper.get(reverse("services:home"))
    assert home.url == reverse("services:counter", args=[counter.pk])
    page = keeper.get(home.url).content.decode()
    assert page.count(f'href="/services/counters/{counter.pk}/new/') == 6

    form = reverse("services:entry-new", args=[counter.pk, "TRADE"])
    key = uuid4()
    said = {"entry_id": key, "kind": "AGENCY_BUYING", "subject": "电饭煲", "amount_yuan": "199.00", "commission_yuan": "3", "paid_by": "LATER", "name": "示例村民甲"}  # fmt: skip
    assert keeper.post(form, said).status_code == 302
    assert keeper.post(form, said).status_code == 302
    entry = ServiceEntry.objects.get()
    assert 'value="电饭煲"' in keeper.get(form).content.decode()

    shown = keeper.get(entry.get_absolute_url()).content.decode()
    assert "202.00" in shown
    keeper.post(reverse("services:settle", args=[entry.pk]), {"paid_by": "CASH", "act_id": uuid4()})
    assert queries.open_principal(entry) == 0

    keeper.post(
        reverse("services:entry-new", args=[counter.pk, "ADVICE"]),
        {"entry_id": uuid4(), "kind": "JOB_INTRODUCTION", "subject": "缝纫工", "name": "示例村民乙"},
    )
    job = ServiceEntry.objects.get(kind="JOB_INTRODUCTION")
    keeper.post(reverse("services:progress", args=[job.pk]), {"progress": "HIRED", "act_id": uuid4()})
    assert "已上岗" in keeper.get(job.get_absolute_url()).content.decode()

    keeper.post(reverse("services:reverse", args=[job.pk]), {"entry_id": uuid4(), "reason": "登记错人"})
    listed = keeper.get(reverse("services:counter", args=[counter.pk])).content.decode()
    assert "已冲销" in listed

    closing = reverse("services:close", args=[counter.pk])
    short = keeper.post(closing, {"close_id": uuid4(), "pieces_10000": "2"})
    assert "抽屉里少 2.00 元" in short.content.decode()
    keeper.post(closing, {"close_id": uuid4(), "pieces_10000": "2", "pieces_100": "2"})
    closed = DayClose.objects.get()
    assert closed.difference_yuan == 0
    assert "今天已日结" in keeper.get(reverse("services:counter", args=[counter.pk])).content.decode()
    assert "100" in keeper.get(reverse("services:close-record", args=[closed.pk])).content.decode()


def test_a_refusal_stands_at_its_field(keeper, counter):
    form = reverse("services:entry-new", args=[counter.pk, "SMALL_CASH"])
    said = {"entry_id": uuid4(), "kind": "CASH_WITHDRAWAL", "amount_yuan": "5000", "phone": "13800000001"}
    page = keeper.post(form, said).content.decode()
    assert "小额取款每笔上限" in page
    assert not ServiceEntry.objects.exists()


def test_a_receipt_has_its_number_and_masks_the_villager(keeper, write):
    entry = write("BILL_PAYMENT", "50.00", person=VILLAGER, subject="话费")
    page = keeper.get(reverse("services:receipt", args=[entry.pk])).content.decode()
    assert entry.receipt in page
    assert "138****0001" in page
    assert "示例村民" not in page


def test_a_group_order_is_joined_until_its_cut_off_and_picked_up(keeper, counter, write, people):
    today = timezone.localdate()
    keeper.post(
        reverse("services:group-new", args=[counter.pk]),
        {
            "open_id": uuid4(),
            "goods": "鸡蛋 30 枚",
            "leader": "示例团长",
            "price_yuan": "28.50",
            "cut_off_date": today,
            "pick_up_date": today + timedelta(days=2),
        },
    )
    group = GroupOrder.objects.get()
    assert group.leader == "示***"
    form = reverse("services:entry-new", args=[counter.pk, "GROUP"])
    said = {"kind": "GROUP_BUYING", "group_order": group.pk, "amount_yuan": "28.50", "paid_by": "CASH", "name": "示例村民丙"}  # fmt: skip
    assert keeper.post(form, said | {"entry_id": uuid4()}).status_code == 302
    order = group.orders.get()
    keeper.post(reverse("services:progress", args=[order.pk]), {"progress": "PICKED_UP", "act_id": uuid4()})
    assert "已提货" in keeper.get(group.get_absolute_url()).content.decode()
    later = group.cut_off_at + timedelta(hours=1)
    with pytest.raises(ValidationError, match="截单"):
        operations.record_entry(
            entry_id=uuid4(),
            station=counter,
            deed=Deed("GROUP_BUYING", group.price_yuan, group_order=group.pk),
            made_at=later,
            by=people.keeper,
            at=later,
        )


def test_the_office_filters_and_exports_without_naming_anybody(bureau, write):
    write("BILL_PAYMENT", "50.00", person=VILLAGER, subject="话费")
    write("AGENCY_SELLING", "120.00", subject="黄豆")
    page = bureau.get(reverse("services:entries"), {"kind": "BILL_PAYMENT"}).content.decode()
    assert "话费" in page
    assert "黄豆" not in page
    export = bureau.get(reverse("services:entries"), {"export": "xlsx"})
    cells = [str(cell) for row in load_workbook(BytesIO(export.content)).active.values for cell in row]
    assert any("黄豆" in cell for cell in cells)
    assert not any("****" in cell for cell in cells)


def test_the_monthly_sheet_tells_offered_from_used(bureau, write, counter, people, now):
    do = {"station": counter, "from_date": now.date(), "by": people.bureau, "at": now}
    operations.offer_service(kind="BILL_PAYMENT", **do)
    operations.offer_service(kind="CASH_DEPOSIT", **do)
    write("BILL_PAYMENT", "50.00", subject="话费")
    address = reverse("services:month", args=[counter.pk, "2024-08"])
    page = bureau.get(address).content.decode()
    assert "开办与使用" in page
    assert "开办未使用" in page
    sheet = load_workbook(BytesIO(bureau.get(address, {"export": "xlsx"}).content)).active
    bills = next(row for row in sheet.values if row[0] == "代缴费")
    assert (bills[1], int(bills[2])) == ("是", 1)
    listed = bureau.get(reverse("services:stations"), {"month": "2024-08"}).content.decode()
    assert "1 项未使用" in listed


def test_an_offer_ends_and_stays_in_the_list(keeper, counter):
    address = reverse("services:offers", args=[counter.pk])
    keeper.post(address, {"kind": "CASH_DEPOSIT", "from_date": "2024-01-01"})
    offer = ServiceOffer.objects.get()
    keeper.post(reverse("services:offer-end", args=[offer.pk]))
    offer.refresh_from_db()
    assert offer.to_date == timezone.localdate()
    assert "小额存款" in keeper.get(address).content.decode()


def test_a_finding_names_its_entries_and_keeps_its_answer(bureau, write):
    for number in range(12):
        write("BILL_PAYMENT", "30.00", minute=90 * number, at=minutes(90 * number), subject="话费")
    address = reverse("services:findings")
    page = bureau.get(address).content.decode()
    assert "同一金额反复出现" in page
    assert "CD-1-00001" in page
    key = re.search(r"/services/findings/([0-9a-f]{64})/", page)[1]
    answer = reverse("services:answer", args=[key])
    assert bureau.post(answer, {"outcome": "EXPLAINED", "text": " "}).status_code == 200
    bureau.post(answer, {"outcome": "EXPLAINED", "text": "只卖 30 元话费卡"})
    assert FindingAnswer.objects.get().text == "只卖 30 元话费卡"
    assert "同一金额反复出现" not in bureau.get(address).content.decode()
    assert "只卖 30 元话费卡" in bureau.get(address, {"state": "ANSWERED"}).content.decode()


def test_another_villages_keeper_sees_nothing_of_a_counter(client, people, write, network):
    entry = write()
    people.keeper.responsibilities.update(division_code=network.other_village.division_id)
    client.force_login(people.keeper)
    for address in (entry.get_absolute_url(), reverse("services:counter", args=[entry.station_id])):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(keeper, people, counter, write, language):
    entry = write()
    keeper.cookies["django_language"] = language
    at_counter = ("counter", "drawer", "close", "offers", "group-new")
    addresses = [reverse(f"services:{name}", args=[counter.pk]) for name in at_counter]
    addresses += [reverse(f"services:{name}") for name in ("entries", "stations", "findings")]
    addresses += [reverse(f"services:{name}", args=[entry.pk]) for name in ("entry", "receipt", "reverse")]
    addresses.append(reverse("services:month", args=[counter.pk, "2024-08"]))
    addresses += [
        reverse("services:entry-new", args=[counter.pk, button])
        for button in ("TRADE", "SMALL_CASH", "BILLS", "GROUP", "ADVICE", "PRODUCE")
    ]
    assert [address for address in addresses if keeper.get(address).status_code != 200] == []
    for wrong in ("month", "entry-new"):
        assert keeper.get(reverse(f"services:{wrong}", args=[counter.pk, "x"])).status_code == 404


def test_the_interface_lists_entries_without_the_villager(bureau, write):
    write("BILL_PAYMENT", "50.00", person=VILLAGER, subject="话费")
    (item,) = bureau.get("/api/services/entries").json()["items"]
    assert (item["receipt"], item["amount_yuan"]) == ("CD-1-00001", "50.00")
    assert not {"person", "phone"} & set(item)
    assert bureau.get("/api/services/day-closes").json()["count"] == 0
