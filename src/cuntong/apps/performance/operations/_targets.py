from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence import queries as trail
from cuntong.domain.indicators import CATALOGUE

from ..models import Target


@transaction.atomic
def seal_target(
    *,
    indicator_code: str,
    value: Decimal,
    period_end: date,
    by: User,
    at: datetime,
    document_no: str = "",
    document_date: date | None = None,
) -> Target:
    """Seals what a figure is to reach. A target in force is superseded, never changed: both stay visible.

    `value` is in the figure's own unit (per cent: 50). The trail entry that seals it is proven in every bundle.

    Raises:
        ValidationError: by field.
    """
    require(by, Right.WRITE_PERFORMANCE)
    if indicator_code not in CATALOGUE:
        raise ValidationError({"indicator_code": _("There is no such indicator in the catalogue.")})
    target = Target(
        indicator_code=indicator_code,
        value=value,
        period_end=period_end,
        document_no=document_no,
        document_date=document_date,
        sealed_by=by,
        sealed_at=at,
        trail_seq=trail.head().size + 1,
    )
    target.full_clean(exclude=["trail_seq", "superseded_at"], validate_constraints=False)
    Target.objects.filter(indicator_code=indicator_code, period_end=period_end, superseded_at=None).update(
        superseded_at=at
    )
    target.save(force_insert=True)
    change = {
        "indicator": indicator_code,
        "value": value,
        "period_end": period_end,
        "document_no": document_no,
        "document_date": document_date,
    }
    entry = evidence.record(verb="seal", record=target, change=change, by=by, at=at)
    Target.objects.filter(pk=target.pk).update(trail_seq=entry.seq)
    target.trail_seq = entry.seq
    return target
