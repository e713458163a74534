"""Entries, day closes, group orders and offers as a person may see them."""

from datetime import date, datetime

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import get_language

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import keyed_hash
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station

from ..kinds import SERVICES, EntryKind, Progress
from ..models import DayClose, EntryProgress, GroupOrder, ServiceEntry, ServiceOffer, Till

NEED_SUBJECT = frozenset({EntryKind.INFORMATION, EntryKind.JOB_INTRODUCTION, EntryKind.CONSIGNMENT})
"""Without money the words are all that tells one entry from another."""


def stations_visible_to(user: User) -> QuerySet[Station]:
    """Stations whose ledger the person may read: a keeper's and an inspector's own places, else all."""
    if not user.may(Right.READ_SERVICES):
        return Station.objects.none()
    return Station.objects.filter(scope_of(user).divisions("division__code")).select_related(
        "division__parent"
    )


def counters_of(user: User) -> QuerySet[Station]:
    """The stations at whose counter the person may serve."""
    if not (user.may(Right.SERVE) or user.may(Right.WRITE_SERVICES)):
        return Station.objects.none()
    return Station.objects.filter(scope_of(user).divisions("division__code"), is_live=True)


def _at_visible_stations(rows: QuerySet, user: User) -> QuerySet:
    if not user.may(Right.READ_SERVICES):
        return rows.none()
    return rows.filter(scope_of(user).divisions("station__division__code"))


def visible_to(user: User) -> QuerySet[ServiceEntry]:
    """Entries of the stations whose ledger the person may read."""
    entries = ServiceEntry.objects.select_related(
        "station__division__parent", "made_by", "group_order", "reversal", "reverses", "settles"
    )
    return _at_visible_stations(entries, user)


def closes_visible_to(user: User) -> QuerySet[DayClose]:
    return _at_visible_stations(DayClose.objects.select_related("station", "closed_by"), user)


def groups_visible_to(user: User) -> QuerySet[GroupOrder]:
    return _at_visible_stations(GroupOrder.objects.select_related("station"), user)


def offers_visible_to(user: User) -> QuerySet[ServiceOffer]:
    return _at_visible_stations(ServiceOffer.objects.select_related("station"), user)


def tills_visible_to(user: User) -> QuerySet[Till]:
    return _at_visible_stations(Till.objects.select_related("station"), user)


def progress_visible_to(user: User) -> QuerySet[EntryProgress]:
    return EntryProgress.objects.filter(entry__in=visible_to(user).order_by().values("pk"))


def live_services(entries: QuerySet[ServiceEntry] | None = None) -> QuerySet[ServiceEntry]:
    """Services to villagers that stand: neither taken back nor a reversal, nor what keeps the till in order."""
    entries = ServiceEntry.objects.all() if entries is None else entries
    return entries.filter(kind__in=SERVICES, reverses=None, reversal=None)


def with_picked_up(entries: QuerySet[ServiceEntry]) -> QuerySet[ServiceEntry]:
    """Adds `is_picked_up`: whether the goods of the entry were fetched."""
    notes = EntryProgress.objects.filter(entry=OuterRef("pk"), progress=Progress.PICKED_UP)
    return entries.annotate(is_picked_up=Exists(notes))


def entries_of_day(user: User, station: Station, day: date) -> QuerySet[ServiceEntry]:
    return visible_to(user).filter(station=station, day=day).order_by("-number")


def open_groups(station: Station, now: datetime) -> QuerySet[GroupOrder]:
    """Group orders that one may still join."""
    return GroupOrder.objects.filter(station=station, cut_off_at__gt=now).order_by("cut_off_at")


def last_used(station: Station, kinds: tuple[str, ...]) -> ServiceEntry | None:
    """The newest standing entry of these kinds at a station: what a form begins with."""
    return live_services().filter(station=station, kind__in=kinds).order_by("-number").first()


def last_days(station_ids: list[int]) -> dict[int, date]:
    """The last day with a service of each station that has one."""
    found = live_services().filter(station__in=station_ids).order_by().values("station")
    return {row["station"]: row["last"] for row in found.annotate(last=Max("day"))}


def phone_hash(phone: str) -> str:
    """Matches equal phone numbers, those of parcels and trainees included; "" for none."""
    return keyed_hash(phone, purpose="phone") if phone else ""


def name_hash(name: str) -> str:
    return keyed_hash(name.strip(), purpose="name") if name.strip() else ""


def told(pair) -> str:
    """A name of a rulebook, in the language of the page."""
    return pair.en if get_language() == "en" else pair.zh
