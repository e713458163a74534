"""What the scans say of a trip: how many parcels were scanned at its stops while it was theirs."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, time

from django.utils import timezone

from cuntong.apps.parcels.kinds import Direction, ScanKind
from cuntong.apps.parcels.queries import scans_that_count
from cuntong.apps.places.kinds import StationLevel

from ..kinds import HandoverKind
from ..models import Trip, TripStop

_ARRIVED = (ScanKind.ARRIVED_TOWNSHIP, ScanKind.ARRIVED_VILLAGE)
_AT_STOPS = (*_ARRIVED, ScanKind.COLLECTED, ScanKind.LOADED)


def scan_counts(trips: Iterable[Trip], now: datetime) -> dict[int, int]:
    """How many parcels were scanned at each stop of trips that left, by the stop's key.

    A scan belongs to the latest trip that left before it and still may claim it (`scans_until`). Trips come with
    their stops (prefetch_related).
    """
    windows = _windows(trips, now)
    if not windows:
        return {}
    since = min(first for spans in windows.values() for first, _until, _stop in spans)
    until = max(until for spans in windows.values() for _first, until, _stop in spans)
    scans = scans_that_count().filter(
        occurred_at__gte=since, occurred_at__lt=until, kind__in=_AT_STOPS, place__in=list(windows)
    )
    seen: dict[int, set[int]] = {}
    for place, parcel, moment in scans.values_list("place_id", "parcel_id", "occurred_at").iterator():
        spans = windows[place]
        nth = bisect_right(spans, moment, key=lambda span: span[0]) - 1
        if nth >= 0 and moment < spans[nth][1]:
            seen.setdefault(spans[nth][2], set()).add(parcel)
    return {stop: len(parcels) for stop, parcels in seen.items()}


def _windows(trips: Iterable[Trip], now: datetime) -> dict[int, list[tuple[datetime, datetime, int]]]:
    windows: dict[int, list[tuple[datetime, datetime, int]]] = {}
    for trip in trips:
        if trip.started_at is not None:
            for stop in trip.stops.all():
                windows.setdefault(stop.station_id, []).append(
                    (trip.started_at, trip.scans_until or now, stop.pk)
                )
    for spans in windows.values():
        spans.sort()
    return windows


def scanned(trip: Trip, kind: HandoverKind, stop: TripStop | None, now: datetime) -> int:
    """How many parcels the scans count for a handover of a trip, as they stand now.

    Loaded and brought to the centre: the hub's scans of parcels for (from) the trip's stations. Delivered: arrivals at the
    stop; taken along: parcels on their way up that were loaded there.
    """
    since, until = trip.started_at or _midnight(trip), trip.scans_until or now
    scans = scans_that_count().filter(occurred_at__lte=until)
    stations = list(trip.stops.values_list("station_id", flat=True))
    if kind == HandoverKind.LOADING:
        scans = scans.filter(
            kind=ScanKind.LOADED,
            place__level=StationLevel.CENTRE,
            occurred_at__gte=_midnight(trip),
            parcel__station__in=stations,
        )
    elif kind == HandoverKind.UNLOADING:
        scans = scans.filter(
            kind=ScanKind.ARRIVED_HUB,
            occurred_at__gte=since,
            parcel__direction=Direction.UP,
            parcel__station__in=stations,
        )
    elif kind == HandoverKind.DELIVERY:
        scans = scans.filter(kind__in=_ARRIVED, place=stop.station_id, occurred_at__gte=since)
    else:
        scans = scans.filter(
            kind=ScanKind.LOADED,
            place=stop.station_id,
            occurred_at__gte=since,
            parcel__direction=Direction.UP,
        )
    return scans.order_by().values("parcel").distinct().count()


def _midnight(trip: Trip) -> datetime:
    return datetime.combine(trip.trip_date, time(), timezone.get_default_timezone())
