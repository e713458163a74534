"""Villagers buy together: an order is opened; sub-orders are entries of the journal."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import mask_name
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station

from .. import queries
from ..models import GroupOrder
from ._counter import check_clock, day_of, digest_of, open_till, repeated


@transaction.atomic
def open_group_order(
    *,
    open_id: UUID,
    station: Station,
    goods: str,
    leader: str,
    price_yuan: Decimal,
    cut_off_at: datetime,
    pick_up_date: date,
    made_at: datetime,
    by: User,
    at: datetime,
) -> GroupOrder:
    """Opens a group order with its leader (kept masked), price, cut-off and day of pick-up. Sent again, the same row.

    Raises:
        ValidationError: by field: no goods, leader or price, a cut-off that has passed, a pick-up before it; code
            "conflict" where the id stands for another order.
        PermissionDenied: not at this counter.
    """
    open_till(station, by)
    digest = digest_of(
        station=station.code,
        goods=goods.strip(),
        leader=queries.name_hash(leader),
        price=f"{price_yuan:.2f}",
        cut_off_at=cut_off_at,
        pick_up_date=pick_up_date,
    )
    if done := repeated(GroupOrder.objects.filter(open_id=open_id).first(), digest):
        return done
    check_clock(made_at, at)
    if cut_off_at <= made_at:
        raise ValidationError({"cut_off_at": _("Orders must be possible for a while: choose a later time.")})
    if pick_up_date < day_of(cut_off_at):
        raise ValidationError({"pick_up_date": _("The goods are picked up after orders are closed.")})
    group = GroupOrder(
        open_id=open_id,
        station=station,
        goods=goods.strip(),
        leader=mask_name(leader.strip()),
        price_yuan=price_yuan,
        cut_off_at=cut_off_at,
        pick_up_date=pick_up_date,
        opened_by=by,
        opened_at=made_at,
        digest=digest,
    )
    group.full_clean()
    group.save(force_insert=True)
    change = {"station": station.code, "price_yuan": price_yuan, "pick_up_date": pick_up_date}
    evidence.record(verb="create", record=group, change=change, by=by, at=at)
    return group
