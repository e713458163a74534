from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence.kinds import RecordKind, declare

from . import queries
from .models import ColumnMapping, Device, Parcel, PlaceName, Problem, ScanBatch, SortingSession, Subscription

declare(
    RecordKind(
        code="parcels.parcel",
        label=_("parcel"),
        model=Parcel,
        visible_to=queries.visible_to,
        read=Right.READ_PARCELS,
        write=Right.WRITE_PARCELS,
        page="parcels:parcel",
    )
)

# --- shelf ---
declare(
    RecordKind(
        code="parcels.problem",
        label=_("problem with a parcel"),
        model=Problem,
        visible_to=queries.problems_visible_to,
        read=Right.READ_PARCELS,
        write=Right.WRITE_PARCELS,
        page="parcels:problem",
    )
)

# --- scans ---
for code, label, model, visible_to, write, page in (
    ("parcels.scan_batch", _("batch of scans"), ScanBatch, queries.batches_visible_to, Right.SCAN, ""),
    (
        "parcels.device",
        _("device"),
        Device,
        queries.devices_visible_to,
        Right.MANAGE_DEVICES,
        "parcels:device",
    ),
):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_PARCELS,
            write=write,
            page=page,
        )
    )

declare(
    RecordKind(
        code="parcels.sorting",
        label=_("sort plan"),
        model=SortingSession,
        visible_to=queries.sorting_visible_to,
        read=Right.READ_PARCELS,
        write=Right.WRITE_PARCELS,
        page="parcels:sorting",
    )
)
declare(
    RecordKind(
        code="parcels.subscription",
        label=_("subscription"),
        model=Subscription,
        visible_to=queries.subscriptions_visible_to,
        read=Right.MANAGE_DEVICES,
        write=Right.MANAGE_DEVICES,
        page="parcels:subscription",
    )
)
# --- intake ---
for code, label, model, visible_to, page in (
    ("parcels.place_name", _("place name"), PlaceName, queries.place_names_visible_to, ""),
    ("parcels.columns", _("columns of a file"), ColumnMapping, queries.mappings_visible_to, ""),
):
    declare(
        RecordKind(
            code=code,
            label=label,
            model=model,
            visible_to=visible_to,
            read=Right.READ_PARCELS,
            write=Right.WRITE_PARCELS,
            page=page,
        )
    )
