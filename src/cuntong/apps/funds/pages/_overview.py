from datetime import date

from django import forms
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.access import needs, scope_of
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.desk.formats import Figure, Mark, State, local_date, wan
from cuntong.apps.desk.forms import DayInput
from cuntong.apps.desk.kinds import Chart, Series
from cuntong.apps.desk.lists import Action
from cuntong.domain.values import Ratio, wan_yuan

from .. import queries
from ..models import Direction, Tranche
from ..queries import Finding, Overview, Portion, Turn, Waiting
from ._frame import WAN, sources, tabs

_TURNS = {
    Turn.APPROVE: (gettext_lazy("Applications to approve"), "funds:applications", "?state=SUBMITTED"),
    Turn.PAY: (gettext_lazy("Approved applications to pay"), "funds:applications", "?state=APPROVED"),
    Turn.COUNTERSIGN: (gettext_lazy("Imported payments to countersign"), "funds:applications", "?paper=yes"),
    Turn.APPLY: (gettext_lazy("Milestones met and not yet applied for"), "funds:milestones", "?turn=APPLY"),
    Turn.REACH: (gettext_lazy("Milestones past their day"), "funds:milestones", "?turn=REACH"),
}
SHOWN_FINDINGS = 5


class AsOfForm(forms.Form):
    as_of = forms.DateField(label=gettext_lazy("As of"), required=False, widget=DayInput())


@require_GET
@needs(Right.READ_FUNDS)
def overview(request):
    today = timezone.localdate()
    form = AsOfForm({"as_of": today.isoformat()} | request.GET.dict())
    as_of = (form.cleaned_data["as_of"] if form.is_valid() else None) or today
    seen = queries.overview(request.user, as_of)
    countywide = scope_of(request.user).everywhere
    found = [_found(one) for one in queries.findings(request.user, as_of)]
    context = {
        "title": _("Funds"),
        "tabs": tabs(request),
        "as_of": as_of,
        "as_of_form": form,
        "actions": _actions(request),
        "blocks": _blocks(seen) if countywide else _own_blocks(seen, request),
        "charts": _charts(seen, countywide),
        "waiting": [_queue(one) for one in queries.waiting_for(request.user, as_of)],
        "findings": found[:SHOWN_FINDINGS],
        "more_findings": found[SHOWN_FINDINGS:],
        "nothing": not (seen.released_yuan or seen.contracted_yuan),
        "may_begin": request.user.may(Right.WRITE_FUNDS),
    }
    return render(request, "funds/overview.html", context)


_FIRST = {
    Role.BUREAU: (gettext_lazy("Sign a contract"), "funds:sign"),
    Role.FINANCE: (gettext_lazy("Record an appropriation"), "funds:release"),
    Role.CONTRACTOR: (gettext_lazy("Apply for payment"), "funds:milestones"),
}
"""What each role mostly comes here to do."""


def _actions(request) -> list[tuple[Action, str]]:
    if request.user.role not in _FIRST:
        return []
    label, name = _FIRST[request.user.role]
    return [(Action(label, name), reverse(name))]


def _paid_up_to(as_of: date) -> str:
    return f"{reverse('funds:payments')}?paid_to={as_of}"


def _money(amount_yuan, url: str) -> Figure:
    return Figure(wan_yuan(amount_yuan), WAN, url, 2)


def _rate(ratio: Ratio | None, url: str) -> Figure:
    return Figure(ratio.percent(2) if ratio else None, "%", url, 2)


def _blocks(seen: Overview) -> list[dict]:
    """Released, contracted, paid, and the rate that the report needs; each opens what it counts."""
    contracts = f"{reverse('funds:contracts')}?signed_to={seen.as_of}"
    appropriations = f"{reverse('funds:appropriations')}?released_to={seen.as_of}"
    budget = f"{seen.budget_rate.percent(2)}%" if seen.budget_rate else "—"
    return [
        {
            "label": _("Released"),
            "figure": _money(seen.released_yuan, appropriations),
            "note": _("allotted %(amount)s") % {"amount": wan(seen.budget_yuan)},
        },
        {
            "label": _("Contracted"),
            "figure": _money(seen.contracted_yuan, contracts),
            "note": _("not yet paid %(amount)s") % {"amount": wan(seen.contracted_yuan - seen.paid_yuan)},
        },
        {
            "label": _("Paid"),
            "figure": _money(seen.paid_yuan, _paid_up_to(seen.as_of)),
            "note": _("left of what was released %(amount)s")
            % {"amount": wan(seen.released_yuan - seen.paid_yuan)},
        },
        {
            "label": _("Execution rate"),
            "figure": _rate(seen.execution_rate, _paid_up_to(seen.as_of)),
            "note": _("paid / released; of the budget %(rate)s") % {"rate": budget},
        },
    ]


def _own_blocks(seen: Overview, request) -> list[dict]:
    own = queries.visible_contracts(request.user).filter(signed_date__lte=seen.as_of)
    asked = sum((one.asked_yuan for one in own), start=seen.paid_yuan * 0)
    contracts = reverse("funds:contracts")
    return [
        {"label": _("Contracted"), "figure": _money(seen.contracted_yuan, contracts)},
        {"label": _("Applied for"), "figure": _money(asked, reverse("funds:applications"))},
        {"label": _("Paid"), "figure": _money(seen.paid_yuan, _paid_up_to(seen.as_of))},
    ]


def _charts(seen: Overview, countywide: bool) -> list[Chart]:
    if not countywide:
        return []
    by_direction = dict(Direction.choices)
    by_tranche = dict(Tranche.choices)
    return [
        _chart("direction", _("By direction"), _("Budget"), seen.by_direction, by_direction, seen.as_of),
        _chart("tranche", _("By tranche"), _("Released"), seen.by_tranche, by_tranche, seen.as_of),
    ]


def _chart(key: str, title, planned, portions: tuple[Portion, ...], labels: dict, as_of: date) -> Chart:
    return Chart(
        key=f"funds-{key}",
        title=title,
        kind="rows",
        labels=[_with_rate(labels[one.code], one) for one in portions],
        series=[
            Series(planned, [wan_yuan(one.planned_yuan) for one in portions]),
            Series(_("Contracted"), [wan_yuan(one.bound_yuan) for one in portions]),
            Series(_("Paid"), [wan_yuan(one.paid_yuan) for one in portions]),
        ],
        unit=WAN,
        decimals=2,
        source=_("appropriations, contracts and payments"),
        as_of=as_of,
        addresses=[f"{_paid_up_to(as_of)}&{key}={one.code}" for one in portions],
    )


def _with_rate(label, portion: Portion) -> str:
    return f"{label} {portion.rate.percent(1)}%" if portion.rate else str(label)


def _queue(waiting: Waiting) -> dict:
    label, name, query = _TURNS[waiting.turn]
    return {
        "label": label,
        "url": reverse(name) + query,
        "count": waiting.count,
        "amount": wan(waiting.amount_yuan),
        "who": waiting.role.label,
        "since": local_date(waiting.since_date),
    }


def _found(finding: Finding) -> dict:
    word, mark = (_("wrong"), Mark.WRONG) if finding.wrong else (_("needs a look"), Mark.LOOK)
    return {
        "state": State(word, mark),
        "message": finding.message.in_language(get_language()),
        "url": finding.record.get_absolute_url() if finding.record else "",
        "sources": sources(finding.basis),
    }
