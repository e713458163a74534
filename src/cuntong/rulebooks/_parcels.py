"""What the county sets for parcels: tolerances of clocks, deadlines, sizes and rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from ._rules import Amount, Code, Entry, Pair, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf

BOOK = "parcels.toml"
_SPANS = {"MINUTE": "minutes", "HOUR": "hours", "DAY": "days"}


class ParcelLimit(Rule):
    """A number that decides what counts or what is refused, with its unit."""

    name: Pair
    value: Amount
    unit: Code

    @property
    def count(self) -> int:
        return int(self.value)

    @property
    def span(self) -> timedelta:
        """The limit as a length of time; KeyError where its unit is none."""
        return timedelta(**{_SPANS[self.unit]: float(self.value)})


class ParcelBook(Entry):
    """The whole of parcels.toml, all days."""

    limit: Annotated[tuple[ParcelLimit, ...], Field(min_length=1), AfterValidator(no_two_at_once)]


class ParcelRules(Entry):
    """The rules of parcels in force on one day."""

    on: date
    limits: tuple[ParcelLimit, ...]

    def limit(self, code: str) -> ParcelLimit:
        """Return the limit with the code; raise RulebookError where none is in force."""
        for limit in self.limits:
            if limit.code == code:
                return limit
        raise RulebookError(
            BOOK, f"{self.on} 没有生效的 limit {code}", f"no limit {code} is in force on {self.on}"
        )


def load_parcel_rules(on: date, *, shelf: Shelf = PACKAGED) -> ParcelRules:
    """Return the rules of parcels on a day; raise RulebookError where none is in force."""
    limits = in_force(open_book(ParcelBook, BOOK, shelf).limit, on)
    if not limits:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[limit]]", f"no [[limit]] is in force on {on}")
    return ParcelRules(on=on, limits=limits)
