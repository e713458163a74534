from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.operations import record
from cuntong.apps.imports.models import ImportBatch

from ..models import Appropriation, BudgetLine
from ..queries import room_in_appropriation
from ._refusals import explained, filled, not_after, not_before, sound_amount, within


@transaction.atomic
def release_appropriation(
    *,
    document_no: str,
    source: str,
    tranche: str,
    amount_yuan: Decimal,
    released_date: date,
    by: User,
    at: datetime,
    title: str = "",
    import_batch: ImportBatch | None = None,
) -> Appropriation:
    """Records money released to the county by a document (指标下达).

    Raises:
        ValidationError: the amount is no amount, the day has not come, the document number is taken.
    """
    require(by, Right.WRITE_FUNDS)
    not_after(released_date, at, "released_date")
    appropriation = Appropriation(
        document_no=filled(document_no, "document_no"),
        title=title.strip(),
        source=source,
        tranche=tranche,
        amount_yuan=sound_amount(amount_yuan),
        released_date=released_date,
        recorded_by=by,
        recorded_at=at,
        import_batch=import_batch,
    )
    with explained():
        appropriation.save(force_insert=True)
    change = {
        "document_no": appropriation.document_no,
        "source": source,
        "tranche": tranche,
        "amount_yuan": appropriation.amount_yuan,
        "released_date": released_date,
    }
    record(verb="release", record=appropriation, change=change, by=by, at=at)
    return appropriation


@transaction.atomic
def allot(
    *,
    appropriation: Appropriation,
    direction: str,
    title: str,
    amount_yuan: Decimal,
    by: User,
    at: datetime,
    approved_date: date | None = None,
    import_batch: ImportBatch | None = None,
) -> BudgetLine:
    """Sets a part of an appropriation aside for a direction; `approved_date` is the release day unless given.

    Raises:
        ValidationError: more than is left of the appropriation, a name used twice, a day before the release.
    """
    require(by, Right.WRITE_FUNDS)
    appropriation = Appropriation.objects.select_for_update().get(pk=appropriation.pk)
    approved_date = approved_date or appropriation.released_date
    not_after(approved_date, at, "approved_date")
    too_early = _("A budget cannot be approved before its money is released, on %(earliest)s.")
    not_before(approved_date, appropriation.released_date, too_early, "approved_date")
    amount_yuan = sound_amount(amount_yuan)
    left = _("Of this appropriation %(room)s yuan are not yet allotted.")
    within(amount_yuan, room_in_appropriation(appropriation), left)
    line = BudgetLine(
        appropriation=appropriation,
        direction=direction,
        title=filled(title, "title"),
        amount_yuan=amount_yuan,
        approved_date=approved_date,
        recorded_by=by,
        recorded_at=at,
        import_batch=import_batch,
    )
    with explained():
        line.save(force_insert=True)
    change = {
        "appropriation": appropriation.document_no,
        "direction": direction,
        "title": line.title,
        "amount_yuan": amount_yuan,
        "approved_date": approved_date,
    }
    record(verb="allot", record=line, change=change, by=by, at=at)
    return line
