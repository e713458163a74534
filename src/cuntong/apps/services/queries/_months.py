"""A station's month: what was done by kind and by day, and what was used of what is offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import TruncMonth

from cuntong.apps.accounts.models import User
from cuntong.apps.places.models import Station
from cuntong.domain import ledgers

from ..kinds import SERVICES, EntryKind
from ..models import DayClose, ServiceEntry, ServiceOffer
from ._entries import live_services, stations_visible_to
from ._till import balances_of

_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class KindOfMonth:
    """A service in a month: entries that stand, their sums, and whether the station offers it."""

    kind: EntryKind
    count: int
    amount_yuan: Decimal
    commission_yuan: Decimal
    is_offered: bool


@dataclass(frozen=True)
class DayOfMonth:
    """A day with entries: how many services, what came into and went out of the drawer, and its close."""

    day: date
    count: int
    cash_change_yuan: Decimal
    close: DayClose | None


@dataclass(frozen=True)
class Month:
    """A station's monthly sheet."""

    station: Station
    first: date
    last: date
    kinds: Sequence[KindOfMonth]
    days: Sequence[DayOfMonth]
    before: ledgers.Posting
    after: ledgers.Posting

    @property
    def count(self) -> int:
        return sum(one.count for one in self.kinds)

    @property
    def amount_yuan(self) -> Decimal:
        return sum((one.amount_yuan for one in self.kinds), _NOTHING)

    @property
    def commission_yuan(self) -> Decimal:
        return sum((one.commission_yuan for one in self.kinds), _NOTHING)

    @property
    def difference_yuan(self) -> Decimal:
        return sum((one.close.difference_yuan for one in self.days if one.close), _NOTHING)


def month_of(station: Station, first: date) -> Month:
    """The sheet of the month that begins with `first`."""
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    entries = ServiceEntry.objects.filter(station=station, day__range=(first, last))
    return Month(
        station=station,
        first=first,
        last=last,
        kinds=_kinds(station, entries, first, last),
        days=_days(station, entries, first, last),
        before=balances_of(station, first - timedelta(days=1)),
        after=balances_of(station, last),
    )


def _kinds(station: Station, entries: QuerySet, first: date, last: date) -> list[KindOfMonth]:
    sums = {
        row["kind"]: row
        for row in live_services(entries)
        .order_by()
        .values("kind")
        .annotate(count=Count("pk"), amount=Sum("amount_yuan"), commission=Sum("commission_yuan"))
    }
    offers = ServiceOffer.objects.filter(station=station, from_date__lte=last)
    offered = set(offers.filter(Q(to_date=None) | Q(to_date__gte=first)).values_list("kind", flat=True))
    return [
        KindOfMonth(kind, row.get("count", 0), _exact(row.get("amount")), _exact(row.get("commission")), kind in offered)
        for kind in SERVICES
        for row in [sums.get(kind, {})]
    ]  # fmt: skip


def _days(station: Station, entries: QuerySet, first: date, last: date) -> list[DayOfMonth]:
    closes = {one.day: one for one in DayClose.objects.filter(station=station, day__range=(first, last))}
    served = dict(live_services(entries).order_by().values_list("day").annotate(Count("pk")))
    cash = dict(entries.order_by().values_list("day").annotate(Sum("cash_change_yuan")))
    days = sorted({*closes, *served, *cash})
    return [DayOfMonth(day, served.get(day, 0), _exact(cash.get(day)), closes.get(day)) for day in days]


def _exact(amount: Decimal | None) -> Decimal:
    return round(amount, 2) if amount is not None else _NOTHING


def months_with_entries(user: User, station: Station | None = None) -> list[date]:
    """First days of the months with entries that the person may see, newest first."""
    entries = ServiceEntry.objects.filter(station__in=stations_visible_to(user))
    if station is not None:
        entries = entries.filter(station=station)
    months = entries.order_by().annotate(month=TruncMonth("day")).values_list("month", flat=True).distinct()
    return sorted(months, reverse=True)


def offered_and_used(user: User, first: date, last: date) -> QuerySet[Station]:
    """Stations with what they offer and what was really used between two days, and their last day with a service.

    Adds `offered`, `used_kinds`, `offered_unused`, `entry_count`, `total_yuan`, `last_day`.
    """
    inside = live_services().filter(station=OuterRef("pk"), day__range=(first, last)).order_by()
    offers = (
        ServiceOffer.objects.filter(station=OuterRef("pk"), from_date__lte=last)
        .filter(Q(to_date=None) | Q(to_date__gte=first))
        .order_by()
    )
    used = live_services().filter(
        station=OuterRef("station"), kind=OuterRef("kind"), day__range=(first, last)
    )
    last_day = live_services().filter(station=OuterRef("pk")).order_by("-day").values("day")[:1]
    return stations_visible_to(user).annotate(
        offered=_count(offers, "kind"),
        offered_unused=_count(offers.filter(~Exists(used)), "kind"),
        used_kinds=_count(inside, "kind"),
        entry_count=_count(inside, "pk"),
        total_yuan=Subquery(inside.values("station").annotate(s=Sum("amount_yuan")).values("s")),
        last_day=Subquery(last_day),
    )


def _count(rows: QuerySet, column: str) -> Subquery:
    return Subquery(rows.values("station").annotate(n=Count(column, distinct=True)).values("n"))
