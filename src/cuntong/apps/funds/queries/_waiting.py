"""What waits, for whom, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import F, Min, QuerySet
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role

from ..models import Milestone, PaymentApplication
from ._scopes import visible_applications, visible_milestones
from ._sums import total, with_milestone_money


class Turn(StrEnum):
    """Whose move it is, and which."""

    APPROVE = "APPROVE"
    PAY = "PAY"
    COUNTERSIGN = "COUNTERSIGN"
    APPLY = "APPLY"
    REACH = "REACH"


WHOSE = {
    Turn.APPROVE: Role.BUREAU,
    Turn.PAY: Role.FINANCE,
    Turn.COUNTERSIGN: Role.BUREAU,
    Turn.APPLY: Role.CONTRACTOR,
    Turn.REACH: Role.CONTRACTOR,
}


@dataclass(frozen=True)
class Waiting:
    """A queue: whose turn, how many rows, how much money, and since which day the oldest waits."""

    turn: Turn
    count: int
    amount_yuan: Decimal
    since_date: date | None

    @property
    def role(self) -> Role:
        return WHOSE[self.turn]


def milestones_at_turn(milestones: QuerySet[Milestone], turn: Turn, as_of: date) -> QuerySet[Milestone]:
    """Milestones (with their money) that are met and not asked for in full, or past their day and not met."""
    if turn == Turn.APPLY:
        return milestones.filter(met_date__isnull=False, standing_yuan__lt=F("amount_yuan"))
    return milestones.filter(met_date__isnull=True, due_date__lt=as_of)


def waiting_for(user: User, as_of: date) -> list[Waiting]:
    """Every queue that is not empty, in the person's own sight; the person's own turn first."""
    applications = visible_applications(user)
    milestones = with_milestone_money(visible_milestones(user))
    unsigned = applications.filter(state=PaymentApplication.State.PAID, decided_at__isnull=True)
    queues = [
        _queue(Turn.APPROVE, applications.filter(state=PaymentApplication.State.SUBMITTED), "applied_at"),
        _queue(Turn.PAY, applications.filter(state=PaymentApplication.State.APPROVED), "decided_at"),
        _queue(Turn.COUNTERSIGN, unsigned, "applied_at"),
        _queue(Turn.APPLY, milestones_at_turn(milestones, Turn.APPLY, as_of), "met_date"),
        _queue(Turn.REACH, milestones_at_turn(milestones, Turn.REACH, as_of), "due_date"),
    ]
    return sorted((q for q in queues if q.count), key=lambda queue: queue.role != user.role)


def _queue(turn: Turn, rows: QuerySet, since: str) -> Waiting:
    waiting = rows.model.objects.filter(pk__in=list(rows.order_by().values_list("pk", flat=True)))
    since_moment = waiting.aggregate(since=Min(since))["since"]
    return Waiting(turn, waiting.count(), total(waiting), _day(since_moment))


def _day(moment: date | datetime | None) -> date | None:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment
