"""The grade of a station: its marks less what its record costs, and the list that follows by rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, unique

from cuntong.domain.values import Bilingual, round_half_up

from ._judging import Deduction, Mark

_RECORD = "RECORD"


@unique
class StationList(Enum):
    """The lists that a grade leads to, the gravest first; the value is its name."""

    REPLACEMENT = Bilingual("调换名单", "replacement list")
    WARNING = Bilingual("警示名单", "warning list")
    INCENTIVE = Bilingual("激励名单", "incentive list")
    NONE = Bilingual("不列入名单", "on no list")


@dataclass(frozen=True, slots=True)
class Record:
    """What happened besides the visit: problems past their day, repairs that a re-check did not accept."""

    overdue: int
    failed_rechecks: int


@dataclass(frozen=True, slots=True)
class GradeRule:
    """One way onto a list: every bound that is set must hold. Scores are points of a hundred."""

    code: str
    onto: StationList
    reason: Bilingual
    score_below: Decimal | None = None
    score_at_least: Decimal | None = None
    overdue_at_least: int | None = None
    overdue_at_most: int | None = None
    failed_rechecks_at_least: int | None = None

    def holds(self, score: Decimal, record: Record) -> bool:
        """Tell whether a score and a record meet every bound."""
        return all(
            (
                self.score_below is None or score < self.score_below,
                self.score_at_least is None or score >= self.score_at_least,
                self.overdue_at_least is None or record.overdue >= self.overdue_at_least,
                self.overdue_at_most is None or record.overdue <= self.overdue_at_most,
                self.failed_rechecks_at_least is None
                or record.failed_rechecks >= self.failed_rechecks_at_least,
            )
        )


@dataclass(frozen=True, slots=True)
class Grade:
    """The score of a hundred (two decimals, half-up, never below 0), its list, and the reasons for both."""

    score: Decimal
    station_list: StationList
    reasons: tuple[Bilingual, ...]
    deductions: tuple[Deduction, ...]


def grade(
    marked: Mark,
    record: Record,
    rules: Iterable[GradeRule],
    *,
    points_per_overdue: Decimal,
    points_per_failed_recheck: Decimal,
) -> Grade:
    """Return the grade: the mark out of a hundred less the points that the record costs, and the gravest list met."""
    extra = _from_record(record, points_per_overdue, points_per_failed_recheck)
    full = round_half_up(marked.score * 100 / marked.possible, 2)
    score = max(Decimal("0.00"), full - sum((one.points for one in extra), Decimal(0)))
    met = [rule for rule in rules if rule.holds(score, record)]
    onto = next((one for one in StationList if any(rule.onto is one for rule in met)), StationList.NONE)
    reasons = tuple(rule.reason for rule in met if rule.onto is onto)
    return Grade(score, onto, reasons, (*marked.deductions, *extra))


def _from_record(record: Record, per_overdue: Decimal, per_failed: Decimal) -> list[Deduction]:
    found = []
    if record.overdue:
        reason = Bilingual(
            f"逾期未整改问题 {record.overdue} 个", f"problems past their day: {record.overdue}"
        )
        found.append(Deduction("OVERDUE_PROBLEM", _RECORD, per_overdue * record.overdue, reason))
    if record.failed_rechecks:
        reason = Bilingual(
            f"回头看未通过 {record.failed_rechecks} 次",
            f"repairs that a re-check did not accept: {record.failed_rechecks}",
        )
        found.append(Deduction("FAILED_RECHECK", _RECORD, per_failed * record.failed_rechecks, reason))
    return found
