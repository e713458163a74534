"""A plan of acts, each at its moment: rooms add theirs, and all are done in the order of time, as they would have been."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from random import Random
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.evidence.models import Document

from ..documents import pdf

SHANGHAI = ZoneInfo("Asia/Shanghai")


def workday(day: date) -> date:
    """The day itself, or the Monday after a weekend; public holidays are not known here."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


@dataclass
class Plan:
    """What will be done when, by whom; `made` keeps what later acts need from earlier ones."""

    people: SimpleNamespace
    chance: Random
    acts: list[tuple[datetime, int, Callable[[datetime], object]]] = field(default_factory=list)
    made: dict[str, object] = field(default_factory=dict)
    added: int = 0

    def on(self, day: date, do: Callable[[datetime], object], *, hour: int = 10) -> None:
        """Adds an act in office hours of a day, or of the Monday after; acts of one hour keep the order of adding."""
        moment = datetime.combine(workday(day), time(hour), SHANGHAI)
        self.added += 1
        heappush(self.acts, (moment, self.added, do))

    def next(self) -> tuple[datetime, Callable[[datetime], object]]:
        """Takes the earliest act out of the plan."""
        moment, _number, do = heappop(self.acts)
        return moment, do

    def share(self, total: int, parts: int, *, spread: float = 0.3) -> list[int]:
        """Cut a total into uneven positive parts that add up to it."""
        weights = [1 + self.chance.uniform(-spread, spread) for _ in range(parts)]
        sizes = [max(1, int(total * weight / sum(weights))) for weight in weights]
        for number in range(total - sum(sizes)):
            sizes[number % parts] += 1
        return sizes


def document(title: str, *lines: str, by: User, at: datetime) -> Document:
    """Uploads a synthetic one-page document."""
    file = io.BytesIO(pdf(title, lines))
    return evidence.upload(file=file, filename=f"{title}.pdf", by=by, at=at, synthetic=True)


def prove(proof: Document, kind: str, *records, by: User, at: datetime) -> None:
    """Links one document to records of a kind."""
    for record in records:
        evidence.attach(document=proof, record_kind=kind, record_id=record.pk, by=by, at=at)
