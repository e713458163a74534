"""Problems as a person may see them, their own, and what the daily search finds."""

from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role
from cuntong.domain import custody
from cuntong.rulebooks import load_parcel_rules

from ..kinds import ParcelState, ProblemKind
from ..models import Parcel, PickupCode, Problem
from ._parcels import visible_to


def problems_visible_to(user: User) -> QuerySet[Problem]:
    """Problems of parcels that the person sees."""
    problems = Problem.objects.select_related(
        "parcel",
        "parcel__station",
        "parcel__place",
        "station",
        "owner_station",
        "owner",
        "opened_by",
        "closed_by",
    )
    return problems.filter(parcel__in=visible_to(user).order_by().values("pk"))


def own_problems(user: User) -> QuerySet[Problem]:
    """Open problems that this person has to settle: taken on, or of their role and place and taken by nobody."""
    at_place = Q(owner_station=None) | scope_of(user).divisions("owner_station__division__code")
    if user.role == Role.STATION_KEEPER:
        at_place = scope_of(user).divisions("owner_station__division__code")
    of_role = Q(owner_role=user.role, owner=None) & at_place
    return Problem.objects.filter(Q(owner=user) | of_role, closed_at=None)


def own_first(problems: QuerySet[Problem], user: User) -> QuerySet[Problem]:
    """Adds `is_own`, and `not_own` and `is_closed` to order by: one's own open problems come first."""
    own = Exists(own_problems(user).filter(pk=OuterRef("pk")))
    return problems.annotate(
        is_own=own, not_own=~own, is_closed=ExpressionWrapper(Q(closed_at__isnull=False), BooleanField())
    )


def idle_parcels(at: datetime) -> QuerySet[Parcel]:
    """Parcels under way that were not scanned for longer than the rulebook allows, on no shelf, without such a problem."""
    span = load_parcel_rules(timezone.localdate(at)).limit("IDLE").span
    under_way = [str(state) for state in custody.HELD] + [str(ParcelState.ON_THE_WAY)]
    on_shelf = PickupCode.objects.filter(parcel=OuterRef("pk"), released_at=None)
    known = Problem.objects.filter(parcel=OuterRef("pk"), kind=ProblemKind.NO_MOVEMENT, closed_at=None)
    return Parcel.objects.select_related("place", "station").filter(
        ~Exists(on_shelf), ~Exists(known), state__in=under_way, moved_at__lt=at - span
    )


def idle_problems_of_moved_parcels() -> QuerySet[Problem]:
    return Problem.objects.filter(
        kind=ProblemKind.NO_MOVEMENT, closed_at=None, parcel__moved_at__gt=F("opened_at")
    )
