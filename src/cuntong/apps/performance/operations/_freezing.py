"""Freezing: the records of one moment become a bundle that anybody can recompute.

Note [Two bundles of one snapshot]
The freeze writes a bundle with the report as its outline drafts it. When the edited report is approved, a second
bundle is written from the frozen facts of the first, with the approved text: same tables, same figures.
"""

from collections.abc import Mapping
from datetime import date, datetime

import pyarrow as pa
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.jobs import operations as jobs
from cuntong.domain.indicators import Figure, FigureSource, Frame, compute

from .. import bundles, moments, queries
from ..models import FrozenFigure, Snapshot


@transaction.atomic
def start_freeze(
    *,
    title: str,
    project_start: date,
    year_start: date,
    as_of: date,
    outline_code: str,
    by: User,
    at: datetime,
) -> Snapshot:
    """Starts a freeze of all figures as of a day that has come.

    Raises:
        ValidationError: by field.
    """
    require(by, Right.FREEZE)
    if as_of > at.date():
        raise ValidationError({"as_of": _("This day has not come yet. Freeze on or after it.")})
    snapshot = Snapshot(
        title=title,
        project_start=project_start,
        year_start=year_start,
        as_of=as_of,
        outline_code=outline_code,
        created_by=by,
        created_at=at,
    )
    snapshot.full_clean(exclude=["job", "frozen_at"])
    snapshot.save(force_insert=True)
    snapshot.job = jobs.start(
        kind="performance.freeze", arguments={"snapshot_id": str(snapshot.pk)}, by=by, at=at
    )
    snapshot.save(update_fields=["job"])
    return snapshot


def freeze(*, snapshot: Snapshot, progress: jobs.Progress) -> dict:
    """Collects the facts, computes every figure, writes the bundle and marks the snapshot frozen; once."""
    if snapshot.state == Snapshot.State.FROZEN:
        return {"snapshot": str(snapshot.pk)}
    progress.report(0, 5, _("Collecting the records"))
    moment = moments.collect_moment()
    progress.report(2, 5, _("Computing the figures"))
    frame = queries.frame_of(snapshot)
    figures = _computed(moment.tables, frame)
    progress.report(3, 5, _("Writing the bundle"))
    sealed = bundles.seal(snapshot=snapshot, frame=frame, moment=moment, figures=figures, at=progress.clock())
    with progress.hold() as job:
        _mark_frozen(snapshot, sealed, figures, job.queued_by, progress.clock())
    return {"snapshot": str(snapshot.pk), "root": sealed.root}


def _computed(tables: Mapping[str, pa.Table], frame: Frame) -> list[Figure]:
    with FigureSource.from_arrow(tables) as source:
        return compute(source, frame)


def _mark_frozen(snapshot, sealed: bundles.Sealed, figures: list[Figure], by: User, at: datetime) -> None:
    FrozenFigure.objects.bulk_create(
        FrozenFigure(
            snapshot=snapshot,
            indicator_code=figure.code,
            value=figure.value,
            numerator=figure.numerator,
            denominator=figure.denominator,
            records=figure.records,
            evidenced=figure.evidenced,
        )
        for figure in figures
    )
    snapshot.state, snapshot.frozen_at = Snapshot.State.FROZEN, at
    snapshot.bundle.name = sealed.name
    snapshot.bundle_sha256, snapshot.root = sealed.sha256, sealed.root
    snapshot.trail_size, snapshot.trail_root = sealed.trail_size, sealed.trail_root
    snapshot.save()
    change = {"as_of": snapshot.as_of, "root": sealed.root, "sha256": sealed.sha256, "figures": len(figures)}
    evidence.record(verb="freeze", record=snapshot, change=change, by=by, at=at)
