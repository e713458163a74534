"""Each act: what it writes, who may do it, what it refuses and in which words."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.funds import operations
from cuntong.apps.funds.models import Appropriation, Contract, Payment, PaymentApplication

pytestmark = pytest.mark.django_db


def refused(act, *words, field=None):
    """The act is refused as something that a user can mend, in these words, at this field."""
    with pytest.raises(ValidationError) as refusal:
        act()
    text = " ".join(refusal.value.messages)
    for word in words:
        assert word in text
    if field:
        assert field in refusal.value.message_dict


def last_verb():
    return TrailEntry.objects.first().verb


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


# --- Budget ----------------------------------------------------------------------------------------------------


def test_released_money_is_recorded_with_its_document(office):
    appropriation = office.appropriation("5000000", document_no=" 示例财〔2023〕７号 ", tranche="TAIL")
    assert appropriation.document_no == "示例财〔2023〕7号"
    assert last_verb() == "release"
    refused(lambda: office.appropriation(document_no="示例财〔2023〕7号"), "already an appropriation")


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "more than 0"), ("-5", "more than 0"), ("0.001", "one cent"), ("NaN", "more than 0")],
)
def test_an_amount_is_money(office, amount, words):
    refused(lambda: office.appropriation(amount), words, field="amount_yuan")


def test_a_float_is_no_amount(office, people, now):
    with pytest.raises(TypeError, match="Decimal"):
        operations.allot(
            appropriation=office.appropriation(),
            direction="LEADERS",
            title="培训",
            amount_yuan=0.1,
            by=people.bureau,
            at=now,
        )


def test_money_cannot_be_released_tomorrow(office, now):
    tomorrow = now.date() + timedelta(days=1)
    refused(lambda: office.appropriation(released_date=tomorrow), "future", field="released_date")


def test_allotting_says_how_much_is_left(office):
    appropriation = office.appropriation("10000000")
    office.line("9000000", appropriation)
    refused(lambda: office.line("1000000.01", appropriation), "1,000,000.00 yuan are not yet allotted")
    assert office.line("1000000", appropriation).approved_date == appropriation.released_date


# --- Contracts -------------------------------------------------------------------------------------------------


def test_a_contract_is_signed_with_its_lines(office):
    contract = office.contract("1000000")
    assert contract.funding.get().amount_yuan == Decimal(1000000)
    assert set(TrailEntry.objects.filter(record_id=str(contract.pk)).values_list("verb", flat=True)) >= {
        "sign",
        "fund",
    }


def test_a_type_of_item_belongs_to_its_direction(office):
    refused(lambda: office.contract(item_type="TRAINING_SERVICE"), "another direction", field="item_type")
    refused(lambda: office.contract(item_type="CASTLE"), "no such type", field="item_type")


def test_a_contract_that_the_negative_list_bars_is_recorded_all_the_same(office):
    """What was signed was signed; the rule stops the money."""
    contract = office.contract(title="网络交易平台建设")
    milestone = office.met(office.milestone(contract=office.ready(contract)))
    application = office.application(milestone)
    refused(lambda: office.approved(application), "negative list", "Basis:")


def test_a_contract_binds_no_more_than_the_line_has(office):
    line = office.line("600000")
    refused(
        lambda: office.contract("1000000", [(line, Decimal(600001))]), "600,000.00 yuan are not yet bound"
    )
    assert not Contract.objects.exists()


def test_milestones_release_no_more_than_the_contract(office):
    contract = office.contract("1000000")
    office.milestone("400000", contract)
    refused(lambda: office.milestone("600000.01", contract), "600,000.00 yuan are in no milestone yet")
    assert office.milestone("600000", contract).position == 2


def test_a_milestone_is_met_with_a_document_that_proves_it(office, people, now):
    milestone = office.milestone()
    act = {"milestone": milestone, "by": people.bureau, "at": now}
    refused(
        lambda: operations.mark_milestone_met(met_date=date(2022, 6, 1), documents=[], **act),
        field="files",
    )
    document = office.document()
    early = date(2022, 2, 1)
    refused(lambda: operations.mark_milestone_met(met_date=early, documents=[document], **act), "2022-03-01")
    met = operations.mark_milestone_met(met_date=date(2022, 6, 1), documents=[document], **act)
    assert (met.met_by, met.met_date) == (people.bureau, date(2022, 6, 1))
    assert evidence_of("funds.milestone", met.pk).get().document == document
    refused(lambda: office.met(milestone), "already recorded as met")


def test_a_milestone_is_taken_back_while_nothing_rests_on_it(office, people, now):
    milestone = office.met(office.milestone())
    act = {"milestone": milestone, "by": people.bureau, "at": now}
    refused(lambda: operations.take_back_milestone(reason=" ", **act), field="reason")
    application = office.application(milestone)
    refused(lambda: operations.take_back_milestone(reason="误登", **act), "rests on this milestone")
    operations.withdraw_application(application=application, by=people.contractor, at=now)
    assert operations.take_back_milestone(reason="误登", **act).met_date is None


# --- Applications ----------------------------------------------------------------------------------------------


def test_only_the_contractor_of_the_contract_applies(office, people, now):
    milestone = office.milestone()
    stranger = User.objects.create_user(
        "stranger",
        role=Role.CONTRACTOR,
        organisation=Organisation.objects.create(name="示例其他公司", kind="CONTRACTOR"),
    )
    nobody = User.objects.create_user("nobody", role=Role.CONTRACTOR)
    for person in (stranger, nobody, people.bureau, people.finance, people.auditor):
        with pytest.raises(PermissionDenied):
            operations.apply_for_payment(
                milestone=milestone,
                amount_yuan=Decimal(1),
                invoice_no="FP",
                request_key=uuid4(),
                by=person,
                at=now,
            )


def test_an_application_leaves_room_for_the_next(office):
    milestone = office.milestone("400000")
    office.application(milestone, "300000")
    refused(
        lambda: office.application(milestone, "100000.01"), "100,000.00 yuan are neither paid nor applied for"
    )
    assert office.application(milestone, "100000").state == "SUBMITTED"


def test_the_same_request_sent_twice_is_one_application(office):
    milestone, key = office.milestone(), uuid4()
    first = office.application(milestone, invoice_no="FP-7", request_key=key)
    assert office.application(milestone, invoice_no="fp-7", request_key=key) == first
    refused(lambda: office.application(milestone, "1", invoice_no="FP-7", request_key=key), "other content")
    assert PaymentApplication.objects.count() == 1


def test_an_invoice_stands_behind_one_application(office, people, now):
    milestone = office.milestone()
    first = office.application(milestone, "100000", invoice_no="FP-7")
    refused(
        lambda: office.application(milestone, "100000", invoice_no="ＦＰ-7"), "already stands behind another"
    )
    operations.return_application(application=first, reason="发票抬头有误", by=people.bureau, at=now)
    assert office.application(milestone, "100000", invoice_no="FP-7").state == "SUBMITTED"


def test_approval_is_by_the_bureau_and_pays_nothing_yet(office, people, now):
    application = office.application()
    for person in (people.contractor, people.finance, people.auditor):
        with pytest.raises(PermissionDenied):
            operations.approve_application(application=application, by=person, at=now)
    approved = office.approved(application)
    assert (approved.state, approved.decided_by) == ("APPROVED", people.bureau)
    assert not Payment.objects.exists()
    refused(lambda: office.approved(application), "already in the state")


def test_returning_names_the_reason_and_whose_turn_it_was(office, people, now):
    submitted, approved = office.application(), office.approved()
    send_back = operations.return_application
    refused(lambda: send_back(application=submitted, reason="", by=people.bureau, at=now), field="reason")
    with pytest.raises(PermissionDenied):
        send_back(application=submitted, reason="材料不全", by=people.finance, at=now)
    with pytest.raises(PermissionDenied):
        send_back(application=approved, reason="账号有误", by=people.bureau, at=now)
    assert send_back(application=submitted, reason="材料不全", by=people.bureau, at=now).reason == "材料不全"
    assert send_back(application=approved, reason="账号有误", by=people.finance, at=now).state == "RETURNED"


def test_an_application_is_withdrawn_by_its_own_organisation_until_decided(office, people, now):
    application = office.application()
    with pytest.raises(PermissionDenied):
        operations.withdraw_application(application=application, by=people.bureau, at=now)
    assert (
        operations.withdraw_application(application=application, by=people.contractor, at=now).state
        == "WITHDRAWN"
    )
    approved = office.approved()
    refused(
        lambda: operations.withdraw_application(application=approved, by=people.contractor, at=now),
        "Awaiting",
    )


# --- Payments --------------------------------------------------------------------------------------------------


def test_a_payment_names_its_milestone_line_payee_and_voucher(office, people):
    application = office.approved()
    payment = office.pay(application, voucher_no="PZ-0001")
    application.refresh_from_db()
    assert (payment.milestone, payment.payee) == (application.milestone, people.contractor.organisation)
    assert (payment.amount_yuan, application.state) == (application.amount_yuan, "PAID")
    assert last_verb() == "pay"


def test_only_the_finance_office_pays(office, people, now):
    application = office.approved()
    line = application.milestone.contract.funding.get().budget_line
    for person in (people.bureau, people.contractor, people.auditor):
        with pytest.raises(PermissionDenied):
            operations.pay(
                application=application,
                budget_line=line,
                payee=people.contractor.organisation,
                voucher_no="PZ-1",
                paid_date=date(2022, 7, 1),
                request_key=uuid4(),
                by=person,
                at=now,
            )


def test_who_approved_does_not_pay_even_with_both_rights(office, people, now):
    application = office.approved()
    people.bureau.role = Role.FINANCE
    people.bureau.save()
    people.finance = people.bureau
    with pytest.raises(PermissionDenied, match="approved cannot pay"):
        office.pay(application)


def test_the_same_payment_sent_twice_is_one_entry(office):
    application, key = office.approved(), uuid4()
    first = office.pay(application, voucher_no="PZ-1", request_key=key)
    assert office.pay(application, voucher_no="PZ-1", request_key=key) == first
    refused(lambda: office.pay(application, voucher_no="PZ-2", request_key=key), "other content")
    assert Payment.objects.count() == 1


def test_a_payment_needs_approval_room_on_its_line_and_a_fitting_day(office, now):
    refused(lambda: office.pay(office.application()), "Only an approved application")
    application = office.approved()
    refused(lambda: office.pay(application, budget_line=office.line()), "does not feed", field="budget_line")
    refused(lambda: office.pay(application, paid_date=date(2022, 5, 31)), "lies before the milestone")
    tomorrow = now.date() + timedelta(days=1)
    refused(lambda: office.pay(application, paid_date=tomorrow), "future", field="paid_date")


def test_a_contract_on_two_lines_is_paid_from_the_one_with_room(office):
    first, tail = office.line("300000"), office.line("700000", office.appropriation(tranche="TAIL"))
    contract = office.ready(office.contract("1000000", [(first, Decimal(300000)), (tail, Decimal(700000))]))
    application = office.approved(office.application(office.met(office.milestone("400000", contract))))
    refused(
        lambda: office.pay(application, budget_line=first), "300,000.00 yuan are left", field="budget_line"
    )
    assert office.pay(application, budget_line=tail).funding.budget_line == tail


def test_money_goes_to_nobody_but_the_contractor(office):
    stranger = Organisation.objects.create(name="示例无关公司", kind="CONTRACTOR")
    application = office.approved()
    refused(lambda: office.pay(application, payee=stranger), "示例无关公司", "示例承办公司", "Basis:")


def test_a_voucher_is_entered_once(office):
    office.pay(voucher_no="PZ-1")
    refused(lambda: office.pay(voucher_no=" PZ-1 "), "already entered", field="voucher_no")


def test_a_wrong_payment_is_taken_back_by_an_opposite_entry(office):
    payment = office.pay(voucher_no="PZ-1")
    reversal = office.reverse(payment, reversed_date=date(2022, 8, 1))
    payment.application.refresh_from_db()
    assert (reversal.amount_yuan, reversal.voucher_no) == (-payment.amount_yuan, "PZ-1")
    assert payment.application.state == "REVERSED"
    refused(lambda: office.reverse(payment), "reversed already")
    refused(lambda: office.reverse(reversal), "itself a reversal")


def test_after_a_reversal_the_right_payment_is_entered_under_the_same_voucher(office):
    milestone = office.met(office.milestone("400000"))
    wrong = office.pay(office.approved(office.application(milestone, "300000")), voucher_no="PZ-1")
    office.reverse(wrong)
    right = office.pay(office.approved(office.application(milestone, "400000")), voucher_no="PZ-1")
    assert right.voucher_entry == 2


def test_a_reversal_says_why_and_does_not_lie_before_its_payment(office):
    payment = office.pay()
    refused(lambda: office.reverse(payment, reason=""), field="reason")
    refused(
        lambda: office.reverse(payment, reversed_date=date(2022, 6, 30)), "2022-07-01", field="reversed_date"
    )


def test_a_correction_dated_before_the_reversal_of_its_wrong_twin_is_explained(office):
    milestone = office.met(office.milestone("400000"))
    wrong = office.pay(office.approved(office.application(milestone)))
    office.reverse(wrong, reversed_date=date(2022, 9, 1))
    again = office.approved(office.application(milestone))
    refused(lambda: office.pay(again, paid_date=date(2022, 8, 1)), "carries the day of that entry")


def test_nobody_but_the_offices_writes_budgets_and_contracts(office, people):
    for person in (people.contractor, people.auditor, people.keeper, people.public):
        office.people = people.__class__(**{**vars(people), "bureau": person})
        for act in (office.appropriation, office.contract):
            with pytest.raises(PermissionDenied):
                act()
    assert not Appropriation.objects.exists()


def test_what_is_annulled_stays_in_the_trail(office, people, now):
    contract = office.contract(contract_no="HT-误")
    refused(lambda: operations.annul(row=contract, reason="", by=people.bureau, at=now), field="reason")
    with pytest.raises(PermissionDenied):
        operations.annul(row=contract, reason="误登", by=people.auditor, at=now)
    operations.annul(row=contract, reason="误登", by=people.bureau, at=now)
    entry = TrailEntry.objects.first()
    assert (entry.verb, entry.record_id) == ("annul", str(contract.pk))
    assert "HT-误" in entry.leaf
