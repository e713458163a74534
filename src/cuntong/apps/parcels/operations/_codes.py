"""Pick-up codes: given to a parcel with the next free number of its station, and given back."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.rulebooks import load_parcel_rules

from ..kinds import NoticeState
from ..models import Notice, Parcel, PickupCode, ShelfPlan
from ..pickup_codes import NUMBERS, compose, next_number


def give_code(plan: ShelfPlan, parcel: Parcel, shelf: int, layer: int, by: User, at: datetime) -> PickupCode:
    """The next number that neither waits nor rests; the caller holds the plan."""
    if not (1 <= shelf <= plan.shelf_count and 1 <= layer <= plan.layer_count):
        raise ValidationError(_("There is no such shelf or layer at this station."))
    held = PickupCode.objects.filter(Q(released_at=None) | Q(free_from__gt=at), station=plan.station)
    number = next_number(set(held.values_list("number", flat=True)), plan.next_number)
    if number is None:
        raise ValidationError(
            _("Every pick-up code of this station is in use or resting. Clear the shelves.")
        )
    plan.next_number = number % NUMBERS + 1
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
        given_at=at,
    )


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
