"""Scorecards: the sheets by which the programme and the budget are evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from string import Formatter
from typing import Annotated, Self, TypeVar

from pydantic import AfterValidator, Field, model_validator

from cuntong.domain.scoring import (
    GradeBand,
    GradeTable,
    QualitativeBand,
    RowKind,
    Scorecard,
    ScorecardError,
    ScorecardRow,
    TargetSource,
    check_weights,
)
from cuntong.domain.values import Bilingual, BilingualError

from ._rules import (
    Amount,
    Citation,
    Code,
    Entry,
    Pair,
    Rule,
    Share,
    Status,
    in_force,
    no_two_at_once,
    open_book,
)
from ._shelf import PACKAGED, RulebookError, Shelf, names_under

BOOK = "scoring.toml"
FOLDER = "scorecards"

COUNTED_FIELDS = frozenset({"actual", "target", "weight", "points"})
JUDGED_FIELDS = frozenset({"band", "share", "judgement", "weight", "points"})


class GradeEntry(Entry):
    """A grade and the lowest score that earns it."""

    code: Code
    name: Pair
    lower: Amount


class GradeRule(Rule):
    """A table of grades."""

    name: Pair
    bands: tuple[GradeEntry, ...]

    def as_table(self) -> GradeTable:
        """Return the table that scores; raise ScorecardError where the bands are out of order."""
        return GradeTable(self.code, self.name, tuple(GradeBand(b.code, b.name, b.lower) for b in self.bands))


class BandEntry(Entry):
    """A band of shares of a row's weight."""

    code: Code
    name: Pair
    lower: Share
    upper: Share


class BandSet(Rule):
    """The bands among which a person chooses."""

    name: Pair
    bands: tuple[BandEntry, ...]

    def as_bands(self) -> tuple[QualitativeBand, ...]:
        """Return the bands that score."""
        return tuple(QualitativeBand(b.code, b.name, b.lower, b.upper) for b in self.bands)


class CauseLimit(Rule):
    """How far a result may lie from its target before it asks for a cause."""

    name: Pair
    value: Amount


class ReasonText(Rule):
    """The default wording beside the points of one kind of row."""

    code: RowKind
    text: Pair


class ScoringBook(Entry):
    """The whole of scoring.toml, all days."""

    grade_table: Annotated[tuple[GradeRule, ...], AfterValidator(no_two_at_once)]
    band_set: Annotated[tuple[BandSet, ...], AfterValidator(no_two_at_once)]
    limit: Annotated[tuple[CauseLimit, ...], AfterValidator(no_two_at_once)]
    reason: Annotated[tuple[ReasonText, ...], AfterValidator(no_two_at_once)]


class Refined(Entry):
    """A part of a sheet; without a basis and status of its own the sheet's hold."""

    basis: tuple[Citation, ...] = ()
    status: Status | None = None
    note: str = ""

    @model_validator(mode="after")
    def _is_grounded_or_not(self) -> Self:
        if bool(self.basis) != (self.status is not None):
            raise BilingualError(
                "basis 和 status 要么都写，要么都不写", "give basis and status together or neither"
            )
        return self


class BlockRule(Refined):
    """An indicator of the first level with its weight."""

    code: Code
    name: Pair
    weight: Amount


class RowRule(Refined):
    """A row of the sheet; `target`, in the figure's own unit, where a document sets it for everybody."""

    code: Code
    block: Code
    level2: Pair
    level3: Pair
    weight: Annotated[Decimal, Field(gt=0)]
    kind: RowKind
    indicator_code: str | None = None
    target_source: TargetSource = TargetSource.NONE
    target: Amount | None = None
    evidence_required: bool
    reason: Pair | None = None


