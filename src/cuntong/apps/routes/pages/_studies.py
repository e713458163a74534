"""What merging the carriers saves, and what the next village costs: asked here, computed in the background."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure
from cuntong.apps.desk.kinds import Chart, Series
from cuntong.apps.jobs.pages import progress_of
from cuntong.apps.places.models import Division

from .. import operations, queries
from ..forms import DayForm
from ..kinds import StudyKind
from ..models import Study
from ._frame import carrier_name, may_plan, tabs

PAGE_OF = {StudyKind.POOLING: "routes:pooling", StudyKind.NETWORK: "routes:network"}


@require_GET
@needs(Right.READ_ROUTES)
def pooling(request):
    return _page(request, StudyKind.POOLING, _latest(request, StudyKind.POOLING))


@require_GET
@needs(Right.READ_ROUTES)
def network(request):
    return _page(request, StudyKind.NETWORK, _latest(request, StudyKind.NETWORK))


@require_GET
@needs(Right.READ_ROUTES)
def study(request, study_id: int):
    found = get_object_or_404(queries.studies_visible_to(request.user), pk=study_id)
    return _page(request, StudyKind(found.kind), found)


def _latest(request: HttpRequest, kind: StudyKind) -> Study | None:
    return queries.studies_visible_to(request.user).filter(kind=kind).first()


def _page(request: HttpRequest, kind: StudyKind, found: Study | None):
    running = found is not None and found.job is not None and not found.job.ended
    progress = None
    if running:
        progress = progress_of(
            found.job,
            timezone.now(),
            may_cancel=found.job.queued_by_id == request.user.pk,
            poll_url=f"{found.get_absolute_url()}?progress",
        )
    failed = found.job.message if found and found.job and found.job.ended and found.answer is None else ""
    context = {
        "title": {
            StudyKind.POOLING: _("Saving by merging"),
            StudyKind.NETWORK: _("What the next village costs"),
        }[kind],
        "tabs": tabs(request),
        "study": found,
        "progress": progress,
        "failed": failed,
        "may_ask": may_plan(request) and not running,
        "day_form": DayForm(initial={"day": timezone.localdate()}),
        "earlier": queries.studies_visible_to(request.user).filter(kind=kind, answer__isnull=False)[:10],
    }
    if found is not None and found.answer is not None:
        context |= _saving(found) if kind == StudyKind.POOLING else _village(found)
    if request.headers.get("HX-Request") and "progress" in request.GET:
        return render(request, "routes/_study_progress.html", context)
    return render(request, f"routes/{kind.value.lower()}.html", context)


def _saving(found: Study) -> dict:
    answer = found.answer
    apart, merged, saving = (Decimal(answer[name]) for name in ("apart_yuan", "merged_yuan", "saving_yuan"))
    carriers = [one | {"name": carrier_name(one["carrier"])} for one in answer["carriers"]]
    for one in carriers:
        for name in ("alone_yuan", "by_parcels_yuan", "by_stand_alone_yuan", "shapley_yuan"):
            one[name] = None if one[name] is None else Decimal(one[name])
    vehicles = sum(one["vehicles"] for one in carriers)
    return {
        "blocks": [
            {
                "label": _("Each carrier on its own"),
                "figure": Figure(apart, _("yuan"), decimals=2),
                "note": _("%(n)s vehicles") % {"n": vehicles},
            },
            {
                "label": _("All together"),
                "figure": Figure(merged, _("yuan"), decimals=2),
                "note": _("%(n)s vehicles") % {"n": answer["merged_vehicles"]},
            },
            {
                "label": _("Saved by merging"),
                "figure": Figure(saving, _("yuan"), decimals=2),
                "note": f"{saving / apart:.1%}" if apart else "",
            },
            {"label": _("Parcels"), "figure": Figure(sum(one["parcels"] for one in carriers), _("pcs"))},
        ],
        "carriers": carriers,
        "chart": Chart(
            key="saving-by-carrier",
            title=_("What each carrier would pay"),
            kind="rows",
            labels=[one["name"] for one in carriers],
            series=[
                Series(_("merged, by parcels"), [one["by_parcels_yuan"] for one in carriers]),
                Series(_("on its own"), [one["alone_yuan"] for one in carriers], planned=True),
            ],
            unit=_("yuan"),
            decimals=2,
            source=_("the day's parcels planned by one engine with one effort"),
            as_of=found.study_date,
        ),
    }


def _village(found: Study) -> dict:
    answer = found.answer
    today, more = answer["today"], answer["more"]
    codes = {one["code"]: one["assumed"] for one in answer["new_points"]}
    names = Division.objects.filter(code__in=codes).select_related("parent")
    curve = answer["curve"]
    return {
        "blocks": [
            {
                "label": _("The next village costs a year"),
                "figure": Figure(Decimal(answer["extra_yuan"]), _("yuan"), decimals=2),
            },
            {
                "label": _("Villages with a point"),
                "figure": Figure(Decimal(more["villages_percent"]), "%", decimals=2),
                "note": _("today %(today)s %%") % {"today": today["villages_percent"]},
            },
            {
                "label": _("Residents within reach"),
                "figure": Figure(Decimal(more["residents_percent"]), "%", decimals=2),
                "note": _("today %(today)s %%") % {"today": today["residents_percent"]},
            },
            {
                "label": _("The network a year"),
                "figure": Figure(Decimal(more["network_yuan"]), _("yuan"), decimals=2),
                "note": _("today %(today)s") % {"today": f"{Decimal(today['network_yuan']):,.2f}"},
            },
        ],
        "villages": [(one, codes[one.code]) for one in names],
        "proven": today["optimal"] and more["optimal"],
        "gap": max(Decimal(today["gap_percent"]), Decimal(more["gap_percent"])),
        "chart": Chart(
            key="coverage-curve",
            title=_("Residents within reach, and what that costs a year"),
            kind="line",
            labels=[f"{one['residents_percent']}%" for one in curve],
            series=[Series(_("The network a year"), [Decimal(one["network_yuan"]) for one in curve])],
            unit=_("yuan"),
            source=_("stations and villages registered here; costs of the county's rules"),
            as_of=found.study_date,
        )
        if curve
        else None,
    }


@require_POST
@needs(Right.WRITE_ROUTES)
def pooling_ask(request):
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a day."))
        return redirect("routes:pooling")
    return _asked(
        request,
        StudyKind.POOLING,
        lambda: operations.ask_pooling(day=form.cleaned_data["day"], by=request.user, at=timezone.now()),
    )


@require_POST
@needs(Right.WRITE_ROUTES)
def network_ask(request):
    return _asked(
        request, StudyKind.NETWORK, lambda: operations.ask_network(by=request.user, at=timezone.now())
    )


def _asked(request: HttpRequest, kind: StudyKind, ask):
    try:
        made = ask()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect(reverse(PAGE_OF[kind]))
    return redirect(made)
