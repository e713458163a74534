"""A parcel comes to a station, stands on its shelf under a code, and leaves it."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.kinds import StationLevel
from cuntong.apps.places.models import Station
from cuntong.domain import custody

from .. import queries
from ..kinds import NoticeKind, ProblemOutcome, ScanKind
from ..models import Parcel, PickupCode, ReservedNumber, ShelfPlan
from ._codes import give_code, take_off_shelf
from ._counter import ARRIVAL, lock_parcel, open_counter, scan_all, scan_once, was_done, was_scanned
from ._notices import queue_notice
from ._problems import settle_problems


@transaction.atomic
def set_up_shelves(
    *, station: Station, code_format: str, shelf_count: int, layer_count: int, by: User, at: datetime
) -> ShelfPlan:
    """Says how many shelves a station has and how it writes its codes; codes that were given stay as they are.

    Raises:
        PermissionDenied: neither a keeper of the station nor somebody who writes parcels.
    """
    if not by.may(Right.WRITE_PARCELS) and not (
        by.may(Right.SCAN) and scope_of(by).covers(station.division_id)
    ):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})
    plan, _created = ShelfPlan.objects.select_for_update().get_or_create(station=station)
    plan.code_format, plan.shelf_count, plan.layer_count = code_format, shelf_count, layer_count
    plan.last_shelf, plan.last_layer = min(plan.last_shelf, shelf_count), min(plan.last_layer, layer_count)
    plan.full_clean(exclude=["station"])
    plan.save()
    evidence.record(
        verb="set_up",
        record=station,
        change={"code_format": code_format, "shelves": shelf_count, "layers": layer_count},
        by=by,
        at=at,
    )
    return plan


@transaction.atomic
def receive_at_station(
    *,
    parcel: Parcel,
    station: Station,
    scan_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
) -> Parcel:
    """Takes a parcel in at a station; one that lies there already stays as it is.

    Here and in the other acts, `made_at` is when it happened, where a phone without network tells of it later (`at`).

    Raises:
        ValidationError: its way has ended.
    """
    open_counter(station, by)
    lock_parcel(parcel)
    _refuse_ended(parcel)
    if parcel.place_id != station.pk:
        _arrive(parcel, station, scan_id, by, at, made_at)
    return parcel


def _arrive(
    parcel: Parcel, station: Station, scan_id: UUID, by: User, at: datetime, made_at: datetime | None
) -> None:
    scan_once(
        scan_id=scan_id,
        parcel=parcel,
        station=station,
        kind=ARRIVAL[station.level],
        by=by,
        at=at,
        made_at=made_at,
    )


@transaction.atomic
def receive_by_count(
    *,
    station: Station,
    counted: int,
    act_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
) -> int:
    """Takes in everything that is on its way to a station, where the keeper counted exactly as many.

    Raises:
        ValidationError: another number is on the way: then each is received by its number, and what is left is missing.
    """
    open_counter(station, by)
    if was_done(act_id):
        return 0
    coming = list(queries.on_the_way_to(station))
    if len(coming) != counted:
        raise ValidationError(
            _(
                "You counted %(counted)s, and %(coming)s are on the way. Receive them one by one by number: "
                "what is left over is missing, what is not listed belongs elsewhere."
            )
            % {"counted": counted, "coming": len(coming)}
        )
    kind = ARRIVAL[station.level]
    scan_all(act_id=act_id, parcels=coming, station=station, kind=kind, by=by, at=at, made_at=made_at)
    return counted


@transaction.atomic
def shelve(
    *,
    parcel: Parcel,
    station: Station,
    scan_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
    shelf: int | None = None,
    layer: int | None = None,
    reserved: ReservedNumber | None = None,
) -> PickupCode:
    """Gives a parcel a code at a station and tells the recipient; one that was not received yet is received with it.

    Without shelf and layer it goes where the last one went. A parcel that has its code keeps it. A phone that wrote
    the code down without network names the number that was reserved for it.

    Raises:
        ValidationError: its way has ended, it is under way elsewhere, there is no such shelf, or no number is free.
    """
    plan = open_counter(station, by)
    lock_parcel(parcel)
    _refuse_ended(parcel)
    if found := PickupCode.objects.filter(parcel=parcel, station=station, released_at=None).first():
        return found
    if parcel.place_id != station.pk:
        take_off_shelf(parcel, made_at or at)
        _arrive(parcel, station, scan_id, by, at, made_at)
    place = (shelf or plan.last_shelf, layer or plan.last_layer)
    code = give_code(plan, parcel, place, by, at, made_at=made_at, reserved=reserved)
    queue_notice(code=code, kind=NoticeKind.ARRIVED, by=by, at=at)
    evidence.record(
        verb="shelve", record=parcel, change={"station": station.code, "code": code.code}, by=by, at=at
    )
    return code


def _refuse_ended(parcel: Parcel) -> None:
    if custody.State(parcel.state) in custody.ENDED:
        raise ValidationError(
            _("This parcel's way has ended (%(state)s). If that is wrong, undo it first.")
            % {"state": parcel.get_state_display()}
        )


@transaction.atomic
def return_to_carrier(
    *,
    parcel: Parcel,
    station: Station,
    scan_id: UUID,
    by: User,
    at: datetime,
    made_at: datetime | None = None,
) -> Parcel:
    """Gives a parcel back to its carrier at the hub or a township station: its way down ends there.

    Raises:
        ValidationError: it does not lie there, or this is a village point, which sends it back to the hub instead.
    """
    open_counter(station, by)
    lock_parcel(parcel)
    if was_scanned(scan_id):
        return parcel
    if station.level == StationLevel.VILLAGE:
        raise ValidationError(_("A village point gives parcels back to the driver: send it back."))
    if parcel.place_id != station.pk:
        raise ValidationError(_("This parcel does not lie at “%(station)s”.") % {"station": station})
    _refuse_ended(parcel)
    settle_problems(parcel=parcel, outcome=ProblemOutcome.RETURNED, by=by, at=at)
    take_off_shelf(parcel, made_at or at)
    kind = ScanKind.RETURNED
    scan_once(scan_id=scan_id, parcel=parcel, station=station, kind=kind, by=by, at=at, made_at=made_at)
    evidence.record(verb="return", record=parcel, change={"station": station.code}, by=by, at=at)
    return parcel
