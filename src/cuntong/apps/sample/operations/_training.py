import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.places.models import Division
from cuntong.apps.training import operations as training
from cuntong.apps.training.models import Attendance, Session, Trainee
from cuntong.apps.training.persons import Person
from cuntong.domain.workbooks import export

from ._plan import Plan, document, prove

GENERAL, VALUE_ADDED = 2597, 718
SINCE_YEAR, SINCE_YEAR_CENTRE, SINCE_YEAR_SESSIONS = 1267, 483, 27
CENTRE_SESSIONS = 10
PERSONS = 1900
TITLES = (
    "网店开设入门",
    "短视频拍摄与剪辑",
    "直播带货实操",
    "农产品包装与摄影",
    "站点服务规范",
    "电商物流基础",
)


def plan_training(plan: Plan) -> None:
    """Courses, then sessions: before 2023 row by row, since then from sign-in workbooks as they would have been sent."""
    plan.on(date(2022, 3, 21), lambda at: _courses(plan, at))
    early_general = GENERAL - (SINCE_YEAR - SINCE_YEAR_CENTRE)
    _plan_sessions(plan, "GENERAL", "TOWNSHIP_GOVERNMENT", plan.share(early_general, 38), date(2022, 4, 6), 6)
    _plan_sessions(
        plan, "VALUE_ADDED", "BUREAU", plan.share(VALUE_ADDED - SINCE_YEAR_CENTRE, 5), date(2022, 6, 8), 31
    )
    _plan_rosters(plan)
    plan.on(date(2024, 5, 20), lambda at: _outcomes(plan, at))
    plan.on(date(2024, 6, 3), lambda at: _certificates(plan, at))
    plan.on(date(2024, 6, 10), lambda at: _answers(plan, at))


def _courses(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.trainer, "at": at}
    for kind, code in (("GENERAL", "KC-P"), ("VALUE_ADDED", "KC-Z")):
        for number, title in enumerate(TITLES, start=1):
            plan.made[f"course {kind} {number - 1}"] = training.create_course(
                code=f"{code}{number:02}", title=title, kind=kind, **do
            )
    online = [
        training.create_course(
            code=f"XS-{number:02}",
            title=f"线上电商课程第{number}讲",
            kind="ONLINE",
            is_public=True,
            published_date=date(2022, 3, 1),
            public_url=f"https://example.com/courses/{number}",
            **do,
        )
        for number in range(1, 21)
    ]
    prove(document("线上课程公开页面截图", **do), "training.course", *online, **do)


def _person(number: int) -> Person:
    """A trainee of the demonstration: the name says so, and the phone number follows from it."""
    return Person(name=f"学员{number:04}", phone=f"138{number:08}")


def _township(plan: Plan, number: int) -> Division:
    townships = plan.made.setdefault(
        "townships", list(Division.objects.filter(kind="TOWNSHIP").order_by("code"))
    )
    return townships[number % len(townships)]


def _hold(
    plan: Plan, *, code: str, kind: str, organiser: str, number: int, held: date, at: datetime
) -> Session:
    course = plan.made[f"course {kind} {number % len(TITLES)}"]
    township = None if organiser in {"CENTRE", "BUREAU"} else _township(plan, number)
    return training.hold_session(
        code=code,
        course=course,
        title=f"{township.name if township else '市级'}{course.title}培训",
        organiser=organiser,
        held_date=held,
        hours=Decimal(4),
        township=township,
        venue="示例培训教室",
        teacher="示例讲师",
        by=plan.people.trainer,
        at=at,
    )


def _plan_sessions(
    plan: Plan, kind: str, organiser: str, sizes: list[int], start: date, days_apart: int
) -> None:
    for number, size in enumerate(sizes):
        held = start + timedelta(days=days_apart * number)
        crowd = plan.chance.sample(_pool(kind), size)
        code = f"PX-2022-{'P' if kind == 'GENERAL' else 'Z'}{number + 1:02}"
        plan.on(held, _session_with_rows(plan, code, kind, organiser, number, held, crowd), hour=17)


def _pool(kind: str) -> range:
    """Value-added classes draw from fewer people, most of whom had come to a general class."""
    return range(1, PERSONS + 1) if kind == "GENERAL" else range(1, 601)


def _session_with_rows(plan: Plan, code, kind, organiser, number, held, crowd) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        do = {"by": plan.people.trainer, "at": at}
        session = _hold(plan, code=code, kind=kind, organiser=organiser, number=number, held=held, at=at)
        rows = [training.SignIn(session, _person(one), row) for row, one in enumerate(crowd, start=2)]
        training.sign_in(rows=rows, **do)
        prove(document(f"{code}签到表扫描件", session.title, **do), "training.session", session, **do)

    return act


# --- since 2023: by workbook -------------------------------------------------------------------------------------


