"""The county and its list of divisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.db.models.deletion import ProtectedError
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports.kinds import UndoRefused
from cuntong.apps.imports.models import ImportBatch
from cuntong.domain.sealing import canonical_json, digest
from cuntong.domain.values import DivisionCode, round_half_up

from .. import queries
from ..kinds import DivisionLevel, DivisionRow, Fault, kind_of, level_of
from ..models import County, Division

LISTED_FAULTS = 20
WRITTEN = ("name", "level", "kind", "parent_id", "longitude", "latitude")
CHUNK = 2_000
DEGREE_PLACES = 6
"""About 0.1 m."""


@transaction.atomic
def set_county(
    *,
    code: str,
    name: str,
    project_start_date: date,
    by: User,
    at: datetime,
    synthetic: bool = False,
    division_edition: str = "",
) -> County:
    """Says which county this installation serves, since when, and whether its records are a demonstration.

    Raises:
        ValidationError: by field.
    """
    require(by, Right.WRITE_PLACES)
    values = {
        "code": code,
        "name": name,
        "project_start_date": project_start_date,
        "synthetic": synthetic,
        "division_edition": division_edition,
    }
    county = County.objects.select_for_update().first() or County()
    for name_of_field, value in values.items():
        setattr(county, name_of_field, value)
    county.clean_fields()
    county.save()
    evidence.record(verb="record", record=county, change=values, by=by, at=at)
    return county


@dataclass(frozen=True)
class DivisionsTaken:
    """How many divisions a list brought, changed, and left as they were."""

    created: int
    changed: int
    unchanged: int


@transaction.atomic
def import_divisions(
    *, rows: Sequence[DivisionRow], by: User, at: datetime, batch: ImportBatch | None = None
) -> DivisionsTaken:
    """Takes in a division list of any county: new divisions are added, known ones take the list's values.

    Divisions that the list does not name stay: stations and records may stand in them.

    Raises:
        ValidationError: naming every line and column that is wrong; nothing is written then.
    """
    require(by, Right.WRITE_PLACES)
    if not rows:
        raise ValidationError(_("The list is empty."))
    refuse_faults(queries.division_faults(rows), [row.code for row in rows])
    stored = Division.objects.in_bulk()
    codes = set(stored) | {row.code for row in rows}
    wanted = [
        _division_of(row, stored.get(row.code), codes) for row in sorted(rows, key=lambda row: row.code)
    ]
    created = [one for one in wanted if one.pk not in stored]
    changed = [one for one in wanted if one.pk in stored and _values(one) != _values(stored[one.pk])]
    _write(created, changed, batch)
    taken = DivisionsTaken(len(created), len(changed), len(wanted) - len(created) - len(changed))
    _record(wanted, taken, batch, by, at)
    return taken


def refuse_faults(faults: Sequence[Fault], names: Sequence[str]) -> None:
    """Raises all faults at once, each naming its line; a long list ends with how many more there are."""
    if not faults:
        return
    said = [
        format_lazy(
            gettext_lazy("Line {line} ({name}): {message}"),
            line=f.index + 1,
            name=names[f.index],
            message=f.message,
        )
        for f in faults[:LISTED_FAULTS]
    ]
    if len(faults) > LISTED_FAULTS:
        said.append(format_lazy(gettext_lazy("… and {count} more."), count=len(faults) - LISTED_FAULTS))
    raise ValidationError([str(one) for one in said])


def rounded(value: Decimal | None, places: int) -> Decimal | None:
    """The value with the places that are stored, rounded half-up."""
    return None if value is None else round_half_up(value, places)


def _division_of(row: DivisionRow, known: Division | None, codes: set[str]) -> Division:
    code, keeps = DivisionCode(row.code), row.longitude is None and known is not None
    return Division(
        code=row.code,
        name=row.name.strip(),
        level=level_of(code),
        kind=row.kind or kind_of(code, row.name.strip()),
        parent_id=str(code.parent) if str(code.parent) in codes else None,
        longitude=known.longitude if keeps else rounded(row.longitude, DEGREE_PLACES),
        latitude=known.latitude if keeps else rounded(row.latitude, DEGREE_PLACES),
        import_batch_id=known.import_batch_id if known else None,
    )


def _values(division: Division) -> tuple:
    return tuple(getattr(division, name) for name in WRITTEN)


def _write(created: list[Division], changed: list[Division], batch: ImportBatch | None) -> None:
    for one in created:
        one.import_batch = batch
    for one in changed:
        one.revised_batch = batch
    Division.objects.bulk_create(created, batch_size=CHUNK)
    Division.objects.bulk_update(changed, [*WRITTEN, "revised_batch"], batch_size=CHUNK)


def _record(
    wanted: list[Division], taken: DivisionsTaken, batch: ImportBatch | None, by: User, at: datetime
) -> None:
    """One entry for the whole list, at the batch it came in or at its topmost division."""
    record: Model = batch or wanted[0]
    change = {
        "created": taken.created,
        "changed": taken.changed,
        "sha256": digest(canonical_json([[one.code, *_values(one)] for one in wanted])),
    }
    evidence.record(verb="import", record=record, change=change, by=by, at=at)


@transaction.atomic
def undo_divisions(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the divisions that a batch brought.

    Raises:
        UndoRefused: the batch also changed known divisions, or something stands in one of its own.
    """
    require(by, Right.WRITE_PLACES)
    changed = Division.objects.filter(revised_batch=batch)
    if changed.exists():
        raise UndoRefused(
            _(
                "This list also changed divisions that were known before, %(first)s among them. Import the earlier list."
            )
            % {"first": changed.first()}
        )
    brought = Division.objects.filter(import_batch=batch)
    codes = sorted(brought.values_list("code", flat=True))
    removed = sum(_delete(brought.filter(level=level)) for level in reversed(DivisionLevel.values))
    change = {"removed": removed, "sha256": digest(canonical_json(codes))}
    evidence.record(verb="undo", record=batch, change=change, by=by, at=at)
    return removed


def _delete(divisions: QuerySet[Division]) -> int:
    try:
        return divisions.delete()[0]
    except ProtectedError as refusal:
        first = next(iter(refusal.protected_objects))
        raise UndoRefused(
            _("“%(first)s” lies in one of these divisions. Move it first.") % {"first": first}
        ) from refusal
