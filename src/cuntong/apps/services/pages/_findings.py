"""What in the ledgers deserves a look, with the entries that it rests on and what was said to it."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.health import last_activity
from cuntong.domain.ledgers import Code
from cuntong.rulebooks import load_service_rules

from .. import operations, queries
from ..forms import AnswerForm
from ..kinds import FINDING_TITLES
from ._months import last_day
from ._shown import put_at_fields, tabs

_SHOWN_ENTRIES = 20


def _found(request: HttpRequest) -> list[queries.Found]:
    """Findings of the newest months with entries. Idle is measured at the last day on which any station was used."""
    today = timezone.localdate()
    stations = dict(queries.stations_visible_to(request.user).values_list("pk", "code"))
    active = {stations[key]: day for key, day in last_activity(list(stations), today).items()}
    looked_at = load_service_rules(today).limit("FINDING_MONTHS").count
    months = queries.months_with_entries(request.user)[:looked_at]
    first, last = (months[-1], last_day(months[0])) if months else (today, today)
    as_of = max(active.values(), default=today)
    return queries.find(request.user, from_date=first, to_date=last, as_of=as_of, last_activity=active)


def _asked(request: HttpRequest) -> str:
    asked = request.GET.get("state", "OPEN")
    return asked if asked in ("OPEN", "ANSWERED", "ALL") else "OPEN"


@require_GET
@needs(Right.READ_SERVICES)
def findings(request: HttpRequest) -> HttpResponse:
    state, found = _asked(request), _found(request)
    numbers = {
        "OPEN": sum(1 for one in found if not one.answers),
        "ANSWERED": sum(1 for one in found if one.answers),
        "ALL": len(found),
    }
    shown = [one for one in found if state == "ALL" or bool(one.answers) == (state == "ANSWERED")]
    words = {"OPEN": _("Not answered yet"), "ANSWERED": _("Answered"), "ALL": _("All")}
    context = {
        "title": _("What deserves a look"),
        "note": _("A pattern is a reason to ask, not a proof. Each rests on the entries named beside it."),
        "tabs": tabs(request),
        "states": [(code, words[code], numbers[code], code == state) for code in words],
        "rows": [_row(request, one) for one in shown],
        "may_answer": request.user.may(Right.WRITE_SERVICES),
    }
    return render(request, "services/findings.html", context)


def _row(request: HttpRequest, found: queries.Found) -> dict:
    finding = found.finding
    keys = finding.entries[:_SHOWN_ENTRIES]
    return {
        "found": found,
        "title": FINDING_TITLES[finding.code],
        "said": _said(finding),
        "entries": queries.visible_to(request.user).filter(pk__in=keys).order_by("number") if keys else [],
        "more": len(finding.entries) - len(keys),
        "month_url": reverse("services:month", args=[found.station.pk, f"{finding.from_date:%Y-%m}"]),
    }


def _said(finding) -> str:
    if finding.code == Code.IDLE:
        return _("No entry and no scan for %(count)s days; %(of)s are usual at most.") % {
            "count": finding.count,
            "of": finding.of,
        }
    return _("%(count)s of %(of)s entries.") % {"count": finding.count, "of": finding.of}


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_SERVICES)
def answer(request: HttpRequest, finding_key: str) -> HttpResponse:
    found = next((one for one in _found(request) if one.key == finding_key), None)
    if found is None:
        raise Http404(_("The entries of this finding have changed. Open the findings again."))
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.answer_finding(
                finding=found.finding,
                station=found.station,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("The answer has been kept."))
            return redirect("services:findings")
    context = {
        "form": form,
        "title": _("Answer: %(finding)s") % {"finding": FINDING_TITLES[found.finding.code]},
        "note": f"{found.station} · {_days(found.finding.from_date, found.finding.to_date)}",
        "submit_label": _("Keep the answer"),
        "back_url": reverse("services:findings"),
        "crumbs": [(_("What deserves a look"), reverse("services:findings"))],
        "draft": False,
    }
    return render(request, "desk/form.html", context)


def _days(first: date, last: date) -> str:
    return f"{first} – {last}"
