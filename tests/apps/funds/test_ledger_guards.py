"""What the database itself refuses, whoever writes: plain SQL and the ORM without any operation in between."""

from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.funds.migrations import _ledger_guards
from cuntong.apps.funds.models import (
    Appropriation,
    BudgetLine,
    Contract,
    ContractFunding,
    Milestone,
    Payment,
    PaymentApplication,
)

pytestmark = pytest.mark.django_db
GUARDS = _ledger_guards.GUARDS
PAID = date(2022, 7, 1)


def refused(code, write, *arguments, **more):
    """The write is refused with the guard's code, and leaves nothing."""
    with pytest.raises(IntegrityError, match=code), transaction.atomic():
        write(*arguments, **more)


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)


def payment_row(application, **more):
    """A payment as it should be, made by hand; `more` says what is wrong with it."""
    milestone = application.milestone
    values = {
        "application": application,
        "milestone": milestone,
        "funding": milestone.contract.funding.first(),
        "payee": milestone.contract.contractor,
        "voucher_no": f"手工-{uuid4().hex[:8]}",
        "amount_yuan": application.amount_yuan,
        "paid_date": PAID,
        "recorded_at": application.applied_at,
        "request_key": uuid4(),
    } | more
    return Payment(**values)


def enter(office, application, **more):
    payment_row(application, recorded_by=more.pop("recorded_by", office.people.finance), **more).save(
        force_insert=True
    )


def test_every_guard_stands_in_the_database():
    names = {f"funds_{guard.name}" for guard in GUARDS} | {
        "funds_payment_no_update",
        "funds_payment_no_delete",
    }
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        found = {name for (name,) in cursor.fetchall()}
    assert names <= found


def test_a_payment_that_agrees_with_everything_is_entered(office):
    enter(office, office.approved())
    assert Payment.objects.count() == 1


# --- Sums ------------------------------------------------------------------------------------------------------


def test_lines_stay_within_their_appropriation(office):
    line = office.line("4000000", office.appropriation("10000000"))
    twin = BudgetLine(
        appropriation=line.appropriation,
        direction="LEADERS",
        title="培训",
        amount_yuan=Decimal("6000000.01"),
        approved_date=line.approved_date,
        recorded_by=line.recorded_by,
        recorded_at=line.recorded_at,
    )
    refused("lines_within_appropriation", twin.save)
    refused("lines_within_appropriation", sql, "UPDATE funds_budgetline SET amount_yuan = 10000000.01")
    refused("lines_within_appropriation", sql, "UPDATE funds_appropriation SET amount_yuan = 3999999.99")


def test_fundings_stay_within_their_line_and_their_contract(office):
    line = office.line("1500000")
    first = office.contract("1000000", [(line, Decimal(1000000))])
    second = office.contract("1000000", [])
    by_hand = {"recorded_by": first.recorded_by, "recorded_at": first.recorded_at}
    too_much = ContractFunding(contract=second, budget_line=line, amount_yuan=Decimal("500000.01"), **by_hand)
    refused("funding_within_line", too_much.save)
    wide = office.line("2000000")
    too_much = ContractFunding(
        contract=second, budget_line=wide, amount_yuan=Decimal("1000000.01"), **by_hand
    )
    refused("funding_within_contract", too_much.save)
    refused("funding_within_contract", sql, "UPDATE funds_contract SET amount_yuan = 999999.99")
    refused(
        "funding_within_line",
        sql,
        "UPDATE funds_budgetline SET amount_yuan = 999999.99 WHERE id = %s",
        line.pk,
    )


def test_a_line_of_another_direction_cannot_feed_a_contract(office):
    contract, line = office.contract(lines=[]), office.line(direction="LEADERS")
    wrong = ContractFunding(
        contract=contract,
        budget_line=line,
        amount_yuan=Decimal(1),
        recorded_by=contract.recorded_by,
        recorded_at=contract.recorded_at,
    )
    refused("funding_of_same_direction", wrong.save)


def test_milestones_stay_within_their_contract(office):
    milestone = office.milestone("400000", office.contract("1000000"))
    wrong = Milestone(
        contract=milestone.contract,
        position=9,
        title="尾款",
        condition="OTHER",
        amount_yuan=Decimal("600000.01"),
    )
    refused("milestones_within_contract", wrong.save)
    refused("milestones_within_contract", sql, "UPDATE funds_milestone SET amount_yuan = 1000000.01")