class ScorecardBook(Rule):
    """A scorecard's file: blocks, rows and what they rest on."""

    title: Pair
    full_marks: Annotated[Decimal, Field(gt=0)]
    grade_table: Code | None = None
    band_set: Code
    block: Annotated[tuple[BlockRule, ...], Field(min_length=1)]
    row: Annotated[tuple[RowRule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        check_weights({block.code: block.weight for block in self.block}, self.full_marks)
        for block in self.block:
            weights = {row.code: row.weight for row in self.row if row.block == block.code}
            _check_block(block, weights)
        known = {block.code for block in self.block}
        for row in self.row:
            if row.block not in known:
                raise BilingualError(
                    f"{row.code} 属于不存在的 {row.block}", f"{row.code} names unknown block {row.block}"
                )
        return self


def _check_block(block: BlockRule, weights: dict[str, Decimal]) -> None:
    try:
        check_weights(weights, block.weight)
    except ScorecardError as error:
        raise BilingualError(
            f"{block.code}：{error.message.zh}", f"{block.code}: {error.message.en}"
        ) from None


def list_scorecards(*, shelf: Shelf = PACKAGED) -> tuple[ScorecardBook, ...]:
    """Return every scorecard on the shelf, all days, in the order of their files."""
    return tuple(book for _, book in _books(shelf))


def describe_scorecard(code: str, on: date, *, shelf: Shelf = PACKAGED) -> ScorecardBook:
    """Return the scorecard's file in force on the day, with the basis of every weight.

    Raises RulebookError where there is none, or more than one.
    """
    return _find(code, on, shelf)[1]


def load_scorecard(code: str, on: date, *, shelf: Shelf = PACKAGED) -> Scorecard:
    """Return the scorecard in force on the day, ready to score.

    Raises RulebookError, naming the file, where there is none, where weights do not add up, or where it
    names grades, bands or wording that scoring.toml does not have on that day.
    """
    name, book = _find(code, on, shelf)
    shared = open_book(ScoringBook, BOOK, shelf)
    try:
        return _build(book, shared, on, name)
    except ScorecardError as error:
        raise RulebookError(name, error.message.zh, error.message.en) from None


def _books(shelf: Shelf) -> Iterator[tuple[str, ScorecardBook]]:
    for name in names_under(FOLDER, shelf):
        yield name, open_book(ScorecardBook, name, shelf)


def _find(code: str, on: date, shelf: Shelf) -> tuple[str, ScorecardBook]:
    books = list(_books(shelf))
    found = [(name, book) for name, book in books if book.code == code and book.holds_on(on)]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(name for name, _ in found)
        raise RulebookError(FOLDER, f"{on} 有多个 {code}：{names}", f"several {code} hold on {on}: {names}")
    known = ", ".join(sorted({book.code for _, book in books}))
    raise RulebookError(
        FOLDER, f"{on} 没有评分表 {code}，现有：{known}", f"no {code} holds on {on}; there are {known}"
    )


def _build(book: ScorecardBook, shared: ScoringBook, on: date, name: str) -> Scorecard:
    blocks = {block.code: block.name for block in book.block}
    reasons = {reason.code: reason.text for reason in in_force(shared.reason, on)}
    order = {code: place for place, code in enumerate(blocks)}
    rows = sorted(book.row, key=lambda row: order[row.block])
    grades = (
        None if book.grade_table is None else _pick(shared.grade_table, book.grade_table, on, name).as_table()
    )
    return Scorecard(
        code=book.code,
        title=book.title,
        rows=tuple(_row(row, blocks[row.block], row.reason or reasons.get(row.kind), name) for row in rows),
        bands=_pick(shared.band_set, book.band_set, on, name).as_bands(),
        grades=grades,
        full_marks=book.full_marks,
        deviation_limit=_pick(shared.limit, "DEVIATION", on, name).value,
        over_achievement_limit=_pick(shared.limit, "OVER_ACHIEVEMENT", on, name).value,
    )


def _row(row: RowRule, block: Bilingual, reason: Bilingual | None, name: str) -> ScorecardRow:
    if reason is None:
        raise RulebookError(
            name, f"{row.code}：没有 {row.kind} 的计分理由", f"{row.code}: no wording for {row.kind}"
        )
    _check_wording(row, reason)
    return ScorecardRow(
        code=row.code,
        levels=(block, row.level2, row.level3),
        weight=row.weight,
        kind=row.kind,
        evidence_required=row.evidence_required,
        reason=reason,
        indicator_code=row.indicator_code,
        target_source=row.target_source,
        target=row.target,
    )


def _check_wording(row: RowRule, reason: Bilingual) -> None:
    allowed = JUDGED_FIELDS if row.kind is RowKind.QUALITATIVE else COUNTED_FIELDS
    strange = sorted({*_fields(reason.zh), *_fields(reason.en)} - allowed)
    if strange:
        names, choice = ", ".join(strange), ", ".join(sorted(allowed))
        raise ScorecardError(
            f"{row.code}：计分理由中的花括号看不懂（{names}），只能用 {choice}",
            f"{row.code}: the reason has braces that mean nothing ({names}); it may use {choice}",
        )


def _fields(template: str) -> Iterator[str]:
    try:
        yield from (field for _, field, _, _ in Formatter().parse(template) if field is not None)
    except ValueError as error:  # a brace without its partner
        yield str(error)


P = TypeVar("P", bound=Rule)


def _pick(rules: tuple[P, ...], code: str, on: date, name: str) -> P:
    for rule in in_force(rules, on):
        if rule.code == code:
            return rule
    raise RulebookError(name, f"{BOOK} 在 {on} 没有 {code}", f"{BOOK} has no {code} on {on}")
