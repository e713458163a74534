"""What each place took in, gave out and holds, and which parcels leave its count in doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.domain import custody

from ..kinds import ParcelState
from ..models import Parcel, Scan
from ._journeys import Network, journeys, network, places_of

HELD_STATES = frozenset(str(state) for state in custody.HELD)


@dataclass(frozen=True)
class Balances:
    """The balances of places over one time, and what is on the way too long at its end."""

    since: datetime
    until: datetime
    by_place: dict[str, custody.Balance[int]]
    transits: tuple[custody.Transit[int], ...]
    network: Network

    def of(self, code: str) -> custody.Balance[int]:
        return self.by_place.get(code) or custody.balance({}, code, self.since, self.until)

    def busy(self) -> list[str]:
        """The codes of the places that had, took in or gave out a parcel, or have a finding."""
        return [
            code
            for code, one in self.by_place.items()
            if one.opening or one.came_in or one.went_out or one.findings
        ]

    def total(self, codes: Iterable[str]) -> custody.Balance[int]:
        """Several places as one column of sums; their findings together."""
        some = [self.of(code) for code in codes]
        return custody.Balance(
            "",
            sum(one.opening for one in some),
            sum(one.came_in for one in some),
            sum(one.went_out for one in some),
            sum(one.held for one in some),
            tuple(finding for one in some for finding in one.findings),
        )


def stations_visible_to(user: User):
    """The stations whose parcels a person may count."""
    stations = Station.objects.select_related("division__parent")
    if not user.may(Right.READ_PARCELS):
        return stations.none()
    return stations.filter(scope_of(user).divisions("division__code"))


def balances(
    user: User, since: datetime, until: datetime, *, transit_limit: timedelta, station: Station | None = None
) -> Balances:
    """The balances of the places that a person may count, or of one of them, from `since` up to `until`.

    Only parcels that a place had or moved in that time are followed: all others count nowhere.
    """
    own = {one.code for one in ([station] if station else stations_visible_to(user))}
    known = network()
    followed = journeys(_concerned(since, station), known)
    at_place: dict[str, dict[int, custody.Journey]] = {code: {} for code in own}
    for parcel, journey in followed.items():
        for code in places_of(journey) & own:
            at_place[code][parcel] = journey
    late = custody.overdue_transits(followed, at=until, limit=transit_limit)
    return Balances(
        since,
        until,
        {code: custody.balance(found, code, since, until) for code, found in at_place.items()},
        tuple(one for one in late if one.loaded_from in own),
        known,
    )


def _concerned(since: datetime, station: Station | None) -> set[int]:
    """Parcels that somebody has or that are on the way, and those scanned since then.

    With a station: those that it scanned, and that it has.
    """
    open_states = Q(state__in=HELD_STATES) | Q(state=ParcelState.ON_THE_WAY)
    scanned = Scan.objects.filter(occurred_at__gte=since, aside="").values_list("parcel", flat=True)
    if station is None:
        return {*scanned, *Parcel.objects.filter(open_states).values_list("pk", flat=True)}
    here = Scan.objects.filter(place=station, aside="")
    had = Parcel.objects.filter(Q(pk__in=scanned) | open_states, pk__in=here.values("parcel"))
    return {
        *had.values_list("pk", flat=True),
        *here.filter(occurred_at__gte=since).values_list("parcel", flat=True),
    }
