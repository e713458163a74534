"""Saving and forgetting a list's conditions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from .. import operations
from ..forms import ViewForm
from ..models import SavedView


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    form = ViewForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("The view was not saved: it needs a name of at most 40 characters and a condition.")
        )
        path = form.cleaned_data.get("path", "/")
        return redirect(f"{path}?{request.POST.get('query', '')}" if path != "/" else path)
    view = operations.save_view(user=request.user, **form.cleaned_data)
    return redirect(view.address)


@login_required
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        view = operations.delete_view(user=request.user, pk=pk)
    except SavedView.DoesNotExist as missing:
        raise Http404 from missing
    return redirect(view.path)
