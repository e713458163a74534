"""Courses, sessions, sign-in rows, and what became of the people."""

from __future__ import annotations

from cuntong.domain.values import Bilingual, DivisionLevel

from ._choices import CERTIFICATE_KINDS, ORGANISERS, OUTCOME_KINDS, TRAINING_KINDS
from ._columns import (
    HOURS,
    WHOLE,
    Column,
    FactTable,
    choice,
    day,
    evidence_count,
    flag,
    identifier,
    text,
    township,
)


def _person() -> tuple[Column, Column]:
    """The keyed digest that tells one person from another, and the masked name that is shown."""
    return identifier("person_key", "人员标识", "person key"), text(
        "person_label", "姓名（脱敏）", "name, masked"
    )


TABLES = (
    FactTable(
        "courses",
        Bilingual("培训课程和线上课程", "training courses, online courses among them"),
        "course_id",
        (
            identifier("course_id", "课程编号", "course id"),
            text("code", "课程编码", "course code"),
            text("title", "课程名称", "title"),
            choice("kind", "类别", "kind", TRAINING_KINDS),
            flag("is_public", "是否免费公开", "free and public"),
            day("published_date", "公开日期", "date published", required=False),
            text("public_url", "公开网址", "public address", required=False),
            evidence_count(),
        ),
        date_column="published_date",
    ),
    FactTable(
        "training_sessions",
        Bilingual("实际举办的每一场培训", "each training session held"),
        "session_id",
        (
            identifier("session_id", "场次编号", "session id"),
            identifier("course_id", "课程编号", "course id", required=False),
            choice("kind", "类别", "kind", TRAINING_KINDS),
            text("title", "培训名称", "title"),
            choice("organiser", "组织单位", "organiser", ORGANISERS),
            day("held_date", "举办日期", "date held"),
            Column("hours", HOURS, Bilingual("学时", "hours"), required=False),
            township(),
            evidence_count(),
        ),
        date_column="held_date",
        place_column="township_code",
        place_level=DivisionLevel.TOWNSHIP,
    ),
    FactTable(
        "attendance",
        Bilingual("签到记录，一人参加一场为一条", "sign-in rows, one person at one session each"),
        "attendance_id",
        (
            identifier("attendance_id", "签到编号", "attendance id"),
            identifier("session_id", "场次编号", "session id"),
            text("session_title", "培训名称", "session"),
            choice("kind", "类别", "kind", TRAINING_KINDS),
            choice("organiser", "组织单位", "organiser", ORGANISERS),
            day("held_date", "举办日期", "date held"),
            township(),
            *_person(),
            # The evidence of its session: one sign-in sheet proves all its rows.
            evidence_count(),
        ),
        date_column="held_date",
        place_column="township_code",
        place_level=DivisionLevel.TOWNSHIP,
    ),
    FactTable(
        "outcomes",
        Bilingual(
            "培训转化：学员之后开店、就业、创业等", "what trainees did afterwards: shop, employment, business"
        ),
        "outcome_id",
        (
            identifier("outcome_id", "转化编号", "outcome id"),
            *_person(),
            choice("kind", "转化类型", "kind", OUTCOME_KINDS),
            day("outcome_date", "转化日期", "date"),
            flag("has_prior_value_added", "此前参加过增值性培训", "value-added training before"),
            evidence_count(),
        ),
        date_column="outcome_date",
    ),
    FactTable(
        "certificates",
        Bilingual("学员取得的职业技能等级证书", "vocational certificates obtained by trainees"),
        "certificate_id",
        (
            identifier("certificate_id", "证书记录编号", "certificate id"),
            *_person(),
            choice("kind", "证书类型", "kind", CERTIFICATE_KINDS),
            text("number", "证书号", "certificate number"),
            day("issued_date", "发证日期", "date issued"),
            evidence_count(),
        ),
        date_column="issued_date",
    ),
    FactTable(
        "satisfaction_answers",
        Bilingual("学员满意度问卷，一份为一条", "satisfaction answers, one sheet each"),
        "answer_id",
        (
            identifier("answer_id", "问卷编号", "answer id"),
            identifier("session_id", "场次编号", "session id", required=False),
            # Empty where the sheet was handed in without a readable answer: such a sheet is not valid.
            Column("rating", WHOLE, Bilingual("评分（1–5）", "rating (1–5)"), False, minimum=1, maximum=5),
            day("answered_date", "填写日期", "date answered"),
            township(),
            evidence_count(),
        ),
        date_column="answered_date",
        place_column="township_code",
        place_level=DivisionLevel.TOWNSHIP,
    ),
)
