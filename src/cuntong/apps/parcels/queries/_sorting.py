"""What is to be sorted on a day, and in which chute a parcel belongs: the sorter's question, answered from memory."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.models import TrailEntry, TrailHead
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station

from ..kinds import Direction, NoChute, ParcelState, Resolution
from ..models import Parcel, SortingSession

TO_SORT = (ParcelState.EXPECTED, ParcelState.AT_HUB, ParcelState.SORTED)
_MOST_KEPT = 200_000


@dataclass(frozen=True)
class Volume:
    """How many parcels of a station are to be sorted; its route is its township."""

    station: Station
    route: str
    parcels: int


def volumes(day: date) -> list[Volume]:
    """The live stations with the parcels that are expected by the day, or at the hub, and bound for them."""
    due = Q(expected_date=None) | Q(expected_date__lte=day)
    counted = dict(
        Parcel.objects.filter(due, direction=Direction.DOWN, state__in=TO_SORT, station__isnull=False)
        .values_list("station")
        .annotate(parcels=Count("pk"))
        .order_by()
    )
    stations = Station.objects.select_related("division__parent").exclude(level=StationLevel.CENTRE)
    return [
        Volume(station, station.township.name, counted.get(station.pk, 0))
        for station in stations.filter(Q(is_live=True) | Q(pk__in=counted)).order_by("code")
    ]


def sorting_visible_to(user: User) -> QuerySet[SortingSession]:
    """The plans are the hub's own matter, and open to whoever may read parcels."""
    sessions = SortingSession.objects.select_related("planned_by")
    return sessions if user.may(Right.READ_PARCELS) else sessions.none()


def session_of(day: date) -> SortingSession | None:
    """The plan that the sorter follows on a day: the last that was made for it, after midnight yesterday's until then."""
    sessions = SortingSession.objects.filter(sorting_date__in=(day, day - timedelta(days=1)))
    return sessions.order_by("-sorting_date", "-planned_at", "-pk").first()


@dataclass(frozen=True, slots=True)
class ChuteAnswer:
    """Where a parcel goes: its chute in this pass, of how many passes; `refusal` says why it is the reject chute."""

    chute: int
    station: str = ""
    passes: int = 0
    refusal: NoChute | None = None


class ChuteBoard:
    """Parcel number → chute, held in process.

    Note [Fresh chutes]
    What decides over a chute — a parcel registered, a person's answer, a new plan — is an act, and every act leaves an
    entry in the trail. So the trail's size tells whether anything can have changed: each question reads that one number,
    and forgets what it knows where an entry of parcels or imports is new. Scans change no chute and are passed over.
    """

    IRRELEVANT = frozenset({"parcels.scan_batch", "parcels.device"})

    def __init__(self, day: date) -> None:
        self.day = day
        self._lock = threading.Lock()
        self._trail_size = -1
        self._session: SortingSession | None = None
        self._chutes: Mapping[int, tuple[str, tuple[int, ...]]] = {}
        self._known: dict[str, list[tuple[str, str, str, int | None]]] = {}

    def answer(self, number: str, carrier: str = "", sort_pass: int = 1) -> ChuteAnswer | None:
        """The chute of a parcel; None where the day has no plan.

        A parcel that needs no further pass lies in its own chute already and goes there again.
        """
        with self._lock:
            self._freshen()
            if self._session is None:
                return None
            found = self._known.get(number)
            if found is None:
                found = self._look_up(number)
        return self._decide([one for one in found if not carrier or one[0] == carrier], sort_pass)

    def _freshen(self) -> None:
        size = TrailHead.objects.values_list("size", flat=True).get(pk=1)
        if size == self._trail_size:
            return
        new = TrailEntry.objects.filter(seq__gt=self._trail_size).exclude(record_kind__in=self.IRRELEVANT)
        rooms = Q(record_kind__startswith="parcels.") | Q(record_kind__startswith="imports.")
        if self._trail_size < 0 or size < self._trail_size or new.filter(rooms).exists():
            self._read_plan()
        self._trail_size = size

    def _read_plan(self) -> None:
        self._known.clear()
        self._session = session_of(self.day)
        lines = self._session.lines.select_related("station") if self._session else ()
        self._chutes = {line.station_id: (line.station.code, tuple(line.chutes)) for line in lines}

    def _look_up(self, number: str) -> list[tuple[str, str, str, int | None]]:
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        rows = Parcel.objects.filter(number=number)
        found = list(rows.values_list("carrier", "direction", "resolution", "station_id"))
        self._known[number] = found
        return found

    def _decide(self, meant: list[tuple[str, str, str, int | None]], sort_pass: int) -> ChuteAnswer:
        refusal = _refusal(meant)
        if refusal is not None:
            return ChuteAnswer(self._session.reject_chute, refusal=refusal)
        planned = self._chutes.get(meant[0][3])
        if planned is None:
            return ChuteAnswer(self._session.reject_chute, refusal=NoChute.NOT_PLANNED)
        code, chutes = planned
        return ChuteAnswer(chutes[min(sort_pass, len(chutes)) - 1], code, len(chutes))


def _refusal(meant: list[tuple[str, str, str, int | None]]) -> NoChute | None:
    if len(meant) != 1:
        return NoChute.AMBIGUOUS if meant else NoChute.UNKNOWN
    _carrier, direction, resolution, station = meant[0]
    if resolution == Resolution.ELSEWHERE or direction == Direction.UP:
        return NoChute.ELSEWHERE
    if resolution == Resolution.REVIEW:
        return NoChute.UNRESOLVED
    return NoChute.NO_STATION if station is None else None


_boards: dict[date, ChuteBoard] = {}


def chutes_of_today(at: datetime) -> ChuteBoard:
    """The board of the day in this process; yesterday's is forgotten."""
    day = timezone.localdate(at)
    board = _boards.get(day)
    if board is None:
        _boards.clear()
        board = _boards.setdefault(day, ChuteBoard(day))
    return board
