"""What the county sets for parcels: tolerances of clocks, deadlines, sizes and rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from ._rules import Amount, Code, Entry, Pair, R, Rule, in_force, no_two_at_once, open_book
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


class ProblemRule(Rule):
    """Who settles a kind of problem, and in which time."""

    owner: Code
    due_hours: Annotated[int, Field(gt=0)]

    @property
    def span(self) -> timedelta:
        """The time from the opening until the problem is due."""
        return timedelta(hours=self.due_hours)


class NoticeTemplate(Rule):
    """What a recipient is told: the text, and the code under which a gateway knows it."""

    template: Code
    text: Pair


class ParcelBook(Entry):
    """The whole of parcels.toml, all days."""

    limit: Annotated[tuple[ParcelLimit, ...], Field(min_length=1), AfterValidator(no_two_at_once)]
    problem: Annotated[tuple[ProblemRule, ...], AfterValidator(no_two_at_once)] = ()
    notice: Annotated[tuple[NoticeTemplate, ...], AfterValidator(no_two_at_once)] = ()


class ParcelRules(Entry):
    """The rules of parcels in force on one day."""

    on: date
    limits: tuple[ParcelLimit, ...]
    problems: tuple[ProblemRule, ...] = ()
    notices: tuple[NoticeTemplate, ...] = ()

    def limit(self, code: str) -> ParcelLimit:
        """Return the limit with the code; raise RulebookError where none is in force."""
        return self._named("limit", self.limits, code)

    def problem(self, code: str) -> ProblemRule:
        """Return what holds for a kind of problem; raise RulebookError where nothing is in force."""
        return self._named("problem", self.problems, code)

    def notice(self, code: str) -> NoticeTemplate:
        """Return the template of a notice; raise RulebookError where none is in force."""
        return self._named("notice", self.notices, code)

    def _named(self, table: str, rules: tuple[R, ...], code: str) -> R:
        for rule in rules:
            if rule.code == code:
                return rule
        raise RulebookError(
            BOOK, f"{self.on} 没有生效的 {table} {code}", f"no {table} {code} is in force on {self.on}"
        )


def load_parcel_rules(on: date, *, shelf: Shelf = PACKAGED) -> ParcelRules:
    """Return the rules of parcels on a day; raise RulebookError where none is in force."""
    book = open_book(ParcelBook, BOOK, shelf)
    limits = in_force(book.limit, on)
    if not limits:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[limit]]", f"no [[limit]] is in force on {on}")
    return ParcelRules(
        on=on, limits=limits, problems=in_force(book.problem, on), notices=in_force(book.notice, on)
    )