def test_applications_stay_within_their_milestone(office):
    application = office.application(amount="300000")
    wrong = PaymentApplication(
        milestone=application.milestone,
        amount_yuan=Decimal("100000.01"),
        invoice_no="FP-other",
        applied_by=application.applied_by,
        applied_at=application.applied_at,
        request_key=uuid4(),
    )
    refused("applications_within_milestone", wrong.save)
    refused("applications_within_milestone", sql, "UPDATE funds_milestone SET amount_yuan = 299999.99")


@pytest.mark.parametrize("parent", ["appropriation", "line", "contract", "funding", "milestone"])
def test_no_payment_goes_beyond_what_it_is_paid_from_or_for(office, parent):
    """Each ceiling is lowered under the payment with the guards of the ceilings above it switched off."""
    application = office.approved()
    funding = application.milestone.contract.funding.get()
    rows = {
        "appropriation": funding.budget_line.appropriation,
        "line": funding.budget_line,
        "contract": application.milestone.contract,
        "funding": funding,
        "milestone": application.milestone,
    }
    row = rows[parent]
    with without_guards_of_sums():
        sql(f"UPDATE {row._meta.db_table} SET amount_yuan = 399999.99 WHERE id = %s", row.pk)
    refused(f"payment_within_{parent}", enter, office, application)


@contextmanager
def without_guards_of_sums():
    """Lets an amount be lowered under what rests on it, which nobody can do otherwise."""
    lowering = [guard for guard in GUARDS if guard.moment == "AFTER UPDATE OF amount_yuan"]
    for guard in lowering:
        on = f" ON {guard.table}" if connection.vendor == "postgresql" else ""
        sql(f"DROP TRIGGER funds_{guard.name}{on}")
    yield
    for guard in lowering:
        for statement in _ledger_guards._WORDS[connection.vendor](guard):
            sql(statement)


def test_what_is_paid_cannot_be_lowered_away(office):
    payment = office.pay()
    tables = (
        "funds_contractfunding",
        "funds_milestone",
        "funds_contract",
        "funds_budgetline",
        "funds_appropriation",
    )
    for table in tables:
        refused("_within_", sql, f"UPDATE {table} SET amount_yuan = 399999.99")
    assert Payment.objects.get() == payment


def test_a_ceiling_holds_on_every_day_not_only_in_the_end(office):
    """Paid in July, taken back in September: a second payment in August would stand twice on that day."""
    milestone = office.met(office.milestone("400000"))
    first = office.pay(office.approved(office.application(milestone)), paid_date=date(2022, 7, 1))
    office.reverse(first, reversed_date=date(2022, 9, 1))
    again = office.approved(office.application(milestone))
    refused("payment_within_", enter, office, again, paid_date=date(2022, 8, 1))
    enter(office, again, paid_date=date(2022, 9, 1))


# --- A payment agrees with what it names -------------------------------------------------------------------------


def test_a_payment_needs_an_approval(office):
    refused("payment_is_approved", enter, office, office.application())


def test_a_payment_is_for_the_amount_and_the_milestone_of_its_application(office):
    application = office.approved()
    other = office.milestone(contract=application.milestone.contract)
    refused("payment_as_applied_for", enter, office, application, amount_yuan=Decimal("399999.99"))
    refused("payment_as_applied_for", enter, office, application, milestone=other)


def test_who_approved_cannot_pay(office):
    application = office.approved()
    refused("payment_four_eyes", enter, office, application, recorded_by=office.people.bureau)


def test_the_payee_is_the_contractor(office):
    stranger = Organisation.objects.create(name="示例无关公司", kind="CONTRACTOR")
    application = office.approved()
    refused("payment_payee_is_contractor", enter, office, application, payee=stranger)


def test_a_payment_lies_neither_before_its_contract_nor_before_its_money(office):
    application = office.approved()
    refused("payment_payee_is_contractor", enter, office, application, paid_date=date(2022, 2, 28))
    later = office.line(appropriation=office.appropriation(released_date=date(2023, 5, 1)))
    tail = office.contract(lines=[(later, Decimal(1000000))])
    application = office.approved(
        office.application(office.met(office.milestone(contract=office.ready(tail))))
    )
    refused("payment_from_funding_of_contract", enter, office, application)


def test_a_payment_comes_from_a_line_that_feeds_its_contract(office):
    application, other = office.approved(), office.contract()
    refused("payment_from_funding_of_contract", enter, office, application, funding=other.funding.get())


def test_a_voucher_stands_once(office):
    milestone = office.met(office.milestone())
    first = office.pay(office.approved(office.application(milestone, "100000")), voucher_no="PZ-1")
    second = office.approved(office.application(milestone, "100000"))
    refused("payment_voucher", enter, office, second, voucher_no="PZ-1")
    refused("payment_voucher", enter, office, second, voucher_no="PZ-1", voucher_entry=2)
    office.reverse(first)
    refused("payment_voucher", enter, office, second, voucher_no="PZ-1")
    enter(office, second, voucher_no="PZ-1", voucher_entry=2)


