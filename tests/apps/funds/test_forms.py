"""From the release to the payment, by the forms: what they take, what they refuse and in which words."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.funds import queries
from cuntong.apps.funds.models import Contract, Milestone, Payment, PaymentApplication

pytestmark = pytest.mark.django_db


def test_the_whole_way_of_the_money_through_the_forms(client, visit, people, now):
    bureau, finance, contractor = people.bureau, people.finance, people.contractor
    visit.post(
        finance,
        "release",
        document_no="示例财〔2021〕1号",
        source="CENTRAL",
        tranche="FIRST",
        amount_yuan="1000000",
        released_date="2021-10-15",
    )
    (appropriation,) = queries.visible_appropriations(bureau)
    visit.post(bureau, "allot", appropriation.pk, direction="LOGISTICS", title="站点", amount_yuan="800000")
    (line,) = appropriation.lines.all()
    visit.post(
        bureau,
        "sign",
        contract_no="HT-1",
        title="镇级站建设",
        contractor=contractor.organisation_id,
        procurement="OPEN_TENDER",
        signed_date="2022-03-01",
        direction="LOGISTICS",
        item_type="TOWNSHIP_STATION",
        amount_yuan="500000",
        budget_line=line.pk,
    )
    contract = Contract.objects.get()
    assert contract.funding.get().amount_yuan == Decimal(500000)
    visit.post(
        bureau,
        "contract-decision",
        contract.pk,
        decision_body="常务会议",
        decision_document_no="会纪1号",
    )
    file = SimpleUploadedFile("决策.pdf", b"%PDF-1.7 decision")
    client.post(reverse("evidence:attach", args=["funds.contract", contract.pk]), {"file": file})
    visit.post(
        bureau,
        "contract-publicity",
        contract.pk,
        publicity_url="https://example.gov.cn/1",
        publicity_start_date="2022-02-14",
        publicity_end_date="2022-02-20",
    )
    visit.post(
        bureau,
        "milestone-add",
        contract.pk,
        title="验收",
        condition="ACCEPTED",
        share_percent="33.333",
    )
    milestone = Milestone.objects.get()
    assert milestone.amount_yuan == Decimal("166665.00")
    proof = SimpleUploadedFile("验收单.pdf", b"%PDF-1.7 accepted")
    visit.post(bureau, "milestone-met", milestone.pk, met_date="2022-06-01", files=[proof])
    request_key = uuid4()
    for _twice in range(2):
        visit.post(
            contractor,
            "milestone-apply",
            milestone.pk,
            amount_yuan="166665",
            invoice_no="FP1",
            request_key=request_key,
        )
    application = PaymentApplication.objects.get()
    visit.post(bureau, "application-approve", application.pk)
    page = visit.post(
        finance,
        "pay",
        application.pk,
        payee="别的公司",
        funding=contract.funding.get().pk,
        voucher_no="PZ-1",
        paid_date="2022-07-01",
        request_key=uuid4(),
    )
    assert "is not the contractor" in page.content.decode()
    voucher = {"funding": contract.funding.get().pk, "voucher_no": "PZ-1", "paid_date": "2022-07-01"}
    pay = visit.post(finance, "pay", application.pk, payee="示例承办公司", request_key=uuid4(), **voucher)
    payment = Payment.objects.get()
    assert pay.headers["Location"] == payment.get_absolute_url()
    visit.post(finance, "reverse", payment.pk, reason="误付", reversed_date="2022-07-02", request_key=uuid4())
    assert Payment.objects.count() == 2


def test_what_a_rule_stops_is_said_on_the_form_with_its_basis(visit, people, office):
    application = office.application(office.milestone(contract=office.contract(lines=None)))
    page = visit.post(people.bureau, "application-approve", application.pk).content.decode()
    for word in ("A rule stops this payment", "Publicity held without objection", "Basis"):
        assert word in page
    application.refresh_from_db()
    assert application.state == "SUBMITTED"


def test_what_a_rule_asks_wants_a_reason(visit, people, office):
    contract = office.ready(office.contract(title="站点建设及投流"))
    application = office.application(office.met(office.milestone(contract=contract)))
    page = visit.post(people.bureau, "application-approve", application.pk).content.decode()
    assert "Say why this may go on" in page
    visit.post(people.bureau, "application-approve", application.pk, reason="投流由企业自筹，不使用专项资金")
    application.refresh_from_db()
    assert (application.state, application.reason) == ("APPROVED", "投流由企业自筹，不使用专项资金")


def test_an_operation_refuses_at_the_field(visit, people, office):
    milestone = office.milestone()
    page = visit.post(
        people.contractor,
        "milestone-apply",
        milestone.pk,
        amount_yuan="400000.01",
        invoice_no="FP",
        request_key=uuid4(),
    )
    assert "400,000.00 yuan are neither paid nor applied for" in page.content.decode()
    line = office.contract().funding.get().budget_line
    page = visit.post(
        people.bureau,
        "allot",
        line.appropriation_id,
        direction="LEADERS",
        title="x",
        amount_yuan="1e9",
    )
    assert "not yet allotted" in page.content.decode()


def test_a_milestone_takes_a_part_or_an_amount(visit, people, office):
    contract = office.contract()
    for values in ({}, {"share_percent": "10", "amount_yuan": "1"}):
        page = visit.post(people.bureau, "milestone-add", contract.pk, title="x", condition="OTHER", **values)
        assert "one of the two" in page.content.decode()
    assert not Milestone.objects.exists()


def test_a_milestone_is_not_met_without_proof(visit, people, office):
    milestone = office.milestone()
    page = visit.post(people.bureau, "milestone-met", milestone.pk, met_date="2022-06-01")
    assert "at least one document" in page.content.decode()
    evidence.attach(
        document=office.document(people.contractor),
        record_kind="funds.milestone",
        record_id=milestone.pk,
        by=people.contractor,
        at=office.now,
    )
    visit.post(people.bureau, "milestone-met", milestone.pk, met_date="2022-06-01")
    milestone.refresh_from_db()
    assert milestone.met_date == date(2022, 6, 1)
    visit.post(people.bureau, "milestone-take-back", milestone.pk, reason="误登")
    milestone.refresh_from_db()
    assert milestone.met_date is None


def test_returning_and_withdrawing(client, visit, people, office):
    returned, withdrawn = office.application(), office.application()
    visit.post(people.bureau, "application-return", returned.pk, reason="材料不全")
    visit.post(people.contractor, "application-withdraw", withdrawn.pk)
    assert [PaymentApplication.objects.get(pk=one.pk).state for one in (returned, withdrawn)] == [
        "RETURNED",
        "WITHDRAWN",
    ]
    assert "材料不全" in visit.text(people.contractor, "application", returned.pk)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    again = client.post(reverse("funds:application-withdraw", args=[withdrawn.pk]), follow=True)
    assert "The application is already in the state" in again.content.decode()


def test_a_further_line_is_bound_on_the_contract(visit, people, office):
    contract, line = office.contract(lines=[]), office.line("1000000")
    visit.post(people.bureau, "contract-fund", contract.pk, budget_line=line.pk, amount_yuan="250000")
    assert contract.funding.get().amount_yuan == Decimal(250000)
    other = office.line(direction="LEADERS")
    assert (
        "id_budget_line"
        in visit.post(
            people.bureau, "contract-fund", contract.pk, budget_line=other.pk, amount_yuan="1"
        ).content.decode()
    )


def test_what_was_recorded_wrongly_is_annulled_until_something_rests_on_it(visit, people, office):
    line = office.line("1000000")
    contract = office.contract(lines=[(line, Decimal(1000000))])
    milestone = office.milestone(contract=contract)
    page = visit.post(people.bureau, "annul", "line", line.pk, reason="误登").content.decode()
    assert contract.contract_no in page
    visit.post(people.bureau, "annul", "milestone", milestone.pk, reason="误登")
    assert not Milestone.objects.exists()
    for noun, row in (("contract", contract), ("line", line), ("appropriation", line.appropriation)):
        assert "Annul" in visit.text(people.bureau, noun, row.pk, language="en")
        visit.post(people.bureau, "annul", noun, row.pk, reason="误登")
        assert not type(row).objects.filter(pk=row.pk).exists()
    assert visit.get(people.bureau, "annul", "payment", 1).status_code == 404
    assert visit.get(people.auditor, "annul", "contract", 1).status_code == 403


def test_a_contract_with_an_application_cannot_be_annulled(visit, people, office):
    application = office.application()
    contract = application.milestone.contract
    assert "Annul" not in visit.text(people.bureau, "contract", contract.pk, language="en")
    page = visit.post(people.bureau, "annul", "contract", contract.pk, reason="误登").content.decode()
    assert "rests on it" in page
    assert Contract.objects.get() == contract


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_form_that_is_opened_complains_of_nothing(visit, people, county, office, language):
    contract, milestone = county["contract"], county["milestone"]
    unmet = office.milestone("1000", contract)
    submitted, approved = (PaymentApplication.objects.get(state=state) for state in ("SUBMITTED", "APPROVED"))
    opened = [
        (people.bureau, "release", ()),
        (people.bureau, "allot", (contract.funding.get().budget_line.appropriation_id,)),
        (people.bureau, "sign", ()),
        (people.bureau, "contract-fund", (contract.pk,)),
        (people.bureau, "contract-decision", (contract.pk,)),
        (people.bureau, "contract-publicity", (contract.pk,)),
        (people.bureau, "milestone-add", (contract.pk,)),
        (people.bureau, "milestone-met", (unmet.pk,)),
        (people.bureau, "milestone-take-back", (milestone.pk,)),
        (people.contractor, "milestone-apply", (milestone.pk,)),
        (people.bureau, "application-approve", (submitted.pk,)),
        (people.bureau, "application-return", (submitted.pk,)),
        (people.bureau, "application-countersign", (submitted.pk,)),
        (people.finance, "pay", (approved.pk,)),
        (people.finance, "reverse", (county["payment"].pk,)),
        (people.bureau, "annul", ("milestone", unmet.pk)),
    ]
    for user, name, args in opened:
        page = visit.text(user, name, *args, language=language)
        assert "errorlist" not in page, name
        assert "error-summary" not in page, name
