"""The parts a page is made of, as other rooms declare them: facts, dated events, figures explained, charts, maps."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .formats import Figure, Mark, State, figure_number


@dataclass(frozen=True)
class Fact:
    """One line of a record: a label and its value; a State, a Figure, a date or text; `url` makes it a link."""

    label: Any
    value: Any
    url: str = ""


@dataclass(frozen=True)
class Proof:
    """A document that stands behind an event."""

    label: Any
    url: str


@dataclass(frozen=True)
class Event:
    """Something that happened to a record, or is planned to.

    `proof_needed` makes a missing document visible: the event then says "no evidence yet".
    """

    title: Any
    date: datetime.date | None = None
    text: Any = ""
    mark: Mark = Mark.DONE
    proofs: Sequence[Proof] = ()
    proof_needed: bool = False
    by: Any = ""

    @property
    def is_planned(self) -> bool:
        return self.mark == Mark.PLANNED


@dataclass(frozen=True)
class TrailLine:
    """Who did what when, as the trail has it."""

    at: datetime.datetime
    who: Any
    what: Any


@dataclass(frozen=True)
class FigureStory:
    """A figure explained: what is counted in one sentence, its value, and how it is made.

    `frozen` is the value at the approved freeze; `drift` says what has changed since, in words.
    """

    title: Any
    sentence: Any
    value: Figure
    facts: Sequence[Fact] = ()
    frozen: Figure | None = None
    frozen_note: Any = ""
    drift: Any = ""


@dataclass(frozen=True)
class Series:
    """The values of one line or one set of bars; `planned` ones are drawn hollow."""

    name: Any
    values: Sequence[Any]
    planned: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart that states its source and date, and opens its figures.

    kind       "bar" (upright), "rows" (lying bars, for many or long names) or "line"
    labels     one per value: months, townships
    addresses  one per label: where a click leads; empty for none
    At most five series; they are named at their ends, not in a legend.
    """

    key: str
    title: Any
    kind: str
    labels: Sequence[Any]
    series: Sequence[Series]
    unit: Any = ""
    decimals: int = 0
    source: Any = ""
    as_of: Any = ""
    addresses: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.kind not in ("bar", "rows", "line"):
            raise ValueError(f"A chart is a bar, rows or line, not {self.kind!r}.")
        if not 1 <= len(self.series) <= 5:
            raise ValueError(
                f"A chart shows one to five series, not {len(self.series)}; split it or show a table."
            )
        for series in self.series:
            if len(series.values) != len(self.labels):
                raise ValueError(f"{series.name}: {len(series.values)} values for {len(self.labels)} labels.")

    @property
    def data(self) -> dict[str, Any]:
        """What the script draws from; a missing value stays a gap."""
        return {
            "kind": self.kind,
            "unit": str(self.unit),
            "decimals": self.decimals,
            "labels": [str(label) for label in self.labels],
            "series": [
                {
                    "name": str(one.name),
                    "planned": one.planned,
                    "values": [None if value is None else float(value) for value in one.values],
                }
                for one in self.series
            ],
            "addresses": list(self.addresses),
        }

    @property
    def table(self) -> list[tuple[Any, list[str]]]:
        """The same numbers as rows, for readers without scripts and for print."""
        return [
            (label, [figure_number(series.values[i], self.decimals) for series in self.series])
            for i, label in enumerate(self.labels)
        ]


@dataclass(frozen=True)
class Marker:
    """A place on the map (WGS84); its mark decides the shape, as everywhere."""

    name: Any
    latitude: float
    longitude: float
    state: State
    url: str = ""


@dataclass(frozen=True)
class PlaceLabel:
    """A name written on the map (WGS84), so that a reader knows where on it they are."""

    name: Any
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Map:
    """A map without tiles: the county's outline and its places. `outline` is the address of a GeoJSON file."""

    key: str
    title: Any
    markers: Sequence[Marker]
    outline: str = ""
    source: Any = ""
    labels: Sequence[PlaceLabel] = ()

    @property
    def data(self) -> dict[str, Any]:
        return {
            "outline": self.outline,
            "markers": [
                {
                    "name": str(one.name),
                    "at": [one.latitude, one.longitude],
                    "word": str(one.state.word),
                    "mark": str(one.state.mark),
                    "url": one.url,
                }
                for one in self.markers
            ],
            "labels": [{"name": str(one.name), "at": [one.latitude, one.longitude]} for one in self.labels],
        }

    @property
    def states(self) -> list[tuple[State, int]]:
        """Each state with how many places are in it, in the order they first appear."""
        counted: dict[State, int] = {}
        for one in self.markers:
            counted[one.state] = counted.get(one.state, 0) + 1
        return list(counted.items())


@dataclass(frozen=True)
class Progress:
    """Long work as its owner sees it: count, share, time left, cancel."""

    label: Any
    state: State
    done: int
    total: int
    ended: bool = False
    message: Any = ""
    seconds_left: int | None = None
    poll_url: str = ""
    cancel_url: str = ""
    result_url: str = ""
    result_label: Any = ""

    @property
    def share(self) -> float | None:
        return self.done / self.total if self.total else None

    @property
    def minutes_left(self) -> int | None:
        """Minutes, rounded up; below a minute the seconds are told."""
        return None if self.seconds_left is None else -(-self.seconds_left // 60)


@dataclass(frozen=True)
class Tab:
    label: Any
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Due:
    """A line of what has to be done: days left, or days late where negative."""

    title: Any
    url: str
    days_left: int
    note: Any = ""

    @property
    def is_late(self) -> bool:
        return self.days_left < 0

    @property
    def days_late(self) -> int:
        return -self.days_left
