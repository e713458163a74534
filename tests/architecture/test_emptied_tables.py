"""A test that commits leaves no rows behind, not even in tables that refuse to be emptied; and these refuse it again."""

import io
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations
from cuntong.apps.evidence.models import TrailEntry


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_what_was_committed_is_gone_and_the_triggers_are_back(turn):
    assert not TrailEntry.objects.exists()
    officer = User.objects.create_user(username=turn, password="correct-horse-91", role="BUREAU")
    sheet = io.BytesIO(b"%PDF-1.7 signed sheet")
    operations.upload(file=sheet, filename="签到表.pdf", by=officer, at=datetime(2024, 8, 14, tzinfo=UTC))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        TrailEntry.objects.all().delete()
    assert TrailEntry.objects.count() == 1
