"""What a person says about a header that no adapter knows."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.models import ImportBatch
from cuntong.domain.workbooks import Glance, Refusal, glance

from ..carriers import CARRIERS, FIELDS
from ..models import ColumnMapping


def glance_at(batch: ImportBatch) -> Glance:
    """The header of the batch's file, of the sheet that has most titles.

    Raises:
        ValidationError: the file cannot be read, or has no rows at all.
    """
    seen = glance(Path(batch.file.path)) if batch.file else None
    if seen is None or isinstance(seen, Refusal) or not seen.glances:
        raise ValidationError(_("This file cannot be read as a sheet."))
    return max(seen.glances, key=lambda one: sum(bool(title) for title in one.titles))


@transaction.atomic
def map_columns(
    *, batch: ImportBatch, carrier: str, columns: Mapping[str, str], by: User, at: datetime
) -> ColumnMapping:
    """Remembers which column of a header is which field, and checks the file again.

    columns: field → title as it stands in the file. An address may be missing: then the file brings numbers only.

    Raises:
        ValidationError: no column for the waybill number, an unknown field or title, one column for two fields.
    """
    require(by, Right.WRITE_PARCELS)
    seen = glance_at(batch)
    _check(seen, carrier, columns)
    mapping, _is_new = ColumnMapping.objects.update_or_create(
        header_digest=seen.digest,
        defaults={
            "headers": [title for title in seen.titles if title],
            "carrier": carrier,
            "columns": dict(columns),
            "mapped_by": by,
            "mapped_at": at,
        },
    )
    change = {"carrier": carrier, "fields": sorted(columns), "header": seen.digest}
    evidence.record(verb="record", record=mapping, change=change, by=by, at=at)
    imports.check_again(batch=batch, by=by, at=at)
    return mapping


def _check(seen: Glance, carrier: str, columns: Mapping[str, str]) -> None:
    if carrier not in CARRIERS:
        raise ValidationError({"carrier": _("Choose a carrier.")})
    if "number" not in columns:
        raise ValidationError({"number": _("Say which column holds the waybill number.")})
    if set(columns) - set(FIELDS) or set(columns.values()) - set(seen.titles):
        raise ValidationError(_("The header of this file has changed. Open it again."))
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("One column cannot be two things. Choose another for one of them."))
