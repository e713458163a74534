"""A person's answer to where a parcel goes: given, remembered, applied to all that are alike, taken back."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import decrypt
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division
from cuntong.domain.addresses import Entry

from ..destinations import Destination, Destinations, destinations
from ..kinds import ParcelState, Resolution
from ..models import Decision, Parcel, Settled, WaitingLandmark
from ._learning import hash_of_recipient, remember

GONE = frozenset({ParcelState.HANDED_OUT, ParcelState.RETURNED, ParcelState.WITH_CARRIER})
UNKNOWN_ELSEWHERE = "000000000000"
"""The place of a parcel that is certainly not for this county, and nobody knows for which."""
PERSON_REASON = {"zh": "由人决定", "en": "a person decided"}
_DESTINATION = ("resolution", "division_id", "elsewhere_code", "station_id", "reasons")


@transaction.atomic
def decide(
    *,
    parcel: Parcel,
    division: Division | None = None,
    elsewhere_code: str = "",
    forget: Collection[str] = (),
    correcting: bool = False,
    by: User,
    at: datetime,
) -> Decision:
    """Says where a parcel goes, remembers it, and settles waiting parcels that are alike.

    division:   a village or township of the county; or else
    elsewhere_code: the place outside the county, `UNKNOWN_ELSEWHERE` where nobody can tell.
    forget:     kinds of landmark of this address by which it is not to be remembered.
    correcting: the parcel has an answer that turned out wrong.

    Raises:
        ValidationError: answered meanwhile by somebody else, handed out already, or no place of this county.
    """
    require(by, Right.WRITE_PARCELS)
    parcel = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel.pk)
    _check(parcel, division, elsewhere_code, correcting=correcting)
    goes_to = destinations(timezone.localdate(at))
    decision = Decision.objects.create(
        parcel=parcel, division=division, elsewhere_code=elsewhere_code, decided_by=by, decided_at=at
    )
    lessons = _lessons_of(parcel, division, goes_to, forget, by, at)
    decision.lessons.set(remember(lessons, by, at))
    _settle(decision, parcel, _by_person(division, elsewhere_code, goes_to))
    also = _settle_alike(decision, lessons, at)
    change = {"division": division.pk if division else elsewhere_code, "lessons": len(lessons), "also": also}
    evidence.record(verb="decide", record=parcel, change=change, by=by, at=at)
    return decision


def _check(parcel: Parcel, division: Division | None, elsewhere_code: str, *, correcting: bool) -> None:
    if parcel.resolution != Resolution.REVIEW and not correcting:
        raise ValidationError(_("Somebody has answered for this parcel meanwhile."))
    if parcel.state in GONE:
        raise ValidationError(_("This parcel has been handed out or given back; its destination stays."))
    if (division is None) == (elsewhere_code == ""):
        raise ValidationError({"division": _("Choose a village or a township of this county.")})
    if elsewhere_code and not re.fullmatch(r"[0-9]{12}", elsewhere_code):
        raise ValidationError({"elsewhere_code": _("A place outside the county is named by 12 digits.")})
    if division is not None and division.level not in (DivisionLevel.VILLAGE, DivisionLevel.TOWNSHIP):
        raise ValidationError({"division": _("Choose a village or a township of this county.")})


def _by_person(division: Division | None, elsewhere_code: str, goes_to: Destinations) -> dict:
    """The columns of a parcel for which a person answered."""
    return {
        "resolution": Resolution.PERSON if division else Resolution.ELSEWHERE,
        "division_id": division.pk if division else None,
        "elsewhere_code": elsewhere_code,
        "station_id": goes_to.station_for(division.pk) if division else None,
        "reasons": [PERSON_REASON],
    }


def _settle(decision: Decision, parcel: Parcel, columns: dict) -> None:
    Settled.objects.create(
        decision=decision, parcel=parcel, before={name: getattr(parcel, name) for name in _DESTINATION}
    )
    for name, value in columns.items():
        setattr(parcel, name, value)
    parcel.save(update_fields=[name.removesuffix("_id") for name in _DESTINATION])
    parcel.landmarks.all().delete()


# --- What is remembered ------------------------------------------------------------------------------------------


def _lessons_of(
    parcel: Parcel,
    division: Division | None,
    goes_to: Destinations,
    forget: Collection[str],
    by: User,
    at: datetime,
) -> list[Entry]:
    if division is None:
        return []
    entries = goes_to.lessons(
        decrypt(parcel.address_encrypted),
        hash_of_recipient(parcel),
        division.pk,
        author=str(by.pk),
        day=timezone.localdate(at),
    )
    return [entry for entry in entries if entry.kind not in forget]


# --- What is alike -----------------------------------------------------------------------------------------------


def _settle_alike(decision: Decision, lessons: Sequence[Entry], at: datetime) -> int:
    """Asks anew for the waiting parcels that share a landmark, and returns how many the answer settled."""
    shared = Q(pk__in=[])
    for entry in lessons:
        shared |= Q(kind=entry.kind, name=entry.name)
    keys = WaitingLandmark.objects.filter(shared).values("parcel")
    alike = Parcel.objects.filter(pk__in=keys, resolution=Resolution.REVIEW).exclude(state__in=GONE)
    return len(_ask_anew(alike.order_by("pk"), destinations(timezone.localdate(at)), decision))


def _ask_anew(parcels: Iterable[Parcel], goes_to: Destinations, decision: Decision) -> list[Parcel]:
    """Settles the parcels of which the answer is now sure and the decision's own place."""
    settled = []
    for parcel in parcels:
        place = goes_to.of(decrypt(parcel.address_encrypted), hash_of_recipient(parcel))
        if place.resolution == Resolution.AUTO and place.division_code == decision.division_id:
            _settle(decision, parcel, _columns(place))
            settled.append(parcel)
    return settled


