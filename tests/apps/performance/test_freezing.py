"""Freezing: a bundle that proves itself, values that stay, drift that is seen."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from cuntong.apps.evidence import queries as trail
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.performance import operations, queries
from cuntong.apps.performance.models import FrozenFigure, Snapshot
from cuntong.apps.training import operations as training
from cuntong.apps.training.models import Session
from cuntong.apps.training.persons import Person
from cuntong.domain.indicators import CATALOGUE, open_population
from cuntong.domain.sealing import open_bundle, verify_bundle

from .conftest import freeze

pytestmark = pytest.mark.django_db


def value(snapshot, code):
    return snapshot.figures.get(indicator_code=code).value


def test_a_freeze_keeps_every_figure_of_the_catalogue(frozen):
    assert set(frozen.figures.values_list("indicator_code", flat=True)) == set(CATALOGUE)
    assert value(frozen, "ATTENDANCES_GENERAL") == 5
    assert value(frozen, "PERSONS_TRAINED_GENERAL") == 3
    assert value(frozen, "SESSIONS_SINCE_YEAR") == 2


def test_a_figure_that_no_record_supports_has_no_value(frozen):
    assert value(frozen, "ROUTES_OPENED") is None
    assert value(frozen, "FUNDS_PAID") is None


def test_the_bundle_proves_itself_and_its_root_stands_in_the_trail(frozen):
    verdict = verify_bundle(Path(frozen.bundle.path), expected_root=frozen.root)
    assert verdict.findings == ()
    assert verdict.figures == len(CATALOGUE)
    entry = trail.trail_of("performance.snapshot", frozen.pk).get(verb="freeze")
    assert trail.change_of(entry)["root"] == frozen.root


def test_the_bundle_holds_no_name_phone_or_id_number(frozen):
    with open_bundle(Path(frozen.bundle.path)) as bundle:
        rows = str(bundle.table("attendance").to_pylist())
    assert "1380000000" not in rows
    assert "学员甲" not in rows


def test_what_comes_later_is_drift_and_never_changes_the_frozen_value(frozen, people, now):
    session = Session.objects.get(code="PX-1")
    training.sign_in(
        rows=[training.SignIn(session, Person("学员丁", phone="13900000009"))], by=people.bureau, at=now
    )
    lines = {line.indicator.code: line for line in queries.figure_lines(frozen, queries.frame_of(frozen))}
    line = lines["ATTENDANCES_GENERAL"]
    assert (line.now.value, line.frozen.value, line.has_drifted) == (6, 5, True)
    assert not lines["SESSIONS_SINCE_YEAR"].has_drifted


def test_a_frozen_figure_opens_to_the_records_of_its_bundle(frozen, people, now):
    session = Session.objects.get(code="PX-1")
    training.sign_in(
        rows=[training.SignIn(session, Person("学员丁", phone="13900000009"))], by=people.bureau, at=now
    )
    with queries.frozen_source(frozen) as source:
        population = open_population(source, queries.frame_of(frozen), "ATTENDANCES_GENERAL")
    assert population.total == 5


def test_the_database_refuses_to_change_what_is_frozen(frozen):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        FrozenFigure.objects.filter(snapshot=frozen).update(value=Decimal(9))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Snapshot.objects.filter(pk=frozen.pk).update(title="another")


def test_a_job_that_runs_twice_freezes_once(frozen, now):
    jobs.run(job_id=frozen.job_id, clock=lambda: now)
    assert frozen.figures.count() == len(CATALOGUE)
    assert trail.trail_of("performance.snapshot", frozen.pk).filter(verb="freeze").count() == 1


def test_nobody_freezes_a_day_that_has_not_come(small_county, people, now):
    with pytest.raises(ValidationError) as refusal:
        freeze(people, now, as_of=date(2099, 1, 1))
    assert "as_of" in refusal.value.message_dict


def test_only_the_bureau_freezes(small_county, people, now):
    with pytest.raises(PermissionDenied):
        operations.start_freeze(
            title="x",
            project_start=date(2021, 7, 1),
            year_start=date(2023, 1, 1),
            as_of=date(2023, 12, 31),
            outline_code="SELF_EVALUATION_2023",
            by=people.auditor,
            at=now,
        )
