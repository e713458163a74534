"""How values look on screen, on paper and in a workbook.

Amounts come in yuan with two places and leave as text; rounding is half-up, as the budget forms state it.
A missing value is an em dash, never a zero.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from cuntong.domain.values import round_half_up, wan_yuan

MISSING = "—"
SHANGHAI = ZoneInfo("Asia/Shanghai")


class Mark(StrEnum):
    """The shape beside a state word, so that no state is told by colour alone."""

    DONE = "done"  # filled disc: built, accepted, paid
    GOING = "going"  # half disc: under way
    PLANNED = "planned"  # hollow disc: planned, nothing exists yet
    LOOK = "look"  # amber triangle: due, unclear, needs a look
    WRONG = "wrong"  # red cross: refused, lost, contradicted
    OFF = "off"  # dash: suspended, withdrawn, not applicable
    LOCKED = "locked"  # padlock: opens only to who may read personal data


@dataclass(frozen=True)
class State:
    """A state as people read it: a word and its mark."""

    word: Any
    mark: Mark = Mark.GOING

    def __str__(self) -> str:
        return str(self.word)


@dataclass(frozen=True)
class Figure:
    """A value that opens: its text, its unit and the address of what it counts.

    `typed` marks a value entered by hand that nothing proves; such a figure has no address.
    `value` None is shown as "no records", never as a number.
    """

    value: Any
    unit: Any = ""
    url: str = ""
    decimals: int = 0
    typed: bool = False

    @property
    def text(self) -> str:
        return figure_number(self.value, self.decimals) if is_number(self.value) else str(self.value)

    def __str__(self) -> str:
        return f"{self.text} {self.unit}".strip() if self.value is not None else MISSING


def is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def as_decimal(value: Any) -> Decimal:
    """The exact decimal behind a number; a float goes through its shortest text, so 0.1 stays 0.1."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def figure_number(value: Any, decimals: int = 0) -> str:
    """1234567.891 with 2 decimals → "1,234,567.89"."""
    if value is None or value == "":
        return MISSING
    return f"{round_half_up(as_decimal(value), decimals):,}"


def yuan(amount_yuan: Any) -> str:
    """An amount in yuan to the cent: "1,234,567.00"; the unit stands in the column head."""
    return figure_number(amount_yuan, 2)


def wan(amount_yuan: Any, decimals: int = 2) -> str:
    """An amount in yuan shown in 万元, divided by 10,000 and rounded half-up."""
    if amount_yuan is None or amount_yuan == "":
        return MISSING
    return figure_number(wan_yuan(as_decimal(amount_yuan)), decimals)


def percent(ratio: Any, decimals: int = 2) -> str:
    """A ratio 0.6653 → "66.53%"."""
    if ratio is None or ratio == "":
        return MISSING
    return f"{figure_number(as_decimal(ratio) * 100, decimals)}%"


def in_shanghai(value: datetime.datetime) -> datetime.datetime:
    return value.astimezone(SHANGHAI) if value.tzinfo else value


def local_date(value: datetime.date | None) -> str:
    """A date, or the Shanghai day of a moment: "2023-05-01"."""
    if not value:
        return MISSING
    return (in_shanghai(value) if isinstance(value, datetime.datetime) else value).strftime("%Y-%m-%d")


def local_time(value: datetime.datetime | None) -> str:
    """A moment as the county's clock showed it: "2023-05-01 09:30"."""
    return in_shanghai(value).strftime("%Y-%m-%d %H:%M") if value else MISSING


def masked(value: str | None) -> str:
    """Hide the middle of an ID or telephone number: 138****5678, 4402************34."""
    text = (value or "").strip()
    if not text:
        return MISSING
    head, tail = (3, 4) if len(text) == 11 else (4, 2) if len(text) > 11 else (1, 0)
    hidden = len(text) - head - tail
    return text[:head] + "*" * hidden + text[head + hidden :]
