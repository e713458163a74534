"""The app's shell, which is the same for everybody and holds nothing personal; and the office's pages of phones and entries."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Fact
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage, render_list

from . import operations, queries
from .forms import SettleForm
from .kinds import EndReason, EntryState

STATIC = Path(__file__).parent / "static" / "phone"
SCANNER = ("vendor/zxing/index.js", "vendor/zxing/zxing_reader.wasm")
"""Loaded when the camera is first opened, and put by for the day without network once the first screen stands."""


# --- The app ---------------------------------------------------------------------------------------------------------


@login_not_required
@require_GET
@gzip_page  # it holds no secret, and every byte counts on a slow line
@csp_update({"script-src": ["'wasm-unsafe-eval'"]})
def app(request, language: str):
    """The app's one page; which screen it shows, and for whom, the phone itself decides."""
    response = HttpResponse(_shell(language))
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_GET
def service_worker(request):
    """The script that keeps the app on the phone; it changes whenever one of the files does."""
    kept = {
        "version": _version(),
        "shell": _shell_addresses(),
        "later": [_as_imported(one) for one in SCANNER],
    }
    script = f'import {{ start }} from "{_as_imported("phone/worker.js")}";\nstart({json.dumps(kept)});\n'
    response = HttpResponse(script, content_type="text/javascript")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_GET
