"""The evening at the counter: notes and coins are counted, and the ledger takes over what lies in the drawer."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.evidence import operations as evidence
from cuntong.apps.places.models import Station
from cuntong.domain import ledgers

from .. import queries
from ..kinds import DENOMINATIONS, EntryKind, PaidBy
from ..models import DayClose, ServiceEntry, Till
from ._counter import check_clock, day_of, digest_of, open_till, repeated
from ._journal import add_entry, columns_of

_NAMES = {f"{one}": one for one in DENOMINATIONS}
_MOST_PIECES = 10_000


@transaction.atomic
def close_day(
    *,
    close_id: UUID,
    station: Station,
    day: date,
    counts: Mapping[str, int],
    reason: str,
    made_at: datetime,
    by: User,
    at: datetime,
) -> DayClose:
    """Closes a day with the count of notes and coins (denomination in yuan as text → pieces). Sent again, the same row.

    A difference needs its reason and becomes an entry, so that the next day begins with what was counted.

    Raises:
        ValidationError: the day has not come, was closed, or a later one was; an unknown denomination; a difference
            without reason; code "conflict" where the id stands for another count.
        PermissionDenied: not at this counter.
    """
    till = open_till(station, by)
    pieces = _pieces(counts)
    digest = digest_of(station=station.code, day=day, counts=pieces, reason=reason.strip())
    if done := repeated(DayClose.objects.filter(pk=close_id).first(), digest):
        return done
    check_clock(made_at, at)
    _check_day(station, day, made_at)
    expected = queries.cash_on(station, day)
    counted = sum((_NAMES[name] * number for name, number in pieces.items()), Decimal("0.00"))
    if counted != expected and not reason.strip():
        raise ValidationError({"reason": _difference(counted - expected)})
    closed = DayClose.objects.create(
        id=close_id,
        station=station,
        day=day,
        expected_yuan=expected,
        counted_yuan=counted,
        counts=pieces,
        reason=reason.strip(),
        made_at=made_at,
        closed_by=by,
        closed_at=at,
        digest=digest,
    )
    if closed.difference_yuan:
        _add_difference(closed, till, by, at)
    change = {"station": station.code, "day": day, "expected_yuan": expected, "counted_yuan": counted}
    evidence.record(verb="close", record=closed, change=change, by=by, at=at)
    return closed


def _pieces(counts: Mapping[str, int]) -> dict[str, int]:
    for name, number in counts.items():
        if name not in _NAMES:
            raise ValidationError(_("There is no note or coin of %(name)s yuan.") % {"name": name})
        if not 0 <= number <= _MOST_PIECES:
            raise ValidationError(_("Count the pieces of each note and coin: from 0 to 10,000."))
    return {name: counts[name] for name in _NAMES if counts.get(name)}


def _check_day(station: Station, day: date, made_at: datetime) -> None:
    if day > day_of(made_at):
        raise ValidationError(_("This day has not come yet."))
    last = DayClose.objects.filter(station=station, day__gte=day).order_by("day").first()
    if last is None:
        return
    if last.day == day:
        raise ValidationError(_("%(day)s was closed already.") % {"day": day})
    raise ValidationError(
        _("%(later)s was closed already; its count includes what lay there on %(day)s.")
        % {"later": last.day, "day": day}
    )


def _difference(difference: Decimal) -> str:
    if difference > 0:
        return _("%(yuan)s yuan too many in the drawer. Count again, or say why.") % {"yuan": difference}
    return _("%(yuan)s yuan are missing in the drawer. Count again, or say why.") % {"yuan": -difference}


def _add_difference(closed: DayClose, till: Till, by: User, at: datetime) -> None:
    difference = closed.difference_yuan
    posting = ledgers.post(ledgers.Kind.CASH_DIFFERENCE, difference, Decimal("0.00"), ledgers.PaidBy.CASH)
    entry = ServiceEntry(
        id=uuid5(closed.pk, "difference"),
        station=closed.station,
        kind=EntryKind.CASH_DIFFERENCE,
        day=closed.day,
        subject=closed.reason,
        amount_yuan=difference,
        paid_by=PaidBy.CASH,
        digest=digest_of(closes=str(closed.pk)),
        **columns_of(posting),
    )
    add_entry(entry, till, made_at=closed.made_at, by=by, at=at)
