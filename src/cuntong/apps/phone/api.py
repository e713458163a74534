"""The phones' door: who signed in, what a phone holds, what it sends. Writing needs the session, its CSRF token, and the phone."""

import json
from datetime import datetime
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from django.contrib.auth import logout
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as Refusal
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from ninja.errors import HttpError
from ninja.security import APIKeyCookie, SessionAuth
from pydantic import AwareDatetime, ConfigDict, Field

from cuntong.apps.places.models import Station

from . import operations, queries
from .kinds import Answer, EndReason, SentEntry
from .models import Handset

router = Router(tags=["phone"])
COOKIE = "handset"
_SALT = "cuntong.phone.handset"
_YEAR_SECONDS = 365 * 24 * 3600
MOST_ENTRIES = 100
NO_HANDSET, GONE = 428, 410
"""A phone that has to register first; a phone that was ended and has to wipe itself."""


class RefusalOut(Schema):
    detail: str


REFUSALS = dict.fromkeys((400, 401, 403, 410, 413, 422, 428), RefusalOut)


# --- Who is calling --------------------------------------------------------------------------------------------------


def _handset_of(request) -> Handset | None:
    """The phone whose signed cookie came with the request."""
    try:
        key = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT)
        return queries.handset_with_id(UUID(key))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def _refuse_ended(handset: Handset | None) -> None:
    if handset is not None and handset.ended_at is not None:
        raise HttpError(GONE, _("This phone was ended. What it holds is wiped."))


class SignedIn(SessionAuth):
    """The session of a person; a phone that was ended is told so whether or not its session still lives."""

    def _get_key(self, request):
        _refuse_ended(_handset_of(request))
        return super()._get_key(request)


class OnHandset(SessionAuth):
    """The session of a person, on the phone that they registered."""

    def _get_key(self, request):
        request.handset = _handset_of(request)
        _refuse_ended(request.handset)
        return super()._get_key(request)

    def authenticate(self, request, key):
        user = super().authenticate(request, key)
        if user is None:
            return None
        if request.handset is None or request.handset.user_id != user.pk:
            raise HttpError(NO_HANDSET, _("Register this phone first."))
        return user


class RevokedHandset(APIKeyCookie):
    """A revoked phone, known by its cookie alone, leaves what it had not sent."""

    param_name = COOKIE

    def authenticate(self, request, key):
        handset = _handset_of(request)
        return handset if handset is not None and handset.end_reason == EndReason.REVOKED else None


def _answered(call):
    """Says refusals of the operations as JSON: 403 for what the caller may not do, 422 for what cannot be."""
    try:
        return call()
    except PermissionDenied as refusal:
        raise HttpError(403, str(refusal)) from None
    except Refusal as refusal:
        raise HttpError(422, " ".join(refusal.messages)) from None


# --- Sign-in ---------------------------------------------------------------------------------------------------------


class HandsetIn(Schema):
    id: UUID
    name: Annotated[str, Field(max_length=60)] = ""


class StationOut(Schema):
    id: int
    code: str
    name: str
    level: str
    place: str


class SessionOut(Schema):
    handset: UUID
    handset_name: str
    user: int
    name: str
    role: str
    rights: list[str]
    stations: list[StationOut]
    server_time: datetime


@router.post("/handset", auth=SignedIn(), response={200: SessionOut, **REFUSALS})
def register_handset(request, sent: HandsetIn, response: HttpResponse):
    """Registers the phone on which somebody signed in, and says who they are and where they work."""
    by = request.auth
    handset = _answered(
        partial(
            operations.register_handset,
            handset_id=sent.id,
            name=sent.name,
            session_key=request.session.session_key or "",
            by=by,
            at=timezone.now(),
        )
    )
    get_token(request)
    response.set_cookie(
        COOKIE,
        signing.dumps(str(handset.pk), salt=_SALT),
        max_age=_YEAR_SECONDS,
        path="/api/phone/",
        httponly=True,
        samesite="Strict",
        secure=request.is_secure(),
    )
    return {
        "handset": handset.pk,
        "handset_name": handset.name,
        "user": by.pk,
        "name": str(by),
        "role": by.role,
        "rights": sorted(by.rights),
        "stations": [_station(one) for one in queries.stations_of(by)],
        "server_time": timezone.now(),
    }


