"""Names that addresses use and no list holds: added by stations for their own villages, withdrawn, brought in by a sheet."""

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require, scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.kinds import DivisionLevel
from cuntong.apps.places.models import Division
from cuntong.domain.sealing import canonical_json, digest

from ..models import PlaceName

SHORTEST_NAME = 2


@transaction.atomic
def add_place_name(*, name: str, kind: str, division: Division, by: User, at: datetime) -> PlaceName:
    """Adds a name to the gazetteer: from now on an address with it leads to the division.

    Raises:
        ValidationError: by field; too short, known already, or for a place that no parcel goes to.
        PermissionDenied: the place is not among the person's own.
    """
    _require_own(by, division)
    found = PlaceName(name=name.strip(), kind=kind, division=division, added_by=by, added_at=at)
    _check(found)
    found.full_clean()
    found.save(force_insert=True)
    change = {"name": found.name, "kind": kind, "division": division.pk}
    evidence.record(verb="add", record=found, change=change, by=by, at=at)
    return found


def _require_own(by: User, division: Division) -> None:
    if not by.may(Right.WRITE_PARCELS):
        require(by, Right.SCAN)
    if not scope_of(by).covers(division.pk):
        raise PermissionDenied(_("“%(place)s” is not among your places.") % {"place": division})


def _check(found: PlaceName) -> None:
    if len(found.name) < SHORTEST_NAME:
        raise ValidationError(
            {
                "name": _(
                    "A name of one character is in too many addresses. Write it with the word that goes with it."
                )
            }
        )
    if found.division.level not in (DivisionLevel.VILLAGE, DivisionLevel.TOWNSHIP):
        raise ValidationError({"division": _("Choose a village or a township of this county.")})
    if PlaceName.objects.filter(name=found.name, division=found.division, withdrawn_at=None).exists():
        raise ValidationError({"name": _("This name is entered for this place already.")})


@transaction.atomic
def withdraw_place_name(*, place_name: PlaceName, by: User, at: datetime) -> PlaceName:
    """Takes a name out of the gazetteer; a parcel that it placed stays where it was sent."""
    place_name = PlaceName.objects.select_for_update(of=("self",)).get(pk=place_name.pk)
    _require_own(by, place_name.division)
    if place_name.withdrawn_at is None:
        place_name.withdrawn_by, place_name.withdrawn_at = by, at
        place_name.save(update_fields=["withdrawn_by", "withdrawn_at"])
        evidence.record(verb="withdraw", record=place_name, change={"name": place_name.name}, by=by, at=at)
    return place_name


@transaction.atomic
def add_place_names(*, names: Sequence[PlaceName], batch: ImportBatch, by: User, at: datetime) -> int:
    """Adds the names of a sheet; one entry in the trail, with their number and digest."""
    require(by, Right.WRITE_PARCELS)
    for name in names:
        name.added_by, name.added_at, name.import_batch = by, at, batch
    PlaceName.objects.bulk_create(names, batch_size=1_000)
    keys = sorted([name.division_id, name.kind, name.name] for name in names)
    change = {"names": len(names), "sha256": digest(canonical_json(keys))}
    evidence.record(verb="add", record=batch, change=change, by=by, at=at)
    return len(names)


@transaction.atomic
def remove_place_names(*, batch: ImportBatch, by: User, at: datetime) -> int:
    """Takes back the names that a sheet brought."""
    require(by, Right.WRITE_PARCELS)
    return PlaceName.objects.filter(import_batch=batch).delete()[0]
