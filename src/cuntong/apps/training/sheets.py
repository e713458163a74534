"""The workbooks of the training room: courses, sessions, sign-in sheets, outcomes, certificates, questionnaires."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.kinds import CommitRefused, ImportSheet, declare, error_at
from cuntong.apps.places.models import Division
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from . import operations, queries
from .models import Attendance, Certificate, Course, CourseKind, Session, Trainee
from .persons import CHUNK, Person, Register


def _choices(table: str, column: str) -> dict[str, tuple[str, str]]:
    """The codes of a fact column with their labels, so that workbooks and figures speak of the same things."""
    choices = FACT_TABLES[table].column_by_name[column].choices
    return {code: (label.zh, label.en) for code, label in choices.items()}


SESSION_CODE = Column(
    name="session_code",
    zh="场次编号",
    en="Session code",
    required=True,
    max_length=40,
    synonyms=("培训编号", "班次编号", "期次"),
    help_zh="与“培训场次”表中的编号一致，例如 PX-2023-001。",
    help_en="As in the list of sessions, for example PX-2023-001.",
    example="PX-2023-001",
)
PERSON_COLUMNS = (
    Column(
        name="name",
        zh="姓名",
        en="Name",
        required=True,
        max_length=40,
        synonyms=("学员姓名", "参训人员"),
        example="示例学员",
        personal=True,
    ),
    Column(
        name="id_number",
        zh="身份证号",
        en="ID number",
        kind=Kind.ID_NUMBER,
        synonyms=("身份证号码", "身份证", "公民身份号码"),
        help_zh="18 位。与手机号至少填一项；用于识别同一人，入库即加密。",
        help_en="18 characters. Give this or the phone number; it tells people apart and is stored encrypted.",
    ),
    Column(
        name="phone",
        zh="手机号",
        en="Phone",
        kind=Kind.PHONE,
        synonyms=("联系电话", "手机号码", "手机", "电话"),
        help_zh="11 位手机号，回访用。",
        help_en="11 digits, used for call-backs.",
        example="13800000000",
    ),
)
NEEDS_IDENTITY = (
    "身份证号和手机号至少填写一项，否则无法区分同名的人",
    "give the ID number or the phone number",
)


def _sessions(rows: Sequence[Row]) -> dict[str, Session]:
    codes = sorted({row.values["session_code"] for row in rows})
    found: dict[str, Session] = {}
    for start in range(0, len(codes), CHUNK):
        chunk = Session.objects.filter(code__in=codes[start : start + CHUNK]).select_related("course")
        found |= {session.code: session for session in chunk}
    return found


def _check_sessions(sheet: Sheet, rows: Sequence[Row], by) -> tuple[dict[str, Session], list[CellError]]:
    """The sessions named in the rows, and an error for each row whose session is unknown or somebody else's."""
    known, scope = _sessions(rows), scope_of(by)
    errors = []
    for row in rows:
        session = known.get(row.values["session_code"])
        if session is None:
            errors.append(error_at(
                sheet, row, "session_code", "没有这个场次编号；请先导入培训场次，或核对编号",
                "there is no such session; import the sessions first, or check the code",
            ))  # fmt: skip
        elif not scope.everywhere and session.organisation_id != scope.organisation_id:
            errors.append(error_at(
                sheet, row, "session_code", "该场次属于其他培训机构", "this session belongs to another training body"
            ))  # fmt: skip
    return known, errors


def _person(row: Row) -> Person:
    values = row.values
    return Person(name=values["name"], id_number=values["id_number"] or "", phone=values["phone"] or "")


def _without_identity(sheet: Sheet, rows: Iterable[Row]) -> list[CellError]:
    return [
        error_at(sheet, row, "phone", *NEEDS_IDENTITY)
        for row in rows
        if not (row.values["id_number"] or row.values["phone"])
    ]


# --- Sign-in sheets ----------------------------------------------------------------------------------------------

ROSTER = Sheet(
    code="training.roster",
    zh="培训签到表",
    en="Sign-in sheet",
    columns=(SESSION_CODE, *PERSON_COLUMNS),
    unique_together=(("session_code", "id_number"), ("session_code", "name", "phone")),
    max_rows=50_000,
    note_zh="一行是一个人参加一场培训。同一人参加几场就写几行。",
    note_en="One row is one person at one session. Somebody who came to several stands in several rows.",
)


def check_roster(rows: Sequence[Row], *, by) -> list[CellError]:
    known, errors = _check_sessions(ROSTER, rows, by)
    errors += _without_identity(ROSTER, rows)
    wrong = {error.row for error in errors}
    usable = [row for row in rows if row.number not in wrong]
    return errors + list(_already_signed_in(usable, known))


