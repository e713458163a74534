"""Periods of whole days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start_date` to `end_date`, both included; an end before the start is refused."""

    start_date: date
    end_date: date

    def __post_init__(self) -> None:
        # A datetime is a date to Python, but not a day: comparing the two fails only later.
        if type(self.start_date) is not date or type(self.end_date) is not date:
            raise TypeError("a period is made of two dates without a time of day")
        if self.end_date < self.start_date:
            raise ValueError(f"the period ends on {self.end_date}, before it starts on {self.start_date}")

    @classmethod
    def of_year(cls, year: int) -> Period:
        """Return 1 January to 31 December of the year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> int:
        """The number of days, at least 1."""
        return (self.end_date - self.start_date).days + 1

    def contains(self, day: date) -> bool:
        """Tell whether the day lies inside, the first and the last day included."""
        return self.start_date <= day <= self.end_date

    def intersection(self, other: Period) -> Period | None:
        """Return the days in both, or None where there are none."""
        start, end = max(self.start_date, other.start_date), min(self.end_date, other.end_date)
        return Period(start, end) if start <= end else None

    def overlaps(self, other: Period) -> bool:
        """Tell whether some day lies in both."""
        return self.intersection(other) is not None

    def __str__(self) -> str:
        return f"{self.start_date.isoformat()}/{self.end_date.isoformat()}"
