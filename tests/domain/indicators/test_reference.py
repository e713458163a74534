"""Every figure of the catalogue against plain loops over the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cuntong.domain.facts import FACT_TABLES, conform
from cuntong.domain.indicators import (
    CATALOGUE,
    FigureSource,
    FigureStatus,
    Frame,
    PeriodRule,
    compute,
    compute_by_place,
    definition,
    open_population,
)
from cuntong.domain.values import DivisionCode

Row = dict[str, Any]
Facts = dict[str, list[Row]]

FRAME = Frame(date(2021, 7, 20), date(2023, 1, 1), date(2023, 12, 31))
COUNTY, TOWN_A, TOWN_B = "440281000000", "440281001000", "440281002000"
VILLAGE_A, VILLAGE_B, COMMUNITY_A = "440281001201", "440281002201", "440281001001"
DIVISIONS = {
    COUNTY: "COUNTY",
    TOWN_A: "TOWNSHIP",
    TOWN_B: "TOWNSHIP",
    "440281451000": "STATISTICAL",
    VILLAGE_A: "ADMINISTRATIVE_VILLAGE",
    "440281001202": "ADMINISTRATIVE_VILLAGE",
    VILLAGE_B: "ADMINISTRATIVE_VILLAGE",
    COMMUNITY_A: "COMMUNITY",
}
EDGES = [
    FRAME.project_start - timedelta(days=1),
    FRAME.project_start,
    date(2022, 5, 1),
    FRAME.year_start - timedelta(days=1),
    FRAME.year_start,
    date(2023, 6, 1),
    FRAME.as_of.replace(day=1) - timedelta(days=1),
    FRAME.as_of.replace(day=1),
    FRAME.as_of,
    FRAME.as_of + timedelta(days=1),
]
LIFE = ["APPLIED", "APPROVED", "BUILT", "ACCEPTED", "OPERATING", "SUSPENDED", "REPLACED", "WITHDRAWN"]
IN_PERSON = ("GENERAL", "VALUE_ADDED")


# --- The plain reading -------------------------------------------------------------------------------


@dataclass
class Plain:
    """Populations by loops: every rule of the catalogue said once more, without any engine."""

    facts: Facts
    frame: Frame

    def place_prefix(self) -> str:
        code = COUNTY if self.frame.place is None else self.frame.place.value
        if code == COUNTY:
            return ""
        return code[:9] if code.endswith("000") else code

    def inside(self, table: str, row: Row) -> bool:
        column = FACT_TABLES[table].place_column
        prefix = self.place_prefix()
        return not prefix or column is None or (row[column] or "").startswith(prefix)

    def pick(self, table: str, day: str | None, start: date | None, **wanted: Any) -> list[Row]:
        picked = []
        for row in self.facts.get(table, []):
            if day is not None and (row[day] is None or row[day] > self.frame.as_of):
                continue
            if day is not None and start is not None and row[day] < start:
                continue
            if not self.inside(table, row):
                continue
            if all(row[k] in (v if isinstance(v, tuple) else (v,)) for k, v in wanted.items()):
                picked.append(row)
        return picked

    def project(self, table: str, day: str, **wanted: Any) -> list[Row]:
        return self.pick(table, day, self.frame.project_start, **wanted)

    def since_year(self, table: str, day: str, **wanted: Any) -> list[Row]:
        return self.pick(table, day, self.frame.year_start, **wanted)

    def reached(self, state: str, *levels: str) -> list[Row]:
        return self.pick("station_events", "event_date", None, state=state, level=levels)

    def operating(self, *levels: str) -> list[Row]:
        return self.standing("OPERATING", *levels)

    def latest(self) -> list[Row]:
        last: dict[str, Row] = {}
        for row in self.facts.get("station_events", []):
            if row["event_date"] > self.frame.as_of:
                continue
            before = last.get(row["station_id"])
            if before is None or _age(row) > _age(before):
                last[row["station_id"]] = row
        return list(last.values())

    def standing(self, state: str, *levels: str) -> list[Row]:
        return [
            row
            for row in self.latest()
            if row["state"] == state and row["level"] in levels and self.inside("station_events", row)
        ]

    def closed_problems(self) -> list[Row]:
        found = self.project("inspection_problems", "opened_date")
        return [row for row in found if row["closed_date"] and row["closed_date"] <= self.frame.as_of]

    def open_problems(self) -> list[Row]:
        found = self.pick("inspection_problems", "opened_date", None)
        return [row for row in found if row["closed_date"] is None or row["closed_date"] > self.frame.as_of]

    def overdue_problems(self) -> list[Row]:
        as_of = self.frame.as_of
        return [
            row
            for row in self.open_problems()
            if row["due_date"] < as_of and not (row["repaired_date"] and row["repaired_date"] <= as_of)
        ]

    def ratings(self) -> list[Row]:
        return [row for row in self.project("call_backs", "call_date") if row["rating"] is not None]

    def covering(self, level: str, kind: str, column: str) -> list[Row]:
        codes = {row["code"] for row in self.pick("divisions", None, None, kind=kind)}
        return [row for row in self.operating(level) if row[column] in codes]

    def unpaid(self) -> list[Row]:
        opened = []
        for row in self.project("appropriations", "released_date", source="CENTRAL"):
            paid = Decimal(0)
            for payment in self.project("payments", "paid_date"):
                if payment["appropriation_id"] == row["appropriation_id"]:
                    paid += payment["amount_yuan"]
            opened.append(row | {"paid_yuan": paid, "unpaid_yuan": row["amount_yuan"] - paid})
        return opened

    def settled(self) -> list[Row]:
        as_of = self.frame.as_of
        return [
            row
            for row in self.facts.get("tenancies", [])
            if row["from_date"] <= as_of and (row["to_date"] is None or row["to_date"] >= as_of)
        ]

    def valid_answers(self) -> list[Row]:
        answers = self.project("satisfaction_answers", "answered_date")
        return [row for row in answers if row["rating"] is not None]

    def satisfied(self) -> list[Row]:
        return [row for row in self.valid_answers() if row["rating"] in (4, 5)]

    def down(self, **wanted: Any) -> list[Row]:
        return self.project("parcels", "scanned_date", direction="DOWN", **wanted)

    def came_through(self, minutes: int | None = None) -> list[Row]:
        took = [(row, row["minutes_to_village"]) for row in self.down()]
        return [row for row, time in took if time is not None and (minutes is None or time <= minutes)]

    def this_month(self) -> list[Row]:
        first = self.frame.as_of.replace(day=1)
        return self.pick("parcels", "scanned_date", first)

    def served(self, column: str, served: str, kind: str) -> list[Row]:
        codes = {row["code"] for row in self.pick("divisions", None, None, kind=kind)}
        return [row for row in self.this_month() if row[served] == row[column] in codes]

    def scanned_stops(self, kind: str, column: str) -> list[Row]:
        codes = {row["code"] for row in self.pick("divisions", None, None, kind=kind)}
        stops = self.project("trip_stops", "trip_date")
        return [row for row in stops if row["scan_count"] > 0 and row[column] in codes]

    def of_merged_carriers(self) -> list[Row]:
        as_of = self.frame.as_of
        signed = {
            row["carrier"]
            for row in self.facts.get("carrier_contracts", [])
            if row["from_date"] <= as_of and (row["to_date"] is None or row["to_date"] >= as_of)
        }
        return [row for row in self.this_month() if row["hub_date"] is not None and row["carrier"] in signed]

    def entries_of_month(self) -> list[Row]:
        first = self.frame.as_of.replace(day=1)
        return self.pick("service_entries", "service_date", first)

    def offered(self) -> list[Row]:
        as_of = self.frame.as_of
        offers = self.pick("service_offers", "from_date", None)
        return [row for row in offers if row["to_date"] is None or row["to_date"] >= as_of]

    def offered_and_used(self) -> list[Row]:
        anywhere = Plain(self.facts, replace(self.frame, place=None))
        used = {(row["station_id"], row["kind"]) for row in anywhere.entries_of_month()}
        return [row for row in self.offered() if (row["station_id"], row["kind"]) in used]

    def operating_and_used(self) -> list[Row]:
        anywhere = Plain(self.facts, replace(self.frame, place=None))
        used = {row["station_id"] for row in anywhere.entries_of_month()}
        return [row for row in self.operating(*BOTH) if row["station_id"] in used]


def _age(row: Row) -> tuple[date, int, str]:
    return row["event_date"], LIFE.index(row["state"]), row["event_id"]


def distinct(column: str) -> Callable[[list[Row]], int]:
    return lambda rows: len({row[column] for row in rows if row[column] is not None})


def total(column: str) -> Callable[[list[Row]], Decimal]:
    return lambda rows: sum((row[column] for row in rows if row[column] is not None), Decimal(0))


Reading = tuple[Callable[[Plain], list[Row]], Callable[[list[Row]], Any], tuple[str, ...]]
AMOUNT = total("amount_yuan")


def money(table: str, day: str, **wanted: Any) -> Reading:
    return lambda p: p.project(table, day, **wanted), AMOUNT, (table,)


def stations(rows: Callable[[Plain], list[Row]]) -> Reading:
    return rows, distinct("station_id"), ("station_events",)


def attendances(**wanted: Any) -> Reading:
    return lambda p: p.project("attendance", "held_date", **wanted), len, ("attendance",)


def persons(kind: Any) -> Reading:
    return lambda p: p.project("attendance", "held_date", kind=kind), distinct("person_key"), ("attendance",)


def shops(measure: Callable[[list[Row]], int], **wanted: Any) -> Reading:
    return lambda p: p.since_year("shops", "opened_date", with_help=True, **wanted), measure, ("shops",)


def parcels(rows: Callable[[Plain], list[Row]]) -> Reading:
    return rows, len, ("parcels",)


def problems(rows: Callable[[Plain], list[Row]]) -> Reading:
    return rows, len, ("inspection_problems",)


def calls(rows: Callable[[Plain], list[Row]]) -> Reading:
    return rows, len, ("call_backs",)


def services(*kinds: str, **wanted: Any) -> Reading:
    wanted |= {"kind": kinds} if kinds else {}
    return lambda p: p.project("service_entries", "service_date", **wanted), len, ("service_entries",)


def service_money(column: str, *kinds: str) -> Reading:
    rows, _measure, tables = services(*kinds)
    return rows, total(column), tables


def certificates(kind: str) -> Reading:
    return (
        lambda p: p.project("certificates", "issued_date", kind=kind),
        distinct("number"),
        ("certificates",),
    )


def trips(measure: Callable[[list[Row]], Any]) -> Reading:
    return lambda p: p.project("trips", "trip_date"), measure, ("trips",)


def baselines(p: Plain) -> list[Row]:
    return p.pick("cost_baselines", "to_date", None)


def studies(p: Plain) -> list[Row]:
    return p.project("pooling_studies", "study_date")


RELEASED = money("appropriations", "released_date", source="CENTRAL")
RELEASED_TAIL = money("appropriations", "released_date", source="CENTRAL", tranche="TAIL")
PAID = money("payments", "paid_date", source="CENTRAL")
PAID_TAIL = money("payments", "paid_date", source="CENTRAL", tranche="TAIL")
OUTCOMES: Reading = (
    lambda p: p.project("outcomes", "outcome_date", has_prior_value_added=True),
    distinct("person_key"),
    ("outcomes",),
)
BOTH = ("TOWNSHIP", "VILLAGE")
SESSIONS = ("training_sessions",)
VISITS = ("inspection_visits",)


def visits_since_year(p: Plain) -> list[Row]:
    return p.since_year("inspection_visits", "visit_date")


PROBLEMS_FOUND = problems(lambda p: p.project("inspection_problems", "opened_date"))
CALLED = calls(lambda p: p.project("call_backs", "call_date", is_answered=True))
TRADES = ("AGENCY_BUYING", "AGENCY_SELLING")
SMALL_CASH = ("CASH_DEPOSIT", "CASH_WITHDRAWAL")

NUMERATORS: dict[str, Reading] = {
    "FUNDS_RELEASED": RELEASED,
    "FUNDS_RELEASED_FIRST": money("appropriations", "released_date", source="CENTRAL", tranche="FIRST"),
    "FUNDS_RELEASED_TAIL": RELEASED_TAIL,
    "FUNDS_PAID": PAID,
    "FUNDS_PAID_FIRST": money("payments", "paid_date", source="CENTRAL", tranche="FIRST"),
    "FUNDS_PAID_TAIL": PAID_TAIL,
    "FUNDS_UNPAID": (lambda p: p.unpaid(), total("unpaid_yuan"), ("appropriations", "payments")),
    "EXECUTION_RATE": PAID,
    "TAIL_EXECUTION_RATE": PAID_TAIL,
    "BUDGET_EXECUTION_RATE": PAID,
    "BUDGET_PUBLIC_SERVICE": money("budget_lines", "approved_date", direction="PUBLIC_SERVICE"),
    "BUDGET_LOGISTICS": money("budget_lines", "approved_date", direction="LOGISTICS"),
    "BUDGET_TRADE_UPGRADE": money("budget_lines", "approved_date", direction="TRADE_UPGRADE"),
    "BUDGET_LEADERS": money("budget_lines", "approved_date", direction="LEADERS"),
    "FUNDS_PAID_PUBLIC_SERVICE": money("payments", "paid_date", direction="PUBLIC_SERVICE"),
    "FUNDS_PAID_LOGISTICS": money("payments", "paid_date", direction="LOGISTICS"),
    "FUNDS_PAID_TRADE_UPGRADE": money("payments", "paid_date", direction="TRADE_UPGRADE"),
    "FUNDS_PAID_LEADERS": money("payments", "paid_date", direction="LEADERS"),
    "FUNDS_CONTRACTED": money("contracts", "signed_date"),
    "CENTRE_ACCEPTED": stations(lambda p: p.reached("ACCEPTED", "CENTRE")),
    "CENTRE_OPERATING": stations(lambda p: p.operating("CENTRE")),
    "TOWNSHIP_STATIONS_BUILT": stations(lambda p: p.reached("BUILT", "TOWNSHIP")),
    "TOWNSHIP_STATIONS_ACCEPTED": stations(lambda p: p.reached("ACCEPTED", "TOWNSHIP")),
    "TOWNSHIP_STATIONS_OPERATING": stations(lambda p: p.operating("TOWNSHIP")),
    "VILLAGE_POINTS_BUILT": stations(lambda p: p.reached("BUILT", "VILLAGE")),
    "VILLAGE_POINTS_ACCEPTED": stations(lambda p: p.reached("ACCEPTED", "VILLAGE")),
    "VILLAGE_POINTS_OPERATING": stations(lambda p: p.operating("VILLAGE")),
    "STATIONS_BUILT": stations(lambda p: p.reached("BUILT", *BOTH)),
    "STATIONS_ACCEPTED": stations(lambda p: p.reached("ACCEPTED", *BOTH)),
    "STATIONS_OPERATING": stations(lambda p: p.operating(*BOTH)),
    "STATIONS_SUSPENDED": stations(lambda p: p.standing("SUSPENDED", *BOTH)),
    "STATIONS_REPLACED": stations(lambda p: p.reached("REPLACED", *BOTH)),
    "STATIONS_WITHDRAWN": stations(lambda p: p.reached("WITHDRAWN", *BOTH)),
    "TOWNSHIP_COVERAGE": (
        lambda p: p.covering("TOWNSHIP", "TOWNSHIP", "township_code"),
        distinct("township_code"),
        ("station_events", "divisions"),
    ),
    "VILLAGE_COVERAGE": (
        lambda p: p.covering("VILLAGE", "ADMINISTRATIVE_VILLAGE", "division_code"),
        distinct("division_code"),
        ("station_events", "divisions"),
    ),
    "ATTENDANCES_GENERAL": attendances(kind="GENERAL"),
    "ATTENDANCES_VALUE_ADDED": attendances(kind="VALUE_ADDED"),
    "ATTENDANCES": attendances(kind=IN_PERSON),
    "PERSONS_TRAINED_GENERAL": persons("GENERAL"),
    "PERSONS_TRAINED_VALUE_ADDED": persons("VALUE_ADDED"),
    "PERSONS_TRAINED": persons(IN_PERSON),
    "CENTRE_ATTENDANCES_SINCE_YEAR": (
        lambda p: p.since_year("attendance", "held_date", kind=IN_PERSON, organiser="CENTRE"),
        len,
        ("attendance",),
    ),
    "ATTENDANCES_SINCE_YEAR": (
        lambda p: p.since_year("attendance", "held_date", kind=IN_PERSON),
        len,
        ("attendance",),
    ),
    "SESSIONS_SINCE_YEAR": (
        lambda p: p.since_year("training_sessions", "held_date", kind=IN_PERSON),
        len,
        SESSIONS,
    ),
    "SESSIONS": (lambda p: p.project("training_sessions", "held_date", kind=IN_PERSON), len, SESSIONS),
    "TRAINING_OUTCOMES": OUTCOMES,
    "OUTCOME_RATE": OUTCOMES,
    "CERTIFICATES_E_COMMERCE_SPECIALIST": certificates("E_COMMERCE_SPECIALIST"),
    "CERTIFICATES_INTERNET_MARKETER": certificates("INTERNET_MARKETER"),
    "ONLINE_COURSES_PUBLIC": (
        lambda p: p.pick("courses", "published_date", None, kind="ONLINE", is_public=True),
        len,
        ("courses",),
    ),
    "SATISFACTION_SHARE": (lambda p: p.satisfied(), len, ("satisfaction_answers",)),
    "STATIONS_WITH_SHOP": shops(distinct("owner_id"), owner_kind="STATION"),
    "FIRMS_WITH_SHOP": shops(distinct("owner_id"), owner_kind="FIRM"),
    "SHOPS_OPENED": shops(len),
    "FIRMS_SETTLED": (lambda p: p.settled(), distinct("firm_id"), ("tenancies",)),
    "LIVESTREAMS_SINCE_YEAR": (
        lambda p: p.since_year("livestreams", "held_date", host_kind=("STATION", "FIRM")),
        len,
        ("livestreams",),
    ),
    "CENTRE_LIVESTREAMS": (
        lambda p: p.project("livestreams", "held_date", host_kind="CENTRE"),
        len,
        ("livestreams",),
    ),
    "LIVESTREAM_SALES": (
        lambda p: p.project("livestreams", "held_date"),
        total("sales_yuan"),
        ("livestreams",),
    ),
    "PRODUCTS_SHOWN": (lambda p: p.project("exhibits", "fair_date"), distinct("product_id"), ("exhibits",)),
    "CARRIERS_MERGED": (
        lambda p: p.of_merged_carriers(),
        distinct("carrier"),
        ("parcels", "carrier_contracts"),
    ),
    "PARCELS_DOWN": parcels(lambda p: p.down()),
    "PARCELS_UP": parcels(lambda p: p.project("parcels", "scanned_date", direction="UP")),
    "PARCELS_AT_VILLAGE": parcels(lambda p: [row for row in p.down() if row["village_date"] is not None]),
    "PARCELS_HANDED_OUT": parcels(lambda p: [row for row in p.down() if row["handed_out_date"] is not None]),
    "TOWNSHIP_SCAN_COVERAGE": (
        lambda p: p.served("township_code", "served_township_code", "TOWNSHIP"),
        distinct("township_code"),
        ("parcels", "divisions"),
    ),
    "VILLAGE_SCAN_COVERAGE": (
        lambda p: p.served("division_code", "served_village_code", "ADMINISTRATIVE_VILLAGE"),
        distinct("division_code"),
        ("parcels", "divisions"),
    ),
    "AT_VILLAGE_WITHIN_24_HOURS": parcels(lambda p: p.came_through(1440)),
    "AT_VILLAGE_WITHIN_48_HOURS": parcels(lambda p: p.came_through(2880)),
    "MISSORT_RATE": parcels(lambda p: p.down(sorted_at_hub=True, missorted=True)),
    "SORTED_JOINTLY_SHARE": parcels(lambda p: p.down(sorted_at_hub=True, loaded_at_hub=True)),
    "ROUTES_OPENED": (lambda p: p.pick("routes", "opened_date", None), len, ("routes",)),
    "TRIPS_MADE": trips(len),
    "TOWNSHIPS_SERVED_BY_TRIPS": (
        lambda p: p.scanned_stops("TOWNSHIP", "township_code"),
        distinct("township_code"),
        ("trip_stops", "divisions"),
    ),
    "VILLAGES_SERVED_BY_TRIPS": (
        lambda p: p.scanned_stops("ADMINISTRATIVE_VILLAGE", "division_code"),
        distinct("division_code"),
        ("trip_stops", "divisions"),
    ),
    "TRIP_KILOMETRES": trips(total("distance_km")),
    "LOAD_FACTOR": trips(total("loaded_kg")),
    "ON_TIME_SHARE": (
        lambda p: p.project("trip_stops", "trip_date", on_time=True),
        len,
        ("trip_stops",),
    ),
    "PARCEL_COST": trips(total("cost_yuan")),
    "PARCEL_COST_BEFORE": (baselines, total("cost_yuan"), ("cost_baselines",)),
    "POOLING_SAVING": (studies, total("saving_yuan"), ("pooling_studies",)),
    "INSPECTION_VISITS": (lambda p: p.project("inspection_visits", "visit_date"), len, VISITS),
    "STATIONS_INSPECTED": (visits_since_year, distinct("station_id"), VISITS),
    "INSPECTION_SCORE": (visits_since_year, total("score"), VISITS),
    "PROBLEMS_FOUND": PROBLEMS_FOUND,
    "PROBLEMS_CLOSED": problems(lambda p: p.closed_problems()),
    "PROBLEMS_OPEN": problems(lambda p: p.open_problems()),
    "PROBLEMS_OVERDUE": problems(lambda p: p.overdue_problems()),
    "PROBLEMS_CLOSED_SHARE": problems(lambda p: p.closed_problems()),
    "CALL_BACKS_ANSWERED": CALLED,
    "CALL_BACK_SATISFACTION": calls(lambda p: [row for row in p.ratings() if row["rating"] in (4, 5)]),
    "CALL_BACK_CONTRADICTIONS": calls(
        lambda p: p.project("call_backs", "call_date", is_answered=True, contradicts=True)
    ),
    "SERVICES_USED": services(),
    "AGENCY_TRADES": services(*TRADES),
    "SMALL_CASH_ENTRIES": services(*SMALL_CASH),
    "BILLS_PAID": services("BILL_PAYMENT"),
    "GROUP_BUYING_ORDERS": services("GROUP_BUYING"),
    "ADVICE_GIVEN": services("INFORMATION"),
    "JOB_INTRODUCTIONS": services("JOB_INTRODUCTION"),
    "CONSIGNMENTS_TAKEN": services("CONSIGNMENT"),
    "JOBS_FOUND": services("JOB_INTRODUCTION", hired=True),
    "AGENCY_TRADE_AMOUNT": service_money("amount_yuan", *TRADES),
    "SMALL_CASH_AMOUNT": service_money("amount_yuan", *SMALL_CASH),
    "SERVICE_COMMISSION": service_money("commission_yuan"),
    "STATIONS_WITH_SERVICES": (
        lambda p: p.entries_of_month(),
        distinct("station_id"),
        ("service_entries",),
    ),
    "STATIONS_ACTIVE_SHARE": (
        lambda p: p.operating_and_used(),
        distinct("station_id"),
        ("station_events", "service_entries"),
    ),
    "OFFERED_SERVICES_USED_SHARE": (
        lambda p: p.offered_and_used(),
        len,
        ("service_offers", "service_entries"),
    ),
}
DENOMINATORS: dict[str, Reading] = {
    "EXECUTION_RATE": RELEASED,
    "TAIL_EXECUTION_RATE": RELEASED_TAIL,
    "BUDGET_EXECUTION_RATE": money("budget_lines", "approved_date", source="CENTRAL"),
    "TOWNSHIP_COVERAGE": (lambda p: p.pick("divisions", None, None, kind="TOWNSHIP"), len, ("divisions",)),
    "VILLAGE_COVERAGE": (
        lambda p: p.pick("divisions", None, None, kind="ADMINISTRATIVE_VILLAGE"),
        len,
        ("divisions",),
    ),
    "OUTCOME_RATE": persons("VALUE_ADDED"),
    "SATISFACTION_SHARE": (lambda p: p.valid_answers(), len, ("satisfaction_answers",)),
    "TOWNSHIP_SCAN_COVERAGE": (
        lambda p: p.pick("divisions", None, None, kind="TOWNSHIP"),
        len,
        ("divisions",),
    ),
    "VILLAGE_SCAN_COVERAGE": (
        lambda p: p.pick("divisions", None, None, kind="ADMINISTRATIVE_VILLAGE"),
        len,
        ("divisions",),
    ),
    "AT_VILLAGE_WITHIN_24_HOURS": parcels(lambda p: p.came_through()),
    "AT_VILLAGE_WITHIN_48_HOURS": parcels(lambda p: p.came_through()),
    "MISSORT_RATE": parcels(lambda p: p.down(sorted_at_hub=True)),
    "SORTED_JOINTLY_SHARE": parcels(lambda p: p.down()),
    "LOAD_FACTOR": trips(total("capacity_kg")),
    "ON_TIME_SHARE": (lambda p: p.project("trip_stops", "trip_date"), len, ("trip_stops",)),
    "PARCEL_COST": trips(total("parcel_count")),
    "PARCEL_COST_BEFORE": (baselines, total("parcel_count"), ("cost_baselines",)),
    "POOLING_SAVING": (studies, total("apart_yuan"), ("pooling_studies",)),
    "INSPECTION_SCORE": (visits_since_year, total("possible"), VISITS),
    "PROBLEMS_CLOSED_SHARE": PROBLEMS_FOUND,
    "CALL_BACK_SATISFACTION": calls(lambda p: p.ratings()),
    "CALL_BACK_CONTRADICTIONS": CALLED,
    "STATIONS_ACTIVE_SHARE": stations(lambda p: p.operating(*BOTH)),
    "OFFERED_SERVICES_USED_SHARE": (lambda p: p.offered(), len, ("service_offers",)),
}
AWAITED = {"POOLED_DELIVERY_SHARE"}
FINEST = {"station_events": 12, "divisions": 12, "attendance": 9, "training_sessions": 9}
FINEST |= {"satisfaction_answers": 9, "shops": 9, "parcels": 12, "trip_stops": 12}
FINEST |= {"inspection_visits": 12, "inspection_problems": 12, "call_backs": 9}
FINEST |= {"service_entries": 12, "service_offers": 12}


def expected(facts: Facts, frame: Frame, code: str) -> dict[str, Any]:
    """Numerator, denominator, value, status, records and evidenced, by hand."""
    plain = Plain(facts, frame)
    readings = [book[code] for book in (NUMERATORS, DENOMINATORS) if code in book]
    prefix = plain.place_prefix()
    main_tables = [CATALOGUE[code].table, *(r[2][0] for r in readings[1:])]
    if prefix and any(FINEST.get(table, 0) < len(prefix) for table in main_tables):
        status = FigureStatus.NOT_BY_PLACE
        return {"status": status, "value": None}
    found: list[list[Row] | None] = []
    for rows, _measure, tables in readings:
        found.append(rows(plain) if all(facts.get(table) for table in tables) else None)
    numbers = [None if rows is None else r[1](rows) for rows, r in zip(found, readings, strict=True)]
    if numbers[0] is None:
        return {"status": FigureStatus.NO_RECORDS, "value": None, "numerator": None, "records": 0}
    says = {
        "numerator": numbers[0],
        "records": len(found[0] or []),
        "evidenced": sum(row.get("evidence_count", 0) > 0 for row in found[0] or []),
    }
    if len(numbers) == 1:
        return says | {"status": FigureStatus.COMPUTED, "value": numbers[0], "denominator": None}
    if not numbers[1]:
        return says | {"status": FigureStatus.NO_DENOMINATOR, "value": None, "denominator": numbers[1]}
    exact = Fraction(numbers[0]) * CATALOGUE[code].scale / Fraction(numbers[1]) * 100
    cents = (abs(exact.numerator) * 2 + exact.denominator) // (exact.denominator * 2)
    cents = -cents if exact < 0 else cents
    return says | {"status": FigureStatus.COMPUTED, "value": Decimal(cents) / 100, "denominator": numbers[1]}


# --- Facts of every kind, crowded around the edges of the frame ---------------------------------------

AMOUNTS = [Decimal("0.00"), Decimal("0.01"), Decimal("33.33"), Decimal("1936000.00"), Decimal("5000000.00")]
OPTIONS: dict[str, list[Any]] = {
    "township_code": [None, TOWN_A, TOWN_B],
    "division_code": [TOWN_A, VILLAGE_A, VILLAGE_B, COMMUNITY_A],
    "station_id": ["s1", "s2", "s3", "s4"],
    "person_key": ["p1", "p2", "p3"],
    "number": ["n1", "n2"],
    "owner_id": ["o1", "o2"],
    "firm_id": ["f1", "f2", "f3"],
    "product_id": ["r1", "r2"],
    "evidence_count": [0, 1, 2],
    "rating": [None, 1, 3, 4, 5],
    "amount_yuan": AMOUNTS,
    "commission_yuan": AMOUNTS,
    "hired": [True, False],
    "sales_yuan": [None, *AMOUNTS],
    "published_date": [None, *EDGES],
    "to_date": [None, *EDGES],
    "is_public": [True, True, False],
    "with_help": [True, True, False],
    "has_prior_value_added": [True, False],
    "carrier": ["STO", "JT", "ZTO"],
    "served_township_code": [None, TOWN_A, TOWN_B],
    "served_village_code": [None, VILLAGE_A, VILLAGE_B, COMMUNITY_A],
    "minutes_to_village": [None, 0, 1440, 1441, 2880, 2881],
    "hub_date": [None, *EDGES],
    "village_date": [None, *EDGES],
    "handed_out_date": [None, *EDGES],
    "sorted_at_hub": [True, True, False],
    "loaded_at_hub": [True, True, False],
    "missorted": [True, False],
    "on_time": [True, True, False],
    "scan_count": [0, 1, 7],
    "parcel_count": [0, 1, 7, 120],
    "cost_yuan": AMOUNTS,
    "apart_yuan": AMOUNTS,
    "saving_yuan": [Decimal("-12.34"), *AMOUNTS],
    "distance_km": [Decimal("0.0"), Decimal("0.1"), Decimal("103.5")],
    "loaded_kg": [Decimal("0.0"), Decimal("812.5")],
    "capacity_kg": [Decimal("500.0"), Decimal("1200.0")],
    "score": [Decimal("0.00"), Decimal("45.50"), Decimal("94.00")],
    "possible": [Decimal("94.00"), Decimal("100.00")],
    "repaired_date": [None, *EDGES],
    "closed_date": [None, *EDGES],
    "is_answered": [True, False],
    "contradicts": [True, False],
}


def options_of(table: str) -> dict[str, list[Any]]:
    """What each column of the table may hold; a column that is not named holds something plain."""
    columns = FACT_TABLES[table].columns
    options = {column.name: list(column.choices) for column in columns if column.choices}
    options |= {column.name: EDGES for column in columns if column.name.endswith("_date")}
    options |= {column.name: OPTIONS[column.name] for column in columns if column.name in OPTIONS}
    if table in ("payments", "appropriations"):
        options["appropriation_id"] = ["a1", "a2", "a3"]
    if table == "cost_baselines":
        options["to_date"] = EDGES
    if table == "routes":
        options["opened_date"] = [None, *EDGES]
    return options


@st.composite
def facts_of(draw: st.DrawFn, row: Callable[..., Row], tables: tuple[str, ...]) -> Facts:
    """Some tables with up to two dozen rows, some without a row, some absent."""
    chance = draw(st.randoms(use_true_random=False))
    facts: Facts = {}
    for table in tables:
        size = draw(st.integers(-1, 24))
        if size < 0:
            continue
        if table == "divisions":
            codes = chance.sample(list(DIVISIONS), min(size, len(DIVISIONS)))
            facts[table] = [row(table, code=code, kind=DIVISIONS[code]) for code in codes]
            continue
        options = options_of(table).items()
        rows = [row(table, **{name: chance.choice(values) for name, values in options}) for _ in range(size)]
        facts[table] = list({record[FACT_TABLES[table].key]: record for record in rows}.values())
    return facts


frames = st.sampled_from([None, None, COUNTY, TOWN_A, TOWN_B, VILLAGE_A]).map(
    lambda code: replace(FRAME, place=None if code is None else DivisionCode(code))
)
TOPICS = {
    "stations": ("divisions", "station_events", "service_entries", "service_offers"),
    "funds": ("appropriations", "budget_lines", "contracts", "payments"),
    "training": (
        "courses",
        "training_sessions",
        "attendance",
        "outcomes",
        "certificates",
        "satisfaction_answers",
    ),
    "market": ("tenancies", "shops", "livestreams", "exhibits"),
    "logistics": ("divisions", "parcels", "carrier_contracts"),
    "routes": ("divisions", "routes", "trips", "trip_stops", "cost_baselines", "pooling_studies"),
    "inspections": ("inspection_visits", "inspection_problems", "call_backs"),
}


PLACED = (
    "station_events",
    "parcels",
    "trip_stops",
    "inspection_visits",
    "inspection_problems",
    "service_entries",
    "service_offers",
)


def codes_of(topic: str) -> list[str]:
    return [code for code in NUMERATORS if CATALOGUE[code].table in TOPICS[topic]]


def test_the_reference_reads_the_whole_catalogue() -> None:
    assert set(NUMERATORS) | AWAITED == set(CATALOGUE)
    assert sorted(code for topic in TOPICS for code in codes_of(topic)) == sorted(NUMERATORS)
    assert set(DENOMINATORS) == {code for code, i in CATALOGUE.items() if i.denominator is not None}


@pytest.mark.parametrize("topic", list(TOPICS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_figures_agree_with_plain_loops(topic: str, data: st.DataObject, row: Callable[..., Row]) -> None:
    facts = data.draw(facts_of(row, TOPICS[topic]))
    frame = data.draw(frames)
    tables = {name: conform(name, rows) for name, rows in facts.items()}
    with FigureSource.from_arrow(tables) as source:
        for figure in compute(source, frame, codes_of(topic)):
            for name, value in expected(facts, frame, figure.code).items():
                assert getattr(figure, name) == value, (figure, name)
            rule = CATALOGUE[figure.code].period
            assert (figure.start_date is None) == (rule is PeriodRule.AS_OF)


@pytest.mark.parametrize("topic", list(TOPICS))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_what_opens_is_what_was_counted(topic: str, data: st.DataObject, row: Callable[..., Row]) -> None:
    facts = data.draw(facts_of(row, TOPICS[topic]))
    code = data.draw(st.sampled_from(codes_of(topic)))
    key = FACT_TABLES[CATALOGUE[code].table].key
    tables = {name: conform(name, rows) for name, rows in facts.items()}
    with FigureSource.from_arrow(tables) as source:
        opened = open_population(source, FRAME, code)
    rows, _measure, read = NUMERATORS[code]
    counted = rows(Plain(facts, FRAME)) if all(table in facts for table in read) else []
    assert opened.total == len(opened.rows) == len(counted)
    names = [column.name for column in opened.columns]
    by_key = {record[key]: record for record in counted}
    for record in (dict(zip(names, values, strict=True)) for values in opened.rows):
        assert record == by_key[record[key]]


@pytest.mark.parametrize("topic", list(TOPICS))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_sql_of_a_definition_gives_the_same_numbers(
    topic: str, data: st.DataObject, row: Callable[..., Row]
) -> None:
    facts = {name: [] for name in TOPICS[topic]} | data.draw(facts_of(row, TOPICS[topic]))
    frame = data.draw(frames)
    code = data.draw(st.sampled_from(codes_of(topic)))
    says = definition(code, frame)
    with duckdb.connect() as connection:
        for name, rows in facts.items():
            connection.register(name, conform(name, rows))
        plain = Plain(facts, frame)
        for part, book in (("numerator", NUMERATORS), ("denominator", DENOMINATORS)):
            if code not in book or says["numerator_sql"] is None:
                assert says[f"{part}_sql"] is None
                continue
            reading, measure, read = book[code]
            records, kept = reading(plain), all(facts[table] for table in read)
            assert set(says[f"{part}_tables"]) == set(read)
            assert connection.execute(says[f"{part}_sql"]).fetchall() == [
                (measure(records) if kept else None,)
            ]
            opened = says["population_sql" if part == "numerator" else "denominator_population_sql"]
            assert len(connection.execute(opened).fetchall()) == len(records)
            if part == "numerator":
                assert connection.execute(says["records_sql"]).fetchall() == [(len(records),)]
        not_by_place = expected(facts, frame, code)["status"] is FigureStatus.NOT_BY_PLACE
        assert (says["numerator_sql"] is None) == not_by_place


@pytest.mark.parametrize("topic", ["stations", "training", "market", "logistics", "routes", "inspections"])
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_townships_agree_with_each_township_alone(
    topic: str, data: st.DataObject, row: Callable[..., Row]
) -> None:
    facts = data.draw(facts_of(row, TOPICS[topic]))
    code = data.draw(st.sampled_from(codes_of(topic)))
    # Elsewhere a station's township and division are one place; here they are drawn apart, which the two
    # readings would see differently.
    for record in [fact for name in PLACED for fact in facts.get(name, [])]:
        record["township_code"] = record["division_code"][:9] + "000"
    for record in facts.get("divisions", []):
        inside = record["kind"] not in ("COUNTY", "STATISTICAL")
        record["township_code"] = record["code"][:9] + "000" if inside else None
    tables = {name: conform(name, rows) for name, rows in facts.items()}
    with FigureSource.from_arrow(tables) as source:
        for figure in compute_by_place(source, FRAME, code):
            if figure.township_code is None:
                continue
            alone = compute(source, replace(FRAME, place=DivisionCode(figure.township_code)), [code])[0]
            assert replace(figure, township_code=None) == alone
