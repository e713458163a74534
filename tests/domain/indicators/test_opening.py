"""The records behind a figure: pages, filters, order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.indicators import FigureSource, FilterError, Frame, Population, open_population
from cuntong.domain.values import DivisionCode

Row = dict[str, Any]
MakeRow = Callable[..., Row]
MakeSource = Callable[[dict[str, list[Row]]], FigureSource]


@pytest.fixture(scope="module")
def source(row: MakeRow, source_of: MakeSource) -> FigureSource:
    people = ["张*", "李*", "Wang*"]
    attendance = [
        row(
            "attendance",
            attendance_id=f"a{n}",
            session_id=f"session-{n % 2}",
            kind="GENERAL" if n else "VALUE_ADDED",
            held_date=date(2023, 1 + n, 15),
            township_code=f"44028100{1 + n % 3}000",
            person_label=people[n % 3],
            evidence_count=n,
        )
        for n in range(6)
    ]
    payments = [
        row("payments", payment_id=f"p{n}", amount_yuan=Decimal(n) + Decimal("0.50")) for n in range(4)
    ]
    shops = [
        row("shops", shop_id=f"s{n}", with_help=True, township_code=code)
        for n, code in enumerate([None, None])
    ]
    courses = [
        row(
            "courses",
            course_id=f"c{n}",
            kind="ONLINE",
            is_public=True,
            published_date=date(2023, 1, 1),
            public_url=url,
        )
        for n, url in enumerate(["b", None, "a"])
    ]
    villages = [row("divisions", code=f"44028100{n}201", kind="ADMINISTRATIVE_VILLAGE") for n in (2, 1)]
    return source_of(
        {
            "attendance": attendance,
            "payments": payments,
            "shops": shops,
            "courses": courses,
            "divisions": villages,
        }
        | {"station_events": []}
    )


def keys(opened: Population) -> list[str]:
    return [values[0] for values in opened.rows]


def test_the_latest_records_come_first_in_their_declared_columns(
    source: FigureSource, year_2023: Frame
) -> None:
    opened = open_population(source, year_2023, "ATTENDANCES", page_size=2)
    assert keys(opened) == ["a5", "a4"]
    assert opened.total == 6
    assert [column.name for column in opened.columns][:3] == ["attendance_id", "session_id", "session_title"]
    assert opened.rows[0][5] == date(2023, 6, 15)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "VALUE_ADDED"}, ["a0"]),
        ({"person_label": "李"}, ["a4", "a1"]),
        ({"person_label": "wANG"}, ["a5", "a2"]),
        ({"person_label": "%"}, []),
        ({"session_id": "session-1"}, ["a5", "a3", "a1"]),
        ({"session_id": "session"}, []),
        ({"township_code": "440281001000"}, ["a3", "a0"]),
        ({"township_code": " ４４０２８１００１０００ "}, ["a3", "a0"]),
        ({"township_code": "440281000000", "kind": "VALUE_ADDED"}, ["a0"]),
        ({"held_date": "2023-03-15"}, ["a2"]),
        ({"held_date": "2023-03"}, ["a2"]),
        ({"held_date": "2022-12"}, []),
        ({"held_date": "2023"}, ["a5", "a4", "a3", "a2", "a1", "a0"]),
        ({"held_date": "2023-02..2023-03-14"}, ["a1"]),
        ({"held_date": "..2023-02"}, ["a1", "a0"]),
        ({"held_date": "2023-05 .."}, ["a5", "a4"]),
        ({"evidence_count": "3"}, ["a3"]),
        ({"evidence_count": "4.."}, ["a5", "a4"]),
        ({"evidence_count": "1..2"}, ["a2", "a1"]),
        ({"kind": " ", "evidence_count": ""}, ["a5", "a4", "a3", "a2", "a1", "a0"]),
    ],
)
def test_filters(
    source: FigureSource, year_2023: Frame, filters: dict[str, str], expected: list[str]
) -> None:
    opened = open_population(source, year_2023, "ATTENDANCES", filters=filters)
    assert (keys(opened), opened.total) == (expected, len(expected))


def test_amounts_and_yes_or_no_are_filtered_too(source: FigureSource, year_2023: Frame) -> None:
    opened = open_population(source, year_2023, "FUNDS_PAID", filters={"amount_yuan": "1.5..2.5"})
    assert keys(opened) == ["p1", "p2"]
    for asked, total in (("是", 2), ("TRUE", 2), ("0", 0), ("否", 0)):
        assert open_population(source, year_2023, "SHOPS_OPENED", filters={"with_help": asked}).total == total


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"weather": "fine"}, "no column weather"),
        ({"kind": "general"}, "none of GENERAL"),
        ({"township_code": "440281"}, "not a division code"),
        ({"held_date": "2023-13"}, "no date"),
        ({"held_date": "2023-02-30"}, "no date"),
        ({"held_date": "last week"}, "no date"),
        ({"held_date": ".."}, "both ends"),
        ({"evidence_count": "many"}, "no number"),
        ({"evidence_count": "1e5"}, "no number"),
    ],
)
def test_a_filter_that_cannot_be_read_is_told(
    source: FigureSource, year_2023: Frame, filters: dict[str, str], said: str
) -> None:
    with pytest.raises(FilterError, match=said):
        open_population(source, year_2023, "ATTENDANCES", filters=filters)


def test_yes_or_no_that_cannot_be_read_is_told(source: FigureSource, year_2023: Frame) -> None:
    with pytest.raises(FilterError, match="neither yes nor no"):
        open_population(source, year_2023, "SHOPS_OPENED", filters={"with_help": "maybe"})


def test_the_order_can_be_chosen_and_empty_values_come_last(source: FigureSource, year_2023: Frame) -> None:
    def urls(order_by: str) -> list[str]:
        return keys(open_population(source, year_2023, "ONLINE_COURSES_PUBLIC", order_by=order_by))

    assert urls("public_url") == ["c2", "c0", "c1"]
    assert urls("-public_url") == ["c0", "c2", "c1"]
    pages = [
        open_population(
            source, year_2023, "ONLINE_COURSES_PUBLIC", order_by="-public_url", page=page, page_size=1
        )
        for page in (1, 2, 3, 4)
    ]
    assert [keys(opened) for opened in pages] == [["c0"], ["c2"], ["c1"], []]
    with pytest.raises(FilterError, match="no column weather"):
        urls("-weather")


@settings(deadline=None, max_examples=20)
@given(
    page_size=st.integers(1, 7), order_by=st.sampled_from([None, "person_label", "-attendance_id", "-kind"])
)
def test_the_pages_together_are_the_whole_in_one_order(
    source: FigureSource, year_2023: Frame, page_size: int, order_by: str | None
) -> None:
    whole = keys(open_population(source, year_2023, "ATTENDANCES", order_by=order_by))
    paged = []
    for page in range(1, 9):
        opened = open_population(
            source, year_2023, "ATTENDANCES", order_by=order_by, page=page, page_size=page_size
        )
        assert opened.total == 6
        assert len(opened.rows) <= page_size
        paged += keys(opened)
    assert paged == whole


@pytest.mark.parametrize("order_by", [None, "held_date", "sales_yuan", "-sales_yuan", "livestream_id"])
def test_a_page_far_inside_is_the_same_piece_of_the_whole(
    row: MakeRow, source_of: MakeSource, year_2023: Frame, order_by: str | None
) -> None:
    held = [
        row(
            "livestreams",
            livestream_id=f"l{n * 7919 % 5000:04}",
            host_kind="FIRM",
            held_date=date(2023, 1 + n % 12, 1 + n % 28),
            sales_yuan=Decimal(n % 3) if n % 4 else None,
        )
        for n in range(5000)
    ]
    with source_of({"livestreams": held}) as source:

        def opened(page: int, page_size: int) -> list[str]:
            figure = "LIVESTREAMS_SINCE_YEAR"
            return keys(
                open_population(source, year_2023, figure, order_by=order_by, page=page, page_size=page_size)
            )

        whole = opened(1, 5000)
        assert len(set(whole)) == 5000
        for page in (21, 35, 49, 50, 51, 52, 70, 79, 99, 100, 101):
            assert opened(page, 50) == whole[(page - 1) * 50 : page * 50]


@pytest.mark.parametrize(("page", "page_size"), [(0, 10), (1, 0)])
def test_pages_start_at_one(source: FigureSource, year_2023: Frame, page: int, page_size: int) -> None:
    with pytest.raises(ValueError, match="start at 1"):
        open_population(source, year_2023, "ATTENDANCES", page=page, page_size=page_size)


def test_a_denominator_opens_like_a_numerator(source: FigureSource, year_2023: Frame) -> None:
    opened = open_population(source, year_2023, "VILLAGE_COVERAGE", part="denominator")
    assert keys(opened) == ["440281001201", "440281002201"]


def test_what_cannot_open_opens_to_nothing(source: FigureSource, year_2023: Frame) -> None:
    in_township = replace(year_2023, place=DivisionCode("440281001000"))
    for frame, code in (
        (year_2023, "PARCEL_COST"),
        (year_2023, "PRODUCTS_SHOWN"),
        (in_township, "FUNDS_PAID"),
    ):
        assert open_population(source, frame, code).total == 0
    assert open_population(source, year_2023, "ATTENDANCES", part="denominator") == Population((), (), 0)


def test_unpaid_money_shows_what_was_paid_of_each(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of(
        {
            "appropriations": [row("appropriations", appropriation_id="a", amount_yuan=Decimal(100))],
            "payments": [row("payments", appropriation_id="a", amount_yuan=Decimal("30.25"))],
        }
    )
    opened = open_population(source, year_2023, "FUNDS_UNPAID", filters={"unpaid_yuan": "69.75"})
    assert [column.name for column in opened.columns][-2:] == ["paid_yuan", "unpaid_yuan"]
    assert opened.rows[0][-2:] == (Decimal("30.25"), Decimal("69.75"))
