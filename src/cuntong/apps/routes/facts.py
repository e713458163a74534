"""Routes, trips as they were driven, baselines and studies as fact tables."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
from django.utils import timezone

from cuntong.apps.evidence.queries import evidence_counts
from cuntong.domain.facts import conform
from cuntong.rulebooks import load_route_rules

from . import queries
from .kinds import HandoverKind, StudyKind
from .models import Baseline, Route, Study, Trip, TripStop
from .queries import CostedTrip

_DRIVEN = ("routes.trip", "routes.plan", "routes.vehicle", "parcels.scan_batch", "parcels.parcel")
WATERMARK_KINDS = {
    "routes": ("routes.route", *_DRIVEN),
    "trips": _DRIVEN,
    "trip_stops": _DRIVEN,
    "cost_baselines": ("routes.baseline",),
    "pooling_studies": ("routes.study",),
}


def export() -> dict[str, pa.Table]:
    now = timezone.now()
    trips = queries.with_stops(Trip.objects.filter(started_at__isnull=False).select_related("vehicle"))
    costed = queries.cost_trips(trips.order_by("pk"))
    scans = queries.scan_counts([one.trip for one in costed], now)
    return {
        "routes": conform("routes", list(_routes(now))),
        "trips": conform("trips", list(_trips(costed, scans))),
        "trip_stops": conform("trip_stops", list(_stops(costed, scans))),
        "cost_baselines": conform("cost_baselines", list(_baselines())),
        "pooling_studies": conform("pooling_studies", list(_studies())),
    }


def _routes(now: datetime) -> Iterator[dict]:
    counts, opened = evidence_counts("routes.route"), queries.opened_dates(now)
    for route in Route.objects.order_by("pk").prefetch_related("stops"):
        yield {
            "route_id": str(route.pk),
            "code": route.code,
            "name": route.name,
            "planned_date": route.planned_date,
            "opened_date": opened.get(route.pk),
            "ended_date": route.ended_date,
            "stop_count": len(route.stops.all()),
            "evidence_count": counts[str(route.pk)],
        }


def _trips(costed: list[CostedTrip], scans: dict[int, int]) -> Iterator[dict]:
    """A trip whose vehicle has no rate on its day costs nothing that is known; it is told with 0 and so without cost."""
    counts = evidence_counts("routes.trip")
    for one in costed:
        trip = one.trip
        yield {
            "trip_id": str(trip.pk),
            "trip_date": trip.trip_date,
            "route_id": str(trip.route_id) if trip.route_id else None,
            "plate": trip.vehicle.plate,
            "distance_km": trip.km,
            "by_odometer": trip.driven_km is not None,
            "loaded_kg": trip.loaded_kg,
            "capacity_kg": trip.vehicle.capacity_kg,
            "parcel_count": one.parcels,
            "scan_count": sum(scans.get(stop.pk, 0) for stop in trip.stops.all()),
            "cost_yuan": one.total_yuan or Decimal(0),
            "evidence_count": counts[str(trip.pk)],
        }


def _stops(costed: list[CostedTrip], scans: dict[int, int]) -> Iterator[dict]:
    for one in costed:
        late_after = load_route_rules(one.trip.trip_date).limit("ON_TIME").span
        for stop in one.trip.stops.all():
            if stop.arrived_at is not None:
                yield _stop(one, stop, stop.arrived_at <= stop.arrives_at + late_after, scans)


def _stop(one: CostedTrip, stop: TripStop, on_time: bool, scans: dict[int, int]) -> dict:
    counted = {handover.kind: handover.counted for handover in stop.handovers.all()}
    division = stop.station.division_id
    return {
        "stop_id": str(stop.pk),
        "trip_id": str(one.trip.pk),
        "trip_date": one.trip.trip_date,
        "division_code": division,
        "township_code": f"{division[:9]}000",
        "station": stop.station.name,
        "on_time": on_time,
        "delivered_count": counted.get(HandoverKind.DELIVERY, 0),
        "collected_count": counted.get(HandoverKind.COLLECTION, 0),
        "scan_count": scans.get(stop.pk, 0),
        "cost_yuan": one.by_stop.get(stop.pk, Decimal(0)),
    }


def _baselines() -> Iterator[dict]:
    counts = evidence_counts("routes.baseline")
    for baseline in Baseline.objects.order_by("pk"):
        yield {
            "baseline_id": str(baseline.pk),
            "carrier": baseline.carrier or None,
            "from_date": baseline.from_date,
            "to_date": baseline.to_date,
            "parcel_count": baseline.parcel_count,
            "cost_yuan": baseline.cost_yuan,
            "source": baseline.source,
            "evidence_count": counts[str(baseline.pk)],
        }


def _studies() -> Iterator[dict]:
    counts = evidence_counts("routes.study")
    for study in Study.objects.filter(kind=StudyKind.POOLING, answer__isnull=False).order_by("pk"):
        answer = study.answer
        yield {
            "study_id": str(study.pk),
            "study_date": study.study_date,
            "carrier_count": len(answer["carriers"]),
            "apart_yuan": Decimal(answer["apart_yuan"]),
            "merged_yuan": Decimal(answer["merged_yuan"]),
            "saving_yuan": Decimal(answer["saving_yuan"]),
            "evidence_count": counts[str(study.pk)],
        }
