"""Settlement with carriers: statements with their reconciliation workbook, and disputes."""

from django.core.exceptions import ValidationError
from django.db.models import Count, Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.exports import workbook_of, workbook_response
from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, FilterKind, Kind, ListPage, open_list, render_list
from cuntong.apps.parcels.kinds import Direction
from cuntong.apps.places.queries import county

from .. import operations, queries
from ..forms import DecideForm, DisputeForm, StatementForm
from ..kinds import DisputeOutcome, LineKind, Tier
from ..models import Statement, StatementLine
from ._frame import carrier_name, may_settle, refuse, tabs, written

STATEMENTS = ListPage(
    title=gettext_lazy("Statements"),
    note=gettext_lazy(
        "What carriers owe, parcel by parcel as scans counted them. A parcel is billed once, whatever periods overlap."
    ),
    columns=[
        Column(gettext_lazy("statement"), str, Kind.LINK, url=lambda one: one.get_absolute_url()),
        Column(gettext_lazy("Carrier"), lambda one: carrier_name(one.carrier)),
        Column(gettext_lazy("from"), "from_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("until"), "to_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("lines"), "line_count", Kind.NUMBER, total=True),
        Column(gettext_lazy("of days before the period"), "late_count", Kind.NUMBER),
        Column(gettext_lazy("parcels without a price"), "unpriced_count", Kind.NUMBER),
        Column(gettext_lazy("amount"), "amount_yuan", Kind.MONEY_YUAN, unit=gettext_lazy("yuan"), total=True),
        Column(pgettext_lazy("statement", "issued at"), "issued_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("issued by"), "issued_by"),
    ],
    filters=[Filter("period", gettext_lazy("until"), FilterKind.DATE_RANGE, apply="to_date")],
    order=("-issued_at",),
    actions=[
        Action(gettext_lazy("Issue a statement"), "routes:statement-new", may_settle),
        Action(gettext_lazy("Price contracts"), "routes:contracts"),
        Action(gettext_lazy("Disputes"), "routes:disputes"),
    ],
    empty=gettext_lazy("No statement yet. Record a carrier's price contract first."),
    empty_action=Action(gettext_lazy("Record a price contract"), "routes:contract-new", may_settle),
    template="routes/list.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def statements(request):
    visible = queries.statements_visible_to(request.user)
    return render_list(request, STATEMENTS, visible, context={"tabs": tabs(request)})


@require_http_methods(["GET", "POST"])
@needs(Right.SETTLE)
def statement_new(request):
    today = timezone.localdate()
    initial = {"from_date": today.replace(day=1), "to_date": today}
    form = StatementForm(request.POST or None, carriers=queries.carriers_with_prices(), initial=initial)
    return written(
        request,
        form,
        lambda form: operations.issue_statement(**form.cleaned_data, by=request.user, at=timezone.now()),
        title=_("Issue a statement"),
        back=reverse("routes:statements"),
    )


def _dispute_state(line: StatementLine) -> State | None:
    dispute = getattr(line, "dispute", None)
    if dispute is None:
        return None
    if not dispute.outcome:
        return State(_("Contested"), Mark.LOOK)
    return State(
        dispute.get_outcome_display(), Mark.DONE if dispute.outcome == DisputeOutcome.REJECTED else Mark.OFF
    )


def _line_name(line: StatementLine) -> str:
    return line.parcel.number if line.parcel else _("Minimum of %(month)s") % {"month": f"{line.month:%Y-%m}"}


def _line_url(line: StatementLine) -> str:
    return reverse("routes:line", args=[line.pk])


LINES = ListPage(
    title=gettext_lazy("Lines"),
    columns=[
        Column(gettext_lazy("waybill number"), _line_name, Kind.LINK, url=_line_url),
        Column(gettext_lazy("done on"), "service_date", Kind.DATE, sortable=True),
        Column(gettext_lazy("down or up"), lambda line: line.get_direction_display()),
        Column(gettext_lazy("tier"), lambda line: line.get_tier_display()),
        Column(gettext_lazy("weight"), "weight_kg", Kind.NUMBER, unit="kg", decimals=3),
        Column(gettext_lazy("entry"), lambda line: line.get_kind_display()),
        Column(gettext_lazy("charge number"), "sequence", Kind.NUMBER),
        Column(
            gettext_lazy("amount"),
            "amount_yuan",
            Kind.MONEY_YUAN,
            unit=gettext_lazy("yuan"),
            total=True,
            sortable=True,
        ),
        Column(gettext_lazy("dispute"), _dispute_state, Kind.STATE),
    ],
    filters=[
        Filter("kind", gettext_lazy("entry"), choices=LineKind.choices),
        Filter("direction", gettext_lazy("down or up"), choices=Direction.choices),
        Filter("tier", gettext_lazy("tier"), choices=Tier.choices),
    ],
    search=("parcel__number",),
    order=("service_date", "pk"),
    page_size=100,
    saved_views=False,
    key="lines",
)


def _lines(found: Statement):
    return found.lines.select_related("parcel", "dispute")


@require_GET
@needs(Right.READ_ROUTES)
def statement(request, statement_id: int):
    found = get_object_or_404(queries.statements_visible_to(request.user), pk=statement_id)
    listing = open_list(request, LINES, _lines(found))
    if listing.asked_for_part:
        return render(request, "components/list.html", {"listing": listing})
    context = {
        "title": _("Statement %(number)s · %(carrier)s")
        % {"number": found, "carrier": carrier_name(found.carrier)},
        "crumbs": [(_("Statements"), reverse("routes:statements"))],
        "actions": [
            (Action(_("Reconciliation workbook"), ""), reverse("routes:statement-workbook", args=[found.pk]))
        ],
        "blocks": _statement_blocks(found),
        "sums": _sums(found),
        "page": LINES,
        "listing": listing,
        "record": found,
    }
    return render(request, "routes/statement.html", context)


def _statement_blocks(found: Statement) -> list[dict]:
    return [
        {
            "label": _("Amount"),
            "figure": Figure(found.amount_yuan, _("yuan"), decimals=2),
            "note": f"{found.from_date} – {found.to_date}",
        },
        {
            "label": _("Lines"),
            "figure": Figure(found.line_count),
            "note": _("%(late)s of days before the period") % {"late": found.late_count},
        },
        {
            "label": _("Parcels without a price"),
            "figure": Figure(found.unpriced_count),
            "note": _("counted, in no contract's prices") if found.unpriced_count else "",
        },
        {
            "label": _("All statements together"),
            "figure": Figure(queries.owed(found.carrier), _("yuan"), decimals=2),
        },
    ]


def _sums(found: Statement) -> list[dict]:
    """The lines by kind, direction and tier: what a carrier's clerk compares first."""
    rows = found.lines.values("kind", "direction", "tier").annotate(
        lines=Count("pk"), yuan=Sum("amount_yuan")
    )
    return [
        {
            "kind": LineKind(row["kind"]).label,
            "direction": Direction(row["direction"]).label if row["direction"] else _("monthly minimum"),
            "tier": Tier(row["tier"]).label if row["tier"] else "",
            "lines": row["lines"],
            "yuan": row["yuan"],
        }
        for row in rows.order_by("kind", "direction", "tier")
    ]


@require_GET
@needs(Right.READ_ROUTES)
def statement_workbook(request, statement_id: int):
    """Every line of a statement as a workbook, for the carrier to compare with its own books."""
    found = get_object_or_404(queries.statements_visible_to(request.user), pk=statement_id)
    known = county()
    content = workbook_of(
        f"{found} {carrier_name(found.carrier)} {found.from_date} – {found.to_date}",
        LINES.columns,
        _lines(found).order_by("service_date", "pk").iterator(chunk_size=2_000),
        as_of=found.to_date,
        synthetic=bool(known and known.synthetic),
    )
    return workbook_response(content, f"{found}-{found.to_date}")


# --- Disputes ----------------------------------------------------------------------------------------------------

DISPUTES = ListPage(
    title=gettext_lazy("Disputes"),
    note=gettext_lazy(
        "Charges that carriers contest. Where the carrier is right, its next statement takes the charge back."
    ),
    columns=[
        Column(
            gettext_lazy("waybill number"),
            lambda one: _line_name(one.line),
            Kind.LINK,
            url=lambda one: one.get_absolute_url(),
        ),
        Column(gettext_lazy("Carrier"), lambda one: carrier_name(one.line.carrier)),
        Column(gettext_lazy("statement"), lambda one: str(one.line.statement)),
        Column(
            gettext_lazy("amount"),
            "line__amount_yuan",
            Kind.MONEY_YUAN,
            unit=gettext_lazy("yuan"),
            total=True,
        ),
        Column(gettext_lazy("what the carrier says"), "reason"),
        Column(gettext_lazy("State"), lambda one: _dispute_state(one.line), Kind.STATE),
        Column(gettext_lazy("recorded at"), "opened_at", Kind.TIME, sortable=True),
    ],
    order=("-opened_at",),
    empty=gettext_lazy("Nothing is contested."),
    template="routes/list.html",
)


@require_GET
@needs(Right.READ_ROUTES)
def disputes(request):
    visible = queries.disputes_visible_to(request.user)
    context = {"tabs": tabs(request), "crumbs": [(_("Statements"), reverse("routes:statements"))]}
    return render_list(request, DISPUTES, visible, context=context)


@require_http_methods(["GET", "POST"])
@needs(Right.READ_ROUTES)
def line(request, line_id: int):
    """One line of a statement; its charge is contested here."""
    visible = queries.statements_visible_to(request.user)
    lines = StatementLine.objects.select_related("parcel", "statement", "dispute")
    found = get_object_or_404(lines.filter(statement__in=visible.values("pk")), pk=line_id)
    form = DisputeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.open_dispute(
                line=found, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return redirect(made)
    dispute = getattr(found, "dispute", None)
    context = {
        "title": _line_name(found),
        "state": _dispute_state(found),
        "crumbs": [(str(found.statement), found.statement.get_absolute_url())],
        "facts": list(_line_facts(found)),
        "form": form,
        "dispute": dispute,
        "may_contest": may_settle(request)
        and dispute is None
        and found.kind == LineKind.CHARGE
        and found.parcel_id is not None,
    }
    return render(request, "routes/line.html", context)


def _line_facts(found: StatementLine):
    if found.parcel:
        yield Fact(_("waybill number"), found.parcel.number, url=found.parcel.get_absolute_url())
        yield Fact(_("service"), f"{found.get_direction_display()} · {found.get_tier_display()}")
        weight = _("nobody weighed it") if found.weight_kg is None else f"{found.weight_kg:f} kg"
        yield Fact(_("weight"), weight)
    yield Fact(_("done on"), found.service_date)
    yield Fact(_("entry"), f"{found.get_kind_display()} · {found.sequence}")
    yield Fact(_("amount"), Figure(found.amount_yuan, _("yuan"), decimals=2))


@require_http_methods(["GET", "POST"])
@needs(Right.READ_ROUTES)
def dispute(request, dispute_id: int):
    found = get_object_or_404(queries.disputes_visible_to(request.user), pk=dispute_id)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.decide_dispute(dispute=found, **form.cleaned_data, by=request.user, at=timezone.now())
        except ValidationError as refusal:
            refuse(form, refusal)
        else:
            return redirect(found)
    context = {
        "title": _("Dispute over %(what)s") % {"what": _line_name(found.line)},
        "state": _dispute_state(found.line),
        "crumbs": [(_("Disputes"), reverse("routes:disputes"))],
        "facts": [
            Fact(_("what the carrier says"), found.reason),
            Fact(_("line of a statement"), str(found.line.statement), url=_line_url(found.line)),
            Fact(_("amount"), Figure(found.line.amount_yuan, _("yuan"), decimals=2)),
            *(
                [Fact(_("outcome"), found.get_outcome_display()), Fact(_("why"), found.outcome_note)]
                if found.outcome
                else []
            ),
        ],
        "form": form,
        "may_decide": may_settle(request) and not found.outcome,
        "record": found,
    }
    return render(request, "routes/dispute.html", context)
