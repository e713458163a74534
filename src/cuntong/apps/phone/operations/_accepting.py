"""Entries of phones are carried out, each once: one transaction holds the room's rows and the entry's own.

Note [Exactly once]
The entry's key is made on the phone. Its row is written in the transaction of the operation that it calls, so either both
are there or neither: whoever sends it again, because the answer was lost or the server died, gets the answer that
stands in the row. The phone's row is locked first, so that two windows of one phone do not race.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Refusal
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import encrypt
from cuntong.apps.evidence.models import Document
from cuntong.domain.sealing import canonical_json
from cuntong.domain.sealing import digest as digest_of

from ..kinds import LATER, Answer, EndReason, EntryKind, EntryState, Made, NotYet, SentEntry
from ..models import Handset, PhoneEntry, PhonePhoto
from . import _counter, _inspections, _parcels, _phones, _routes

log = logging.getLogger(__name__)
_ROOMS = (_parcels, _counter, _inspections, _routes, _phones)
KINDS: Mapping[str, EntryKind] = {kind.code: kind for room in _ROOMS for kind in room.KINDS}
CLOCK_TOLERANCE = timedelta(minutes=2)
"""Less than that is the way through the network, not a wrong clock."""
MOST_SURRENDERED = 5_000
"""So many entries a revoked phone may leave for the office; whoever found it cannot fill the house."""


def accept_entries(
    *, handset: Handset, entries: Sequence[SentEntry], clock: datetime, waiting: int, by: User, at: datetime
) -> list[Answer]:
    """Carries out what a phone sends, in its order, each entry in a transaction of its own.

    `clock` is the phone's time at sending and puts every entry's time right. An entry that cannot be is kept with its
    reason and the others go on; one that could not be tried is answered LATER and not kept.
    """
    offset = _offset(clock, at)
    _note_seen(handset, offset, waiting, at)
    answers: list[Answer] = []
    for entry in entries:
        accept = partial(_accept, entry, handset=handset, offset=offset, by=by, at=at)
        try:
            answers.append(accept())
        except OperationalError:  # the database is busy or away: what follows may build on this entry
            answers += [Answer(one.id, LATER) for one in entries[len(answers) :]]
            break
    return answers


def surrender_entries(
    *, handset: Handset, entries: Sequence[SentEntry], clock: datetime, at: datetime
) -> list[Answer]:
    """Keeps what a revoked phone had not sent yet, as not accepted, for the office to look at.

    Raises:
        PermissionDenied: the phone was not revoked, or has left too many already.
    """
    if handset.end_reason != EndReason.REVOKED:
        raise PermissionDenied(_("Only a revoked phone leaves its entries."))
    if handset.entries.filter(received_at__gte=handset.ended_at).count() + len(entries) > MOST_SURRENDERED:
        raise PermissionDenied(_("This phone has left too many entries."))
    reason = _("The phone had been revoked when this arrived.")
    offset = _offset(clock, at)
    return [_keep_surrendered(entry, handset, offset, reason, at) for entry in entries]


@transaction.atomic
def _keep_surrendered(
    entry: SentEntry, handset: Handset, offset: timedelta, reason: str, at: datetime
) -> Answer:
    handset = Handset.objects.select_for_update().select_related("user").get(pk=handset.pk)
    known = _known(entry, handset, offset, handset.user, at)
    return known or _kept(entry, handset, offset, handset.user, at, state=EntryState.REFUSED, reason=reason)


def _offset(clock: datetime, at: datetime) -> timedelta:
    offset = at - clock
    return offset if abs(offset) > CLOCK_TOLERANCE else timedelta()


@transaction.atomic
def _note_seen(handset: Handset, offset: timedelta, waiting: int, at: datetime) -> None:
    Handset.objects.filter(pk=handset.pk, seen_at__lte=at).update(
        seen_at=at, waiting_count=waiting, clock_offset_seconds=int(offset.total_seconds())
    )


@transaction.atomic
def _accept(entry: SentEntry, *, handset: Handset, offset: timedelta, by: User, at: datetime) -> Answer:
    handset = Handset.objects.select_for_update().get(pk=handset.pk)
    if known := _known(entry, handset, offset, by, at):
        return known
    keep = partial(_kept, entry, handset, offset, by, at)
    if handset.ended_at is not None:
        return keep(state=EntryState.REFUSED, reason=_("The phone had been revoked when this arrived."))
    try:
        with transaction.atomic():
            answer = _carry_out(entry, handset, offset, by, at)
    except NotYet as missing:
        return Answer(entry.id, LATER, str(missing))
    except PermissionDenied as refusal:
        return keep(state=EntryState.REFUSED, reason=str(refusal) or _("Your role does not include this."))
    except ValidationError as refusal:
        return keep(state=EntryState.REFUSED, reason=_what_is_wrong(refusal))
    except Refusal as refusal:
        return keep(state=EntryState.CONFLICT, reason=" ".join(refusal.messages))
    except IntegrityError:
        log.exception("an entry broke a constraint: %s %s", entry.kind, entry.id)
        return keep(state=EntryState.CONFLICT, reason=_("It contradicts what is recorded already."))
    return keep(state=EntryState.DONE, answer=answer)


def _carry_out(entry: SentEntry, handset: Handset, offset: timedelta, by: User, at: datetime) -> Mapping:
    kind = KINDS.get(entry.kind)
    if kind is None:
        raise PermissionDenied(_("This server does not know entries of this kind. Update the app."))
    require(by, kind.right)
    made = Made(
        entry_id=entry.id,
        handset_id=handset.pk,
        made_at=_made_at(entry, handset, offset, at),
        by=by,
        at=at,
        offset=offset,
        photo=partial(_photo, handset),
    )
    return kind.act(kind.body.model_validate(entry.body), made)


def _made_at(entry: SentEntry, handset: Handset, offset: timedelta, at: datetime) -> datetime:
    """When an entry was made, by the server's clock; an impossible time becomes that of arrival."""
    try:
        made_at = entry.made_at + offset
    except OverflowError:
        return at
    return made_at if handset.registered_at - CLOCK_TOLERANCE <= made_at <= at else at


