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
from cuntong.apps.desk.formats import Mark, State, yuan
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, render_list

from . import operations, queries
from .forms import EndTenancyForm
from .models import HostKind, OwnerKind


def _import_action(label, sheet: str) -> Action:
    return Action(
        label,
        lambda request: reverse("imports:sheet", args=[sheet]),
        lambda request: request.user.may(Right.WRITE_MARKET) and request.user.may(Right.IMPORT),
    )


def _settled(firm) -> State:
    return State(_("settled"), Mark.DONE) if firm.settled else State(_("not settled"), Mark.OFF)


FIRMS = ListPage(
    title=gettext_lazy("Firms"),
    columns=[
        Column(gettext_lazy("Name"), "name", Kind.LINK, sortable=True),
        Column(gettext_lazy("Firm code"), "code", sortable=True),
        Column(gettext_lazy("In the centre"), _settled, Kind.STATE),
        Column(gettext_lazy("Shops"), "shop_count", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("Livestreams"), "livestream_count", Kind.NUMBER, sortable=True),
    ],
    search=("name", "code"),
    order=("code",),
    empty=gettext_lazy("No firm yet. Import the list of firms settled in the centre."),
    empty_action=_import_action(gettext_lazy("Import settled firms"), "market.tenancies"),
    actions=[_import_action(gettext_lazy("Import settled firms"), "market.tenancies")],
)
SHOPS = ListPage(
    title=gettext_lazy("Shops"),
    columns=[
        Column(gettext_lazy("Opened by"), "owner", Kind.LINK),
        Column(gettext_lazy("Kind"), "get_kind_display"),
        Column(gettext_lazy("Platform"), "platform", sortable=True),
        Column(gettext_lazy("Opened on"), "opened_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Opened with help"), lambda shop: _("yes") if shop.with_help else _("no")),
        Column(gettext_lazy("Shop address"), "shop_url"),
    ],
    filters=[
        Filter("kind", gettext_lazy("Opened by"), choices=OwnerKind.choices),
        Filter("opened", gettext_lazy("Opened on"), FilterKind.DATE_RANGE, apply="opened_date"),
    ],
    search=("platform", "station__name", "firm__name"),
    order=("-opened_date",),
    empty=gettext_lazy("No shop yet."),
    actions=[_import_action(gettext_lazy("Import shops"), "market.shops")],
)
LIVESTREAMS = ListPage(
    title=gettext_lazy("Livestreams"),
    columns=[
        Column(gettext_lazy("Livestream code"), "code", Kind.LINK, sortable=True),
        Column(gettext_lazy("Held by"), "host"),
        Column(gettext_lazy("Platform"), "platform", sortable=True),
        Column(gettext_lazy("Held on"), "held_date", Kind.DATE, sortable=True),
        Column(
            gettext_lazy("Sales"),
            "sales_yuan",
            Kind.MONEY_YUAN,
            sortable=True,
            total=True,
            unit=gettext_lazy("yuan"),
        ),
    ],
    filters=[
        Filter("kind", gettext_lazy("Held by"), choices=HostKind.choices),
        Filter("held", gettext_lazy("Held on"), FilterKind.DATE_RANGE, apply="held_date"),
    ],
    search=("code", "station__name", "firm__name"),
    order=("-held_date",),
    empty=gettext_lazy("No livestream yet."),
    actions=[_import_action(gettext_lazy("Import livestreams"), "market.livestreams")],
)
FAIRS = ListPage(
    title=gettext_lazy("Fairs"),
    columns=[
        Column(gettext_lazy("Fair"), "name", Kind.LINK, sortable=True),
        Column(gettext_lazy("Date"), "fair_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("Venue"), "venue"),
        Column(gettext_lazy("Products shown"), "exhibit_count", Kind.NUMBER, sortable=True),
    ],
    search=("name",),
    order=("-fair_date",),
    empty=gettext_lazy("No fair yet."),
    actions=[_import_action(gettext_lazy("Import fairs"), "market.fairs")],
)


@require_GET
@needs(Right.READ_MARKET)
def firms(request):
    return render_list(request, FIRMS, queries.visible_firms(request.user), template="market/list.html")


@require_GET
@needs(Right.READ_MARKET)
def shops(request):
    return render_list(request, SHOPS, queries.visible_shops(request.user), template="market/list.html")


@require_GET
@needs(Right.READ_MARKET)
def livestreams(request):
    return render_list(
        request, LIVESTREAMS, queries.visible_livestreams(request.user), template="market/list.html"
    )


@require_GET
@needs(Right.READ_MARKET)
def fairs(request):
    return render_list(request, FAIRS, queries.visible_fairs(request.user), template="market/list.html")


def _record(request, record, kind: str, *, title, facts, **context):
    context |= {"title": title, "record": record, "record_kind": kind, "facts": facts}
    return render(request, "market/record.html", context)


@require_GET
@needs(Right.READ_MARKET)
def firm(request, firm_id):
    found = get_object_or_404(queries.visible_firms(request.user), pk=firm_id)
    facts = [
        Fact(_("Firm code"), found.code),
        Fact(_("Unified social credit code"), found.credit_code or "—"),
        Fact(_("Shops"), found.shop_count),
        Fact(_("Livestreams"), found.livestream_count),
    ]
    neighbours = [
        *[
            Fact(_("Tenancy"), one.from_date, reverse("market:tenancy", args=[one.pk]))
            for one in found.tenancies.all()
        ],
        *[Fact(one.platform, one.opened_date, one.get_absolute_url()) for one in found.shops.all()],
    ]
    return _record(
        request,
        found,
        "market.firm",
        title=found.name,
        facts=facts,
        state=_settled(found),
        neighbours=neighbours,
    )


@require_GET
@needs(Right.READ_MARKET)
def tenancy(request, tenancy_id):
    found = get_object_or_404(queries.visible_tenancies(request.user), pk=tenancy_id)
    facts = [
        Fact(_("Firm"), found.firm, found.firm.get_absolute_url()),
        Fact(_("Moved in"), found.from_date),
        Fact(_("Moved out"), found.to_date or "—"),
    ]
    may_end = found.to_date is None and request.user.may(Right.WRITE_MARKET)
    end = Action(_("Record that it moved out"), "market:tenancy-end")
    actions = [(end, reverse(end.url, args=[found.pk]))] if may_end else []
    return _record(request, found, "market.tenancy", title=found, facts=facts, actions=actions)


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_MARKET)
def tenancy_end(request, tenancy_id):
    found = get_object_or_404(queries.visible_tenancies(request.user), pk=tenancy_id)
    form = EndTenancyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.end_tenancy(tenancy=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("market:tenancy", found.pk)
    context = {
        "form": form,
        "title": _("Record that it moved out"),
        "back_url": reverse("market:tenancy", args=[found.pk]),
        "submit_label": _("Save"),
    }
    return render(request, "desk/form.html", context)


@require_GET
@needs(Right.READ_MARKET)
def shop(request, shop_id):
    found = get_object_or_404(queries.visible_shops(request.user), pk=shop_id)
    facts = [
        Fact(_("Opened by"), found.owner, found.owner.get_absolute_url()),
        Fact(_("Platform"), found.platform),
        Fact(_("Shop address"), found.shop_url, found.shop_url),
        Fact(_("Opened on"), found.opened_date),
        Fact(_("Opened with help"), _("yes") if found.with_help else _("no")),
    ]
    return _record(request, found, "market.shop", title=found, facts=facts)


@require_GET
@needs(Right.READ_MARKET)
def livestream(request, livestream_id):
    found = get_object_or_404(queries.visible_livestreams(request.user), pk=livestream_id)
    host = found.station or found.firm
    facts = [
        Fact(_("Held by"), found.host, host.get_absolute_url() if host else ""),
        Fact(_("Platform"), found.platform),
        Fact(_("Held on"), found.held_date),
        Fact(_("Sales"), yuan(found.sales_yuan)),
    ]
    return _record(request, found, "market.livestream", title=found.code, facts=facts)


@require_GET
@needs(Right.READ_MARKET)
def fair(request, fair_id):
    found = get_object_or_404(queries.visible_fairs(request.user), pk=fair_id)
    facts = [
        Fact(_("Date"), found.fair_date),
        Fact(_("Venue"), found.venue or "—"),
        Fact(_("Products shown"), found.exhibit_count),
    ]
    shown = [
        Fact(one.product, "", reverse("market:exhibit", args=[one.pk]))
        for one in found.exhibits.select_related("product")
    ]
    return _record(request, found, "market.fair", title=found.name, facts=facts, neighbours=shown)


@require_GET
@needs(Right.READ_MARKET)
def exhibit(request, exhibit_id):
    found = get_object_or_404(queries.visible_exhibits(request.user), pk=exhibit_id)
    facts = [
        Fact(_("Product"), found.product),
        Fact(_("Fair"), found.fair, found.fair.get_absolute_url()),
        Fact(_("Date"), found.fair.fair_date),
    ]
    return _record(request, found, "market.exhibit", title=found.product.name, facts=facts)
