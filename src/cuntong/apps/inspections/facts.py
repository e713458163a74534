"""Visits, problems and call-backs as fact tables, over all rows: figures are of the county."""

from collections.abc import Iterator

import pyarrow as pa
from django.db.models import Count, Max, Q
from django.utils import timezone

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Station
from cuntong.domain.facts import conform

from .kinds import CallOutcome, ProblemState, ProblemStepKind, VisitState
from .models import CallBack, Problem, Visit

WATERMARK_KINDS = {
    "inspection_visits": ("inspections.visit", "inspections.problem", "places.station"),
    "inspection_problems": ("inspections.problem", "places.station"),
    "call_backs": ("inspections.draw",),
}


def export() -> dict[str, pa.Table]:
    stations = _stations()
    return {
        "inspection_visits": conform("inspection_visits", _visits(stations)),
        "inspection_problems": conform("inspection_problems", _problems(stations)),
        "call_backs": conform("call_backs", _call_backs()),
    }


def _stations() -> dict[int, dict]:
    """What every row says of its station."""
    rows = Station.objects.select_related("division")
    return {
        one.pk: {
            "station_id": str(one.pk),
            "code": one.code,
            "station_name": one.name,
            "level": one.level,
            "division_code": one.division_id,
            "township_code": one.township.code if one.division.level != DivisionLevel.COUNTY else None,
        }
        for one in rows.select_related("division__parent")
    }


def _visits(stations: dict[int, dict]) -> Iterator[dict]:
    counts = evidence_counts("inspections.visit")
    rows = Visit.objects.filter(state=VisitState.FINISHED).annotate(found=Count("problems"))
    for one in rows.order_by("finished_at", "pk").iterator(chunk_size=5_000):
        yield stations[one.station_id] | {
            "visit_id": str(one.pk),
            "visit_date": timezone.localdate(one.finished_at),
            "is_drawn": one.drawn_id is not None,
            "score": one.score,
            "possible": one.possible,
            "problem_count": one.found,
            "evidence_count": counts[str(one.pk)],
        }


def _problems(stations: dict[int, dict]) -> Iterator[dict]:
    """Without what was taken off the list; a repair counts while it stands, so not after a re-check refused it."""
    counts = evidence_counts("inspections.problem")
    mended = Max("steps__recorded_at", filter=Q(steps__kind=ProblemStepKind.REPAIRED))
    rows = Problem.objects.exclude(state=ProblemState.VOID).annotate(mended_at=mended)
    for one in rows.order_by("opened_at", "pk").iterator(chunk_size=5_000):
        stands = one.mended_at if one.state != ProblemState.OPEN else None
        yield stations[one.station_id] | {
            "problem_id": str(one.pk),
            "text": one.text,
            "severity": one.severity,
            "owner": one.owner,
            "opened_date": timezone.localdate(one.opened_at),
            "due_date": one.due_date,
            "repaired_date": timezone.localdate(stands) if stands else None,
            "closed_date": timezone.localdate(one.closed_at) if one.closed_at else None,
            "evidence_count": counts[str(one.pk)],
        }


def _call_backs() -> Iterator[dict]:
    for one in CallBack.objects.order_by("made_at", "pk").iterator(chunk_size=5_000):
        yield {
            "call_id": str(one.pk),
            "subject": one.subject,
            "is_answered": one.outcome == CallOutcome.ANSWERED,
            "contradicts": one.contradicts,
            "rating": one.rating,
            "call_date": timezone.localdate(one.recorded_at),
            "township_code": one.township_code or None,
        }
