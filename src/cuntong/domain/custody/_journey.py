"""From the scans of one parcel to its journey: a fold over the scans in the order of their clocks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from ._explanations import Oddity, OddityKind
from ._scans import STAGES, Scan, ScanKind, State

_IN = {
    ScanKind.COLLECTED: State.AT_STATION,
    ScanKind.ARRIVED_HUB: State.AT_HUB,
    ScanKind.ARRIVED_TOWNSHIP: State.AT_TOWNSHIP,
    ScanKind.ARRIVED_VILLAGE: State.AT_VILLAGE,
}
_END = {
    ScanKind.PICKED_UP: State.HANDED_OUT,
    ScanKind.DELIVERED: State.HANDED_OUT,
    ScanKind.RETURNED: State.RETURNED,
    ScanKind.HANDED_TO_CARRIER: State.WITH_CARRIER,
}
_LAST_MILE = frozenset({ScanKind.ARRIVED_VILLAGE, ScanKind.PICKED_UP, ScanKind.DELIVERED})
ENDED = frozenset(_END.values())
"""States in which nobody of the three tiers has the parcel any more."""
HELD = frozenset(State) - ENDED - {State.EXPECTED, State.ON_THE_WAY}
"""States in which one place has the parcel."""


@dataclass(frozen=True, slots=True)
class Stay:
    """One place's custody of a parcel, from `came_at` up to `left_at` (None: still there).

    in_scan, out_scan: the ids of the scans that say so; empty where nobody scanned and a later scan shows it.
    """

    place: str
    came_at: datetime
    in_scan: str
    left_at: datetime | None = None
    out_scan: str = ""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a parcel stands after its scans.

    place       code of the station that has it, or had it last when its way ended; None on the way and before
    moved_at    when the last scan was made that changed state or place; None before the first
    scanned_at  when the last scan was made, whatever it said; None without scans
    """

    state: State = State.EXPECTED
    place: str | None = None
    moved_at: datetime | None = None
    scanned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """What the scans of one parcel say, all together.

    position  where they leave it
    stays     in the order of time; at most the last one is open
    problems  ids of the PROBLEM scans, in the order of time
    """

    position: Position = Position()
    stays: tuple[Stay, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def state(self) -> State:
        return self.position.state

    @property
    def place(self) -> str | None:
        return self.position.place

    @property
    def moved_at(self) -> datetime | None:
        return self.position.moved_at

    @property
    def has_ended(self) -> bool:
        return self.state in ENDED

    @property
    def was_missorted(self) -> bool:
        return any(oddity.kind is OddityKind.MISSORT for oddity in self.oddities)


def follow(
    scans: Iterable[Scan], *, destination: str | None = None, via: Collection[str] | None = None
) -> Journey:
    """Return what the scans say, whatever the order in which they are given and however often each.

    destination  code of the station that hands the parcel out; None judges no missort
    via          codes of the township stations over the destination; None judges no township station

    Scans are ordered by their time; scans of one moment by stage, then place and id. Of two different scans
    with one id the first in this order counts.
    """
    way = _Way(destination, via)
    seen: set[str] = set()
    for scan in sorted(scans, key=_order):
        if scan.id not in seen:
            seen.add(scan.id)
            way.take(scan)
    return way.journey()


def advance(position: Position, scans: Collection[Scan]) -> Position | None:
    """Return where further scans leave a parcel, or None where its earlier scans have to be read: `follow` says it then.

    The position tells enough when every scan is later than all before it, and none loads what is on its way already
    (whether that is a repetition depends on where it was loaded first).
    """
    way = _Way(None, None, position.state, position.place, position.moved_at, position.scanned_at)
    if position.place is not None and position.moved_at is not None:
        way.stays.append(Stay(position.place, position.moved_at, ""))
    for scan in scans if len(scans) == 1 else sorted(scans, key=_order):
        is_late = way.scanned_at is not None and scan.occurred_at <= way.scanned_at
        if is_late or (way.state is State.ON_THE_WAY and scan.kind is ScanKind.LOADED):
            return None
        way.take(scan)
    return way.position()


def _order(scan: Scan) -> tuple[datetime, int, str, str]:
    return scan.occurred_at, STAGES[scan.kind], scan.place, scan.id


@dataclass(slots=True)
class _Way:
    """The fold's accumulator: where the parcel is after the scans taken so far."""

    destination: str | None
    via: Collection[str] | None
    state: State = State.EXPECTED
    place: str | None = None
    moved_at: datetime | None = None
    scanned_at: datetime | None = None
    unproven_exit: str = ""  # the place that let it go, last of all, without having taken it in
    loaded_at_place: str = ""
    stays: list[Stay] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def take(self, scan: Scan) -> None:
        kind = scan.kind
        self.scanned_at = scan.occurred_at
        if kind is ScanKind.PROBLEM:
            self._report_problem(scan)
        elif self.state in ENDED:
            self._odd(OddityKind.AFTER_END, scan, scan.place, self.place or "")
        elif kind in _IN:
            self._take_in(scan)
        elif kind is ScanKind.SORTED:
            self._sort(scan)
        else:
            self._let_go(scan)

    def position(self) -> Position:
        return Position(self.state, self.place, self.moved_at, self.scanned_at)

    def journey(self) -> Journey:
        return Journey(self.position(), tuple(self.stays), tuple(self.oddities), tuple(self.problems))

    def _report_problem(self, scan: Scan) -> None:
        self.problems.append(scan.id)
        if self.place != scan.place:
            self._odd(OddityKind.PROBLEM_ELSEWHERE, scan, scan.place)

    def _take_in(self, scan: Scan) -> None:
        if self.place == scan.place:
            self._odd(OddityKind.IN_TWICE, scan, scan.place)
            return
        if self.unproven_exit == scan.place:
            self._odd(OddityKind.OUT_OF_ORDER, scan, scan.place)
        self._come(scan, in_scan=scan.id)
        self._move(scan, _IN[scan.kind], scan.place)

    def _sort(self, scan: Scan) -> None:
        if self.place != scan.place:
            self._come_unscanned(scan)
        elif self.state is State.SORTED:  # a further pass over the sorter
            return
        self._move(scan, State.SORTED, scan.place)

    def _let_go(self, scan: Scan) -> None:
        is_load = scan.kind is ScanKind.LOADED
        if is_load and self.state is State.ON_THE_WAY and self.loaded_at_place == scan.place:
            self._odd(OddityKind.REPEATED, scan, scan.place)
            return
        taken_in = self.place == scan.place
        if not taken_in:
            self._come_unscanned(scan)
        self._leave(scan.occurred_at, scan.id)
        self.unproven_exit = "" if taken_in else scan.place
        self.loaded_at_place = scan.place
        self._move(scan, State.ON_THE_WAY if is_load else _END[scan.kind], None if is_load else scan.place)

    def _come_unscanned(self, scan: Scan) -> None:
        self._odd(OddityKind.NOT_TAKEN_IN, scan, scan.place)
        self._come(scan, in_scan="")

    def _come(self, scan: Scan, *, in_scan: str) -> None:
        """Open a stay; whoever had the parcel until now let it go unscanned."""
        if self.place is not None:
            self._odd(OddityKind.NOT_LOADED, scan, self.place, scan.place)
            self._leave(scan.occurred_at, "")
        if self._is_astray(scan):
            self._odd(OddityKind.MISSORT, scan, scan.place, self.destination or "")
        self.unproven_exit = ""
        self.stays.append(Stay(scan.place, scan.occurred_at, in_scan))

    def _leave(self, at: datetime, out_scan: str) -> None:
        last = self.stays[-1]
        self.stays[-1] = Stay(last.place, last.came_at, last.in_scan, at, out_scan)

    def _is_astray(self, scan: Scan) -> bool:
        if self.destination is None or scan.place == self.destination:
            return False
        if scan.kind in _LAST_MILE:
            return True
        return scan.kind is ScanKind.ARRIVED_TOWNSHIP and self.via is not None and scan.place not in self.via

    def _move(self, scan: Scan, state: State, place: str | None) -> None:
        self.state, self.place, self.moved_at = state, place, scan.occurred_at

    def _odd(self, kind: OddityKind, scan: Scan, place: str, other: str = "") -> None:
        self.oddities.append(Oddity(kind, scan.id, place, scan.occurred_at, other))
