"""What a place took in, gave out and holds, counted from the stays; and what was loaded and never arrived."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from cuntong.domain.values import Bilingual

from ._explanations import Oddity, OddityKind
from ._journey import Journey, Stay
from ._scans import State

Parcel = TypeVar("Parcel")
"""Whatever names a parcel for the caller: its key, its number."""

_BREAKS_THE_CHAIN = frozenset(OddityKind) - {OddityKind.REPEATED}


@dataclass(frozen=True, slots=True)
class Finding(Generic[Parcel]):
    """A parcel whose scans leave a place's count in doubt, and why."""

    parcel: Parcel
    oddity: Oddity

    @property
    def explanation(self) -> Bilingual:
        return self.oddity.explanation


@dataclass(frozen=True, slots=True)
class Balance(Generic[Parcel]):
    """One place's parcels over a time: opening + came_in = went_out + held.

    Each of the four is counted by itself. The equation holds because every stay has a beginning, and an end
    not before it; where a scan is missing, a later one supplies the moment and a finding says so.
    """

    place: str
    opening: int
    came_in: int
    went_out: int
    held: int
    findings: tuple[Finding[Parcel], ...]


@dataclass(frozen=True, slots=True)
class Transit(Generic[Parcel]):
    """A parcel that was loaded and has not been seen since."""

    parcel: Parcel
    loaded_from: str
    loaded_at: datetime

    def hours(self, at: datetime) -> int:
        """Whole hours on the way."""
        return int((at - self.loaded_at) / timedelta(hours=1))


def balance(
    journeys: Mapping[Parcel, Journey], place: str, since: datetime, until: datetime
) -> Balance[Parcel]:
    """Return the place's balance from `since` up to, not including, `until`.

    Raises:
        ValueError: `until` lies before `since`.
    """
    if until < since:
        raise ValueError(f"a balance cannot end ({until}) before it begins ({since})")
    opening = came_in = went_out = held = 0
    for journey in journeys.values():
        for stay in journey.stays:
            if stay.place == place:
                opening += _present(stay, since)
                held += _present(stay, until)
                came_in += since <= stay.came_at < until
                went_out += stay.left_at is not None and since <= stay.left_at < until
    findings = tuple(
        sorted(_findings(journeys, place, since, until), key=lambda one: (one.oddity.at, one.oddity.scan))
    )
    return Balance(place, opening, came_in, went_out, held, findings)


def _present(stay: Stay, at: datetime) -> bool:
    """Whether the place has the parcel just before a moment's own scans."""
    return stay.came_at < at and (stay.left_at is None or stay.left_at >= at)


def _findings(
    journeys: Mapping[Parcel, Journey], place: str, since: datetime, until: datetime
) -> Iterator[Finding[Parcel]]:
    for parcel, journey in journeys.items():
        for oddity in journey.oddities:
            if oddity.place == place and since <= oddity.at < until and oddity.kind in _BREAKS_THE_CHAIN:
                yield Finding(parcel, oddity)


def overdue_transits(
    journeys: Mapping[Parcel, Journey], *, at: datetime, limit: timedelta
) -> tuple[Transit[Parcel], ...]:
    """Return the parcels that were loaded longer than `limit` ago and have arrived nowhere, longest first."""
    late = [
        Transit(parcel, journey.stays[-1].place, journey.moved_at)
        for parcel, journey in journeys.items()
        if journey.state is State.ON_THE_WAY
        and journey.moved_at is not None
        and at - journey.moved_at > limit
    ]
    return tuple(sorted(late, key=lambda one: one.loaded_at))
