"""What the accounts of a counter hold, and which days are open."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from cuntong.apps.places.models import Station
from cuntong.domain import ledgers

from ..models import DayClose, ServiceEntry

_NOTHING = Decimal("0.00")


def posting_of(entry: ServiceEntry) -> ledgers.Posting:
    """What an entry did to each account."""
    return {account: getattr(entry, f"{account.lower()}_change_yuan") for account in ledgers.ACCOUNTS}


def balances_of(station: Station, until: date | None = None) -> ledgers.Posting:
    """What each account of a station holds at the end of a day, or after everything written."""
    entries = ServiceEntry.objects.filter(station=station)
    if until is not None:
        entries = entries.filter(day__lte=until)
    sums = {account.value: Sum(f"{account.lower()}_change_yuan") for account in ledgers.ACCOUNTS}
    found = entries.aggregate(**sums)
    return {account: _exact(found[account.value]) for account in ledgers.ACCOUNTS}


def cash_on(station: Station, day: date) -> Decimal:
    """What the drawer should hold at the end of a day."""
    found = ServiceEntry.objects.filter(station=station, day__lte=day)
    return _exact(found.aggregate(cash=Sum("cash_change_yuan"))["cash"])


def amount_of_day(kind: str, day: date) -> Callable[..., Decimal]:
    """A sum over the entries of a kind on a day, narrowed by further conditions; what was taken back is not in it."""

    def of(**conditions) -> Decimal:
        entries = ServiceEntry.objects.filter(kind=kind, day=day, reverses=None, reversal=None, **conditions)
        return _exact(entries.aggregate(amount=Sum("amount_yuan"))["amount"])

    return of


def open_principal(entry: ServiceEntry) -> Decimal:
    """What is open of an entry: positive where the villager owes, negative where they are owed, 0 where settled."""
    if entry.reverses_id or ServiceEntry.objects.filter(reverses=entry).exists():
        return _NOTHING
    settled = ServiceEntry.objects.filter(settles=entry, reversal=None)
    return entry.principal_change_yuan + _exact(
        settled.aggregate(settled=Sum("principal_change_yuan"))["settled"]
    )


def first_open_day(station: Station, day: date) -> date:
    """The day itself, or the day after the last closed one where that lies later."""
    last = DayClose.objects.filter(station=station, day__gte=day).order_by("-day").first()
    return last.day + timedelta(days=1) if last else day


def open_days(station: Station, today: date) -> list[date]:
    """Days with entries, up to today, that come after the last closed one: oldest first."""
    last = DayClose.objects.filter(station=station).order_by("-day").first()
    entries = ServiceEntry.objects.filter(station=station, day__lte=today)
    if last is not None:
        entries = entries.filter(day__gt=last.day)
    return sorted(set(entries.values_list("day", flat=True)))


def _exact(amount: Decimal | None) -> Decimal:
    return round(amount, 2) if amount is not None else _NOTHING
