"""Scans for the figures: closed months from their files, everything else from the rows."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pyarrow as pa
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.domain.custody import SCANS
from cuntong.domain.sealing import digest_file

from ..models import CarrierContract, ClosedMonth, Scan, ScanAnnulment

CHUNK = 50_000


def contracts_visible_to(user: User) -> QuerySet[CarrierContract]:
    """Which carriers work with the hub is known to everybody who works with parcels."""
    contracts = CarrierContract.objects.all()
    return contracts if user.may(Right.READ_PARCELS) else contracts.none()


def months_visible_to(user: User) -> QuerySet[ClosedMonth]:
    months = ClosedMonth.objects.select_related("closed_by")
    return months if user.may(Right.READ_PARCELS) else months.none()


def month_bounds(month: date) -> tuple[datetime, datetime]:
    """The first moment of the county's month, and the first after it."""
    following = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
    zone = timezone.get_default_timezone()
    return (
        datetime(month.year, month.month, 1, tzinfo=zone),
        datetime(following.year, following.month, 1, tzinfo=zone),
    )


def scans_that_count() -> QuerySet[Scan]:
    """Scans that count: not aside, not annulled."""
    annulled = Exists(ScanAnnulment.objects.filter(scan=OuterRef("pk")))
    return Scan.objects.filter(~annulled, aside="", parcel__isnull=False)


def scans_of_month(month: date) -> QuerySet[Scan]:
    first, after = month_bounds(month)
    return scans_that_count().filter(occurred_at__gte=first, occurred_at__lt=after)


def standing_months() -> list[ClosedMonth]:
    """The newest closing of each month whose scans have not changed since, with its file in place and as it was sealed."""
    newest: dict[date, ClosedMonth] = {}
    for closed in ClosedMonth.objects.order_by("closed_at"):
        newest[closed.month] = closed
    return [closed for closed in newest.values() if _is_whole(closed) and not _changed_since(closed)]


def _is_whole(closed: ClosedMonth) -> bool:
    return closed.path.exists() and digest_file(closed.path) == closed.sha256


def _changed_since(closed: ClosedMonth) -> bool:
    first, after = month_bounds(closed.month)
    scans = Scan.objects.filter(occurred_at__gte=first, occurred_at__lt=after)
    later = (
        Q(batch__received_at__gt=closed.closed_at)
        | Q(annulment__annulled_at__gt=closed.closed_at)
        | Q(parcel__registered_at__gt=closed.closed_at)
    )
    return scans.filter(later).exists()


def open_scans(standing: list[ClosedMonth]) -> QuerySet[Scan]:
    """Scans that count and lie in no standing month."""
    scans = scans_that_count()
    for closed in standing:
        first, after = month_bounds(closed.month)
        scans = scans.exclude(occurred_at__gte=first, occurred_at__lt=after)
    return scans


def as_table(scans: QuerySet[Scan]) -> pa.Table:
    """The rows in the columns that `summarise` reads."""
    return pa.Table.from_batches(_batches(scans), schema=SCANS)


def _batches(scans: QuerySet[Scan]) -> Iterator[pa.RecordBatch]:
    rows = scans.order_by().values_list("parcel_id", "kind", "place__code", "occurred_at")
    chunk: list[tuple] = []
    for row in rows.iterator(chunk_size=CHUNK):
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield _batch(chunk)
            chunk = []
    if chunk:
        yield _batch(chunk)


def _batch(rows: list[tuple]) -> pa.RecordBatch:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, SCANS, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=SCANS)
