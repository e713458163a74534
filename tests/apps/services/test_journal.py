"""The journal: every entry once, balanced, numbered without gaps, taken back only by another entry."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.services import operations, queries
from cuntong.apps.services.kinds import Person
from cuntong.apps.services.models import ServiceEntry

from .conftest import VILLAGER, minutes, yuan

pytestmark = pytest.mark.django_db
CASH_ID = {"person": VILLAGER, "subject": ""}


def test_buying_for_a_villager_fills_drawer_and_commission(write, holds):
    write("AGENCY_BUYING", "58.00", commission="2.00")
    assert (holds("CASH"), holds("WALLET"), holds("COMMISSION")) == (
        yuan("60.00"),
        yuan("-58.00"),
        yuan("-2.00"),
    )


def test_a_withdrawal_takes_cash_and_credits_the_bank(write, holds):
    write("CASH_WITHDRAWAL", "500.00", **CASH_ID)
    assert (holds("CASH"), holds("BANK")) == (yuan("-500.00"), yuan("500.00"))


def test_the_same_entry_sent_again_is_the_same_row(write, holds):
    key = uuid4()
    first = write(entry_id=key)
    assert write(entry_id=key, at=minutes(90)).pk == first.pk
    assert (ServiceEntry.objects.count(), holds("CASH")) == (1, yuan("58.00"))


def test_other_content_under_a_known_id_is_refused(write):
    key = uuid4()
    write(entry_id=key)
    with pytest.raises(ValidationError) as refused:
        write(entry_id=key, amount="59.00")
    assert refused.value.code == "conflict"


def test_receipts_are_numbered_without_gaps_also_where_an_entry_was_refused(write, counter):
    write()
    with pytest.raises(ValidationError), transaction.atomic():
        write("CASH_WITHDRAWAL", "99999.00", **CASH_ID)
    assert [write().number, write().number] == [2, 3]
    assert ServiceEntry.objects.first().receipt == f"{counter.code}-00003"


def test_a_reversal_brings_every_balance_back_and_the_entry_stays(write, counter, people):
    before = queries.balances_of(counter)
    entry = write("AGENCY_SELLING", "120.50", commission="3.50")
    back = operations.reverse_entry(
        entry_id=uuid4(), entry=entry, reason="写错了", made_at=minutes(5), by=people.keeper, at=minutes(5)
    )
    assert queries.balances_of(counter) == before
    assert (back.amount_yuan, back.reverses) == (yuan("-120.50"), entry)
    assert ServiceEntry.objects.count() == 2
    assert not queries.live_services().exists()


def test_an_entry_is_taken_back_once_and_needs_a_reason(write, people):
    entry = write()
    do = {"entry": entry, "made_at": minutes(5), "by": people.keeper, "at": minutes(5)}
    with pytest.raises(ValidationError):
        operations.reverse_entry(entry_id=uuid4(), reason=" ", **do)
    back = operations.reverse_entry(entry_id=uuid4(), reason="重复", **do)
    for other in (entry, back):
        with pytest.raises(ValidationError):
            operations.reverse_entry(entry_id=uuid4(), reason="再来", **do | {"entry": other})


def test_what_is_settled_later_stays_open_until_it_is_settled(write, people, holds):
    entry = write("AGENCY_SELLING", "100.00", commission="5.00", paid_by="LATER")
    assert queries.open_principal(entry) == yuan("-95.00")
    do = {"entry": entry, "made_at": minutes(30), "by": people.keeper, "at": minutes(30)}
    operations.settle_entry(entry_id=uuid4(), paid_by="CASH", **do)
    assert (queries.open_principal(entry), holds("CASH"), holds("PRINCIPAL")) == (0, yuan("-95.00"), 0)
    with pytest.raises(ValidationError):
        operations.settle_entry(entry_id=uuid4(), paid_by="CASH", **do)


def test_a_settled_entry_is_taken_back_after_its_settlement(write, people, holds):
    entry = write("AGENCY_BUYING", "40.00", paid_by="LATER")
    do = {"made_at": minutes(30), "by": people.keeper, "at": minutes(30)}
    settlement = operations.settle_entry(entry_id=uuid4(), entry=entry, paid_by="WALLET", **do)
    with pytest.raises(ValidationError):
        operations.reverse_entry(entry_id=uuid4(), entry=entry, reason="退货", **do)
    operations.reverse_entry(entry_id=uuid4(), entry=settlement, reason="退货", **do)
    operations.reverse_entry(entry_id=uuid4(), entry=entry, reason="退货", **do)
    assert (holds("WALLET"), holds("PRINCIPAL")) == (0, 0)


@pytest.mark.parametrize(
    ("kind", "amounts"),
    [
        ("CASH_WITHDRAWAL", ["2000.01"]),
        ("CASH_WITHDRAWAL", ["1500.00", "600.00"]),
        ("CASH_DEPOSIT", ["2000.00", "2000.00", "1500.00"]),
    ],
)
def test_small_cash_has_limits_for_one_act_and_one_person_in_a_day(write, kind, amounts):
    for amount in amounts[:-1]:
        write(kind, amount, **CASH_ID)
    with pytest.raises(ValidationError) as refused:
        write(kind, amounts[-1], **CASH_ID)
    assert "amount_yuan" in refused.value.message_dict


def test_a_withdrawal_taken_back_frees_the_limit(write, people):
    entry = write("CASH_WITHDRAWAL", "2000.00", **CASH_ID)
    operations.reverse_entry(
        entry_id=uuid4(), entry=entry, reason="未取", made_at=minutes(1), by=people.keeper, at=minutes(1)
    )
    assert write("CASH_WITHDRAWAL", "2000.00", minute=2, **CASH_ID).pk


def test_small_cash_needs_the_persons_phone(write):
    with pytest.raises(ValidationError) as refused:
        write("CASH_DEPOSIT", "100.00")
    assert "phone" in refused.value.message_dict


def test_a_person_is_masked_and_stands_nowhere_in_the_trail(write):
    entry = write(person=Person("示例村民甲", "13800000001"))
    assert (entry.person, entry.phone) == ("示****", "138****0001")
    leaf = TrailEntry.objects.get(record_id=str(entry.pk)).leaf
    assert "示例村民" not in leaf
    assert "0001" not in leaf


def test_advice_needs_words_and_no_money(write, holds):
    with pytest.raises(ValidationError):
        write("INFORMATION", "0.00", subject=" ")
    write("INFORMATION", "0.00", subject="医保怎样报销")
    assert holds("CASH") == 0


@pytest.mark.parametrize(
    "minute_of_phone", [60, -60 * 24 * 31], ids=["clock in the future", "older than a phone keeps"]
)
def test_a_time_that_cannot_be_is_refused_with_the_reason(write, minute_of_phone):
    with pytest.raises(ValidationError):
        write(minute=minute_of_phone, at=minutes(0))


def test_a_day_to_come_is_refused(write):
    with pytest.raises(ValidationError):
        write(day=date(2024, 8, 15))


def test_nobody_writes_at_another_counter(write, network, people):
    with pytest.raises(PermissionDenied):
        write(station=network.other_village)
    with pytest.raises(PermissionDenied):
        write(by=people.inspector)


def test_the_database_refuses_what_does_not_balance(write, counter, people):
    entry = write()
    entry.pk, entry.number, entry.cash_change_yuan = uuid4(), 99, Decimal("1.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "GIFT"},
        {"paid_by": "BARTER"},
        {"is_late": True},
        {"kind": "SETTLEMENT"},
        {"number": 1},
    ],
)
def test_the_database_refuses_what_cannot_be(write, wrong):
    entry = write()
    values = {"number": 99} | wrong
    entry.pk = uuid4()
    for name, value in values.items():
        setattr(entry, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


def test_the_database_neither_changes_nor_removes_an_entry(write):
    entry = write()
    for act in (
        lambda: ServiceEntry.objects.filter(pk=entry.pk).update(amount_yuan=1),
        lambda: ServiceEntry.objects.filter(pk=entry.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_an_entry_of_yesterday_may_be_written_today(write):
    entry = write(day=date(2024, 8, 13))
    assert (entry.day, entry.is_late) == (date(2024, 8, 13), False)
    assert entry.made_at - minutes(0) == timedelta(0)
