"""The fact tables hold what the books hold, to the cent and to the day."""

from datetime import date
from decimal import Decimal

import pyarrow.compute as pc
import pytest

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.funds import facts
from cuntong.apps.funds.models import Source
from cuntong.domain.facts import FACT_TABLES

pytestmark = pytest.mark.django_db


def test_every_table_has_its_declared_shape_even_when_empty():
    tables = facts.export()
    assert {name: table.schema for name, table in tables.items()} == {
        name: FACT_TABLES[name].schema for name in tables
    }
    assert set(facts.WATERMARK_KINDS) == set(tables)


def test_a_payment_is_one_row_with_everything_it_hangs_on(office):
    payment = office.pay(voucher_no="PZ-1")
    contract, line = payment.milestone.contract, payment.funding.budget_line
    (row,) = facts.export()["payments"].to_pylist()
    assert row == {
        "payment_id": str(payment.pk),
        "voucher_no": "PZ-1",
        "appropriation_id": str(line.appropriation_id),
        "tranche": "FIRST",
        "source": "CENTRAL",
        "contract_id": str(contract.pk),
        "contract_no": contract.contract_no,
        "milestone_id": str(payment.milestone_id),
        "direction": "LOGISTICS",
        "payee_name": "示例承办公司",
        "amount_yuan": Decimal("400000.00"),
        "paid_date": date(2022, 7, 1),
        "evidence_count": 0,
    }


def test_a_reversed_payment_counts_until_the_day_of_its_reversal(office):
    milestone = office.met(office.milestone())
    payment = office.pay(office.approved(office.application(milestone, "100000")))
    office.pay(office.approved(office.application(milestone, "0.01")))
    office.reverse(payment, reversed_date=date(2022, 9, 1))
    payments = facts.export()["payments"]
    before = payments.filter(pc.field("paid_date") < date(2022, 9, 1))
    assert pc.sum(before["amount_yuan"]).as_py() == Decimal("100000.01")
    assert pc.sum(payments["amount_yuan"]).as_py() == Decimal("0.01")


def test_evidence_is_counted_with_its_record(office, people, now):
    payment = office.pay()
    evidence.attach(
        document=office.document(people.finance),
        record_kind="funds.payment",
        record_id=payment.pk,
        by=people.finance,
        at=now,
    )
    tables = facts.export()
    assert tables["payments"]["evidence_count"].to_pylist() == [1]
    assert tables["contracts"]["evidence_count"].to_pylist() == [1]


def test_money_of_every_source_is_a_fact(office):
    for source in Source.values:
        for tranche in FACT_TABLES["appropriations"].column_by_name["tranche"].choices:
            office.line("1", office.appropriation("1", source=source, tranche=tranche))
    tables = facts.export()
    assert set(tables["appropriations"]["source"].to_pylist()) == set(Source.values)
    assert tables["budget_lines"].num_rows == tables["appropriations"].num_rows
