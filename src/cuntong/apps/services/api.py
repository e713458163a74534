from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right

from . import queries

router = Router(tags=["services"])


class EntryOut(Schema):
    id: UUID
    receipt: str
    station_id: int
    kind: str
    day: date
    subject: str
    amount_yuan: Decimal
    commission_yuan: Decimal
    paid_by: str
    reverses_id: UUID | None
    settles_id: UUID | None
    is_late: bool
    made_at: datetime


@router.get("/entries", response=list[EntryOut])
@paginate(PageNumberPagination, page_size=100)
def entries(request):
    """Entries of the counters that the person may see, newest first; the villager behind each is left out."""
    require(request.user, Right.READ_SERVICES)
    return queries.visible_to(request.user).order_by("-made_at", "-pk")


class DayCloseOut(Schema):
    id: UUID
    station_id: int
    day: date
    expected_yuan: Decimal
    counted_yuan: Decimal
    reason: str


@router.get("/day-closes", response=list[DayCloseOut])
@paginate(PageNumberPagination, page_size=100)
def day_closes(request):
    """Counts of the evening, newest first."""
    require(request.user, Right.READ_SERVICES)
    return queries.closes_visible_to(request.user).order_by("-day", "-pk")
