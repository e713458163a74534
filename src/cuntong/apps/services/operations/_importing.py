"""Paper ledgers: whole workbooks of entries in one transaction, each by the same rules as at the counter."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.models import Station
from cuntong.domain import ledgers

from .. import queries
from ..kinds import Deed, LedgerRow
from ..models import ServiceEntry
from ._counter import digest_of, open_till, personal
from ._journal import columns_of


@transaction.atomic
def import_entries(*, rows: Sequence[LedgerRow], batch: ImportBatch, by: User, at: datetime) -> int:
    """Adds the entries of a paper ledger in its order; returns how many.

    They are marked with their batch: when they were really written is not known, so no finding looks at their times.
    Numbers go on from the station's last receipt. The batch is the trail entry of all.
    """
    require(by, Right.WRITE_SERVICES)
    by_station: dict[Station, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        by_station[row.station].append(row)
    entries: list[ServiceEntry] = []
    for station in sorted(by_station, key=lambda one: one.pk):
        till = open_till(station, by)
        for row in by_station[station]:
            entries.append(_entry(row, till.next_number, batch, by, at))
            till.next_number += 1
        till.save(update_fields=["next_number"])
    ServiceEntry.objects.bulk_create(entries, batch_size=500)
    return len(entries)


def _entry(row: LedgerRow, number: int, batch: ImportBatch, by: User, at: datetime) -> ServiceEntry:
    deed: Deed = row.deed
    posting = ledgers.post(
        ledgers.Kind(deed.kind), deed.amount_yuan, deed.commission_yuan, ledgers.PaidBy(deed.paid_by)
    )
    return ServiceEntry(
        id=uuid4(),
        station=row.station,
        number=number,
        kind=deed.kind,
        day=row.day,
        subject=deed.subject,
        amount_yuan=deed.amount_yuan,
        commission_yuan=deed.commission_yuan,
        paid_by=deed.paid_by,
        made_at=timezone.make_aware(datetime.combine(row.day, time(12))),
        made_by=by,
        recorded_at=at,
        digest=digest_of(batch=str(batch.pk), row=row.sheet_row),
        import_batch=batch,
        **personal(deed.person),
        **columns_of(posting),
    )


@transaction.atomic
def take_back_entries(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes every entry of a batch back by a reversal on its own day; returns how many.

    Entries are never removed, so the ledger shows both; what was taken back one by one stays as it is.
    """
    require(by, Right.WRITE_SERVICES)
    standing = ServiceEntry.objects.filter(import_batch=batch, reversal=None, reverses=None)
    tills: dict[int, object] = {}
    reversals = []
    for entry in standing.select_related("station").order_by("station", "number"):
        till = tills.get(entry.station_id) or tills.setdefault(entry.station_id, open_till(entry.station, by))
        reversals.append(_taken_back(entry, till.next_number, batch, by, at))
        till.next_number += 1
    for till in tills.values():
        till.save(update_fields=["next_number"])
    ServiceEntry.objects.bulk_create(reversals, batch_size=500)
    return len(reversals)


def _taken_back(entry: ServiceEntry, number: int, batch: ImportBatch, by: User, at: datetime) -> ServiceEntry:
    kept = ("station", "kind", "day", "subject", "paid_by", "person", "phone", "phone_hash", "made_at")
    return ServiceEntry(
        **{name: getattr(entry, name) for name in kept},
        id=uuid4(),
        number=number,
        amount_yuan=-entry.amount_yuan,
        commission_yuan=-entry.commission_yuan,
        reverses=entry,
        reason=_("The imported ledger was undone"),
        made_by=by,
        recorded_at=at,
        digest=digest_of(undoes=str(batch.pk), entry=str(entry.pk)),
        import_batch=batch,
        **columns_of(ledgers.reverse(queries.posting_of(entry))),
    )
