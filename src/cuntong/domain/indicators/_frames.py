"""From when, until when and where a figure is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cuntong.domain.values import BilingualError, DivisionCode, DivisionLevel


class PeriodRule(StrEnum):
    """How the period of a figure follows from the frame."""

    PROJECT = "PROJECT"
    """From the start of the project to the as-of date."""
    SINCE_YEAR = "SINCE_YEAR"
    """From the first day of the report year to the as-of date."""
    AS_OF = "AS_OF"
    """The state on the as-of date, whenever it came about."""


class FrameError(BilingualError):
    """Dates that contradict each other."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The three dates of a report and the place it speaks of.

    A fact table holds one county. A place of None, or any place at county level or above, is the whole
    county, the records without a township among them; a township or village narrows the figures to it.
    """

    project_start: date
    year_start: date
    as_of: date
    place: DivisionCode | None = None

    def __post_init__(self) -> None:
        for start in (self.project_start, self.year_start):
            if start > self.as_of:
                raise FrameError(
                    f"截止日 {self.as_of} 早于起始日 {start}",
                    f"the as-of date {self.as_of} lies before {start}",
                )

    @property
    def narrowing(self) -> DivisionCode | None:
        """The township or village that narrows the figures, or None for the whole county."""
        if self.place is None or self.place.level <= DivisionLevel.COUNTY:
            return None
        return self.place

    def start_of(self, rule: PeriodRule) -> date | None:
        """Return the first day that counts, or None where the state on the as-of date counts."""
        return {
            PeriodRule.PROJECT: self.project_start,
            PeriodRule.SINCE_YEAR: self.year_start,
            PeriodRule.AS_OF: None,
        }[rule]
