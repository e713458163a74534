"""A small county's money, written through the operations, as its offices would."""

import copy
import io
import itertools
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.funds import operations
from cuntong.apps.funds.models import Contract, Milestone

SIGNED = date(2022, 3, 1)
MET = date(2022, 6, 1)
PAID = date(2022, 7, 1)


@dataclass
class Office:
    """Does the usual acts with usual values; every test names what it is about."""

    people: SimpleNamespace
    now: datetime
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))

    def document(self, by=None):
        content = b"%PDF-1.7 " + str(next(self.numbers)).encode()
        file = io.BytesIO(content)
        return evidence.upload(file=file, filename="佐证.pdf", by=by or self.people.bureau, at=self.now)

    def appropriation(self, amount="10000000", **more):
        values = {
            "document_no": f"示例财〔2021〕{next(self.numbers)}号",
            "source": "CENTRAL",
            "tranche": "FIRST",
            "released_date": date(2021, 10, 15),
        } | more
        return operations.release_appropriation(
            amount_yuan=Decimal(amount), by=self.people.bureau, at=self.now, **values
        )

    def line(self, amount="4000000", appropriation=None, **more):
        values = {"direction": "LOGISTICS", "title": f"预算项目{next(self.numbers)}"} | more
        return operations.allot(
            appropriation=appropriation or self.appropriation(),
            amount_yuan=Decimal(amount),
            by=self.people.bureau,
            at=self.now,
            **values,
        )

    def contract(self, amount="1000000", lines=None, **more):
        """A contract bound in full to its line, or to the given lines and amounts."""
        values = {
            "contract_no": f"示例合同-{next(self.numbers)}",
            "title": f"镇级服务站建设项目{next(self.numbers)}",
            "direction": "LOGISTICS",
            "item_type": "TOWNSHIP_STATION",
            "contractor": self.people.contractor.organisation,
            "signed_date": SIGNED,
            "procurement": "OPEN_TENDER",
        } | more
        funding = [(self.line(), Decimal(amount))] if lines is None else lines
        return operations.sign_contract(
            amount_yuan=Decimal(amount), funding=funding, by=self.people.bureau, at=self.now, **values
        )

    def milestone(self, amount="400000", contract=None, **more):
        values = {"title": f"节点{next(self.numbers)}", "condition": "ACCEPTED"} | more
        terms = operations.MilestoneTerms(amount_yuan=Decimal(amount), **values)
        contract = contract or self.ready(self.contract())
        (milestone,) = operations.add_milestones(
            contract=contract, milestones=[terms], by=self.people.bureau, at=self.now
        )
        return milestone

    def ready(self, contract: Contract) -> Contract:
        """A contract with its decision, the decision's scan, and seven days of publicity."""
        do = {"contract": contract, "by": self.people.bureau, "at": self.now}
        operations.record_decision(
            decision_body="示例市人民政府常务会议", decision_document_no="会纪〔2022〕1号", **do
        )
        evidence.attach(
            document=self.document(),
            record_kind="funds.contract",
            record_id=contract.pk,
            by=self.people.bureau,
            at=self.now,
        )
        return operations.record_publicity(
            publicity_url="https://example.gov.cn/notice/1",
            publicity_start_date=date(2022, 2, 14),
            publicity_end_date=date(2022, 2, 20),
            **do,
        )

    def met(self, milestone: Milestone, on=MET) -> Milestone:
        return operations.mark_milestone_met(
            milestone=milestone, met_date=on, documents=[self.document()], by=self.people.bureau, at=self.now
        )

    def application(self, milestone=None, amount="400000", **more):
        values = {"invoice_no": f"FP{next(self.numbers):08}", "request_key": uuid4()} | more
        return operations.apply_for_payment(
            milestone=milestone or self.met(self.milestone()),
            amount_yuan=Decimal(amount),
            by=self.people.contractor,
            at=self.now,
            **values,
        )

    def approved(self, application=None, **more):
        application = application or self.application()
        return operations.approve_application(
            application=application, by=self.people.bureau, at=self.now, **more
        )

    def pay(self, application=None, **more):
        application = application or self.approved()
        contract = application.milestone.contract
        values = {
            "budget_line": contract.funding.first().budget_line,
            "payee": contract.contractor,
            "voucher_no": f"PZ-{next(self.numbers):04}",
            "paid_date": PAID,
            "request_key": uuid4(),
        } | more
        return operations.pay(application=application, by=self.people.finance, at=self.now, **values)

    def reverse(self, payment, **more):
        values = {"reason": "收款账户有误", "reversed_date": payment.paid_date, "request_key": uuid4()} | more
        return operations.reverse_payment(payment=payment, by=self.people.finance, at=self.now, **values)


@pytest.fixture
def office(people, now):
    return Office(people, now)


@pytest.fixture(autouse=True)
def _frame_without_the_rooms_above(settings):
    """The room's pages stand without the navigation, which leads into rooms that this one does not know."""
    templates = copy.deepcopy(settings.TEMPLATES)
    options = templates[0]["OPTIONS"]
    options["context_processors"] = [name for name in options["context_processors"] if ".config." not in name]
    settings.TEMPLATES = templates


class Visitor:
    """Opens and sends the room's pages as somebody, in a language."""

    def __init__(self, client):
        self.client = client

    def get(self, user, name, *args, language="zh-hans", **query):
        self._sign_in(user, language)
        return self.client.get(reverse(f"funds:{name}", args=args), query)

    def text(self, user, name, *args, **more):
        response = self.get(user, name, *args, **more)
        assert response.status_code == 200
        return response.content.decode()

    def post(self, user, name, *args, **values):
        """Sends a form in English, so that a test can read the answer."""
        self._sign_in(user, "en")
        return self.client.post(reverse(f"funds:{name}", args=args), values)

    def _sign_in(self, user, language):
        self.client.force_login(user)
        self.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language


@pytest.fixture
def visit(client):
    return Visitor(client)


@pytest.fixture
def county(office):
    """A payment, one reversed, one application that waits for approval, one for payment, one milestone late."""
    contract = office.ready(office.contract("1000000"))
    milestone = office.met(office.milestone("500000", contract))
    office.milestone("100000", contract, due_date=date(2023, 1, 1))
    paid = office.pay(office.approved(office.application(milestone, "200000")), voucher_no="PZ-0001")
    taken_back = office.pay(office.approved(office.application(milestone, "100000")))
    office.reverse(taken_back)
    office.application(milestone, "50000.50", note="第二笔")
    office.approved(office.application(milestone, "60000"))
    return {"contract": contract, "milestone": milestone, "payment": paid}
