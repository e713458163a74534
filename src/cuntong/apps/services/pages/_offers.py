"""The services that a station says it offers."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right

from .. import operations, queries
from ..forms import OfferForm
from ._shown import counter_or_404, put_at_fields


@require_http_methods(["GET", "POST"])
@needs(Right.READ_SERVICES)
def offers(request: HttpRequest, station_id: int) -> HttpResponse:
    station = counter_or_404(request, station_id)
    today = timezone.localdate()
    form = OfferForm(request.POST or None, initial={"from_date": today})
    if request.method == "POST" and form.is_valid():
        try:
            operations.offer_service(station=station, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            put_at_fields(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("services:offers", station.pk)
    context = {
        "title": _("Services of %(station)s") % {"station": station.name},
        "station": station,
        "offers": queries.offers_visible_to(request.user).filter(station=station),
        "form": form,
        "crumbs": [(station.name, reverse("services:counter", args=[station.pk]))],
    }
    return render(request, "services/offers.html", context)


@require_POST
@needs(Right.READ_SERVICES)
def end_offer(request: HttpRequest, offer_id: int) -> HttpResponse:
    found = get_object_or_404(queries.offers_visible_to(request.user), pk=offer_id)
    today = timezone.localdate()
    operations.end_offer(offer=found, to_date=max(today, found.from_date), by=request.user, at=timezone.now())
    messages.success(request, _("Offered until %(day)s.") % {"day": today})
    return redirect("services:offers", found.station_id)
