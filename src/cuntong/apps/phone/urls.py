from django.urls import path

from . import pages

app_name = "phone"
urlpatterns = [
    path("", pages.app, {"language": "zh-hans"}, name="app"),
    path("en/", pages.app, {"language": "en"}, name="app-en"),
    path("sw.js", pages.service_worker, name="service-worker"),
    path("manifest.webmanifest", pages.manifest, name="manifest"),
    path("handsets/", pages.handsets, name="handsets"),
    path("handsets/<uuid:handset_id>/", pages.handset, name="handset"),
    path("handsets/<uuid:handset_id>/revoke/", pages.revoke, name="handset-revoke"),
    path("entries/", pages.entries, name="entries"),
    path("entry/<uuid:entry_id>/", pages.entry, name="entry"),
]
