from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.models import Document
from cuntong.apps.evidence.operations import attach, record, upload
from cuntong.apps.evidence.queries import evidence_of
from cuntong.apps.imports.models import ImportBatch

from ..models import BudgetLine, Contract, ContractFunding, Milestone, PaymentApplication
from ..queries import room_in_line, rules_on, unfunded, without_milestone
from ._refusals import explained, filled, not_after, not_before, sound_amount, within


@dataclass(frozen=True, kw_only=True)
class MilestoneTerms:
    """What the contract says about one milestone; `amount_yuan` is released once `condition` is met."""

    title: str
    condition: str
    amount_yuan: Decimal
    due_date: date | None = None


@transaction.atomic
def sign_contract(
    *,
    contract_no: str,
    title: str,
    direction: str,
    item_type: str,
    contractor: Organisation,
    amount_yuan: Decimal,
    signed_date: date,
    procurement: str,
    by: User,
    at: datetime,
    scope: str = "",
    funding: Sequence[tuple[BudgetLine, Decimal]] = (),
    import_batch: ImportBatch | None = None,
) -> Contract:
    """Records a contract that was signed, and the budget lines it binds.

    A contract is recorded even where a rule would stop its payments: what was signed was signed. The rule stops
    the money.

    Raises:
        ValidationError: an unknown type of item or one of another direction, a number used twice, more than a
            budget line or the contract has room for, a signing day to come.
    """
    require(by, Right.WRITE_FUNDS)
    not_after(signed_date, at, "signed_date")
    _check_item_type(item_type, direction, signed_date)
    contract = Contract(
        contract_no=filled(contract_no, "contract_no"),
        title=filled(title, "title"),
        direction=direction,
        item_type=item_type,
        scope=scope.strip(),
        contractor=contractor,
        amount_yuan=sound_amount(amount_yuan),
        signed_date=signed_date,
        procurement=procurement,
        recorded_by=by,
        recorded_at=at,
        import_batch=import_batch,
    )
    with explained():
        contract.save(force_insert=True)
    change = {
        "contract_no": contract.contract_no,
        "direction": direction,
        "item_type": item_type,
        "contractor": contractor.pk,
        "amount_yuan": contract.amount_yuan,
        "signed_date": signed_date,
        "procurement": procurement,
    }
    record(verb="sign", record=contract, change=change, by=by, at=at)
    for budget_line, share_yuan in funding:
        fund_contract(contract=contract, budget_line=budget_line, amount_yuan=share_yuan, by=by, at=at)
    return contract


def _check_item_type(item_type: str, direction: str, on: date) -> None:
    known = {item.code: item for item in rules_on(on).item_types}
    if item_type not in known:
        raise ValidationError({"item_type": _("The rulebook has no such type of item.")})
    if known[item_type].direction not in (None, direction):
        raise ValidationError({"item_type": _("This type of item belongs to another direction.")})


@transaction.atomic
def fund_contract(
    *, contract: Contract, budget_line: BudgetLine, amount_yuan: Decimal, by: User, at: datetime
) -> ContractFunding:
    """Binds a part of a budget line to a contract; the contract can be paid from nothing else.

    Raises:
        ValidationError: another direction, a line bound already, or more than line or contract have room for.
    """
    require(by, Right.WRITE_FUNDS)
    budget_line = BudgetLine.objects.select_for_update().get(pk=budget_line.pk)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    amount_yuan = sound_amount(amount_yuan)
    within(amount_yuan, room_in_line(budget_line), _("Of this budget line %(room)s yuan are not yet bound."))
    within(amount_yuan, unfunded(contract), _("Of this contract %(room)s yuan have no budget line yet."))
    funding = ContractFunding(
        contract=contract, budget_line=budget_line, amount_yuan=amount_yuan, recorded_by=by, recorded_at=at
    )
    with explained():
        funding.save(force_insert=True)
    change = {"budget_line": budget_line.pk, "amount_yuan": amount_yuan}
    record(verb="fund", record=contract, change=change, by=by, at=at)
    return funding


@transaction.atomic
def record_decision(
    *, contract: Contract, decision_body: str, decision_document_no: str, by: User, at: datetime
) -> Contract:
    """Records who decided to use the money for the contract, and by which document."""
    require(by, Right.WRITE_FUNDS)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    contract.decision_body = filled(decision_body, "decision_body")
    contract.decision_document_no = filled(decision_document_no, "decision_document_no")
    contract.save(update_fields=["decision_body", "decision_document_no"])
    change = {"decision_body": contract.decision_body, "decision_document_no": contract.decision_document_no}
    record(verb="record", record=contract, change=change, by=by, at=at)
    return contract