def _plan_rosters(plan: Plan) -> None:
    """27 sessions since 2023, of which the centre held ten; each half year their sheets came in as one workbook."""
    centre = [("VALUE_ADDED", "CENTRE", size) for size in plan.share(SINCE_YEAR_CENTRE, CENTRE_SESSIONS)]
    rest = SINCE_YEAR_SESSIONS - CENTRE_SESSIONS
    others = [
        ("GENERAL", "TOWNSHIP_GOVERNMENT", size) for size in plan.share(SINCE_YEAR - SINCE_YEAR_CENTRE, rest)
    ]
    sessions = centre + others
    plan.chance.shuffle(sessions)
    for number, (kind, organiser, size) in enumerate(sessions):
        held = date(2023, 2, 9) + timedelta(days=19 * number)
        code = f"PX-2023-{number + 1:02}"
        crowd = plan.chance.sample(_pool(kind), size)
        plan.on(held, _session_of_roster(plan, code, kind, organiser, number, held, crowd), hour=17)
    for day in (date(2023, 6, 29), date(2023, 12, 28), date(2024, 7, 1)):
        plan.on(day, lambda at: _import_rosters(plan, at), hour=18)


def _session_of_roster(plan: Plan, code, kind, organiser, number, held, crowd) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        _hold(plan, code=code, kind=kind, organiser=organiser, number=number, held=held, at=at)
        waiting = plan.made.setdefault("roster", [])
        waiting += [
            {"session_code": code, "name": p.name, "id_number": None, "phone": p.phone}
            for p in map(_person, crowd)
        ]

    return act


def _import_rosters(plan: Plan, at: datetime) -> None:
    """The way of every workbook: upload, check, dry run, commit."""
    rows, plan.made["roster"] = plan.made["roster"], []
    sheet = SHEETS["training.roster"]
    content = export(sheet.sheet, rows, title="培训签到表", as_of=at.date(), synthetic=True)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "签到表.xlsx"
        path.write_bytes(content)
        with path.open("rb") as file:
            name = f"培训签到表-{at:%Y-%m}.xlsx"
            batch = imports.upload(
                sheet=sheet, file=file, filename=name, by=plan.people.trainer, at=at, synthetic=True
            )
    _run(batch, at)
    _run(imports.request_commit(batch=batch, by=plan.people.trainer, at=at), at)


def _run(batch: ImportBatch, at: datetime) -> None:
    job = jobs.run(job_id=batch.job_id, clock=lambda: at)
    if job.state != "DONE":
        raise RuntimeError(f"{batch.filename}: {job.message}")


# --- what came of it ---------------------------------------------------------------------------------------------


def _value_added_trainees(count: int) -> list[Trainee]:
    """People who came to a value-added class, the earliest first."""
    attended = Attendance.objects.filter(session__course__kind="VALUE_ADDED").order_by("pk")
    return list(Trainee.objects.filter(pk__in=attended.values("trainee")).order_by("pk")[:count])


def _outcomes(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.bureau, "at": at}
    kinds = ("OPENED_SHOP",) * 14 + ("EMPLOYED",) * 6 + ("STARTED_BUSINESS",) * 4 + ("STATION_KEEPER",) * 2
    made = [
        training.record_outcome(
            trainee=trainee,
            kind=kind,
            outcome_date=date(2024, 4, 30) - timedelta(days=3 * number),
            note="回访记录和证明材料见佐证",
            **do,
        )
        for number, (trainee, kind) in enumerate(zip(_value_added_trainees(len(kinds)), kinds, strict=True))
    ]
    for number, outcome in enumerate(made, start=1):
        prove(document(f"培训转化证明-{number:02}", **do), "training.outcome", outcome, **do)


def _certificates(plan: Plan, at: datetime) -> None:
    do = {"by": plan.people.bureau, "at": at}
    kinds = ("E_COMMERCE_SPECIALIST",) * 7 + ("INTERNET_MARKETER",) * 6
    for number, (trainee, kind) in enumerate(
        zip(_value_added_trainees(len(kinds)), kinds, strict=True), start=1
    ):
        certificate = training.record_certificate(
            trainee=trainee, kind=kind, number=f"示例证书{number:04}", issued_date=date(2024, 3, 15), **do
        )
        prove(document(f"证书扫描件-{number:02}", **do), "training.certificate", certificate, **do)


def _answers(plan: Plan, at: datetime) -> None:
    sessions = list(Session.objects.filter(held_date__gte=date(2023, 1, 1)).order_by("pk"))
    ratings = [5] * 52 + [4] * 37 + [3] * 8 + [2] * 2 + [None]
    answers = [
        (session, plan.chance.choice(ratings), session.held_date)
        for session in sessions
        for _sheet in range(30)
    ]
    training.record_answers(answers=answers, by=plan.people.bureau, at=at)
