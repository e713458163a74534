"""Trainings in attendances and in persons, and what followed from them."""

from __future__ import annotations

import ibis.expr.types as ir
from ibis import _

from cuntong.domain.values import Bilingual

from ._frames import PeriodRule
from ._indicators import Indicator, Part, Unit
from ._measures import Count, CountDistinct
from ._populations import Scope, records_of

TOPIC = Bilingual("培训", "Training")

IN_PERSON = ("GENERAL", "VALUE_ADDED")
SATISFIED_FROM = 4
"""The rating, of five, from which an answer counts as satisfied: part of this definition, no document sets it."""


def _attendances(kind: str | tuple[str, ...]) -> Part:
    return Part("attendance", records_of("attendance", kind=kind), Count())


def _persons(kind: str | tuple[str, ...]) -> Part:
    return Part("attendance", records_of("attendance", kind=kind), CountDistinct("person_key"))


def _certificates(kind: str) -> Part:
    return Part("certificates", records_of("certificates", kind=kind), CountDistinct("number"))


def _valid_answers(scope: Scope) -> ir.Table:
    return scope.records("satisfaction_answers").filter(_.rating.notnull())


def _satisfied_answers(scope: Scope) -> ir.Table:
    return _valid_answers(scope).filter(_.rating >= SATISFIED_FROM)


_PERSONS_VALUE_ADDED = _persons("VALUE_ADDED")
_OUTCOMES = Part("outcomes", records_of("outcomes", has_prior_value_added=True), CountDistinct("person_key"))

_PERSON_TIMES = Bilingual(
    "是人次，不是人数：同一人参加两场算两次；线上观看不计入。",
    "Attendances, not persons: one person at two sessions counts twice; watching online does not count.",
)
_PERSONS = Bilingual(
    "是人数，不是人次；各类、各乡镇的人数相加会重复计算同一人。",
    "Persons, not attendances; adding up kinds or townships counts the same person again.",
)
_ONE_YEAR = Bilingual(
    "仅报告年度首日起；与项目开始以来的人次有重叠，不可相加。",
    "Only since the first day of the report year; overlaps with the figures since the project's start, never add them.",
)
_NO_PERIOD = Bilingual(
    "2023 年报告没有写明期间，这里按报告年度首日起计；含所有组织单位，与中心组织的人次有重叠。",
    "The 2023 report gives no period: here, since the first day of the report year. All organisers, so it overlaps "
    "with what the centre organised.",
)
_NUMBERS = Bilingual(
    "按证书号去重；一人可有几本证书，所以不等于人数。",
    "Each certificate number once; one person may hold several, so this is not a number of persons.",
)


def _indicator(
    code: str,
    title: Bilingual,
    meaning: Bilingual,
    trap: Bilingual,
    unit: Unit,
    part: Part,
    period: PeriodRule = PeriodRule.PROJECT,
) -> Indicator:
    return Indicator(code, title, meaning, trap, unit, period, part.table, part)


