"""Statements: every parcel once, nothing forgotten, corrections by counter-entry, whatever periods overlap."""

import io
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.routes.conftest import DAY, add_parcel, hours, scan

from cuntong.apps.parcels import operations as parcels
from cuntong.apps.parcels.models import Parcel, Scan
from cuntong.apps.routes import operations, queries
from cuntong.apps.routes.models import Statement, StatementLine
from cuntong.apps.routes.operations import AgreedPrice

pytestmark = pytest.mark.django_db

PRICES = [
    AgreedPrice("DOWN", "VILLAGE", Decimal("0.90"), Decimal("0.10")),
    AgreedPrice("DOWN", "TOWNSHIP", Decimal("0.50")),
]


@pytest.fixture
def contract(people):
    return sign(people)


def sign(people, **changed):
    fields = {"carrier": "STO", "number": "示例协议一", "from_date": date(2024, 8, 1), "prices": PRICES}
    return operations.sign_price_contract(**fields | changed, by=people.finance, at=hours(0))


def bill(people, until=DAY, since=date(2024, 8, 1), at=None):
    return operations.issue_statement(
        carrier="STO", from_date=since, to_date=until, by=people.finance, at=at or hours(48)
    )


def arrive(number, station, people, day=0):
    kind = "ARRIVED_VILLAGE" if station.level == "VILLAGE" else "ARRIVED_TOWNSHIP"
    scan(kind, [number], station, hours(1 + 24 * day), people)


def test_only_what_scans_count_is_billed(goods, contract, people):
    arrive("A1", goods.village, people)
    arrive("A3", goods.township, people)
    arrive("B1", goods.village, people)  # at a village that is not its own
    made = bill(people)
    assert made.amount_yuan == Decimal("1.05") + Decimal("0.50")
    assert {line.parcel.number for line in made.lines.all()} == {"A1", "A3"}


def test_a_scan_annulled_after_the_bill_is_taken_back_by_a_counter_entry(goods, contract, people):
    arrive("A1", goods.village, people)
    arrive("A3", goods.township, people)
    bill(people)
    wrong = Scan.objects.get(number="A1", kind="ARRIVED_VILLAGE")
    parcels.annul_scan(scan=wrong, reason="示例：误扫", by=people.hub, at=hours(3))
    second = bill(people)
    (line,) = second.lines.all()
    assert (line.kind, line.amount_yuan, line.sequence) == ("COUNTER", Decimal("-1.05"), 1)
    arrive("A1", goods.village, people, day=1)
    third = bill(people, until=DAY + timedelta(days=1))
    (line,) = third.lines.all()
    assert (line.kind, line.amount_yuan, line.sequence) == ("CHARGE", Decimal("1.05"), 2)
    assert queries.owed("STO") == Decimal("1.55")


def test_a_scan_that_comes_in_late_is_in_the_next_statement(goods, contract, people):
    arrive("A1", goods.village, people)
    bill(people)
    arrive("A3", goods.township, people)
    late = bill(people, until=DAY + timedelta(days=1), since=DAY + timedelta(days=1))
    assert (late.late_count, late.amount_yuan) == (1, Decimal("0.50"))


def test_a_parcel_without_a_price_is_counted_and_not_billed(goods, contract, people):
    arrive("A1", goods.village, people)
    scan("LOADED", ["U1"], goods.village, hours(2), people)
    scan("ARRIVED_HUB", ["U1"], goods.hub, hours(3), people)
    made = bill(people)
    assert (made.unpriced_count, made.line_count) == (1, 1)


def test_a_month_below_the_minimum_is_topped_up_when_it_is_over(goods, people):
    sign(people, minimum_yuan=Decimal(100))
    arrive("A1", goods.village, people)
    first = bill(people)
    assert first.amount_yuan == Decimal("1.05")
    september = hours(24 * 20)
    topped = bill(people, until=date(2024, 8, 31), at=september)
    (line,) = topped.lines.all()
    assert (line.parcel, line.month, line.amount_yuan) == (None, date(2024, 8, 1), Decimal("98.95"))
    arrive("A3", goods.township, people)
    corrected = bill(people, until=date(2024, 8, 31), at=september)
    assert corrected.amount_yuan == 0
    assert queries.owed("STO") == 100


def test_a_contested_charge_is_taken_back_for_good(goods, contract, people):
    arrive("A1", goods.village, people)
    line = bill(people).lines.get()
    do = {"by": people.finance, "at": hours(49)}
    dispute = operations.open_dispute(line=line, reason="示例：未送达", **do)
    with pytest.raises(ValidationError, match="已有异议"):
        operations.open_dispute(line=line, reason="再次", **do)
    operations.decide_dispute(dispute=dispute, outcome="UPHELD", note="示例：核实属实", **do)
    assert bill(people).amount_yuan == Decimal("-1.05")
    with pytest.raises(ValidationError, match="以前的对账单"):
        bill(people)


