"""The demo county as records: its totals are the published ones, and it looks like years of an office's work."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from cuntong.apps.evidence.models import Document, TrailEntry
from cuntong.apps.funds.models import PaymentApplication
from cuntong.apps.performance.models import Target
from cuntong.apps.performance.moments import collect_moment
from cuntong.apps.sample.operations import fill
from cuntong.apps.sample.published import compare
from cuntong.apps.training.models import Attendance
from cuntong.domain.indicators import FigureSource, Frame, compute

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
YEAR_START, AS_OF = date(2023, 1, 1), date(2024, 8, 14)


@dataclass(frozen=True)
class Filled:
    """What a fill left in the database, read before the database was emptied again."""

    tables: dict
    acts: list
    documents: list
    applications: Counter
    targets: list
    rosters: Counter
    steps: list

    def rows(self, table):
        return self.tables[table].to_pylist()

    def figures(self):
        with FigureSource.from_arrow(self.tables) as source:
            return {
                figure.code: figure for figure in compute(source, Frame(date(2021, 7, 1), YEAR_START, AS_OF))
            }


def fill_and_read():
    steps = []
    with transaction.atomic():
        fill(password="demo-county-71", report=lambda *step: steps.append(step))
        states = PaymentApplication.objects.values_list("state", flat=True)
        since_year = Attendance.objects.filter(session__held_date__gte=YEAR_START)
        read = Filled(
            tables=dict(collect_moment().tables),
            acts=list(TrailEntry.objects.order_by("seq").values("at", "verb", "record_kind", "leaf")),
            documents=sorted(Document.objects.values_list("filename", "sha256", "synthetic", "personal")),
            applications=Counter(states),
            targets=list(Target.objects.values_list("indicator_code", "sealed_at", "period_end")),
            rosters=Counter(since_year.values_list("import_batch", flat=True)),
            steps=steps,
        )
        transaction.set_rollback(True)
    return read


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return fill_and_read()


@pytest.fixture(scope="module")
def figures(county):
    return county.figures()


def test_the_totals_are_the_published_ones(figures):
    compared = compare({code: figure.value for code, figure in figures.items()})
    verdicts = {one.code: one.verdict for one in compared if one.verdict != "一致"}
    assert verdicts == {
        "TAIL_EXECUTION_RATE": "不一致",
        "SATISFACTION_SHARE": "原文未给出",
    }


def test_money_is_paid_and_left_to_the_yuan(figures):
    paid = {code: figures[code].value for code in ("FUNDS_PAID_FIRST", "FUNDS_PAID_TAIL", "FUNDS_UNPAID")}
    assert paid == {
        "FUNDS_PAID_FIRST": Decimal(10_000_000),
        "FUNDS_PAID_TAIL": Decimal(1_936_000),
        "FUNDS_UNPAID": Decimal(3_064_000),
    }
    assert figures["TAIL_EXECUTION_RATE"].value == Decimal("38.72")


def test_one_application_waits_and_one_was_returned(county):
    assert (county.applications["SUBMITTED"], county.applications["RETURNED"]) == (1, 1)


def test_coverage_stands_on_the_official_divisions(county, figures):
    assert (figures["VILLAGE_COVERAGE"].numerator, figures["VILLAGE_COVERAGE"].denominator) == (101, 194)
    assert (figures["TOWNSHIP_COVERAGE"].numerator, figures["TOWNSHIP_COVERAGE"].denominator) == (17, 17)
    points = [station for station in county.rows("stations") if station["level"] == "VILLAGE"]
    assert len({point["division_code"] for point in points}) == 101
    assert len({point["township_code"] for point in points}) == 17


def test_every_station_is_accepted_with_proof_and_operates_in_the_end(county, figures):
    assert [figures[f"STATIONS_{state}"].value for state in ("BUILT", "ACCEPTED", "OPERATING")] == [118] * 3
    events = county.rows("station_events")
    assert not [one for one in events if one["state"] in {"BUILT", "ACCEPTED"} and not one["evidence_count"]]


def test_two_points_stood_still_and_opened_again(county):
    lives = {}
    for event in sorted(county.rows("station_events"), key=lambda event: event["event_date"]):
        lives.setdefault(event["station_id"], []).append(event["state"])
    paused = [states for states in lives.values() if "SUSPENDED" in states]
    assert [states[-3:] for states in paused] == [["OPERATING", "SUSPENDED", "OPERATING"]] * 2


def test_counters_served_for_a_month_and_one_ledger_knows_one_amount_only(county, figures):
    amounts = {}
    for entry in county.rows("service_entries"):
        amounts.setdefault(entry["station_id"], []).append(entry["amount_yuan"])
    assert len(amounts) == 8
    assert figures["SERVICES_USED"].value == sum(map(len, amounts.values())) > 300
    assert [paid for paid in amounts.values() if set(paid) == {Decimal("30.00")}] == [[Decimal("30.00")] * 14]


def test_persons_are_fewer_than_attendances(figures):
    persons, attendances = figures["PERSONS_TRAINED"].value, figures["ATTENDANCES"].value
    assert attendances == 3315
    assert attendances / 3 < persons < attendances


def test_every_outcome_follows_a_value_added_class_and_has_its_proof(county):
    outcomes = county.rows("outcomes")
    assert len({outcome["person_key"] for outcome in outcomes}) == 26
    assert all(outcome["has_prior_value_added"] and outcome["evidence_count"] for outcome in outcomes)


def test_sign_in_rows_have_a_sheet_and_came_by_workbook_since_2023(county):
    assert all(row["evidence_count"] for row in county.rows("attendance"))
    assert county.rosters[None] == 0
    assert (len(county.rosters), county.rosters.total()) == (3, 1267)


def test_one_target_was_sealed_after_its_results_were_due(county):
    late = [code for code, sealed_at, due in county.targets if sealed_at.astimezone(SHANGHAI).date() > due]
    assert late == ["SESSIONS"]
    assert len(county.targets) > 20


def test_the_office_works_on_weekdays_by_day_and_in_the_order_of_time(county):
    moments = [act["at"].astimezone(SHANGHAI) for act in county.acts]
    assert moments == sorted(moments)
    assert not [at for at in moments if at.weekday() > 4 or not 8 <= at.hour <= 18]
    assert not [row for row in county.rows("payments") if row["paid_date"].weekday() > 4]


def test_no_person_is_named_in_the_trail(county):
    leaves = "\n".join(act["leaf"] for act in county.acts)
    assert "学员0" not in leaves
    assert not re.search(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])", leaves)
    assert not re.search(r"(?<![0-9a-f])\d{17}[\dX](?![0-9a-f])", leaves)


def test_every_document_is_marked_as_made_up_and_every_sign_in_sheet_as_personal(county):
    assert len(county.documents) > 100
    assert all(synthetic for _name, _digest, synthetic, _personal in county.documents)
    sheets = [personal for name, _digest, _synthetic, personal in county.documents if name.endswith(".xlsx")]
    assert sheets
    assert all(sheets)


def test_a_day_of_parcels_reaches_every_village_point(county, figures):
    told = {
        code: str(figures[code].value)
        for code in ("CARRIERS_MERGED", "VILLAGE_SCAN_COVERAGE", "TOWNSHIP_SCAN_COVERAGE", "PARCELS_UP")
    }
    assert told == {
        "CARRIERS_MERGED": "3",
        "VILLAGE_SCAN_COVERAGE": "52.06",
        "TOWNSHIP_SCAN_COVERAGE": "100.00",
        "PARCELS_UP": "30",
    }
    rows = county.rows("parcels")
    assert [row["missorted"] for row in rows].count(True) == 1
    assert {row["carrier"] for row in rows} == {"STO", "JT", "FW"}
    assert sum(row["handed_out_date"] is not None for row in rows) > 300


def test_a_drawn_round_finds_problems_and_most_are_mended(county, figures):
    told = {
        code: figures[code].value for code in ("INSPECTION_VISITS", "PROBLEMS_FOUND", "CALL_BACKS_ANSWERED")
    }
    assert told["INSPECTION_VISITS"] == 24
    assert told["PROBLEMS_FOUND"] > figures["PROBLEMS_CLOSED"].value > told["PROBLEMS_FOUND"] / 2
    assert figures["PROBLEMS_OPEN"].value >= figures["PROBLEMS_OVERDUE"].value > 0
    assert told["CALL_BACKS_ANSWERED"] >= 18
    assert figures["CALL_BACK_SATISFACTION"].denominator == told["CALL_BACKS_ANSWERED"]
    visits = county.rows("inspection_visits")
    assert all(row["is_drawn"] and row["evidence_count"] for row in visits)
    assert sum(row["score"] * 100 < row["possible"] * 60 for row in visits) == 1


def test_progress_ends_where_it_said(county):
    _step, done, total = county.steps[-1]
    assert done == total == len(county.steps)


def test_a_second_fill_gives_the_same_county(county):
    again = fill_and_read()
    assert [_told(act) for act in again.acts] == [_told(act) for act in county.acts]
    assert _without_pictures(again) == _without_pictures(county)
    for name in county.tables.keys() - DRAWN:
        assert _without_row_numbers(again, name) == _without_row_numbers(county, name)
    for name in DRAWN:
        assert len(again.rows(name)) == len(county.rows(name))


# Which stations are visited and who is called follows from the root of the trail, which no two databases share.
DRAWN = {"inspection_visits", "inspection_problems", "call_backs"}


def _without_pictures(county):
    return [one for one in county.documents if not one[0].endswith(".png")]


def _told(act):
    """An act without the numbers and digests that a database or a moment of zipping gives, and without what a draw decides:
    which station is visited, and which place the account of its new keeper gets.
    """
    if act["record_kind"].startswith(("inspections.", "staff.")):
        return act["at"], act["verb"], act["record_kind"]
    change = json.loads(act["leaf"])["change"]
    words = {
        key: value
        for key, value in change.items()
        if isinstance(value, str) and not re.fullmatch(r"[0-9a-f-]{32,}", value)
    }
    return act["at"], act["verb"], act["record_kind"], words


def _without_row_numbers(county, name):
    return [
        tuple((column, value) for column, value in row.items() if not column.endswith("_id"))
        for row in county.rows(name)
    ]
