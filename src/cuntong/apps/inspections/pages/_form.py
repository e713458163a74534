"""What the pages share: the tabs, and a form that is written by one call."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cuntong.apps.desk.kinds import Tab

from ..lists import may_inspect


def tabs(request: HttpRequest) -> list[Tab]:
    names = [
        (_("Visits"), "inspections:visits"),
        (_("Problems of stations"), "inspections:problems"),
        (_("Samples"), "inspections:draws"),
        (_("Assessments"), "inspections:assessments"),
        (_("Replacements"), "inspections:replacements"),
    ]
    if may_inspect(request):
        names.insert(1, (_("My rounds"), "inspections:rounds"))
    return [Tab(label, reverse(name), current=request.path == reverse(name)) for label, name in names]


def posted(request: HttpRequest, form_class: type[BaseForm], **given) -> BaseForm:
    """A form filled with what was sent, or empty."""
    return form_class(request.POST or None, request.FILES or None, **given)


def acting(request: HttpRequest) -> dict:
    """Who acts, and when: on a page the browser's clock is not asked."""
    now = timezone.now()
    return {"by": request.user, "at": now, "made_at": now}


def answer(
    request: HttpRequest, form: BaseForm, write: Callable[[dict], object], *, done: str, to, page: dict
) -> HttpResponse:
    """Shows a form, or writes what it holds by one call; a refusal goes to its field. `to` is an address or row → address."""
    if request.method == "POST" and form.is_valid():
        try:
            written = write(form.cleaned_data)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, done)
            return redirect(to(written) if callable(to) else to)
    return render(request, "desk/form.html", {"form": form, "submit_label": _("Save"), **page})


def put(form: BaseForm, refusal: ValidationError) -> None:
    """Says a refusal at the field that it names, or at the head of the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for field, errors in refusal.error_dict.items():
        form.add_error(field if field in form.fields else None, errors)


def refuse(request: HttpRequest, refusal: ValidationError) -> None:
    """Says a refusal on the next page."""
    for message in refusal.messages:
        messages.error(request, message)