def _already_signed_in(rows: Sequence[Row], known: dict[str, Session]) -> Iterable[CellError]:
    persons = [_person(row) for row in rows]
    register = Register(persons)
    present = _present({session.pk for session in known.values()})
    seen: set[tuple[int, int]] = set()
    for row, person in zip(rows, persons, strict=True):
        trainee = register.trainee(person, None)
        session_id = known[row.values["session_code"]].pk
        if trainee.pk and (session_id, trainee.pk) in present:
            yield error_at(
                ROSTER, row, "name", "此人已在该场次签到，请删除本行",
                "already signed in at this session; remove this row",
            )  # fmt: skip
        elif (session_id, id(trainee)) in seen:
            yield error_at(
                ROSTER, row, "name", "与本表前面一行是同一人、同一场次，请删除其中一行",
                "the same person at the same session stands further up; remove one of the two",
            )  # fmt: skip
        seen.add((session_id, id(trainee)))


def _present(session_ids: set[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    wanted = sorted(session_ids)
    for start in range(0, len(wanted), CHUNK):
        chunk = Attendance.objects.filter(session__in=wanted[start : start + CHUNK])
        found.update(chunk.values_list("session_id", "trainee_id"))
    return found


def commit_roster(rows: Sequence[Row], *, batch, by, at) -> int:
    known = _sessions(rows)
    sign_ins = [operations.SignIn(_known(known, row), _person(row), row.number) for row in rows]
    written = operations.sign_in(rows=sign_ins, by=by, at=at, batch=batch)
    operations.prove_sessions(
        sessions={s.session.pk: s.session for s in sign_ins}.values(), batch=batch, by=by, at=at
    )
    return written


def _known(sessions: dict[str, Session], row: Row) -> Session:
    try:
        return sessions[row.values["session_code"]]
    except KeyError:
        raise CommitRefused(f"{row.number}: {row.values['session_code']}") from None


# --- Courses and sessions ----------------------------------------------------------------------------------------

COURSES = Sheet(
    code="training.courses",
    zh="培训课程",
    en="Courses",
    columns=(
        Column(name="code", zh="课程编号", en="Course code", required=True, max_length=40, example="KC-001"),
        Column(
            name="title", zh="课程名称", en="Title", required=True, max_length=120, example="网店运营入门"
        ),
        Column(
            name="kind",
            zh="类别",
            en="Kind",
            kind=Kind.CHOICE,
            choices=_choices("courses", "kind"),
            required=True,
            synonyms=("课程类别", "培训类别"),
            example="GENERAL",
        ),
        Column(
            name="published_date",
            zh="公开日期",
            en="Published on",
            kind=Kind.DATE,
            help_zh="免费公开的线上课程填写。",
        ),
        Column(name="public_url", zh="公开网址", en="Public address", kind=Kind.URL, max_length=300),
    ),
    unique_together=(("code",),),
    max_rows=2_000,
)


def _codes_taken(model, codes: Iterable[str]) -> set[str]:
    return set(model.objects.filter(code__in=list(codes)).values_list("code", flat=True))


def _taken(sheet: Sheet, rows: Sequence[Row], model) -> list[CellError]:
    taken = _codes_taken(model, [row.values["code"] for row in rows])
    return [
        error_at(
            sheet,
            row,
            "code",
            "这个编号已经登记过；若是更正，请先撤销原批次",
            "this code is recorded already",
        )
        for row in rows
        if row.values["code"] in taken
    ]


def check_courses(rows: Sequence[Row], *, by) -> list[CellError]:
    lonely = [
        error_at(
            COURSES,
            row,
            "public_url",
            "填了公开日期就要填公开网址，反之亦然",
            "date and address belong together",
        )
        for row in rows
        if bool(row.values["published_date"]) != bool(row.values["public_url"])
    ]
    return _taken(COURSES, rows, Course) + lonely


def commit_courses(rows: Sequence[Row], *, batch, by, at) -> int:
    for row in rows:
        values = dict(row.values)
        url = values.pop("public_url") or ""
        operations.create_course(**values, public_url=url, is_public=bool(url), by=by, at=at, batch=batch)
    return len(rows)


SESSIONS = Sheet(
    code="training.sessions",
    zh="培训场次",
    en="Training sessions",
    columns=(
        Column(
            name="code",
            zh="场次编号",
            en="Session code",
            required=True,
            max_length=40,
            synonyms=("培训编号", "班次编号"),
            example="PX-2023-001",
        ),
        Column(
            name="course_code",
            zh="课程编号",
            en="Course code",
            required=True,
            max_length=40,
            example="KC-001",
        ),
        Column(
            name="title", zh="培训名称", en="Title", required=True, max_length=120, example="村级站点实操培训"
        ),
        Column(
            name="organiser",
            zh="组织单位",
            en="Organiser",
            kind=Kind.CHOICE,
            choices=_choices("training_sessions", "organiser"),
            required=True,
            example="CENTRE",
        ),
        Column(
            name="held_date",
            zh="举办日期",
            en="Held on",
            kind=Kind.DATE,
            required=True,
            synonyms=("培训日期",),
        ),
        Column(
            name="hours",
            zh="学时",
            en="Hours",
            kind=Kind.DECIMAL,
            required=True,
            minimum=Decimal("0.5"),
            maximum=Decimal(24),
            example=Decimal(4),
        ),
        Column(
            name="township_code",
            zh="乡镇代码",
            en="Township code",
            kind=Kind.DIVISION_CODE,
            help_zh="12 位行政区划代码；在县城集中举办的可不填。",
            help_en="12 digits; leave blank for a session of the whole county.",
        ),
        Column(name="venue", zh="地点", en="Venue", max_length=120),
        Column(name="teacher", zh="授课老师", en="Teacher", max_length=60),
    ),
    unique_together=(("code",),),
    max_rows=5_000,
)


def _by_code(model, codes: Iterable[str], field: str = "code") -> dict:
    wanted = {code for code in codes if code}
    return {getattr(row, field): row for row in model.objects.filter(**{f"{field}__in": wanted})}


def check_sessions(rows: Sequence[Row], *, by) -> list[CellError]:
    courses = _by_code(Course, (row.values["course_code"] for row in rows))
    townships = _by_code(Division, (row.values["township_code"] for row in rows))
    errors = _taken(SESSIONS, rows, Session)
    for row in rows:
        course, township = courses.get(row.values["course_code"]), townships.get(row.values["township_code"])
        if course is None:
            errors.append(
                error_at(
                    SESSIONS, row, "course_code", "没有这门课程，请先导入培训课程", "there is no such course"
                )
            )
        elif course.kind == CourseKind.ONLINE:
            errors.append(
                error_at(SESSIONS, row, "course_code", "线上课程没有场次", "an online course has no sessions")
            )
        if row.values["township_code"] and (township is None or township.kind != "TOWNSHIP"):
            errors.append(
                error_at(SESSIONS, row, "township_code", "不是本县的乡镇代码", "no township of this county")
            )
    return errors


def commit_sessions(rows: Sequence[Row], *, batch, by, at) -> int:
    courses = _by_code(Course, (row.values["course_code"] for row in rows))
    townships = _by_code(Division, (row.values["township_code"] for row in rows))
    for row in rows:
        values = dict(row.values)
        course, township = courses[values.pop("course_code")], townships.get(values.pop("township_code"))
        texts = {name: values.pop(name) or "" for name in ("venue", "teacher")}
        operations.hold_session(
            **values, **texts, course=course, township=township, by=by, at=at, batch=batch
        )
    return len(rows)


# --- Outcomes and certificates -----------------------------------------------------------------------------------

OUTCOMES = Sheet(
    code="training.outcomes",
    zh="培训转化",
    en="Outcomes of training",
    columns=(
        *PERSON_COLUMNS,
        Column(
            name="kind",
            zh="转化类型",
            en="Kind",
            kind=Kind.CHOICE,
            choices=_choices("outcomes", "kind"),
            required=True,
            example="OPENED_SHOP",
        ),
        Column(name="outcome_date", zh="转化日期", en="Date", kind=Kind.DATE, required=True),
        Column(
            name="note",
            zh="证明及说明",
            en="Proof and particulars",
            required=True,
            max_length=200,
            help_zh="店铺网址、劳动合同、营业执照等；证明文件在该条记录页面上传。",
            help_en="Shop address, labour contract, licence; add the file on the record's page.",
            example="店铺网址",
        ),
    ),
    unique_together=(("id_number", "kind"), ("name", "phone", "kind")),
    max_rows=2_000,
)
CERTIFICATES = Sheet(
    code="training.certificates",
    zh="技能等级证书",
    en="Certificates",
    columns=(
        *PERSON_COLUMNS,
        Column(
            name="kind",
            zh="证书类型",
            en="Kind",
            kind=Kind.CHOICE,
            choices=_choices("certificates", "kind"),
            required=True,
            example="INTERNET_MARKETER",
        ),
        Column(name="number", zh="证书编号", en="Certificate number", required=True, max_length=40),
        Column(name="issued_date", zh="发证日期", en="Issued on", kind=Kind.DATE, required=True),
    ),
    unique_together=(("number",),),
    max_rows=2_000,
)


def _trainees(rows: Sequence[Row]) -> dict[int, Trainee | None]:
    """The person of each row, by row number; None where nobody of that identity ever signed in."""
    usable = [row for row in rows if row.values["id_number"] or row.values["phone"]]
    register = Register([_person(row) for row in usable])
    found = {row.number: register.trainee(_person(row), None) for row in usable}
    return {number: trainee if trainee.pk else None for number, trainee in found.items()}


def _check_people(sheet: Sheet, rows: Sequence[Row], by) -> list[CellError]:
    errors, trainees = _without_identity(sheet, rows), _trainees(rows)
    visible = set(queries.visible_trainees(by).values_list("pk", flat=True))
    for row in rows:
        trainee = trainees.get(row.number)
        if row.number in trainees and (trainee is None or trainee.pk not in visible):
            errors.append(error_at(
                sheet, row, "name", "此人没有签到记录；请核对姓名和身份证号或手机号",
                "this person signed in at no session; check name and ID or phone number",
            ))  # fmt: skip
    return errors


def check_outcomes(rows: Sequence[Row], *, by) -> list[CellError]:
    return _check_people(OUTCOMES, rows, by)


def commit_outcomes(rows: Sequence[Row], *, batch, by, at) -> int:
    trainees = _trainees(rows)
    for row in rows:
        operations.record_outcome(
            trainee=trainees[row.number],
            kind=row.values["kind"],
            outcome_date=row.values["outcome_date"],
            note=row.values["note"],
            by=by,
            at=at,
            batch=batch,
        )
    return len(rows)


def check_certificates(rows: Sequence[Row], *, by) -> list[CellError]:
    taken = set(
        Certificate.objects.filter(number__in=[row.values["number"] for row in rows]).values_list(
            "number", flat=True
        )
    )
    repeated = [
        error_at(
            CERTIFICATES, row, "number", "这个证书编号已经登记过", "this certificate is recorded already"
        )
        for row in rows
        if row.values["number"] in taken
    ]
    return _check_people(CERTIFICATES, rows, by) + repeated


def commit_certificates(rows: Sequence[Row], *, batch, by, at) -> int:
    trainees = _trainees(rows)
    for row in rows:
        operations.record_certificate(
            trainee=trainees[row.number],
            kind=row.values["kind"],
            number=row.values["number"],
            issued_date=row.values["issued_date"],
            by=by,
            at=at,
            batch=batch,
        )
    return len(rows)


# --- Questionnaires ----------------------------------------------------------------------------------------------

ANSWERS = Sheet(
    code="training.answers",
    zh="培训满意度问卷",
    en="Satisfaction questionnaires",
    columns=(
        SESSION_CODE,
        Column(
            name="rating",
            zh="评分",
            en="Rating",
            kind=Kind.INTEGER,
            minimum=1,
            maximum=5,
            help_zh="5 很满意，4 满意，3 一般，2 不满意，1 很不满意；看不清的留空，不计入有效问卷。",
            help_en="5 very satisfied … 1 very dissatisfied; blank where unreadable, then it does not count.",
            example=5,
        ),
        Column(name="answered_date", zh="填写日期", en="Answered on", kind=Kind.DATE, required=True),
    ),
    max_rows=50_000,
)


def check_answers(rows: Sequence[Row], *, by) -> list[CellError]:
    return _check_sessions(ANSWERS, rows, by)[1]


def commit_answers(rows: Sequence[Row], *, batch, by, at) -> int:
    known = _sessions(rows)
    answers = [(_known(known, row), row.values["rating"], row.values["answered_date"]) for row in rows]
    return operations.record_answers(answers=answers, by=by, at=at, batch=batch)


def _declare(sheet: Sheet, check: Callable, commit: Callable) -> ImportSheet:
    return declare(
        ImportSheet(
            sheet=sheet, right=Right.WRITE_TRAINING, check=check, commit=commit, undo=operations.take_back
        )
    )


for _sheet, _check, _commit in (
    (COURSES, check_courses, commit_courses),
    (SESSIONS, check_sessions, commit_sessions),
    (ROSTER, check_roster, commit_roster),
    (OUTCOMES, check_outcomes, commit_outcomes),
    (CERTIFICATES, check_certificates, commit_certificates),
    (ANSWERS, check_answers, commit_answers),
):
    _declare(_sheet, _check, _commit)
