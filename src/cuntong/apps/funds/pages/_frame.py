"""What the room's pages share: its tabs, how a form becomes an act, how a rule is told."""

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Mark, State
from cuntong.apps.desk.kinds import Tab
from cuntong.apps.desk.lists import Action
from cuntong.rulebooks import Document

from ..models import PaymentApplication
from ..queries.checks import Verdict

WAN = gettext_lazy("10,000 yuan")
APPLICATION_MARKS = {
    "SUBMITTED": Mark.LOOK,
    "RETURNED": Mark.WRONG,
    "WITHDRAWN": Mark.OFF,
    "APPROVED": Mark.GOING,
    "PAID": Mark.DONE,
    "REVERSED": Mark.OFF,
}
_OUTCOMES = {
    Verdict.Outcome.KEPT: (gettext_lazy("kept"), Mark.DONE),
    Verdict.Outcome.ASKS: (gettext_lazy("needs a look"), Mark.LOOK),
    Verdict.Outcome.STOPS: (gettext_lazy("stops the payment"), Mark.WRONG),
    Verdict.Outcome.NOT_TESTED: (gettext_lazy("to be checked by hand"), Mark.PLANNED),
}
_STATUSES = {
    "confirmed": gettext_lazy("confirmed"),
    "reported": gettext_lazy("from a public page, not confirmed for this county"),
    "unverified": gettext_lazy("unverified, to be confirmed"),
}


def tabs(request: HttpRequest) -> list[Tab]:
    """The room's lists; a contractor has no appropriations."""
    labels = [("funds:overview", _("Overview"))]
    if scope_of(request.user).everywhere:
        labels.append(("funds:appropriations", _("Appropriations")))
    labels += [
        ("funds:contracts", _("Contracts")),
        ("funds:milestones", _("Milestones")),
        ("funds:applications", _("Payment applications")),
        ("funds:payments", _("Payments")),
    ]
    return [Tab(label, reverse(name), request.path == reverse(name)) for name, label in labels]


def may(right: Right) -> Callable[[HttpRequest], bool]:
    return lambda request: request.user.may(right)


def import_action(label, sheet: str, right: Right) -> Action:
    return Action(
        label,
        lambda request: reverse("imports:sheet", args=[sheet]),
        lambda request: request.user.may(right) and request.user.may(Right.IMPORT),
    )


def links(*actions: tuple) -> list[tuple[Action, str]]:
    """Actions of a record's head: (allowed, label, URL name, key)."""
    return [
        (Action(label, name), reverse(name, args=[key])) for allowed, label, name, key in actions if allowed
    ]


def sent(request: HttpRequest):
    """What was sent, also where a form has nothing but optional fields; None where the form is only shown."""
    return request.POST if request.method == "POST" else None


def act(
    request, form, do: Callable, *, success, to, renamed: dict[str, str] | None = None, **context
) -> HttpResponse:
    """Shows the form; when it is sent and in order, does the one act and goes on, or shows why it was refused.

    `do` gets nothing and calls the operation; `renamed` maps a field of the operation to that of the form.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = do()
        except ValidationError as refusal:
            _show(form, refusal, renamed or {})
        else:
            messages.success(request, success)
            return redirect(to(done) if callable(to) else to)
    return render(request, context.pop("template", "desk/form.html"), {"form": form, **context})


def _show(form, refusal: ValidationError, renamed: dict[str, str]) -> None:
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        shown = renamed.get(field, field)
        for error in errors:
            form.add_error(shown if shown in form.fields else None, error)


def posted(request, do: Callable, *, success, to) -> HttpResponse:
    """An act without a form: a button; what is refused is said where one comes back to."""
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, success)
    return redirect(to)


def application_state(application: PaymentApplication) -> State:
    return State(application.get_state_display(), APPLICATION_MARKS[application.state])


def sources(documents: tuple[Document, ...]) -> list[dict]:
    """The documents a rule rests on, with number and address where they are known."""
    language = get_language()
    return [
        {
            "title": f"{document.title.in_language(language)}{f' {document.number}' if document.number else ''}",
            "url": document.address,
        }
        for document in documents
    ]


def rules_told(verdicts: list[Verdict], day: date) -> dict:
    """Verdicts of a day as a page shows them: what needs somebody, and folded away what is kept."""
    kept = [verdict for verdict in verdicts if verdict.outcome == Verdict.Outcome.KEPT]
    rest = [verdict for verdict in verdicts if verdict.outcome != Verdict.Outcome.KEPT]
    return {
        "verdicts": [_told(one) for one in rest],
        "kept": [_told(one) for one in kept],
        "verdict_day": day,
    }


def _told(verdict: Verdict) -> dict:
    language = get_language()
    return {
        "name": verdict.rule_name.in_language(language),
        "state": State(*_OUTCOMES[verdict.outcome]),
        "messages": [message.in_language(language) for message in verdict.messages],
        "sources": sources(verdict.basis),
        "status": _STATUSES[verdict.status],
    }
