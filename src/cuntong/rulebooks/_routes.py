"""What the county sets for routes: what a stop takes, how far and fast, how long a plan is searched, what is on time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from ._rules import Amount, Code, Entry, Pair, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf

BOOK = "routes.toml"
_SPANS = {"SECOND": "seconds", "MINUTE": "minutes", "HOUR": "hours"}


class RouteLimit(Rule):
    """A number that planning, driving or siting rests on, with its unit."""

    name: Pair
    value: Amount
    unit: Code

    @property
    def span(self) -> timedelta:
        """The limit as a length of time; KeyError where its unit is none."""
        return timedelta(**{_SPANS[self.unit]: float(self.value)})


class RouteBook(Entry):
    """The whole of routes.toml, all days."""

    limit: Annotated[tuple[RouteLimit, ...], Field(min_length=1), AfterValidator(no_two_at_once)]


class RouteRules(Entry):
    """The rules of routes in force on one day."""

    on: date
    limits: tuple[RouteLimit, ...]

    def limit(self, code: str) -> RouteLimit:
        """Return the limit with the code; raise RulebookError where none is in force."""
        for one in self.limits:
            if one.code == code:
                return one
        raise RulebookError(
            BOOK, f"{self.on} 没有生效的 limit {code}", f"no limit {code} is in force on {self.on}"
        )


def load_route_rules(on: date, *, shelf: Shelf = PACKAGED) -> RouteRules:
    """Return the rules of routes on a day; raise RulebookError where none is in force."""
    limits = in_force(open_book(RouteBook, BOOK, shelf).limit, on)
    if not limits:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[limit]]", f"no [[limit]] is in force on {on}")
    return RouteRules(on=on, limits=limits)
