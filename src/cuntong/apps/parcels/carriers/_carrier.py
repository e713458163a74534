"""What one carrier is to the hub: its numbers, its files' headers, its words for what happened to a parcel."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from cuntong.domain.custody import ScanKind
from cuntong.domain.values import Bilingual


class Problem(StrEnum):
    """What a carrier reports as wrong with a parcel."""

    ADDRESS_UNCLEAR = "ADDRESS_UNCLEAR"
    PHONE_WRONG = "PHONE_WRONG"
    MISSORTED = "MISSORTED"
    OUT_OF_AREA = "OUT_OF_AREA"
    NOT_REACHED = "NOT_REACHED"
    REFUSED = "REFUSED"
    NOT_COLLECTED = "NOT_COLLECTED"
    DELAYED = "DELAYED"
    NO_MOVEMENT = "NO_MOVEMENT"
    INTERCEPTED = "INTERCEPTED"
    CANCELLED = "CANCELLED"
    DAMAGED = "DAMAGED"
    LOST = "LOST"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Status:
    """What a code of a source says in the house's words.

    kind: the scan that it amounts to; None where the parcel is still with the carrier, on a way of its own.
    problem: what is wrong, for a code of that sort; its kind is then PROBLEM or RETURNED.
    """

    meaning: Bilingual
    kind: ScanKind | None = None
    problem: Problem | None = None


Columns = Mapping[str, tuple[str, ...]]
"""For each field of a parcel the titles under which files bring it."""


@dataclass(frozen=True, kw_only=True)
class Carrier:
    """One company.

    code:            as stored with every parcel.
    other_codes:     what files and pushing services call it besides code and name.
    number_patterns: the whole waybill number; public knowledge, not the company's word: patterns of companies overlap.
    columns:         its own header titles; those that all carriers share are added by `titles`.
    statuses:        its own words for what happened, as its files and pushes write them.
    """

    code: str
    name: Bilingual
    other_codes: tuple[str, ...] = ()
    number_patterns: tuple[str, ...] = ()
    columns: Columns = field(default_factory=dict)
    statuses: Mapping[str, Status] = field(default_factory=dict)

    @cached_property
    def _numbers(self) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.number_patterns) or r"(?!)")

    def may_have(self, number: str) -> bool:
        """Whether the number looks like one of this carrier's."""
        return bool(self._numbers.fullmatch(number))
