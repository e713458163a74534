"""What stands on the home page: the same three blocks for everybody, filled with what the person may see."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.kinds import Due
from cuntong.apps.funds import queries as funds
from cuntong.apps.imports import queries as imports
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.performance.models import Report
from cuntong.apps.performance.queries import visible_reports
from cuntong.apps.places import queries as places

WAITING_DAYS = timedelta(days=5)
"""How long something may wait on a desk before the home page calls it late."""


def due_for(user: User, today: date) -> list[Due]:
    """What waits for this person, the latest first."""
    found = [*_money(user, today), *_imports(user, today), *_reports(user, today)]
    return sorted(found, key=lambda due: due.days_left)


def _money(user: User, today: date) -> Iterator[Due]:
    if not user.may(Right.READ_FUNDS):
        return
    titles = {
        funds.Turn.APPROVE: (_("Applications to approve"), "funds:applications", "?state=SUBMITTED"),
        funds.Turn.PAY: (_("Approved applications to pay"), "funds:applications", "?state=APPROVED"),
        funds.Turn.COUNTERSIGN: (_("Imported payments to countersign"), "funds:applications", "?paper=yes"),
        funds.Turn.APPLY: (_("Milestones met and not yet applied for"), "funds:milestones", "?turn=APPLY"),
        funds.Turn.REACH: (_("Milestones past their day"), "funds:milestones", "?turn=REACH"),
    }
    for waiting in funds.waiting_for(user, today):
        if waiting.role == user.role:
            title, name, query = titles[waiting.turn]
            yield Due(
                f"{title} ({waiting.count})", reverse(name) + query, _days_left(waiting.since_date, today)
            )


def _imports(user: User, today: date) -> Iterator[Due]:
    if not user.may(Right.IMPORT):
        return
    open_states = (ImportBatch.State.READY, ImportBatch.State.FAULTY)
    batches = imports.visible_to(user).filter(uploaded_by=user, state__in=open_states)
    for batch in batches.order_by("uploaded_at")[:5]:
        yield Due(
            batch.filename,
            reverse("imports:batch", args=[batch.pk]),
            _days_left(batch.uploaded_at.date(), today),
            batch.get_state_display(),
        )


def _reports(user: User, today: date) -> Iterator[Due]:
    if not user.may(Right.WRITE_PERFORMANCE):
        return
    drafts = visible_reports(user).filter(state=Report.State.DRAFT)
    for report in drafts.order_by("created_at")[:5]:
        yield Due(
            report.title,
            reverse("performance:report", args=[report.pk]),
            _days_left(report.created_at.date(), today),
            _("report not yet approved"),
        )


def _days_left(since: date | None, today: date) -> int:
    return (since + WAITING_DAYS - today).days if since else 0


@dataclass(frozen=True)
class Contradiction:
    """Something that does not add up, in words, and where to mend it."""

    message: str
    url: str
    wrong: bool


def contradictions_for(user: User, today: date) -> list[Contradiction]:
    """What the rooms' checks find among what the person may see, what is wrong before what needs a look."""
    found: list[Contradiction] = []
    if user.may(Right.READ_FUNDS):
        found += [
            Contradiction(_in_language(one.message), _record_url(one.record), one.wrong)
            for one in funds.findings(user, today)
        ]
    if user.may(Right.READ_PLACES):
        found += [
            Contradiction(str(one.message), one.url, wrong=False) for one in places.findings(user, today)
        ]
    return sorted(found, key=lambda one: not one.wrong)


def _in_language(text) -> str:
    return text.en if get_language() == "en" else text.zh


def _record_url(record) -> str:
    return record.get_absolute_url() if hasattr(record, "get_absolute_url") else reverse("funds:overview")
