from importlib.util import find_spec

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from .api import api

urlpatterns = [
    path("accounts/", include("cuntong.apps.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("api/", api.urls),
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
