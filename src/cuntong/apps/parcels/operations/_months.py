"""Carriers that work with the hub, and months of scans that are closed."""

from datetime import date, datetime
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.domain.sealing import digest_file
from cuntong.rulebooks import load_parcel_rules

from .. import queries
from ..models import CarrierContract, ClosedMonth


@transaction.atomic
def sign_carrier(*, carrier: str, from_date: date, by: User, at: datetime) -> CarrierContract:
    """Records that a carrier works with the hub from a day on.

    Raises:
        ValidationError: by field: no carrier, or it works with the hub already.
    """
    require(by, Right.WRITE_PARCELS)
    if not carrier:
        raise ValidationError({"carrier": _("Choose the carrier.")})
    if CarrierContract.objects.filter(carrier=carrier, to_date=None).exists():
        raise ValidationError(
            {"carrier": _("This carrier works with the hub already. End that contract first.")}
        )
    contract = CarrierContract.objects.create(carrier=carrier, from_date=from_date)
    evidence.record(
        verb="sign", record=contract, change={"carrier": carrier, "from_date": from_date}, by=by, at=at
    )
    return contract


@transaction.atomic
def end_contract(*, contract: CarrierContract, to_date: date, by: User, at: datetime) -> CarrierContract:
    """Records the last day on which a carrier works with the hub.

    Raises:
        ValidationError: it ended before, or would end before it began.
    """
    require(by, Right.WRITE_PARCELS)
    contract = CarrierContract.objects.select_for_update().get(pk=contract.pk)
    if contract.to_date is not None:
        raise ValidationError(_("This contract ended on %(day)s.") % {"day": contract.to_date})
    if to_date < contract.from_date:
        raise ValidationError({"to_date": _("The last day cannot lie before the first.")})
    contract.to_date = to_date
    contract.save(update_fields=["to_date"])
    evidence.record(verb="withdraw", record=contract, change={"to_date": to_date}, by=by, at=at)
    return contract


@transaction.atomic
def close_month(*, month: date, by: User, at: datetime) -> ClosedMonth:
    """Keeps the scans of a month as one sealed file; the figures read it from then on.

    Scans that come in, or are annulled, afterwards are not lost: the month is then read from its rows again until it
    is closed anew.

    Raises:
        ValidationError: scans of the month may still be on their way from a phone without network.
    """
    require(by, Right.WRITE_PARCELS)
    month = month.replace(day=1)
    _first, after = queries.month_bounds(month)
    patience = load_parcel_rules(timezone.localdate(at)).limit("CLOCK_BEHIND").span
    if at < after + patience:
        until = timezone.localdate(after + patience)
        raise ValidationError(
            _("Scans of this month may be sent in until %(day)s. Close it after that day.") % {"day": until}
        )
    table = queries.as_table(queries.scans_of_month(month).order_by("parcel_id", "occurred_at", "id"))
    closed = ClosedMonth(month=month, scan_count=table.num_rows, closed_by=by, closed_at=at)
    _keep(table, closed)
    closed.save(force_insert=True)
    evidence.record(
        verb="seal",
        record=closed,
        change={"month": month, "scans": closed.scan_count, "sha256": closed.sha256},
        by=by,
        at=at,
    )
    return closed


def _keep(table: pa.Table, closed: ClosedMonth) -> None:
    """Written beside and renamed, so that a reader never meets half a file."""
    folder = closed.path.parent
    folder.mkdir(parents=True, exist_ok=True)
    beside = folder / f".{uuid4().hex}"
    pq.write_table(table, beside, compression="zstd")
    closed.sha256 = digest_file(beside)
    beside.rename(closed.path)