INDICATORS = (
    _indicator(
        "ATTENDANCES_GENERAL",
        Bilingual("普及性培训人次", "General training attendances"),
        Bilingual("项目开始至截止日，普及性培训的签到条数。", "Sign-in rows of general trainings."),
        _PERSON_TIMES,
        Unit.ATTENDANCE,
        _attendances("GENERAL"),
    ),
    _indicator(
        "ATTENDANCES_VALUE_ADDED",
        Bilingual("增值性培训人次", "Value-added training attendances"),
        Bilingual("项目开始至截止日，增值性培训的签到条数。", "Sign-in rows of value-added trainings."),
        _PERSON_TIMES,
        Unit.ATTENDANCE,
        _attendances("VALUE_ADDED"),
    ),
    _indicator(
        "ATTENDANCES",
        Bilingual("培训总人次", "Training attendances"),
        Bilingual(
            "项目开始至截止日，普及性和增值性培训的签到条数之和。",
            "Sign-in rows of general and value-added trainings.",
        ),
        _PERSON_TIMES,
        Unit.ATTENDANCE,
        _attendances(IN_PERSON),
    ),
    _indicator(
        "PERSONS_TRAINED_GENERAL",
        Bilingual("普及性培训人数", "Persons in general training"),
        Bilingual(
            "至少参加过一场普及性培训的不同的人。", "Different persons at one general training or more."
        ),
        _PERSONS,
        Unit.PERSON,
        _persons("GENERAL"),
    ),
    _indicator(
        "PERSONS_TRAINED_VALUE_ADDED",
        Bilingual("增值性培训人数", "Persons in value-added training"),
        Bilingual(
            "至少参加过一场增值性培训的不同的人。", "Different persons at one value-added training or more."
        ),
        _PERSONS,
        Unit.PERSON,
        _PERSONS_VALUE_ADDED,
    ),
    _indicator(
        "PERSONS_TRAINED",
        Bilingual("培训总人数", "Persons trained"),
        Bilingual(
            "至少参加过一场普及性或增值性培训的不同的人。",
            "Different persons at one general or value-added training or more.",
        ),
        _PERSONS,
        Unit.PERSON,
        _persons(IN_PERSON),
    ),
    _indicator(
        "CENTRE_ATTENDANCES_SINCE_YEAR",
        Bilingual(
            "中心组织的技能培训人次（本年以来）", "Attendances organised by the centre, since the year began"
        ),
        Bilingual(
            "报告年度首日至截止日，由公共服务中心组织的培训的签到条数。",
            "Sign-in rows of trainings organised by the service centre.",
        ),
        _ONE_YEAR,
        Unit.ATTENDANCE,
        Part("attendance", records_of("attendance", organiser="CENTRE", kind=IN_PERSON), Count()),
        PeriodRule.SINCE_YEAR,
    ),
    _indicator(
        "ATTENDANCES_SINCE_YEAR",
        Bilingual("培训人次（本年以来）", "Training attendances, since the year began"),
        Bilingual(
            "报告年度首日至截止日，所有单位组织的培训的签到条数。",
            "Sign-in rows of trainings by every organiser.",
        ),
        _NO_PERIOD,
        Unit.ATTENDANCE,
        _attendances(IN_PERSON),
        PeriodRule.SINCE_YEAR,
    ),
    _indicator(
        "SESSIONS_SINCE_YEAR",
        Bilingual("培训场次（本年以来）", "Training sessions, since the year began"),
        Bilingual(
            "报告年度首日至截止日，所有单位举办的培训场数。", "Training sessions held by every organiser."
        ),
        _NO_PERIOD,
        Unit.SESSION,
        Part("training_sessions", records_of("training_sessions", kind=IN_PERSON), Count()),
        PeriodRule.SINCE_YEAR,
    ),
    _indicator(
        "SESSIONS",
        Bilingual("培训总场次", "Training sessions"),
        Bilingual(
            "项目开始至截止日，所有单位举办的培训场数。", "Training sessions held since the project's start."
        ),
        Bilingual("没有签到记录的场次也计入。", "A session without a sign-in row counts too."),
        Unit.SESSION,
        Part("training_sessions", records_of("training_sessions", kind=IN_PERSON), Count()),
    ),
    _indicator(
        "TRAINING_OUTCOMES",
        Bilingual("培训转化人数", "Persons with a training outcome"),
        Bilingual(
            "参加增值性培训之后开店、就业、当站长或创业的不同的人。",
            "Different persons who, after a value-added training, opened a shop, found employment, became a station "
            "keeper or started a business.",
        ),
        Bilingual(
            "是人数，不是人次；一人几种转化只算一次；此前没有参加增值性培训的不计入。",
            "Persons, not attendances: several outcomes of one person count once; without a value-added training "
            "before it, an outcome does not count.",
        ),
        Unit.PERSON,
        _OUTCOMES,
    ),
    Indicator(
        "OUTCOME_RATE",
        Bilingual("培训转化率", "Outcome rate"),
        Bilingual(
            "转化人数占增值性培训人数的比例。",
            "Persons with an outcome, of the persons in value-added training.",
        ),
        Bilingual(
            "分母是人数，不是人次；换成总人次或普及性人次，比例差几倍。",
            "The denominator is persons, not attendances; over attendances of another kind the rate differs severalfold.",
        ),
        Unit.PERCENT,
        PeriodRule.PROJECT,
        "outcomes",
        _OUTCOMES,
        _PERSONS_VALUE_ADDED,
        scale=100,
        decimals=2,
        cumulative=True,
    ),
    _indicator(
        "CERTIFICATES_E_COMMERCE_SPECIALIST",
        Bilingual("电子商务师证书数", "Certificates: e-commerce specialist"),
        Bilingual(
            "项目开始至截止日发放的电子商务师证书本数。", "Certificates of e-commerce specialist issued."
        ),
        _NUMBERS,
        Unit.CERTIFICATE,
        _certificates("E_COMMERCE_SPECIALIST"),
    ),
    _indicator(
        "CERTIFICATES_INTERNET_MARKETER",
        Bilingual("互联网营销师证书数", "Certificates: internet marketer"),
        Bilingual(
            "项目开始至截止日发放的互联网营销师证书本数。", "Certificates of internet marketer issued."
        ),
        _NUMBERS,
        Unit.CERTIFICATE,
        _certificates("INTERNET_MARKETER"),
    ),
    _indicator(
        "ONLINE_COURSES_PUBLIC",
        Bilingual("免费公开的线上课程数", "Free public online courses"),
        Bilingual(
            "截止日前在公共平台免费公开的线上课程门数。",
            "Online courses published free of charge by the as-of date.",
        ),
        Bilingual(
            "录制了而没有公开、或没有公开日期的不计入；链接此后是否仍有效不在此列。",
            "Recorded is not published; without a date of publication a course does not count. Whether the link still "
            "works is another question.",
        ),
        Unit.COURSE,
        Part("courses", records_of("courses", kind="ONLINE", is_public=True), Count()),
        PeriodRule.AS_OF,
    ),
    Indicator(
        "SATISFACTION_SHARE",
        Bilingual("培训满意率", "Satisfaction share"),
        Bilingual(
            f"评分 {SATISFIED_FROM} 分及以上的问卷占有效问卷的比例。",
            f"Answers rated {SATISFIED_FROM} or 5 of 5, of all valid answers.",
        ),
        Bilingual(
            "分母是有效问卷数，须与比例一起读：样本少时比例不可靠；没有评分的问卷无效。",
            "Read it with its denominator, the number of valid answers: a small sample proves little. An answer without "
            "a rating is not valid.",
        ),
        Unit.PERCENT,
        PeriodRule.PROJECT,
        "satisfaction_answers",
        Part("satisfaction_answers", _satisfied_answers, Count()),
        Part("satisfaction_answers", _valid_answers, Count()),
        scale=100,
        decimals=2,
    ),
)