def _station(station: Station) -> dict:
    return {
        "id": station.pk,
        "code": station.code,
        "name": station.name,
        "level": station.level,
        "place": station.division.name,
    }


@router.post("/sign-out", auth=OnHandset(), response={204: None, **REFUSALS})
def sign_out(request, response: HttpResponse):
    """Ends this phone and the session; the phone wipes itself."""
    operations.end_handset(
        handset=request.handset, reason=EndReason.SIGNED_OUT, by=request.auth, at=timezone.now()
    )
    logout(request)
    response.delete_cookie(COOKIE, path="/api/phone/")
    return Status(204, None)


# --- Entries ---------------------------------------------------------------------------------------------------------


class EntryIn(Schema):
    """One entry: its id and time were made on the phone and stay the same when it is sent again."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    kind: Annotated[str, Field(min_length=1, max_length=60)]
    made_at: Annotated[AwareDatetime, Field(description="By the phone's clock, with its time zone")]
    body: dict[str, Any]


class EntriesIn(Schema):
    model_config = ConfigDict(extra="forbid")

    clock: Annotated[AwareDatetime, Field(description="The phone's time at sending: puts wrong clocks right")]
    waiting: Annotated[int, Field(ge=0, le=1_000_000, description="How many entries the phone still has")] = 0
    entries: Annotated[list[EntryIn], Field(max_length=MOST_ENTRIES)]


class AnswerOut(Schema):
    id: UUID
    state: str
    reason: str = ""
    answer: dict[str, Any] = {}


class AnswersOut(Schema):
    answers: list[AnswerOut]
    server_time: datetime
    clock_offset_seconds: int


def _sent(entries: EntriesIn) -> list[SentEntry]:
    return [SentEntry(one.id, one.kind, one.made_at, one.body) for one in entries.entries]


def _answers(answers: list[Answer], clock: datetime, at: datetime) -> dict:
    return {
        "answers": [
            {"id": one.id, "state": one.state, "reason": one.reason, "answer": dict(one.answer)}
            for one in answers
        ],
        "server_time": at,
        "clock_offset_seconds": int((at - clock).total_seconds()),
    }


@router.post("/entries", auth=OnHandset(), response={200: AnswersOut, **REFUSALS})
def accept_entries(request, sent: EntriesIn):
    """Takes in up to 100 entries, each once and each on its own: DONE, CONFLICT, REFUSED, or LATER for one to send again."""
    at = timezone.now()
    answers = operations.accept_entries(
        handset=request.handset,
        entries=_sent(sent),
        clock=sent.clock,
        waiting=sent.waiting,
        by=request.auth,
        at=at,
    )
    return _answers(answers, sent.clock, at)


@router.post("/surrender", auth=RevokedHandset(csrf=False), response={200: AnswersOut, **REFUSALS})
def surrender_entries(request, sent: EntriesIn):
    """Keeps what a revoked phone still had, as not accepted, for the office."""
    at = timezone.now()
    answers = _answered(
        partial(
            operations.surrender_entries, handset=request.auth, entries=_sent(sent), clock=sent.clock, at=at
        )
    )
    return _answers(answers, sent.clock, at)


@router.put("/photos/{photo_id}", auth=OnHandset(), response={204: None, **REFUSALS})
def keep_photo(request, photo_id: UUID):
    """Keeps a picture that an entry will name; the same one again changes nothing."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > operations.MOST_PHOTO_BYTES:
        limit = operations.MOST_PHOTO_BYTES // (1 << 20)
        raise HttpError(413, _("The picture is larger than %(limit)s MB.") % {"limit": limit})
    _answered(
        partial(
            operations.keep_photo,
            photo_id=photo_id,
            content=request.body,
            handset=request.handset,
            by=request.auth,
            at=timezone.now(),
        )
    )
    return Status(204, None)


