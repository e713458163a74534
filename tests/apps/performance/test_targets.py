"""Targets: sealed before the results, superseded but never changed, and late seals seen for ever."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cuntong.apps.evidence import queries as trail
from cuntong.apps.performance import operations
from cuntong.apps.performance.models import Target
from cuntong.domain.sealing import open_bundle

from .conftest import freeze

pytestmark = pytest.mark.django_db
EARLY = datetime(2022, 3, 1, 2, tzinfo=UTC)


def seal(people, at, value=4, period_end=date(2023, 12, 31), **more):
    return operations.seal_target(
        indicator_code="ATTENDANCES_GENERAL",
        value=Decimal(value),
        period_end=period_end,
        by=people.bureau,
        at=at,
        **more,
    )


def test_a_target_is_an_entry_of_the_trail(people):
    target = seal(people, EARLY)
    entry = trail.trail_of("performance.target", target.pk).get()
    assert target.trail_seq == entry.seq
    assert trail.change_of(entry)["value"] == "4"


def test_a_target_sealed_after_its_period_says_so(people, now):
    assert not seal(people, EARLY).back_dated
    assert seal(people, now, value=5).back_dated


def test_a_document_older_than_the_seal_is_visible(people, client):
    target = seal(people, EARLY, document_no="示例〔2021〕1号", document_date=date(2021, 12, 1))
    assert target.sealed_late
    client.force_login(people.auditor)
    page = client.get(reverse("performance:targets"), headers={"accept-language": "en"}).content.decode()
    assert "sealed later than its document" in page


def test_a_new_target_supersedes_the_old_one_and_both_stay(people):
    first, second = seal(people, EARLY), seal(people, datetime(2022, 6, 1, tzinfo=UTC), value=9)
    first.refresh_from_db()
    assert first.value == 4
    assert first.superseded_at is not None
    assert list(Target.objects.filter(superseded_at=None)) == [second]


def test_an_unknown_indicator_is_refused_at_its_field(people, now):
    with pytest.raises(ValidationError) as refusal:
        operations.seal_target(
            indicator_code="NO_SUCH", value=Decimal(1), period_end=date(2023, 1, 1), by=people.bureau, at=now
        )
    assert "indicator_code" in refusal.value.message_dict


def test_auditors_seal_nothing(people, now):
    with pytest.raises(PermissionDenied):
        operations.seal_target(
            indicator_code="SESSIONS",
            value=Decimal(1),
            period_end=date(2023, 1, 1),
            by=people.auditor,
            at=now,
        )


def test_every_bundle_proves_its_targets(small_county, people, now):
    seal(people, EARLY)
    snapshot = freeze(people, now)
    with open_bundle(Path(snapshot.bundle.path)) as bundle:
        (proof,) = bundle.proofs()
        (row,) = bundle.table("targets").to_pylist()
    assert "ATTENDANCES_GENERAL" in proof.leaf
    assert row["value"] == 4
