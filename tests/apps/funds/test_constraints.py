"""What each row must be for itself."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

pytestmark = pytest.mark.django_db


def refused(match, statement, *values):
    with pytest.raises(DatabaseError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.mark.parametrize("amount", ["0", "-1", "10000000000000"])
@pytest.mark.parametrize("table", ["appropriation", "budgetline", "contract", "contractfunding", "milestone"])
def test_an_amount_is_more_than_nothing_and_less_than_ten_trillion(office, table, amount):
    office.milestone()
    refused("amount_sound|_within_", f"UPDATE funds_{table} SET amount_yuan = %s", Decimal(amount))


def test_an_amount_has_no_part_of_a_cent(office):
    """SQLite refuses it, PostgreSQL's numeric(18,2) rounds it half-up; neither keeps it."""
    appropriation = office.appropriation("100")
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE funds_appropriation SET amount_yuan = 100.005")
    appropriation.refresh_from_db()
    assert appropriation.amount_yuan == (
        Decimal("100.01") if connection.vendor == "postgresql" else Decimal(100)
    )


def test_the_largest_amount_comes_back_to_the_cent(office):
    appropriation = office.appropriation("9999999999999.99")
    appropriation.refresh_from_db()
    assert appropriation.amount_yuan == Decimal("9999999999999.99")


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("appropriation", "source = 'X'", "source_known"),
        ("appropriation", "tranche = 'X'", "tranche_known"),
        ("appropriation", "document_no = ''", "appropriation_numbered"),
        ("contract", "contract_no = ''", "contract_numbered"),
        ("contract", "publicity_end_date = NULL", "publicity_both_days"),
        ("contract", "publicity_end_date = '2022-02-13'", "publicity_ends_after_start"),
        ("milestone", "met_date = '2022-06-01'", "milestone_met_at_and_date"),
        ("milestone", "met_by_id = 1", "milestone_met_by_and_at"),
    ],
)
def test_a_row_is_consistent(office, table, change, constraint):
    office.milestone()
    refused(f"{constraint}|frozen", f"UPDATE funds_{table} SET {change}")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("decided_by_id = 1", "decided_by_and_at|four_eyes|decided_when"),
        ("state = 'APPROVED'", "decided_when_state_says_so"),
        ("state = 'RETURNED'", "decided_when_state_says_so|returned_with_reason"),
    ],
)
def test_an_application_is_consistent(office, change, constraint):
    office.application()
    refused(constraint, f"UPDATE funds_paymentapplication SET {change}")


def test_a_returned_application_says_why(office):
    office.application()
    refused(
        "returned_with_reason",
        "UPDATE funds_paymentapplication SET state = 'RETURNED', decided_by_id = %s, decided_at = applied_at",
        office.people.bureau.pk,
    )


def test_an_application_on_paper_names_its_paper(office):
    refused_columns = "application_on_paper_names_its_paper|application_frozen|paymentapplication_frozen"
    office.application()
    refused(refused_columns, "UPDATE funds_paymentapplication SET on_paper = true")


def test_numbers_are_used_once(office):
    one, other = office.appropriation(document_no="A"), office.appropriation(document_no="B")
    refused("document_no", "UPDATE funds_appropriation SET document_no = 'A' WHERE id = %s", other.pk)
    first, second = office.contract(contract_no="C1"), office.contract(contract_no="C2")
    refused("contract_no", "UPDATE funds_contract SET contract_no = 'C1' WHERE id = %s", second.pk)
    assert (one.released_date, first.signed_date) == (date(2021, 10, 15), date(2022, 3, 1))
