"""How far the network reaches: administrative villages and townships are the denominators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from cuntong.apps.accounts.models import User
from cuntong.domain.values import Ratio

from ..kinds import DivisionKind, State, StationLevel
from ..models import Division, Station
from ._stations import place_scope, visible_to, with_state

STANDING_THERE = (State.BUILT, State.ACCEPTED, State.OPERATING, State.SUSPENDED)
"""States in which a point exists, whether or not it serves anybody."""


@dataclass(frozen=True)
class Reach:
    """Administrative villages, those with a point that stands, and those with a point that operates."""

    villages: int
    built: int
    operating: int

    @property
    def ratio(self) -> Ratio | None:
        """Villages with an operating point over all administrative villages, never over points."""
        return Ratio(self.operating, self.villages) if self.villages else None

    @property
    def percent(self) -> Decimal | None:
        """The ratio in per cent, rounded half-up to two decimals."""
        return self.ratio.percent(2) if self.ratio else None


def reach_of(township: Division) -> Reach:
    """The reach of a row that `townships_with_reach` answered."""
    return Reach(township.village_count, township.built_count, township.operating_count)


@dataclass(frozen=True)
class Coverage:
    """The network at the end of a day: the townships with their reach, and the sums over them."""

    as_of: date
    rows: Sequence[Division]

    @property
    def total(self) -> Reach:
        return Reach(
            villages=sum(row.village_count for row in self.rows),
            built=sum(row.built_count for row in self.rows),
            operating=sum(row.operating_count for row in self.rows),
        )

    @property
    def townships(self) -> int:
        """Townships; a statistical unit is none, whatever lies in it."""
        return sum(row.kind == DivisionKind.TOWNSHIP for row in self.rows)

    @property
    def townships_served(self) -> int:
        """Townships whose own station operates."""
        return sum(row.kind == DivisionKind.TOWNSHIP and row.served for row in self.rows)


def coverage(user: User, as_of: date) -> Coverage:
    """How far the network reaches into the person's places at the end of a day."""
    return Coverage(as_of, list(townships_with_reach(user, as_of)))


def townships_with_reach(user: User, as_of: date) -> QuerySet[Division]:
    """The person's townships with `village_count`, `built_count` and `operating_count` (of villages), and `served`.

    A keeper's or inspector's row counts only the villages they answer for.
    """
    inside = place_scope(user).divisions("code")
    villages = Division.objects.filter(inside, kind=DivisionKind.ADMINISTRATIVE_VILLAGE)
    points = with_state(visible_to(user).filter(level=StationLevel.VILLAGE, division=OuterRef("pk")), as_of)
    own = with_state(Station.objects.filter(level=StationLevel.TOWNSHIP, division=OuterRef("pk")), as_of)
    shown = Q(inside, kind=DivisionKind.TOWNSHIP) | Q(code__in=villages.values("parent"))
    return (
        Division.objects.filter(shown)
        .annotate(
            village_count=_count(villages),
            built_count=_count(villages.filter(Exists(points.filter(state__in=STANDING_THERE)))),
            operating_count=_count(villages.filter(Exists(points.filter(state=State.OPERATING)))),
            served=Exists(own.filter(state=State.OPERATING)),
        )
        .order_by("code")
    )


def _count(villages: QuerySet[Division]) -> Coalesce:
    """How many of the villages lie in the outer row."""
    counted = villages.filter(parent=OuterRef("pk")).order_by().values("parent").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField())
