"""A person says what the columns of an unknown header mean; the answer is remembered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.protection import mask_name
from cuntong.apps.accounts.roles import Right
from cuntong.apps.imports import queries as imports
from cuntong.domain.workbooks import Glance

from .. import operations
from ..forms import ColumnsForm
from ..sheets import PREFIX, carrier_of_sheet


@require_http_methods(["GET", "POST"])
@needs(Right.WRITE_PARCELS)
def columns(request, batch_id):
    batch = get_object_or_404(imports.visible_to(request.user), pk=batch_id, sheet__startswith=PREFIX)
    try:
        seen = operations.glance_at(batch)
    except ValidationError as refusal:
        raise Http404(" ".join(refusal.messages)) from None
    form = ColumnsForm(request.POST or None, seen=seen, carrier=carrier_of_sheet(batch.sheet).code)
    if request.method == "POST" and form.is_valid():
        try:
            operations.map_columns(
                batch=batch,
                carrier=form.cleaned_data["carrier"],
                columns=form.columns,
                by=request.user,
                at=timezone.now(),
            )
        except ValidationError as refusal:
            _put(form, refusal)
        else:
            messages.success(request, _("Remembered. The file is being checked again."))
            return redirect("imports:batch", batch.pk)
    return render(
        request,
        "parcels/columns.html",
        {
            "form": form,
            "title": _("What do these columns mean?"),
            "filename": batch.filename,
            "header": _shown(seen),
            "header_row": seen.header_row,
            "crumbs": [(batch.filename, reverse("imports:batch", args=[batch.pk]))],
        },
    )


def _put(form: ColumnsForm, refusal: ValidationError) -> None:
    if hasattr(refusal, "error_dict"):
        for field, errors in refusal.error_dict.items():
            form.add_error(field if field in form.fields else None, errors)
    else:
        form.add_error(None, refusal)


def _shown(seen: Glance) -> list[tuple[str, list[str]]]:
    """Each title with what stands below it in the first rows, masked: whose parcels these are is nobody's business here."""
    return [
        (title, [_masked(row[index]) if index < len(row) else "" for row in seen.samples])
        for index, title in enumerate(seen.titles)
        if title
    ]


def _masked(text: str) -> str:
    """Enough to tell a name from an address from a number: the beginning, and how long it is."""
    return (
        text
        if len(text) <= 1
        else mask_name(text)
        if len(text) <= 4
        else f"{text[:3]}{'*' * min(len(text) - 3, 9)}"
    )
