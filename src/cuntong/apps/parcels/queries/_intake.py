"""Reads of intake: the queue that waits for a person, answers, names, and how the day's files came in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places import queries as places
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division
from cuntong.domain.values import Ratio

from ..kinds import ParcelState, Resolution
from ..models import ColumnMapping, Decision, Parcel, PlaceName
from ._parcels import visible_to


def waiting(user: User) -> QuerySet[Parcel]:
    """Parcels whose address a person has to look at, the earliest first; those already gone need no answer."""
    gone = (ParcelState.HANDED_OUT, ParcelState.RETURNED, ParcelState.WITH_CARRIER)
    return (
        visible_to(user)
        .filter(resolution=Resolution.REVIEW)
        .exclude(state__in=gone)
        .order_by("registered_at", "pk")
    )


def decisions_visible_to(user: User) -> QuerySet[Decision]:
    return Decision.objects.filter(parcel__in=visible_to(user)).select_related("parcel", "division")


def place_names_visible_to(user: User) -> QuerySet[PlaceName]:
    """Names inside the person's places; all of them for whoever answers for the county."""
    names = PlaceName.objects.select_related("division__parent", "added_by")
    if not user.may(Right.READ_PARCELS):
        return names.none()
    return names.filter(scope_of(user).divisions("division__code"))


def mappings_visible_to(user: User) -> QuerySet[ColumnMapping]:
    return ColumnMapping.objects.all() if user.may(Right.WRITE_PARCELS) else ColumnMapping.objects.none()


@dataclass(frozen=True)
class CarrierDay:
    """How the parcels of one carrier came in on one day."""

    carrier: str
    parcels: int
    placed: int
    elsewhere: int
    waiting: int

    @property
    def resolved(self) -> Ratio | None:
        """Parcels that found their destination by their address alone, over all of the carrier's."""
        return Ratio(self.placed + self.elsewhere, self.parcels) if self.parcels else None

    @property
    def percent(self) -> Decimal | None:
        """The share in per cent, rounded half-up to one decimal."""
        return self.resolved.percent(1) if self.resolved else None


def last_busy_day(user: User, today: date) -> date:
    """Today, where parcels came in today or none ever did; else the last day on which some did."""
    newest = visible_to(user).order_by("-registered_at").values_list("registered_at", flat=True).first()
    return today if newest is None else min(today, timezone.localdate(newest))


def carriers_on(user: User, day: date) -> list[CarrierDay]:
    """The parcels registered on a day (Shanghai time) by carrier, the busiest first."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    auto, other = Q(resolution=Resolution.AUTO), Q(resolution=Resolution.ELSEWHERE, decisions=None)
    rows = (
        visible_to(user)
        .filter(registered_at__gte=start, registered_at__lt=start + timedelta(days=1))
        .order_by()
        .values("carrier")
        .annotate(
            parcels=Count("pk", distinct=True),
            placed=Count("pk", filter=auto, distinct=True),
            elsewhere=Count("pk", filter=other, distinct=True),
            waiting=Count("pk", filter=Q(resolution=Resolution.REVIEW), distinct=True),
        )
    )
    return sorted((CarrierDay(**row) for row in rows), key=lambda one: -one.parcels)


def all_carriers(days: Sequence[CarrierDay]) -> CarrierDay:
    """The sum of all carriers."""
    names = ("parcels", "placed", "elsewhere", "waiting")
    return CarrierDay("", **{name: sum(getattr(day, name) for day in days) for name in names})


def next_waiting(user: User, after: int) -> Parcel | None:
    """The waiting parcel that comes after one; from the beginning again where none does."""
    queue = waiting(user).order_by("pk")
    return queue.filter(pk__gt=after).first() or queue.first()


def last_decision(user: User) -> Decision | None:
    """The person's latest answer that stands: what they may take back with one key."""
    own = decisions_visible_to(user).filter(decided_by=user, taken_back_at=None)
    return own.annotate(settled_count=Count("settled")).order_by("-pk").first()


def answered_on(user: User, day: date) -> int:
    """How many answers people gave on a day (Shanghai time), without those taken back."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    return (
        decisions_visible_to(user)
        .filter(decided_at__gte=start, decided_at__lt=start + timedelta(days=1), taken_back_at=None)
        .count()
    )


def destinations_of_county() -> QuerySet[Division]:
    """Villages and townships that a parcel may go to."""
    home = places.county()
    inside = Division.objects.filter(code__startswith=home.code[:6]) if home else Division.objects.none()
    levels = (DivisionLevel.TOWNSHIP, DivisionLevel.VILLAGE)
    return inside.filter(level__in=levels).select_related("parent").order_by("code")
