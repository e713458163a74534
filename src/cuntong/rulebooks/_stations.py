"""What a station must have to be accepted, and what the whole network must reach."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, NonNegativeInt

from ._rules import Amount, Code, Entry, Filled, Pair, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf

BOOK = "stations.toml"

Level = Literal["CENTRE", "WAREHOUSE", "TOWNSHIP", "VILLAGE"]
Levels = Annotated[tuple[Level, ...], Field(min_length=1)]


class AreaStandard(Rule):
    """The least area of a site; bounds of residents are None where the line holds for every population."""

    name: Pair
    level: Level
    area_min_m2: Amount
    residents_from: NonNegativeInt | None = None
    residents_below: NonNegativeInt | None = None


class Zone(Rule):
    """An area that a site of these levels must set apart 功能区."""

    name: Pair
    levels: Levels


class Equipment(Rule):
    """A piece of equipment that a site of these levels must have."""

    name: Pair
    levels: Levels


class Sign(Rule):
    """The words of the sign that a site of these levels must carry."""

    text: Filled
    levels: Levels


class NetworkLimit(Rule):
    """What all stations together must reach (MIN) or not pass (MAX); `SHARE` is a part of one."""

    name: Pair
    bound: Literal["MIN", "MAX"]
    value: Amount
    unit: Code


class StationsBook(Entry):
    """The whole of stations.toml, all days."""

    standard: Annotated[tuple[AreaStandard, ...], AfterValidator(no_two_at_once)]
    zone: Annotated[tuple[Zone, ...], AfterValidator(no_two_at_once)]
    equipment: Annotated[tuple[Equipment, ...], AfterValidator(no_two_at_once)]
    sign: Annotated[tuple[Sign, ...], AfterValidator(no_two_at_once)]
    network_limit: Annotated[tuple[NetworkLimit, ...], AfterValidator(no_two_at_once)]


class StationStandards(Entry):
    """The standards in force on one day."""

    on: date
    standards: tuple[AreaStandard, ...]
    zones: tuple[Zone, ...]
    equipment: tuple[Equipment, ...]
    signs: tuple[Sign, ...]
    network_limits: tuple[NetworkLimit, ...]

    def network_limit(self, code: str) -> NetworkLimit | None:
        """Return the limit with the code, or None where none is in force."""
        return next((limit for limit in self.network_limits if limit.code == code), None)


def load_station_standards(on: date, *, shelf: Shelf = PACKAGED) -> StationStandards:
    """Return the standards of acceptance on a day; raise RulebookError where none is in force."""
    book = open_book(StationsBook, BOOK, shelf)
    standards = in_force(book.standard, on)
    if not standards:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[standard]]", f"no [[standard]] is in force on {on}")
    return StationStandards(
        on=on,
        standards=standards,
        zones=in_force(book.zone, on),
        equipment=in_force(book.equipment, on),
        signs=in_force(book.sign, on),
        network_limits=in_force(book.network_limit, on),
    )
