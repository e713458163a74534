"""Figures from facts: all at once, by township, and through time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cuntong.domain.values import DivisionCode, Period, Ratio, round_half_up

from ._catalogue import CATALOGUE, indicator_of
from ._frames import Frame, FrameError
from ._indicators import Indicator, Part
from ._populations import Scope
from ._sources import FigureSource
from ._summaries import (
    NOTHING,
    Groups,
    Request,
    Summary,
    summarise,
    summarise_by_township,
    tables_with_records,
    townships,
)


class FigureStatus(StrEnum):
    """Whether a figure has a value, and if not, why."""

    COMPUTED = "COMPUTED"
    """The value stands on records; zero means: such records are kept, and none matches."""
    NO_RECORDS = "NO_RECORDS"
    """A fact table that the numerator reads is absent or holds no record at all: nothing can be said."""
    NO_DENOMINATOR = "NO_DENOMINATOR"
    """The numerator is known, the denominator is zero or has no records: a rate cannot be said."""
    NOT_BY_PLACE = "NOT_BY_PLACE"
    """The records do not say where they belong so finely: the figure exists for a larger place only."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed figure with all that it takes to state it.

    `value` is rounded; `numerator` and `denominator` are exact, and None where they are not known.
    `records` is the number of records in the numerator's population, `evidenced` how many of them have
    evidence. `start_date` is None for a state on `end_date`. `township_code` is set by `compute_by_place`
    alone.
    """

    code: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    records: int
    status: FigureStatus
    evidenced: int
    start_date: date | None
    end_date: date
    township_code: str | None = None


def compute(source: FigureSource, frame: Frame, codes: Iterable[str] | None = None) -> list[Figure]:
    """Return the figures of these codes (by default the whole catalogue), in the order asked for.

    Two queries compute them all. Raises UnknownIndicatorError.
    """
    asked = [indicator_of(code) for code in (CATALOGUE if codes is None else codes)]
    return _figures(source, [(indicator, indicator.scope(frame)) for indicator in asked])


def compute_trend(source: FigureSource, frame: Frame, code: str, periods: Sequence[Period]) -> list[Figure]:
    """Return the figure once per period, in the order of the periods.

    A count or sum takes what is dated in each period; a state, and every figure that is `cumulative`
    (rates of execution, coverage), is read at each period's end. Nothing after the frame's as-of date
    counts. Raises FrameError for a period that begins after it.
    """
    indicator = indicator_of(code)
    return _figures(source, [(indicator, _trend_scope(indicator, frame, period)) for period in periods])


def compute_by_place(source: FigureSource, frame: Frame, code: str) -> list[Figure]:
    """Return the figure once per township, by code; last, without a code, what belongs to no township.

    A township without a matching record is there too, so that a blank on a map is a zero and not a gap. A
    person counts in each township where she appears: the townships may add up to more than the county.
    """
    indicator = indicator_of(code)
    scope, present = indicator.scope(frame), tables_with_records(source)
    numerators = summarise_by_township(source, indicator.numerator, scope, present)
    denominators = summarise_by_township(source, indicator.denominator, scope, present)
    found = {place for groups in (numerators, denominators) for place in groups or ()}
    codes = sorted({place for place in found if place is not None} | townships(source, scope, present))
    return [
        _township_figure(indicator, scope, numerators, denominators, place)
        for place in [*codes, *({None} & found)]
    ]


def _township_figure(
    indicator: Indicator,
    scope: Scope,
    numerators: Groups | None,
    denominators: Groups | None,
    place: str | None,
) -> Figure:
    scope = replace(scope, place=None if place is None else DivisionCode(place))
    numerator = None if numerators is None else numerators.get(place, NOTHING)
    denominator = None if denominators is None else denominators.get(place, NOTHING)
    return replace(_figure(indicator, scope, numerator, denominator), township_code=place)


def _trend_scope(indicator: Indicator, frame: Frame, period: Period) -> Scope:
    if period.start_date > frame.as_of:
        raise FrameError(
            f"期间 {period} 在截止日 {frame.as_of} 之后",
            f"the period {period} begins after the as-of date {frame.as_of}",
        )
    scope = replace(indicator.scope(frame), end_date=min(period.end_date, frame.as_of))
    if scope.start_date is None or indicator.cumulative:
        return scope
    return replace(scope, start_date=period.start_date)


def _figures(source: FigureSource, asked: Sequence[tuple[Indicator, Scope]]) -> list[Figure]:
    requests = [(part, scope) for indicator, scope in asked for part in indicator.parts]
    summaries = summarise(source, requests, tables_with_records(source))
    return [
        _figure(
            indicator,
            scope,
            _found(summaries, indicator.numerator, scope),
            _found(summaries, indicator.denominator, scope),
        )
        for indicator, scope in asked
    ]


def _found(summaries: Mapping[Request, Summary], part: Part | None, scope: Scope) -> Summary | None:
    return None if part is None else summaries.get((part, scope))


def _figure(
    indicator: Indicator, scope: Scope, numerator: Summary | None, denominator: Summary | None
) -> Figure:
    status = _status(indicator, scope, numerator, denominator)
    return Figure(
        code=indicator.code,
        value=_value(indicator, numerator, denominator) if status is FigureStatus.COMPUTED else None,
        numerator=numerator.value if numerator else None,
        denominator=denominator.value if denominator else None,
        records=numerator.records if numerator else 0,
        status=status,
        evidenced=numerator.evidenced if numerator else 0,
        start_date=scope.start_date,
        end_date=scope.end_date,
    )


def _status(
    indicator: Indicator, scope: Scope, numerator: Summary | None, denominator: Summary | None
) -> FigureStatus:
    if not all(part.can_be_narrowed_to(scope.place) for part in indicator.parts):
        return FigureStatus.NOT_BY_PLACE
    if numerator is None:
        return FigureStatus.NO_RECORDS
    if indicator.denominator is not None and (denominator is None or denominator.value == 0):
        return FigureStatus.NO_DENOMINATOR
    return FigureStatus.COMPUTED


def _value(indicator: Indicator, numerator: Summary | None, denominator: Summary | None) -> Decimal:
    assert numerator is not None  # the status says so
    if denominator is None:
        return round_half_up(numerator.value * indicator.scale, indicator.decimals)
    return Ratio(numerator.value, denominator.value).scaled(indicator.scale, indicator.decimals)
