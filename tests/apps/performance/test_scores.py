"""Scores: points with their reason, nothing for what has no evidence, and judgements that stand on documents."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cuntong.apps.evidence import operations as evidence
from cuntong.apps.performance import operations, scores
from cuntong.apps.training.models import Session
from cuntong.domain.scoring import Missing, RowKind

from .conftest import freeze

pytestmark = pytest.mark.django_db


def prove(record_kind, record_id, people, now):
    document = evidence.upload(file=io.BytesIO(b"%PDF-1.7 proof"), filename="p.pdf", by=people.bureau, at=now)
    evidence.attach(document=document, record_kind=record_kind, record_id=record_id, by=people.bureau, at=now)


def row_of(sheet, indicator):
    return next(row for row in sheet.rows if row.row.indicator_code == indicator)


def judged_row(sheet):
    return next(row.row for row in sheet.rows if row.row.kind is RowKind.QUALITATIVE)


def test_a_figure_without_evidence_or_target_earns_nothing_and_says_so(frozen):
    row = row_of(scores.score_one(frozen, "PROGRAMME"), "ATTENDANCES_GENERAL")
    assert row.points == 0
    assert {Missing.EVIDENCE, Missing.TARGET} <= set(row.missing)


def test_a_proven_figure_earns_its_share_of_the_target_sealed_in_time(small_county, people, now):
    operations.seal_target(
        indicator_code="ATTENDANCES_GENERAL",
        value=Decimal(10),
        period_end=date(2023, 12, 31),
        by=people.bureau,
        at=datetime(2022, 1, 5, tzinfo=UTC),
    )
    for session in Session.objects.all():
        prove("training.session", session.pk, people, now)
    row = row_of(scores.score_one(freeze(people, now), "PROGRAMME"), "ATTENDANCES_GENERAL")
    assert row.is_scored
    assert row.points == row.row.weight / 2


def test_a_target_sealed_after_the_freeze_scores_nothing(frozen, people, later):
    operations.seal_target(
        indicator_code="ATTENDANCES_GENERAL",
        value=Decimal(1),
        period_end=date(2023, 12, 31),
        by=people.bureau,
        at=later,
    )
    assert Missing.TARGET in row_of(scores.score_one(frozen, "PROGRAMME"), "ATTENDANCES_GENERAL").missing


def test_a_judgement_counts_once_a_document_stands_behind_it(frozen, people, now):
    row = judged_row(scores.score_one(frozen, "PROGRAMME"))
    band = scores.score_one(frozen, "PROGRAMME").scorecard.bands[0]
    judged = operations.assess(
        snapshot=frozen,
        scorecard_code="PROGRAMME",
        row_code=row.code,
        band=band.code,
        share=Decimal(1),
        reason="机制健全，按月调度",
        by=people.bureau,
        at=now,
    )
    unproven = {r.row.code: r for r in scores.score_one(frozen, "PROGRAMME").rows}[row.code]
    prove("performance.assessment", judged.pk, people, now)
    proven = {r.row.code: r for r in scores.score_one(frozen, "PROGRAMME").rows}[row.code]
    assert (unproven.points, proven.points) == (0, row.weight)


def test_a_share_outside_its_band_is_refused(frozen, people, now):
    sheet = scores.score_one(frozen, "PROGRAMME")
    with pytest.raises(ValidationError) as refusal:
        operations.assess(
            snapshot=frozen,
            scorecard_code="PROGRAMME",
            row_code=judged_row(sheet).code,
            band=sheet.scorecard.bands[0].code,
            share=Decimal("0.1"),
            reason="x",
            by=people.bureau,
            at=now,
        )
    assert "share" in refusal.value.message_dict


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_sheet_shows_points_and_reasons(client, frozen, people, language):
    client.force_login(people.auditor)
    client.cookies.load({"django_language": language})
    for code in scores.scorecard_codes():
        page = client.get(reverse("performance:score-sheet", args=[frozen.pk, code]))
        assert page.status_code == 200
    assert ("未计分" if language == "zh-hans" else "not scored") in page.content.decode()
