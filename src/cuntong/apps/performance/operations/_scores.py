from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.rulebooks import load_scorecard

from ..models import Assessment, Cause, Snapshot


@transaction.atomic
def assess(
    *,
    snapshot: Snapshot,
    scorecard_code: str,
    row_code: str,
    band: str,
    share: Decimal,
    reason: str,
    by: User,
    at: datetime,
) -> Assessment:
    """Judges a row that no formula scores: a band, a share inside it, and why. A later judgement replaces it.

    Raises:
        ValidationError: by field; the share has to lie in the band, and a reason is needed.
    """
    require(by, Right.WRITE_PERFORMANCE)
    scorecard = load_scorecard(scorecard_code, snapshot.as_of)
    chosen = scorecard.band_by_code.get(band)
    if row_code not in scorecard.row_by_code or scorecard.row_by_code[row_code].indicator_code:
        raise ValidationError({"row_code": _("This row is scored by its figure, not by judgement.")})
    if chosen is None or not chosen.contains(share):
        raise ValidationError({"share": _in_band(chosen)})
    if not reason.strip():
        raise ValidationError({"reason": _("Say why. Points without a reason do not stand an evaluation.")})
    assessment, _made = Assessment.objects.update_or_create(
        snapshot=snapshot,
        scorecard_code=scorecard_code,
        row_code=row_code,
        defaults={"band": band, "share": share, "reason": reason.strip(), "by": by, "at": at},
    )
    change = {
        "scorecard": scorecard_code,
        "row": row_code,
        "band": band,
        "share": share,
        "reason": reason.strip(),
    }
    evidence.record(verb="record", record=assessment, change=change, by=by, at=at)
    return assessment


def _in_band(band) -> str:
    if band is None:
        return _("Choose one of the bands.")
    name = band.name.en if get_language() == "en" else band.name.zh
    return _("The band “%(band)s” runs from %(lower)s%% to %(upper)s%%.") % {
        "band": name,
        "lower": f"{band.lower * 100:f}".rstrip("0").rstrip("."),
        "upper": f"{band.upper * 100:f}".rstrip("0").rstrip("."),
    }


@transaction.atomic
def explain_deviation(
    *, snapshot: Snapshot, scorecard_code: str, row_code: str, text: str, by: User, at: datetime
) -> Cause:
    """States why a result lies far from its target.

    Raises:
        ValidationError: unknown row, or nothing said.
    """
    require(by, Right.WRITE_PERFORMANCE)
    if row_code not in load_scorecard(scorecard_code, snapshot.as_of).row_by_code:
        raise ValidationError({"row_code": _("The scorecard has no such row.")})
    if not text.strip():
        raise ValidationError({"text": _("Say what caused the deviation.")})
    cause, _made = Cause.objects.update_or_create(
        snapshot=snapshot,
        scorecard_code=scorecard_code,
        row_code=row_code,
        defaults={"text": text.strip(), "by": by, "at": at},
    )
    change = {"scorecard": scorecard_code, "row": row_code, "cause": text.strip()}
    evidence.record(verb="record", record=cause, change=change, by=by, at=at)
    return cause
