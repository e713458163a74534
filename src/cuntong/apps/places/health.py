"""The signs of a station's health: each room declares what it knows in its own `health`; pages of places show them all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from cuntong.apps.desk.formats import Mark


@dataclass(frozen=True)
class Reading:
    """What a sign says of one station: a few words, a mark, the address of what it rests on, and its last day."""

    text: str | Promise
    mark: Mark
    url: str = ""
    day: date | None = None


Readings = Callable[[Sequence[int], date], Mapping[int, Reading]]


@dataclass(frozen=True)
class HealthSign:
    """One sign. `of` takes the stations' keys and today and reads all of them at once, in a few queries.

    A station that it leaves out has nothing to show. Whoever sees the station sees the reading, so it names nobody.
    `is_activity`: its last day is one on which the station was really used, by a scan or an entry.
    """

    code: str
    label: str | Promise
    of: Readings
    is_activity: bool = False


SIGNS: dict[str, HealthSign] = {}


def declare(sign: HealthSign) -> HealthSign:
    SIGNS[sign.code] = sign
    return sign


def read_signs(station_ids: Sequence[int], today: date) -> dict[int, list[tuple[HealthSign, Reading | None]]]:
    """Every sign of every station, in the order in which the rooms stand; None where a sign has nothing to show."""
    read = [(sign, sign.of(station_ids, today)) for sign in SIGNS.values()]
    return {key: [(sign, readings.get(key)) for sign, readings in read] for key in station_ids}


def last_activity(station_ids: Sequence[int], today: date) -> dict[int, date]:
    """The last day on which each station was used, by whatever room saw it; a station never used is left out."""
    last: dict[int, date] = {}
    for sign in SIGNS.values():
        for key, reading in sign.of(station_ids, today).items() if sign.is_activity else ():
            if reading.day and reading.day > last.get(key, date.min):
                last[key] = reading.day
    return last
