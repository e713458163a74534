from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .api import api

DESCRIPTIONS = {"openapi-json", "openapi-view", "api-root"}


def with_own_doors(urls):
    """The interface with its own doors: each endpoint knows session, device key or signature, and answers 401 itself.

    Only what describes the interface stays behind the sign-in page.
    """
    patterns, _app_name, _namespace = urls
    for pattern in patterns:
        if pattern.name not in DESCRIPTIONS:
            login_not_required(pattern.callback)
    return urls


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("api/", with_own_doors(api.urls)),
    path("desk/", include("cuntong.apps.desk.urls")),
    path("evidence/", include("cuntong.apps.evidence.urls")),
    path("imports/", include("cuntong.apps.imports.urls")),
    path("jobs/", include("cuntong.apps.jobs.urls")),
    *[
        path("" if room.endswith(".portal") else f"{room.rsplit('.', 1)[-1]}/", include(f"{room}.urls"))
        for room in settings.ROOMS
        if find_spec(f"{room}.urls")
    ],
]