def _columns(place: Destination) -> dict:
    return {
        "resolution": place.resolution,
        "division_id": place.division_code,
        "elsewhere_code": place.elsewhere_code,
        "station_id": place.station_id,
        "reasons": place.reasons,
    }


@transaction.atomic
def ask_again(*, by: User, at: datetime) -> int:
    """Resolves all waiting parcels once more, after names were added; returns how many no longer wait."""
    require(by, Right.WRITE_PARCELS)
    goes_to = destinations(timezone.localdate(at))
    waiting = Parcel.objects.select_for_update(of=("self",)).filter(resolution=Resolution.REVIEW)
    placed = [
        (parcel, place)
        for parcel in waiting.exclude(state__in=GONE)
        if (place := goes_to.of(decrypt(parcel.address_encrypted), hash_of_recipient(parcel))).resolution
        != Resolution.REVIEW
    ]
    for parcel, place in placed:
        for name, value in _columns(place).items():
            setattr(parcel, name, value)
        parcel.save(update_fields=[name.removesuffix("_id") for name in _DESTINATION])
        parcel.landmarks.all().delete()
    if placed:
        evidence.record(verb="resolve", record=placed[0][0], change={"parcels": len(placed)}, by=by, at=at)
    return len(placed)


# --- The way back ------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back_decision(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Takes an answer back with all that it settled and taught: the parcels wait again.

    Raises:
        ValidationError: taken back before, or a parcel that it settled was answered for again or handed out since.
    """
    require(by, Right.WRITE_PARCELS)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    settled = list(decision.settled.select_related("parcel"))
    _check_way_back(decision, settled)
    goes_to = destinations(timezone.localdate(at))
    for one in settled:
        for name, value in one.before.items():
            setattr(one.parcel, name, value)
        one.parcel.save(update_fields=[name.removesuffix("_id") for name in _DESTINATION])
        if one.parcel.resolution == Resolution.REVIEW:
            keep_landmarks([one.parcel], goes_to)
    decision.lessons.filter(count__gt=0).update(count=F("count") - 1)
    decision.taken_back_by, decision.taken_back_at = by, at
    decision.save(update_fields=["taken_back_by", "taken_back_at"])
    evidence.record(verb="take_back", record=decision.parcel, change={"parcels": len(settled)}, by=by, at=at)
    return decision


def keep_landmarks(parcels: Iterable[Parcel], goes_to: Destinations) -> None:
    """Notes the landmarks of parcels that wait for a person, so that one answer finds all that are alike."""
    WaitingLandmark.objects.bulk_create(
        WaitingLandmark(parcel=parcel, kind=kind, name=name)
        for parcel in parcels
        for kind, name in goes_to.landmarks(decrypt(parcel.address_encrypted), hash_of_recipient(parcel))
    )


def _check_way_back(decision: Decision, settled: Sequence[Settled]) -> None:
    if decision.taken_back_at is not None:
        raise ValidationError(_("This answer was taken back before."))
    parcels = [one.parcel_id for one in settled]
    later = Settled.objects.filter(
        parcel__in=parcels, decision__taken_back_at=None, decision__pk__gt=decision.pk
    )
    if later.exists():
        raise ValidationError(
            _("A parcel of this answer was answered for again since. Take that back first.")
        )
    if any(one.parcel.state in GONE for one in settled):
        raise ValidationError(_("A parcel of this answer was handed out meanwhile."))
