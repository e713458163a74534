"""Pick-up codes: given to a parcel with the next free number of its station, and given back."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.places.models import Station
from cuntong.rulebooks import load_parcel_rules

from ..kinds import NoticeState
from ..models import Notice, Parcel, PickupCode, ReservedNumber, ShelfPlan
from ..pickup_codes import NUMBERS, compose, next_number
from ._counter import open_counter

RESERVED_FOR = timedelta(days=14)
"""A phone that is away longer asks for new numbers."""


def give_code(
    plan: ShelfPlan,
    parcel: Parcel,
    place: tuple[int, int],
    by: User,
    at: datetime,
    *,
    made_at: datetime | None = None,
    reserved: ReservedNumber | None = None,
) -> PickupCode:
    """A code on shelf and layer: the reserved number, or the next that waits, rests or is reserved for nobody.

    The caller holds the plan.
    """
    shelf, layer = place
    if not (1 <= shelf <= plan.shelf_count and 1 <= layer <= plan.layer_count):
        raise ValidationError(_("There is no such shelf or layer at this station."))
    number = reserved.number if reserved is not None else _next_number(plan, at)
    if reserved is not None:
        reserved.delete()
    plan.last_shelf, plan.last_layer = shelf, layer
    plan.save(update_fields=["next_number", "last_shelf", "last_layer"])
    return PickupCode.objects.create(
        parcel=parcel,
        station=plan.station,
        code=compose(plan.code_format, shelf=shelf, layer=layer, number=number),
        shelf=shelf,
        layer=layer,
        number=number,
        given_by=by,
        given_at=made_at or at,
    )


def _next_number(plan: ShelfPlan, at: datetime) -> int:
    number = next_number(_held_numbers(plan, at), plan.next_number)
    if number is None:
        raise ValidationError(
            _("Every pick-up code of this station is in use or resting. Clear the shelves.")
        )
    plan.next_number = number % NUMBERS + 1
    return number


def _held_numbers(plan: ShelfPlan, at: datetime) -> set[int]:
    held = PickupCode.objects.filter(Q(released_at=None) | Q(free_from__gt=at), station=plan.station)
    reserved = ReservedNumber.objects.filter(station=plan.station)
    return set(held.values_list("number", flat=True)) | set(reserved.values_list("number", flat=True))


@transaction.atomic
def reserve_numbers(*, station: Station, holder: UUID, count: int, by: User, at: datetime) -> list[int]:
    """Sees that a phone (`holder`) has `count` numbers of a station that nobody else gives, and returns them all.

    So a keeper writes codes on parcels without network. Numbers of phones that have been away for long are free again.

    Raises:
        PermissionDenied: not at this station.
        ValidationError: there are not so many free numbers.
    """
    plan = open_counter(station, by)
    ReservedNumber.objects.filter(station=station, reserved_at__lt=at - RESERVED_FOR).delete()
    own = ReservedNumber.objects.filter(station=station, holder=holder)
    own.update(reserved_at=at)
    lacking = count - own.count()
    if lacking > 0:
        held = _held_numbers(plan, at)
        for _one in range(lacking):
            number = next_number(held, plan.next_number)
            if number is None:
                raise ValidationError(
                    _("Every pick-up code of this station is in use or resting. Clear the shelves.")
                )
            held.add(number)
            plan.next_number = number % NUMBERS + 1
            ReservedNumber.objects.create(station=station, number=number, holder=holder, reserved_at=at)
        plan.save(update_fields=["next_number"])
    return sorted(own.values_list("number", flat=True))


@transaction.atomic
def release_numbers(*, holder: UUID) -> int:
    """Gives back the numbers that a phone did not use."""
    return ReservedNumber.objects.filter(holder=holder).delete()[0]


def take_off_shelf(parcel: Parcel, at: datetime) -> PickupCode | None:
    """Gives a parcel's code back; its number rests from now on. Messages that have not gone out stay unsent."""
    code = PickupCode.objects.select_for_update().filter(parcel=parcel, released_at=None).first()
    if code is None:
        return None
    rules = load_parcel_rules(timezone.localdate(at))
    code.released_at = max(at, code.given_at)
    code.free_from = code.released_at + rules.limit("CODE_COOL_DOWN").span
    code.save(update_fields=["released_at", "free_from"])
    Notice.objects.filter(pickup_code=code, state=NoticeState.WAITING).update(
        state=NoticeState.DROPPED, next_try_at=None
    )
    return code
