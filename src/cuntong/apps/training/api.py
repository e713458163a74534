from datetime import date
from decimal import Decimal

from ninja import Router, Schema
from ninja.pagination import PageNumberPagination, paginate

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.roles import Right

from . import queries

router = Router(tags=["training"])


class SessionOut(Schema):
    id: int
    code: str
    title: str
    course_id: int
    organiser: str
    held_date: date
    hours: Decimal
    township_id: str | None
    attendance_count: int


@router.get("/sessions", response=list[SessionOut])
@paginate(PageNumberPagination, page_size=100)
def sessions(request):
    """Sessions the person may see, with the number of their sign-in rows (person-times)."""
    require(request.user, Right.READ_TRAINING)
    return queries.with_counts(queries.visible_to(request.user))


class OutcomeOut(Schema):
    id: int
    kind: str
    outcome_date: date
    note: str


@router.get("/outcomes", response=list[OutcomeOut])
@paginate(PageNumberPagination, page_size=100)
def outcomes(request):
    """Outcomes of training; the person behind each is left out."""
    require(request.user, Right.READ_TRAINING)
    return queries.visible_outcomes(request.user)
