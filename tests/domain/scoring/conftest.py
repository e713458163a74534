"""Short ways to write rows and sheets."""

from decimal import Decimal

import pytest

from cuntong.domain.scoring import (
    GradeBand,
    GradeTable,
    QualitativeBand,
    RowKind,
    Scorecard,
    ScorecardRow,
    TargetSource,
)
from cuntong.domain.values import Bilingual

COUNTED = Bilingual(
    "目标 {target}，实际 {actual}，{points}/{weight}", "target {target}, actual {actual}, {points}/{weight}"
)
JUDGED = Bilingual(
    "{band} {share}：{judgement}，{points}/{weight}", "{band} {share}: {judgement}, {points}/{weight}"
)


def label(text):
    return Bilingual(text, text)


@pytest.fixture
def bands():
    return (
        QualitativeBand("ACHIEVED", label("达成"), Decimal("0.8"), Decimal(1)),
        QualitativeBand("PARTLY", label("部分"), Decimal("0.6"), Decimal("0.8")),
        QualitativeBand("NOT_ACHIEVED", label("未达成"), Decimal(0), Decimal("0.6")),
    )


@pytest.fixture
def grades():
    names = [("EXCELLENT", "优", 90), ("GOOD", "良", 80), ("FAIR", "中", 60), ("POOR", "差", 0)]
    return GradeTable(
        "BUDGET", label("等级"), tuple(GradeBand(code, label(zh), Decimal(low)) for code, zh, low in names)
    )


@pytest.fixture
def make_row():
    def make(
        code, weight, kind=RowKind.QUANTITATIVE_POSITIVE, *, block="产出", evidence_required=True, **given
    ):
        quantitative = kind in (RowKind.QUANTITATIVE_POSITIVE, RowKind.QUANTITATIVE_REVERSE)
        source = TargetSource.SEALED if quantitative else TargetSource.NONE
        values = {
            "indicator_code": None if kind is RowKind.QUALITATIVE else code,
            "target_source": source,
            "reason": JUDGED if kind is RowKind.QUALITATIVE else COUNTED,
        } | given
        levels = (label(block), label("二级"), label(code))
        return ScorecardRow(
            code=code,
            levels=levels,
            weight=Decimal(weight),
            kind=kind,
            evidence_required=evidence_required,
            **values,
        )

    return make


@pytest.fixture
def make_scorecard(bands, grades):
    def make(*rows, **given):
        values = {
            "grades": grades,
            "full_marks": sum((row.weight for row in rows), Decimal(0)),
            "deviation_limit": Decimal("0.2"),
            "over_achievement_limit": Decimal("0.3"),
        } | given
        return Scorecard(code="SHEET", title=label("表"), rows=rows, bands=bands, **values)

    return make
