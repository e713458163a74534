"""Entries of the counter's journal: a service, its reversal, its settlement, and the day's close."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import Field

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.apps.services import operations as services
from cuntong.apps.services import queries as service_queries
from cuntong.apps.services.kinds import SERVICES, Deed, PaidBy, Person
from cuntong.apps.services.models import ServiceEntry

from ..kinds import Body, EntryKind, Made

Yuan = Annotated[Decimal, Field(ge=0, max_digits=9, decimal_places=2)]
Reason = Annotated[str, Field(max_length=200)]


class ServiceBody(Body):
    """What was done for whom, in the words of the counter; amounts in yuan, as text."""

    station: Annotated[int, Field(ge=1)]
    kind: Literal[tuple(kind.value for kind in SERVICES)]
    amount_yuan: Yuan = Decimal("0.00")
    commission_yuan: Yuan = Decimal("0.00")
    paid_by: Literal[tuple(PaidBy.values)] = PaidBy.CASH.value
    subject: Annotated[str, Field(max_length=80)] = ""
    name: Annotated[str, Field(max_length=40)] = ""
    phone: Annotated[str, Field(max_length=20)] = ""
    group_order: int | None = None
    late_reason: Reason = ""


class ReverseBody(Body):
    entry: UUID
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class CloseBody(Body):
    """The count of notes and coins: denomination in yuan as text → pieces."""

    station: Annotated[int, Field(ge=1)]
    day: date
    counts: dict[Annotated[str, Field(max_length=6)], Annotated[int, Field(ge=0, le=10_000)]]
    reason: Reason = ""


def _station(by: User, key: int) -> Station:
    station = service_queries.counters_of(by).filter(pk=key).first()
    if station is None:
        raise PermissionDenied(_("This station is not among your places."))
    return station


def _record(body: ServiceBody, made: Made) -> dict[str, Any]:
    deed = Deed(
        kind=body.kind,
        amount_yuan=body.amount_yuan,
        commission_yuan=body.commission_yuan,
        paid_by=body.paid_by,
        subject=body.subject,
        person=Person(name=body.name, phone=body.phone),
        group_order=body.group_order,
        late_reason=body.late_reason,
    )
    entry = services.record_entry(station=_station(made.by, body.station), deed=deed, **made.said)
    return {"number": entry.number}


def _reverse(body: ReverseBody, made: Made) -> dict[str, Any]:
    entry: ServiceEntry | None = service_queries.visible_to(made.by).filter(pk=body.entry).first()
    if entry is None:
        raise ValidationError(_("This entry is not in your journal."))
    return {"number": services.reverse_entry(entry=entry, reason=body.reason, **made.said).number}


def _close(body: CloseBody, made: Made) -> dict[str, Any]:
    said = made.said
    closed = services.close_day(
        close_id=said.pop("entry_id"),
        station=_station(made.by, body.station),
        day=body.day,
        counts=body.counts,
        reason=body.reason,
        **said,
    )
    return {"expected_yuan": f"{closed.expected_yuan:.2f}", "counted_yuan": f"{closed.counted_yuan:.2f}"}


KINDS = tuple(
    EntryKind(code, label, body, Right.SERVE, act)
    for code, label, body, act in (
        ("services.record", gettext_lazy("Service at the counter"), ServiceBody, _record),
        ("services.reverse", gettext_lazy("Entry of the journal taken back"), ReverseBody, _reverse),
        ("services.close", gettext_lazy("Day closed with a cash count"), CloseBody, _close),
    )
)
