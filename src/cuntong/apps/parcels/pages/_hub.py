"""The hub's screen: what came in today, how much of it found its village, what waits for a person."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports import queries as import_queries
from cuntong.apps.imports.kinds import SHEETS

from .. import queries
from ..carriers import CARRIERS
from ..forms import CarrierFileForm
from ..sheets import PREFIX
from ._balance import chosen_day
from ._sorting import scans_context

RECENT_FILES = 8


@require_GET
@needs(Right.READ_PARCELS)
def hub(request):
    return render(request, "parcels/hub.html", _hub_context(request) | {"form": CarrierFileForm()})


@require_POST
@needs(Right.WRITE_PARCELS)
def upload(request):
    """A carrier's file from the hub's screen: kept, and checked in the background."""
    form = CarrierFileForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        sheet = SHEETS[PREFIX + form.cleaned_data["carrier"]]
        try:
            batch = imports.upload(
                sheet=sheet, file=file, filename=file.name, by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("imports:batch", batch.pk)
    return render(request, "parcels/hub.html", _hub_context(request) | {"form": form})


def _hub_context(request) -> dict:
    user = request.user
    day, day_form = chosen_day(request)
    return (
        intake_context(user, day)
        | scans_context(user, day)
        | {
            "day": day,
            "day_form": day_form,
            "title": _("Hub"),
            "may_write": user.may(Right.WRITE_PARCELS) and user.may(Right.IMPORT),
            "max_bytes": settings.DOCUMENT_MAX_BYTES,
        }
    )


def intake_context(user: User, day: date) -> dict:
    """What `parcels/_intake.html` draws: the day's parcels by carrier, the share that placed itself, the queue, files."""
    days = queries.carriers_on(user, day)
    total = queries.all_carriers(days)
    queue = queries.waiting(user).count()
    review = reverse("parcels:review")
    return {
        "intake_blocks": [
            {"label": _("Parcels announced"), "figure": Figure(total.parcels, _("pcs"))},
            {
                "label": _("Placed by their address"),
                "figure": Figure(total.percent, "%", decimals=1),
            },
            {
                "label": _("Waiting for a person"),
                "figure": Figure(queue, _("pcs"), review if user.may(Right.WRITE_PARCELS) else ""),
                "note": _("of all days"),
            },
        ],
        "intake_days": [(carrier_name(day.carrier), day) for day in days],
        "intake_files": import_queries.visible_to(user).filter(sheet__startswith=PREFIX)[:RECENT_FILES],
        "queue_count": queue,
        "may_review": user.may(Right.WRITE_PARCELS),
    }


def carrier_name(code: str) -> str:
    """What people call a carrier; its code where the house does not know it."""
    carrier = CARRIERS.get(code)
    if carrier is None:
        return code
    return carrier.name.en if get_language() == "en" else carrier.name.zh
