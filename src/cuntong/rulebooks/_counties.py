"""The county: its names, project, denominators, and which optional rules and forms it chose."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, PositiveInt, StringConstraints

from cuntong.domain.values import BilingualError

from ._rules import Amount, Citation, Code, Entry, Grounded, Pair, Rule, no_two_at_once, open_book
from ._shelf import PACKAGED, RulebookError, Shelf, names_under


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise BilingualError(f"没有时区 {name}", f"there is no time zone {name}") from None
    return name


class Project(Grounded):
    """The demonstration project; `start_date` is the first day of every figure since its start."""

    name: Pair
    batch: str
    start_date: date


class ReleasedMoney(Rule):
    """Money released to the county, as a published document says (not the record itself)."""

    name: Pair
    amount_yuan: Amount
    released_month: Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class Denominator(Rule):
    """How many divisions of a level there are: the base of a coverage rate."""

    code: Literal["TOWNSHIP", "VILLAGE"]
    name: Pair
    count: PositiveInt


class Profiles(Entry):
    """The optional sets of rules that apply."""

    negative_list: tuple[Code, ...] = ()
    caps: tuple[Code, ...] = ()


class Choices(Entry):
    """The forms that the county uses."""

    scorecards: Annotated[tuple[Code, ...], Field(min_length=1)]
    outline: Code
    layout: Code


class County(Entry):
    """One county's file."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    name: Pair
    prefecture: Pair
    province: Pair
    bureau: Pair
    time_zone: Annotated[str, AfterValidator(_known_zone)]
    project: Project
    governing_documents: tuple[Citation, ...] = ()
    appropriation: tuple[ReleasedMoney, ...] = ()
    denominator: Annotated[tuple[Denominator, ...], AfterValidator(no_two_at_once)]
    profiles: Profiles
    chosen: Choices


def load_county(code: str, *, shelf: Shelf = PACKAGED) -> County:
    """Return the county with the six-digit code; raise RulebookError where there is no such file."""
    name = f"counties/{code}.toml"
    known = names_under("counties", shelf)
    if name not in known:
        raise RulebookError(
            name,
            f"没有这个县的文件，现有：{'、'.join(known)}",
            f"no such county; there are {', '.join(known)}",
        )
    county = open_book(County, name, shelf)
    if county.code != code:
        raise RulebookError(
            name, f"code 应为 {code}，不是 {county.code}", f"code must be {code}, not {county.code}"
        )
    return county
