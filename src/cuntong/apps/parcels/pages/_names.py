"""Names that addresses use and no list holds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.lists import Action, BatchAction, Column, Filter, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import PlaceNameForm
from ..kinds import PlaceNameKind


def _may_import(request) -> bool:
    return request.user.may(Right.WRITE_PARCELS) and request.user.may(Right.IMPORT)


def _may_name(request) -> bool:
    return request.user.may(Right.WRITE_PARCELS) or request.user.may(Right.SCAN)


NAMES = ListPage(
    title=gettext_lazy("Place names"),
    note=gettext_lazy(
        "Natural villages, shops, schools, former names: what addresses say and no official list holds."
    ),
    columns=[
        Column(gettext_lazy("Name"), "name", sortable=True),
        Column(gettext_lazy("Kind"), "get_kind_display"),
        Column(gettext_lazy("Lies in"), "division", Kind.LINK),
        Column(gettext_lazy("Township"), lambda row: row.division.township),
        Column(gettext_lazy("Added by"), "added_by"),
        Column(gettext_lazy("Added at"), "added_at", Kind.TIME, sortable=True),
    ],
    filters=[Filter("kind", gettext_lazy("Kind"), choices=PlaceNameKind.choices)],
    search=("name", "division__name"),
    order=("-added_at",),
    actions=[
        Action(gettext_lazy("Add a name"), "parcels:name-new", _may_name),
        Action(
            gettext_lazy("Import names"),
            lambda request: reverse("imports:sheet", args=["parcels.place_names"]),
            _may_import,
        ),
    ],
    batch=[
        BatchAction(
            gettext_lazy("Withdraw the names"),
            "parcels:names-withdraw",
            _may_name,
            confirm=gettext_lazy("Addresses with these names will no longer find their village by them."),
            destructive=True,
        )
    ],
    empty=gettext_lazy(
        "No name yet. Enter the natural villages and shops that people write on their parcels."
    ),
    empty_action=Action(gettext_lazy("Add a name"), "parcels:name-new", _may_name),
)


@require_GET
@needs(Right.READ_PARCELS)
def names(request):
    return render_list(request, NAMES, queries.place_names_visible_to(request.user).filter(withdrawn_at=None))


@require_http_methods(["GET", "POST"])
@needs(Right.READ_PARCELS)
def name_new(request):
    form = PlaceNameForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            operations.add_place_name(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The name counts from now on."))
            return redirect("parcels:names")
    context = {
        "form": form,
        "title": _("Add a name"),
        "submit_label": _("Add the name"),
        "back_url": reverse("parcels:names"),
    }
    return render(request, "desk/form.html", context)


@require_POST
@needs(Right.READ_PARCELS)
def names_withdraw(request):
    chosen = queries.place_names_visible_to(request.user).filter(withdrawn_at=None)
    found = [get_object_or_404(chosen, pk=pk) for pk in request.POST.getlist("pk")]
    for place_name in found:
        operations.withdraw_place_name(place_name=place_name, by=request.user, at=timezone.now())
    done = ngettext("%(count)s name was withdrawn.", "%(count)s names were withdrawn.", len(found))
    messages.success(request, done % {"count": len(found)})
    return redirect("parcels:names")