def test_an_application_is_paid_once(office):
    payment = office.pay()
    refused("payment_", enter, office, payment.application)


def test_a_reversal_mirrors_its_payment(office):
    payment = office.pay()
    mirror = {"reverses": payment, "amount_yuan": -payment.amount_yuan, "reason": "误付"}
    other = office.milestone(contract=payment.milestone.contract)
    for wrong in (
        {"amount_yuan": Decimal(-1)},
        {"milestone": other},
        {"paid_date": payment.paid_date - timedelta(days=1)},
    ):
        refused(
            "reversal_mirrors_payment",
            lambda wrong=wrong: enter(office, payment.application, **(mirror | wrong)),
        )
    refused(
        "payment_positive_reversal_negative", enter, office, payment.application, **(mirror | {"reason": ""})
    )
    enter(office, payment.application, **mirror)
    refused("payment_", enter, office, payment.application, **mirror)


# --- What never changes ------------------------------------------------------------------------------------------


def test_a_payment_is_never_changed_deleted_or_replaced(office):
    payment = office.pay()
    refused("append-only", sql, "UPDATE funds_payment SET amount_yuan = 1")
    refused("append-only", sql, "UPDATE funds_payment SET voucher_no = 'x'")
    refused("append-only", sql, "DELETE FROM funds_payment")
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.save()


@pytest.mark.parametrize(
    "model", [Appropriation, BudgetLine, Contract, ContractFunding, Milestone, PaymentApplication, Payment]
)
def test_no_row_is_replaced(office, model):
    """SQLite's INSERT OR REPLACE would delete the row in its way; PostgreSQL does not even know the words."""
    office.pay()
    table, before = model._meta.db_table, list(model.objects.values())
    with pytest.raises(DatabaseError), transaction.atomic():
        sql(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert list(model.objects.values()) == before


def test_an_application_is_never_deleted_and_its_claim_never_changed(office):
    office.application()
    refused("application_never_deleted", sql, "DELETE FROM funds_paymentapplication")
    for change in ("amount_yuan = 1", "invoice_no = 'x'", "applied_by_id = applied_by_id + 1"):
        refused("paymentapplication_frozen", sql, f"UPDATE funds_paymentapplication SET {change}")


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("appropriation", "source = 'LOCAL'"),
        ("appropriation", "tranche = 'TAIL'"),
        ("appropriation", "released_date = '2020-01-01'"),
        ("budgetline", "direction = 'LEADERS'"),
        ("contract", "direction = 'LEADERS'"),
        ("contract", "contractor_id = contractor_id + 1"),
        ("contract", "signed_date = '2020-01-01'"),
        ("milestone", "contract_id = contract_id + 1"),
        ("contractfunding", "budget_line_id = budget_line_id + 1"),
    ],
)
def test_what_payments_rest_on_does_not_change(office, table, change):
    office.milestone()
    refused(f"{table}_frozen", sql, f"UPDATE funds_{table} SET {change}")


@pytest.mark.parametrize("state", ["PAID", "REVERSED", "nonsense"])
def test_an_application_takes_legal_steps_only(office, state):
    office.application()
    statement = "UPDATE funds_paymentapplication SET state = %s, decided_by_id = %s, decided_at = applied_at"
    refused("application_", sql, statement, state, office.people.bureau.pk)


def test_an_approved_application_is_paid_only_by_an_entry_of_the_ledger(office):
    office.approved()
    refused("application_paid_by_ledger", sql, "UPDATE funds_paymentapplication SET state = 'PAID'")


def test_a_decision_is_not_rewritten(office):
    office.approved()
    statement = "UPDATE funds_paymentapplication SET decided_by_id = %s"
    refused("application_decided_once", sql, statement, office.people.finance.pk)


def test_nobody_decides_on_their_own_application(office):
    application = office.application()
    statement = (
        "UPDATE funds_paymentapplication SET state = 'APPROVED', decided_by_id = %s, decided_at = applied_at"
    )
    refused("application_four_eyes", sql, statement, application.applied_by_id)


def test_an_application_begins_as_submitted(office):
    application = office.application(amount="1")
    application.pk, application.request_key, application.invoice_no = None, uuid4(), "FP-2"
    application.state, application.decided_by = "APPROVED", office.people.bureau
    application.decided_at = application.applied_at
    refused("application_begins_submitted", lambda: application.save(force_insert=True))
