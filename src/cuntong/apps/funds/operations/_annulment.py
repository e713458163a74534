"""Taking back what was recorded wrongly, as long as nothing rests on it; the trail keeps what it said."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.operations import record
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch

from ..models import Appropriation, BudgetLine, Contract, Milestone
from ..queries import rests_on
from ._refusals import filled


@transaction.atomic
def annul(
    *, row: Appropriation | BudgetLine | Contract | Milestone, reason: str, by: User, at: datetime
) -> None:
    """Removes a row that was recorded wrongly; a contract goes with its milestones and bound lines.

    Raises:
        ValidationError: no reason, or something rests on the row (named).
    """
    require(by, Right.WRITE_FUNDS)
    reason = filled(reason, "reason")
    row = type(row).objects.select_for_update().get(pk=row.pk)
    if (resting := rests_on(row)) is not None:
        raise ValidationError(_("“%(resting)s” rests on it. It has to stay.") % {"resting": resting})
    _remove(row, "annul", reason, by, at)


@transaction.atomic
def take_back_appropriations(*, import_batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the budget lines and appropriations that a workbook brought in; returns how many lines.

    Raises:
        UndoRefused: a contract is already bound to one of the lines, or somebody allotted more by hand.
    """
    require(by, Right.WRITE_FUNDS)
    lines = list(BudgetLine.objects.select_for_update().filter(import_batch=import_batch))
    _take_back(lines, by, at)
    _take_back(Appropriation.objects.select_for_update().filter(import_batch=import_batch), by, at)
    return len(lines)


@transaction.atomic
def take_back_contracts(*, import_batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the contracts that a workbook brought in, with their milestones; returns how many milestones.

    Raises:
        UndoRefused: somebody already applied for money of one of them.
    """
    require(by, Right.WRITE_FUNDS)
    contracts = Contract.objects.select_for_update().filter(import_batch=import_batch)
    count = Milestone.objects.filter(contract__in=contracts).count()
    _take_back(contracts, by, at)
    return count


def _take_back(rows, by: User, at: datetime) -> None:
    for row in rows:
        if (resting := rests_on(row)) is not None:
            raise UndoRefused(
                _("“%(resting)s” already rests on “%(row)s”. Undo or annul it first.")
                % {"resting": resting, "row": row}
            )
        _remove(row, "undo", "", by, at)


def _remove(row, verb: str, reason: str, by: User, at: datetime) -> None:
    """Deletes the row after its last entry in the trail, which says what it was."""
    change = {"row": str(row), "amount_yuan": row.amount_yuan, "reason": reason}
    record(verb=verb, record=row, change=change, by=by, at=at)
    if isinstance(row, Contract):
        row.funding.all().delete()
        row.milestones.all().delete()
    row.delete()