@transaction.atomic
def record_publicity(
    *,
    contract: Contract,
    publicity_url: str,
    publicity_start_date: date,
    publicity_end_date: date,
    by: User,
    at: datetime,
    publicity_objection: str = "",
) -> Contract:
    """Records where and when the contract was publicised, and the objection that is still open, if any.

    Raises:
        ValidationError: the last day lies before the first.
    """
    require(by, Right.WRITE_FUNDS)
    if publicity_end_date < publicity_start_date:
        raise ValidationError({"publicity_end_date": _("The last day lies before the first.")})
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    contract.publicity_url = filled(publicity_url, "publicity_url")
    contract.publicity_start_date, contract.publicity_end_date = publicity_start_date, publicity_end_date
    contract.publicity_objection = publicity_objection.strip()
    contract.save(
        update_fields=["publicity_url", "publicity_start_date", "publicity_end_date", "publicity_objection"]
    )
    change = {
        "publicity_url": contract.publicity_url,
        "publicity_start_date": publicity_start_date,
        "publicity_end_date": publicity_end_date,
        "objection_open": bool(contract.publicity_objection),
    }
    record(verb="record", record=contract, change=change, by=by, at=at)
    return contract


@transaction.atomic
def add_milestones(
    *, contract: Contract, milestones: Sequence[MilestoneTerms], by: User, at: datetime
) -> list[Milestone]:
    """Adds milestones behind those that the contract has.

    Raises:
        ValidationError: together they release more than the contract, or a name is used twice.
    """
    require(by, Right.WRITE_FUNDS)
    contract = Contract.objects.select_for_update().get(pk=contract.pk)
    amounts = [sound_amount(terms.amount_yuan) for terms in milestones]
    left = _("Of this contract %(room)s yuan are in no milestone yet.")
    within(sum(amounts, Decimal(0)), without_milestone(contract), left)
    position = contract.milestones.aggregate(last=Max("position"))["last"] or 0
    added = []
    for terms, amount_yuan in zip(milestones, amounts, strict=True):
        position += 1
        added.append(_add_milestone(contract, position, terms, amount_yuan, by, at))
    return added


def _add_milestone(contract, position, terms: MilestoneTerms, amount_yuan, by, at) -> Milestone:
    milestone = Milestone(
        contract=contract,
        position=position,
        title=filled(terms.title, "title"),
        condition=terms.condition,
        amount_yuan=amount_yuan,
        due_date=terms.due_date,
    )
    with explained():
        milestone.save(force_insert=True)
    change = {
        "contract": contract.pk,
        "position": position,
        "condition": terms.condition,
        "amount_yuan": amount_yuan,
        "due_date": terms.due_date,
    }
    record(verb="add", record=milestone, change=change, by=by, at=at)
    return milestone


@transaction.atomic
def mark_milestone_met(
    *,
    milestone: Milestone,
    met_date: date,
    by: User,
    at: datetime,
    documents: Sequence[Document] = (),
    files: Sequence[tuple[BinaryIO, str]] = (),
    import_batch: ImportBatch | None = None,
) -> Milestone:
    """Records that the condition was fulfilled on a day, with what proves it: documents, new files (content and
    name), what is attached to the milestone already, or the workbook that brought it in.

    Raises:
        ValidationError: no proof at all, a day to come or before the contract, a milestone recorded as met already.
    """
    require(by, Right.WRITE_FUNDS)
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.met_at is not None:
        raise ValidationError(
            _("This milestone is already recorded as met, on %(day)s.") % {"day": milestone.met_date}
        )
    not_after(met_date, at, "met_date")
    too_early = _("A milestone cannot be met before the contract is signed, on %(earliest)s.")
    not_before(met_date, milestone.contract.signed_date, too_early, "met_date")
    proofs = [*documents, *(upload(file=file, filename=name, by=by, at=at) for file, name in files)]
    if import_batch is not None and import_batch.document is not None:
        proofs.append(import_batch.document)
    for document in proofs:
        attach(document=document, record_kind="funds.milestone", record_id=milestone.pk, by=by, at=at)
    attached = evidence_of("funds.milestone", milestone.pk)
    if not attached and import_batch is None:
        raise ValidationError({"files": _("Add at least one document that proves it.")})
    milestone.met_date, milestone.met_by, milestone.met_at = met_date, by, at
    milestone.save(update_fields=["met_date", "met_by", "met_at"])
    change = {"met_date": met_date, "documents": [link.document.sha256 for link in attached]}
    record(verb="meet", record=milestone, change=change, by=by, at=at)
    return milestone


@transaction.atomic
def take_back_milestone(*, milestone: Milestone, reason: str, by: User, at: datetime) -> Milestone:
    """Takes back that a milestone was met, as long as nobody has applied for its money.

    Raises:
        ValidationError: an application or payment rests on it, or it was never met.
    """
    require(by, Right.WRITE_FUNDS)
    milestone = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if milestone.met_at is None:
        raise ValidationError(_("This milestone is not recorded as met."))
    if milestone.applications.filter(state__in=PaymentApplication.STANDING).exists():
        raise ValidationError(
            _("An application or a payment rests on this milestone. Return or reverse it first.")
        )
    milestone.met_date, milestone.met_by, milestone.met_at = None, None, None
    milestone.save(update_fields=["met_date", "met_by", "met_at"])
    change = {"reason": filled(reason, "reason")}
    record(verb="take_back", record=milestone, change=change, by=by, at=at)
    return milestone
