"""Nothing is not zero: when a figure has a value, and what it says when it has none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.indicators import (
    CATALOGUE,
    Figure,
    FigureSource,
    FigureStatus,
    Frame,
    FrameError,
    UnknownIndicatorError,
    compute,
    compute_by_place,
    compute_trend,
)
from cuntong.domain.values import DivisionCode, Period

Row = dict[str, Any]
MakeRow = Callable[..., Row]
MakeSource = Callable[[dict[str, list[Row]]], FigureSource]
TOWNSHIP, VILLAGE = DivisionCode("440281001000"), DivisionCode("440281001201")


def one(source: FigureSource, frame: Frame, code: str) -> Figure:
    (figure,) = compute(source, frame, [code])
    return figure


def test_without_any_fact_every_figure_has_no_records(source_of: MakeSource, year_2023: Frame) -> None:
    for facts in ({}, {name: [] for name in FACT_TABLES}):
        figures = compute(source_of(facts), year_2023)
        assert [figure.code for figure in figures] == list(CATALOGUE)
        for figure in figures:
            assert (figure.status, figure.value, figure.records) == (FigureStatus.NO_RECORDS, None, 0)


def test_records_that_do_not_match_are_an_honest_zero(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of({"attendance": [row("attendance", kind="GENERAL", held_date=date(2019, 1, 1))]})
    for code in ("ATTENDANCES_GENERAL", "ATTENDANCES_VALUE_ADDED", "PERSONS_TRAINED"):
        figure = one(source, year_2023, code)
        assert (figure.status, figure.value, figure.evidenced) == (FigureStatus.COMPUTED, 0, 0)


def test_a_sum_of_no_matching_record_is_zero(row: MakeRow, source_of: MakeSource, year_2023: Frame) -> None:
    source = source_of({"payments": [row("payments", tranche="FIRST", amount_yuan=Decimal("5.00"))]})
    assert one(source, year_2023, "FUNDS_PAID_TAIL").value == Decimal("0.00")


def test_sales_that_nobody_recorded_add_nothing(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of({"livestreams": [row("livestreams", sales_yuan=None)]})
    assert one(source, year_2023, "LIVESTREAM_SALES").value == Decimal("0.00")


@pytest.mark.parametrize("appropriations", [None, [], ["2030-01-01"]])
def test_a_rate_without_denominator_is_not_said(
    row: MakeRow, source_of: MakeSource, year_2023: Frame, appropriations: list[str] | None
) -> None:
    facts = {"payments": [row("payments", amount_yuan=Decimal("5.00"))]}
    if appropriations is not None:
        facts["appropriations"] = [
            row("appropriations", released_date=date.fromisoformat(day)) for day in appropriations
        ]
    figure = one(source_of(facts), year_2023, "EXECUTION_RATE")
    assert (figure.status, figure.value) == (FigureStatus.NO_DENOMINATOR, None)
    assert figure.numerator == Decimal("5.00")


def test_a_rate_without_numerator_still_shows_its_denominator(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of({"station_events": [], "divisions": [row("divisions", kind="ADMINISTRATIVE_VILLAGE")]})
    figure = one(source, year_2023, "VILLAGE_COVERAGE")
    assert (figure.status, figure.numerator, figure.denominator) == (FigureStatus.NO_RECORDS, None, 1)


def test_figures_whose_records_are_not_kept_yet_are_in_the_catalogue(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of({"attendance": [row("attendance")]})
    awaited = [code for code, indicator in CATALOGUE.items() if indicator.numerator is None]
    assert awaited == ["POOLED_DELIVERY_SHARE"]
    assert all(CATALOGUE[code].table not in FACT_TABLES for code in awaited)
    assert {figure.status for figure in compute(source, year_2023, awaited)} == {FigureStatus.NO_RECORDS}
    for frame in (year_2023, replace(year_2023, place=TOWNSHIP)):
        assert one(source, frame, "POOLED_DELIVERY_SHARE").status is FigureStatus.NO_RECORDS
    for figure in compute_by_place(source, year_2023, "POOLED_DELIVERY_SHARE"):
        assert figure.status is FigureStatus.NO_RECORDS


def test_the_evidence_of_the_counted_records_is_counted(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    rows = [
        row("attendance", evidence_count=n, kind=k)
        for n, k in ((0, "GENERAL"), (2, "GENERAL"), (1, "ONLINE"))
    ]
    figure = one(source_of({"attendance": rows}), year_2023, "ATTENDANCES_GENERAL")
    assert (figure.records, figure.evidenced) == (2, 1)


def test_a_place_narrows_and_the_county_does_not(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    townships = ("440281001000", "440281002000", None)
    source = source_of({"attendance": [row("attendance", township_code=code) for code in townships]})
    county = replace(year_2023, place=DivisionCode("440281000000"))
    for frame, expected in ((year_2023, 3), (county, 3), (replace(year_2023, place=TOWNSHIP), 1)):
        assert one(source, frame, "ATTENDANCES").value == expected


def test_what_does_not_know_its_place_is_not_said_of_a_place(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of({"payments": [row("payments")], "attendance": [row("attendance")]})
    in_township = replace(year_2023, place=TOWNSHIP)
    assert one(source, in_township, "FUNDS_PAID").status is FigureStatus.NOT_BY_PLACE
    assert one(source, in_township, "ATTENDANCES").status is FigureStatus.COMPUTED
    in_village = replace(year_2023, place=VILLAGE)
    assert one(source, in_village, "ATTENDANCES").status is FigureStatus.NOT_BY_PLACE


def test_by_place_every_township_has_its_figure(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    facts = {
        "divisions": [row("divisions", code=f"44028100{n}000", kind="TOWNSHIP") for n in (1, 2)],
        "attendance": [
            row("attendance", township_code=code, person_key="the same person")
            for code in ("440281001000", "440281001000", "440281009000", None)
        ],
        "payments": [row("payments")],
    }
    source = source_of(facts)
    counted = compute_by_place(source, year_2023, "PERSONS_TRAINED")
    assert [(figure.township_code, figure.value) for figure in counted] == [
        ("440281001000", 1),
        ("440281002000", 0),
        ("440281009000", 1),
        (None, 1),
    ]
    paid = compute_by_place(source, year_2023, "FUNDS_PAID")
    assert [(figure.status, figure.value) for figure in paid] == [(FigureStatus.NOT_BY_PLACE, None)] * 2


def test_by_place_in_one_township_only(row: MakeRow, source_of: MakeSource, year_2023: Frame) -> None:
    codes = ("440281001000", "440281002000")
    facts = {
        "divisions": [row("divisions", code=code, kind="TOWNSHIP") for code in codes],
        "attendance": [row("attendance", township_code=code) for code in codes],
    }
    narrowed = compute_by_place(source_of(facts), replace(year_2023, place=TOWNSHIP), "ATTENDANCES")
    assert [(figure.township_code, figure.value) for figure in narrowed] == [("440281001000", 1)]
    village = compute_by_place(source_of(facts), replace(year_2023, place=VILLAGE), "ATTENDANCES")
    assert village == []


def test_a_trend_of_counts_takes_what_falls_in_each_period(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    days = (date(2023, 10, 31), date(2023, 11, 1), date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 1))
    source = source_of({"attendance": [row("attendance", held_date=day) for day in days]})
    months = [
        Period(date(2023, 10, 1), date(2023, 10, 31)),
        Period(date(2023, 11, 1), date(2023, 11, 30)),
        Period(date(2023, 12, 1), date(2024, 2, 1)),
    ]
    trend = compute_trend(source, year_2023, "ATTENDANCES", months)
    assert [figure.value for figure in trend] == [1, 2, 1]
    assert (trend[-1].start_date, trend[-1].end_date) == (date(2023, 12, 1), year_2023.as_of)


def test_a_trend_of_rates_and_states_is_read_at_each_end(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    facts = {
        "appropriations": [row("appropriations", amount_yuan=Decimal(100), released_date=date(2022, 1, 1))],
        "payments": [
            row("payments", amount_yuan=Decimal(amount), paid_date=date(2023, month, 5))
            for month, amount in ((1, 30), (2, 20))
        ],
        "tenancies": [row("tenancies", from_date=date(2023, 2, 1))],
    }
    months = [Period(date(2023, 1, 1), date(2023, 1, 31)), Period(date(2023, 2, 1), date(2023, 2, 28))]
    for code, expected in (("EXECUTION_RATE", ["30.00", "50.00"]), ("FIRMS_SETTLED", ["0", "1"])):
        trend = compute_trend(source_of(facts), year_2023, code, months)
        assert [str(figure.value) for figure in trend] == expected


def test_a_trend_does_not_reach_beyond_the_as_of_date(source_of: MakeSource, year_2023: Frame) -> None:
    with pytest.raises(FrameError, match="after the as-of date"):
        compute_trend(source_of({}), year_2023, "ATTENDANCES", [Period.of_year(2024)])


def test_a_code_that_is_not_in_the_catalogue_is_told(source_of: MakeSource, year_2023: Frame) -> None:
    with pytest.raises(UnknownIndicatorError, match="目录中没有 HAPPINESS"):
        compute(source_of({}), year_2023, ["HAPPINESS"])


def test_figures_come_in_the_order_asked_for(source_of: MakeSource, year_2023: Frame) -> None:
    codes = ["SESSIONS", "FUNDS_PAID", "SESSIONS"]
    assert [figure.code for figure in compute(source_of({}), year_2023, codes)] == codes


def test_a_frame_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(FrameError, match="lies before 2023-01-01"):
        Frame(date(2021, 7, 20), date(2023, 1, 1), date(2022, 12, 31))
