from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.desk.formats import Mark, State, local_time
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Action, Column, Filter, Kind, ListPage, render_list

from . import operations, queries
from .forms import OpenForm, ResetForm, StandingForm

STATES = {
    "OPEN": (gettext_lazy("in use"), Mark.DONE),
    "NEW": (gettext_lazy("waits for the first sign-in"), Mark.PLANNED),
    "CLOSED": (pgettext_lazy("account", "closed"), Mark.OFF),
}


@require_GET
@needs(Right.MANAGE_ACCOUNTS)
def people(request):
    names = queries.place_names(_codes(User.objects.prefetch_related("responsibilities")))
    waiting = queries.waiting_for(request.user).count()
    return render_list(
        request,
        _people_page(names),
        queries.visible_to(request.user),
        template="staff/people.html",
        context={"waiting": waiting},
    )


def _codes(users) -> list[str]:
    return [one.division_code for user in users for one in user.responsibilities.all()]


def _people_page(place_names: dict[str, str]) -> ListPage:
    def places(user) -> str:
        return "、".join(sorted(place_names.get(code, code) for code in _codes([user])))

    return ListPage(
        title=gettext_lazy("People"),
        columns=[
            Column(
                gettext_lazy("Username"), "username", Kind.LINK, sortable=True, url=_address, screen_only=True
            ),
            Column(gettext_lazy("Displayed name"), "display_name", sortable=True, screen_only=True),
            Column(gettext_lazy("Account no."), "pk", Kind.NUMBER, export_only=True),
            Column(gettext_lazy("Role"), "get_role_display", sortable=True, sort="role"),
            Column(gettext_lazy("Organisation"), "organisation", sortable=True, sort="organisation__name"),
            Column(gettext_lazy("Places they answer for"), places),
            Column(gettext_lazy("State"), _state, Kind.STATE),
            Column(gettext_lazy("Second factor"), _second_factor),
            Column(gettext_lazy("Last sign-in"), "last_login", Kind.TIME, sortable=True),
        ],
        filters=[
            Filter("role", gettext_lazy("Role"), choices=Role.choices),
            Filter(
                "state",
                gettext_lazy("State"),
                apply=queries.in_state,
                choices=[(code, STATES[code][0]) for code in queries.STATES],
            ),
        ],
        search=("username", "display_name", "organisation__name"),
        order=("username",),
        actions=[
            Action(gettext_lazy("Open an account"), "staff:open"),
            Action(
                gettext_lazy("Import accounts from Excel"),
                lambda request: reverse("imports:sheet", args=["staff.accounts"]),
            ),
        ],
    )


def _address(user) -> str:
    return reverse("staff:person", args=[user.pk])


def _state(user) -> State:
    return State(*STATES[queries.state_of(user)])


def _second_factor(user) -> str:
    return pgettext("account", "set up") if user.second_factor else _("none")


@require_GET
@needs(Right.MANAGE_ACCOUNTS)
def person(request, user_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=user_id)
    context = {
        "person": found,
        "title": found.username,
        "state": _state(found),
        "crumbs": [(_("People"), reverse("staff:people"))],
        "actions": [(Action(_("Change role or places"), ""), reverse("staff:change", args=[found.pk]))],
        "facts": _facts(found),
        "neighbours": _places(found),
        "waiting": queries.waiting_for(request.user).filter(user=found).exists(),
        "is_own": found.pk == request.user.pk,
    }
    return render(request, "staff/person.html", context)


def _facts(found) -> list[Fact]:
    return [
        Fact(_("Displayed name"), found.display_name),
        Fact(_("Role"), found.get_role_display()),
        Fact(_("Organisation"), found.organisation),
        Fact(_("Second factor"), _second_factor(found)),
        Fact(_("Opened at"), local_time(found.date_joined)),
        Fact(_("Last sign-in"), local_time(found.last_login)),
    ]


def _places(found) -> list[Fact]:
    codes = sorted(_codes([found]))
    names = queries.place_names(codes)
    return [
        Fact(names.get(code, code), code, reverse("places:division", args=[code]) if code in names else "")
        for code in codes
    ]


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_ACCOUNTS)
def open_account(request):
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = operations.open_account(**form.as_arguments(), by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The account is open. Hand out the initial password."))
            return redirect("staff:person", user.pk)
    return _form_page(request, form, _("Open an account"), reverse("staff:people"))


def _form_page(request, form, title: str, back_url: str):
    context = {"form": form, "title": title, "submit_label": title, "back_url": back_url, "draft": False}
    return render(request, "staff/form.html", context)


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_ACCOUNTS)
def change(request, user_id):
    found = get_object_or_404(queries.visible_to(request.user), pk=user_id)
    standing = {
        "role": found.role,
        "display_name": found.display_name,
        "organisation_name": found.organisation.name if found.organisation else "",
        "places": "\n".join(sorted(_codes([found]))),
    }
    form = StandingForm(request.POST or None, initial=standing)
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_account(user=found, **form.as_arguments(), by=request.user, at=timezone.now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The account has been changed."))
            return redirect("staff:person", user_id)
    return _form_page(request, form, _("Change the account"), reverse("staff:person", args=[user_id]))


def _done(request, user_id, act, said: str):
    """Does one act on an account; a refusal is told on its page."""
    found = get_object_or_404(queries.visible_to(request.user), pk=user_id)
    try:
        act(user=found, by=request.user, at=timezone.now())
        messages.success(request, said)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("staff:person", user_id)


@require_POST
@needs(Right.MANAGE_ACCOUNTS)
def close(request, user_id):
    return _done(request, user_id, operations.close_account, _("The account is closed."))


@require_POST
@needs(Right.MANAGE_ACCOUNTS)
def reopen(request, user_id):
    return _done(request, user_id, operations.reopen_account, _("The account is open again."))


@require_POST
@needs(Right.MANAGE_ACCOUNTS)
def reset_password(request, user_id):
    form = ResetForm(request.POST)
    clear = form.is_valid() and form.cleaned_data["clear_second_factor"]

    def reset(**how):
        return operations.reset_password(clear_second_factor=clear, **how)

    return _done(request, user_id, reset, _("The old password is void. Hand out the new initial password."))


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_ACCOUNTS)
def slips(request):
    """Initial passwords: counted on GET, shown once for printing on POST (of one person, where named)."""
    context = {
        "crumbs": [(_("People"), reverse("staff:people"))],
        "waiting": queries.waiting_for(request.user).count(),
    }
    if request.method == "POST":
        everybody = queries.visible_to(request.user)
        wanted = request.POST.get("person", "")
        users = [get_object_or_404(everybody, pk=wanted)] if wanted.isdecimal() else []
        context["slips"] = operations.hand_out(users=users, by=request.user, at=timezone.now())
        context["sign_in_address"] = request.build_absolute_uri(reverse("account_login"))
    return render(request, "staff/slips.html", context)
