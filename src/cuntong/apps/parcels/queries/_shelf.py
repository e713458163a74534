"""What a station's keeper has before them: parcels on the way, on the shelf, overdue; and who agreed to leave theirs."""

import hmac
import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.domain import custody
from cuntong.rulebooks import load_parcel_rules

from ..kinds import Direction, NoticeKind, ParcelState
from ..models import Consent, Notice, Parcel, PickupCode, Problem, ReservedNumber
from ..pickup_codes import normalised
from ._recipients import phone_tail_hash

ENDED = frozenset(str(state) for state in custody.ENDED)
HELD = frozenset(str(state) for state in custody.HELD)
_MOBILE = re.compile(r"1[0-9]{10}")
_SHORTEST_TAIL = 4
_MOST_FOUND = 20


def counters_of(user: User) -> QuerySet[Station]:
    """The stations at whose counter a person may act."""
    if not user.may(Right.SCAN):
        return Station.objects.none()
    return Station.objects.filter(scope_of(user).divisions("division__code"), is_live=True)


def _sent_back() -> Exists:
    return Exists(Problem.objects.filter(parcel=OuterRef("pk"), closed_at=None, sent_back_at__isnull=False))


def on_the_way_to(station: Station) -> QuerySet[Parcel]:
    """Parcels for the station that are on a vehicle; not those that it sent back."""
    return Parcel.objects.filter(
        ~_sent_back(), station=station, state=ParcelState.ON_THE_WAY, direction=Direction.DOWN
    ).order_by("moved_at", "pk")


def not_here_yet(station: Station) -> QuerySet[Parcel]:
    """Parcels for the station that lie elsewhere: at the hub or another station."""
    elsewhere = Parcel.objects.filter(
        ~_sent_back(), station=station, state__in=HELD, direction=Direction.DOWN
    )
    return elsewhere.exclude(place=station).order_by("moved_at", "pk")


def lying_at(station: Station) -> QuerySet[Parcel]:
    """Parcels that the station has."""
    return Parcel.objects.filter(place=station, state__in=HELD)


def with_live_code(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Adds `live_codes`: the list of the code under which each parcel waits; empty for one that has none."""
    live = PickupCode.objects.filter(released_at=None)
    return parcels.prefetch_related(Prefetch("pickup_codes", queryset=live, to_attr="live_codes"))


def reachable_at_counter() -> QuerySet[Parcel]:
    """What a keeper may act on with the number in hand: a parcel that came to the wrong place as well.

    The operations hold the rest: a parcel that does not lie at the station can only be taken in there.
    """
    return Parcel.objects.select_related("station", "place")


def found_at(station: Station, typed: str) -> list[Parcel]:
    """Parcels at or for a station that somebody means: by waybill number, its last digits, or the pick-up code.

    A whole waybill number finds that parcel alone, wherever it is bound for: a parcel that came to the wrong place is
    found as well.
    """
    text = typed.strip()
    if not text:
        return []
    exact = with_live_code(Parcel.objects.filter(number=text.upper()))
    if found := list(exact.select_related("station", "place", "division")[:_MOST_FOUND]):
        return found
    here = Parcel.objects.filter(
        Q(place=station, state__in=HELD)
        | Q(~_sent_back(), station=station, state=ParcelState.ON_THE_WAY, direction=Direction.DOWN)
    )
    wanted = Q(pk__in=[])
    if code := normalised(text):
        of_code = Q(number=int(code)) if code.isdigit() else Q(code=code)
        codes = PickupCode.objects.filter(of_code, station=station, released_at=None)
        wanted |= Q(pk__in=codes.values("parcel"))
    if text.isalnum() and len(text) >= _SHORTEST_TAIL:
        wanted |= Q(number__iendswith=text)
    return list(
        with_live_code(here.filter(wanted)).select_related("station", "place", "division")[:_MOST_FOUND]
    )


def _waiting_longer_than(rule: str, at: datetime) -> QuerySet[PickupCode]:
    span = load_parcel_rules(timezone.localdate(at)).limit(rule).span
    return PickupCode.objects.filter(released_at=None, given_at__lt=at - span).order_by("given_at", "pk")


def to_be_reminded(at: datetime) -> QuerySet[PickupCode]:
    """Codes under which parcels have waited for long, without a reminder yet."""
    reminded = Notice.objects.filter(pickup_code=OuterRef("pk"), kind=NoticeKind.REMINDER)
    return _waiting_longer_than("REMIND_AFTER", at).filter(~Exists(reminded))


def return_list(at: datetime) -> QuerySet[PickupCode]:
    """Codes under which parcels have waited so long that they go back."""
    return _waiting_longer_than("RETURN_AFTER", at)


def reserved_number(station: Station, holder: UUID, number: int | None) -> ReservedNumber | None:
    """The number that a phone wrote on a parcel, where it is still reserved for that phone."""
    return ReservedNumber.objects.filter(station=station, holder=holder, number=number).first()


# --- The recipient ---------------------------------------------------------------------------------------------------


def is_phone_tail(parcel: Parcel, tail: str) -> bool:
    """Whether these are the last four digits of the recipient's phone; never where the parcel has none."""
    given = phone_tail_hash(parcel.number, tail.strip())
    return bool(parcel.phone_tail_hash and given) and hmac.compare_digest(parcel.phone_tail_hash, given)


def phone_to_write_to(phone: str) -> str:
    """The mobile number that a message can go to; empty for a hidden or a virtual one."""
    digits = re.sub(r"[\s-]", "", phone).removeprefix("+86")
    return digits if _MOBILE.fullmatch(digits) else ""


def consent_of(parcel: Parcel, station: Station) -> Consent | None:
    """The recipient's standing consent that parcels are left at the station."""
    if not parcel.phone_hash:
        return None
    return (
        Consent.objects.select_related("recorded_by", "station")
        .filter(phone_hash=parcel.phone_hash, station=station, withdrawn_at=None)
        .first()
    )


def agreed_phones(parcels: Iterable[Parcel], station: Station) -> set[str]:
    """The phone hashes among the parcels' whose owners agreed that parcels are left at the station."""
    hashes = {parcel.phone_hash for parcel in parcels} - {""}
    standing = Consent.objects.filter(phone_hash__in=hashes, station=station, withdrawn_at=None)
    return set(standing.values_list("phone_hash", flat=True))
