"""What inspections hand on to figures and to the report: rows that say what happened, and nothing taken off the list."""

from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from tests.apps.inspections.visiting import picture

from cuntong.apps.inspections import facts, operations
from cuntong.apps.inspections.models import Problem
from cuntong.apps.performance.report_tables import Material, open_problems

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    def read(table):
        return facts.export()[table].to_pylist()

    return read


def test_a_finished_visit_is_a_row_with_its_score_and_its_documents(rounds, station, rows):
    rounds.planned(station)
    rounds.finished(station, FIRE_SAFE="NO")
    (visit,) = rows("inspection_visits")
    assert (visit["score"], visit["possible"], visit["problem_count"]) == (98, 100, 1)
    assert (visit["visit_date"], visit["township_code"]) == (date(2024, 8, 14), "440281103000")
    assert visit["evidence_count"] == 2  # the photo of the front and the signature
    assert not visit["is_drawn"]


def test_a_repair_counts_while_it_stands(rounds, station, rows, people, now):
    rounds.finished(station, FIRE_SAFE="NO", SCREEN_WORKS="NO", PLACE_CLEAN="NO")
    problems = {one.question: one for one in Problem.objects.all()}

    def said(day):
        at = now + timedelta(days=day)
        return {"entry_id": uuid4(), "made_at": at, "at": at}

    for one in problems.values():
        repair = {"note": "已整改", "photo": picture(), "photo_name": "a.png", "by": people.keeper}
        operations.report_repair(problem=one, **repair, **said(1))
    look = {"note": "已看", "by": people.inspector}
    operations.recheck(problem=problems["FIRE_SAFE"], passed=True, **look, **said(2))
    operations.recheck(problem=problems["SCREEN_WORKS"], passed=False, **look, **said(2))
    operations.void_problem(problem=problems["PLACE_CLEAN"], reason="误判", by=people.bureau, **said(3))
    told = {row["text"]: (row["repaired_date"], row["closed_date"]) for row in rows("inspection_problems")}
    assert told == {
        "没有有效的灭火器": (date(2024, 8, 15), date(2024, 8, 16)),
        "电视不能用": (None, None),
    }


def test_the_report_lists_open_problems_like_with_like_and_by_day(rounds, station, operating):
    other = operating(division="440281103202", code="OTHER", name="示例村点二")
    rounds.finished(station, FIRE_SAFE="NO", SCREEN_WORKS="NO")
    rounds.finished(other, SCREEN_WORKS="NO")
    material = Material(facts.export(), {}, SimpleNamespace(unscored=()), {})
    assert open_problems(material).rows == (
        ("没有有效的灭火器", "1 处：示例村点", "站长", "2024-08-21"),
        ("电视不能用", "2 处：示例村点、示例村点二", "承办企业", "2024-09-13"),
    )
