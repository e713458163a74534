"""Call-backs: what a drawn person said on the telephone, or that they could not be reached."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.rulebooks import load_inspection_rules

from .. import queries
from ..frames import FRAMES, SampleFrame
from ..kinds import CallOutcome
from ..models import CallBack, DrawnUnit
from ._once import same_entry


@transaction.atomic
def record_call(
    *,
    entry_id: UUID,
    drawn: DrawnUnit,
    outcome: str,
    made_at: datetime,
    by: User,
    at: datetime,
    answers: Mapping[str, str] | None = None,
    rating: int | None = None,
    note: str = "",
) -> CallBack:
    """Keeps one call. A person is asked once; whoever was given up makes room for the next of their stratum, in order.

    Raises:
        ValidationError: by field: a question without yes or no, no rating of 1 to 5; the person was asked already or is
            not next on the list; or the list holds no people.
        PermissionDenied: without the right to inspect, or to personal data, which a number is.
    """
    require(by, Right.INSPECT)
    require(by, Right.READ_PERSONAL)
    answers, note = dict(answers or {}), note.strip()
    content = {"drawn_id": drawn.pk, "outcome": outcome, "answers": answers, "rating": rating, "note": note}
    if known := CallBack.objects.filter(pk=entry_id).first():
        return same_entry(known, **content)
    frame = _frame_of(drawn)
    rules = load_inspection_rules(timezone.localdate(at))
    questions = rules.call(frame.subject)
    if outcome == CallOutcome.ANSWERED:
        _check(questions, answers, rating)
    elif answers or rating is not None:
        raise ValidationError({"outcome": _("Whoever was not reached gave no answer.")})
    person = frame.person_of(drawn.unit_id) if frame.person_of else None
    call = CallBack.objects.create(
        id=entry_id,
        **content,
        subject=frame.subject,
        contradicts=any(answers.get(one.code) == one.contradicts for one in questions if one.contradicts),
        township_code=person.township_code if person else "",
        made_at=made_at,
        recorded_by=by,
        recorded_at=at,
    )
    change = {"unit": drawn.unit_id, "outcome": outcome, "rating": rating, "contradicts": call.contradicts}
    evidence.record(verb="call_back", record=drawn.draw, change=change, by=by, at=at)
    return call


def _frame_of(drawn: DrawnUnit) -> SampleFrame:
    """The list of a person who is next to be called; one caller at a time."""
    frame = FRAMES.get(drawn.draw.frame_code)
    if frame is None or frame.subject is None:
        raise ValidationError(_("Only people are called back; stations are visited."))
    DrawnUnit.objects.select_for_update().get(pk=drawn.pk)
    if drawn.pk not in {line.unit.pk for line in queries.call_lines(drawn.draw) if line.is_open}:
        raise PermissionDenied(_("This person is not next on the list, or was asked already."))
    return frame


def _check(questions, answers: Mapping[str, str], rating: int | None) -> None:
    wrong = {
        one.code: _("Answer with yes or no.")
        for one in questions
        if answers.get(one.code) not in ("YES", "NO")
    }
    if unknown := set(answers) - {one.code for one in questions}:
        raise ValidationError(_("Nobody asks %(question)s.") % {"question": ", ".join(sorted(unknown))})
    if rating not in range(1, 6):
        wrong["rating"] = _("A rating is one of 1 to 5.")
    if wrong:
        raise ValidationError(wrong)