def test_a_new_contract_ends_the_one_before_and_old_days_keep_their_price(goods, contract, people):
    dearer = [AgreedPrice("DOWN", "VILLAGE", Decimal("2.00"))]
    sign(people, number="示例协议二", from_date=DAY + timedelta(days=1), prices=dearer)
    contract.refresh_from_db()
    assert contract.to_date == DAY
    arrive("A1", goods.village, people)
    add_parcel(goods.village, "A9", state="AT_HUB")
    arrive("A9", goods.village, people, day=1)
    made = bill(people, until=DAY + timedelta(days=1))
    assert {line.parcel.number: line.amount_yuan for line in made.lines.all()} == {
        "A1": Decimal("1.05"),
        "A9": Decimal("2.00"),
    }
    with pytest.raises(ValidationError, match="重叠"):
        sign(people, number="示例协议三", from_date=date(2024, 7, 1), to_date=date(2024, 8, 2))


def test_the_database_refuses_a_second_charge_and_every_change(goods, contract, people):
    arrive("A1", goods.village, people)
    made = bill(people)
    line = made.lines.get()
    fields = {
        f.attname: getattr(line, f.attname) for f in StatementLine._meta.concrete_fields if f.name != "id"
    }
    with transaction.atomic(), pytest.raises(IntegrityError):
        StatementLine.objects.create(**fields)
    for change in (
        lambda: StatementLine.objects.filter(pk=line.pk).update(amount_yuan=9),
        lambda: Statement.objects.filter(pk=made.pk).update(amount_yuan=9),
        lambda: StatementLine.objects.filter(pk=line.pk).delete(),
    ):
        with transaction.atomic(), pytest.raises(IntegrityError):
            change()


def test_only_who_settles_bills_and_the_hub_sees_no_prices(goods, contract, people):
    with pytest.raises(PermissionDenied):
        operations.issue_statement(carrier="STO", from_date=DAY, to_date=DAY, by=people.hub, at=hours(48))
    assert not queries.price_contracts_visible_to(people.hub).exists()
    assert queries.price_contracts_visible_to(people.auditor).exists()


def test_the_workbook_has_every_line_and_their_sum(client, goods, contract, people):
    arrive("A1", goods.village, people)
    arrive("A3", goods.township, people)
    made = bill(people)
    client.force_login(people.finance)
    answer = client.get(f"/routes/statements/{made.pk}/workbook/")
    rows = list(openpyxl.load_workbook(io_of(answer)).active.iter_rows(values_only=True))
    numbers = [row[0] for row in rows]
    assert {"A1", "A3"} <= set(numbers)
    assert any(made.amount_yuan == Decimal(str(cell)) for cell in rows[-1] if isinstance(cell, int | float))


def io_of(answer):
    return io.BytesIO(b"".join(answer.streaming_content) if answer.streaming else answer.content)


acts = st.lists(
    st.one_of(
        st.tuples(st.just("arrive"), st.integers(0, 4), st.integers(0, 3)),
        st.tuples(st.just("annul"), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("bill"), st.integers(0, 3), st.integers(0, 3)),
    ),
    max_size=14,
)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts)
def test_the_ledger_is_scans_times_price_after_any_history(goods, contract, people, acts):
    """Arrivals, annulments and statements over overlapping periods in any order; the last statement settles all."""
    with transaction.atomic():
        numbers = [f"H{number}" for number in range(5)]
        for number in numbers:
            add_parcel(goods.village, number, weight="1.0", state="AT_HUB")
        for nth, (act, first, second) in enumerate(acts):
            at = hours(100 + nth)
            if act == "arrive":
                scan(
                    "ARRIVED_VILLAGE",
                    [numbers[first]],
                    goods.village,
                    hours(24 * second) + timedelta(seconds=nth),
                    people,
                )
            elif act == "annul":
                made = Scan.objects.filter(
                    number=numbers[first], kind="ARRIVED_VILLAGE", annulment=None
                ).first()
                if made:
                    parcels.annul_scan(scan=made, reason="示例", by=people.hub, at=at)
            else:
                _try_bill(people, first, second, at)
        _try_bill(people, 0, 4, hours(200))
        arrived = Scan.objects.filter(kind="ARRIVED_VILLAGE", annulment=None, number__in=numbers)
        expected = Decimal("1.00") * arrived.values("parcel").distinct().count()
        assert queries.owed("STO") == expected
        charged = StatementLine.objects.filter(parcel__in=Parcel.objects.filter(number__in=numbers))
        for parcel in set(charged.values_list("parcel", flat=True)):
            own = list(charged.filter(parcel=parcel).order_by("pk").values_list("kind", flat=True))
            assert own == ["CHARGE", "COUNTER"] * (len(own) // 2) + ["CHARGE"] * (len(own) % 2)
        transaction.set_rollback(True)


def _try_bill(people, since, until, at):
    first, last = sorted((DAY + timedelta(days=since), DAY + timedelta(days=until)))
    with suppress(ValidationError):  # nothing is owed that no statement says
        bill(people, since=first, until=last, at=at)
