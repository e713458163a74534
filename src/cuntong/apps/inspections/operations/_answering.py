"""Answers and photos of a visit, as the phone sends them: one by one or many at once, each kept once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence
from cuntong.domain.inspecting import AnswerError, judge
from cuntong.rulebooks import judged_questions

from .. import queries
from ..kinds import VisitState
from ..models import Answer, Visit, VisitPhoto
from ._once import digest_of, is_synthetic, other_content, same_entry
from ._visiting import VISIT_KIND, held_visit, in_words


@dataclass(frozen=True)
class GivenAnswer:
    """One answer from the phone: to which question, what, after how many seconds of looking at it."""

    entry_id: UUID
    question: str
    value: str
    seconds: int
    made_at: datetime
    note: str = ""


@transaction.atomic
def answer(*, visit: Visit, answers: Iterable[GivenAnswer], by: User, at: datetime) -> list[Answer]:
    """Keeps answers of a visit that was begun; one that came before changes nothing. Finishing seals what counts.

    Raises:
        ValidationError: a question that the checklist does not ask, an answer that it does not know, the visit has
            ended, or an entry that came before with other content. Then none is kept.
        PermissionDenied: another inspector's visit.
    """
    visit = held_visit(visit, by)
    station = visit.station
    asked = {
        one.code: one for one in judged_questions(queries.rules_of(visit), station.level, station.residents)
    }
    return [_keep(visit, one, asked, by, at) for one in answers]


def _keep(visit: Visit, given: GivenAnswer, asked: dict, by: User, at: datetime) -> Answer:
    content = {"question": given.question, "value": given.value.strip(), "note": given.note.strip()}
    content |= {"seconds": given.seconds, "made_at": given.made_at}
    if known := Answer.objects.filter(pk=given.entry_id).first():
        return same_entry(known, visit_id=visit.pk, **content)
    check_begun(visit)
    if given.question not in asked:
        raise ValidationError(_("The checklist does not ask %(question)s.") % {"question": given.question})
    try:
        judge(asked[given.question], content["value"])
    except AnswerError as refusal:
        raise ValidationError({given.question: in_words(refusal)}) from None
    return Answer.objects.create(id=given.entry_id, visit=visit, **content, received_at=at, answered_by=by)


def check_begun(visit: Visit) -> None:
    if visit.state != VisitState.BEGUN:
        raise ValidationError(_("Answers and photos belong to a visit that was begun and has not ended."))


@transaction.atomic
def photograph(
    *,
    entry_id: UUID,
    visit: Visit,
    question: str,
    file: BinaryIO,
    filename: str,
    made_at: datetime,
    by: User,
    at: datetime,
) -> VisitPhoto:
    """Keeps a picture of a question as evidence of the visit.

    Raises:
        ValidationError: no picture, a question that is not asked, or the visit has ended.
        PermissionDenied: another inspector's visit.
    """
    visit = held_visit(visit, by)
    if known := VisitPhoto.objects.select_related("document").filter(pk=entry_id).first():
        if known.document.sha256 != digest_of(file):
            raise other_content()
        return same_entry(known, visit_id=visit.pk, question=question)
    check_begun(visit)
    if question not in {one.code for one in queries.checklist_of(visit)}:
        raise ValidationError(_("The checklist does not ask %(question)s.") % {"question": question})
    document = evidence.upload(file=file, filename=filename, by=by, at=at, synthetic=is_synthetic())
    if not document.media_type.startswith("image/"):
        raise ValidationError({question: _("This is no picture. Take a photo.")})
    evidence.attach(
        document=document, record_kind=VISIT_KIND, record_id=visit.pk, note=question, by=by, at=at
    )
    return VisitPhoto.objects.create(
        id=entry_id, visit=visit, question=question, document=document, made_at=made_at, received_at=at
    )
