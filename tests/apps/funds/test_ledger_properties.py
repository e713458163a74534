"""Any sequence of acts: the offices and a plain Python ledger accept the same ones and hold the same sums."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cuntong.apps.funds.models import (
    Appropriation,
    BudgetLine,
    Contract,
    ContractFunding,
    Milestone,
    Payment,
    PaymentApplication,
)
from cuntong.apps.funds.queries import overview

pytestmark = pytest.mark.django_db
RELEASED = date(2021, 10, 15)
MET = date(2022, 6, 1)
ZERO = Decimal("0.00")


@dataclass
class Node:
    """A thing with an amount, in the plain ledger; `entries` are (day, amount) of what was paid from it or for it."""

    amount: Decimal
    parents: tuple = ()
    used: Decimal = ZERO
    row: object = None
    entries: list = field(default_factory=list)
    state: str = ""

    def has_room(self, amount):
        return self.used + amount <= self.amount

    def bears(self, day, amount):
        """On no day would the entries exceed the amount."""
        entries = [*self.entries, (day, amount)]
        return all(sum(a for d, a in entries if d <= until) <= self.amount for until, _ in entries)


@dataclass
class Books:
    """The plain ledger beside the offices; each act is tried on both."""

    office: object
    appropriations: list = field(default_factory=list)
    lines: list = field(default_factory=list)
    contracts: list = field(default_factory=list)
    milestones: list = field(default_factory=list)
    applications: list = field(default_factory=list)
    payments: list = field(default_factory=list)

    def release(self, amount, which, day):
        row = self.office.appropriation(amount, released_date=RELEASED)
        self.appropriations.append(Node(amount, row=row))

    def allot(self, amount, which, day):
        if parent := _pick(self.appropriations, which):
            with self.expect(parent.has_room(amount)) as accepted:
                row = self.office.line(amount, parent.row)
            if accepted:
                parent.used += amount
                self.lines.append(Node(amount, (parent,), row=row))

    def sign(self, amount, which, day):
        if line := _pick(self.lines, which):
            with self.expect(line.has_room(amount)) as accepted, transaction.atomic():
                row = self.office.ready(self.office.contract(amount, [(line.row, Decimal(amount))]))
            if accepted:
                line.used += amount
                funding = Node(amount, (line, *line.parents))
                self.contracts.append(Node(amount, (funding, *funding.parents), row=row))

    def add_milestone(self, amount, which, day):
        if contract := _pick(self.contracts, which):
            with self.expect(contract.has_room(amount)) as accepted:
                row = self.office.milestone(amount, contract.row)
            if accepted:
                contract.used += amount
                self.milestones.append(Node(amount, (contract, *contract.parents), row=row))

    def meet(self, amount, which, day):
        if milestone := _pick(self.milestones, which):
            with self.expect(milestone.state != "MET"):
                self.office.met(milestone.row, MET)
            milestone.state = "MET"

    def apply(self, amount, which, day):
        if milestone := _pick(self.milestones, which):
            with self.expect(milestone.has_room(amount)) as accepted:
                row = self.office.application(milestone.row, amount)
            if accepted:
                milestone.used += amount
                self.applications.append(
                    Node(amount, (milestone, *milestone.parents), row=row, state="SUBMITTED")
                )

    def approve(self, amount, which, day):
        if application := _pick(self.applications, which):
            is_met = application.parents[0].state == "MET"
            with self.expect(application.state == "SUBMITTED" and is_met) as accepted:
                self.office.approved(application.row)
            if accepted:
                application.state = "APPROVED"

    def pay(self, amount, which, day):
        if application := _pick(self.applications, which):
            bearable = all(node.bears(day, application.amount) for node in application.parents)
            with self.expect(application.state == "APPROVED" and day >= MET and bearable) as accepted:
                row = self.office.pay(application.row, paid_date=day)
            if accepted:
                application.state = "PAID"
                self._book(application, day, application.amount)
                self.payments.append(Node(application.amount, (application,), row=row, entries=[(day, None)]))

    def reverse(self, amount, which, day):
        if payment := _pick(self.payments, which):
            (application,) = payment.parents
            with self.expect(application.state == "PAID" and day >= payment.entries[0][0]) as accepted:
                self.office.reverse(payment.row, reversed_date=day)
            if accepted:
                application.state = "REVERSED"
                application.parents[0].used -= payment.amount
                self._book(application, day, -payment.amount)

    def _book(self, application, day, amount):
        for node in application.parents:
            node.entries.append((day, amount))

    @contextmanager
    def expect(self, acceptable):
        """The offices accept exactly what the plain ledger accepts; the flag is a list, empty where refused."""
        accepted, refused = [], []
        try:
            with transaction.atomic():
                yield accepted
            accepted.append(True)
        except ValidationError as refusal:
            refused = refusal.messages
        assert bool(accepted) == acceptable, refused


def _pick(nodes, which):
    return nodes[which % len(nodes)] if nodes else None


ACTS = ("release", "allot", "sign", "add_milestone", "meet", "apply", "approve", "pay", "reverse")
AMOUNTS = st.sampled_from(
    [Decimal("0.01"), Decimal("33.33"), Decimal("50.00"), Decimal("99.99"), Decimal("100.00")]
)
DAYS = st.integers(-2, 40).map(lambda n: MET + timedelta(days=n))
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), AMOUNTS, st.integers(0, 5), DAYS), max_size=30)
# A county that has got as far as a milestone met: what comes after it is where money can go wrong.
BEGINNING = [
    (act, Decimal("100.00"), 0, MET) for act in ("release", "allot", "sign", "add_milestone", "meet")
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(beginning=st.sampled_from([[], BEGINNING, BEGINNING * 2]), steps=STEPS)
@example(
    beginning=BEGINNING,
    steps=[
        ("apply", Decimal("100.00"), 0, MET),
        ("approve", Decimal("0.01"), 0, MET),
        ("pay", Decimal("0.01"), 0, MET),
        ("reverse", Decimal("0.01"), 0, MET + timedelta(days=20)),
        ("apply", Decimal("100.00"), 0, MET),
        ("approve", Decimal("0.01"), 1, MET),
        ("pay", Decimal("0.01"), 1, MET + timedelta(days=10)),
        ("pay", Decimal("0.01"), 1, MET + timedelta(days=20)),
    ],
)
def test_no_sequence_of_acts_breaks_the_money(office, beginning, steps):
    with transaction.atomic():
        books = Books(office)
        for act, amount, which, day in [*beginning, *steps]:
            getattr(books, act)(amount, which, day)
        _the_sums_agree(books, office.people.auditor)
        transaction.set_rollback(True)


def _the_sums_agree(books, auditor):
    entries = [(payment.paid_date, payment.amount_yuan) for payment in Payment.objects.all()]
    booked = [entry for contract in books.contracts for entry in contract.entries]
    assert sorted(entries) == sorted(booked)
    for day in {day for day, _ in entries} | {RELEASED}:
        seen = overview(auditor, day)
        assert seen.paid_yuan == sum((a for d, a in booked if d <= day), ZERO)
        assert sum((p.paid_yuan for p in seen.by_direction), ZERO) == seen.paid_yuan
        assert sum((p.paid_yuan for p in seen.by_tranche), ZERO) == seen.paid_yuan
        assert sum((p.paid_yuan for _, p in seen.by_appropriation), ZERO) == seen.paid_yuan
        assert ZERO <= seen.paid_yuan <= seen.released_yuan
    for rows, nodes in (
        (Appropriation, books.appropriations),
        (BudgetLine, books.lines),
        (Contract, books.contracts),
    ):
        assert rows.objects.count() == len(nodes)
    assert ContractFunding.objects.count() == Contract.objects.count()
    assert Milestone.objects.count() == len(books.milestones)
    states = {application.row.pk: application.state for application in books.applications}
    assert dict(PaymentApplication.objects.values_list("pk", "state")) == states
