from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import (
    CarrierContract,
    ClosedMonth,
    ColumnMapping,
    Device,
    Parcel,
    PlaceName,
    Problem,
    ScanBatch,
    SortingSession,
    Subscription,
)

_READ, _WRITE, _MANAGE = Right.READ_PARCELS, Right.WRITE_PARCELS, Right.MANAGE_DEVICES

for code, label, model, visible_to, read, write, page in (
    ("parcel", _("parcel"), Parcel, queries.visible_to, _READ, _WRITE, "parcel"),
    ("problem", _("problem with a parcel"), Problem, queries.problems_visible_to, _READ, _WRITE, "problem"),
    ("scan_batch", _("batch of scans"), ScanBatch, queries.batches_visible_to, _READ, Right.SCAN, ""),
    ("device", _("device"), Device, queries.devices_visible_to, _READ, _MANAGE, "device"),
    ("sorting", _("sort plan"), SortingSession, queries.sorting_visible_to, _READ, _WRITE, "sorting"),
    ("subscription", _("subscription"), Subscription, queries.subscriptions_visible_to, _MANAGE, _MANAGE, "subscription"),
    ("place_name", _("place name"), PlaceName, queries.place_names_visible_to, _READ, _WRITE, ""),
    ("columns", _("columns of a file"), ColumnMapping, queries.mappings_visible_to, _READ, _WRITE, ""),
    ("carrier_contract", _("carrier's contract"), CarrierContract, queries.contracts_visible_to, _READ, _WRITE, "carrier"),
    ("closed_month", _("closed month"), ClosedMonth, queries.months_visible_to, _READ, _WRITE, ""),
):  # fmt: skip
    declare(
        RecordKind(
            code=f"parcels.{code}",
            label=label,
            model=model,
            visible_to=visible_to,
            read=read,
            write=write,
            page=f"parcels:{page}" if page else "",
        )
    )
