"""Whoever signed in with an initial password chooses their own before anything else opens."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

OPEN_BEFORE = frozenset({"account_change_password", "account_logout", "set_language"})


class OwnPasswordFirst:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if not (user.is_authenticated and user.must_change_password):
            return None
        if request.resolver_match.view_name in OPEN_BEFORE:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": _("Choose a password of your own first.")}, status=403)
        return redirect("account_change_password")
