from datetime import date, datetime
from decimal import Decimal

from cuntong.apps.accounts.models import User
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.performance import operations as performance
from cuntong.apps.performance import scores
from cuntong.apps.performance.models import Snapshot
from cuntong.apps.places.queries import county
from cuntong.domain.scoring import RowKind
from cuntong.rulebooks import load_county

from ._plan import Plan, document, prove

AS_OF, PROJECT_START, YEAR_START = date(2024, 8, 14), date(2021, 7, 1), date(2023, 1, 1)
TARGETS = (
    ("TOWNSHIP_STATIONS_BUILT", 17),
    ("TOWNSHIP_STATIONS_ACCEPTED", 17),
    ("VILLAGE_POINTS_BUILT", 100),
    ("VILLAGE_POINTS_ACCEPTED", 100),
    ("STATIONS_OPERATING", 117),
    ("CENTRE_ACCEPTED", 1),
    ("CENTRE_OPERATING", 1),
    ("TOWNSHIP_COVERAGE", 100),
    ("VILLAGE_COVERAGE", 50),
    ("ATTENDANCES_GENERAL", 2500),
    ("ATTENDANCES_VALUE_ADDED", 700),
    ("TRAINING_OUTCOMES", 30),
    ("OUTCOME_RATE", 5),
    ("ONLINE_COURSES_PUBLIC", 20),
    ("CERTIFICATES_E_COMMERCE_SPECIALIST", 5),
    ("CERTIFICATES_INTERNET_MARKETER", 5),
    ("SATISFACTION_SHARE", 85),
    ("STATIONS_WITH_SHOP", 30),
    ("FIRMS_WITH_SHOP", 10),
    ("FIRMS_SETTLED", 20),
    ("LIVESTREAMS_SINCE_YEAR", 150),
    ("CENTRE_LIVESTREAMS", 10),
    ("PRODUCTS_SHOWN", 10),
    ("ROUTES_OPENED", 5),
    ("CARRIERS_MERGED", 3),
)


def plan_targets(plan: Plan) -> None:
    """Targets sealed in the first year; one only after its results were due, which stays visible."""
    plan.on(date(2022, 3, 28), lambda at: _seal(plan, at))
    plan.on(date(2024, 8, 19), lambda at: _seal_late(plan, at))


def _seal(plan: Plan, at: datetime) -> None:
    for code, value in TARGETS:
        performance.seal_target(
            indicator_code=code,
            value=Decimal(value),
            period_end=AS_OF,
            document_no="示例府办〔2022〕9号",
            document_date=at.date(),
            by=plan.people.bureau,
            at=at,
        )


def _seal_late(plan: Plan, at: datetime) -> None:
    performance.seal_target(
        indicator_code="SESSIONS",
        value=Decimal(60),
        period_end=AS_OF,
        document_no="示例补充说明",
        document_date=date(2023, 12, 1),
        by=plan.people.bureau,
        at=at,
    )


def freeze_and_report(officer: User, at: datetime) -> Snapshot:
    """Freezes the year of the published report, judges what no formula scores, begins the report and reads it back."""
    book = load_county(county().code[:6])
    snapshot = performance.start_freeze(
        title="2023 年度绩效自评",
        project_start=PROJECT_START,
        year_start=YEAR_START,
        as_of=AS_OF,
        outline_code=book.chosen.outline,
        by=officer,
        at=at,
    )
    job = jobs.run(job_id=snapshot.job_id, clock=lambda: at)
    if job.state != "DONE":
        raise RuntimeError(job.message)
    snapshot.refresh_from_db()
    for code in scores.scorecard_codes():
        _judge(snapshot, code, officer, at)
    report = performance.draft_report(snapshot=snapshot, by=officer, at=at)
    performance.check_own_report(report=report, by=officer, at=at)
    return snapshot


def _judge(snapshot: Snapshot, scorecard_code: str, officer: User, at: datetime) -> None:
    """The best band's lower end for every row that a person judges, with a document behind each."""
    scorecard = scores.score_one(snapshot, scorecard_code).scorecard
    band = scorecard.bands[0]
    for row in scorecard.rows:
        if row.kind is RowKind.QUALITATIVE:
            judged = performance.assess(
                snapshot=snapshot,
                scorecard_code=scorecard_code,
                row_code=row.code,
                band=band.code,
                share=max(band.lower, Decimal("0.9")),
                reason="制度和台账齐全，抽查记录可核对（演示评定）",
                by=officer,
                at=at,
            )
            proof = document(f"{row.name.zh}佐证", by=officer, at=at)
            prove(proof, "performance.assessment", judged, by=officer, at=at)
