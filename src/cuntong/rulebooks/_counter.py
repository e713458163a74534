"""What the county sets for services at the counter: limits of cash, tolerances of clocks, and when a ledger deserves a look."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from ._rules import Amount, Code, Entry, Pair, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf

BOOK = "services.toml"
_SPANS = {"MINUTE": "minutes", "HOUR": "hours", "DAY": "days"}


class ServiceLimit(Rule):
    """A number that decides what is refused or reported, with its unit."""

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


class ServiceBook(Entry):
    """The whole of services.toml, all days."""

    limit: Annotated[tuple[ServiceLimit, ...], Field(min_length=1), AfterValidator(no_two_at_once)]


class ServiceRules(Entry):
    """The rules of services in force on one day."""

    on: date
    limits: tuple[ServiceLimit, ...]

    def limit(self, code: str) -> ServiceLimit:
        """Return the limit with the code; raise RulebookError where none is in force."""
        for rule in self.limits:
            if rule.code == code:
                return rule
        raise RulebookError(
            BOOK, f"{self.on} 没有生效的 limit {code}", f"no limit {code} is in force on {self.on}"
        )


def load_service_rules(on: date, *, shelf: Shelf = PACKAGED) -> ServiceRules:
    """Return the rules of services on a day; raise RulebookError where none is in force."""
    limits = in_force(open_book(ServiceBook, BOOK, shelf).limit, on)
    if not limits:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[limit]]", f"no [[limit]] is in force on {on}")
    return ServiceRules(on=on, limits=limits)
