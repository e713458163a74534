"""Records whose totals are the figures of the 2023 report, and what may mislead in each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from cuntong.domain.indicators import FigureSource, FigureStatus, Frame, compute
from cuntong.domain.values import DivisionCode

Row = dict[str, Any]
MakeRow = Callable[..., Row]
MakeSource = Callable[[dict[str, list[Row]]], FigureSource]


def figures(source: FigureSource, frame: Frame, *codes: str) -> list[str | None]:
    return [None if figure.value is None else str(figure.value) for figure in compute(source, frame, codes)]


def money(row: MakeRow) -> dict[str, list[Row]]:
    released = {"FIRST": Decimal(10_000_000), "TAIL": Decimal(5_000_000)}
    paid = {"FIRST": Decimal(10_000_000), "TAIL": Decimal(1_936_000)}
    return {
        "appropriations": [
            row("appropriations", appropriation_id=tranche, tranche=tranche, amount_yuan=amount)
            for tranche, amount in released.items()
        ],
        "payments": [
            row("payments", appropriation_id=tranche, tranche=tranche, amount_yuan=amount)
            for tranche, amount in paid.items()
        ],
    }


def test_money_is_paid_out_at_the_rates_recomputed_from_the_report(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    source = source_of(money(row))
    codes = ("FUNDS_RELEASED", "FUNDS_PAID", "FUNDS_PAID_TAIL", "FUNDS_UNPAID")
    assert figures(source, year_2023, *codes) == ["15000000.00", "11936000.00", "1936000.00", "3064000.00"]
    assert figures(source, year_2023, "EXECUTION_RATE", "TAIL_EXECUTION_RATE") == ["79.57", "38.72"]


def test_other_money_does_not_move_the_rates_of_the_central_money(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    facts = money(row)
    facts["appropriations"].append(row("appropriations", source="LOCAL", amount_yuan=Decimal(900)))
    facts["payments"].append(row("payments", source="LOCAL", amount_yuan=Decimal(900)))
    assert figures(source_of(facts), year_2023, "EXECUTION_RATE", "FUNDS_UNPAID") == ["79.57", "3064000.00"]


def test_unpaid_money_opens_to_each_appropriation(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    (figure,) = compute(source_of(money(row)), year_2023, ["FUNDS_UNPAID"])
    assert (figure.records, figure.numerator) == (2, Decimal("3064000.00"))


def stations(row: MakeRow, last_state: str = "OPERATING") -> list[Row]:
    """17 township stations and 101 points in as many villages, through their whole life."""
    places = [("TOWNSHIP", f"4402810{n:02d}000") for n in range(1, 18)]
    places += [("VILLAGE", f"4402810{n % 17 + 1:02d}2{n:02d}") for n in range(99)]
    places += [("VILLAGE", f"440281001{n}") for n in (301, 302)]
    return [
        row(
            "station_events",
            station_id=f"s-{code}",
            level=level,
            division_code=code,
            township_code=code[:9] + "000",
            state=state,
            event_date=date(2022, month, 1),
        )
        for level, code in places
        for month, state in enumerate(("APPLIED", "APPROVED", "BUILT", "ACCEPTED", last_state), 1)
    ]


def divisions(row: MakeRow) -> list[Row]:
    """17 townships, 194 administrative villages, 31 communities and two statistical units."""
    villages = {event["division_code"] for event in stations(row) if event["level"] == "VILLAGE"}
    villages |= {f"4402810{n % 17 + 1:02d}4{n:02d}" for n in range(93)}
    return [
        *(row("divisions", code=f"4402810{n:02d}000", kind="TOWNSHIP") for n in range(1, 18)),
        *(row("divisions", code=code, kind="ADMINISTRATIVE_VILLAGE") for code in villages),
        *(row("divisions", code=f"4402810010{n:02d}", kind="COMMUNITY") for n in range(1, 32)),
        *(row("divisions", code=f"44028145{n}000", kind="STATISTICAL") for n in (1, 2)),
    ]


def test_stations_and_coverage(row: MakeRow, source_of: MakeSource, year_2023: Frame) -> None:
    source = source_of({"station_events": stations(row), "divisions": divisions(row)})
    for state in ("BUILT", "ACCEPTED", "OPERATING"):
        codes = (f"TOWNSHIP_STATIONS_{state}", f"VILLAGE_POINTS_{state}", f"STATIONS_{state}")
        assert figures(source, year_2023, *codes) == ["17", "101", "118"]
    assert figures(source, year_2023, "TOWNSHIP_COVERAGE", "VILLAGE_COVERAGE") == ["100.00", "52.06"]


def test_planned_and_stopped_stations_never_operate_and_cover_nothing(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    for last_state in ("ACCEPTED", "SUSPENDED", "REPLACED", "WITHDRAWN"):
        source = source_of({"station_events": stations(row, last_state), "divisions": divisions(row)})
        codes = ("STATIONS_OPERATING", "VILLAGE_COVERAGE", "TOWNSHIP_COVERAGE", "STATIONS_BUILT")
        assert figures(source, year_2023, *codes) == ["0", "0.00", "0.00", "118"]


def test_a_second_point_and_a_point_in_a_community_cover_no_further_village(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    events = [
        row("station_events", station_id=station, level="VILLAGE", division_code=code, state="OPERATING")
        for station, code in (("s1", "440281001201"), ("s2", "440281001201"), ("s3", "440281001001"))
    ]
    kinds = {"440281001201": "ADMINISTRATIVE_VILLAGE", "440281001202": "ADMINISTRATIVE_VILLAGE"}
    kinds["440281001001"] = "COMMUNITY"
    rows = [row("divisions", code=code, kind=kind) for code, kind in kinds.items()]
    source = source_of({"station_events": events, "divisions": rows})
    codes = ("VILLAGE_POINTS_OPERATING", "VILLAGE_COVERAGE")
    assert figures(source, year_2023, *codes) == ["3", "50.00"]


def test_of_two_events_on_one_day_the_one_further_along_is_the_state(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    def operating(*states: str) -> list[str | None]:
        events = [row("station_events", station_id="s", level="VILLAGE", state=state) for state in states]
        return figures(source_of({"station_events": events}), year_2023, "STATIONS_OPERATING")

    assert operating("OPERATING", "ACCEPTED") == operating("ACCEPTED", "OPERATING") == ["1"]
    assert operating("SUSPENDED", "OPERATING") == operating("OPERATING", "SUSPENDED") == ["0"]


def test_a_station_counts_in_the_state_it_had_on_the_as_of_date(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    life = {date(2022, 1, 1): "OPERATING", date(2023, 5, 1): "SUSPENDED", date(2023, 9, 1): "OPERATING"}
    events = [
        row("station_events", station_id="s", level="VILLAGE", state=state, event_date=day)
        for day, state in life.items()
    ]
    source = source_of({"station_events": events})
    days = (date(2023, 4, 30), date(2023, 5, 1), date(2023, 8, 31), date(2023, 9, 1))
    states = [figures(source, replace(year_2023, as_of=day), "STATIONS_OPERATING") for day in days]
    assert states == [["1"], ["0"], ["0"], ["1"]]


def test_a_station_that_moved_counts_where_it_is_now(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    moves = {date(2022, 1, 1): "440281001201", date(2023, 5, 1): "440281002201"}
    events = [
        row(
            "station_events",
            station_id="s",
            level="VILLAGE",
            state="OPERATING",
            division_code=code,
            event_date=day,
        )
        for day, code in moves.items()
    ]
    source = source_of({"station_events": events})
    townships = [replace(year_2023, place=DivisionCode(code)) for code in ("440281001000", "440281002000")]
    assert [figures(source, frame, "STATIONS_OPERATING") for frame in townships] == [["0"], ["1"]]


def test_persons_and_attendances_are_counted_apart(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    general = [row("attendance", kind="GENERAL", person_key=f"p{n % 2000}") for n in range(2597)]
    value_added = [row("attendance", kind="VALUE_ADDED", person_key=f"p{n % 500}") for n in range(718)]
    online = [row("attendance", kind="ONLINE", person_key="p-online")]
    source = source_of({"attendance": general + value_added + online})
    codes = ("ATTENDANCES_GENERAL", "ATTENDANCES_VALUE_ADDED", "ATTENDANCES")
    assert figures(source, year_2023, *codes) == ["2597", "718", "3315"]
    codes = ("PERSONS_TRAINED_GENERAL", "PERSONS_TRAINED_VALUE_ADDED", "PERSONS_TRAINED")
    assert figures(source, year_2023, *codes) == ["2000", "500", "2000"]


def test_the_same_trainings_in_other_periods_and_of_the_centre_alone(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    def sign_ins(number: int, organiser: str, day: date) -> list[Row]:
        return [row("attendance", organiser=organiser, held_date=day) for _ in range(number)]

    facts = {
        "attendance": [
            *sign_ins(483, "CENTRE", date(2023, 1, 1)),
            *sign_ins(784, "TOWNSHIP_GOVERNMENT", date(2023, 12, 31)),
            *sign_ins(2048, "TOWNSHIP_GOVERNMENT", date(2022, 12, 31)),
        ],
        "training_sessions": [row("training_sessions") for _ in range(27)],
    }
    codes = ("CENTRE_ATTENDANCES_SINCE_YEAR", "ATTENDANCES_SINCE_YEAR", "SESSIONS_SINCE_YEAR", "ATTENDANCES")
    assert figures(source_of(facts), year_2023, *codes) == ["483", "1267", "27", "3315"]


def test_outcomes_are_persons_over_persons(row: MakeRow, source_of: MakeSource, year_2023: Frame) -> None:
    facts = {
        "outcomes": [
            *(row("outcomes", person_key=f"p{n}", has_prior_value_added=True) for n in range(26)),
            row("outcomes", person_key="p0", kind="EMPLOYED", has_prior_value_added=True),
            row("outcomes", person_key="stranger", has_prior_value_added=False),
        ],
        "attendance": [row("attendance", kind="VALUE_ADDED", person_key=f"p{n % 500}") for n in range(718)],
    }
    assert figures(source_of(facts), year_2023, "TRAINING_OUTCOMES", "OUTCOME_RATE") == ["26", "5.20"]


def test_a_satisfaction_share_stands_on_valid_answers_only(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    ratings = [5, 4, 3, None, None]
    source = source_of({"satisfaction_answers": [row("satisfaction_answers", rating=r) for r in ratings]})
    (figure,) = compute(source, year_2023, ["SATISFACTION_SHARE"])
    assert (figure.value, figure.numerator, figure.denominator) == (Decimal("66.67"), 2, 3)
    assert figure.status is FigureStatus.COMPUTED


def test_a_firm_counts_through_the_last_day_of_its_tenancy(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    as_of = year_2023.as_of
    source = source_of(
        {
            "tenancies": [
                row("tenancies", firm_id="stays", from_date=as_of),
                row("tenancies", firm_id="stays", from_date=date(2022, 1, 1), to_date=date(2022, 6, 1)),
                row("tenancies", firm_id="last day", from_date=date(2022, 1, 1), to_date=as_of),
                row("tenancies", firm_id="left", from_date=date(2022, 1, 1), to_date=date(2023, 12, 30)),
                row("tenancies", firm_id="to come", from_date=date(2024, 1, 1)),
            ]
        }
    )
    assert figures(source, year_2023, "FIRMS_SETTLED") == ["2"]


def test_an_owner_with_two_shops_is_one_owner(row: MakeRow, source_of: MakeSource, year_2023: Frame) -> None:
    shops = [
        row("shops", owner_kind="STATION", owner_id=owner, with_help=with_help)
        for owner, with_help in (("s1", True), ("s1", True), ("s2", True), ("s3", False))
    ]
    codes = ("STATIONS_WITH_SHOP", "SHOPS_OPENED", "FIRMS_WITH_SHOP")
    assert figures(source_of({"shops": shops}), year_2023, *codes) == ["2", "3", "0"]


def test_a_certificate_counts_once_by_its_number_and_kind(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    kinds = {"E_COMMERCE_SPECIALIST": 7, "INTERNET_MARKETER": 6}
    certificates = [
        row("certificates", kind=kind, number=f"{kind}-{n}")
        for kind, total in kinds.items()
        for n in range(total)
    ]
    certificates.append(row("certificates", kind="INTERNET_MARKETER", number="INTERNET_MARKETER-0"))
    codes = ("CERTIFICATES_E_COMMERCE_SPECIALIST", "CERTIFICATES_INTERNET_MARKETER")
    assert figures(source_of({"certificates": certificates}), year_2023, *codes) == ["7", "6"]


def test_money_paid_after_the_as_of_date_is_still_unpaid_on_it(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    facts = money(row)
    facts["payments"].append(
        row(
            "payments",
            appropriation_id="TAIL",
            tranche="TAIL",
            amount_yuan=Decimal(5),
            paid_date=date(2024, 1, 1),
        )
    )
    assert figures(source_of(facts), year_2023, "FUNDS_UNPAID", "FUNDS_PAID") == ["3064000.00", "11936000.00"]


def test_online_courses_count_when_they_are_public_and_dated(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    published = {"kind": "ONLINE", "is_public": True, "published_date": date(2019, 1, 1)}
    changes = ({}, {"is_public": False}, {"published_date": None}, {"kind": "GENERAL"})
    courses = [row("courses", **published) for _ in range(19)]
    courses += [row("courses", **(published | change)) for change in changes]
    assert figures(source_of({"courses": courses}), year_2023, "ONLINE_COURSES_PUBLIC") == ["20"]


def test_livestreams_of_the_centre_and_of_the_others_are_counted_apart(
    row: MakeRow, source_of: MakeSource, year_2023: Frame
) -> None:
    hosts = ["STATION"] * 150 + ["FIRM"] * 53 + ["CENTRE"] * 12
    livestreams = [row("livestreams", host_kind=host, sales_yuan=Decimal("10.50")) for host in hosts]
    source = source_of({"livestreams": livestreams})
    codes = ("LIVESTREAMS_SINCE_YEAR", "CENTRE_LIVESTREAMS", "LIVESTREAM_SALES")
    assert figures(source, year_2023, *codes) == ["203", "12", "2257.50"]