def _photo(handset: Handset, photo_id: UUID) -> Document:
    photo = PhonePhoto.objects.select_related("document").filter(pk=photo_id, handset=handset).first()
    if photo is None:
        raise NotYet(_("A picture of this entry has not arrived yet."))
    return photo.document


def _what_is_wrong(refusal: ValidationError) -> str:
    errors = refusal.errors(include_url=False, include_input=False, include_context=False)
    shown = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in errors[:5]]
    return (_("The entry is not complete: %(errors)s") % {"errors": "; ".join(shown)})[:400]


# --- The entry's own row ---------------------------------------------------------------------------------------------


def _digest(entry: SentEntry) -> str:
    content = {"kind": entry.kind, "made_at": entry.made_at.isoformat(), "body": _plain(entry.body)}
    return digest_of(canonical_json(content))


def _plain(value):
    """JSON without floats, which have no canonical form: 1.5 → "1.5"."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return repr(value) if isinstance(value, float) else value


def _known(entry: SentEntry, handset: Handset, offset: timedelta, by: User, at: datetime) -> Answer | None:
    """The answer to an entry that came before; other content under its id is kept beside it, as a conflict."""
    row = PhoneEntry.objects.filter(pk=entry.id).first()
    if row is None:
        return None
    if row.sha256 == _digest(entry) and row.user_id == by.pk:
        return _answer(row, entry.id)
    beside = uuid5(entry.id, _digest(entry))
    if (found := PhoneEntry.objects.filter(pk=beside).first()) is not None:
        return _answer(found, entry.id)
    reason = _("Another entry with this id was accepted before, and this one says something else.")
    return _kept(
        entry, handset, offset, by, at, state=EntryState.CONFLICT, reason=reason, key=beside, contradicts=row
    )


def _kept(
    entry: SentEntry,
    handset: Handset,
    offset: timedelta,
    by: User,
    at: datetime,
    *,
    state: EntryState,
    reason: str = "",
    answer: Mapping | None = None,
    key: UUID | None = None,
    contradicts: PhoneEntry | None = None,
) -> Answer:
    is_done = state == EntryState.DONE
    row = PhoneEntry.objects.create(
        pk=key or entry.id,
        handset=handset,
        user=by,
        kind=entry.kind[:60],
        sha256=_digest(entry),
        made_at=_made_at(entry, handset, offset, at),
        clock_offset_seconds=int(offset.total_seconds()),
        received_at=at,
        state=state,
        reason=reason[:400],
        answer=dict(answer or {}),
        body_encrypted="" if is_done else encrypt(canonical_json(_plain(entry.body)).decode()),
        contradicts=contradicts,
    )
    return _answer(row, entry.id)


def _answer(row: PhoneEntry, sent_id: UUID) -> Answer:
    beside = {} if row.pk == sent_id else {"kept": str(row.pk)}  # what a person settles is this one
    return Answer(sent_id, row.state, row.reason, {**row.answer, **beside})
