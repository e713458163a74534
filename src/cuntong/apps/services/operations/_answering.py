"""A finding is answered by a person; it stays found as long as its entries stand."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station
from cuntong.domain.ledgers import Finding

from ..models import FindingAnswer
from ..queries import finding_key


@transaction.atomic
def answer_finding(
    *, finding: Finding, station: Station, outcome: str, text: str, by: User, at: datetime
) -> FindingAnswer:
    """Keeps what was said to a finding, with its outcome; later answers stand beside earlier ones.

    Raises:
        ValidationError: by field; the answer says nothing.
        PermissionDenied: without the right to decide on services.
    """
    require(by, Right.WRITE_SERVICES)
    if not text.strip():
        raise ValidationError({"text": _("Write what the keeper said, or what was seen.")})
    answer = FindingAnswer(
        finding_key=finding_key(finding),
        station=station,
        code=finding.code,
        from_date=finding.from_date,
        to_date=finding.to_date,
        outcome=outcome,
        text=text.strip(),
        answered_by=by,
        answered_at=at,
    )
    answer.full_clean()
    answer.save(force_insert=True)
    change = {"station": station.code, "finding": finding.code, "from": finding.from_date, "outcome": outcome}
    evidence.record(verb="answer", record=answer, change=change, by=by, at=at)
    return answer
