from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def forgotten_password(request, **kwargs):
    """Whom to ask: the server sends no mail, so nobody gets a new password without the bureau."""
    return render(request, "account/forgotten.html")


def not_here(request, **kwargs):
    """Pages of the sign-in library that make sense only where mail is sent or people sign up alone."""
    raise Http404(_("Accounts have no mail address here, and nobody signs up alone: ask the bureau."))
