"""Carriers that work with the hub, and months of scans that are closed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.lists import Action, Column, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import CloseMonthForm, ContractForm, EndContractForm
from ._hub import carrier_name


def _may(request) -> bool:
    return request.user.may(Right.WRITE_PARCELS)


def _state(contract) -> State:
    return State(_("Ended"), Mark.OFF) if contract.to_date else State(_("In use"), Mark.DONE)


CONTRACTS = ListPage(
    title=gettext_lazy("Carriers of the hub"),
    note=gettext_lazy("A carrier counts as merged while its contract runs and the hub scans its parcels."),
    columns=[
        Column(
            gettext_lazy("Carrier"),
            lambda contract: carrier_name(contract.carrier),
            Kind.LINK,
            url=lambda contract: contract.get_absolute_url(),
        ),
        Column(gettext_lazy("from"), "from_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("until"), "to_date", Kind.DATE),
        Column(gettext_lazy("State"), _state, Kind.STATE),
    ],
    order=("carrier", "-from_date"),
    actions=[Action(gettext_lazy("Record a contract"), "parcels:carrier-new", _may)],
    empty=gettext_lazy("No carrier works with the hub yet."),
)

MONTHS = ListPage(
    title=gettext_lazy("Closed months"),
    note=gettext_lazy("The scans of a closed month are kept as one sealed file, and the figures read it."),
    columns=[
        Column(gettext_lazy("month"), lambda closed: f"{closed.month:%Y-%m}"),
        Column(gettext_lazy("scans"), "scan_count", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("closed at"), "closed_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("closed by"), "closed_by"),
        Column(gettext_lazy("digest"), "sha256"),
    ],
    order=("-month", "-closed_at"),
    actions=[Action(gettext_lazy("Close a month"), "parcels:month-new", _may)],
    empty=gettext_lazy("No month is closed yet."),
)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Hub"), reverse("parcels:hub"))]


@require_GET
@needs(Right.READ_PARCELS)
def carriers(request):
    return render_list(
        request, CONTRACTS, queries.contracts_visible_to(request.user), context={"crumbs": _crumbs()}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.READ_PARCELS)
def carrier(request, contract_id: int):
    """A contract with its evidence; whoever writes parcels ends it here."""
    contract = get_object_or_404(queries.contracts_visible_to(request.user), pk=contract_id)
    form = EndContractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_contract(
                contract=contract, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The contract is ended."))
            return redirect(contract)
    context = {
        "title": carrier_name(contract.carrier),
        "state": _state(contract),
        "crumbs": [(_("Carriers of the hub"), reverse("parcels:carriers"))],
        "contract": contract,
        "form": form,
        "may_end": _may(request) and contract.to_date is None,
    }
    return render(request, "parcels/contract.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PARCELS)
def carrier_new(request):
    form = ContractForm(request.POST or None)
    return _written(request, form, operations.sign_carrier, _("Record a contract"), "parcels:carriers")


@require_GET
@needs(Right.READ_PARCELS)
def months(request):
    return render_list(
        request, MONTHS, queries.months_visible_to(request.user), context={"crumbs": _crumbs()}
    )


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PARCELS)
def month_new(request):
    form = CloseMonthForm(request.POST or None)
    return _written(request, form, operations.close_month, _("Close a month"), "parcels:months")


def _written(request, form, operation, title: str, back: str):
    """The form, or the way back once the operation has done what it says."""
    if request.method == "POST" and form.is_valid():
        try:
            operation(**form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    context = {"form": form, "title": title, "submit_label": title, "back_url": reverse(back), "draft": False}
    return render(request, "desk/form.html", context)