# --- The day's pack --------------------------------------------------------------------------------------------------


class KnownIn(Schema):
    """The digests of the rows that the phone holds already."""

    station: int | None = None
    known: Annotated[dict[str, Annotated[str, Field(max_length=32)]], Field(max_length=20_000)] = {}


def _station_or_404(request, key: int | None) -> Station | None:
    if key is None:
        return None
    found = [one for one in queries.stations_of(request.auth) if one.pk == key]
    if not found:
        raise HttpError(403, _("This station is not among your places."))
    return found[0]


@router.get("/pack", auth=OnHandset(), response=REFUSALS)
def whole_pack(request, station: int | None = None):
    """Everything that the phone holds for a day, with its ETag; 304 where the phone has just this."""
    at = timezone.now()
    pack = queries.pack_of(request.auth, _station_or_404(request, station), at)
    if request.headers.get("If-None-Match") == f'"{pack.etag}"':
        return HttpResponse(status=304)
    return _json(_pack(request, pack, station, pack.rows, [], at), pack.etag)


@router.post("/pack", auth=OnHandset(), response=REFUSALS)
def changed_pack(request, sent: KnownIn):
    """The rows that are new or differ from what the phone knows, and the keys that are gone."""
    at = timezone.now()
    pack = queries.pack_of(request.auth, _station_or_404(request, sent.station), at)
    rows, gone = queries.changes_since(pack, sent.known)
    return _json(_pack(request, pack, sent.station, rows, gone, at), pack.etag)


def _pack(request, pack, station_id: int | None, rows, gone: list[str], at: datetime) -> dict:
    station = _station_or_404(request, station_id)
    numbers = (
        operations.prepare_numbers(handset=request.handset, station=station, by=request.auth, at=at)
        if station
        else []
    )
    return {
        "rows": rows,
        "digests": {key: pack.digests[key] for key in rows},
        "gone": gone,
        "numbers": numbers,
        "etag": pack.etag,
        "server_time": at.isoformat(),
    }


def _json(content: dict, etag: str) -> HttpResponse:
    # Written here: a model for each of a thousand rows would cost more than the rows themselves.
    response = HttpResponse(json.dumps(content, ensure_ascii=False), content_type="application/json")
    response["ETag"] = f'"{etag}"'
    response["Cache-Control"] = "no-store"
    return response


# --- One's own phones ------------------------------------------------------------------------------------------------


class HandsetOut(Schema):
    id: UUID
    name: str
    registered_at: datetime
    seen_at: datetime
    waiting_count: int
    is_this: bool


@router.get("/handsets", auth=OnHandset(), response={200: list[HandsetOut], **REFUSALS})
def own_handsets(request):
    """The phones on which the caller is signed in."""
    own = queries.handsets_visible_to(request.auth).filter(user_id=request.auth.pk, ended_at=None)
    return [
        {
            "id": one.pk,
            "name": one.name,
            "registered_at": one.registered_at,
            "seen_at": one.seen_at,
            "waiting_count": one.waiting_count,
            "is_this": one.pk == request.handset.pk,
        }
        for one in own
    ]


@router.post("/handsets/{handset_id}/revoke", auth=OnHandset(), response={204: None, **REFUSALS})
def revoke_own(request, handset_id: UUID):
    """Ends another phone of the caller: it is signed out and wipes itself the next time it has network."""
    own = queries.handsets_visible_to(request.auth).filter(user_id=request.auth.pk, pk=handset_id).first()
    if own is None:
        raise HttpError(403, _("This phone is not among yours."))
    operations.end_handset(handset=own, reason=EndReason.REVOKED, by=request.auth, at=timezone.now())
    return Status(204, None)
