"""Price contracts with carriers: recorded with their prices, ended by a day."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Kind, ListPage, render_list

from .. import operations, queries
from ..forms import EndContractForm, PriceContractForm
from ..models import PriceContract
from ._frame import carrier_name, may_settle, refuse, tabs, written


def _contract_state(contract: PriceContract) -> State:
    return State(_("Ended"), Mark.OFF) if contract.to_date else State(_("In use"), Mark.DONE)


CONTRACTS = ListPage(
    title=gettext_lazy("Price contracts"),
    columns=[
        Column(gettext_lazy("contract number"), "number", Kind.LINK, sortable=True),
        Column(gettext_lazy("Carrier"), lambda one: carrier_name(one.carrier)),
        Column(gettext_lazy("from"), "from_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("until"), "to_date", Kind.DATE),
        Column(gettext_lazy("at least a month"), "minimum_yuan", Kind.MONEY_YUAN, unit=gettext_lazy("yuan")),
        Column(gettext_lazy("State"), _contract_state, Kind.STATE),
    ],
    search=("number",),
    order=("carrier", "-from_date"),
    actions=[Action(gettext_lazy("Record a price contract"), "routes:contract-new", may_settle)],
    empty=gettext_lazy("No price contract yet."),
    empty_action=Action(gettext_lazy("Record a price contract"), "routes:contract-new", may_settle),
    template="routes/list.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def contracts(request):
    visible = queries.price_contracts_visible_to(request.user)
    context = {"tabs": tabs(request), "crumbs": [(_("Statements"), reverse("routes:statements"))]}
    return render_list(request, CONTRACTS, visible, context=context)


@require_http_methods(["GET", "POST"])
@needs(Right.SETTLE)
def contract_new(request):
    form = PriceContractForm(request.POST or None)

    def sign(form: PriceContractForm) -> PriceContract:
        data = form.cleaned_data
        fields = ("carrier", "number", "from_date", "to_date")
        return operations.sign_price_contract(
            **{name: data[name] for name in fields},
            minimum_yuan=data["minimum_yuan"] or Decimal(0),
            prices=form.agreed(),
            by=request.user,
            at=timezone.now(),
        )

    return written(request, form, sign, title=_("Record a price contract"), back=reverse("routes:contracts"))


@require_http_methods(["GET", "POST"])
@needs(Right.READ_ROUTES)
def contract(request, price_contract_id: int):
    """A contract with its prices; whoever settles ends it here."""
    found = get_object_or_404(queries.price_contracts_visible_to(request.user), pk=price_contract_id)
    form = EndContractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_price_contract(
                contract=found, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return redirect(found)
    context = {
        "title": found.number,
        "state": _contract_state(found),
        "crumbs": [(_("Price contracts"), reverse("routes:contracts"))],
        "facts": [
            Fact(_("Carrier"), carrier_name(found.carrier)),
            Fact(_("from"), found.from_date),
            *([Fact(_("until"), found.to_date)] if found.to_date else []),
            Fact(_("at least a month"), Figure(found.minimum_yuan, _("yuan"), decimals=2)),
        ],
        "prices": found.prices.all(),
        "form": form,
        "may_end": may_settle(request) and found.to_date is None,
        "record": found,
    }
    return render(request, "routes/contract.html", context)