def manifest(request):
    """What the phone needs to install the app."""
    name = _("Cuntong at the counter")
    return JsonResponse(
        {
            "name": name,
            "short_name": _("Cuntong"),
            "start_url": reverse("phone:app"),
            "scope": reverse("phone:app"),
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#f5f7f6",
            "theme_color": "#155e42",
            "icons": [
                {
                    "src": _as_imported("phone/icon.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": "any maskable",
                }
            ],
        },
        content_type="application/manifest+json",
    )


def _shell(language: str) -> str:
    with translation.override(language):
        return render_to_string(
            "phone/app.html", {"language": language, "address": _as_imported("phone"), "modules": _modules()}
        )


def _modules() -> list[str]:
    """The scripts of the first screen, fetched side by side."""
    return [
        _as_imported(f"phone/{path.name}") for path in sorted(STATIC.glob("*.js")) if path.stem != "worker"
    ]


def _shell_addresses() -> list[str]:
    files = sorted(path.relative_to(STATIC.parent).as_posix() for path in STATIC.rglob("*.*"))
    return [
        reverse("phone:app"),
        reverse("phone:app-en"),
        reverse("phone:manifest"),
        *map(_as_imported, files),
    ]


def _as_imported(name: str) -> str:
    """The plain address: modules name each other by it, and the version stands in the cache's name."""
    return settings.STATIC_URL + name


@cache
def _version() -> str:
    digest = sha256()
    for path in sorted(STATIC.rglob("*.*")):
        digest.update(path.read_bytes())
    for language, _name in settings.LANGUAGES:
        digest.update(_shell(language).encode())
    return digest.hexdigest()[:16]


# --- The office: phones ----------------------------------------------------------------------------------------------


def _handset_state(handset) -> State:
    if handset.ended_at is None:
        return State(_("In use"), Mark.DONE)
    return State(handset.get_end_reason_display(), Mark.OFF)


HANDSETS = ListPage(
    title=gettext_lazy("Phones"),
    note=gettext_lazy("A phone is registered when somebody signs in on it. End one that is lost."),
    columns=[
        Column(
            pgettext_lazy("phone", "Phone"),
            "name",
            Kind.LINK,
            url=lambda one: reverse("phone:handset", args=[one.pk]),
            sortable=True,
        ),
        Column(gettext_lazy("Person"), "user", sortable=False),
        Column(gettext_lazy("State"), _handset_state, Kind.STATE),
        Column(gettext_lazy("Waiting on the phone"), "waiting_count", Kind.NUMBER, sortable=True),
        Column(gettext_lazy("Last heard of"), "seen_at", Kind.TIME, sortable=True),
    ],
    search=("name", "user__username", "user__display_name"),
    order=("-seen_at",),
    empty=gettext_lazy("Nobody has signed in on a phone yet. Keepers open /phone/ on theirs."),
)


@require_GET
@needs(Right.MANAGE_DEVICES)
def handsets(request):
    waiting = queries.open_entries(queries.entries_visible_to(request.user)).count()
    return render_list(
        request,
        HANDSETS,
        queries.handsets_visible_to(request.user),
        context={"open_entries": waiting},
        template="phone/handsets.html",
    )


@require_GET
@needs(Right.MANAGE_DEVICES)
def handset(request, handset_id):
    one = get_object_or_404(queries.handsets_visible_to(request.user), pk=handset_id)
    facts = [
        Fact(_("Person"), one.user),
        Fact(_("Registered at"), timezone.localtime(one.registered_at).strftime("%F %R")),
        Fact(_("Last heard of"), timezone.localtime(one.seen_at).strftime("%F %R")),
        Fact(_("Waiting on the phone"), one.waiting_count),
        Fact(_("Its clock"), _clock(one.clock_offset_seconds)),
    ]
    context = {
        "title": one.name,
        "state": _handset_state(one),
        "crumbs": [(_("Phones"), reverse("phone:handsets"))],
        "handset": one,
        "facts": facts,
        "record_kind": "phone.handset",
        "may_revoke": one.ended_at is None,
    }
    return render(request, "phone/handset.html", context)


def _clock(offset_seconds: int) -> str:
    if not offset_seconds:
        return _("right")
    minutes = abs(offset_seconds) // 60
    words = (
        _("%(minutes)s minutes slow, put right")
        if offset_seconds > 0
        else _("%(minutes)s minutes fast, put right")
    )
    return words % {"minutes": minutes}


@require_POST
@needs(Right.MANAGE_DEVICES)
def revoke(request, handset_id):
    one = get_object_or_404(queries.handsets_visible_to(request.user), pk=handset_id)
    operations.end_handset(handset=one, reason=EndReason.REVOKED, by=request.user, at=timezone.now())
    messages.success(request, _("The phone is ended. It wipes itself as soon as it has network."))
    return redirect("phone:handset", handset_id)


# --- The office: entries ---------------------------------------------------------------------------------------------


def _kind_label(entry) -> str:
    kind = operations.KINDS.get(entry.kind)
    return str(kind.label) if kind else entry.kind


def _entry_state(entry) -> State:
    if entry.settled_at is not None:
        return State(_("Settled"), Mark.DONE)
    marks = {EntryState.DONE: Mark.DONE, EntryState.CONFLICT: Mark.LOOK, EntryState.REFUSED: Mark.WRONG}
    return State(entry.get_state_display(), marks[EntryState(entry.state)])


def _open_only(queryset, value):
    return queries.open_entries(queryset) if value == "OPEN" else queryset.exclude(settled_at=None)


ENTRIES = ListPage(
    title=gettext_lazy("Entries of phones that need a person"),
    note=gettext_lazy(
        "Nothing is dropped: what could not be accepted stands here until somebody says how it was settled."
    ),
    columns=[
        Column(
            gettext_lazy("Entry"),
            _kind_label,
            Kind.LINK,
            url=lambda one: reverse("phone:entry", args=[one.pk]),
        ),
        Column(gettext_lazy("State"), _entry_state, Kind.STATE),
        Column(gettext_lazy("Why"), "reason"),
        Column(gettext_lazy("Person"), "user"),
        Column(gettext_lazy("Made at"), "made_at", Kind.TIME, sortable=True),
        Column(gettext_lazy("Received at"), "received_at", Kind.TIME, sortable=True),
    ],
    filters=[
        Filter("state", gettext_lazy("State"), choices=EntryState.choices),
        Filter(
            "open",
            gettext_lazy("Settled"),
            FilterKind.CHOICE,
            apply=_open_only,
            choices=[("OPEN", pgettext_lazy("phone", "Open")), ("SETTLED", gettext_lazy("Settled"))],
        ),
    ],
    search=("user__username", "user__display_name", "handset__name"),
    order=("-received_at",),
    empty=gettext_lazy("Every entry of every phone was accepted."),
)


@require_GET
@needs(Right.MANAGE_DEVICES)
def entries(request):
    rows = queries.entries_visible_to(request.user).exclude(state=EntryState.DONE)
    crumbs = [(_("Phones"), reverse("phone:handsets"))]
    return render_list(request, ENTRIES, rows, context={"crumbs": crumbs})


@require_http_methods(["GET", "POST"])
@needs(Right.MANAGE_DEVICES)
def entry(request, entry_id):
    one = get_object_or_404(queries.entries_visible_to(request.user), pk=entry_id)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            operations.settle_entry(
                entry=one, note=form.cleaned_data["note"], by=request.user, at=timezone.now()
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, pgettext("phone", "Settled."))
            return redirect("phone:entries")
    body = queries.told_body(one)
    context = {
        "title": _kind_label(one),
        "state": _entry_state(one),
        "crumbs": [
            (_("Phones"), reverse("phone:handsets")),
            (_("Entries of phones"), reverse("phone:entries")),
        ],
        "facts": _facts_of(one, body),
        "entry": one,
        "form": form,
        "record_kind": "phone.entry",
        "is_open": one.state != EntryState.DONE and one.settled_at is None,
    }
    return render(request, "phone/entry.html", context)


def _facts_of(one, body: dict) -> list[Fact]:
    facts = [
        Fact(_("Why"), one.reason),
        Fact(_("Person"), one.user),
        Fact(pgettext("phone", "Phone"), one.handset.name, reverse("phone:handset", args=[one.handset_id])),
        Fact(_("Made at"), timezone.localtime(one.made_at).strftime("%F %R")),
        Fact(_("Received at"), timezone.localtime(one.received_at).strftime("%F %R")),
        *[Fact(key, value) for key, value in sorted(body.items()) if value not in ("", None)],
    ]
    if one.settled_at is not None:
        facts.append(Fact(_("How it was settled"), f"{one.settled_note} ({one.settled_by})"))
    return facts
