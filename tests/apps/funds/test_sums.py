"""Sums of money are exact to the cent on both databases, however many amounts are added."""

from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.apps.funds.models import Appropriation
from cuntong.apps.funds.queries import (
    fundings_with_room,
    milestones_with_money,
    overview,
    visible_milestones,
    waiting_for,
)

pytestmark = pytest.mark.django_db
CENTS = st.integers(1, 10**11)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(CENTS, min_size=1, max_size=60).map(lambda cents: [Decimal(c) / 100 for c in cents]))
def test_a_sum_is_the_sum_of_its_amounts(office, now, amounts):
    with transaction.atomic():
        first = office.appropriation("1")
        rows = [
            Appropriation(
                document_no=f"{first.document_no}-{number}",
                source="CENTRAL",
                tranche="FIRST",
                amount_yuan=amount,
                released_date=first.released_date,
                recorded_by=first.recorded_by,
                recorded_at=now,
            )
            for number, amount in enumerate(amounts)
        ]
        Appropriation.objects.bulk_create(rows)
        assert overview(office.people.auditor, now.date()).released_yuan == sum(amounts, Decimal(1))
        transaction.set_rollback(True)


def test_odd_cents_add_up(office, now):
    line = office.line("300000")
    contract = office.ready(office.contract("200020", [(line, Decimal(200020))]))
    milestone = office.met(office.milestone("200020", contract))
    for _number in range(20):
        office.pay(office.approved(office.application(milestone, "0.07")))
    assert overview(office.people.auditor, now.date()).paid_yuan == Decimal("1.40")
    (seen,) = milestones_with_money(visible_milestones(office.people.auditor))
    assert seen.paid_yuan == seen.standing_yuan == Decimal("1.40")
    assert fundings_with_room(contract).get().room_yuan == Decimal("200018.60")


def test_what_is_asked_for_to_the_last_cent_waits_for_nobody(office, people, now):
    """Eight times 0.1 is less than 0.8 in binary floats."""
    milestone = office.met(office.milestone("0.80"))
    for _number in range(8):
        office.application(milestone, "0.10")
    turns = {one.turn for one in waiting_for(people.contractor, now.date())}
    assert turns == {"APPROVE"}
