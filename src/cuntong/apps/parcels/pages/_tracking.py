"""The public look-up of a parcel: without signing in, without naming anybody, and not as often as one likes."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cuntong.apps.desk.formats import State

from .. import operations, queries
from ..forms import TrackForm
from ._shown import MARKS, carrier_name

_TOO_MANY = 429


@login_not_required
@never_cache
@sensitive_post_parameters("tail")
@require_http_methods(["GET", "POST"])
def track(request):
    """A form; posted, so that the digits stand in no address, the parcel's way or the one sentence for every miss."""
    form = TrackForm(request.POST or None)
    context = {"form": form, "title": _("Where is my parcel?")}
    if request.method != "POST" or not form.is_valid():
        return render(request, "parcels/track.html", context)
    number, tail = form.cleaned_data["number"].strip().upper(), form.cleaned_data["tail"].strip()
    address = get_adapter(request).get_client_ip(request)
    if not operations.may_look_up(address=address, number=number, at=timezone.now()):
        return render(request, "parcels/track.html", context | {"too_many": True}, status=_TOO_MANY)
    found = queries.track(number, tail)
    context |= {"asked": True, "found": found}
    if found is not None:
        context |= {
            "carrier": carrier_name(found.carrier),
            "state": State(found.state.label, MARKS[found.state]),
        }
    return render(request, "parcels/track.html", context)
