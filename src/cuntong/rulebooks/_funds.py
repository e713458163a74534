"""Rules of spending: directions, item types, negative list, caps, days, rates, conditions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from cuntong.domain.values import BilingualError

from ._counties import County, load_county
from ._rules import Amount, Code, Entry, Filled, Pair, Rule, in_force, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf

BOOK = "funds.toml"

Measure = Literal["SHARE_OF_CENTRAL", "SHARE_OF_INVESTMENT", "AMOUNT_TOTAL", "AMOUNT_EACH"]
Effect = Literal["STOP", "ASK"]


class Direction(Rule):
    """One of the directions that money may support 支持方向."""

    name: Pair


class ItemType(Rule):
    """What a contract or payment is for; the direction is None where it serves all of them."""

    name: Pair
    direction: Code | None = None


class BarredItem(Rule):
    """What central money may not pay for 负面清单.

    `words` stand in the documents and stop a payment; `hints` are only close to them and ask a person to
    look; a text with one of `exceptions` is allowed. `directions` limits the entry to these; empty = all.
    """

    name: Pair
    profile: Code
    words: Annotated[tuple[Filled, ...], Field(min_length=1)]
    hints: tuple[Filled, ...] = ()
    exceptions: tuple[Filled, ...] = ()
    directions: tuple[Code, ...] = ()


class Cap(Rule):
    """A bound on central money, for a direction, for item types, or (neither given) for all of it.

    `limit` is a part of one for the two SHARE measures and yuan for the two AMOUNT measures.
    """

    name: Pair
    profile: Code
    bound: Literal["MIN", "MAX"]
    measure: Measure
    direction: Code | None = None
    item_types: tuple[Code, ...] = ()
    limit: Amount

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        if self.direction and self.item_types:
            raise BilingualError(
                "direction 和 item_types 只能写一个", "give direction or item_types, not both"
            )
        if self.measure.startswith("SHARE") and self.limit > 1:
            raise BilingualError(
                f"比例应写成小数，如 0.15，而不是 {self.limit}",
                f"a share is a part of one (0.15), not {self.limit}",
            )
        return self


class Limit(Rule):
    """A number that a document or the county sets, with its unit (`SHARE` = a part of one)."""

    name: Pair
    value: Amount
    unit: Code


class Requirement(Rule):
    """A condition before payment; a breach stops the payment or asks a person to look."""

    name: Pair
    demand: Pair
    effect: Effect


class FundsBook(Entry):
    """The whole of funds.toml, all days and all profiles."""

    direction: Annotated[tuple[Direction, ...], AfterValidator(no_two_at_once)]
    item_type: Annotated[tuple[ItemType, ...], AfterValidator(no_two_at_once)]
    barred_item: Annotated[tuple[BarredItem, ...], AfterValidator(no_two_at_once)]
    cap: Annotated[tuple[Cap, ...], AfterValidator(no_two_at_once)]
    limit: Annotated[tuple[Limit, ...], AfterValidator(no_two_at_once)]
    requirement: Annotated[tuple[Requirement, ...], AfterValidator(no_two_at_once)]

    @model_validator(mode="after")
    def _names_what_exists(self) -> Self:
        directions = {direction.code for direction in self.direction}
        items = {item.code for item in self.item_type}
        for item in self.item_type:
            _refuse_unknown(item, {item.direction} - {None}, directions)
        for barred in self.barred_item:
            _refuse_unknown(barred, barred.directions, directions)
        for cap in self.cap:
            _refuse_unknown(cap, {cap.direction} - {None}, directions)
            _refuse_unknown(cap, cap.item_types, items)
        return self


def _refuse_unknown(rule: Rule, named: Iterable[str | None], known: set[str]) -> None:
    unknown = sorted(str(code) for code in set(named) - known)
    if unknown:
        raise BilingualError(
            f"{rule.code} 提到了不存在的 {'、'.join(unknown)}",
            f"{rule.code} names unknown {', '.join(unknown)}",
        )


class FundsRules(Entry):
    """The rules of spending that bind one county on one day."""

    county_code: str
    on: date
    directions: tuple[Direction, ...]
    item_types: tuple[ItemType, ...]
    barred_items: tuple[BarredItem, ...]
    caps: tuple[Cap, ...]
    requirements: tuple[Requirement, ...]
    publicity_days: Limit
    progress_alarm: Limit
    payment_rate_alarm: Limit

    def requirement(self, code: str) -> Requirement | None:
        """Return the condition with the code, or None where none is in force."""
        return next((rule for rule in self.requirements if rule.code == code), None)


def load_funds_rules(county_code: str, on: date, *, shelf: Shelf = PACKAGED) -> FundsRules:
    """Return the rules of spending for a county on a day.

    Caps and negative-list entries of a profile are in it only where the county's file chose the profile.
    Raises RulebookError for an unknown county or profile, and for a day without directions or limits.
    """
    book = open_book(FundsBook, BOOK, shelf)
    county = load_county(county_code, shelf=shelf)
    _check_profiles(book, county)
    return FundsRules(
        county_code=county_code,
        on=on,
        directions=_at_least_one(in_force(book.direction, on), "direction", on),
        item_types=in_force(book.item_type, on),
        barred_items=_of_profiles(in_force(book.barred_item, on), county.profiles.negative_list),
        caps=_of_profiles(in_force(book.cap, on), county.profiles.caps),
        requirements=in_force(book.requirement, on),
        publicity_days=_limit(book, "PUBLICITY_DAYS", on),
        progress_alarm=_limit(book, "PROGRESS_ALARM", on),
        payment_rate_alarm=_limit(book, "PAYMENT_RATE_ALARM", on),
    )


P = TypeVar("P", BarredItem, Cap)
D = TypeVar("D", bound=Rule)


def _of_profiles(rules: Iterable[P], profiles: tuple[str, ...]) -> tuple[P, ...]:
    return tuple(rule for rule in rules if rule.profile in profiles)


def _at_least_one(rules: tuple[D, ...], key: str, on: date) -> tuple[D, ...]:
    if not rules:
        raise RulebookError(BOOK, f"{on} 没有生效的 [[{key}]]", f"no [[{key}]] is in force on {on}")
    return rules


def _limit(book: FundsBook, code: str, on: date) -> Limit:
    limits = tuple(limit for limit in book.limit if limit.code == code)
    return _at_least_one(in_force(limits, on), f"limit {code}", on)[0]


def _check_profiles(book: FundsBook, county: County) -> None:
    _check_known(
        "negative_list", county, county.profiles.negative_list, {rule.profile for rule in book.barred_item}
    )
    _check_known("caps", county, county.profiles.caps, {rule.profile for rule in book.cap})


def _check_known(key: str, county: County, chosen: tuple[str, ...], known: set[str]) -> None:
    for profile in chosen:
        if profile not in known:
            names = ", ".join(sorted(known))
            raise RulebookError(
                f"counties/{county.code}.toml",
                f"profiles.{key}：{BOOK} 中没有 {profile}，现有：{names}",
                f"profiles.{key}: {BOOK} has no {profile}; it has {names}",
            )
